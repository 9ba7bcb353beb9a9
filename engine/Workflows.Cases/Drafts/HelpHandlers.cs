using Mediator;
using Workflows.Cases.Commands;
using Workflows.Cases.Expressions;
using Workflows.Cases.Notices;
using Workflows.Cases.Packages;
using Workflows.Cases.Publishing;
using Workflows.Cases.Queries;
using Workflows.Cases.Sentences;
using Workflows.Decisions.Functions.Dates;
using Workflows.Decisions.Calendars;
using Workflows.Decisions.Dmn;
using Workflows.Engine.Data;
using Workflows.Engine.Expressions;

namespace Workflows.Cases.Drafts;

/// <summary>What the designer shows while people write: sentences, names, values, days, texts.</summary>
public sealed class HelpHandlers(DraftDesk desk, DraftReader reader, PlanFactory plans, ISender sender) :
    IQueryHandler<GetSentences, Result<PackageText>>, IQueryHandler<GetFlowTable, Result<FlowTableView>>, IQueryHandler<GetNames, Result<NamesView>>, IQueryHandler<TryFeel, Result<FeelView>>,
    IQueryHandler<TryDeadline, Result<WorkedDeadline>>, IQueryHandler<PreviewNotice, Result<NoticePreview>>, IQueryHandler<TryDecision, Result<DecisionView>>, IQueryHandler<CheckDecision, Result<IReadOnlyList<TableFindingView>>>
{
    public async ValueTask<Result<PackageText>> Handle(GetSentences q, CancellationToken ct)
    {
        var (package, problem) = await reader.Package(q.Caller, q.Draft, q.Program, q.Version, ct);
        if (problem is not null) return problem;
        if (q.Workflow is not null && !package!.WorkflowSources.ContainsKey(q.Workflow)) return NoWorkflow();
        return new FlowWriter(plans.Catalog).Write(package!, q.Audience is FlowWriter.Citizen ? FlowWriter.Citizen : FlowWriter.Staff, q.Workflow);
    }

    public async ValueTask<Result<FlowTableView>> Handle(GetFlowTable q, CancellationToken ct)
    {
        var (package, problem) = await reader.Package(q.Caller, q.Draft, q.Program, q.Version, ct);
        if (problem is not null) return problem;
        return package!.WorkflowSources.ContainsKey(q.Workflow) ? new FlowTable(plans.Catalog).Write(package, q.Workflow) : NoWorkflow();
    }

    public async ValueTask<Result<NamesView>> Handle(GetNames q, CancellationToken ct)
    {
        var (package, problem) = await reader.Package(q.Caller, q.Draft, null, null, ct);
        if (problem is not null) return problem;
        var p = package!;
        var fields = p.Forms.SelectMany(f => f.Fields).Select(f => new NameView(f.Key, f.Label.Ja, f.Type.ToString().ToLowerInvariant(), "form", [.. f.Columns.Select(c => new NameView(c.Key, c.Label.Ja, c.Type.ToString().ToLowerInvariant(), "form", []))]))
            .Concat(p.Fields.Select(f => new NameView(f.Key, f.Label.Ja, f.Type.ToString().ToLowerInvariant(), "case", [])));
        List<NameView> names =
        [
            .. fields.DistinctBy(f => f.Name),
            new("settings", "設定", "context", "setting", [.. p.SettingSpecs.Select(s => new NameView(s.Key, s.Label.Ja, s.Type, "setting", []))]),
            new("head", "案件", "context", "case", [new("number", "番号", "text", "case", []), new("status", "状態", "text", "case", []), new("applicant", "申請者", "text", "case", []), new("submittedAt", "受付日時", "datetime", "case", [])]),
            new("today", "今日", "date", "case", []), new("now", "いま", "datetime", "case", []), new("event", "届いた知らせ", "context", "event", []),
            .. p.Forms.SelectMany(f => f.Lookups).Select(l => new NameView(l.As, p.Registers.Find(l.Register)?.Label.Ja ?? l.Register, "context", "lookup", [.. (p.Registers.Find(l.Register)?.Fields ?? []).Select(f => new NameView(f.Key, f.Label.Ja, f.Type, "register", []))])).DistinctBy(n => n.Name),
        ];
        return new NamesView(names, [.. CaseFunctions.Registry.Names.Order(StringComparer.Ordinal).Select(n => new FunctionView(n))]);
    }

    public async ValueTask<Result<FeelView>> Handle(TryFeel q, CancellationToken ct)
    {
        var (package, problem) = await reader.Package(q.Caller, q.Draft, null, null, ct);
        if (problem is not null) return problem;
        var feel = new Feel(q.Expression);
        if (feel.Problem is { } wrong) return new FeelView(false, null, Datum.Null, "", new Label(wrong.Ja, wrong.En), [], []);
        var known = package!.Forms.SelectMany(f => f.Fields.SelectMany(c => c.Columns.Prepend(c))).Concat(package.Fields).Select(f => f.Key)
            .Concat(q.Sample.Members.Select(m => m.Key)).Concat(["settings", "head", "today", "now", "event", "value", "form"]).ToHashSet(StringComparer.Ordinal);
        IReadOnlyList<UnknownName> unknown = [.. feel.Names.Where(n => !known.Contains(n)).Select(n => new UnknownName(n, Packages.Reading.Near.Find(n, known)))];
        try
        {
            var (real, hidden) = (Datum.EmptyObject, 0);
            if (q.Case is { Length: > 0 } number)
            {
                // As the case page shows it: masked, and written to the access log.
                var seen = await sender.Send(new GetCase(q.Caller, number), ct);
                if (!seen.Ok) return seen.Problem!;
                if (seen.Value!.Case.Program != package.Id) return Problem.Invalid([new("case", "この手続きの案件の番号を入れてください。")]);
                (real, hidden) = (Datum.Object(seen.Value.Fields.Select(f => KeyValuePair.Create(f.Key, f.Value))).With("head", Datum.Object(("number", seen.Value.Case.Number), ("status", seen.Value.Case.Status))), seen.Value.Hidden);
            }
            var names = new FeelNames(package.FieldTypes, desk.Now, Settings.Merge(package, reader.SettingsOf(q.Caller.Tenant, package))).With(real).With(q.Sample);
            var value = names.Evaluate(feel);
            return new FeelView(true, value.Kind.ToString().ToLowerInvariant(), value, value.Kind is DatumKind.List or DatumKind.Object ? value.ToJson() : value.AsText() ?? "", null, [.. feel.Names], unknown, hidden);
        }
        catch (ExpressionException e) { return new FeelView(false, null, Datum.Null, "", new Label(e.Message, e.Message), [.. feel.Names], unknown); }
    }

    public async ValueTask<Result<WorkedDeadline>> Handle(TryDeadline q, CancellationToken ct)
    {
        var (package, problem) = await reader.Package(q.Caller, q.Draft, null, null, ct);
        if (problem is not null) return problem;
        var day = DateOnly.FromDateTime(Japan.In(q.From).DateTime);
        var (open, months) = (q.Due.Has("businessDays"), q.Due.Has("months"));
        var count = Days(q.Due[open ? "businessDays" : months ? "months" : "days"], package!, q.Caller.Tenant);
        if (count is not (>= 0 and <= 3_650)) return Problem.Invalid([new("due", "businessDays か days か months に 0〜3650 の数、またはそうなる式を書いてください。")]);
        if (months && Deadlines.Compute(day, new Period((int)count, PeriodUnit.Months), new DeadlineRule()) is var last) return new WorkedDeadline(last.Date, last.Derivation);
        if (!open) return new WorkedDeadline(day.AddDays((int)count), [$"{day:yyyy-MM-dd}（初日不算入）から {count} 日 → {day.AddDays((int)count):yyyy-MM-dd}"]);
        var id = q.Due["calendar"].AsText() ?? package!.Calendar;
        if (BusinessCalendars.Find(id) is not { } calendar) return Problem.Invalid([new("due.calendar", $"暦「{id}」はありません。")]);
        var words = new List<string> { $"{day:yyyy-MM-dd}（初日不算入）" };
        var at = day;
        for (var n = 0; n < count;)
        {
            at = at.AddDays(1);
            if (calendar.IsBusinessDay(at)) words.Add($"{++n}日目 {at:yyyy-MM-dd}");
            else words.Add($"休み {at:yyyy-MM-dd}");
        }
        return new WorkedDeadline(at, words);
    }

    /// <summary>A number of days: as it stands, or what an expression over the settings gives; null when it is none today (it needs a case).</summary>
    private long? Days(Datum days, ProgramPackage package, string tenant)
    {
        if (days.Kind != DatumKind.Text) return days.AsLong();
        try { return new FeelNames(package.FieldTypes, desk.Now, Settings.Merge(package, reader.SettingsOf(tenant, package))).Evaluate(new Feel(days.AsText()!)).AsLong(); }
        catch (ExpressionException) { return null; }
    }

    public async ValueTask<Result<NoticePreview>> Handle(PreviewNotice q, CancellationToken ct)
    {
        var (package, problem) = await reader.Package(q.Caller, q.Draft, null, null, ct);
        if (problem is not null) return problem;
        if (package!.Notices.Find(q.Notice) is not { } notice) return Problem.NotFound("この通知は見つかりません。", "There is no such notice.");
        var model = new NoticeModel(q.Fields, q.Head, q.Data, Settings.Merge(package, reader.SettingsOf(q.Caller.Tenant, package)), Datum.Object(("code", q.Caller.Tenant)));
        try
        {
            var (title, body) = NoticeRenderer.Render(notice, model);
            return new NoticePreview(title, body, notice.Channels, null);
        }
        catch (NoticeException e) { return new NoticePreview(notice.Title.Ja, "", notice.Channels, e.Message); }
    }

    public async ValueTask<Result<DecisionView>> Handle(TryDecision q, CancellationToken ct)
    {
        var (package, problem) = await reader.Package(q.Caller, q.Draft, null, null, ct);
        if (problem is not null) return problem;
        if (package!.Decisions.Find(q.Decision) is not { } decision) return Problem.NotFound("この決定表は見つかりません。", "There is no such decision.");
        var run = new DecisionRun(package, decision, q.Inputs, new FeelNames(package.FieldTypes, desk.Now, Settings.Merge(package, reader.SettingsOf(q.Caller.Tenant, package))));
        try
        {
            // Registers are those of a real municipality: a draft is tried on them in 試す, not here.
            foreach (var question in run.Run(_ => throw new InvalidOperationException("A look-up was asked."))) return new DecisionView(Datum.Null, [], $"この決定は台帳を引きます（{question.GetType().Name}）。試すで確かめてください。");
            return new DecisionView(run.Result.Outputs, [.. run.Result.Hits.Items.SelectMany(h => h["rules"].Items).Select(r => r.AsText()!)], null);
        }
        catch (ExpressionException e) { return new DecisionView(Datum.Null, [], e.Message); }
    }

    public async ValueTask<Result<IReadOnlyList<TableFindingView>>> Handle(CheckDecision q, CancellationToken ct)
    {
        var (package, problem) = await reader.Package(q.Caller, q.Draft, null, null, ct);
        if (problem is not null) return problem;
        if (package!.Decisions.Find(q.Decision) is not { } decision) return Problem.NotFound("この決定表は見つかりません。", "There is no such decision.");
        var found = new List<TableFindingView>();
        foreach (var own in decision.Model.Decisions)
            if (own.Expression is DmnDecisionTable table)
                found.AddRange(DecisionTableCheck.Check(decision.Model, own.Name).Select(f => new TableFindingView(f.Kind.ToString().ToLowerInvariant(), table.Id, [.. f.Rules.Select(r => table.Rules[r - 1].Id)], new Label(f.MessageJa, f.MessageEn),
                    Datum.Object(f.Example.Select(e => KeyValuePair.Create(e.Key, FeelBridge.ToDatum(e.Value)))))));
        return new Result<IReadOnlyList<TableFindingView>>(found, null);
    }

    private static Problem NoWorkflow() => Problem.NotFound("このワークフローは見つかりません。", "There is no such workflow.");
}

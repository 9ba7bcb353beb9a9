using Mediator;
using Workflows.Cases.Commands;
using Workflows.Cases.Commands.Handlers;
using Workflows.Cases.Forms;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Engine.State;

namespace Workflows.Cases.Queries.Handlers;

/// <summary>The inbox and one task.</summary>
public sealed class TaskQueries(CaseDesk desk, TaskHandlers work, TaskMapper mapper, CaseMapper cases, FieldSight sights, FormSheets sheets, OptionLabels options, IDraftStore drafts, IPeople people, IAccessLog log) :
    IQueryHandler<ListTasks, Result<Page<TaskSummary>>>, IQueryHandler<CountTasks, Result<IReadOnlyDictionary<string, int>>>, IQueryHandler<GetTask, Result<TaskView>>
{
    public static readonly IReadOnlyList<string> Views = ["mine", "unassigned", "group", "dueSoon", "overdue", "done"];

    public async ValueTask<Result<Page<TaskSummary>>> Handle(ListTasks q, CancellationToken ct)
    {
        if (q.Caller.IsNobody) return Problem.NotSignedIn();
        if (q.View is not null && !Views.Contains(q.View)) return Problem.Bad("BAD_VIEW", $"一覧は {string.Join("、", Views)} のいずれかです。", $"The view is one of {string.Join(", ", Views)}.");
        if (q.Page.Sort?.TrimStart('-') is { } by && !OwnColumns.Contains(by) && await Unsortable(q, by, ct) is { } refused) return refused;
        var page = await desk.Reader.ListTasks(q.Caller.Tenant, Filter(q.Caller, q.View) with { Program = q.Program, Text = q.Text, TextIn = q.Text is { Length: > 0 } ? Readable(q) : null }, q.Page, ct);
        var items = new List<TaskSummary>();
        foreach (var row in page.Items) items.Add(await mapper.Summary(row, desk.Packages.PackageOf(q.Caller.Tenant, row.Program), q.Caller.Tenant, ct));
        return page.With<TaskSummary>(items);
    }

    private static readonly HashSet<string> OwnColumns = new(["due", "createdAt", "title", "status", "number", "caseNumber"], StringComparer.Ordinal);

    /// <summary>What somebody may not read they cannot find by either.</summary>
    private List<(string Program, IReadOnlyList<string> Fields)> Readable(ListTasks q)
    {
        var programs = q.Program is { } one ? [one] : q.Caller.Roles.Select(r => r.Split('/')[0]).Distinct(StringComparer.Ordinal).ToList();
        return [.. programs.Select(p => desk.Packages.PackageOf(q.Caller.Tenant, p)).OfType<ProgramPackage>().Select(p => (p.Id, FieldSight.Anywhere(q.Caller, p).Searchable))];
    }

    /// <summary>Tasks are put in order by a field of their cases only within one programme, and only by those who may read it.</summary>
    private async ValueTask<Problem?> Unsortable(ListTasks q, string field, CancellationToken ct)
    {
        var programs = q.Caller.Roles.Select(r => r.Split('/')[0]).Distinct(StringComparer.Ordinal).ToList();
        var program = q.Program ?? (programs is [var only] ? only : null);
        if (program is null) return Problem.Bad("PROGRAM_REQUIRED", "手続を選んでください。", "Name the programme.");
        if (desk.Packages.PackageOf(q.Caller.Tenant, program) is not { } package || !CaseMapper.Searchable(package).Contains(field, StringComparer.Ordinal)) return Problem.Bad("BAD_SORT", $"「{field}」では並べ替えられません。", $"Tasks cannot be sorted by '{field}'.");
        if (FieldSight.Anywhere(q.Caller, package).Of(field).Sight == Privacy.Sight.Full) return null;
        await log.Write(new AccessEntry(q.Caller.Tenant, desk.Now, q.Caller.UserId, AccessActions.Read, Field: field, Detail: package.Id, Denied: true), ct);
        return Problem.Forbidden(package.Text(ProductTexts.FieldForbidden));
    }

    public async ValueTask<Result<IReadOnlyDictionary<string, int>>> Handle(CountTasks q, CancellationToken ct)
    {
        if (q.Caller.IsNobody) return Problem.NotSignedIn();
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var view in Views) counts[view] = (await desk.Reader.ListTasks(q.Caller.Tenant, Filter(q.Caller, view), new PageRequest(1), ct)).Count;
        return new(counts, null);
    }

    public async ValueTask<Result<TaskView>> Handle(GetTask q, CancellationToken ct)
    {
        var open = await work.Open(q.Caller, q.Task, ct);
        if (!open.Ok) return open.Problem!;
        var (task, (row, package, _)) = open.Value!;
        var state = await desk.Reader.ReadState(q.Caller.Tenant, row.Id, ct) ?? CaseState.Empty;
        var own = row.Applicant == q.Caller.UserId;
        if (!own) await log.Write(new AccessEntry(q.Caller.Tenant, desk.Now, q.Caller.UserId, AccessActions.Read, row.Id), ct);

        var sight = package is null ? null : await sights.Of(q.Caller, package, row, state, ct);
        var correction = task.Role == TaskHandlers.ApplicantRole;
        var draft = await drafts.Find(q.Caller.Tenant, q.Caller.UserId, TaskHandlers.DraftIdOf(q.Caller, q.Task), desk.Now, ct);
        var sheet = package?.Forms.Find(task.Row["form"].AsText()) is { } form
            ? await sheets.Judge(new SheetRequest(q.Caller, package, form, draft?.Values ?? Datum.EmptyObject, null) { Live = true, Case = (row, state), Open = OpenFields(task.Row), Correction = correction }, ct) : null;
        var refusal = await FourEyes(q.Caller, task, row, package, ct);
        return new TaskView(
            await mapper.Summary(task, package, q.Caller.Tenant, ct),
            [.. task.Row["decisions"].Items.Select(d => new TaskDecision(d["key"].AsText() ?? "", TaskHandlers.LabelOf(d["label"]) ?? d["key"].AsText() ?? "", [.. d["requires"].Items.Select(r => r.AsText() ?? "")]))],
            sheet, draft?.Values, Shown(q.Caller, sight, task.Row, state.Fields, package is null ? null : await options.Of(q.Caller.Tenant, package, state.Fields, ct)), Compare(sight, task.Row),
            Allowed(q.Caller, task, correction, refusal), refusal, task.Row["reason"].AsText(), correction, cases.Summary(row, package) with { Applicant = own || row.Applicant is null || sight is null ? row.Applicant : sight.Applicant(row.Applicant) }, row.Version)
        {
            Text = task.Row["text"].AsText(),
            Checklist = [.. task.Row["checklist"].Items.Select(i => new CheckItemView(i["id"].AsText() ?? "", i["label"].AsText() ?? "", i["required"].AsBoolean(), task.Row["checked"].Items.Any(x => x.AsText() == i["id"].AsText())))],
            Parts = [.. task.Row["parts"].Items.Select(p => new PartView(p["id"].AsText() ?? p.AsText() ?? "", p["label"].AsText() ?? p["id"].AsText() ?? p.AsText() ?? ""))],
            Route = await Route(q.Caller.Tenant, task.Row, ct),
            Escalations = [.. task.Row["escalations"].Items.Select(e => new EscalationView((int)(e["no"].AsLong() ?? 0), e["at"].AsInstant() ?? default, e["action"].AsText() ?? "", package?.Roles.Find(e["to"].AsText())?.Label.Ja ?? e["to"].AsText() ?? "", e["channel"].AsText()))],
            Confirmed = await Names(q.Caller.Tenant, task.Row["confirmations"].Items.Select(x => x["by"].AsText() ?? ""), ct),
            Persons = (int)(task.Row["persons"].AsLong() ?? 1),
            AcknowledgedAt = task.Row["acknowledgedAt"].AsInstant(),
        };
    }

    private async ValueTask<List<RouteStepView>> Route(string tenant, Datum row, CancellationToken ct)
    {
        var steps = new List<RouteStepView>();
        var at = row["step"].AsLong() ?? 0;
        foreach (var (step, i) in row["route"].Items.Select((s, i) => (s, i)))
            steps.Add(new(step["label"].AsText() ?? "", i == at && row["status"].AsText() is "open" or "claimed" ? "open" : step["state"].AsText() ?? "waiting",
                step["by"].AsText() is { } by ? (await people.Find(tenant, by, ct))?.Name ?? by : null, step["at"].AsInstant(), step["comment"].AsText(), step["standsIn"].AsBoolean()));
        return steps;
    }

    private async ValueTask<List<string>> Names(string tenant, IEnumerable<string> ids, CancellationToken ct)
    {
        var names = new List<string>();
        foreach (var id in ids) names.Add((await people.Find(tenant, id, ct))?.Name ?? id);
        return names;
    }

    /// <summary>The opened fields of a correction; null when all are open.</summary>
    internal static IReadOnlyList<string>? OpenFields(Datum row) => row["open"].Items.Length == 0 ? null : [.. row["open"].Items.Select(o => o.AsText() ?? "")];

    private static TaskFilter Filter(Caller caller, string? view) => new(
        [.. caller.Roles.Where(r => !r.Contains("connector:", StringComparison.Ordinal)), .. caller.Roles.Select(r => r.Split('/')[0]).Distinct(StringComparer.Ordinal).Select(p => TaskFilter.PersonQueue(p, caller.UserId))], view is "mine" or "done" ? caller.UserId : null, view);

    private static IReadOnlyList<CaseField> Shown(Caller caller, CaseSight? sight, Datum row, Datum fields, IReadOnlyDictionary<(string Field, string Value), string>? labels)
    {
        if (sight is null) return [];
        var package = sight.Package;
        var names = row["show"].Items.Select(s => s.AsText()).ToHashSet(StringComparer.Ordinal);
        var specs = CaseMapper.AllFields(package).Concat(CaseMapper.AllFields(package).Where(f => f.Type == FieldType.Table).SelectMany(f => f.Columns)).DistinctBy(f => f.Key);
        return CaseMapper.Fields(caller, sight, fields, names.Count == 0 ? null : specs.Where(s => names.Contains(s.Key)), labels).Shown;
    }

    /// <summary>Set side by side by the workflow; what was made of fields the reader may not see stays out.</summary>
    private static List<CompareRow> Compare(CaseSight? sight, Datum row)
    {
        var declared = sight is null ? Datum.Null : NoticeFields.Activity(sight.Package, row["activityId"].AsText())["compare"];
        return
        [
            .. row["compare"].Items.Select((c, i) =>
            {
                var may = sight is null || (NoticeFields.Readable(sight, declared[i]["left"]) && NoticeFields.Readable(sight, declared[i]["right"]));
                return new CompareRow(
                    TaskHandlers.LabelOf(c["label"]) ?? "", may ? FieldTexts.Of(c["left"], FieldType.Text, []) : Privacy.Mask.Stars, may ? FieldTexts.Of(c["right"], FieldType.Text, []) : Privacy.Mask.Stars,
                    c["same"].Kind == DatumKind.Boolean ? c["same"].AsBoolean() : c["right"].IsNull ? null : c["left"].Equals(c["right"]));
            }),
        ];
    }

    private async ValueTask<string?> FourEyes(Caller caller, TaskRow task, CaseRow row, ProgramPackage? package, CancellationToken ct)
    {
        var earlier = task.Row["notSameAs"].Items.Select(i => i.AsText()).ToHashSet(StringComparer.Ordinal);
        if (earlier.Count == 0) return null;
        var done = (await desk.Reader.ReadProjection(caller.Tenant, row.Id, Projections.Tasks, ct))
            .FirstOrDefault(t => earlier.Contains(t.Row["task"].AsText()) && t.Row["completedBy"].AsText() == caller.UserId);
        if (done is null) return null;
        var name = (await people.Find(caller.Tenant, caller.UserId, ct))?.Name ?? caller.DisplayName;
        return $"{(package?.Text("fourEyes") ?? "前の手順を行った人は、この仕事を行えません。")}（「{done.Row["title"].AsText() ?? done.Row["task"].AsText()}」は{name}さんが行いました。）";
    }

    private static List<string> Allowed(Caller caller, TaskRow task, bool correction, string? refusal)
    {
        if (task.Status is not ("open" or "claimed")) return [];
        if (correction) return ["answer"];
        var mine = task.Assignee == caller.UserId;
        var allowed = new List<string> { "assign" };
        if (task.Row["acknowledge"].AsBoolean() && task.Row["acknowledgedAt"].IsNull) allowed.Add("acknowledge");
        if (task.Row["kind"].AsText() == "adhoc" && task.Row["createdBy"].AsText() == caller.UserId) allowed.Add("drop");
        if (refusal is not null) return allowed;
        if (task.Assignee is null) allowed.Add("claim");
        if (mine) allowed.Add("unclaim");
        if (mine || task.Assignee is null) allowed.AddRange(["complete", "draft"]);
        return allowed;
    }
}

using Workflows.Cases.Activities.Reading;
using Workflows.Cases.Activities.Time;
using Workflows.Cases.Expressions;
using Workflows.Cases.Links;
using Workflows.Cases.Ports;
using Workflows.Cases.Privacy;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities;

/// <param name="Kind">user, role, organisation, link.</param>
internal sealed record GrantSpec(
    string Kind, Feel? To, IReadOnlyList<string> Fields, IReadOnlyList<string> Documents, IReadOnlyList<string> Files, IReadOnlyDictionary<string, string> Masks,
    TextTemplate? Watermark, Feel? Uses, TimerSpec? From, TimerSpec? Until, bool AfterClose, string? Purpose, string? Ends);

/// <summary>
/// <c>Case.Grant</c>: lets somebody see named parts of the case for a time; each use is logged. With <c>ends</c> it takes back what an
/// earlier one gave, in the same step. A beginning in the future is waited for. Who has no account gets a link by mail.
/// </summary>
internal sealed class CaseGrant : CaseActivity<GrantSpec>
{
    private const string Given = "grants";
    private const string Link = "link";
    private static readonly string[] Kinds = ["user", "role", "organisation", Link];

    public override ActivityDescriptor Descriptor { get; } = new("Case.Grant", "閲覧の許可", "Grant", "{to} に {fields} を見せる", "知らせる", "grant")
    {
        Inputs =
        [
            CaseInputs.Input("to", "Object", "だれに", InputPicker.Mapping, description: "user・role・organisation のどれかに、識別子（またはその一覧）を返す式を書きます。link には、閲覧のリンクを送るメールアドレスを返す式を書きます。"),
            CaseInputs.Input("fields", "String[]", "見せる項目", InputPicker.List, description: "項目の key。* は、その人の役割がふだん読める項目すべて。"),
            CaseInputs.Input("documents", "String[]", "見せる文書", InputPicker.List, description: "文書の id、または *。"),
            CaseInputs.Input("files", "String[]", "開けるファイル", InputPicker.List, description: "ファイルの項目の key、または *。"),
            CaseInputs.Input("masks", "Object", "伏せ方", InputPicker.Mapping, description: "項目 → 伏せ方（last3 など）。"),
            CaseInputs.Input("watermark", "String", "透かし", InputPicker.Text, description: "見せる画面に重ねる文字。{式} を差し込めます。"),
            CaseInputs.Input("uses", "Number", "回数", InputPicker.Expression, description: "使える回数。なければ何度でも。"),
            CaseInputs.Input("from", "String", "いつから", InputPicker.Expression, description: "日付か日時。まだなら、そのときまで待ちます。"),
            CaseInputs.Input("until", "Object", "いつまで", InputPicker.Deadline, description: "after、at、businessDays のどれか。なければ案件が終わるまで。"),
            CaseInputs.Input("afterClose", "Boolean", "案件が終わっても続く", InputPicker.Checkbox),
            CaseInputs.Input("purpose", "String", "目的", InputPicker.Text),
            CaseInputs.Input("ends", "String", "終わらせる許可", InputPicker.Text, description: "前の「閲覧の許可」の id。これを書くと、その許可をただちに終わらせます。"),
        ],
        Affects = ["ProjectionSet", "TimerSet", "OutboxAdd"],
    };

    protected override GrantSpec Read(SpecReader reader)
    {
        var to = reader.Source["to"];
        var kind = Kinds.FirstOrDefault(k => to.Has(k)) ?? "user";
        var ends = reader.OptionalText("ends");
        if (ends is null && !Kinds.Any(k => to.Has(k))) reader.Missing("to");
        var masks = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, shape) in reader.Source["masks"].Members) masks[key] = shape.AsText() is { } text && Mask.IsKnown(text) ? text : "all";
        var until = reader.Source["until"];
        return new(
            kind, ends is null ? reader.OptionalFeel(to[kind], $"to.{kind}") : null, SpecReader.Texts(reader.Source["fields"]), SpecReader.Texts(reader.Source["documents"]), SpecReader.Texts(reader.Source["files"]), masks,
            reader.OptionalTemplate("watermark"), reader.OptionalFeel("uses"), reader.OptionalText("from") is { } from ? TimerSpec.Read(Datum.Object(("at", from)), reader, "from") : null, until.Kind == DatumKind.Object ? TimerSpec.Read(until, reader, "until") : null,
            reader.Source["afterClose"].AsBoolean(), reader.OptionalText("purpose"), ends);
    }

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        var spec = Spec(context);
        if (spec.Ends is { } ends) { End(context, ends); return []; }
        if (spec.From?.Due(context) is { } from && from > context.Step.Now) context.SetTimer(from, "from");
        else Begin(context, spec);
        return [];
    }

    public override IEnumerable<Question> Resume(ActivityContext context, Bookmark bookmark, Stimulus stimulus)
    {
        Begin(context, Spec(context));
        return [];
    }

    private static void Begin(ActivityContext context, GrantSpec spec)
    {
        var uses = spec.Uses is null ? null : (int?)context.Eval(spec.Uses).AsLong();
        var until = spec.Until?.Due(context);
        var given = context.Head[Given] is { Kind: DatumKind.Object } known ? known : Datum.EmptyObject;
        var no = given.Members.Sum(m => m.Value.Items.Length);
        foreach (var to in SpecReader.Texts(context.Eval(spec.To!)).Distinct(StringComparer.Ordinal))
        {
            var name = spec.Kind == "role" && !to.Contains('/', StringComparison.Ordinal) ? $"{context.Head["program"].AsText()}/{to}" : to;
            var id = $"{context.Node.Id}-{++no}";
            var grant = new Grant(
                id, spec.Kind, name, spec.Fields, spec.Documents, spec.Files, spec.Masks, spec.Watermark is null ? null : context.Render(spec.Watermark),
                uses, context.Step.Now, until, spec.AfterClose, null, spec.Purpose);
            if (spec.Kind == Link)
            {
                grant = grant with { Kind = "user", To = Grant.LinkHolder(context.Step.CaseId, id), Address = to };
                context.Send($"{context.Step.CaseId}:{id}:link", GrantLinkDesk.MessageKind, context.Step.CaseId,
                    Datum.Object(("to", to), ("grant", id), ("purpose", spec.Purpose), ("until", until is { } end ? Datum.Of(end) : Datum.Null)), null, Policies.Notify);
            }
            context.Emit(new ProjectionSet(Projections.Grants, grant.RowKey, grant.ToRow()));
            given = given.With(context.Node.Id, Datum.List(given[context.Node.Id].Items.Append(grant.ToRow())));
        }
        context.Head = context.Head.With(Given, given);
        context.Complete();
    }

    /// <summary>From this step on nobody comes in by it; the row stays, ended.</summary>
    private static void End(ActivityContext context, string activity)
    {
        if (context.Head[Given] is not { Kind: DatumKind.Object } given) { context.Complete(); return; }
        foreach (var grant in given[activity].Items.Select(Grant.Read))
        {
            context.Emit(new ProjectionSet(Projections.Grants, grant.RowKey, null));
            var ended = grant with { EndedAt = context.Step.Now };
            context.Emit(new ProjectionSet(Projections.Grants, ended.RowKey, ended.ToRow()));
        }
        context.Head = context.Head.With(Given, given.Without(activity));
        context.Complete();
    }
}

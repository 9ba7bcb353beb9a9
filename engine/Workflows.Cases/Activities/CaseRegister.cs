using Workflows.Cases.Activities.Reading;
using Workflows.Cases.Expressions;
using Workflows.Cases.Packages;
using Workflows.Cases.Registers;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities;

internal sealed record RegisterActivitySpec(string Register, string Operation, IReadOnlyList<NamedFeel> Where, IReadOnlyList<NamedFeel> Values, int? Take, string? Result, Feel? Each, string As)
{
    public Feel? ValidOn { get; init; }
    public Feel? KnownAt { get; init; }
    public MatchSpec? Match { get; init; }
}

/// <summary>
/// <c>Case.Register</c>: finds, adds, changes or ends records of a register. Change and end concern every record the condition finds, at most
/// <c>take</c>; the result is the record's fields (a list when <c>take</c> is more than one). With <c>each</c> a change is made for every item of a list,
/// all or none; there <c>where</c> names the record by the register's key. <c>match</c> scores the records the condition finds.
/// </summary>
internal sealed class CaseRegister : CaseActivity<RegisterActivitySpec>
{
    private const int MostChanged = 100;
    private static readonly string[] Operations = ["find", "match", "add", "change", "end", "upsert"];

    public override ActivityDescriptor Descriptor { get; } = new("Case.Register", "台帳", "Register", "台帳「{register}」を{operation}", "台帳とデータ", "register")
    {
        Inputs =
        [
            CaseInputs.Input("register", "String", "台帳", InputPicker.Register, required: true),
            CaseInputs.Choice("operation", "操作", null, ("find", "探す"), ("match", "照合して点を付ける"), ("add", "加える"), ("change", "変える"), ("end", "終える"), ("upsert", "あれば変え、なければ加える")),
            CaseInputs.Input("where", "Object", "条件", InputPicker.Mapping, description: "項目ごとに、記録が持つはずの値を決めます。一覧なら「そのどれか」です。").While("operation", "find", "match", "change", "end", "upsert"),
            CaseInputs.Input("values", "Object", "書く値", InputPicker.Mapping).While("operation", "add", "change", "end", "upsert"),
            CaseInputs.Input("each", "String", "対象の一覧", InputPicker.Expression, description: "一覧の1件ごとに書きます。すべて書けるか、一つも書かないかのどちらかです。").While("operation", "add", "change", "end", "upsert"),
            CaseInputs.Input("as", "String", "1件の呼び名", InputPicker.Text, otherwise: "item").While("operation", "add", "change", "end", "upsert"),
            CaseInputs.Input("take", "Int32", "件数の上限", InputPicker.Number, description: "find では 1 なら1件の記録、それより大きければ一覧が結果になります（なければ 1）。").While("operation", "find", "match", "change", "end"),
            CaseInputs.Input("validOn", "String", "有効な日", InputPicker.Expression, description: "この日に効力のある記録だけを探します。").While("operation", "find", "match"),
            CaseInputs.Input("knownAt", "String", "記録の時点", InputPicker.Expression, description: "この日時に知られていた内容で探します。").While("operation", "find", "match"),
            CaseInputs.Input("score", "String", "点数", InputPicker.Expression, description: "match の式。record が候補の記録です。大きいほど似ています。").While("operation", "match"),
            CaseInputs.Input("least", "String", "合格点", InputPicker.Expression, otherwise: "1").While("operation", "match"),
            CaseInputs.Input("lead", "String", "次点との差", InputPicker.Expression, description: "一番の候補がこれだけ離れていれば一つに決めます。なければ、合格点の候補が二つあれば Several です。").While("operation", "match"),
            CaseInputs.Result,
        ],
        Outcomes = ["Done", "Found", "NotFound", "Several", "Conflict"],
        KindBy = "operation",
        Kinds =
        [
            new("find") { Outcomes = ["Found", "NotFound"], SentenceJa = "台帳「{register}」で探す" },
            new("match") { Outcomes = ["Found", "NotFound", "Several"], SentenceJa = "台帳「{register}」と照合する" },
            new("add") { Outcomes = ["Done", "Conflict"], SentenceJa = "台帳「{register}」に記録を足す" },
            new("change") { Outcomes = ["Done", "NotFound", "Conflict"], SentenceJa = "台帳「{register}」の記録を改める" },
            new("end") { Outcomes = ["Done", "NotFound", "Conflict"], SentenceJa = "台帳「{register}」の記録を終える" },
            new("upsert") { Outcomes = ["Done", "Conflict"], SentenceJa = "台帳「{register}」に記録する" },
        ],
        Asks = ["find", "change"],
    };

    protected override RegisterActivitySpec Read(SpecReader reader)
    {
        var operation = reader.Text("operation");
        if (operation.Length > 0 && !Operations.Contains(operation))
            reader.Invalid("operation", $"台帳の操作「{operation}」はありません。{string.Join("、", Operations)} のどれかです。", $"There is no register operation '{operation}'.");
        if (operation is "change" or "end" && reader.Source["where"].Members.Count == 0) reader.Missing("where");
        var each = reader.OptionalFeel("each");
        if (each is not null && operation == "find") reader.Invalid("each", "each は書く操作だけに使えます。", "'each' goes with operations that write.");
        if (operation == "match" && !reader.Source.Has("score")) reader.Missing("score");
        return new(reader.Text("register"), operation, reader.Named("where"), reader.Named("values"), (int?)reader.Source["take"].AsLong(), reader.OptionalText("result"), each, reader.OptionalText("as") ?? "item")
        {
            ValidOn = reader.OptionalFeel("validOn"), KnownAt = reader.OptionalFeel("knownAt"),
            Match = operation == "match" && reader.OptionalFeel("score") is { } score ? new(score, reader.OptionalFeel("least"), reader.OptionalFeel("lead")) : null,
        };
    }

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        var spec = Spec(context);
        if (spec.Each is not null)
        {
            var all = new ChangeRecords(spec.Register, spec.Operation, [.. context.Eval(spec.Each).Items.Select(item => Row(context, spec, Datum.Object((spec.As, item))))]);
            if (all.Rows.Count > 0) yield return all;
            Finish(context, spec, all.Rows.Count > 0 ? context.Reply(all) : new Reply(0, Reply.Done, Datum.Object(("count", 0))));
            yield break;
        }
        var where = context.EvalAll(spec.Where);
        var values = context.EvalAll(spec.Values);
        switch (spec.Operation)
        {
            case "find":
                var find = new FindRecords(spec.Register, AsOf(context, spec, where), spec.Take ?? 1);
                yield return find;
                var found = context.Reply(find).Value.Items;
                Store(context, spec, (spec.Take ?? 1) == 1 ? found.Length == 0 ? Datum.Null : found[0]["fields"] : Datum.List(found.Select(r => r["fields"])));
                context.Complete(found.Length > 0 ? "Found" : "NotFound");
                break;
            case "match":
                var candidates = new FindRecords(spec.Register, AsOf(context, spec, where), spec.Take ?? MatchSpec.Candidates);
                yield return candidates;
                var (scored, outcome) = spec.Match!.Judge(context, context.Reply(candidates).Value.Items);
                Store(context, spec, scored);
                context.Journal("Register", Datum.Object(("register", spec.Register), ("operation", "match"), ("outcome", outcome), ("candidates", scored.Items.Length)));
                context.Complete(outcome);
                break;
            case "add" or "upsert":
                var write = new ChangeRecord(spec.Register, spec.Operation, null, spec.Operation == "add" ? values : where.Merge(values));
                yield return write;
                Finish(context, spec, context.Reply(write));
                break;
            default:
                var select = new FindRecords(spec.Register, where, spec.Take ?? MostChanged);
                yield return select;
                var records = context.Reply(select).Value.Items;
                if (records.Length == 0) { Store(context, spec, Datum.Null); context.Complete(Reply.NotFound); break; }
                Reply? last = null;
                foreach (var record in records)
                {
                    var change = new ChangeRecord(spec.Register, spec.Operation, record["id"].AsText(), values, record["revision"].AsLong());
                    yield return change;
                    last = context.Reply(change);
                    if (last.Outcome != Reply.Done) break;
                }
                Finish(context, spec, last!);
                break;
        }
    }

    private static Datum AsOf(ActivityContext context, RegisterActivitySpec spec, Datum where)
    {
        if (spec.ValidOn is { } day) where = where.With(RegisterKeys.ValidOn, context.Eval(day));
        return spec.KnownAt is { } known ? where.With(RegisterKeys.KnownAt, context.Eval(known)) : where;
    }

    private static Datum Row(ActivityContext context, RegisterActivitySpec spec, Datum seen) =>
        Datum.Object(("values", context.EvalAll(spec.Where, seen).Merge(context.EvalAll(spec.Values, seen))));

    private static void Finish(ActivityContext context, RegisterActivitySpec spec, Reply reply)
    {
        Store(context, spec, reply.Outcome == Reply.Done && reply.Value.Has("fields") ? reply.Value["fields"] : reply.Value);
        context.Journal("Register", Datum.Object(("register", spec.Register), ("operation", spec.Operation), ("outcome", reply.Outcome)));
        context.Complete(reply.Outcome);
    }

    private static void Store(ActivityContext context, RegisterActivitySpec spec, Datum value)
    {
        if (spec.Result is not null) FieldPaths.Write(context, spec.Result, value);
    }
}

using Workflows.Cases.Activities.Reading;
using Workflows.Cases.Expressions;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities;

/// <param name="Operation">gather, add, remove, lock, mark, release, cancel.</param>
/// <param name="Kind">A member belongs to at most one open collection of a kind.</param>
/// <param name="Field">The case field that holds the members, a list.</param>
internal sealed record CollectSpec(
    string Operation, string Kind, string Field, Feel? Items, string? Register, string? Open, IReadOnlyList<NamedFeel> Where, int Take, Feel? Key, Feel? Order, Feel? Limit,
    Feel? Which, IReadOnlyList<NamedFeel> Set, string? Signal, Feel? Reason, string? Result);

/// <summary>
/// <c>Case.Collect</c>: gathers records, cases or picked items in this case, each with its own state (an agenda, a payment run, a transfer request).
/// A member is in at most one open collection of a kind. Before the lock members come and go; after it they are only marked, and told what became of
/// them; released, the collection never changes again. Members: <c>{ no, key, state, … }</c>; result <c>{ count, skipped: [key], gathered: [key] }</c>.
/// </summary>
internal sealed class CaseCollect : CaseActivity<CollectSpec>
{
    private const string Gathered = "gathered";
    private const string Removed = "removed";
    private static readonly string[] Operations = ["gather", "add", "remove", "lock", "mark", "release", "cancel"];

    public override ActivityDescriptor Descriptor { get; } = new("Case.Collect", "取りまとめ", "Collect", "「{kind}」を取りまとめる（{operation}）", "案件の流れ", "collect")
    {
        Inputs =
        [
            CaseInputs.Choice("operation", "操作", null, ("gather", "集め直す"), ("add", "加える"), ("remove", "外す"), ("lock", "締める"), ("mark", "結果を書く"), ("release", "確定する"), ("cancel", "やめる")),
            CaseInputs.Input("kind", "String", "種類", InputPicker.Text, required: true, description: "同じ種類では、一つのものは開いている一つの取りまとめにだけ入ります。"),
            CaseInputs.Input("field", "String", "一覧の項目", InputPicker.Fields, required: true),
            CaseInputs.Input("items", "String", "集めるもの", InputPicker.Expression, description: "一覧を返す式。register か open でも集められます。"),
            CaseInputs.Input("register", "String", "台帳から", InputPicker.Register),
            CaseInputs.Input("open", "String", "案件から（ワークフロー）", InputPicker.Text),
            CaseInputs.Input("where", "Object", "条件", InputPicker.Mapping),
            CaseInputs.Input("take", "Int32", "探す件数の上限", InputPicker.Number, otherwise: 100_000),
            CaseInputs.Input("key", "String", "鍵", InputPicker.Expression, description: "1件（member）の鍵を返す式。台帳と案件では、なければ識別子。"),
            CaseInputs.Input("order", "String", "並べ方", InputPicker.Expression, description: "1件（member）の並べる値を返す式。小さい順。"),
            CaseInputs.Input("limit", "Int32", "入れる件数の上限", InputPicker.Expression),
            CaseInputs.Input("which", "String", "どれに", InputPicker.Expression, description: "remove と mark で、1件（member）が当てはまるかを返す式。なければすべて。"),
            CaseInputs.Input("set", "Object", "書く値", InputPicker.Mapping, description: "mark で、1件（member）の項目ごとの式。"),
            CaseInputs.Input("signal", "String", "知らせる合図", InputPicker.Text, description: "mark で、案件である1件に結果を知らせます（member が届きます）。"),
            CaseInputs.Input("reason", "String", "理由", InputPicker.Expression),
            CaseInputs.Result,
        ],
        Outcomes = ["Done", "Empty"],
        Asks = ["find", "cases", "claim"],
        Affects = ["OutboxAdd"],
    };

    protected override CollectSpec Read(SpecReader reader)
    {
        var spec = new CollectSpec(reader.Text("operation"), reader.Text("kind"), reader.Text("field"), reader.OptionalFeel("items"), reader.OptionalText("register"), reader.OptionalText("open"),
            reader.Named("where"), (int?)reader.Source["take"].AsLong() ?? 100_000, reader.OptionalFeel("key"), reader.OptionalFeel("order"), reader.OptionalFeel("limit"),
            reader.OptionalFeel("which"), reader.Named("set"), reader.OptionalText("signal"), reader.OptionalFeel("reason"), reader.OptionalText("result"));
        if (!Operations.Contains(spec.Operation))
            reader.Invalid("operation", $"取りまとめの操作「{spec.Operation}」はありません。{string.Join("、", Operations)} のどれかです。", $"There is no collect operation '{spec.Operation}'.");
        if (spec.Operation is "gather" or "add" && new object?[] { spec.Items, spec.Register, spec.Open }.Count(s => s is not null) != 1)
            reader.Invalid("items", "集めるものは items、register、open のどれか一つで書いてください。", "Name what is gathered by one of items, register, open.");
        if (spec.Operation is "gather" or "add" && spec.Items is not null && spec.Key is null) reader.Missing("key");
        return spec;
    }

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        var spec = Spec(context);
        return spec.Operation switch
        {
            "gather" or "add" => Gather(context, spec),
            "remove" => Remove(context, spec),
            "lock" => Lock(context, spec),
            "mark" => Mark(context, spec),
            _ => End(context, spec),
        };
    }

    private static IEnumerable<Question> Gather(ActivityContext context, CollectSpec spec)
    {
        Open(context, spec, locked: false);
        var found = new List<Datum>();
        if (spec.Items is not null)
        {
            var items = context.Eval(spec.Items);
            if (items.Kind is not (DatumKind.List or DatumKind.Null)) throw context.Fault("COLLECT_ITEMS", "集めるものが一覧ではありません。 (What is gathered is no list.)");
            found.AddRange(items.Items);
        }
        else if (spec.Register is { } register)
        {
            var find = new FindRecords(register, context.EvalAll(spec.Where), spec.Take);
            yield return find;
            found.AddRange(context.Reply(find).Value.Items.Select(r => r["fields"].With("id", r["id"])));
        }
        else
        {
            var find = new FindCases(spec.Open!, context.EvalAll(spec.Where), spec.Take);
            yield return find;
            found.AddRange(context.Reply(find).Value.Items.Where(c => c["caseId"].AsText() != context.Step.CaseId)
                .Select(c => c["fields"].With("case", c["caseId"]).With("number", c["number"]).With("status", c["status"])));
        }
        var before = Members(context, spec);
        var adding = spec.Operation == "add";
        var known = before.Select(m => m["key"].AsText()!).ToHashSet(StringComparer.Ordinal);
        var candidates = Keyed(context, spec, found).DistinctBy(c => c.Key).Where(c => !adding || !known.Contains(c.Key)).ToList();
        if (spec.Limit is not null && context.Eval(spec.Limit).AsLong() is { } limit) candidates = [.. candidates.Take((int)Math.Max(0, limit - (adding ? before.Count : 0)))];

        var claim = new ClaimKeys(Namespace(spec), [.. candidates.Select(c => c.Key)]);
        yield return claim;
        var taken = context.Reply(claim).Value["taken"].Items.Select(t => t["key"].AsText()!).ToHashSet(StringComparer.Ordinal);
        var members = (adding ? before : []).ToList();
        members.AddRange(candidates.Where(c => !taken.Contains(c.Key)).Select(c => Datum.Object(("key", c.Key), ("state", Gathered)).Merge(c.Item.Kind == DatumKind.Object ? c.Item : Datum.Object(("value", c.Item)))));
        if (!adding && known.Except(members.Select(m => m["key"].AsText()!)).ToList() is { Count: > 0 } gone) yield return new UnclaimKeys(Namespace(spec), gone);
        Write(context, spec, [.. members.Select((m, i) => m.With("no", i + 1))]);
        Note(context, spec, locked: false);
        Result(context, spec, Datum.Object(("count", members.Count), ("skipped", Datum.List(taken.Order(StringComparer.Ordinal).Select(k => Datum.Of(k)))),
            ("gathered", Datum.List(candidates.Where(c => !taken.Contains(c.Key)).Select(c => Datum.Of(c.Key))))));
        context.Complete(members.Count == 0 ? "Empty" : "Done");
    }

    private static IEnumerable<Question> Remove(ActivityContext context, CollectSpec spec)
    {
        var locked = Open(context, spec, locked: null);
        var members = Members(context, spec);
        var gone = members.Where(m => m["state"].AsText() != Removed && Which(context, spec, m)).ToList();
        var keys = gone.Select(m => m["key"].AsText()!).ToHashSet(StringComparer.Ordinal);
        var reason = spec.Reason is null ? Datum.Null : context.Eval(spec.Reason);
        if (keys.Count > 0) yield return new UnclaimKeys(Namespace(spec), [.. keys]);
        // Before the lock it never was in; after it stays, marked, with the reason.
        Write(context, spec, locked
            ? [.. members.Select(m => keys.Contains(m["key"].AsText()!) ? m.With("state", Removed).With("reason", reason) : m)]
            : [.. members.Where(m => !keys.Contains(m["key"].AsText()!)).Select((m, i) => m.With("no", i + 1))]);
        Timeline.Add(context, "collect", $"取りまとめから {keys.Count} 件を外しました。", isPublic: false, Datum.Object(("kind", spec.Kind), ("count", keys.Count), ("reason", reason)));
        Result(context, spec, Datum.Object(("count", keys.Count)));
        context.Complete();
    }

    private static IEnumerable<Question> Lock(ActivityContext context, CollectSpec spec)
    {
        Open(context, spec, locked: null);
        Note(context, spec, locked: true);
        Timeline.Add(context, "collect", $"取りまとめを締めました（{Members(context, spec).Count} 件）。", isPublic: false, Datum.Object(("kind", spec.Kind)));
        context.Complete();
        return [];
    }

    private static IEnumerable<Question> Mark(ActivityContext context, CollectSpec spec)
    {
        Open(context, spec, locked: null);
        var marked = 0;
        var members = new List<Datum>();
        foreach (var member in Members(context, spec))
        {
            if (member["state"].AsText() == Removed || !Which(context, spec, member)) { members.Add(member); continue; }
            marked++;
            var now = member.Merge(context.EvalAll(spec.Set, Datum.Object(("member", member))));
            members.Add(now);
            if (spec.Signal is not { } signal || (now["case"].AsText() ?? now["number"].AsText()) is not { Length: > 0 } receiver) continue;
            var id = $"{context.Node.Id}:{now["key"].AsText()}:{now["state"].AsText()}";
            context.Send($"{context.Step.CaseId}:{id}", OutboxBodies.Signal, receiver, Datum.Object(
                ("signal", signal), ("key", now["key"]), ("payload", Datum.Object(("member", now), ("kind", spec.Kind), ("collection", context.Head["number"]))), ("id", id)), null, Policies.Signal);
        }
        Write(context, spec, members);
        Result(context, spec, Datum.Object(("count", marked)));
        context.Complete();
        return [];
    }

    /// <summary>Release or cancel: the members may be gathered again elsewhere; a released list stays as it is for ever.</summary>
    private static IEnumerable<Question> End(ActivityContext context, CollectSpec spec)
    {
        Open(context, spec, locked: null);
        yield return new UnclaimKeys(Namespace(spec), [.. Members(context, spec).Select(m => m["key"].AsText()!)]);
        var released = spec.Operation == "release";
        if (!released) Write(context, spec, []);
        context.Head = context.Head.With(FieldPaths.Collections, context.Head[FieldPaths.Collections].With(spec.Field,
            Datum.Object(("kind", spec.Kind), ("locked", released), ("released", released), ("at", Datum.Of(context.Step.Now)))));
        Timeline.Add(context, "collect", released ? "取りまとめを確定しました。" : "取りまとめをやめました。", isPublic: false, Datum.Object(("kind", spec.Kind)));
        context.Complete();
    }

    private static string Namespace(CollectSpec spec) => "collect:" + spec.Kind;

    private static IReadOnlyList<Datum> Members(ActivityContext context, CollectSpec spec) => FieldPaths.Read(context, spec.Field).Items;

    private static void Write(ActivityContext context, CollectSpec spec, IReadOnlyList<Datum> members) => FieldPaths.Write(context, spec.Field, Datum.List(members));

    private static bool Which(ActivityContext context, CollectSpec spec, Datum member) => spec.Which is null || context.Holds(spec.Which, Datum.Object(("member", member)));

    private static IEnumerable<(string Key, Datum Item)> Keyed(ActivityContext context, CollectSpec spec, IReadOnlyList<Datum> found)
    {
        var keyed = found.Select(item => (Key: spec.Key is null ? item["id"].AsText() ?? item["case"].AsText() : context.Eval(spec.Key, Datum.Object(("member", item))).AsText(), Item: item)).ToList();
        if (keyed.Any(k => string.IsNullOrEmpty(k.Key))) throw context.Fault("COLLECT_KEY", "鍵のないものがあります。 (An item has no key.)");
        if (spec.Order is null) return keyed.Select(k => (k.Key!, k.Item));
        return keyed.Select(k => (k, Order: context.Eval(spec.Order, Datum.Object(("member", k.Item)))))
            .OrderBy(k => k.Order.AsDecimal() is null || k.Order.Kind == DatumKind.Text).ThenBy(k => k.Order.Kind == DatumKind.Text ? 0 : k.Order.AsDecimal() ?? 0)
            .ThenBy(k => k.Order.Kind == DatumKind.Text ? k.Order.AsText() : k.Order.IsNull ? "" : k.Order.ToJson(), StringComparer.Ordinal).Select(k => (k.k.Key!, k.k.Item));
    }

    /// <summary>Whether it is locked.</summary>
    /// <param name="locked">What it must be; null: either.</param>
    private static bool Open(ActivityContext context, CollectSpec spec, bool? locked)
    {
        var now = context.Head[FieldPaths.Collections][spec.Field];
        if (now["released"].AsBoolean()) throw context.Fault("COLLECT_RELEASED", "確定した取りまとめは変更できません。 (A released collection never changes.)");
        if (locked == false && now["locked"].AsBoolean()) throw context.Fault("COLLECT_LOCKED", "締めた取りまとめには加えられません。 (A locked collection takes no members.)");
        return now["locked"].AsBoolean();
    }

    private static void Note(ActivityContext context, CollectSpec spec, bool locked) =>
        context.Head = context.Head.With(FieldPaths.Collections, (context.Head[FieldPaths.Collections] is { Kind: DatumKind.Object } all ? all : Datum.EmptyObject)
            .With(spec.Field, Datum.Object(("kind", spec.Kind), ("locked", locked), ("released", false))));

    private static void Result(ActivityContext context, CollectSpec spec, Datum value)
    {
        if (spec.Result is not null) FieldPaths.Write(context, spec.Result, value);
        context.Journal("Collect", Datum.Object(("kind", spec.Kind), ("operation", spec.Operation), ("count", value["count"])));
    }
}

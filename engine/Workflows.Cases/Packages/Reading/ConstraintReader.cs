using Workflows.Cases.Registers;

namespace Workflows.Cases.Packages.Reading;

/// <summary>Reads the constraints of registers/*.json.</summary>
internal static class ConstraintReader
{
    private static readonly string[] Kinds = ["unique", "noOverlap", "capacity", "transitions", "references"];

    public static ConstraintSpec Read(Node node)
    {
        var kinds = Kinds.Where(node.Has).ToList();
        if (kinds.Count != 1)
            node.Error("", $"制約には {string.Join("、", Kinds)} のうち一つだけを書いてください。", $"A constraint has exactly one of {string.Join(", ", Kinds)}.");
        return new ConstraintSpec(node.Id(), node.Raw("while"))
        {
            Message = node.OptionalLabel("message"),
            Unique = node.Texts("unique"),
            Overlap = node.Has("noOverlap") ? new OverlapRule(node.Texts("noOverlap"), Needed(node, "period"), node.Flag("cut")) : null,
            Capacity = node.Has("capacity") ? Capacity(node) : null,
            Transition = node.Has("transitions") ? new TransitionRule(Field(node), Ways(node), node.Texts("initial")) : null,
            Reference = node.Has("references") ? Reference(node, node.Text("references"), "references") : null,
        };
    }

    /// <summary>A pair of fields <c>[from, to]</c>; null where none is written.</summary>
    public static PeriodFields? Period(Node node, string key) => node.Has(key) ? Needed(node, key) : null;

    private static PeriodFields Needed(Node node, string key)
    {
        if (node.Texts(key) is [var from, var to]) return new(from, to);
        node.Error(key, "期間は [初めの項目, 終わりの項目] で書いてください。", "A period is [field of the beginning, field of the end].");
        return new("", "");
    }

    private static string Field(Node node)
    {
        if (node.OptionalText("field") is { } field) return field;
        node.Error("field", "変わり方を決める項目（field）を書いてください。", "'field' says whose changes are declared.");
        return "";
    }

    private static CapacityRule Capacity(Node node)
    {
        var at = node.Object("limitFrom", Shapes.LimitFrom, n =>
        {
            var place = new LimitPlace(Reference(n, n.Text("register"), "register"), n.Text("field"));
            n.Refer(RefKind.RegisterField, place.Field, "field", place.Record.Register);
            return place;
        });
        if (node.Has("limit") == at is not null)
            node.Error("limit", "上限は limit か limitFrom のどちらか一つで書いてください。", "Give either 'limit' or 'limitFrom'.");
        if (node.Has("limit") && node.Raw("limit").AsDecimal() is not >= 0)
            node.Error("limit", "上限は 0 以上の数で書いてください。", "The limit is a number of at least 0.");
        return new(node.Texts("capacity"), node.Raw("limit").AsDecimal(), at, node.OptionalText("weight"));
    }

    private static SortedDictionary<string, IReadOnlyList<string>> Ways(Node node)
    {
        var ways = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (from, to, _) in node.Entries("transitions")) ways[from] = [.. to.Items.Select(v => v.AsText()).OfType<string>()];
        return ways;
    }

    private static ReferenceRule Reference(Node node, string register, string key)
    {
        node.Refer(RefKind.Register, register, key);
        var match = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (theirs, own, place) in node.Entries("match"))
        {
            match[theirs] = own.AsText() ?? "";
            node.Refer(RefKind.RegisterWhere, theirs, $"match.{theirs}", register);
        }
        if (match.Count == 0) node.Error("match", "どの項目で結び付くか（match）を書いてください。", "'match' says which fields name the record.");
        return new(register, match);
    }
}

namespace Workflows.Cases.Packages.Reading;

/// <summary>Reads what stands in several files: look-ups, checks, privacy.</summary>
internal static class CommonReader
{
    public static IReadOnlyList<LookupSpec> Lookups(Node owner, string key = "lookups") => owner.List(key, Shapes.Lookup, Lookup);

    public static LookupSpec Lookup(Node node)
    {
        var register = node.Text("register");
        node.Refer(RefKind.Register, register, "register");
        var where = node.NamedFeels("where");
        foreach (var condition in where) node.Refer(RefKind.RegisterWhere, condition.Name, $"where.{condition.Name}", register);
        var sum = node.OptionalText("sum");
        if (sum is not null) node.Refer(RefKind.RegisterField, sum, "sum", register);
        var count = node.Flag("count");
        if (count && sum is not null)
            node.Error("sum", "「count」と「sum」は一緒に使えません。", "'count' and 'sum' cannot be used together.", "look-up を二つに分けてください。");
        if (node.Int("take") is <= 0)
            node.Error("take", "「take」は1以上で書いてください。", "'take' must be at least 1.");
        if (node.Has("validOn")) node.Refer(RefKind.RegisterPeriod, register, "validOn");
        return new(node.Key("as"), register, where, node.Int("take"), count, sum) { ValidOn = node.Feel("validOn"), KnownAt = node.Feel("knownAt") };
    }

    public static IReadOnlyList<CheckSpec> Checks(Node owner) => owner.List("checks", Shapes.Check, node => new CheckSpec(
        node.RequiredFeel("when"), node.Template("message"), node.OptionalText("field"), node.OptionalText("code") ?? "VALIDATION", Lookups(node))
    {
        IsWarning = node.Choice("severity", "error", "error", "warning") == "warning",
        Reason = node.Int("reason"),
    });

    /// <summary>A duration, or <paramref name="usual"/> where nothing is said or it cannot be read (which is told).</summary>
    public static TimeSpan Span(Node node, string key, TimeSpan usual)
    {
        if (node.OptionalText(key) is not { } text) return usual;
        Duration(node, text, key);
        return TrySpan(text, out var span) ? span : usual;
    }

    public static bool TrySpan(string text, out TimeSpan span)
    {
        try { span = System.Xml.XmlConvert.ToTimeSpan(text); return true; }
        catch (Exception e) when (e is FormatException or OverflowException) { span = default; return false; }
    }

    public static void Duration(Node node, string text, string key)
    {
        if (!TrySpan(text, out _))
            node.Error(key, $"期間「{text}」を読めません。", $"'{text}' is no ISO 8601 duration.", "P5Y、P30D、PT24H のように書いてください。");
    }
}

using Workflows.Cases.Expressions;
using Workflows.Cases.Privacy;
using Workflows.Engine.Data;

namespace Workflows.Cases.Packages.Reading;

/// <summary>Reads who may see what.</summary>
internal static class PrivacyReader
{
    public static PrivacySpec Read(Node node)
    {
        var (plain, conditional) = Readers(node);
        var masked = node.Has("masked") ? node.Texts("masked") : null;
        node.Refer(RefKind.Role, masked ?? [], "masked");
        var reveal = node.OptionalText("reveal");
        node.Refer(RefKind.Action, reveal, "reveal");
        var retention = node.OptionalText("retention");
        if (retention is not null) CommonReader.Duration(node, retention, "retention");
        return new(node.OptionalText("purpose"), plain, Shape(node), reveal, retention)
        {
            Masked = masked,
            Conditional = conditional,
            Masks = node.List("masks", Shapes.RoleMask, m =>
            {
                var roles = m.Texts("roles");
                m.Refer(RefKind.Role, roles, "roles");
                return new MaskSpec(roles, Shape(m) ?? "all");
            }),
        };
    }

    public static CaseAccessSpec Access(Node node)
    {
        var (plain, conditional) = Readers(node);
        for (var i = 0; i < conditional.Count; i++)
            if (!conditional[i].IsListable)
                node.Error("readers", $"「{conditional[i].Role}」の条件は一覧では調べられません。", $"The conditions of '{conditional[i].Role}' cannot be asked in lists.", "案件を見られる人（access）には role・where・workflows だけを書いてください。ほかの条件は項目の privacy に書けます。");
        return new([.. plain.Select(r => new ReaderSpec(r)), .. conditional], node.Flag("confidential"));
    }

    public static ProtectionSpec Protection(Node node)
    {
        var register = node.Text("register");
        node.Refer(RefKind.Register, register, "register");
        var readers = node.Texts("readers");
        node.Refer(RefKind.Role, readers, "readers");
        var where = Conditions(node, "where", register);
        var records = new SortedDictionary<string, IReadOnlyList<NamedFeel>>(StringComparer.Ordinal);
        foreach (var (key, value, place) in node.Entries("records"))
        {
            node.Refer(RefKind.Register, key, $"records.{key}");
            if (value.Kind == DatumKind.Object) records[key] = [.. value.Members.Select(m => new NamedFeel(m.Key, node.FeelOf(m.Value, $"{place}.{m.Key}") ?? new Feel("null")))];
            else node.Reading.Error(node.File, place, "{ 項目: 式 } の形で書いてください。", "An object of FEEL expressions is expected.");
        }
        return new(register, where, node.OptionalText("flag"), records, node.Texts("hide"), readers, node.OptionalLabel("text") ?? "保護のため表示しません");
    }

    /// <summary>Role ids by themselves, and those on conditions.</summary>
    internal static (IReadOnlyList<string> Plain, IReadOnlyList<ReaderSpec> Conditional) Readers(Node node)
    {
        var (plain, conditional) = (new List<string>(), new List<ReaderSpec>());
        var at = 0;
        foreach (var item in node.Raw("readers").Items)
        {
            var place = $"readers[{at++}]";
            if (item.Kind == DatumKind.Text)
            {
                node.Refer(RefKind.Role, item.AsText(), place);
                plain.Add(item.AsText()!);
            }
            else if (node.Child(item, node.At(place), Shapes.Reader) is { } child)
            {
                var reader = Reader(child);
                if (reader.IsPlain && reader.Mask is null) plain.Add(reader.Role); else conditional.Add(reader);
            }
        }
        if (node.Has("readers") && node.Raw("readers").Kind != DatumKind.List) node.Error("readers", "「readers」は [ … ] で書いてください。", "'readers' must be a list.");
        return (plain, conditional);
    }

    private static ReaderSpec Reader(Node node)
    {
        var reader = new ReaderSpec(node.Text("role"))
        {
            Where = node.NamedFeels("where"),
            Steps = node.Texts("steps"),
            States = node.Texts("states"),
            Workflows = node.Texts("workflows"),
            Task = node.Flag("task"),
            Own = node.Flag("own"),
            From = node.Feel("from"),
            Until = node.Feel("until"),
            When = node.Feel("when"),
            Consent = node.Object("consent", Shapes.Consent, c =>
            {
                var register = c.Text("register");
                c.Refer(RefKind.Register, register, "register");
                return new LookupSpec("consent", register, Conditions(c, "where", register), 1);
            }),
            Mask = Shape(node),
        };
        node.Refer(RefKind.Role, reader.Role, "role");
        node.Refer(RefKind.State, reader.States, "states");
        node.Refer(RefKind.Workflow, reader.Workflows, "workflows");
        return reader;
    }

    private static IReadOnlyList<NamedFeel> Conditions(Node node, string key, string register)
    {
        var where = node.NamedFeels(key);
        foreach (var condition in where) node.Refer(RefKind.RegisterWhere, condition.Name, $"{key}.{condition.Name}", register);
        return where;
    }

    private static string? Shape(Node node)
    {
        var shape = node.OptionalText("mask");
        if (shape is not null && !Mask.IsKnown(shape))
            node.Error("mask", $"伏せ方「{shape}」はありません。", $"There is no mask '{shape}'.", "all、last3、first2、tail2、initial、domain、year、month、town、text:… のいずれかを書いてください。");
        return shape;
    }
}

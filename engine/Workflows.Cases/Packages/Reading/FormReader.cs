using Workflows.Cases.Forms;

namespace Workflows.Cases.Packages.Reading;

/// <summary>Reads forms/*.json and the case fields of program.json.</summary>
internal static class FormReader
{
    private static readonly string[] TypeNames = [.. Enum.GetNames<FieldType>().Select(n => n.ToLowerInvariant())];

    public static FormSpec Read(Node node)
    {
        var form = new FormSpec
        {
            Id = node.Id(),
            Aliases = node.Texts("aliases"),
            Title = node.Label("title"),
            Version = node.Int("version") ?? 1,
            DraftHours = node.Int("draftHours"),
            Single = node.OptionalText("single"),
            Lookups = CommonReader.Lookups(node),
            Checks = CommonReader.Checks(node),
            Pages = node.List("pages", Shapes.Page, Page),
            Derive = node.List("derive", Shapes.Derive, Derive),
        };
        CheckKeys(node, form);
        return form;
    }

    private static PageSpec Page(Node node) => new(node.Id(), node.Label("title"), node.OptionalLabel("help"), node.List("fields", Shapes.Field, Field));

    public static FieldSpec Field(Node node)
    {
        var typeName = node.Choice("type", "text", TypeNames);
        var type = Enum.Parse<FieldType>(typeName, ignoreCase: true);
        var field = new FieldSpec
        {
            Key = node.Key(),
            Label = node.Label("label"),
            Help = node.OptionalLabel("help"),
            Type = type,
            Required = node.Feel("required"),
            RequiredMessage = node.OptionalLabel("requiredMessage"),
            Visible = node.Feel("visible"),
            ReadOnly = node.Feel("readonly"),
            Default = node.Feel("default"),
            Prefill = node.Object("prefill", Shapes.Prefill, p => new PrefillSpec(p.RequiredFeel("value"), p.OptionalLabel("source"), p.Flag("lock"))),
            Pattern = node.Pattern("pattern"),
            Message = node.OptionalLabel("message"),
            MinLength = node.Int("minLength"),
            MaxLength = node.Int("maxLength"),
            Min = node.Feel("min"),
            Max = node.Feel("max"),
            Digits = node.Int("digits"),
            PadLeft = node.Choice("pad", "", "left") == "left",
            Normalize = node.Has("normalize") ? node.Choice("normalize", "none", "kana", "digits", "zengin", "none") : null,
            Rules = node.List("rules", Shapes.Rule, r => new RuleSpec(r.RequiredFeel("valid"), r.Template("message"), CommonReader.Lookups(r))),
            Options = node.List("options", Shapes.Option, o => new OptionSpec(o.Text("value"), o.OptionalLabel("label") ?? o.Text("value"))),
            OptionsFrom = node.Object("optionsFrom", Shapes.OptionsFrom, OptionsFrom),
            Columns = node.List("columns", Shapes.Field, Field),
            MinRows = node.Int("minRows"),
            MaxRows = node.Int("maxRows"),
            Accept = node.Texts("accept"),
            MaxBytes = node.Whole("maxBytes"),
            MaxFiles = node.Int("maxFiles"),
            Value = node.Feel("value"),
            Transient = node.Flag("transient"),
            Privacy = node.Object("privacy", Shapes.Privacy, PrivacyReader.Read),
            Searchable = node.Flag("searchable"),
        };
        CheckField(node, field);
        return field;
    }

    private static void CheckField(Node node, FieldSpec field)
    {
        if (field.Type is FieldType.Choice or FieldType.Multichoice && field.Options.Count == 0 && field.OptionsFrom is null)
            node.Error("", "選択肢がありません。", "A choice needs options.", "「options」か「optionsFrom」を書いてください。");
        if (field.Type == FieldType.Table && field.Columns.Count == 0)
            node.Error("", "表の列がありません。", "A table needs columns.", "「columns」を書いてください。");
        if (field.Type != FieldType.Table && field.Columns.Count > 0)
            node.Error("columns", "「columns」は表（table）だけに書けます。", "Only a table has columns.");
        if (field.Type == FieldType.Calculated && field.Value is null)
            node.Error("", "計算する式がありません。", "A calculated field needs 'value'.", "「value」に式を書いてください。");
        if (field.PadLeft && field.Digits is null)
            node.Error("pad", "桁数がありません。", "'pad' needs 'digits'.", "「digits」を書いてください。");
        if (field.Columns.Any(c => c.Type == FieldType.Table))
            node.Error("columns", "表の中に表は置けません。", "A table cannot stand in a table.");
        foreach (var twice in field.Columns.GroupBy(c => c.Key).Where(g => g.Key.Length > 0 && g.Count() > 1))
            node.Error("columns", $"列「{twice.Key}」が二度書かれています。", $"The column '{twice.Key}' is declared twice.");
    }

    private static OptionsFromSpec OptionsFrom(Node node)
    {
        var register = node.Text("register");
        node.Refer(RefKind.Register, register, "register");
        var where = node.NamedFeels("where");
        foreach (var condition in where) node.Refer(RefKind.RegisterWhere, condition.Name, $"where.{condition.Name}", register);
        var value = node.Text("value");
        node.Refer(RefKind.RegisterWhere, value, "value", register);
        return new(register, where, value, node.Feel("label") ?? new(value), node.Feel("disabledWhen"));
    }

    private static DeriveSpec Derive(Node node)
    {
        var decision = node.Text("decision");
        node.Refer(RefKind.Decision, decision, "decision");
        var set = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value, place) in node.Entries("set"))
            if (value.Kind == Engine.Data.DatumKind.Text) set[key] = value.AsText()!;
            else node.Reading.Error(node.File, place, "決定の出力の名前を文字列で書いてください。", "Name the decision's output as a string.");
        return new(node.Texts("from"), decision, node.NamedFeels("input"), set, node.Flag("lock"), node.OptionalText("error"), node.OptionalText("errorField"));
    }

    private static void CheckKeys(Node node, FormSpec form)
    {
        foreach (var twice in form.Fields.GroupBy(f => f.Key).Where(g => g.Key.Length > 0 && g.Count() > 1))
            node.Error("pages", $"項目「{twice.Key}」が二度書かれています。", $"The field '{twice.Key}' is declared twice.", "どちらかの key を変えてください。");

        var single = form.Single is null ? null : form.Field(form.Single);
        if (form.Single is not null && single is not { Type: FieldType.Table })
            node.Error("single", $"「{form.Single}」という表はこの様式にありません。", $"'{form.Single}' is no table of this form.");
        if (single is not null)
            foreach (var column in single.Columns.Where(c => form.Field(c.Key) is not null))
                node.Error("single", $"列「{column.Key}」と同じ名前の項目が様式にあります。", $"The column '{column.Key}' has the same key as a field of the form.", "single の表の列と様式の項目の key は別にしてください。");

        var known = form.Fields.Concat(form.Fields.SelectMany(f => f.Columns)).Select(f => f.Key).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < form.Derive.Count; i++)
        {
            var derive = form.Derive[i];
            foreach (var key in derive.From.Concat(derive.Set.Keys).Append(derive.ErrorField).OfType<string>().Where(k => !known.Contains(k)).Distinct())
                node.Error($"derive[{i}]", $"項目「{key}」はこの様式にありません。", $"The form has no field '{key}'.", Near.Fix(key, known));
            if (derive.From.Count == 0)
                node.Error($"derive[{i}].from", "もとになる項目がありません。", "'from' names no field.");
        }
        for (var i = 0; i < form.Checks.Count; i++)
            if (form.Checks[i].Field is { } field && !known.Contains(field.Split('.', '[')[0]))
                node.Error($"checks[{i}].field", $"項目「{field}」はこの様式にありません。", $"The form has no field '{field}'.", Near.Fix(field, known));
    }
}

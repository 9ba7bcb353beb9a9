using Workflows.Cases.Forms;

namespace Workflows.Cases.Packages.Reading;

/// <summary>Reads forms/*.json and the case fields of program.json.</summary>
internal static class FormReader
{
    private static readonly string[] Geometries = ["Point", "LineString", "Polygon"];
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
        return FormFills.Apply(node, form);
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
            Normalize = node.Has("normalize") ? node.Choice("normalize", "none", "kana", "katakana", "digits", "wide", "narrow", "zengin", "none") : null,
            Rules = node.List("rules", Shapes.Rule, r => new RuleSpec(r.RequiredFeel("valid"), r.Template("message"), CommonReader.Lookups(r))),
            Options = node.List("options", Shapes.Option, Option),
            OptionsFrom = node.Object("optionsFrom", Shapes.OptionsFrom, OptionsFrom),
            Columns = node.List("columns", Shapes.Field, Field),
            MinRows = node.Int("minRows"),
            MaxRows = node.Int("maxRows"),
            Accept = node.Texts("accept"),
            MaxBytes = node.Whole("maxBytes"),
            MaxFiles = node.Int("maxFiles"),
            Value = node.Feel("value"),
            CheckDigit = node.Has("checkDigit") ? node.Choice("checkDigit", "gs1", [.. CheckDigitKinds.Names]) : null,
            Items = node.List("items", Shapes.MatrixItem, i => new MatrixItemSpec(i.Id("key"), i.OptionalLabel("label") ?? i.Text("key"), i.Has("options") ? i.List("options", Shapes.Option, Option) : null)),
            Notes = node.Flag("notes"),
            Languages = type == FieldType.Languages && !node.Has("languages") ? ["ja", "en"] : node.Texts("languages"),
            Shapes = type == FieldType.Geometry && !node.Has("shapes") ? Geometries : node.Texts("shapes"),
            Tries = node.Object("tries", Shapes.Tries, Tries),
            Fill = node.Object("fill", Shapes.Fill, Fill),
            Verify = node.Flag("verify"),
            Transient = node.Flag("transient") || type is FieldType.Secret or FieldType.Mynumber,
            Privacy = node.Object("privacy", Shapes.Privacy, PrivacyReader.Read),
            Searchable = node.Flag("searchable"),
        };
        CheckField(node, field);
        return field;
    }

    private static OptionSpec Option(Node node) => new(node.Text("value"), node.OptionalLabel("label") ?? node.Text("value"));

    private static TriesSpec Tries(Node node) => new(Math.Max(1, node.Int("limit") ?? 5), CommonReader.Span(node, "within", TimeSpan.FromHours(1)));

    private static FillSpec Fill(Node node)
    {
        var register = node.Text("register");
        node.Refer(RefKind.Register, register, "register");
        node.Refer(RefKind.RegisterWhere, node.Text("by"), "by", register);
        return new(register, node.Text("by"), node.NamedFeels("set"), node.OptionalLabel("source"));
    }

    private static void CheckField(Node node, FieldSpec field)
    {
        CheckNewer(node, field);
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

    private static void CheckNewer(Node node, FieldSpec field)
    {
        if (field.Type == FieldType.Matrix)
        {
            if (field.Items.Count == 0) node.Error("", "表形式の問いがありません。", "A matrix needs items.", "「items」を書いてください。");
            if (field.Items.Any(i => field.OptionsOf(i).Count == 0)) node.Error("", "問いの選択肢がありません。", "Items of a matrix need options.", "「options」を項目か問いに書いてください。");
            if (field.Items.Any(i => i.Key == FieldShapes.NotesKey)) node.Error("items", $"問いの key に「{FieldShapes.NotesKey}」は使えません。", $"An item cannot have the key '{FieldShapes.NotesKey}'.");
            foreach (var twice in field.Items.GroupBy(i => i.Key).Where(g => g.Key.Length > 0 && g.Count() > 1)) node.Error("items", $"問い「{twice.Key}」が二度書かれています。", $"The item '{twice.Key}' is declared twice.");
        }
        else if (field.Items.Count > 0) node.Error("items", "「items」は表形式の問い（matrix）だけに書けます。", "Only a matrix has items.");
        if (field.Type == FieldType.Scale && field.Points is var (least, most) && (least >= most || most - least > 20))
            node.Error("max", "目盛りは最小より大きい最大まで、21個以内にしてください。", "A scale goes from min to a greater max, in 21 points at most.");
        if (field.Shapes.FirstOrDefault(s => !Geometries.Contains(s)) is { } shape) node.Error("shapes", $"図形「{shape}」は扱えません。", $"'{shape}' is no kind of geometry.", Near.Fix(shape, Geometries));
        if (field.Type == FieldType.Languages && field.Languages.Count == 0) node.Error("languages", "言語がありません。", "'languages' is empty.");
        if (field.Tries is not null && field.Type != FieldType.Secret) node.Error("tries", "「tries」は暗証（secret）だけに書けます。", "Only a secret has tries.");
        if (field.Verify && field.Type != FieldType.Email) node.Error("verify", "「verify」はメールアドレス（email）だけに書けます。", "Only an e-mail address is verified.");
        if (field.Columns.Any(c => c.Verify)) node.Error("columns", "表の列に「verify」は書けません。", "A column is not verified.", "表の外の項目に書いてください。");
        if (!field.IsSecret) return;
        if (node.Has("transient") && !node.Flag("transient", true)) node.Error("transient", "この種類の項目は保存できません。", "A value of this kind is never kept.", "「transient」を消してください。");
        if (field.Searchable) node.Error("searchable", "この種類の項目で案件を探せるようにはできません。", "A value of this kind cannot be searched by.", "「searchable」を消してください。");
        if (field.Default is not null || field.Prefill is not null) node.Error("", "この種類の項目にはじめの値は入れられません。", "A value of this kind cannot be filled in.", "「default」「prefill」を消してください。");
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
        foreach (var twice in form.Checks.Where(c => c.Reason is not null).GroupBy(c => c.Code).Where(g => g.Count() > 1 || g.Key == "VALIDATION"))
            node.Error("checks", "理由を求める警告には、それぞれ別の「code」が要ります。", "Each warning that asks for a reason needs a code of its own.", "「code」を書いてください。");
        for (var i = 0; i < form.Checks.Count; i++)
            if (form.Checks[i].Field is { } field && !known.Contains(field.Split('.', '[')[0]))
                node.Error($"checks[{i}].field", $"項目「{field}」はこの様式にありません。", $"The form has no field '{field}'.", Near.Fix(field, known));
    }
}

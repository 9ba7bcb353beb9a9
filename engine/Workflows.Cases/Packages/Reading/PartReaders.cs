using Workflows.Cases.Registers;
using Workflows.Engine.Data;

namespace Workflows.Cases.Packages.Reading;

/// <summary>Reads registers/*.json.</summary>
internal static class RegisterReader
{
    private static readonly string[] Types =
        ["boolean", "list", "object", .. Enum.GetNames<Forms.FieldType>().Select(n => n.ToLowerInvariant()).Where(n => n is not ("heading" or "explanation" or "calculated" or "lookup" or "secret" or "mynumber"))];

    public static RegisterSpec Read(Node node)
    {
        var id = node.Id();
        var (readers, scoped) = PrivacyReader.Readers(node);
        var register = new RegisterSpec(
            id, node.Label("label"), node.Texts("aliases"), node.Choice("kind", "record", "record", "mirror", "append"),
            node.OptionalText("source"), node.Texts("key"), node.OptionalText("idSeries"), node.Texts("editors"), readers,
            node.List("fields", Shapes.RegisterField, Field),
            node.List("constraints", Shapes.Constraint, ConstraintReader.Read),
            [.. node.Raw("seed").Items])
        {
            ScopedReaders = scoped,
            Period = ConstraintReader.Period(node, "period"),
            Retention = node.Object("retention", Shapes.RegisterRetention, n =>
            {
                CommonReader.Duration(n, n.Text("period"), "period");
                return new RegisterRetention(n.Text("from"), n.Text("period"), n.Texts("fields"));
            }),
        };
        node.Refer(RefKind.Connector, register.Source, "source");
        node.Refer(RefKind.Role, register.Editors, "editors");
        CheckFields(node, register);
        return register;
    }

    private static RegisterFieldSpec Field(Node node) => new(
        node.Key(), node.OptionalLabel("label") ?? node.Text("key"), node.Choice("type", "text", Types), node.Flag("indexed"), node.Flag("required"),
        node.Object("privacy", Shapes.Privacy, PrivacyReader.Read), node.List("columns", Shapes.RegisterField, Field));

    private static void CheckFields(Node node, RegisterSpec register)
    {
        var known = register.Fields.Select(f => f.Key).ToHashSet(StringComparer.Ordinal);
        if (known.Count < register.Fields.Count)
            node.Error("fields", "同じ key の項目が二つあります。", "Two fields have the same key.");

        void Need(string key, string where)
        {
            if (!known.Contains(key)) node.Error(where, $"項目「{key}」はこの台帳にありません。", $"The register has no field '{key}'.", Near.Fix(key, known));
        }
        for (var i = 0; i < register.Key.Count; i++) Need(register.Key[i], $"key[{i}]");
        for (var i = 0; i < register.Constraints.Count; i++)
        {
            foreach (var key in register.Constraints[i].Fields) Need(key, $"constraints[{i}].{register.Constraints[i].Kind}");
            foreach (var (key, _) in register.Constraints[i].While.Members) Need(key, $"constraints[{i}].while.{key}");
        }
        foreach (var key in register.Period is { } period ? new[] { period.From, period.To } : []) Need(key, "period");
        foreach (var key in register.Retention is { } retention ? retention.Fields.Append(retention.From) : []) Need(key, "retention");
        foreach (var key in register.Retention?.Fields.Where(f => register.Key.Contains(f)) ?? [])
            node.Error("retention", $"鍵の項目「{key}」は廃棄できません。", $"The key field '{key}' cannot be erased.");
        foreach (var reader in register.ScopedReaders)
        {
            if (reader.Where.Count == 0 || !reader.IsListable || reader.Workflows.Count > 0)
                node.Error("readers", $"「{reader.Role}」の条件は台帳では調べられません。", $"The conditions of '{reader.Role}' cannot be asked of records.", "台帳を見られる人には role と where だけを書いてください。");
            foreach (var condition in reader.Where)
            {
                Need(condition.Name, "readers.where");
                if (known.Contains(condition.Name) && !register.IndexedFields.Contains(condition.Name))
                    node.Error("readers", $"項目「{condition.Name}」では探せません。", $"Records cannot be searched by '{condition.Name}'.", "台帳の項目に indexed: true を書いてください。");
            }
        }
        if (register.IdSeries is not null && register.Key.Count != 1)
            node.Error("idSeries", "番号を付けるには、key が一つ必要です。", "'idSeries' needs exactly one key field.");
        CheckSeed(register, register.Seed, node.Reading, node.File, "$.seed");
    }

    /// <summary>Seed rows have only the register's fields, values of the fields' kinds, and those of the key.</summary>
    public static void CheckSeed(RegisterSpec register, IReadOnlyList<Datum> rows, Reading reading, string file, string place)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i].Kind != DatumKind.Object) { reading.Error(file, $"{place}[{i}]", "記録は { … } で書いてください。", "A record must be an object."); continue; }
            foreach (var (key, value) in rows[i].Members)
                if (register.Field(key) is { } field) CheckValue(field, value, i, reading, file, $"{place}[{i}].{key}");
                else reading.Error(file, $"{place}[{i}].{key}", $"項目「{key}」は台帳「{register.Id}」にありません。", $"Register '{register.Id}' has no field '{key}'.", Near.Fix(key, [.. register.Fields.Select(f => f.Key)]));
            foreach (var key in register.Key)
                if (rows[i][key].IsNull && register.IdSeries is null)
                    reading.Error(file, $"{place}[{i}]", $"はじめの記録の{i + 1}件目に「{register.Field(key)?.Label.Ja ?? key}」がありません。", $"Record {i + 1} lacks its key field '{key}'.");
        }
    }

    private static void CheckValue(RegisterFieldSpec field, Datum value, int row, Reading reading, string file, string place)
    {
        var (fits, kind, kindEn) = field.Type switch
        {
            "number" or "money" => (value.Kind == DatumKind.Number, "数", "a number"),
            "boolean" or "yesno" => (value.Kind == DatumKind.Boolean, "「はい」か「いいえ」", "true or false"),
            "date" => (value.AsText() is { } day && DateOnly.TryParseExact(day, "yyyy-MM-dd", out _), "日付（2027-04-01 の形）", "a date (2027-04-01)"),
            _ => (true, "", ""),
        };
        if (value.IsNull || fits) return;
        reading.Error(file, place, $"はじめの記録の{row + 1}件目の「{field.Label.Ja}」は{kind}で書いてください（いまは「{value.AsText() ?? value.ToJson()}」）。", $"Record {row + 1}: '{field.Key}' takes {kindEn}.");
    }
}

/// <summary>Reads decisions/*.json, the sidecar of a DMN file.</summary>
internal static class DecisionReader
{
    /// <param name="table">Gives the text of a DMN file beside this one.</param>
    public static DecisionSpec Read(Node node, string source, string file, Func<string, (string Source, string File)?> table)
    {
        var settings = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value, place) in node.Entries("settings"))
        {
            if (value.Kind != DatumKind.Text) { node.Reading.Error(node.File, place, "設定の key を文字列で書いてください。", "Name a setting's key as a string."); continue; }
            settings[name] = value.AsText()!;
            node.Refer(RefKind.Setting, value.AsText(), $"settings.{name}");
        }
        var calendar = node.OptionalText("calendar");
        node.Refer(RefKind.Calendar, calendar, "calendar");
        var spec = new DecisionSpec
        {
            Id = node.Id(),
            Aliases = node.Texts("aliases"),
            Label = node.Label("label"),
            BasisDate = node.Feel("basisDate"),
            Inputs = node.List("inputs", Shapes.DecisionInput, n => new DecisionInputSpec(n.Text("name"), n.Text("type"), n.OptionalLabel("label") ?? n.Text("name"))),
            Lookups = CommonReader.Lookups(node),
            Settings = settings,
            Calendar = calendar,
            Source = source,
            File = file,
        };
        return spec with { Periods = [.. node.List("periods", Shapes.DecisionPeriod, n => Period(n, spec, table)).OfType<DecisionPeriod>()] };
    }

    private static DecisionPeriod? Period(Node node, DecisionSpec spec, Func<string, (string Source, string File)?> table)
    {
        var (from, to) = (node.Date("from"), node.Date("to"));
        var name = node.Text("table");
        if (table(name) is not var (source, file))
        {
            node.Error("table", $"決定表「{name}」がありません。", $"There is no '{name}' beside it.", code: "DECISION_UNKNOWN");
            return null;
        }
        return from is null ? null : new(node.Id(), node.OptionalLabel("label") ?? node.Text("id"), from.Value, to, spec with { Source = source, File = file });
    }
}

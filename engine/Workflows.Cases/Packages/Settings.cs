using System.Globalization;
using System.Text.RegularExpressions;
using Workflows.Engine.Data;

namespace Workflows.Cases.Packages;

/// <summary>Settings of a programme in a municipality: the package's defaults with the municipality's values over them.</summary>
public static class Settings
{
    /// <summary>All settings in the order the package declares them; null for an optional one without a value.</summary>
    public static Datum Merge(ProgramPackage package, Datum overrides)
    {
        var result = Datum.EmptyObject;
        foreach (var spec in package.SettingSpecs)
            result = result.With(spec.Key, overrides.TryGet(spec.Key, out var own) ? own : spec.Default);
        return result;
    }

    /// <summary>What is wrong with a municipality's values: unknown, missing, of the wrong type or pattern.</summary>
    /// <param name="file">The municipality's file.</param>
    /// <param name="place">JSON path of the settings object.</param>
    public static IEnumerable<PackageProblem> Check(ProgramPackage package, Datum overrides, string file, string place)
    {
        foreach (var (key, _) in overrides.Members)
            if (package.SettingSpecs.FirstOrDefault(s => s.Key == key) is null)
                yield return new(file, $"{place}.{key}", $"設定「{key}」は手続「{package.Id}」にありません。", $"Programme '{package.Id}' has no setting '{key}'.",
                    Reading.Near.Fix(key, [.. package.SettingSpecs.Select(s => s.Key)]));
        var merged = Merge(package, overrides);
        foreach (var spec in package.SettingSpecs)
        {
            var value = merged[spec.Key];
            if (value.IsNull)
            {
                if (spec.Required)
                    yield return new(file, place, $"設定「{spec.Key}」（{spec.Label.Ja}）がありません。", $"The setting '{spec.Key}' is missing.", $"「{spec.Key}」を書いてください。");
            }
            else if (Problem(spec, value) is { } problem)
                yield return new(file, $"{place}.{spec.Key}", problem.Ja, problem.En);
        }
    }

    /// <summary>Why a value does not fit its setting, or null.</summary>
    internal static (string Ja, string En)? Problem(SettingSpec spec, Datum value)
    {
        var fits = spec.Type switch
        {
            "text" => value.Kind == DatumKind.Text,
            "number" => value.Kind == DatumKind.Number,
            "boolean" => value.Kind == DatumKind.Boolean,
            "list" => value.Kind == DatumKind.List,
            "object" => value.Kind == DatumKind.Object,
            "date" => value.Kind == DatumKind.Text && DateOnly.TryParseExact(value.AsText(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
            _ => true,
        };
        if (!fits) return ($"設定「{spec.Key}」は{TypeJa(spec.Type)}で書いてください。", $"The setting '{spec.Key}' must be a {spec.Type}.");
        if (spec.Pattern is { } pattern && value.Kind == DatumKind.Text
            && !Regex.IsMatch(value.AsText()!, $"^(?:{pattern})$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)))
            return ($"設定「{spec.Key}」の値「{value.AsText()}」が形式 {pattern} に合いません。", $"The setting '{spec.Key}' does not match {pattern}.");
        return null;
    }

    private static string TypeJa(string type) => type switch
    {
        "text" => "文字列", "number" => "数値", "boolean" => "true か false", "list" => "[ … ]", "object" => "{ … }", "date" => "YYYY-MM-DD の日付", _ => type,
    };
}

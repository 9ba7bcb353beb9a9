using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Workflows.Cases.Commands;
using Workflows.Engine.Turns;

namespace Workflows.Server.Api;

/// <summary>A body that is JSON but not of the shape that is wanted, or no JSON: which field it is and what stands there.</summary>
internal static partial class Malformed
{
    /// <summary>Said by a converter where an object is wanted; <see cref="JsonException.Path"/> says where.</summary>
    public const string WantsObject = "An object is wanted.";

    private const string Code = "MALFORMED";

    public static Problem Of(BadHttpRequestException bad)
    {
        if (bad.InnerException is not JsonException { Path: not null } wrong)
            return new Problem(bad.StatusCode, Code, "要求を読み取れません。本文がJSONとして正しいか、必要な項目がそろっているか確認してください。", $"The request cannot be read: {bad.Message}");
        if (Missing().Match(wrong.Message) is { Success: true } missing)
        {
            var names = Quoted().Matches(missing.Groups[1].Value).Select(m => m.Groups[1].Value).ToList();
            return new Problem(400, Code, $"必要な項目がありません: {string.Join("、", names)}", $"Required members are missing: {string.Join(", ", names)}.", [.. names.Select(n => new FieldError(Within(wrong.Path, n), $"「{n}」を書いてください。"))]);
        }
        var field = Within(wrong.Path, null);
        var (ja, en) = Wanted(wrong);
        return field.Length == 0
            ? new Problem(400, Code, $"本文をJSONとして読み取れません。{ja}", $"The body cannot be read as JSON. {en}")
            : new Problem(400, Code, $"項目「{field}」の形が正しくありません。{ja}", $"The member '{field}' has the wrong shape. {en}", [new FieldError(field, ja)]);
    }

    /// <summary>Members of bodies that may not be null have to be there: else whoever reads them would trip over nothing.</summary>
    public static void Require(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object) return;
        var own = type.Type.Assembly == typeof(Malformed).Assembly;
        foreach (var member in type.Properties)
        {
            // Only what comes in is watched.
            if (!member.PropertyType.IsValueType) member.IsGetNullable = true;
            if (own && member.AssociatedParameter is { HasDefaultValue: false, IsNullable: false } && !member.PropertyType.IsValueType) member.IsRequired = true;
        }
    }

    private static string Within(string path, string? member) => string.Join('.', new[] { path.TrimStart('$').TrimStart('.'), member }.Where(p => !string.IsNullOrEmpty(p)));

    private static (string Ja, string En) Wanted(JsonException wrong)
    {
        if (wrong.Message.StartsWith(WantsObject, StringComparison.Ordinal)) return ("項目の集まり（{ \"名前\": 値 }）で書いてください。", "Write an object ({ \"name\": value }).");
        if (wrong.Message.Contains("doesn't allow null", StringComparison.Ordinal)) return ("null ではなく、値を書いてください。", "Write a value in place of null.");
        var type = Token().Match(wrong.InnerException?.Message ?? "") is { Success: true } token
            ? token.Groups[1].Value switch { "string" => "System.String", "boolean" => "System.Boolean", _ => "System.Int64" } : Converted().Match(wrong.Message).Groups[1].Value;
        return type switch
        {
            "" => ("書き方を確かめてください。", "Check how it is written."),
            _ when type.Contains("Boolean", StringComparison.Ordinal) => ("true か false を書いてください。", "Write true or false."),
            _ when type.Contains("DateOnly", StringComparison.Ordinal) => ("日付を \"2026-07-31\" のように書いてください。", "Write a date such as \"2026-07-31\"."),
            _ when type.Contains("DateTimeOffset", StringComparison.Ordinal) => ("日時を \"2026-07-31T09:00:00+09:00\" のように書いてください。", "Write a moment such as \"2026-07-31T09:00:00+09:00\"."),
            _ when type.Contains("List", StringComparison.Ordinal) || type.EndsWith("[]", StringComparison.Ordinal) => ("一覧（[ … ]）で書いてください。", "Write a list ([ … ])."),
            _ when Number().IsMatch(type) => ("数を引用符なしで書いてください。", "Write a number without quotes."),
            "System.String" => ("文字列（\"…\"）で書いてください。", "Write a text (\"…\")."),
            _ => ("項目の集まり（{ \"名前\": 値 }）で書いてください。", "Write an object ({ \"name\": value })."),
        };
    }

    [GeneratedRegex("missing required properties including: (.*)", RegexOptions.Singleline)]
    private static partial Regex Missing();

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex Quoted();

    [GeneratedRegex("could not be converted to ([^ ]+)\\.( |$)")]
    private static partial Regex Converted();

    [GeneratedRegex("token type '[^']+' as an? (string|boolean|number)")]
    private static partial Regex Token();

    [GeneratedRegex("Int32|Int64|Decimal|Double")]
    private static partial Regex Number();
}

namespace Workflows.Cases.Packages;

/// <summary>A wording people see: Japanese, and where there is one English and やさしい日本語.</summary>
public sealed record Label(string Ja, string? En = null, string? Easy = null)
{
    public const string Japanese = "ja";
    /// <summary>What a label can be in besides Japanese.</summary>
    public static readonly IReadOnlyList<string> OtherLanguages = ["en", "easy"];

    public static readonly Label Empty = new("");

    /// <summary>The wording for a language: <c>ja</c>, <c>en</c>, <c>easy</c>; Japanese where there is no other.</summary>
    public string For(string language) => language switch
    {
        "en" => En ?? Ja,
        "easy" => Easy ?? Ja,
        _ => Ja,
    };

    public override string ToString() => Ja;

    public static implicit operator Label(string ja) => new(ja);
}

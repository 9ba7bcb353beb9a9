namespace Workflows.Cases.Queries;

/// <summary>A text for people: Japanese always, English and やさしい日本語 where the definition gives them.</summary>
public sealed record Words(string Ja, string? En = null, string? Easy = null)
{
    public string In(string language) => language switch { "en" => En ?? Ja, "easy" => Easy ?? Ja, _ => Ja };
    public override string ToString() => Ja;
    public static implicit operator Words(string ja) => new(ja);
}

namespace Workflows.Cases.Ports;

/// <summary>A list cannot be given as it was asked for: a cursor nobody gave, words too short to look for. The asker can put it right (400).</summary>
/// <param name="code">Which mistake it is.</param>
/// <param name="ja">What to do, in Japanese.</param>
/// <param name="en">The same in English.</param>
public sealed class ListRefusedException(string code, string ja, string en, Exception? inner = null) : ArgumentException($"{ja} ({en})", inner)
{
    public const string BadCursor = "BAD_CURSOR", BadText = "BAD_TEXT";

    public string Code => code;
    public string Ja => ja;
    public string En => en;

    /// <summary>Text that is no place in this list.</summary>
    public static ListRefusedException Cursor(Exception? inner = null) =>
        new(BadCursor, "続きの位置（cursor）が読めません。最初のページから読み直してください。", "The cursor cannot be read; begin with the first page.", inner);
}

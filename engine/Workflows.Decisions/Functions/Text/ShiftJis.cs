using System.Text;

namespace Workflows.Decisions.Functions.Text;

/// <summary>Shift_JIS as Windows writes it (CP932), from the runtime's managed table.</summary>
public static class ShiftJis
{
    private static readonly Encoding Code = CodePagesEncodingProvider.Instance.GetEncoding(
        932, new EncoderReplacementFallback(""), new DecoderReplacementFallback("\uFFFD"))!;

    /// <summary>1 for ASCII and half-width kana, 2 for the rest of the code, 0 for a character it does not have.</summary>
    public static int ByteCount(Rune rune) => Code.GetByteCount(rune.ToString());

    /// <summary>The bytes of a text; characters outside the code are an error.</summary>
    public static byte[] GetBytes(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (ByteCount(rune) == 0)
            {
                throw new FunctionException($"「{rune}」はShift_JISにない文字です。", $"'{rune}' does not exist in Shift_JIS.");
            }
        }

        return Code.GetBytes(text);
    }
}

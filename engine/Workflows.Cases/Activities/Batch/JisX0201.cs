using System.Text;

namespace Workflows.Cases.Activities.Batch;

/// <summary>JIS X 0201 as 全銀 files use it: ASCII and half-width katakana, one byte a character.</summary>
internal static class JisX0201
{
    private const char FirstKana = '\uFF61';
    private const char LastKana = '\uFF9F';

    /// <summary>Whether a character has one byte in the file.</summary>
    public static bool Has(char c) => c is >= ' ' and <= '~' or >= FirstKana and <= LastKana;

    /// <summary>Null when a byte has no character.</summary>
    public static string? Decode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        foreach (var value in bytes)
        {
            switch (value)
            {
                case >= 0xA1 and <= 0xDF: text.Append((char)(FirstKana + value - 0xA1)); break;
                case < 0x7F: text.Append((char)value); break;
                default: return null;
            }
        }
        return text.ToString();
    }

    public static byte[] Encode(string text) => [.. text.Select(c => c >= FirstKana ? (byte)(c - FirstKana + 0xA1) : (byte)c)];
}

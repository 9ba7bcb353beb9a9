using System.Text;

namespace Workflows.Connectors.BankDebit;

/// <summary>JIS X 0201 as 全銀 files use it: ASCII and half-width katakana, one byte a character.</summary>
internal static class JisText
{
    private const char FirstKana = '\uFF61';
    private const char LastKana = '\uFF9F';

    /// <exception cref="ConnectorException">A character has no place in the file; says which and where.</exception>
    public static byte[] Encode(string text)
    {
        var bytes = new byte[text.Length];
        for (var i = 0; i < text.Length; i++)
        {
            bytes[i] = text[i] switch
            {
                >= FirstKana and <= LastKana => (byte)(text[i] - FirstKana + 0xA1),
                < (char)0x7F => (byte)text[i],
                _ => throw ConnectorException.Fatal("BAD_REQUEST", $"{i + 1} 文字目の「{text[i]}」は全銀ファイルに使えません。 Character {i + 1} cannot stand in the file."),
            };
        }
        return bytes;
    }

    public static string Decode(byte[] bytes)
    {
        var text = new StringBuilder(bytes.Length);
        foreach (var value in bytes)
        {
            text.Append(value switch
            {
                >= 0xA1 and <= 0xDF => (char)(value - 0xA1 + FirstKana),
                < 0x7F => (char)value,
                _ => throw ConnectorException.Fatal("BAD_ANSWER", $"結果ファイルに読めないバイト 0x{value:X2} があります。 The result file holds a byte outside JIS X 0201."),
            });
        }
        return text.ToString();
    }
}

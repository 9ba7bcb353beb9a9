using System.Globalization;
using System.Text;
using Workflows.Engine.Data;

namespace Workflows.Storage.Running;

/// <summary>Order-preserving bytes of a value: comparing them byte by byte is comparing the values, on every database. Order: none, false, true, numbers, texts.</summary>
internal static class SortKeys
{
    private const int MaxText = 96;

    public static byte[] Of(Datum value) => value.Kind switch
    {
        DatumKind.Boolean => [1, value.AsBoolean() ? (byte)1 : (byte)0],
        DatumKind.Number when value.AsDecimal() is { } number => OfNumber(number),
        DatumKind.Null => [0],
        _ => OfText(value.AsText() ?? ""),
    };

    /// <summary>Whether a text's key may hold its beginning only.</summary>
    public static bool IsCut(byte[] key) => key.Length > MaxText;

    /// <summary>Sign, number of digits before the point, digits; a negative number has the complement of all that.</summary>
    private static byte[] OfNumber(decimal number)
    {
        if (number == 0) return [2, 128];
        var text = Math.Abs(number).ToString(CultureInfo.InvariantCulture);
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var digits = point < 0 ? text : text.Remove(point, 1);
        var exponent = point < 0 ? text.Length : point;
        var leading = digits.Length - digits.TrimStart('0').Length;
        digits = digits.Trim('0');
        exponent -= leading;
        var key = new byte[3 + digits.Length];
        key[0] = 2;
        key[1] = 129;
        key[2] = (byte)(exponent + 64);
        for (var i = 0; i < digits.Length; i++) key[3 + i] = (byte)(digits[i] - '0' + 1);
        if (number > 0) return key;
        key[1] = 127;
        for (var i = 2; i < key.Length; i++) key[i] = (byte)~key[i];
        // A shorter negative number is the greater one.
        return [.. key, 255];
    }

    private static byte[] OfText(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return [3, .. bytes.AsSpan(0, Math.Min(bytes.Length, MaxText))];
    }
}

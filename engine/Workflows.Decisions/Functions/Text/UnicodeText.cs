using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Workflows.Decisions.Functions.Text;

/// <summary>
/// Unicode normalisation form KC with own tables: under the invariant culture the runtime's own Normalize leaves text unchanged,
/// and results must not depend on the ICU of a machine.
/// </summary>
public static class UnicodeText
{
    private const int HangulBase = 0xAC00, LeadBase = 0x1100, VowelBase = 0x1161, TailBase = 0x11A7;
    private const int LeadCount = 19, VowelCount = 21, TailCount = 28, HangulCount = LeadCount * VowelCount * TailCount;

    private static readonly FrozenDictionary<int, int[]> Decompositions = ReadDecompositions();
    private static readonly FrozenDictionary<int, byte> Classes = ReadClasses();
    private static readonly FrozenDictionary<(int, int), int> Compositions = ReadCompositions();

    /// <summary>The NFKC form: full-width letters to ASCII, half-width kana to full-width, ㈱ to (株), か+゙ to が. Idempotent.</summary>
    /// <param name="text">Any text; lone surrogates become U+FFFD.</param>
    public static string Nfkc(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (IsPlainAscii(text))
        {
            return text;
        }

        var points = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            Decompose(rune.Value, points);
        }

        Reorder(points);
        Compose(points);
        var result = new StringBuilder(points.Count);
        foreach (var point in points)
        {
            result.Append(new Rune(point).ToString());
        }

        return result.ToString();
    }

    private static bool IsPlainAscii(string text)
    {
        foreach (var c in text)
        {
            if (c >= 0x80)
            {
                return false;
            }
        }

        return true;
    }

    private static void Decompose(int point, List<int> into)
    {
        if (point is >= HangulBase and < HangulBase + HangulCount)
        {
            var index = point - HangulBase;
            into.Add(LeadBase + (index / (VowelCount * TailCount)));
            into.Add(VowelBase + (index % (VowelCount * TailCount) / TailCount));
            if (index % TailCount > 0)
            {
                into.Add(TailBase + (index % TailCount));
            }
        }
        else if (Decompositions.TryGetValue(point, out var parts))
        {
            into.AddRange(parts);
        }
        else
        {
            into.Add(point);
        }
    }

    // Marks after a starter are put in the order of their classes; equal classes keep their order.
    private static void Reorder(List<int> points)
    {
        for (var i = 1; i < points.Count; i++)
        {
            var point = points[i];
            var rank = ClassOf(point);
            var j = i;
            while (rank > 0 && j > 0 && ClassOf(points[j - 1]) > rank)
            {
                points[j] = points[j - 1];
                j--;
            }

            points[j] = point;
        }
    }

    private static void Compose(List<int> points)
    {
        var (starter, write, lastClass) = (-1, 0, 0);
        for (var read = 0; read < points.Count; read++)
        {
            var point = points[read];
            int rank = ClassOf(point);
            var blocked = write > starter + 1 && lastClass >= rank;
            if (starter >= 0 && !blocked && Composite(points[starter], point) is { } composite)
            {
                points[starter] = composite;
                continue;
            }

            if (rank == 0)
            {
                starter = write;
            }

            lastClass = rank;
            points[write++] = point;
        }

        points.RemoveRange(write, points.Count - write);
    }

    private static int? Composite(int first, int second)
    {
        if (first is >= LeadBase and < LeadBase + LeadCount && second is >= VowelBase and < VowelBase + VowelCount)
        {
            return HangulBase + ((((first - LeadBase) * VowelCount) + second - VowelBase) * TailCount);
        }

        if (first is >= HangulBase and < HangulBase + HangulCount && (first - HangulBase) % TailCount == 0
            && second is > TailBase and < TailBase + TailCount)
        {
            return first + second - TailBase;
        }

        return Compositions.TryGetValue((first, second), out var composite) ? composite : null;
    }

    private static byte ClassOf(int point) => point < 0x300 ? (byte)0 : Classes.GetValueOrDefault(point);

    private static FrozenDictionary<int, int[]> ReadDecompositions()
    {
        var map = new Dictionary<int, int[]>();
        foreach (var (from, to, value) in Entries(UnicodeNormalizationData.Decompositions))
        {
            var parts = value.Split('+').Select(Hex).ToArray();
            for (var point = from; point <= to; point++)
            {
                map.Add(point, from == to ? parts : [parts[0] + point - from]);
            }
        }

        return map.ToFrozenDictionary();
    }

    private static FrozenDictionary<int, byte> ReadClasses() =>
        Entries(UnicodeNormalizationData.CombiningClasses)
            .SelectMany(e => Enumerable.Range(e.From, e.To - e.From + 1).Select(point => (point, byte.Parse(e.Value))))
            .ToFrozenDictionary(e => e.point, e => e.Item2);

    private static FrozenDictionary<(int, int), int> ReadCompositions() =>
        Words(UnicodeNormalizationData.Compositions).Select(w => w.Split('+', '='))
            .ToFrozenDictionary(p => (Hex(p[0]), Hex(p[1])), p => Hex(p[2]));

    private static IEnumerable<(int From, int To, string Value)> Entries(string data)
    {
        foreach (var word in Words(data))
        {
            var sides = word.Split('=');
            var range = sides[0].Split('-');
            yield return (Hex(range[0]), Hex(range[^1]), sides[1]);
        }
    }

    private static string[] Words(string data) => data.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);

    private static int Hex(string digits) => int.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}

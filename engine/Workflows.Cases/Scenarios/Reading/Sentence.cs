using System.Text;

namespace Workflows.Cases.Scenarios.Reading;

/// <summary>A step's sentence without what does not matter: spaces outside quotes, a full stop at the end.</summary>
internal static class Sentence
{
    public static string Normalize(string text)
    {
        var result = new StringBuilder(text.Length);
        var quoted = false;
        foreach (var c in text)
        {
            if (c is '“' or '”') { quoted = !quoted; result.Append('"'); continue; }
            if (c == '"') quoted = !quoted;
            if (quoted || !char.IsWhiteSpace(c)) result.Append(c is >= '０' and <= '９' && !quoted ? (char)(c - '０' + '0') : c);
        }
        while (result.Length > 0 && result[^1] == '。') result.Length--;
        return result.ToString();
    }

    /// <summary>What is inside the quotes, in order.</summary>
    public static IReadOnlyList<string> Quoted(string text)
    {
        var parts = text.Split('"');
        return [.. parts.Where((_, i) => i % 2 == 1)];
    }

    /// <summary>The sentence with every quotation emptied: what is compared to suggest known steps.</summary>
    public static string Shape(string text)
    {
        var parts = Normalize(text).Split('"');
        return string.Concat(parts.Select((p, i) => i % 2 == 1 ? "\"\"" : new string([.. p.Select(c => char.IsAsciiDigit(c) ? '0' : c)])));
    }

    /// <summary>Fewest insertions, deletions and changes from one to the other.</summary>
    public static int Distance(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++) row[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var next = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = row[j];
                row[j] = next;
            }
        }
        return row[b.Length];
    }
}

using System.Globalization;
using System.Text;

namespace Workflows.Decisions.Feel;

/// <summary>The characters and the normal form of FEEL names (DMN 1.5 §10.3.1.2, grammar rules 25 to 32).</summary>
public static class FeelNames
{
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "and", "or", "between", "instance",
        "of", "function", "external", "true", "false", "null", "not",
    };

    /// <summary>Words that end a run of words making an undeclared name.</summary>
    internal static readonly HashSet<string> Stops = new(StringComparer.Ordinal)
    {
        "then", "else", "in", "return", "satisfies", "and", "or", "between", "instance",
    };

    /// <summary>True for a word the grammar uses itself.</summary>
    public static bool IsReserved(string word) => Reserved.Contains(word);

    /// <summary>The name with every run of white space made one blank and the ends trimmed.</summary>
    public static string Normalize(string name)
    {
        var plain = true;
        for (var i = 0; i < name.Length && plain; i++)
            if (IsSpace(name[i]) && (name[i] != ' ' || i == 0 || i == name.Length - 1 || name[i - 1] == ' ')) plain = false;
        if (plain) return name;
        var text = new StringBuilder(name.Length);
        foreach (var c in name)
        {
            if (!IsSpace(c)) text.Append(c);
            else if (text.Length > 0 && text[^1] != ' ') text.Append(' ');
        }
        return text.ToString().TrimEnd(' ');
    }

    /// <summary>True when the name can stand in an expression without being declared: words of name characters only.</summary>
    public static bool IsPlain(string name)
    {
        if (name.Length == 0 || Normalize(name) != name) return false;
        foreach (var word in name.Split(' '))
        {
            if (word.Length == 0 || IsReserved(word)) return false;
            for (var i = 0; i < word.Length;)
            {
                var length = i == 0 ? StartLength(word, i) : PartLength(word, i);
                if (length == 0) return false;
                i += length;
            }
        }
        return true;
    }

    internal static bool IsSpace(char c) =>
        c is ' ' or (>= '\t' and <= '\r') or '\u0085' or '\u00A0' or '\u1680' or '\u180E' or (>= '\u2000' and <= '\u200B')
            or '\u2028' or '\u2029' or '\u202F' or '\u205F' or '\u3000' or '\uFEFF';

    /// <summary>The count of chars of the name start character at i; 0 when there is none.</summary>
    internal static int StartLength(string s, int i)
    {
        if (i >= s.Length) return 0;
        var c = s[i];
        if (c is '?' or '_' or (>= 'A' and <= 'Z') or (>= 'a' and <= 'z')) return 1;
        if (c < 0xC0) return 0;
        if (char.IsHighSurrogate(c)) return i + 1 < s.Length && char.IsLowSurrogate(s[i + 1]) ? 2 : 0;
        return c is (>= '\u00C0' and <= '\u00D6') or (>= '\u00D8' and <= '\u00F6') or (>= '\u00F8' and <= '\u02FF')
            or (>= '\u0370' and <= '\u037D') or (>= '\u037F' and <= '\u1FFF') or '\u200C' or '\u200D'
            or (>= '\u2070' and <= '\u218F') or (>= '\u2C00' and <= '\u2FEF') or (>= '\u3001' and <= '\uD7FF')
            or (>= '\uF900' and <= '\uFDCF') or (>= '\uFDF0' and <= '\uFFFD') && !IsSpace(c) ? 1 : 0;
    }

    internal static int PartLength(string s, int i)
    {
        if (i >= s.Length) return 0;
        var c = s[i];
        if (c is (>= '0' and <= '9') or '\u00B7' or (>= '\u0300' and <= '\u036F') or '\u203F' or '\u2040') return 1;
        return StartLength(s, i);
    }

    /// <summary>The end of the run of name characters that begins at i.</summary>
    internal static int ChunkEnd(string s, int i)
    {
        for (var n = PartLength(s, i); n > 0; n = PartLength(s, i)) i += n;
        return i;
    }

    internal static string FirstChunk(string name) => name[..ChunkEnd(name, 0)];

    /// <summary>The known name nearest to a misspelt one, null when none is near.</summary>
    internal static string? Nearest(string name, IEnumerable<string> known)
    {
        string? best = null;
        var bestDistance = Math.Max(1, name.Length / 3) + 1;
        foreach (var candidate in known)
        {
            if (Math.Abs(candidate.Length - name.Length) >= bestDistance || candidate == name) continue;
            var d = Distance(name, candidate, bestDistance);
            if (d < bestDistance || (d == bestDistance && best is not null && string.CompareOrdinal(candidate, best) < 0))
            {
                bestDistance = d;
                best = candidate;
            }
        }
        return best;
    }

    private static int Distance(string a, string b, int limit)
    {
        a = a.ToLower(CultureInfo.InvariantCulture);
        b = b.ToLower(CultureInfo.InvariantCulture);
        if (a.Length > 200 || b.Length > 200) return limit;
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++) row[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? diagonal : 1 + Math.Min(diagonal, Math.Min(row[j], row[j - 1]));
                diagonal = row[j];
                row[j] = cost;
            }
        }
        return row[b.Length];
    }
}

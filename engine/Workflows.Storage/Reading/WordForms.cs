using Workflows.Cases.Ports;
using Workflows.Decisions.Functions.Text;

namespace Workflows.Storage.Reading;

/// <summary>
/// How text is made findable by words: widths, case and white space do not matter; a word is found where its pieces stand: two
/// neighbouring characters each, and single ones that are no ASCII; of letters and digits among themselves three, since two are too
/// common to tell a number by. A piece is kept as a short number of its own and of the place (municipality, programme, field) it
/// stands in, so that a place is looked in without touching others.
/// </summary>
internal static class WordForms
{
    /// <summary>Characters of one text that are findable.</summary>
    public const int MostText = 500;
    private const int MostWords = 8;
    private const int TokenLength = 4;
    private const string Digits = "0123456789abcdefghijklmnopqrstuvwxyz";

    /// <summary>The form of a kept text.</summary>
    public static string Of(string text)
    {
        // No longer than what is kept of it; full forms may be longer than what they come from.
        var folded = UnicodeText.Nfkc(text.Length > 2 * MostText ? text[..(2 * MostText)] : text).ToLowerInvariant();
        var kept = new System.Text.StringBuilder(Math.Min(folded.Length, MostText));
        // PostgreSQL keeps no NUL in a text.
        foreach (var c in folded) if (!char.IsWhiteSpace(c) && c != '\0' && kept.Length < MostText) kept.Append(c);
        return kept.ToString();
    }

    /// <summary>The words asked for; each must be found.</summary>
    /// <exception cref="ListRefusedException">A word is too short, or there are too many.</exception>
    public static IReadOnlyList<string> Asked(string text)
    {
        var words = UnicodeText.Nfkc(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Of).Where(w => w.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        if (words.FirstOrDefault(w => w.Length == 1 && char.IsAscii(w[0])) is { } single)
            throw new ListRefusedException(ListRefusedException.BadText, $"「{single}」は短すぎます。英数字は2文字以上で探してください。", $"'{single}' is too short: give two letters or digits at least.");
        return words.Count <= MostWords ? words
            : throw new ListRefusedException(ListRefusedException.BadText, $"一度に探せる言葉は{MostWords}個までです。", $"At most {MostWords} words at once.");
    }

    /// <summary>Adds the pieces of a text that stands in a place.</summary>
    public static void Add(ISet<string> tokens, string place, string form)
    {
        var seed = Mix(Seed, place);
        for (var i = 0; i < form.Length; i++)
        {
            if (!char.IsAscii(form[i])) tokens.Add(Token(Mix(seed, form[i])));
            if (i + 1 == form.Length) break;
            if (!IsAscii(form, i, 2)) tokens.Add(Pair(seed, form[i], form[i + 1]));
            else if (IsAscii(form, i, 3)) tokens.Add(Token(Mix(Mix(Mix(seed, form[i]), form[i + 1]), form[i + 2])));
            // No more than two: they stand for themselves.
            else if (i == 0 || !char.IsAscii(form[i - 1])) tokens.Add(Pair(seed, form[i], form[i + 1]));
        }
    }

    /// <summary>So many from a word's end find it well enough: numbers begin alike and end differently. The text itself is looked at afterwards.</summary>
    private const int MostPieces = 5;

    /// <summary>The pieces a word must have in a place, as few as tell it; one way or another where there are several.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Ways(string place, string word)
    {
        var seed = Mix(Seed, place);
        if (word.Length == 2 && IsAscii(word, 0, 2))
        {
            // By themselves, or with any third before or behind.
            var (own, ways) = (Mix(Mix(seed, word[0]), word[1]), new List<IReadOnlyList<string>> { new[] { Pair(seed, word[0], word[1]) } });
            for (var third = '!'; third <= '~'; third++)
            {
                if (char.IsAsciiLetterUpper(third)) continue;
                ways.Add([Token(Mix(own, third))]);
                ways.Add([Token(Mix(Mix(Mix(seed, third), word[0]), word[1]))]);
            }
            return ways;
        }
        var tokens = new SortedSet<string>(StringComparer.Ordinal);
        if (word.Length == 1) tokens.Add(Token(Mix(seed, word[0])));
        for (var i = word.Length - 2; i >= 0 && tokens.Count < MostPieces; i--)
        {
            if (!IsAscii(word, i, 2)) tokens.Add(Pair(seed, word[i], word[i + 1]));
            else if (IsAscii(word, i, 3)) tokens.Add(Token(Mix(Mix(Mix(seed, word[i]), word[i + 1]), word[i + 2])));
        }
        return [[.. tokens]];
    }

    private static bool IsAscii(string text, int from, int count)
    {
        for (var i = from; i < from + count; i++) if (i >= text.Length || !char.IsAscii(text[i])) return false;
        return true;
    }

    private static string Pair(ulong seed, char first, char second) => Token(Mix(Mix(seed, first), second));

    /// <summary>Where a field's text stands; without one, where the case's own number and title stand.</summary>
    public static string Place(string tenant, string? program = null, string? field = null) => $"{tenant}\u001f{program}\u001f{field}\u001f";

    private static ulong Mix(ulong hash, string text)
    {
        foreach (var c in text) hash = Mix(hash, c);
        return hash;
    }

    // FNV-1a over UTF-16 units.
    private const ulong Seed = 14_695_981_039_346_656_037;

    private static ulong Mix(ulong hash, char c) => (hash ^ c) * 1_099_511_628_211;

    private static string Token(ulong hash)
    {
        hash ^= hash >> 32;
        return string.Create(TokenLength, hash, static (at, left) =>
        {
            for (var i = 0; i < at.Length; i++)
            {
                at[i] = Digits[(int)(left % 36)];
                left /= 36;
            }
        });
    }
}

using System.Collections.Frozen;

namespace Workflows.Engine.Expressions;

/// <summary>
/// The names a script can mean: every word in its text. What no word names need not be made for it. A script that can make names
/// while it runs (eval, Function, the global object, escapes) may mean any.
/// </summary>
internal sealed class JavaScriptNames
{
    private static readonly FrozenSet<string> Open = new[] { "this", "globalThis", "eval", "Function", "constructor", "Reflect", "Proxy", "import" }.ToFrozenSet(StringComparer.Ordinal);
    private readonly FrozenSet<string>? _words;

    private JavaScriptNames(FrozenSet<string>? words) => _words = words;

    public bool Has(string name) => _words is null || _words.Contains(name);

    /// <summary>Whether any word contains this part.</summary>
    public bool HasPart(string part) => _words is null || _words.Any(w => w.Contains(part, StringComparison.Ordinal));

    public static JavaScriptNames Of(string script)
    {
        if (script.Contains("\\u", StringComparison.Ordinal)) return new(null);
        var words = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < script.Length;)
        {
            if (!IsPart(script[i])) { i++; continue; }
            var start = i;
            while (i < script.Length && IsPart(script[i])) i++;
            words.Add(script[start..i]);
        }
        return new(words.Overlaps(Open) ? null : words.ToFrozenSet(StringComparer.Ordinal));
    }

    // Letters of every script, and surrogate halves of those beyond the first plane.
    private static bool IsPart(char c) => c is '$' or '_' || char.IsLetterOrDigit(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark or System.Globalization.UnicodeCategory.ConnectorPunctuation or System.Globalization.UnicodeCategory.LetterNumber or System.Globalization.UnicodeCategory.Format;
}

using System.Text;
using System.Text.RegularExpressions;

namespace Workflows.Decisions.Functions.Rules;

/// <summary>How a kind of atom is written and what it means in FEEL.</summary>
/// <param name="Pattern">
/// Its form with places: {n} an integer, {x} a word, {list} words joined by commas; all else stands for itself: S&lt;={n}, R:{list}.
/// </param>
/// <param name="Feel">The FEEL expression, with the same places; {n} becomes a number, {x} a string, {list} a list of strings.</param>
public sealed record RuleToken(string Pattern, string Feel);

/// <summary>
/// A way to write rules that is declared as data: three operator signs and tokens (blocks §3, rules as data).
/// CZ D1: or /, and &amp;, not !, tokens such as S&lt;={n}. The operators bind as usual: not, and, or; parentheses group.
/// </summary>
/// <param name="Name">By which rules refer to it.</param>
/// <param name="Or">Sign of or.</param>
/// <param name="And">Sign of and.</param>
/// <param name="Not">Sign of not.</param>
/// <param name="Tokens">Tried in order; the first whose pattern fits the whole atom wins.</param>
public sealed record RuleDialect(string Name, string Or, string And, string Not, IReadOnlyList<RuleToken> Tokens)
{
    private const string Places = @"\\\{(?<place>n|x|list)}";

    /// <summary>Reads a rule.</summary>
    /// <exception cref="RuleException">It cannot be read; says where.</exception>
    public RuleNode Read(string text) => new RuleReader(this, text).Read();

    internal string? Translate(string atom)
    {
        foreach (var token in Tokens)
        {
            var pattern = Regex.Replace(
                Regex.Escape(token.Pattern), Places, m => m.Groups["place"].Value switch
                {
                    "n" => "(?<n>-?[0-9]+)",
                    "list" => "(?<list>[^,]+(,[^,]+)*)",
                    _ => "(?<x>.+)",
                });
            var match = Regex.Match(atom, $"^{pattern}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);
            if (match.Success)
            {
                return token.Feel
                    .Replace("{n}", match.Groups["n"].Value, StringComparison.Ordinal)
                    .Replace("{x}", Quote(match.Groups["x"].Value), StringComparison.Ordinal)
                    .Replace("{list}", $"[{string.Join(", ", match.Groups["list"].Value.Split(',').Select(Quote))}]", StringComparison.Ordinal);
            }
        }

        return null;
    }

    private static string Quote(string word) => new StringBuilder("\"")
        .Append(word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"').ToString();
}

/// <summary>A rule that cannot be read. <paramref name="position"/> is the place in the text, from 1.</summary>
public sealed class RuleException(int position, string japanese, string english)
    : FunctionException($"{position}文字目: {japanese}", $"At {position}: {english}")
{
    /// <summary>The place in the text, from 1.</summary>
    public int Position { get; } = position;
}

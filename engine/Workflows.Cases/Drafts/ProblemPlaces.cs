using System.Globalization;
using System.Text.RegularExpressions;
using Workflows.Cases.Drafts.Editing;
using Workflows.Engine.Data;

namespace Workflows.Cases.Drafts;

/// <param name="Steps">As far as the place leads into the document.</param>
/// <param name="Element">The innermost thing on the way that has an identity.</param>
internal sealed record ProblemPlace(IReadOnlyList<object> Steps, string Path, string Pointer, string? Element);

/// <summary>Finds the element a reader's or checker's place means: <c>$.starts[0].form</c>, <c>#activity.part</c>, <c>@field</c>, a line.</summary>
internal static partial class ProblemPlaces
{
    public static ProblemPlace Find(Datum document, bool workflow, string place)
    {
        List<object> steps = [];
        IEnumerable<string> rest = [];
        if (place.StartsWith('$')) rest = Tokens().Matches(place[1..]).Select(m => m.Value.Trim('.', '[', ']'));
        else if (place.StartsWith('#'))
        {
            // Ids may hold dots: the longest that is one counts.
            var text = place[1..];
            for (var end = text.Length; end > 0; end = text.LastIndexOf('.', end - 1))
            {
                if (Element(document, workflow, text[..end]) is { } found)
                {
                    steps = found;
                    rest = Tokens().Matches(text[end..]).Select(m => m.Value.Trim('.', '[', ']'));
                    break;
                }
                if (text.LastIndexOf('.', end - 1) < 0) break;
            }
        }
        else if (place.StartsWith('@'))
        {
            var parts = place[1..].Split('.');
            steps = Keyed(document, parts[0], []) ?? [];
            rest = steps.Count == 0 ? [] : parts.Skip(1);
        }
        var at = DraftPath.Get(document, steps);
        foreach (var token in rest)
        {
            object? step = at.Kind switch
            {
                DatumKind.List when int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var no) && no < at.Items.Length => no,
                DatumKind.List when DraftPath.IndexOf(at, token) is var index and >= 0 => index,
                DatumKind.Object => token,
                _ => null,
            };
            if (step is null) break;
            steps.Add(step);
            at = DraftPath.Get(document, steps);
        }
        return Of(document, workflow, steps);
    }

    public static ProblemPlace Of(Datum document, bool workflow, IReadOnlyList<object> steps)
    {
        string? element = null;
        var at = document;
        foreach (var step in steps)
        {
            at = step is int no ? at[no] : at[(string)step];
            if (step is int && DraftPath.IdentityOf(at) is { } identity) element = identity;
            else if (DraftPath.IsActivity(at)) element = at["id"].AsText();
        }
        var pointer = string.Concat(steps.Select(s => "/" + DraftPath.Escape(Convert.ToString(s, CultureInfo.InvariantCulture)!)));
        return new(steps, DraftPath.Canonical(document, workflow, steps), pointer, element);
    }

    private static List<object>? Element(Datum document, bool workflow, string id)
    {
        if (new DraftPath(["#" + id]).TryResolve(document, workflow, out var steps)) return steps;
        // A cell of a table: {rule}_{column}.
        for (var at = id.IndexOf('_', StringComparison.Ordinal); at > 0; at = id.IndexOf('_', at + 1))
            if (new DraftPath(["#" + id[..at]]).TryResolve(document, workflow, out var rule) && DraftPath.Get(document, rule) is var r && (r.Has("when") || r.Has("then")))
                return [.. rule, r["when"].Has(id[(at + 1)..]) ? "when" : "then", id[(at + 1)..]];
        return null;
    }

    private static List<object>? Keyed(Datum at, string key, List<object> steps)
    {
        if (at.Kind == DatumKind.Object && at["key"].AsText() == key) return steps;
        if (at.Kind == DatumKind.List)
        {
            for (var i = 0; i < at.Items.Length; i++)
                if (Keyed(at.Items[i], key, [.. steps, i]) is { } found) return found;
        }
        else
            foreach (var (name, member) in at.Members)
                if (member.Kind is DatumKind.List or DatumKind.Object && Keyed(member, key, [.. steps, name]) is { } found) return found;
        return null;
    }

    [GeneratedRegex(@"\.[^.\[\]]+|\[[0-9]+\]")]
    private static partial Regex Tokens();
}

using System.Diagnostics.CodeAnalysis;
using Workflows.Engine.Data;

namespace Workflows.Cases.Drafts.Editing;

/// <summary>
/// An address within a document (docs/designer-api.md §3): <c>key</c>, <c>@id</c> an item by its identity, <c>#id</c> first the element of that id
/// wherever it is. Resolved against a document it is a list of steps: member keys (text) and list positions (number).
/// </summary>
public sealed record DraftPath(IReadOnlyList<string> Segments)
{
    private static readonly string[] Identities = ["id", "key", "as", "name"];

    public static DraftPath Parse(string text) =>
        new(text.Length == 0 ? [] : [.. text.TrimStart('/').Split('/').Select(s => s.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))]);

    public override string ToString() => string.Concat(Segments.Select(s => "/" + Escape(s)));

    public static string Escape(string segment) => segment.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    public DraftPath Then(string segment) => new([.. Segments, segment]);

    public DraftPath Parent => new([.. Segments.Take(Segments.Count - 1)]);

    /// <summary>What an item of a list is known by; null when by nothing.</summary>
    public static string? IdentityOf(Datum item)
    {
        if (item.Kind != DatumKind.Object) return null;
        if (item["source"].Kind == DatumKind.Object && item["target"].Kind == DatumKind.Object)
            return $"{item["source"]["activity"].AsText()}:{item["source"]["port"].AsText() ?? "Done"}>{item["target"]["activity"].AsText()}";
        return IdentityKey(item) is { } key ? item[key].AsText() : null;
    }

    public static string? IdentityKey(Datum item) => Array.Find(Identities, k => item[k].Kind is DatumKind.Text or DatumKind.Number);

    /// <summary>Whether the list's items are addressed one by one.</summary>
    public static bool IsIdentified(Datum list) =>
        list.Kind == DatumKind.List && list.Items.Select(IdentityOf).ToList() is var ids && ids.TrueForAll(i => i is not null) && ids.Distinct(StringComparer.Ordinal).Count() == ids.Count;

    public static bool IsActivity(Datum value) => value.Kind == DatumKind.Object && value["id"].Kind == DatumKind.Text && value["type"].AsText() is { } type && type.Contains('.', StringComparison.Ordinal);

    /// <summary>The steps to what the address means; false when something on the way is not there. The last step may lead to a member not there yet.</summary>
    public bool TryResolve(Datum document, bool workflow, [NotNullWhen(true)] out List<object>? steps)
    {
        steps = [];
        var at = document;
        for (var i = 0; i < Segments.Count; i++)
        {
            var segment = Segments[i];
            if (i == 0 && segment.StartsWith('#'))
            {
                if (FindElement(document, segment[1..], workflow) is not { } found) { steps = null; return false; }
                steps.AddRange(found);
                at = Get(document, found);
            }
            else if (segment.StartsWith('@') && at.Kind == DatumKind.List)
            {
                var index = IndexOf(at, segment[1..]);
                if (index < 0) { steps = null; return false; }
                steps.Add(index);
                at = at.Items[index];
            }
            else if (at.Kind == DatumKind.Object || (at.IsNull && i == Segments.Count - 1 && i > 0))
            {
                steps.Add(segment);
                at = at[segment];
            }
            else { steps = null; return false; }
        }
        return true;
    }

    public static int IndexOf(Datum list, string identity)
    {
        for (var i = 0; i < list.Items.Length; i++)
            if (IdentityOf(list.Items[i]) == identity) return i;
        return -1;
    }

    public static Datum Get(Datum document, IEnumerable<object> steps) => steps.Aggregate(document, (at, step) => step is int index ? at[index] : at[(string)step]);

    /// <summary>One address a place: an activity by its id wherever it stands, all else by the way from there.</summary>
    public static string Canonical(Datum document, bool workflow, IReadOnlyList<object> steps)
    {
        var segments = new List<string>();
        var at = document;
        foreach (var step in steps)
        {
            at = step is int index ? at[index] : at[(string)step];
            if (workflow && IsActivity(at)) segments = ["#" + at["id"].AsText()];
            else if (step is int no) segments.Add(IdentityOf(at) is { } identity ? "@" + identity : no.ToString(System.Globalization.CultureInfo.InvariantCulture));
            else segments.Add((string)step);
        }
        return new DraftPath(segments).ToString();
    }

    private static List<object>? FindElement(Datum document, string id, bool workflow)
    {
        var waiting = new Stack<(Datum Value, List<object> Steps)>([(document, [])]);
        while (waiting.TryPop(out var next))
        {
            if (next.Steps.Count > 0 && (workflow ? IsActivity(next.Value) && next.Value["id"].AsText() == id : next.Value.Kind == DatumKind.Object && next.Value["id"].AsText() == id)) return next.Steps;
            if (next.Value.Kind == DatumKind.List)
                for (var i = next.Value.Items.Length - 1; i >= 0; i--) waiting.Push((next.Value.Items[i], [.. next.Steps, i]));
            else if (next.Value.Kind == DatumKind.Object)
                foreach (var (key, member) in next.Value.Members.Reverse())
                    if (member.Kind is DatumKind.List or DatumKind.Object) waiting.Push((member, [.. next.Steps, key]));
        }
        return null;
    }
}

using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Workflows.Cases.Packages;
using Workflows.Cases.Privacy;
using Workflows.Engine.Data;

namespace Workflows.Cases.Queries.Handlers;

/// <summary>
/// Which protected fields a written text was made of: a notice of its template and what its senders pass, a comparison of its expressions.
/// The text shows no more than those fields do. An expression that masks its value by itself shows none.
/// </summary>
internal static partial class NoticeFields
{
    private static readonly ConditionalWeakTable<ProgramPackage, Dictionary<string, string[]>> Notices = [];

    private static readonly ConditionalWeakTable<ProgramPackage, ILookup<string?, string>> Masks = [];

    /// <summary>Whether the reader may see everything the notice or document was made of.</summary>
    /// <param name="masked">A masked variant of a document, which shows what its masks leave.</param>
    public static bool Readable(CaseSight sight, string? notice, bool masked = false)
    {
        if (sight.Package.Notices.Find(notice) is not { } spec) return true;
        var hidden = masked ? Masks.GetValue(sight.Package, ReadMasks)[spec.Id] : [];
        return Notices.GetValue(sight.Package, Read).GetValueOrDefault(spec.Id, []).All(f => hidden.Contains(f, StringComparer.Ordinal) || sight.Of(f).Sight == Sight.Full);
    }

    /// <summary>Whether the reader may see everything an expression names.</summary>
    public static bool Readable(CaseSight sight, Datum expression) => expression.AsText() is not { } text || Named(sight.Package, text).All(f => sight.Of(f).Sight == Sight.Full);

    /// <summary>The object of a workflow with this activity id.</summary>
    public static Datum Activity(ProgramPackage package, string? id) =>
        id is null ? Datum.Null : package.WorkflowSources.Values.SelectMany(Objects).FirstOrDefault(o => o["id"].AsText() == id && o.Has("type")) ?? Datum.Null;

    private static Dictionary<string, string[]> Read(ProgramPackage package)
    {
        var sent = package.WorkflowSources.Values.SelectMany(Objects).Where(o => (o["notice"].AsText() ?? o["document"].AsText()) is not null)
            .ToLookup(o => package.Notices.Find(o["notice"].AsText() ?? o["document"].AsText())?.Id, o => o["data"], StringComparer.Ordinal);
        return package.Notices.ToDictionary(
            n => n.Id, n => Named(package, string.Join('\n', Holes().Matches(n.Body).Select(m => m.Value))).Concat(sent[n.Id].SelectMany(d => d.Members).SelectMany(m => Named(package, m.Value.AsText() ?? ""))).Distinct(StringComparer.Ordinal).ToArray(), StringComparer.Ordinal);
    }

    private static ILookup<string?, string> ReadMasks(ProgramPackage package) =>
        package.WorkflowSources.Values.SelectMany(Objects).Where(o => o["type"].AsText() == "Case.Document")
            .SelectMany(o => o["mask"].Members, (o, m) => (package.Notices.Find(o["document"].AsText())?.Id, m.Key)).ToLookup(m => m.Id, m => m.Key, StringComparer.Ordinal);

    private static IEnumerable<string> Named(ProgramPackage package, string text) => text.Contains("伏字(", StringComparison.Ordinal) ? []
        : Identifiers().Matches(Quoted().Replace(text, "")).Select(m => m.Value).Where(w => FieldReaders.Of(package).RuleOf(w) is { IsOpen: false } || package.Protection?.Hide.Contains(w, StringComparer.Ordinal) == true);

    private static IEnumerable<Datum> Objects(Datum value) => value.Kind switch
    {
        DatumKind.List => value.Items.SelectMany(Objects),
        DatumKind.Object => value.Members.SelectMany(m => Objects(m.Value)).Prepend(value),
        _ => [],
    };

    [GeneratedRegex(@"\{\{[^}]*\bfields\.[^}]*\}\}")]
    private static partial Regex Holes();
    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Quoted();
    [GeneratedRegex(@"[\p{L}_][\p{L}\p{N}_]*")]
    private static partial Regex Identifiers();
}

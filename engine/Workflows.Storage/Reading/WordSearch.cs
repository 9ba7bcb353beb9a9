using Workflows.Cases.Ports;
using Workflows.Storage.Sql;

namespace Workflows.Storage.Reading;

/// <summary>
/// Words looked for in cases: each must stand in the case's number, its title or one of the fields the reader may read. Found by
/// the index of pieces, then made sure of by the text itself.
/// </summary>
internal sealed class WordSearch
{
    private readonly IReadOnlyList<string> _words;
    private readonly List<(string Program, IReadOnlyList<string> Fields)> _places;
    private readonly (string Sql, IReadOnlyList<object?> Values)? _candidates;

    /// <param name="places">Programmes and their fields that may be looked in.</param>
    private WordSearch(Dialect dialect, string tenant, IReadOnlyList<string> words, IReadOnlyList<(string Program, IReadOnlyList<string> Fields)> places)
    {
        _words = words;
        _places = [.. places.Where(p => p.Fields.Count > 0)];
        List<string> all = [WordForms.Place(tenant), .. _places.SelectMany(p => p.Fields.Select(f => WordForms.Place(tenant, p.Program, f)))];
        _candidates = dialect.FindPieces([.. words.Select(word => (IReadOnlyList<string>)[.. all.SelectMany(place => WordForms.Ways(place, word)).Select(way => string.Join(' ', way))])]);
    }

    /// <summary>Null when nothing is looked for.</summary>
    /// <exception cref="ListRefusedException">The words cannot be looked for.</exception>
    public static WordSearch? Of(Dialect dialect, string tenant, string? text, IReadOnlyList<(string Program, IReadOnlyList<string> Fields)> places) =>
        text is { Length: > 0 } && WordForms.Asked(text) is { Count: > 0 } words ? new(dialect, tenant, words, places) : null;

    public IReadOnlyList<string> Words => _words;

    /// <summary>A query of the keys of cases, as <c>K</c>, that have the words' pieces: among them all that have the words. Null without an index.</summary>
    public (string Sql, IReadOnlyList<object?> Values)? Candidates => _candidates;

    /// <summary>Whether more cases have the pieces than are worth finding first.</summary>
    public bool IsWide(SqlDb db, int few) => _candidates is not { } found || SqlCaseLists.Count(db, $"FROM ({found.Sql}) AS pieces", found.Values, few) == few;

    /// <summary>A case has the words.</summary>
    /// <param name="key">The case's key.</param>
    /// <param name="number">The case's number where it is at hand: often what is asked for, and nothing has to be read for it.</param>
    public SqlText And(SqlText where, Dialect dialect, string key = "c.Id", string? number = null)
    {
        var fields = string.Join(" OR ", _places.Select(p => $"(f.Program = ? AND f.FieldId IN ({string.Join(", ", p.Fields.Select(_ => "?"))}))"));
        object?[] names = [.. _places.SelectMany(p => p.Fields.Prepend(p.Program))];
        foreach (var word in _words)
        {
            List<string> ways = [$"EXISTS (SELECT 1 FROM CaseWords o WHERE o.CaseId = {key} AND {dialect.Contains("o.Own")})"];
            List<object?> values = [word];
            if (number is not null)
            {
                ways.Insert(0, dialect.Contains($"LOWER(COALESCE({number}, ''))"));
                values.Insert(0, word);
            }
            if (names.Length > 0)
            {
                ways.Add($"EXISTS (SELECT 1 FROM CaseSort f WHERE f.CaseId = {key} AND ({fields}) AND {dialect.Contains("COALESCE(f.Form, f.Text)")})");
                values.AddRange([.. names, word]);
            }
            where.And($"({string.Join(" OR ", ways)})", [.. values]);
        }
        return where;
    }
}

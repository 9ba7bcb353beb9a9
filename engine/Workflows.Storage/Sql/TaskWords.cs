using System.Globalization;
using System.Text;
using Workflows.Cases.Ports;
using Workflows.Storage.Reading;
using Workflows.Storage.Running;

namespace Workflows.Storage.Sql;

/// <summary>Words looked for in tasks: all of them stand in the task's title, or in its case where the reader may look.</summary>
internal static class TaskWords
{
    /// <summary>Definitions give titles, so those of a queue are few as a rule. Beyond so many different ones each task is asked.</summary>
    private const int MostTitles = 100;

    /// <summary>So many of the list's first tasks are asked, and then as many as it takes, as they lie: where many have the words, nothing else has to be looked up.</summary>
    private const int Tried = 120, Enough = 4, Asked = 6_000;
    /// <summary>A title so many tasks have is met soon in any order.</summary>
    private const int Many = 2_000;

    /// <param name="some">So many tasks of the list at most, as <c>t</c>, by what is asked of them already, the first in order or as they come; null where no index gives them.</param>
    /// <param name="most">Up to so many are counted.</param>
    /// <returns>How many have the words, up to <paramref name="most"/>, where it is known already.</returns>
    public static int? And(SqlDb db, WordSearch words, TaskFilter filter, List<long> queues, SqlText where, Func<int, bool, (string Sql, List<object?> Values)>? some, int most)
    {
        // A person's own tasks are few, and those done have no sort keys.
        var titles = filter.Assignee is null ? Titles(db, queues, words) : null;
        var added = titles is null ? null : AddedTitles(db, queues, words);
        if (titles is null || added is null)
        {
            Or(where, string.Join(" AND ", words.Words.Select(_ => db.Dialect.Contains("t.Title"))), words.Words);
            return null;
        }
        var (named, values) = Named(titles);
        var (ids, idValues) = Added(queues, added);
        // By the title itself where its key holds all of it: a question of another table would be read whole beforehand by PostgreSQL.
        var (cut, cutValues) = Named([.. titles.Where(t => SortKeys.IsCut(t.Key))]);
        object?[] whole = [.. titles.Where(t => !SortKeys.IsCut(t.Key)).Select(t => TextOf(t.Key)).Concat(added).Distinct(StringComparer.Ordinal)];
        List<string> ways = [];
        if (whole.Length > 0) ways.Add($"t.Title IN ({Dialect.Marks(whole.Length)})");
        if (cut.Length > 0) ways.Add($"EXISTS (SELECT 1 FROM TaskSort n WHERE n.TaskId = t.Id AND ({cut}))");
        SqlText Each(SqlText to) => Or(to, string.Join(" OR ", ways), [.. whole, .. cutValues]);
        var few = named.Length == 0 || SqlCaseLists.Count(db, $"FROM TaskSort n WHERE {named}", values, Many) < Many;
        // Sort keys are of open tasks: where nothing else is asked, so many have the title.
        var known = !few && filter is { View: null or "mine" or "group", CaseId: null, DueBefore: null };
        if (known || (some is not null && Has(Tried, true, Enough) && Has(Asked, false, most)))
        {
            Each(where);
            return most;
        }
        if (few && !words.IsWide(db, SqlCaseLists.Few))
        {
            var inCase = words.And(new SqlText(), db.Dialect, "p.K");
            var (pieces, pieceValues) = words.Candidates!.Value;
            List<string> parts = [$"SELECT x.Id FROM ({pieces}) AS p CROSS JOIN Tasks x WHERE x.CaseId = p.K AND {inCase.Conditions}"];
            if (named.Length > 0) parts.Add($"SELECT n.TaskId FROM TaskSort n WHERE {named}");
            if (ids.Length > 0) parts.Add(ids);
            where.And($"t.Id IN ({string.Join(" UNION ALL ", parts)})", [.. pieceValues, .. inCase.Values, .. values, .. idValues]);
            return null;
        }
        Each(where);
        return null;

        bool Has(int of, bool ordered, int enough)
        {
            var (tasks, taskValues) = some!(of, ordered);
            var each = Each(new SqlText());
            return SqlCaseLists.Count(db, $"FROM ({tasks}) AS t WHERE {each.Conditions}", [.. taskValues, .. each.Values], enough) == enough;
        }

        SqlText Or(SqlText to, string title, IEnumerable<object?> of)
        {
            var asked = words.And(new SqlText(), db.Dialect, "t.CaseId");
            return to.And(title.Length == 0 ? asked.Conditions : $"(({title}) OR ({asked.Conditions}))", [.. of, .. asked.Values]);
        }
    }

    private static (string Sql, IReadOnlyList<object?> Values) Named(List<(long Queue, byte[] Key)> titles) =>
        (string.Join(" OR ", titles.Select(_ => "(n.QueueId = ? AND n.FieldId = ? AND n.SortKey = ?)")), [.. titles.SelectMany(t => new object?[] { t.Queue, TaskSorts.Title, t.Key })]);

    /// <summary>The tasks an escalation added to these queues that have one of these titles; empty without titles.</summary>
    private static (string Sql, IReadOnlyList<object?> Values) Added(List<long> queues, List<string> titles) => titles.Count == 0 ? ("", [])
        : ($"SELECT a.TaskId FROM {AddedTo(queues)} AND y.Title IN ({string.Join(", ", titles.Select(_ => "?"))})", [.. titles]);

    private static string AddedTo(List<long> queues) =>
        string.Create(CultureInfo.InvariantCulture, $"TaskSort a JOIN Tasks y ON y.Id = a.TaskId WHERE a.QueueId IN ({string.Join(", ", queues)}) AND a.FieldId = '{TaskSorts.Also}'");

    /// <summary>The sort keys of titles that have the words; null when there are too many different titles.</summary>
    private static List<(long Queue, byte[] Key)>? Titles(SqlDb db, List<long> queues, WordSearch words)
    {
        var found = new List<(long, byte[])>();
        foreach (var queue in queues)
        {
            byte[] last = [];
            for (var count = 0; ; count++)
            {
                if (count == MostTitles) return null;
                using var row = db.Query("SELECT SortKey FROM TaskSort WHERE QueueId = ? AND FieldId = ? AND SortKey > ? ORDER BY SortKey LIMIT 1", queue, TaskSorts.Title, last);
                if (!row.Step()) break;
                last = row.Bytes(0);
                if (Stand(words, TextOf(last))) found.Add((queue, last));
            }
        }
        return found;
    }

    /// <summary>The titles that have the words among the tasks an escalation added; null when there are too many different titles.</summary>
    private static List<string>? AddedTitles(SqlDb db, List<long> queues, WordSearch words)
    {
        var (found, count) = (new List<string>(), 0);
        using var rows = db.Query($"SELECT DISTINCT y.Title FROM {AddedTo(queues)} LIMIT {MostTitles + 1}");
        while (rows.Step())
        {
            if (++count > MostTitles) return null;
            if (Stand(words, rows.Text(0))) found.Add(rows.Text(0));
        }
        return found;
    }

    /// <summary>Behind the kind of value.</summary>
    private static string TextOf(byte[] key) => Encoding.UTF8.GetString(key.AsSpan(1));

    private static bool Stand(WordSearch words, string title)
    {
        var form = WordForms.Of(title);
        return words.Words.All(w => form.Contains(w, StringComparison.Ordinal));
    }
}

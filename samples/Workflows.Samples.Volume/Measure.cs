using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Workflows.Cases.Ports;
using Workflows.Storage;
using Workflows.Storage.Sql;

namespace Workflows.Samples.Volume;

/// <summary>Each list page by page, the product's beside one written by hand; the same rows, read to the end, and a count up to 1 000.</summary>
internal sealed class Measure(IServiceProvider services)
{
    private const int Take = 50, Pages = 20, Rounds = 3;
    /// <summary>Searches written by hand look at every case: of a million, ten seconds of them a list is enough to know.</summary>
    private static readonly TimeSpan ByHandAtMost = TimeSpan.FromSeconds(10);
    private const string TaskColumns = "t.Id, c.PublicId, t.BookmarkId, c.Number, q.Program, t.Task, t.Title, q.Role, q.Office, t.Status, t.Assignee, t.CreatedAt, t.Due, t.Row";

    private readonly ICaseReader _reader = services.GetRequiredService<ICaseReader>();
    private readonly ISqlReaders _readers = services.GetRequiredService<ISqlReaders>();

    /// <param name="only">What the names of the lists hold; null: all of them.</param>
    public async Task Run(string? only = null)
    {
        var queue = _readers.Read(db => db.Number("SELECT Id FROM Queues WHERE Role = 'role0'")) ?? throw new InvalidOperationException("Fill the database first.");
        Console.WriteLine("| list | p50 ms | p95 ms | by hand p95 ms | ratio |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var list in Lists.Cases().Concat(Lists.Searches()).Where(l => only is null || l.Name.Contains(only, StringComparison.Ordinal)))
            await Line(list.Name, cursor => Ask(() => _reader.ListCases(Fill.Tenant, list.Filter, new PageRequest(Take, cursor, list.Sort), default), p => p.Next), list.Hand, SqlCases.Listed);
        foreach (var list in Lists.Tasks(queue).Where(l => only is null || l.Name.Contains(only, StringComparison.Ordinal)))
            await Line(list.Name, cursor => Ask(() => _reader.ListTasks(Fill.Tenant, list.Filter, new PageRequest(Take, cursor, list.Sort), default), p => p.Next), list.Hand, TaskColumns);
    }

    private static double At(List<double> times, double part)
    {
        times.Sort();
        return times[(int)(times.Count * part)];
    }

    private static async Task<string?> Ask<T>(Func<ValueTask<T>> page, Func<T, string?> next) => next(await page());

    private async Task Line(string name, Func<string?, Task<string?>> own, Hand hand, string columns)
    {
        var (mine, theirs) = (new List<double>(), new List<double>());
        var (spent, ended) = (Stopwatch.StartNew(), false);
        spent.Reset();
        // The first round warms both: caches, plans, compiled code.
        for (var round = 0; round <= Rounds; round++)
        {
            string? cursor = null;
            ended = false;
            (object? Value, long Key)? at = null;
            for (var page = 0; page < Pages; page++)
            {
                var began = Stopwatch.GetTimestamp();
                cursor = await own(cursor);
                if (round > 0) mine.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                if (!ended && (theirs.Count == 0 || spent.Elapsed < ByHandAtMost))
                {
                    began = Stopwatch.GetTimestamp();
                    spent.Start();
                    at = _readers.Read(db => Written(db, hand, columns, at));
                    spent.Stop();
                    if (round > 0 || spent.Elapsed > ByHandAtMost) theirs.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                    ended = at is null;
                }
                if (cursor is null || ended) break;
            }
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {At(mine, 0.5):0.0} | {At(mine, 0.95):0.0} | {At(theirs, 0.95):0.0} | {At(mine, 0.95) / At(theirs, 0.95):0.0} |"));
    }

    /// <returns>The last row's place; null when the page was not full.</returns>
    private static (object?, long)? Written(SqlDb db, Hand hand, string columns, (object? Value, long Key)? from)
    {
        var counted = db.Number(string.Create(CultureInfo.InvariantCulture, $"SELECT COUNT(*) FROM (SELECT 1 AS N FROM {hand.From} WHERE {hand.Where} LIMIT {hand.Most}) AS counted"), hand.Values);
        List<object?> values = [.. hand.Values];
        var single = hand.Order == hand.Key;
        var after = "";
        if (from is { } last)
        {
            if (single) { after = $" AND {hand.Key} {(hand.Descending ? '<' : '>')} ?"; values.Add(last.Key); }
            else after = " AND " + db.Dialect.After(hand.Order, hand.Key, hand.Descending, last.Value, last.Key, values);
        }
        var direction = hand.Descending ? "DESC" : "ASC";
        var count = columns.Count(c => c == ',') + 1;
        using var rows = db.Query($"SELECT {columns}, {hand.Order} FROM {hand.From} WHERE {hand.Where}{after} ORDER BY {(single ? "" : $"{hand.Order} {direction}, ")}{hand.Key} {direction} LIMIT {Take + 1}", values.ToArray());
        var read = 0;
        (object?, long) place = default;
        while (rows.Step())
        {
            for (var i = 0; i < count; i++) _ = rows.Value(i);
            if (++read == Take) place = (rows.Value(count), rows.Long(0));
        }
        return read > Take && counted > 0 ? place : null;
    }
}

using System.Globalization;
using System.Threading.Channels;
using Npgsql;
using Workflows.Storage;
using Workflows.Storage.PostgreSql;
using Workflows.Storage.Sql;
using Workflows.Storage.Sqlite;

namespace Workflows.Benchmarks.Load;

/// <summary>
/// The same rows without an engine: copies of what a start and a resume left, written by one writer from a bare bounded channel.
/// SQLite: prepared statements; PostgreSQL: <c>unnest</c>, the quickest way we know. The largest group is the product's.
/// </summary>
internal sealed class Floor : IDisposable
{
    private const int Largest = 64;
    private readonly Channel<Step> _queue = Channel.CreateBounded<Step>(4096);
    private readonly Thread _thread;
    private readonly Sample _sample;
    private readonly VaultCipher _cipher;
    private readonly string _path;
    private readonly string? _server;

    public long Commits { get; private set; }

    public Floor(string path, string? server, Sample sample, VaultCipher cipher)
    {
        (_path, _server, _sample, _cipher) = (path, server, sample, cipher);
        _thread = new Thread(Work) { IsBackground = true };
        _thread.Start();
    }

    private sealed record Step(long Key, bool Resume)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public async Task Write(long key, bool resume)
    {
        var step = new Step(key, resume);
        await _queue.Writer.WriteAsync(step);
        await step.Done.Task;
    }

    public void Dispose()
    {
        _queue.Writer.Complete();
        _thread.Join();
    }

    private void Work()
    {
        using var file = _server is null ? new SqliteFile(_path, readOnly: false, _cipher) : null;
        using var connection = _server is null ? null : new NpgsqlConnection(PostgreSqlServer.Settings(_server).ConnectionString);
        if (connection is not null)
        {
            connection.Open();
            // As the product's writer: kept plans must not read tables whole.
            PostgreSqlServer.ForKeys(connection);
        }
        var group = new List<Step>();
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            group.Clear();
            while (group.Count < Largest && _queue.Reader.TryRead(out var step)) group.Add(step);
            if (file is not null)
            {
                file.Run("BEGIN IMMEDIATE");
                foreach (var step in group) Put(new DirectRows(file), step);
                file.Run("COMMIT");
            }
            else
            {
                using var transaction = connection!.BeginTransaction();
                var rows = new PostgreSqlRows(connection);
                foreach (var step in group) Put(rows, step);
                rows.Flush();
                transaction.Commit();
            }
            Commits++;
            foreach (var step in group) step.Done.SetResult();
        }
    }

    private void Put(IStepRows rows, Step step)
    {
        foreach (var (table, values) in step.Resume ? _sample.AfterResume : _sample.AfterStart)
        {
            var own = (object?[])values.Clone();
            Sample.Rename(table, own, step.Key, step.Resume);
            // The fence and the parts are written over; everything else is new.
            if (step.Resume && table is { Name: "Cases" or "Parts" or "Instances" }) rows.Put(table, own);
            else rows.Add(table, own);
        }
        if (step.Resume) rows.Remove(StepTable.Bookmarks, step.Key, _sample.Bookmark);
    }
}

/// <summary>The rows of one case after its start and after its resume, as the product wrote them.</summary>
internal sealed record Sample(List<(StepTable, object?[])> AfterStart, List<(StepTable, object?[])> AfterResume, string Bookmark)
{
    private static readonly StepTable[] Tables = [StepTable.Cases, StepTable.Parts, StepTable.History, StepTable.Commands, StepTable.Instances, StepTable.Bookmarks];

    public static async Task<Sample> Take(LoadStore store)
    {
        var id = await store.Start("wait");
        var key = store.Get<ISqlReaders>().Read(db => db.Number("SELECT Id FROM Cases WHERE PublicId = ?", id)!.Value);
        var start = store.Get<ISqlReaders>().Read(db => Read(db, key, 1));
        await store.Resume(id);
        var resume = store.Get<ISqlReaders>().Read(db => Read(db, key, 2));
        return new Sample(start, [.. resume.Where(r => r.Item1 != StepTable.Bookmarks)], (string)start.First(r => r.Item1 == StepTable.Bookmarks).Item2[1]!);
    }

    /// <summary>Rows of the case; of history and commands the newest only.</summary>
    private static List<(StepTable, object?[])> Read(SqlDb db, long key, long seq)
    {
        var found = new List<(StepTable, object?[])>();
        foreach (var table in Tables)
        {
            var (where, value) = table.Name switch
            {
                "Cases" => ("Id = ?", (object)key),
                "History" => (string.Create(CultureInfo.InvariantCulture, $"Seq = {seq} AND CaseId = ?"), key),
                "Commands" => ("At = ?", db.Number("SELECT At FROM History WHERE CaseId = ? AND Seq = ?", key, seq)!.Value),
                _ => ("CaseId = ?", key),
            };
            using var rows = db.Once($"SELECT {Dialect.Names(table)} FROM {table.Name} WHERE {where}", value);
            while (rows.Step()) found.Add((table, [.. Enumerable.Range(0, rows.Columns).Select(rows.Value)]));
        }
        return found;
    }

    /// <summary>Gives the row another case's keys of the same length.</summary>
    public static void Rename(StepTable table, object?[] row, long key, bool resume)
    {
        var name = key.ToString("x16", CultureInfo.InvariantCulture);
        switch (table.Name)
        {
            case "Cases": row[0] = key; row[1] = "floor-----" + name; break;
            case "Commands": row[2] = (resume ? "r" : "s") + name; break;
            default: row[0] = key; break;
        }
    }
}

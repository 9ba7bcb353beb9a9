using System.Threading.Channels;
using Npgsql;
using Workflows.Cases.Ports;
using Workflows.Storage.Running;
using Workflows.Storage.Sql;

namespace Workflows.Storage.PostgreSql;

/// <summary>
/// Reads what steps begin from for all who wait, by one statement: under load a round trip and a plan are shared by many, and no
/// thread of the pool stands still meanwhile. What is seldom needed is read by each for itself.
/// </summary>
internal sealed class PostgreSqlCaseLoader : SqlCaseLoader, IDisposable
{
    private const int Largest = 64;
    private static readonly string Text = PostgreSqlDialect.Instance.Translate($"""
        SELECT {CaseLookup.Columns("v.due", "v.ready")}, v.no
        FROM unnest(?, ?, ?, ?, ?, ?, ?) AS v(no, tenant, client, command, id, due, ready) JOIN Cases c ON c.PublicId = v.id
            LEFT JOIN Parts p ON p.CaseId = c.Id AND p.PartNo = 0
            LEFT JOIN Commands k ON k.Tenant = v.tenant AND k.Client = v.client AND k.CommandId = v.command
        """);
    private const string Types = "ittttll";

    private readonly Channel<Waiting> _queue;
    private readonly PostgreSqlServer _server;
    private readonly CaseLookup _lookup;
    private readonly StorageOptions _options;
    private readonly Thread[] _threads;

    public PostgreSqlCaseLoader(StorageOptions options, PostgreSqlServer server, ISqlReaders readers, ISqlWriter writer, CaseLookup lookup) : base(readers, writer, lookup)
    {
        (_options, _server, _lookup) = (options, server, lookup);
        _queue = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(Math.Max(1, options.QueueLength)));
        _threads = new Thread[Math.Clamp(Environment.ProcessorCount, 1, 4)];
        for (var i = 0; i < _threads.Length; i++)
        {
            _threads[i] = new Thread(Work) { IsBackground = true, Name = $"workflows-loader-{i}" };
            _threads[i].Start();
        }
    }

    public override async ValueTask<LoadResult> Load(CaseCommand command, TimerBound? timersBefore)
    {
        var waiting = new Waiting(command, timersBefore);
        if (!_queue.Writer.TryWrite(waiting)) throw new StorageBusyException(_options.RetryAfter);
        var row = await waiting.Row.Task.ConfigureAwait(false);
        return (row is null ? null : _lookup.Read(row, null, command, timersBefore)) ?? LoadNow(command, timersBefore);
    }

    public void Dispose()
    {
        _queue.Writer.TryComplete();
        foreach (var thread in _threads) thread.Join();
    }

    private void Work()
    {
        NpgsqlConnection? connection = null;
        var group = new List<Waiting>(Largest);
        // These threads do nothing else, so blocking them is the point.
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            group.Clear();
            while (group.Count < Largest && _queue.Reader.TryRead(out var waiting)) group.Add(waiting);
            if (group.Count > 0) Serve(group, ref connection);
        }
        connection?.Dispose();
    }

    private void Serve(List<Waiting> group, ref NpgsqlConnection? connection)
    {
        // A connection may have died since its last use; a new one tells whether the database is there.
        for (var fresh = connection is null; ; fresh = true)
        {
            try
            {
                Read(group, connection ??= _server.ConnectForKeys());
                return;
            }
            catch (Exception error)
            {
                connection?.Dispose();
                connection = null;
                var passes = StorageTrouble.Passes(error);
                if (passes && !fresh) continue;
                foreach (var waiting in group)
                {
                    // One that cannot be asked for must not lose the others: each asks for itself.
                    if (passes) waiting.Row.TrySetException(StorageTrouble.Told(error)); else waiting.Row.TrySetResult(null);
                }
                return;
            }
        }
    }

    private void Read(List<Waiting> group, NpgsqlConnection connection)
    {
        var values = new List<object?[]>(group.Count);
        foreach (var waiting in group)
        {
            var command = waiting.Command;
            values.Add([values.Count, command.Tenant, command.Client, command.Stimulus.Id, command.CaseId, CaseLookup.Before(waiting.Bound), command.Stimulus.At.UtcTicks]);
        }
        using var statement = new NpgsqlCommand(Text, connection);
        for (var i = 0; i < Types.Length; i++) statement.Parameters.Add(PostgreSqlRows.Column(Types[i], values, i));
        var found = new object?[]?[group.Count];
        using (var reader = statement.ExecuteReader())
        {
            while (reader.Read())
            {
                var row = new object[reader.FieldCount];
                reader.GetValues(row);
                found[(int)row[^1]] = row!;
            }
        }
        var db = _server.NewReader(connection);
        for (var i = 0; i < found.Length; i++) group[i].Row.TrySetResult(found[i] is { } row ? BufferedRows.One(row, db) : null);
    }

    private sealed class Waiting(CaseCommand command, TimerBound? bound)
    {
        public CaseCommand Command => command;
        public TimerBound? Bound => bound;
        public TaskCompletionSource<SqlRows?> Row { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

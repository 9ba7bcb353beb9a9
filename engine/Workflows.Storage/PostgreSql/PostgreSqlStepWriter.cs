using System.Threading.Channels;
using Npgsql;
using Workflows.Cases.Ports;
using Workflows.Engine;
using Workflows.Storage.Running;
using Workflows.Storage.Sql;

namespace Workflows.Storage.PostgreSql;

/// <summary>
/// Steps that touch nothing but their own case go in groups through one writer: one fence for all, all rows and the commit in one round
/// trip. When a fence is lost or a command was answered before, nothing of it is kept, and the group is written again in two: the fence,
/// then the winners' rows. A group that fails otherwise is written member by member. Steps that compete for more have transactions of their own.
/// </summary>
internal sealed class PostgreSqlStepWriter : IStepWriter, IDisposable
{
    private static readonly string Fence = PostgreSqlDialect.Instance.Translate("""
        UPDATE Cases AS c SET ProgramVersion = v.c3, Workflow = v.c4, Lifecycle = v.c5, StartKey = v.c6, UpdatedAt = v.c7, PlanKey = v.c8, Head = v.c9, Digest = v.c10,
            Number = v.c11, Status = v.c12, Applicant = v.c13, Faulted = v.c14, StateFormat = v.c15, Version = c.Version + 1
        FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) AS v(c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15)
        WHERE c.Id = v.c1 AND c.Version = v.c2 RETURNING c.Id
        """);
    private static readonly string EveryFence = Every(Fence, FenceTypes.Length);
    private static readonly string EveryCommand = Every(PostgreSqlDialect.Instance.Text(PostgreSqlRows.TextOf(StepTable.Commands, CollectedRows.Kind.AddNew)), StepTable.Commands.Columns.Count);
    private static readonly string Keys = PostgreSqlDialect.Instance.Translate(PostgreSqlDialect.Instance.NextCaseKeys);
    private const string FenceTypes = "llitttllbbtttii";
    private static readonly string Answers = PostgreSqlDialect.Instance.Translate("""
        SELECT v.c4, k.Digest, k.Reply FROM unnest(?, ?, ?, ?) AS v(c1, c2, c3, c4) JOIN Commands k ON k.Tenant = v.c1 AND k.Client = v.c2 AND k.CommandId = v.c3
        """);

    /// <summary>The statement, failing as a division by zero unless it changes as many rows as its last parameter says.</summary>
    private static string Every(string statement, int parameters)
    {
        var end = statement.LastIndexOf(" RETURNING", StringComparison.Ordinal);
        return string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"WITH done AS ({(end < 0 ? statement : statement[..end])} RETURNING 1) SELECT 1 / CASE WHEN (SELECT COUNT(*) FROM done) = ${parameters + 1} THEN 1 ELSE 0 END");
    }

    private readonly Channel<Member> _queue;
    private readonly PostgreSqlServer _server;
    private readonly ISqlWriter _alone;
    private readonly StepWriting _writing;
    private readonly SqlCases _cases;
    private readonly StorageOptions _options;
    private readonly Thread _thread;
    private long _commits;

    /// <summary>Groups of which nothing was kept at first, because somebody was there before one of them.</summary>
    public long Rewritten => Interlocked.Read(ref _rewritten);
    private long _rewritten;

    public PostgreSqlStepWriter(StorageOptions options, PostgreSqlServer server, ISqlWriter alone, StepWriting writing, SqlCases cases)
    {
        (_options, _server, _alone, _writing, _cases) = (options, server, alone, writing, cases);
        _queue = Channel.CreateBounded<Member>(new BoundedChannelOptions(Math.Max(1, options.QueueLength)) { SingleReader = true });
        _thread = new Thread(Work) { IsBackground = true, Name = "workflows-steps" };
        _thread.Start();
    }

    /// <summary>Group commits made so far.</summary>
    public long Commits => Interlocked.Read(ref _commits);

    public Task<StepResult> Write(StepDraft draft)
    {
        var prepared = _writing.Prepare(draft);
        if (!StepWriting.IsPlain(draft, prepared)) return Alone(draft, prepared);
        var member = new Member(draft, prepared!);
        if (!_queue.Writer.TryWrite(member)) throw new StorageBusyException(_options.RetryAfter);
        return member.Done.Task;
    }

    public void Dispose()
    {
        _queue.Writer.TryComplete();
        _thread.Join();
    }

    /// <summary>A turn with questions cannot be settled twice: when it loses against another it begins again from the start.</summary>
    private Task<StepResult> Alone(StepDraft draft, PreparedStep? prepared)
    {
        var tries = 0;
        return _alone.Write(session => prepared is null && !draft.Insist && tries++ > 0 ? StepResult.Overtaken : _writing.Run(session, draft, prepared));
    }

    private void Work()
    {
        NpgsqlConnection? connection = null;
        var group = new List<Member>(_options.GroupSize);
        // This thread does nothing else, so blocking it is the point.
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            group.Clear();
            while (group.Count < _options.GroupSize && _queue.Reader.TryRead(out var member)) group.Add(member);
            if (group.Count > 0) WriteGroup(group, ref connection);
        }
        connection?.Dispose();
    }

    private void WriteGroup(List<Member> group, ref NpgsqlConnection? connection)
    {
        PostgreSqlSession? session = null;
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        var fresh = connection is null;
        try
        {
            connection ??= _server.ConnectForKeys();
            session = Begin(connection);
            if (!Together(group, session, connection))
            {
                Interlocked.Increment(ref _rewritten);
                session = Anew(group, session, connection);
                if (!Write(group, session, connection))
                {
                    session = Anew(group, session, connection);
                    FindAnswers(group, session, connection);
                    if (!Write(group, session, connection)) throw new InvalidOperationException("A command was answered meanwhile.");
                }
                session.CommitTogether();
            }
            Interlocked.Increment(ref _commits);
            Telemetry.Commit(group.Count, began);
            foreach (var member in group) member.Done.TrySetResult(member.Result!);
        }
        catch (Exception error)
        {
            session?.Abandon();
            if (connection?.State != System.Data.ConnectionState.Open)
            {
                connection?.Dispose();
                connection = null;
            }
            // The database has said that nothing of it was kept.
            if (!StorageTrouble.Passes(error) || PostgreSqlServer.Conflicts(error))
            {
                foreach (var member in group) _ = Again(member);
                return;
            }
            if (fresh || session is { Committing: true })
            {
                // Away. Who asks again finds by the command's id whether it was kept.
                foreach (var member in group) member.Done.TrySetException(StorageTrouble.Told(error));
                return;
            }
            // The connection had died since its last use.
            foreach (var member in group) member.Result = null;
            connection?.Dispose();
            connection = null;
            WriteGroup(group, ref connection);
        }
    }

    /// <summary>One bad member must not lose the others.</summary>
    private async Task Again(Member member)
    {
        try { member.Done.TrySetResult(await _alone.WriteWaiting(session => _writing.Run(session, member.Draft, member.Prepared), CancellationToken.None).ConfigureAwait(false)); }
        catch (Exception error) { member.Done.TrySetException(error); }
    }

    private PostgreSqlSession Begin(NpgsqlConnection connection)
    {
        var session = (PostgreSqlSession)_server.NewSession(connection);
        session.Begin();
        return session;
    }

    private PostgreSqlSession Anew(List<Member> group, PostgreSqlSession session, NpgsqlConnection connection)
    {
        session.Abandon();
        foreach (var member in group) member.Result = null;
        return Begin(connection);
    }

    /// <summary>As if nobody else were there: claims, rows and commit at once, or nothing.</summary>
    /// <returns>False when somebody was: nothing was kept.</returns>
    private bool Together(List<Member> group, PostgreSqlSession session, NpgsqlConnection connection)
    {
        var open = Open(group);
        var starts = open.Count(m => m.Draft.Loaded is null);
        try
        {
            if (starts > 0) session.Take(NewKeys(connection, starts));
            foreach (var member in open) Finish(member, session);
            List<NpgsqlBatchCommand> claims = [Counted(EveryCommand, PostgreSqlRows.Command(StepTable.Commands, CollectedRows.Kind.AddNew, CommandRows(open)), open.Count)];
            if (starts < open.Count) claims.Add(Counted(EveryFence, FenceOf(open, session), open.Count - starts));
            session.CommitTogether(claims);
            return true;
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.DivisionByZero || PostgreSqlServer.Conflicts(error)) { return false; }
    }

    private static List<long> NewKeys(NpgsqlConnection connection, int count)
    {
        using var command = new NpgsqlCommand(Keys, connection) { Parameters = { new NpgsqlParameter { Value = count } } };
        using var reader = command.ExecuteReader();
        var keys = new List<long>(count);
        while (reader.Read()) keys.Add(reader.GetInt64(0));
        return keys;
    }

    private static NpgsqlBatchCommand Counted(string text, NpgsqlBatchCommand command, int count)
    {
        command.CommandText = text;
        command.Parameters.Add(new NpgsqlParameter { Value = (long)count });
        return command;
    }

    /// <summary>The rows of a member whose claim holds.</summary>
    private void Finish(Member member, PostgreSqlSession session)
    {
        var key = member.Draft.Loaded?.Key ?? session.NextCaseKey();
        if (member.Draft.Loaded is null) _writing.Insert(session, member.Prepared, key);
        member.Result = _writing.Finish(session, member.Prepared, key);
    }

    /// <summary>One step a case and one of a command in a group; the others find out what came before them.</summary>
    private static List<Member> Open(List<Member> group)
    {
        var open = new List<Member>(group.Count);
        var (cases, commands) = (new HashSet<long>(), new HashSet<(string, string, string)>());
        foreach (var member in group)
        {
            if (member.Result is not null) continue;
            if (!commands.Add(member.Command) || (member.Draft.Loaded is { } loaded && !cases.Add(loaded.Key))) member.Result = StepResult.Overtaken;
            else open.Add(member);
        }
        return open;
    }

    /// <returns>False when a command had been answered before: the transaction is of no use.</returns>
    private bool Write(List<Member> group, PostgreSqlSession session, NpgsqlConnection connection)
    {
        var open = Open(group);
        if (open.Count == 0) return true;
        if (Claim(open, session, connection) is not { } winners) return false;
        foreach (var member in open)
        {
            if (member.Draft.Loaded is { } loaded && !winners.Contains(loaded.Key))
            {
                member.Result = StepResult.Overtaken;
                session.Rows.Remove(StepTable.Commands, member.Command.Tenant, member.Command.Client, member.Command.Id);
            }
            else Finish(member, session);
        }
        return true;
    }

    private static void FindAnswers(List<Member> group, PostgreSqlSession session, NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand(Answers, connection);
        var rows = group.Select((m, i) => new object?[] { m.Command.Tenant, m.Command.Client, m.Command.Id, i }).ToList();
        for (var i = 0; i < 4; i++) command.Parameters.Add(PostgreSqlRows.Column("ttti"[i], rows, i));
        var found = new List<(int, string?, byte[])>();
        using (var reader = command.ExecuteReader())
            while (reader.Read()) found.Add((reader.GetInt32(0), reader.IsDBNull(1) ? null : reader.GetString(1), (byte[])reader.GetValue(2)));
        foreach (var (no, digest, reply) in found)
            group[no].Result = StepWriting.Known(session, group[no].Draft, StepWriting.Answer(group[no].Draft.Command, digest, session.Db.Open(reply)));
    }

    /// <summary>In one round trip: all members' command rows and the fence of those that go on. And keys for those that begin.</summary>
    /// <returns>The keys of the cases whose fence was held; null when a command's row was there already.</returns>
    private HashSet<long>? Claim(List<Member> open, PostgreSqlSession session, NpgsqlConnection connection)
    {
        var starts = open.Count(m => m.Draft.Loaded is null);
        if (starts > 0) session.Take(NewKeys(connection, starts));
        var fence = FenceOf(open, session);
        session.Rows.Flush();
        using var batch = connection.CreateBatch();
        batch.BatchCommands.Add(PostgreSqlRows.Command(StepTable.Commands, CollectedRows.Kind.AddNew, CommandRows(open)));
        if (starts < open.Count) batch.BatchCommands.Add(fence);
        var winners = new HashSet<long>();
        using (var reader = batch.ExecuteReader())
            while (reader.Read()) winners.Add(reader.GetInt64(0));
        return batch.BatchCommands[0].RecordsAffected == open.Count ? winners : null;
    }

    private NpgsqlBatchCommand FenceOf(List<Member> open, PostgreSqlSession session)
    {
        // In one order everywhere, so that two nodes' groups do not wait for each other.
        var fences = open.Where(m => m.Draft.Loaded is not null).OrderBy(m => m.Draft.Loaded!.Key).Select(m => Row(m.Prepared, session)).ToList();
        var fence = new NpgsqlBatchCommand(Fence);
        for (var i = 0; i < FenceTypes.Length; i++) fence.Parameters.Add(PostgreSqlRows.Column(FenceTypes[i], fences, i));
        return fence;
    }

    private static List<object?[]> CommandRows(List<Member> open) => open.ConvertAll(m => Plain(StepWriting.CommandRow(m.Prepared)));

    private static object?[] Plain(object?[] row)
    {
        for (var i = 0; i < row.Length; i++) row[i] = SqlDb.Plain(row[i]);
        return row;
    }

    private object?[] Row(PreparedStep step, PostgreSqlSession session)
    {
        var (loaded, header) = (step.Loaded!, step.Header);
        return
        [
            loaded.Key, loaded.Version, header.ProgramVersion, header.Workflow, header.Lifecycle, step.StartKey, step.Now.UtcTicks, _cases.PlanKey(session, step.Draft.Plan.PlanId), step.Head, step.Digest,
            header.Number, header.Status, header.Applicant, header.Faulted ? 1 : 0, SqlCases.Format,
        ];
    }

    private sealed class Member(StepDraft draft, PreparedStep prepared)
    {
        public StepDraft Draft => draft;
        public PreparedStep Prepared => prepared;
        public (string Tenant, string Client, string Id) Command => (draft.Command.Tenant, draft.Command.Client, draft.Command.Stimulus.Id);
        public StepResult? Result { get; set; }
        public TaskCompletionSource<StepResult> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

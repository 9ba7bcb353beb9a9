using Workflows.Cases.Ports;
using Workflows.Engine.State;
using Workflows.Storage.Running;

namespace Workflows.Storage.Sql;

/// <summary>
/// Everything a step of a known case begins from, by one statement and so in one snapshot: the case's row, the root of its state,
/// whether the command was answered before, whether a timer is due first, whether the state has further parts. What a step seldom
/// needs is read by a second statement; a step of such a mixed view would lose the fence.
/// </summary>
internal sealed class CaseLookup(SqlCases cases)
{
    /// <summary>
    /// The row's columns. The further parts are asked for by their least number: EXISTS makes PostgreSQL read every case's parts into a table of hashes.
    /// Stand behind a <c>FROM</c> that names the command <c>k</c>, the case <c>c</c> and the root part <c>p</c>.
    /// </summary>
    /// <param name="due">Timers before this are due first.</param>
    /// <param name="now">Timers that wait beyond this for another attempt are not.</param>
    public static string Columns(string due, string now) => $"""
        {SqlCases.Columns("c")}, CASE WHEN k.CommandId IS NULL THEN 0 ELSE 1 END,
            CASE WHEN EXISTS (SELECT 1 FROM Timers t WHERE t.CaseId = c.Id AND t.Due < {due} AND t.ReadyAt <= {now}) THEN 1 ELSE 0 END,
            CASE WHEN (SELECT MIN(q.PartNo) FROM Parts q WHERE q.CaseId = c.Id AND q.PartNo > 0) IS NULL THEN 0 ELSE 1 END, p.Bytes
        """;

    private static readonly string One = $"""
        SELECT {Columns("?", "?")}
        FROM Cases c LEFT JOIN Parts p ON p.CaseId = c.Id AND p.PartNo = 0
            LEFT JOIN Commands k ON k.Tenant = ? AND k.Client = ? AND k.CommandId = ?
        WHERE c.PublicId = ?
        """;

    private const int Known = SqlCases.ColumnCount, Due = Known + 1, Further = Due + 1, Root = Further + 1;

    public LoadResult Load(SqlDb db, CaseCommand command, TimerBound? bound)
    {
        using var row = db.Query(One, Before(bound), command.Stimulus.At, command.Tenant, command.Client, command.Stimulus.Id, command.CaseId);
        return row.Step() ? Read(row, db, command, bound)! : new LoadResult(StepWriting.FindAnswer(db, command), null, null);
    }

    /// <summary>The bound as the row's condition takes it.</summary>
    public static long Before(TimerBound? bound) => bound is null ? 0 : bound.At.UtcTicks + (bound.Strictly ? 0 : 1);

    /// <param name="db">For what the row itself does not hold.</param>
    /// <returns>Null when there is no <paramref name="db"/> and the row does not hold everything.</returns>
    /// <exception cref="CaseUnreadableException">What is stored of the case is damaged.</exception>
    public LoadResult? Read(SqlRows row, SqlDb? db, CaseCommand command, TimerBound? bound)
    {
        var answered = row.Flag(Known);
        var due = row.Flag(Due) && bound is not null;
        if (db is null && (answered || due || !cases.Knows(row))) return null;
        var answer = answered ? StepWriting.FindAnswer(db!, command) : null;
        if (cases.ReadHeader(row, db, command.Tenant, command.CaseId!) is not { } header) return new LoadResult(answer, null, null);
        var state = header.Version == 0 ? CaseState.Empty : cases.Remembered(header) ?? State(row, db, header);
        if (state is null) return null;
        var timer = due && answer is null ? SqlTimers.OfCase(db!, header.Key, bound!, command.Stimulus.At) : null;
        return new LoadResult(answer, header with { State = state }, timer);
    }

    private CaseState? State(SqlRows row, SqlDb? db, LoadedCase header)
    {
        // The root alone is most cases; others, archived ones and those with large values are read part by part.
        if (row.Flag(Further) || row.IsNull(Root)) return db is null ? null : cases.ReadAndRemember(db, header);
        return cases.ReadAndRemember(header, row, Root, db);
    }
}

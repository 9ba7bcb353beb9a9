using System.Globalization;
using Workflows.Cases.Ports;
using Workflows.Cases.Registers;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;
using Workflows.Storage.Running;

namespace Workflows.Storage.Sql;

/// <summary>Registers and number series outside a step, by the same rules, through the same queue.</summary>
internal sealed class SqlRegisterStore(ISqlWriter writer, ISqlReaders readers, SqlRegisters registers, IRegisterSchema schema) : IRegisterStore
{
    private const int RecordsAtOnce = 500;

    public ValueTask<IReadOnlyList<Datum>> Find(string tenant, string program, string register, Datum where, int take, CancellationToken ct)
    {
        var spec = SpecOf(tenant, program, register);
        return ValueTask.FromResult<IReadOnlyList<Datum>>(readers.Read(db => registers.Find(db, tenant, program, spec, where, take)));
    }

    public ValueTask<long> Count(string tenant, string program, string register, CancellationToken ct)
    {
        var spec = SpecOf(tenant, program, register);
        return ValueTask.FromResult(readers.Read(db => registers.Count(db, tenant, program, spec)));
    }

    public ValueTask<IReadOnlyList<long>> Tally(string tenant, string program, string register, string field, IReadOnlyList<Datum> values, CancellationToken ct)
    {
        var spec = SpecOf(tenant, program, register);
        return ValueTask.FromResult<IReadOnlyList<long>>(readers.Read(db => registers.Tally(db, tenant, program, spec, field, values)));
    }

    public ValueTask<Datum?> Get(string tenant, string program, string register, string recordId, CancellationToken ct)
    {
        var spec = SpecOf(tenant, program, register);
        return ValueTask.FromResult(readers.Read(db => registers.Get(db, tenant, program, spec, recordId)));
    }

    public ValueTask<IReadOnlySet<int>> Known(string tenant, string program, string register, IReadOnlyList<Datum> keys, CancellationToken ct)
    {
        var spec = SpecOf(tenant, program, register);
        return ValueTask.FromResult<IReadOnlySet<int>>(readers.Read(db => registers.Known(db, tenant, program, spec, keys)));
    }

    public ValueTask<IReadOnlyList<(long No, string Record)>> Due(string tenant, string program, string register, DateOnly until, long after, int take, CancellationToken ct)
    {
        var spec = SpecOf(tenant, program, register);
        return ValueTask.FromResult<IReadOnlyList<(long, string)>>(readers.Read(db => registers.Due(db, tenant, program, spec, until.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), after, take)));
    }

    public async ValueTask Reindex(string tenant, string program, string register, CancellationToken ct)
    {
        var spec = SpecOf(tenant, program, register);
        if (!readers.Read(db => registers.IsStale(db, tenant, program, spec))) return;
        // In pieces: other writers go between them.
        for (long? after = 0; after is { } from;) after = await writer.WriteWaiting(session => registers.Reindex(session, tenant, program, spec, from, RecordsAtOnce), ct).ConfigureAwait(false);
    }

    public async ValueTask<Reply> Change(string tenant, string program, ChangeRecord change, string actor, DateTimeOffset at, CancellationToken ct, string? reason = null)
    {
        var spec = SpecOf(tenant, program, change.Register);
        return await writer.WriteWaiting(session => registers.Change(session, tenant, program, spec, change, new RegisterActor(actor, null, at, reason)), ct).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<Reply>> ChangeAll(string tenant, string program, string register, string operation, IReadOnlyList<Datum> rows, bool keep, string actor, DateTimeOffset at, string? reason, CancellationToken ct)
    {
        var spec = SpecOf(tenant, program, register);
        return await writer.WriteWaiting(session => registers.Try(session, tenant, program, spec, operation, rows, new RegisterActor(actor, null, at, reason), keep, all: true), ct).ConfigureAwait(false);
    }

    public async ValueTask<bool> Erase(string tenant, string program, string register, string recordId, IReadOnlyList<string> fields, string reason, DateTimeOffset at, CancellationToken ct)
    {
        var spec = SpecOf(tenant, program, register);
        return await writer.WriteWaiting(session => registers.Erase(session, tenant, program, spec, recordId, fields, new RegisterActor("system", null, at, reason)), ct).ConfigureAwait(false);
    }

    public ValueTask<IReadOnlyList<Datum>> History(string tenant, string program, string register, string recordId, CancellationToken ct)
    {
        var spec = SpecOf(tenant, program, register);
        return ValueTask.FromResult<IReadOnlyList<Datum>>(readers.Read(db => registers.History(db, tenant, program, spec, recordId)));
    }

    private RegisterSpec SpecOf(string tenant, string program, string register) => schema.Find(tenant, program, register)
        ?? throw new ArgumentException($"台帳「{register}」は手続「{program}」に定義されていません。 (The programme '{program}' declares no register '{register}'.)", nameof(register));
}

/// <summary>Number series outside a step.</summary>
internal sealed class SqlNumberStore(ISqlWriter writer) : INumberStore
{
    public async ValueTask Set(string tenant, string program, string series, string? period, long next, CancellationToken ct) =>
        await writer.WriteWaiting(session => { SqlNumbers.Set(session.Db, tenant, program, series, period, next); return true; }, ct).ConfigureAwait(false);
}

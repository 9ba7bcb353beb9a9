using System.Text;
using Microsoft.EntityFrameworkCore;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Storage.Model;
using Workflows.Storage.Reading;
using Workflows.Storage.Running;

namespace Workflows.Storage.Sql;

/// <summary>Small sealed values by name.</summary>
internal sealed class SqlKeptStore(ISqlWriter writer, SqlContexts contexts, VaultCipher cipher) : IKeptStore
{
    public async ValueTask<(Kept Row, bool Added)> Add(string tenant, string space, string key, Datum value, DateTimeOffset at, DateTimeOffset? until, CancellationToken ct)
    {
        var added = await writer.WriteWaiting(session => session.Db.InsertNew(StepTable.Kept, tenant, space, key, Seal(tenant, space, key, value), at, until), ct).ConfigureAwait(false);
        return (await Find(tenant, space, key, ct).ConfigureAwait(false) ?? throw new InvalidOperationException($"'{space}/{key}' was removed while it was kept."), added);
    }

    public async ValueTask Set(string tenant, string space, string key, Datum value, DateTimeOffset at, DateTimeOffset? until, CancellationToken ct) => await writer.WriteWaiting(session =>
    {
        session.Db.Put(StepTable.Kept, tenant, space, key, Seal(tenant, space, key, value), at, until);
        return true;
    }, ct).ConfigureAwait(false);

    public async ValueTask<Kept?> Find(string tenant, string space, string key, CancellationToken ct)
    {
        await using var db = contexts.For(tenant);
        return await db.Kept.FirstOrDefaultAsync(k => k.Tenant == tenant && k.Space == space && k.Key == key, ct).ConfigureAwait(false) is { } row ? Open(row) : null;
    }

    public async ValueTask<Page<Kept>> List(string tenant, string space, string? keyPrefix, PageRequest page, CancellationToken ct)
    {
        await using var db = contexts.For(tenant);
        var all = db.Kept.Where(k => k.Tenant == tenant && k.Space == space && (keyPrefix == null || k.Key.StartsWith(keyPrefix)));
        var count = await all.Take(SqlCaseLists.MostCounted).CountAsync(ct).ConfigureAwait(false);
        var before = Cursor.Read(page.Cursor)?.Key ?? long.MaxValue;
        var take = Math.Clamp(page.Take, 1, 1_000);
        var rows = await all.Where(k => k.Id < before).OrderByDescending(k => k.Id).Take(take + 1).ToListAsync(ct).ConfigureAwait(false);
        return new Page<Kept>([.. rows.Take(take).Select(Open)], rows.Count > take ? new Cursor(null, rows[take - 1].Id).Write() : null, count, count == SqlCaseLists.MostCounted);
    }

    public async ValueTask Remove(string tenant, string space, string key, CancellationToken ct) => await writer.WriteWaiting(session =>
    {
        session.Db.Run("DELETE FROM Kept WHERE Tenant = ? AND Space = ? AND Key = ?", tenant, space, key);
        return true;
    }, ct).ConfigureAwait(false);

    private byte[] Seal(string tenant, string space, string key, Datum value) => cipher.Encrypt(value.ToUtf8(), Place(tenant, space, key));

    private Kept Open(KeptEntity row) => new(row.Id, row.Space, row.Key, Datum.Parse(cipher.Decrypt(row.Value, Place(row.Tenant, row.Space, row.Key))), row.At, row.Until);

    private static string Place(string tenant, string space, string key) => $"kept/{tenant}/{space}/{key}";
}

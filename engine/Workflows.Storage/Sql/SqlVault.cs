using Workflows.Cases.Ports;
using Workflows.Storage.Running;

namespace Workflows.Storage.Sql;

/// <summary>The vault's rows: only ciphertext is ever written.</summary>
internal sealed class SqlVault(ISqlWriter writer, ISqlReaders readers, VaultCipher cipher, TimeProvider time) : IVault
{
    public async ValueTask<string> Put(string tenant, ReadOnlyMemory<byte> value, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        await writer.WriteWaiting(session => Put(session.Db, cipher, tenant, value.Span, expiresAt), cancellationToken).ConfigureAwait(false);

    public async ValueTask Keep(string tenant, string id, ReadOnlyMemory<byte> value, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        await writer.WriteWaiting(session =>
        {
            using (var row = session.Db.Query("SELECT 1 FROM Vault WHERE PublicId = ? AND Tenant = ?", id, tenant)) if (row.Step()) return false;
            Insert(session.Db, cipher, tenant, id, value.Span, expiresAt);
            return true;
        }, cancellationToken).ConfigureAwait(false);

    public ValueTask<byte[]?> Get(string tenant, string id, CancellationToken cancellationToken) => ValueTask.FromResult(readers.Read(db =>
    {
        using var row = db.Query("SELECT CipherText FROM Vault WHERE PublicId = ? AND Tenant = ? AND ExpiresAt > ?", id, tenant, time.GetUtcNow());
        return row.Step() ? cipher.Decrypt(row.Bytes(0), Place(tenant, id)) : null;
    }));

    public async ValueTask Destroy(string tenant, string id, CancellationToken cancellationToken) =>
        await writer.WriteWaiting(session => { session.Db.Run("DELETE FROM Vault WHERE PublicId = ? AND Tenant = ?", id, tenant); return true; }, cancellationToken).ConfigureAwait(false);

    public static string Put(SqlDb db, VaultCipher cipher, string tenant, ReadOnlySpan<byte> value, DateTimeOffset expiresAt)
    {
        var id = PublicIds.New(expiresAt);
        Insert(db, cipher, tenant, id, value, expiresAt);
        return id;
    }

    private static void Insert(SqlDb db, VaultCipher cipher, string tenant, string id, ReadOnlySpan<byte> value, DateTimeOffset expiresAt) =>
        db.Run("INSERT INTO Vault (PublicId, Tenant, CipherText, ExpiresAt) VALUES (?, ?, ?, ?)", id, tenant, cipher.Encrypt(value, Place(tenant, id)), expiresAt);

    private static string Place(string tenant, string id) => $"vault/{tenant}/{id}";
}

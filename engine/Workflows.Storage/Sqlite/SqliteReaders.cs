using System.Collections.Concurrent;
using Workflows.Storage.Sql;

namespace Workflows.Storage.Sqlite;

/// <summary>Read-only connections, kept open. A reader sees one snapshot from <see cref="Read{T}"/>'s begin to its end.</summary>
internal sealed class SqliteReaders(StorageOptions options, VaultCipher cipher) : ISqlReaders
{
    private readonly ConcurrentBag<SqliteFile> _idle = [];
    private bool _disposed;

    public T Read<T>(Func<SqlDb, T> work) => Use(file =>
    {
        file.Run("BEGIN");
        var result = work(file);
        file.Run("COMMIT");
        return result;
    });

    public T Glance<T>(Func<SqlDb, T> work) => Use(work);

    private T Use<T>(Func<SqliteFile, T> work)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        SqliteFile? file = null;
        var clean = false;
        try
        {
            if (!_idle.TryTake(out file)) file = new SqliteFile(options.Path, readOnly: true, cipher);
            var result = work(file);
            clean = true;
            return result;
        }
        catch (Exception error) when (StorageTrouble.Passes(error)) { throw StorageTrouble.Told(error); }
        finally
        {
            if (clean && !_disposed) _idle.Add(file!); else file?.Dispose();
        }
    }

    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryTake(out var file)) file.Dispose();
    }
}

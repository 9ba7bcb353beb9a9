using System.Data.Common;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Npgsql;
using SQLitePCL;

namespace Workflows.Storage;

/// <summary>Which errors say that the database cannot serve at the moment: it is away, its disk is full, it is overrun. Nothing was kept of what failed so; it may be asked again.</summary>
public static class StorageTrouble
{
    /// <summary>What such answers advise.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    /// <summary>Whether the error, or one within it, passes by itself once the database is back.</summary>
    public static bool Passes(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
            if (error is Sql.StorageBusyException || IsPassing(error)) return true;
        return false;
    }

    private static bool IsPassing(Exception error) => error switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode is raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_NOMEM or raw.SQLITE_READONLY or raw.SQLITE_IOERR or raw.SQLITE_FULL or raw.SQLITE_CANTOPEN,
        // Classes: connection, resources (a full disk among them), an operator's stop or start, the system beneath.
        PostgresException postgres => postgres.SqlState[..2] is "08" or "53" or "57" or "58" || postgres.IsTransient,
        NpgsqlException npgsql => npgsql.IsTransient || npgsql.InnerException is IOException or SocketException or TimeoutException,
        DbException other => other.IsTransient,
        _ => false,
    };

    /// <summary>The error as callers get it: what passes is told as busy, with the time to wait.</summary>
    internal static Exception Told(Exception error) => error is Sql.StorageBusyException || !Passes(error) ? error : new Sql.StorageBusyException(RetryAfter, error);
}

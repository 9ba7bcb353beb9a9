using System.Data.Common;
using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Workflows.Storage;

/// <summary>Makes a database, or brings it to this version, when it is first opened.</summary>
public static class DatabaseMigration
{
    private const int MostTries = 6;
    /// <summary>An index over a million rows takes its time.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromHours(6);

    /// <exception cref="StorageUnavailableException">It cannot be reached or brought to this version.</exception>
    public static void Run(DbContext context)
    {
        context.Database.SetCommandTimeout(Patience);
        for (var tries = 1; ; tries++)
        {
            try
            {
                context.Database.Migrate();
                return;
            }
            catch (PostgresException error) when (tries < MostTries && IsRace(error)) { Thread.Sleep(250 * tries); }
            catch (Exception error) when (error is DbException or SocketException or TimeoutException or InvalidOperationException { InnerException: DbException or SocketException })
            {
                var cause = error is InvalidOperationException ? error.InnerException! : error;
                throw new StorageUnavailableException($"データベースを用意できません。接続先と権限を確かめてください（設定 Storage）。{cause.Message} (The database cannot be opened or brought to this version; check the section Storage.)", error);
            }
        }
    }

    /// <summary>Another node makes the same database at the same moment.</summary>
    private static bool IsRace(PostgresException error) => error.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.DuplicateTable or PostgresErrorCodes.DuplicateFunction or PostgresErrorCodes.DuplicateObject
        or PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.ObjectInUse or PostgresErrorCodes.UndefinedTable;
}

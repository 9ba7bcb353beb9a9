using Microsoft.Data.Sqlite;

namespace Workflows.Storage.Sqlite;

/// <summary>Copies a database file while it is in use, and proves a copy.</summary>
public static class SqliteBackup
{
    /// <summary>A consistent copy as of one instant. Writers go on meanwhile.</summary>
    /// <exception cref="IOException">The copy is not whole; it has been removed.</exception>
    public static void Copy(string from, string to)
    {
        if (!File.Exists(from)) throw new FileNotFoundException($"データベース {from} がありません。 (There is no database {from}.)", from);
        if (File.Exists(to)) throw new IOException($"{to} がもうあります。 ({to} exists.)");
        using (var source = Open(from, SqliteOpenMode.ReadOnly))
        using (var target = Open(to, SqliteOpenMode.ReadWriteCreate))
        {
            source.BackupDatabase(target);
        }
        if (Check(to) is { } damage)
        {
            File.Delete(to);
            throw new IOException($"写しが壊れています: {damage} (The copy is damaged.)");
        }
    }

    /// <returns>What is wrong with the file; null when it is whole.</returns>
    public static string? Check(string path)
    {
        using var db = Open(path, SqliteOpenMode.ReadOnly);
        using var command = db.CreateCommand();
        command.CommandText = "PRAGMA integrity_check";
        return command.ExecuteScalar() as string is var said && said == "ok" ? null : said ?? "?";
    }

    private static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }
}

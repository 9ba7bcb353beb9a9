using Microsoft.Data.Sqlite;

namespace Workflows.Faults;

/// <summary>Looks into the server's database file beside the running server.</summary>
internal static class Outbox
{
    /// <summary>Messages that wait or were given up, in words.</summary>
    public static IReadOnlyList<string> Unfinished(string path, bool waitingOnly = false)
    {
        using var db = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=False");
        db.Open();
        using var query = db.CreateCommand();
        query.CommandText = "SELECT Kind, Target, Key, Attempts, Status, LastError FROM Outbox WHERE Status = 0 OR (Status = 2 AND $all) ORDER BY Id";
        query.Parameters.AddWithValue("$all", !waitingOnly);
        using var rows = query.ExecuteReader();
        var found = new List<string>();
        while (rows.Read()) found.Add($"{rows.GetString(0)} {rows.GetString(1)} {rows.GetString(2)}: attempts {rows.GetInt32(3)}, status {rows.GetInt32(4)}, {rows.GetValue(5)}");
        return found;
    }
}

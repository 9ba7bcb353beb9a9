namespace Workflows.Storage;

/// <summary>Configuration section <c>Storage</c>.</summary>
public sealed class StorageOptions
{
    /// <summary><c>Sqlite</c>, <c>PostgreSql</c> or <c>SqlServer</c>. Others are refused at start.</summary>
    public string Provider { get; set; } = "Sqlite";

    /// <summary>The database <see cref="Provider"/> names; null when it names none.</summary>
    public StorageKind? Kind => Provider.Trim().ToUpperInvariant() switch
    {
        "SQLITE" => StorageKind.Sqlite,
        "POSTGRESQL" or "POSTGRES" or "NPGSQL" => StorageKind.PostgreSql,
        "SQLSERVER" or "MSSQL" => StorageKind.SqlServer,
        _ => null,
    };

    /// <summary>The database named, with what reaching it needs.</summary>
    /// <exception cref="StorageUnavailableException">They name none, or not how to reach it.</exception>
    public StorageKind Check()
    {
        var kind = Kind
            ?? throw new StorageUnavailableException($"設定 Storage:Provider の「{Provider}」は使えません。Sqlite、PostgreSql、SqlServer のどれかを指定してください。 (Storage:Provider '{Provider}' is not known: Sqlite, PostgreSql or SqlServer.)");
        if (kind == StorageKind.Sqlite && string.IsNullOrWhiteSpace(Path))
            throw new StorageUnavailableException("設定 Storage:Path にデータベースファイルの場所を書いてください。 (Storage:Path must name the database file.)");
        if (kind != StorageKind.Sqlite && string.IsNullOrWhiteSpace(ConnectionString))
            throw new StorageUnavailableException($"設定 Storage:ConnectionString に {kind} への接続文字列を書いてください。 (Storage:ConnectionString must say how to reach {kind}.)");
        return kind;
    }

    /// <summary>How to reach a server: <c>Host=…;Database=…;Username=…;Password=…</c>. The database is made when it is absent. For SQLite, <see cref="Path"/> says it.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>The database file of SQLite; on a server only the place of the key file.</summary>
    public string Path { get; set; } = "workflows.db";

    /// <summary>A migrated, empty database file that a missing <see cref="Path"/> is copied from: quicker than migrating.</summary>
    public string? Template { get; set; }

    /// <summary>32 bytes as base64 that encrypt the vault and drafts. When null, a key file <c>{Path}.key</c> readable by its owner only is made once.</summary>
    public string? VaultKey { get; set; }

    /// <summary>Write jobs that may wait; beyond it commands are answered Busy.</summary>
    public int QueueLength { get; set; } = 4_096;

    /// <summary>Jobs committed together at most.</summary>
    public int GroupSize { get; set; } = 64;

    /// <summary>On a server: transactions at once for what does not go in a group.</summary>
    public int Writers { get; set; } = 8;

    /// <summary>On a server: connections for reading at most.</summary>
    public int Readers { get; set; } = 24;

    /// <summary>Steps are written by plain EF instead of the database's own writer. SQL Server always does.</summary>
    public bool PlainEf { get; set; }

    /// <summary>How long after a case's end its history and state become one compressed row.</summary>
    public TimeSpan ArchiveAfter { get; set; } = TimeSpan.FromDays(30);

    /// <summary>States kept in memory.</summary>
    public int CachedStates { get; set; } = 2_000;

    /// <summary>Outbox messages carried at once by the background node.</summary>
    public int Dispatchers { get; set; } = 16;

    /// <summary>What Busy answers advise.</summary>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether the host runs the engine node in the background. Scenarios drain by hand instead.</summary>
    public bool RunNode { get; set; } = true;
}

/// <summary>The databases the product knows.</summary>
public enum StorageKind { Sqlite, PostgreSql, SqlServer }

namespace Workflows.Storage;

/// <summary>Configuration section <c>Storage</c>.</summary>
public sealed class StorageOptions
{
    /// <summary><c>Sqlite</c>. Others are refused at start.</summary>
    public string Provider { get; set; } = "Sqlite";

    /// <summary>The database file.</summary>
    public string Path { get; set; } = "workflows.db";

    /// <summary>A migrated, empty database file that a missing <see cref="Path"/> is copied from: quicker than migrating.</summary>
    public string? Template { get; set; }

    /// <summary>32 bytes as base64 that encrypt the vault and drafts. When null, a key file <c>{Path}.key</c> readable by its owner only is made once.</summary>
    public string? VaultKey { get; set; }

    /// <summary>Write jobs that may wait; beyond it commands are answered Busy.</summary>
    public int QueueLength { get; set; } = 4_096;

    /// <summary>Jobs committed together at most.</summary>
    public int GroupSize { get; set; } = 64;

    /// <summary>States kept in memory.</summary>
    public int CachedStates { get; set; } = 2_000;

    /// <summary>Outbox messages carried at once by the background node.</summary>
    public int Dispatchers { get; set; } = 16;

    /// <summary>What Busy answers advise.</summary>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether the host runs the engine node in the background. Scenarios drain by hand instead.</summary>
    public bool RunNode { get; set; } = true;
}

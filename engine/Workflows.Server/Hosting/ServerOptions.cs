namespace Workflows.Server.Hosting;

/// <summary>Settings of the installation: section <c>Workflows</c> of the configuration (files, environment <c>Workflows__DataFolder</c> …, command line).</summary>
public sealed class ServerOptions
{
    public const string Section = "Workflows";

    /// <summary>Databases, keys and uploaded files. Made when absent.</summary>
    public string DataFolder { get; set; } = "data";
    /// <summary>The packages to publish.</summary>
    public string DefinitionsFolder { get; set; } = "definitions";
    /// <summary>Creates the municipalities' demo users and keys. Development only.</summary>
    public bool DemoUsers { get; set; }
    /// <summary>Runs the connectors' simulators in this process. Development only.</summary>
    public bool Simulators { get; set; }
    /// <summary>Key of the vault: 32 bytes as base64. In Development a key file is made beside the database.</summary>
    public string? VaultKey { get; set; }
    /// <summary>Where the clock begins, Development only: <c>2026-06-10T09:00:00+09:00</c>.</summary>
    public DateTimeOffset? ClockStart { get; set; }
    /// <summary>Secrets of connectors by name, e.g. <c>C-SVC</c>. Never in definitions.</summary>
    public Dictionary<string, string> Secrets { get; } = new(StringComparer.Ordinal);
    /// <summary>Addresses outbound HTTP may go to, by host name; empty: none but the simulators.</summary>
    public List<string> AllowedHosts { get; } = [];
    /// <summary>How long a request to a workflow waits for a later step's reply.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);
    /// <summary>The program that prints PDF; null: where Chromium usually lies.</summary>
    public string? Chromium { get; set; }
    /// <summary>A virus scanner that speaks clamd's protocol: <c>tcp://host:3310</c> or <c>unix:/run/clamav/clamd.ctl</c>; null: uploads are not scanned.</summary>
    public Uri? VirusScanner { get; set; }
    /// <summary>Offers /metrics in Prometheus' form, to keys with the scope <c>platform</c>.</summary>
    public bool Metrics { get; set; }
    public LimitOptions Limits { get; } = new();
}

/// <summary>Requests a minute, and sizes in bytes.</summary>
public sealed class LimitOptions
{
    /// <summary>Sign-in attempts a minute from one address.</summary>
    public int SignIns { get; set; } = 20;
    /// <summary>Requests a minute of one person or key.</summary>
    public int Requests { get; set; } = 1200;
    /// <summary>Largest request body without files.</summary>
    public long Body { get; set; } = 1024 * 1024;
    /// <summary>Largest request body with files.</summary>
    public long Upload { get; set; } = 20 * 1024 * 1024;
}

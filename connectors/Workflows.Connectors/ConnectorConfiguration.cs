using Workflows.Engine.Data;

namespace Workflows.Connectors;

/// <summary>Where and how a municipality reaches one connector. Never part of a definition, never logged.</summary>
/// <param name="Kind">The connector's kind, from the package.</param>
/// <param name="BaseUrl">Absolute address without a trailing slash, or <see cref="SimulatorUrl"/>.</param>
/// <param name="Secret">Shared with the far side: bearer token and hook signature; null when none is configured.</param>
/// <param name="StateSecret">Signs the state of return pages; ours alone when configured, else made from <paramref name="Secret"/>.</param>
/// <param name="AllowedHosts"><c>host</c> or <c>host:port</c> this municipality may be connected to.</param>
/// <param name="Timeout">Of one attempt.</param>
/// <param name="PublicUrl">Our own address as the outside sees it, without a trailing slash; empty on one machine.</param>
/// <param name="Options">What else the kind reads.</param>
public sealed record ConnectorConfiguration(
    string Tenant, string Program, string Connector, string Kind, string BaseUrl, string? Secret, string? StateSecret,
    IReadOnlyList<string> AllowedHosts, TimeSpan Timeout, string PublicUrl, Datum Options)
{
    /// <summary>The base address that means the embedded simulator.</summary>
    public const string SimulatorUrl = "sim:";

    /// <summary>What simulators and their connectors share when nothing else is configured. Worthless: it protects nothing but a demonstration.</summary>
    public const string SimulatorSecret = "simulator-secret";

    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    /// <summary>What the package declares the far side to be; null for a programmed kind.</summary>
    public Cases.Packages.ConnectorDeclaration? Declaration { get; init; }

    /// <summary>How pushed events are taken.</summary>
    public Inbound.HookSettings Hook { get; init; } = Inbound.HookSettings.Read(Datum.Null, null, _ => null, default);

    /// <summary>Which of several far sides of one connector; null where there is one.</summary>
    public string? Instance { get; init; }

    /// <summary>The far side's name among those of the municipality: <c>C2</c>, <c>C2@north</c>.</summary>
    public string Place => Instance is null ? Connector : $"{Connector}@{Instance}";

    public bool IsSimulated => BaseUrl == SimulatorUrl;

    /// <summary>For exception texts and debuggers: no secret.</summary>
    public override string ToString() => $"{Tenant}/{Program}/{Place} ({Kind}) {BaseUrl}";
}

using Workflows.Cases.Ports;

namespace Workflows.Connectors.Simulation;

/// <summary>The simulator of a kind of connector: makes one <see cref="Simulator"/> a municipality and connector id.</summary>
public interface ISimulatorKind
{
    string Kind { get; }
    SimulatorDescription Description { get; }
    Simulator Open(SimulatorSetting setting);
}

/// <param name="Secret">What callers must show and pushed events are signed with.</param>
/// <param name="Clock">The far side's clock.</param>
/// <param name="JournalPath">File that keeps the state; null keeps it in memory.</param>
public sealed record SimulatorSetting(string Tenant, string Connector, string Secret, TimeProvider Clock, string? JournalPath)
{
    /// <summary>What a declared far side is; null for a programmed one.</summary>
    public Cases.Packages.ConnectorDeclaration? Declaration { get; init; }
}

/// <summary>Switches every simulator has.</summary>
public static class CommonSwitches
{
    public const string Slow = "slow";
    public const string Down = "down";
    public const string Duplicate = "duplicate";
    public const string OutOfOrder = "outOfOrder";
    public const string Refused = "refused";
    public const string Wrong = "wrong";
    public const string Unauthorized = "unauthorized";

    public static IReadOnlyList<KeyValuePair<string, string>> All { get; } =
    [
        new(Slow, "応答が遅れる（ミリ秒）"),
        new(Down, "停止している（503）"),
        new(Duplicate, "同じものを二度届ける"),
        new(OutOfOrder, "届ける順が入れ替わる"),
        new(Refused, "業務上の理由で断る"),
        new(Wrong, "応答が途中で壊れる"),
        new(Unauthorized, "認証を拒む（401）"),
    ];
}

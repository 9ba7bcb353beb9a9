using Workflows.Cases.Packages;
using Workflows.Cases.Scenarios;

namespace Workflows.Cases.Ports;

/// <summary>Worlds for trying packages; the host makes them, since only it knows all parts.</summary>
public interface ITrialWorlds
{
    /// <summary>A factory for a set of packages; disposing of it removes what its worlds left behind.</summary>
    ITrialWorldFactory For(PackageSet packages);
}

public interface ITrialWorldFactory : IScenarioWorldFactory, IAsyncDisposable;

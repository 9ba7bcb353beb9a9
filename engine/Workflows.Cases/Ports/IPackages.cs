using Workflows.Cases.Packages;

namespace Workflows.Cases.Ports;

/// <summary>The packages published now. A running case stays on the package of its plan.</summary>
public interface IPackages
{
    PackageSet Current { get; }
}

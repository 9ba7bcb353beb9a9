namespace Workflows.Cases.Ports;

/// <summary>Keeps the packages of plans in use, so that a running case finds its own after a new version is published.</summary>
public interface IPlanArchive
{
    /// <summary>Keeps a package once; a plan id kept before is left as it is.</summary>
    /// <param name="package">As made by <see cref="Packages.PackageArchive"/>.</param>
    ValueTask Keep(string planId, string program, string workflow, byte[] package, CancellationToken ct);

    /// <summary>The package and root workflow of a plan; null when it was never kept.</summary>
    ValueTask<(byte[] Package, string Workflow)?> Find(string planId, CancellationToken ct);
}

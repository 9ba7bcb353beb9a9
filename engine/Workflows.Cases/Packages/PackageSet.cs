using System.Diagnostics.CodeAnalysis;

namespace Workflows.Cases.Packages;

/// <summary>Something wrong or doubtful in a definition file.</summary>
/// <param name="File">Relative to the definitions folder, with '/'.</param>
/// <param name="Place">JSON path (<c>$.starts[0].form</c>), activity id, or line.</param>
/// <param name="Severity">error (the package is left out), warning.</param>
public sealed record PackageProblem(string File, string Place, string MessageJa, string MessageEn, string? FixJa = null, string Severity = "error")
{
    public bool IsError => Severity == "error";
    public override string ToString() => $"{File} {Place}: {MessageJa}" + (FixJa is null ? "" : $" → {FixJa}");
}

/// <summary>All packages and municipalities of a definitions folder, with what was wrong. A broken package is left out.</summary>
public sealed record PackageSet(Catalog<ProgramPackage> Packages, IReadOnlyList<MunicipalitySpec> Municipalities, IReadOnlyList<PackageProblem> Problems)
{
    /// <summary>By 5-digit or 6-digit code, or by name.</summary>
    public bool TryFindMunicipality(string codeOrName, [NotNullWhen(true)] out MunicipalitySpec? found)
    {
        found = Municipalities.FirstOrDefault(m => m.Code == codeOrName || m.FullCode == codeOrName || m.Name == codeOrName);
        return found is not null;
    }

    /// <summary>The programme as a municipality runs it; null when it does not.</summary>
    public (ProgramPackage Package, MunicipalityProgramSpec Program)? Find(string tenant, string program) =>
        Packages.Find(program) is { } package && TryFindMunicipality(tenant, out var municipality) && municipality.Program(package.Id) is { } own
            ? (package, own) : null;
}

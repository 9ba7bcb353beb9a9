using System.Diagnostics.CodeAnalysis;

namespace Workflows.Cases.Packages;

/// <summary>Something wrong or doubtful in a definition file.</summary>
/// <param name="File">Relative to the definitions folder, with '/'.</param>
/// <param name="Place">JSON path (<c>$.starts[0].form</c>), activity id, or line.</param>
/// <param name="Severity">error (the package is left out), warning.</param>
public sealed record PackageProblem(string File, string Place, string MessageJa, string MessageEn, string? FixJa = null, string Severity = "error")
{
    /// <summary>UPPER_SNAKE: what kind of problem it is.</summary>
    public string Code { get; init; } = "DEFINITION";
    /// <summary>What probably was meant instead of the text at the place.</summary>
    public string? Instead { get; init; }
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

    /// <summary>Versions that a municipality made and has in force, by 5-digit code and programme; they go before <see cref="Packages"/>.</summary>
    public IReadOnlyDictionary<(string Tenant, string Program), ProgramPackage> Own { get; init; } = new Dictionary<(string, string), ProgramPackage>();

    /// <summary>Versions approved for a later day, by municipality.</summary>
    public IReadOnlyList<(string Tenant, ProgramPackage Package)> Coming { get; init; } = [];

    /// <summary>A version a municipality made, not a package of the definitions folder.</summary>
    public bool IsOwn(ProgramPackage package) => Own.Values.Any(o => ReferenceEquals(o, package));

    /// <summary>The programme as a municipality runs it; null when it does not.</summary>
    public (ProgramPackage Package, MunicipalityProgramSpec Program)? Find(string tenant, string program) =>
        TryFindMunicipality(tenant, out var municipality) && PackageOf(municipality, program) is { } package && municipality.Program(package.Id) is { } own ? (package, own) : null;

    /// <summary>The package a municipality's cases of a programme begin on, else the shared one of that name.</summary>
    public ProgramPackage? PackageOf(string tenant, string program) => TryFindMunicipality(tenant, out var municipality) ? PackageOf(municipality, program) : Packages.Find(program);

    /// <summary>The programmes a municipality runs, in its order.</summary>
    public IEnumerable<ProgramPackage> ProgramsOf(MunicipalitySpec municipality) => municipality.Programs.Select(p => PackageOf(municipality, p.Id)).OfType<ProgramPackage>();

    private ProgramPackage? PackageOf(MunicipalitySpec municipality, string program)
    {
        var shared = Packages.Find(program);
        return Own.GetValueOrDefault((municipality.Code, shared?.Id ?? program)) ?? shared;
    }
}

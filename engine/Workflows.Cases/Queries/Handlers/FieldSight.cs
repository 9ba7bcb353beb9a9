using Workflows.Cases.Commands;
using Workflows.Cases.Forms;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Cases.Privacy;
using Workflows.Cases.Registers;
using Workflows.Engine.Data;
using Workflows.Engine.State;

namespace Workflows.Cases.Queries.Handlers;

/// <summary>A package's privacy rules applied to one reader.</summary>
/// <param name="Viewer">The reader, in front of one case or of none.</param>
public sealed record CaseSight(ProgramPackage Package, Viewer Viewer)
{
    private readonly FieldReaders _rules = FieldReaders.Of(Package);

    public FieldSeen Of(string key) => _rules.Of(key, Viewer);

    /// <summary>The searchable fields the reader may read whole: those words may be found in.</summary>
    public IReadOnlyList<string> Searchable => [.. CaseMapper.Searchable(Package).Where(f => Of(f).Sight == Sight.Full)];

    /// <summary>A register's field: the programme's rule for the key, else its own.</summary>
    public FieldSeen OfRegister(RegisterFieldSpec field) => _rules.OfRegister(field.Key, field.Privacy, Viewer);

    /// <summary>What stands within a value the reader may see, by the same rules; files and places have members of their own.</summary>
    public Datum Inside(FieldType type, Datum value) => type is FieldType.File or FieldType.Photo or FieldType.Signature or FieldType.Location ? value : _rules.View(value, Viewer);

    public PrivacySpec? RuleOf(string key) => _rules.RuleOf(key);

    /// <summary>The name of who applied, as far as the reader may know it; null when not.</summary>
    public string? Applicant(string? name) => name is null ? null : Of(FieldReaders.Applicant).Show(name)?.AsText();
}

/// <summary>Makes sights.</summary>
public sealed class FieldSight(CaseAccess access)
{
    public async ValueTask<CaseSight> Of(Caller caller, ProgramPackage package, CaseRow row, CaseState state, CancellationToken ct) =>
        new(package, await access.ViewerOf(caller, package, row, state, ct));

    /// <summary>The same for a case whose state has not been read; null without a package.</summary>
    public async ValueTask<CaseSight?> Of(Caller caller, Commands.Handlers.CaseDesk desk, CaseRow row, ProgramPackage? package, CancellationToken ct) =>
        package is null ? null : await Of(caller, package, row, await desk.Reader.ReadState(row.Tenant, row.Id, ct) ?? CaseState.Empty, ct);

    /// <param name="grants">The grants that are being used.</param>
    /// <param name="only">Nothing else lets the reader in.</param>
    public async ValueTask<CaseSight> Of(Caller caller, ProgramPackage package, CaseRow row, CaseState state, IReadOnlyList<Grant> grants, bool only, CancellationToken ct) =>
        new(package, await access.ViewerOf(caller, package, row, state, ct) with { Grants = grants, ByGrantOnly = only });

    /// <summary>What holds for every case: for lists and registers.</summary>
    public static CaseSight Anywhere(Caller caller, ProgramPackage package) => new(package, CaseAccess.ViewerOf(caller, package));
}

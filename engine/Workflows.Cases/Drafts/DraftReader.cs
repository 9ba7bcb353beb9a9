using Workflows.Cases.Commands;
using Workflows.Cases.Drafts.Documents;
using Workflows.Cases.Packages;
using Workflows.Cases.Publishing;
using Workflows.Engine.Data;

namespace Workflows.Cases.Drafts;

/// <summary>A draft or a version as a package, for what only reads it: policy staff of the municipality and nobody else.</summary>
public sealed class DraftReader(DraftDesk desk, DraftPackages packages, VersionSource versions)
{
    /// <summary>The package as far as it can be read, whatever else is wrong with it.</summary>
    /// <param name="draft">Null: a version of the programme.</param>
    internal async ValueTask<(ProgramPackage? Package, Problem? Problem)> Package(Caller caller, string? draft, string? program, int? version, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(caller) is { } refused) return (null, refused);
        DraftContent content;
        if (draft is not null)
        {
            if (await desk.Open(caller.Tenant, draft, ct) is not { } live) return (null, DraftDesk.NoDraft());
            content = live.Content;
        }
        else if (await versions.Find(caller.Tenant, program ?? "", version, ct) is { } found) content = found.Content;
        else return (null, Problem.NotFound("この版は見つかりません。", "There is no such version."));
        var made = packages.Make(caller.Tenant, content);
        return made.Package is { } package ? (package, null) : (null, new Problem(422, "PACKAGE_PROBLEMS", "program.json を読めません。先に直してください。", "program.json cannot be read; put it right first."));
    }

    /// <summary>The settings the municipality itself has for the programme today.</summary>
    internal Datum SettingsOf(string tenant, ProgramPackage package) => packages.Own(tenant, package.Id)?.Settings ?? Datum.EmptyObject;

    /// <summary>The first records the municipality itself gives a register of the programme.</summary>
    internal IReadOnlyList<Datum> RecordsOf(string tenant, ProgramPackage package, string register) => packages.Own(tenant, package.Id)?.Registers.GetValueOrDefault(register) ?? [];
}

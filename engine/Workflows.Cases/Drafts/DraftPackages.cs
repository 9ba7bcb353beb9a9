using System.Text;
using Workflows.Cases.Drafts.Documents;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Cases.Drafts;

/// <param name="Package">As far as it can be read; null when not at all.</param>
/// <param name="Municipality">The municipality with its own part of the draft; null when that has errors.</param>
/// <param name="Problems">Of reading; files are named <c>{id}/…</c> and <c>municipalities/…</c>.</param>
public sealed record DraftPackage(ProgramPackage? Package, MunicipalitySpec? Municipality, IReadOnlyList<PackageProblem> Problems)
{
    public bool Runs => Package is not null && Municipality?.Program(Package.Id) is not null && !Problems.Any(p => p.IsError);
}

/// <summary>A draft's or version's documents as the package they say.</summary>
public sealed class DraftPackages(IPackages packages)
{
    public DraftPackage Make(string tenant, DraftContent content)
    {
        var folder = content.Id is { Length: > 0 } id ? id : "draft";
        IReadOnlyList<DefinitionFile> files;
        try { files = content.ToFiles(folder); }
        catch (FormatException e) { return new(null, null, [new($"{folder}/program.json", "$", e.Message, e.Message) { Code = "FILE_UNREADABLE" }]); }
        var (package, problems) = PackageLoader.ReadFolder(folder + "/", files);
        if (package is null || problems.Any(p => p.IsError)) return new(package, null, problems);
        var set = PackageLoader.Load([.. files, MunicipalityFile(tenant, content)]);
        return new(package, set.Municipalities is [var municipality, ..] ? municipality : null, [.. problems, .. set.Problems.Where(p => p.File.StartsWith("municipalities/", StringComparison.Ordinal))]);
    }

    /// <summary>The set a draft is tried in: this package wherever its programme runs, nothing else.</summary>
    /// <exception cref="InvalidOperationException">The draft cannot run.</exception>
    public PackageSet Set(string tenant, DraftPackage draft)
    {
        if (!draft.Runs) throw new InvalidOperationException("The draft has errors and cannot run.");
        var others = packages.Current.Municipalities.Where(m => m.Code != tenant && m.Program(draft.Package!.Id) is not null)
            .Select(m => m with { Programs = [m.Program(draft.Package!.Id)!] })
            .Where(m => !Settings.Check(draft.Package!, m.Programs[0].Settings, "", "").Any(p => p.IsError) && m.Programs[0].Registers.Keys.All(r => draft.Package!.Registers.Find(r) is not null));
        return new(new Catalog<ProgramPackage>([draft.Package!]), [draft.Municipality!, .. others], []);
    }

    /// <summary>The municipality's own part as it is in force; null when it does not run the programme.</summary>
    public MunicipalityProgramSpec? Own(string tenant, string program) => packages.Current.TryFindMunicipality(tenant, out var m) ? m.Program(program) : null;

    /// <summary>The municipality's file with this programme alone.</summary>
    private DefinitionFile MunicipalityFile(string tenant, DraftContent content)
    {
        packages.Current.TryFindMunicipality(tenant, out var m);
        var file = Datum.Object(
            ("code", m?.FullCode ?? tenant), ("name", m?.Name ?? tenant),
            ("programs", Datum.List(Datum.Object(("id", content.Id)).Merge(content[DraftContent.Municipality]))),
            ("calendars", Datum.List(m?.Calendars ?? [])),
            ("offices", Datum.List((m?.Offices ?? []).Select(o => Datum.Object(("id", o.Id), ("name", o.Name), ("parent", o.Parent))))),
            ("users", Datum.List((m?.Users ?? []).Select(u => Datum.Object(
                ("id", u.Id), ("name", u.Name), ("kind", u.Kind), ("office", u.Office), ("roles", Datum.List(u.Roles.Where(r => r.StartsWith(content.Id + "/", StringComparison.Ordinal)).Select(Datum.Of))), ("attributes", u.Attributes))))));
        return new($"municipalities/{tenant}.json", file.ToUtf8());
    }
}

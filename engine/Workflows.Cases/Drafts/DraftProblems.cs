using Workflows.Cases.Commands;
using Workflows.Cases.Drafts.Documents;
using Workflows.Cases.Packages;
using Workflows.Cases.Packages.Validation;
using Workflows.Cases.Ports;

namespace Workflows.Cases.Drafts;

/// <summary>All that is wrong or doubtful in a draft, each with its element and, where there is one, its fix.</summary>
public sealed class DraftProblems(DraftPackages packages, PlanFactory plans, IPeople people)
{
    public async ValueTask<IReadOnlyList<ProblemView>> Of(string tenant, DraftContent content, CancellationToken ct, DateOnly? effectiveOn = null)
    {
        var draft = packages.Make(tenant, content);
        var found = draft.Problems.ToList();
        if (draft.Package is { } package)
        {
            var validator = new PackageValidator(plans);
            found.AddRange(found.Any(p => p.IsError) ? validator.ValidateReadable(package) : validator.Validate(package));
            found.AddRange(Periods.Check(package, effectiveOn));
            found.AddRange(await Unheld(tenant, package, ct).ConfigureAwait(false));
        }
        found.AddRange(LocalSettings.NoLonger(content).Select(n => new PackageProblem("municipality.json", $"$.settings.{n.Key}", n.Sentence.Ja, n.Sentence.En ?? n.Sentence.Ja, null, "warning") { Code = "SETTING_NO_LONGER", Instead = n.Key }));
        var own = draft.Package?.Folder ?? content.Id;
        var views = found.Where(p => !Twice(p, found)).Select(p => View(content, own, p)).ToList();
        // The engine's own check of a flow says the same without a fix.
        views.RemoveAll(v => v.Code == "ACTIVITY_UNREACHABLE" && views.Exists(o => o.Code == "STEP_UNREACHABLE" && o.Document == v.Document && o.Element == v.Element));
        return [.. views.DistinctBy(p => (p.Code, p.Document, p.Pointer, p.Sentence.Ja)).OrderBy(p => p.Severity, StringComparer.Ordinal).ThenBy(p => p.Document, StringComparer.Ordinal)];
    }

    /// <summary>A role nobody of the municipality holds: its tasks would never be taken.</summary>
    private async ValueTask<IReadOnlyList<PackageProblem>> Unheld(string tenant, ProgramPackage package, CancellationToken ct)
    {
        var found = new List<PackageProblem>();
        foreach (var role in package.Roles.Where(r => r.Kind == RoleSpec.Staff))
            if ((await people.HoldersOf(tenant, $"{package.Id}/{role.Id}", ct).ConfigureAwait(false)).Count == 0)
                found.Add(new($"{package.Folder}/program.json", $"$.roles.{role.Id}", $"役割「{role.Label.Ja}」を持つ人がいません。", $"Nobody holds the role '{role.Id}'.", "施行日までに職員へ役割を付けてください。", "warning") { Code = "ROLE_UNHELD" });
        return found;
    }

    /// <summary>The same local setting told as of an unknown key.</summary>
    private static bool Twice(PackageProblem problem, List<PackageProblem> all) =>
        problem.File.StartsWith("municipalities/", StringComparison.Ordinal) && problem.Place.Contains(".settings.", StringComparison.Ordinal)
        && all.Any(o => o.Code == "SETTING_NO_LONGER" && problem.Place.EndsWith("." + o.Instead, StringComparison.Ordinal));

    private static ProblemView View(DraftContent content, string folder, PackageProblem problem)
    {
        var (document, where) = problem.File.StartsWith("municipalities/", StringComparison.Ordinal)
            ? (DraftContent.Municipality, problem.Place.Replace("$.programs[0]", "$", StringComparison.Ordinal))
            : (folder.Length > 0 && problem.File.StartsWith(folder + "/", StringComparison.Ordinal) ? problem.File[(folder.Length + 1)..] : problem.File, problem.Place);
        // Validators name forms and settings by their id; a file may be called otherwise.
        if (!content.Documents.ContainsKey(document) && document.StartsWith("forms/", StringComparison.Ordinal))
            document = content.Documents.FirstOrDefault(d => d.Key.StartsWith("forms/", StringComparison.Ordinal) && $"forms/{d.Value["id"].AsText()}.json" == document).Key ?? document;
        var place = ProblemPlaces.Find(content[document], DraftContent.IsWorkflow(document), where);
        return new(problem.Code, problem.Severity, document, place.Path, place.Pointer, place.Element, new Label(problem.MessageJa, problem.MessageEn), problem.FixJa, ProblemFixes.Of(content, document, problem, place));
    }
}

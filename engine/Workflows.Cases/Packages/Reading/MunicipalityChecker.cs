namespace Workflows.Cases.Packages.Reading;

/// <summary>Checks what a municipality says against the packages it runs.</summary>
internal static class MunicipalityChecker
{
    /// <returns>The municipality without the programmes whose settings cannot be used, and what was found.</returns>
    public static (MunicipalitySpec Kept, IReadOnlyList<PackageProblem> Problems) Check(MunicipalitySpec municipality, string file, Catalog<ProgramPackage> packages)
    {
        var problems = new List<PackageProblem>();
        var kept = new List<MunicipalityProgramSpec>();
        for (var i = 0; i < municipality.Programs.Count; i++)
        {
            var program = municipality.Programs[i];
            var place = $"$.programs[{i}]";
            if (packages.Find(program.Id) is not { } package)
            {
                problems.Add(new(file, $"{place}.id", $"手続「{program.Id}」はまだ使えません（定義がないか、誤りがあります）。", $"The programme '{program.Id}' is not available (no package, or one with errors).",
                    Near.Fix(program.Id, [.. packages.Select(p => p.Id)]), "warning"));
                continue;
            }
            var before = problems.Count;
            problems.AddRange(Settings.Check(package, program.Settings, file, $"{place}.settings"));
            foreach (var (id, rows) in program.Registers)
                if (package.Registers.Find(id) is not { } register)
                    problems.Add(new(file, $"{place}.registers.{id}", $"台帳「{id}」は手続「{package.Id}」にありません。", $"Programme '{package.Id}' has no register '{id}'.", Near.Fix(id, [.. package.Registers.Select(r => r.Id)])));
                else
                {
                    var reading = new Reading();
                    RegisterReader.CheckSeed(register, rows, reading, file, $"{place}.registers.{id}");
                    problems.AddRange(reading.Problems);
                }
            foreach (var id in program.Connectors.Keys)
                if (package.Connectors.Find(id) is null)
                    problems.Add(new(file, $"{place}.connectors.{id}", $"コネクタ「{id}」は手続「{package.Id}」にありません。", $"Programme '{package.Id}' has no connector '{id}'.", Near.Fix(id, [.. package.Connectors.Select(c => c.Id)])));
            if (problems.Count == before) kept.Add(program with { Id = package.Id });
        }
        for (var i = 0; i < municipality.Users.Count; i++)
            for (var j = 0; j < municipality.Users[i].Roles.Count; j++)
            {
                var parts = municipality.Users[i].Roles[j].Split('@')[0].Split('/');
                if (packages.Find(parts[0]) is { } package && package.Roles.Find(parts[^1]) is null)
                    problems.Add(new(file, $"$.users[{i}].roles[{j}]", $"役割「{parts[^1]}」は手続「{package.Id}」にありません。", $"Programme '{package.Id}' has no role '{parts[^1]}'.", Near.Fix(parts[^1], [.. package.Roles.Select(r => r.Id)]), "warning"));
            }
        return (municipality with { Programs = kept, Planned = municipality.Programs }, problems);
    }
}

using Workflows.Engine.Data;

namespace Workflows.Cases.Packages.Validation;

/// <summary>Number series where they are used: who counts by offices must be told the office, and a series that begins again writes when.</summary>
internal static class NumberSeriesUse
{
    public static IEnumerable<PackageProblem> Check(ProgramPackage package, Func<string, string> fileOf)
    {
        foreach (var start in package.Starts.Where(s => package.Numbers.Find(s.Number) is { ByOffice: true }))
            yield return new($"{package.Folder}/program.json", $"$.starts.{start.Id}.number", $"案件の番号「{start.Number}」に {{office}} は使えません。課は案件が始まるときにまだ決まっていません。", $"A case's number ('{start.Number}') cannot have {{office}}: no office is known yet.",
                "{office} を除いた番号系列を別に作ってください。") { Code = "NUMBER_OFFICE" };
        foreach (var series in package.Numbers.Where(s => !s.SaysItsPeriod))
            yield return new($"{package.Folder}/program.json", $"$.numbers.{series.Id}.format", $"番号「{series.Id}」は{series.PeriodJa}ごとに1へ戻りますが、{series.PeriodJa}が番号に入っていないため、同じ番号が繰り返されます。", $"The series '{series.Id}' begins again but does not write its period, so numbers repeat.",
                $"{series.PeriodHint} を入れるか、「year」を none にしてください。", "warning") { Code = "NUMBER_REPEATS" };
        foreach (var (workflow, source) in package.WorkflowSources)
            foreach (var issue in Documents(source))
                if (issue["office"].IsNull && package.Notices.Find(issue["document"].AsText())?.Document?.Series is { } id && package.Numbers.Find(id) is { ByOffice: true })
                    yield return new(fileOf(workflow), $"#{issue["id"].AsText()}.office", $"文書「{issue["document"].AsText()}」の番号には課の記号が要りますが、「office」がありません。", $"The document's number has {{office}}, but 'office' is missing.",
                        "発行する課の記号を返す式を「office」に書いてください。") { Code = "NUMBER_OFFICE" };
    }

    private static IEnumerable<Datum> Documents(Datum value) => value.Kind switch
    {
        DatumKind.List => value.Items.SelectMany(Documents),
        DatumKind.Object => (value["type"].AsText() == "Case.Document" && value["operation"].AsText() is null or "issue" or "replace" ? [value] : Array.Empty<Datum>()).Concat(value.Members.SelectMany(m => Documents(m.Value))),
        _ => [],
    };
}

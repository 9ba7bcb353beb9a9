namespace Workflows.Cases.Packages.Validation;

/// <summary>Rules by date: a decision's periods follow one another without a gap and without two at once, and cover the days cases will ask for.</summary>
internal static class Periods
{
    /// <param name="from">The first day cases can begin on the package; null: only gaps and overlaps are looked for.</param>
    public static IEnumerable<PackageProblem> Check(ProgramPackage package, DateOnly? from)
    {
        foreach (var decision in package.Decisions.Where(d => d.Periods.Count > 0))
        {
            var file = decision.File[..^".dmn".Length] + ".json";
            var periods = decision.Periods.OrderBy(p => p.From).ToList();
            PackageProblem Problem(string code, string place, string ja, string en) => new(file, place, ja, en, "期間を足すか、日付を直してください。") { Code = code };
            foreach (var (before, after) in periods.Zip(periods.Skip(1)))
            {
                if (before.To is not { } end || end >= after.From)
                    yield return Problem("PERIOD_OVERLAP", $"$.periods.{after.Id}", $"決定表「{decision.Label.Ja}」の期間「{before.Label.Ja}」と「{after.Label.Ja}」が重なっています。", $"Periods '{before.Id}' and '{after.Id}' of '{decision.Id}' overlap.");
                else if (end.AddDays(1) != after.From)
                    yield return Problem("PERIOD_GAP", $"$.periods.{after.Id}", $"決定表「{decision.Label.Ja}」には {end.AddDays(1):yyyy-MM-dd} から {after.From.AddDays(-1):yyyy-MM-dd} までの期間がありません。", $"'{decision.Id}' has no period from {end.AddDays(1):yyyy-MM-dd} to {after.From.AddDays(-1):yyyy-MM-dd}.");
            }
            if (from is { } day && !periods.Exists(p => p.Holds(day)))
                yield return Problem("PERIOD_MISSING", "$.periods", $"決定表「{decision.Label.Ja}」には施行日（{day:yyyy-MM-dd}）に効力のある期間がありません。", $"'{decision.Id}' has no period valid on {day:yyyy-MM-dd}.");
        }
    }
}

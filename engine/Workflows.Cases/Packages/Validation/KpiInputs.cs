using System.Text.RegularExpressions;
using Workflows.Cases.Expressions;
using Workflows.Cases.Packages.Reading;
using Workflows.Cases.Registers;
using Workflows.Engine.Data;

namespace Workflows.Cases.Packages.Validation;

/// <summary>KPIs whose inputs nobody collects: names nothing gives, states no case comes to, registers nobody writes.</summary>
internal static partial class KpiInputs
{
    private static readonly string[] Always = ["facts", "allFacts", "period", "by", "settings", "today", "now"];
    private static readonly string[] Writing = ["add", "change", "end", "upsert"];

    public static IEnumerable<PackageProblem> Check(ProgramPackage package)
    {
        var states = package.States.Select(s => s.Id).Concat(package.WorkflowSources.Values.SelectMany(States)).ToHashSet(StringComparer.Ordinal);
        var written = package.WorkflowSources.Values.SelectMany(Written).ToHashSet(StringComparer.Ordinal);
        foreach (var kpi in package.Kpis)
        {
            PackageProblem Problem(string code, string severity, string ja, string en, string? fix, string? instead) =>
                new($"{package.Folder}/program.json", $"$.kpis.{kpi.Id}", $"指標「{kpi.Label.Ja}」: {ja}", $"KPI '{kpi.Id}': {en}", fix, severity) { Code = code, Instead = instead };
            var known = Always.Concat(kpi.Lookups.Select(l => l.As)).ToList();
            var feels = new[] { kpi.Formula, kpi.Rows }.Concat(kpi.By.Select(b => b.Values)).OfType<Feel>().ToList();
            foreach (var name in feels.SelectMany(f => f.Names).Distinct().Where(n => !known.Contains(n) && !FieldOf(package, kpi, n) && !feels.Exists(f => Makes(f, n))))
                yield return Problem("KPI_NAME_UNKNOWN", "error", $"式の中の「{name}」を与えるものがありません。", $"nothing gives the name '{name}'.", Near.Fix(name, known), Near.Find(name, known));
            foreach (var state in feels.SelectMany(f => StateUse().Matches(f.Text).Select(m => m.Groups[1].Value)).Distinct().Where(s => !states.Contains(s)))
                yield return Problem("KPI_STATE_UNKNOWN", "error", $"状態「{state}」になる案件はありません。", $"no case comes to the state '{state}'.", Near.Fix(state, states), Near.Find(state, states));
            foreach (var register in kpi.Lookups.Select(l => package.Registers.Find(l.Register)).OfType<RegisterSpec>().Distinct())
                if (package.Ledgers.All(l => !l.Keeps(register.Id)) && register.Editors.Count == 0 && register.Source is null && register.Seed.Count == 0 && !written.Contains(register.Id) && package.Surveys.All(s => s.Register != register.Id))
                    yield return Problem("KPI_INPUT_UNCOLLECTED", "warning", $"台帳「{register.Label.Ja}」に書く人も手順もありません。", $"nobody and no workflow writes the register '{register.Id}'.",
                        "台帳の editors か、Case.Register で書く手順を決めてください。", register.Id);
        }
    }

    /// <summary>In a filter the fields of the records filtered stand by name.</summary>
    private static bool FieldOf(ProgramPackage package, KpiSpec kpi, string name) =>
        Facts.Contains(name) || kpi.Lookups.Any(l => package.Registers.Find(l.Register)?.Field(name) is not null);

    /// <summary>A member of a context the expression itself makes: a filter over such contexts sees it by name.</summary>
    private static bool Makes(Feel feel, string name) => Regex.IsMatch(feel.Text, $@"[{{,]\s*{Regex.Escape(name)}\s*:", RegexOptions.CultureInvariant);

    private static readonly string[] Facts = ["case", "line", "fact", "state", "from", "at", "channel", "workflow", "列", "item"];

    private static IEnumerable<string> States(Datum workflow) => Objects(workflow).SelectMany(o => o["type"].AsText() switch
    {
        "Case.States" => o["states"].Items.Select(s => s["id"].AsText()),
        "Case.Status" => [o["state"].AsText()],
        _ => [],
    }).OfType<string>();

    private static IEnumerable<string> Written(Datum workflow) =>
        Objects(workflow).Where(o => o["type"].AsText() == "Case.Register" && Writing.Contains(o["operation"].AsText())).Select(o => o["register"].AsText()).OfType<string>();

    private static IEnumerable<Datum> Objects(Datum value) => value.Kind switch
    {
        DatumKind.List => value.Items.SelectMany(Objects),
        DatumKind.Object => value.Members.SelectMany(m => Objects(m.Value)).Prepend(value),
        _ => [],
    };

    [GeneratedRegex("""\bstate\s*=\s*"([^"]+)""")]
    private static partial Regex StateUse();
}

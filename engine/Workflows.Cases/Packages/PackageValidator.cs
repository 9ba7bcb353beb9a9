using System.Text.RegularExpressions;
using Workflows.Cases.Forms;
using Workflows.Cases.Packages.Reading;
using Workflows.Cases.Packages.Validation;
using Workflows.Engine.Data;
using Workflows.Engine.Plans;

namespace Workflows.Cases.Packages;

/// <summary>
/// Looks at a package as a whole before it is published: what the loader cannot see file by file. Errors forbid publishing, warnings do
/// not. Every finding has a place, a sentence in Japanese, and where there is one a fix.
/// </summary>
/// <param name="factory">Compiles the workflows; null leaves that out.</param>
public sealed partial class PackageValidator(PlanFactory? factory = null)
{
    public IReadOnlyList<PackageProblem> Validate(ProgramPackage package) =>
    [
        .. Compile(package), .. SettingNames(package), .. Labels(package), .. NamesInForms(package), .. UnusedParts(package), .. DeafActions(package),
        .. Calendars(package), .. DeclaredSystems(package), .. KpiInputs.Check(package), .. SurveyReader.Check(package), .. NumberSeriesUse.Check(package, w => FileOf(package, w)), .. package.WorkflowSources.SelectMany(w => ActivityShapes.Check(w.Value, FileOf(package, w.Key)).Concat(FlowChecker.Check(w.Value, FileOf(package, w.Key)))), .. Tables(package),
    ];

    /// <summary>Of a package that could not be read whole: what does not lean on what is broken.</summary>
    public IReadOnlyList<PackageProblem> ValidateReadable(ProgramPackage package) =>
        [.. Labels(package), .. UnusedParts(package), .. DeafActions(package), .. package.WorkflowSources.SelectMany(w => ActivityShapes.Check(w.Value, FileOf(package, w.Key)).Concat(FlowChecker.Check(w.Value, FileOf(package, w.Key))))];

    /// <summary>Each package of the set, and whether somebody holds its roles in each municipality that names users.</summary>
    public IReadOnlyList<PackageProblem> Validate(PackageSet set) =>
        [.. set.Problems, .. set.Packages.SelectMany(Validate), .. set.Municipalities.SelectMany(m => Holders(set, m))];

    private IEnumerable<PackageProblem> Compile(ProgramPackage package)
    {
        if (factory is null) yield break;
        foreach (var workflow in package.WorkflowSources.Keys)
        {
            IReadOnlyList<PlanProblem> problems;
            PackageProblem? failure = null;
            try { factory.Make(package, workflow, out problems); }
            catch (DefinitionException e)
            {
                problems = [];
                failure = new(FileOf(package, workflow), "$", $"ワークフローとして読めません: {e.Message}", $"This is no workflow definition: {e.Message}");
            }
            if (failure is not null) yield return failure;
            // Findings of the workflows it uses come with those workflows themselves.
            foreach (var problem in problems.Where(p => p.Place == workflow || p.Place.StartsWith(workflow + "#", StringComparison.Ordinal)))
                yield return new(FileOf(package, workflow), problem.Place[Math.Min(problem.Place.Length, workflow.Length)..] is { Length: > 0 } place ? place : "$",
                    problem.MessageJa, problem.MessageEn, problem.FixJa, problem.Severity) { Code = problem.Code };
        }
    }

    /// <summary>A connector of a declared kind has its declaration, and calls name its operations.</summary>
    private static IEnumerable<PackageProblem> DeclaredSystems(ProgramPackage package)
    {
        foreach (var connector in package.Connectors.Where(c => ConnectorDeclaration.Kinds.Contains(c.Kind) && package.Declarations.Find(c.Id) is null))
            yield return new($"{package.Folder}/program.json", $"$.connectors.{connector.Id}", $"コネクタ「{connector.Id}」の宣言がありません。", $"Nothing declares the connector '{connector.Id}'.", $"connectors/{connector.Id}.json を書いてください。");
        foreach (var idle in package.Declarations.Where(d => package.Connectors.Find(d.Id) is null))
            yield return Warn(package, $"connectors/{idle.Id}.json", "$.id", $"宣言「{idle.Id}」のコネクタが program.json にありません。", $"program.json has no connector '{idle.Id}'.");
        foreach (var (workflow, source) in package.WorkflowSources)
            foreach (var call in Objects(source).Where(o => o["type"].AsText() == "Case.Call"))
                if (call["connector"].AsText() is { } id && call["operation"].AsText() is { } operation && package.Declarations.Find(id) is { } declared && declared.Operations.All(o => o.Id != operation))
                    yield return new(FileOf(package, workflow), $"#{call["id"].AsText()}.operation", $"コネクタ「{id}」に操作「{operation}」はありません。", $"Connector '{id}' has no operation '{operation}'.", Near.Fix(operation, [.. declared.Operations.Select(o => o.Id)]));
    }

    /// <summary><c>settings.x</c> anywhere in the package names a declared setting.</summary>
    private static IEnumerable<PackageProblem> SettingNames(ProgramPackage package)
    {
        var known = package.SettingSpecs.Select(s => s.Key).ToHashSet(StringComparer.Ordinal);
        var used = new SortedSet<string>(package.Decisions.SelectMany(d => d.Settings.Values), StringComparer.Ordinal);
        foreach (var file in package.Files.Where(f => package.Digests.ContainsKey(Inside(package, f)) && !f.Path.EndsWith(".dmn", StringComparison.Ordinal)))
        {
            var text = System.Text.Encoding.UTF8.GetString(file.Content.Span);
            foreach (var match in SettingUse().Matches(text).DistinctBy(m => m.Groups[1].Value))
            {
                used.Add(match.Groups[1].Value);
                if (known.Contains(match.Groups[1].Value)) continue;
                yield return new(file.Path, $"{text[..match.Index].Count(c => c == '\n') + 1}行目", $"設定「{match.Groups[1].Value}」は宣言されていません。",
                    $"The setting '{match.Groups[1].Value}' is not declared.", Near.Fix(match.Groups[1].Value, known)) { Code = "SETTING_UNKNOWN", Instead = match.Groups[1].Value };
            }
        }
        foreach (var idle in known.Except(used).Order(StringComparer.Ordinal))
            yield return Warn(package, "program.json", $"$.settings.{idle}", $"設定「{idle}」はどこでも使われていません。", $"The setting '{idle}' is used nowhere.") with { Code = "SETTING_UNUSED" };
    }

    private static IEnumerable<PackageProblem> Labels(ProgramPackage package)
    {
        var fields = package.Forms.SelectMany(f => f.Fields.SelectMany(c => c.Columns.Prepend(c)).Select(c => (File: $"forms/{f.Id}.json", c.Key, c.Label)))
            .Concat(package.Fields.Select(f => (File: "program.json", f.Key, f.Label)));
        foreach (var (file, key, label) in fields.Where(f => f.Label.Ja.Length == 0))
            yield return Warn(package, file, $"@{key}", $"項目「{key}」に名前（label）がありません。", $"The field '{key}' has no label.", "画面に出る名前を書いてください。") with { Code = "FIELD_UNLABELED", Instead = key };
        // Two items of which only one is asked for at a time may well have one name.
        foreach (var form in package.Forms)
            foreach (var twice in form.Fields.Where(f => f.Label.Ja.Length > 0 && f.Visible is null && f.Type is not (FieldType.Heading or FieldType.Explanation)).GroupBy(f => f.Label.Ja, StringComparer.Ordinal))
                foreach (var again in twice.Skip(1))
                    yield return Warn(package, $"forms/{form.Id}.json", $"@{again.Key}", $"様式「{form.Title.Ja}」に「{twice.Key}」という項目が2つ以上あります。書く人も、条件や通知でも見分けられません。", $"The form '{form.Id}' has several fields called '{twice.Key}'.", "どちらかの名前を変えてください。") with { Code = "FIELD_SAME_NAME" };
    }

    /// <summary>Names rules of a form use that nobody gives them.</summary>
    private static IEnumerable<PackageProblem> NamesInForms(ProgramPackage package)
    {
        var caseFields = package.Forms.SelectMany(f => f.Fields.SelectMany(c => c.Columns.Prepend(c))).Concat(package.Fields).Select(f => f.Key);
        foreach (var form in package.Forms)
        {
            var known = new HashSet<string>(caseFields.Concat(form.Lookups.Select(l => l.As)).Concat(["head", "settings", "today", "now", "value", "form"]), StringComparer.Ordinal);
            foreach (var (place, feels, lookups) in FormFeels.Of(form))
                foreach (var name in feels.SelectMany(f => f.Names).Distinct().Where(n => !known.Contains(n) && lookups.All(l => l != n)))
                    yield return Warn(package, $"forms/{form.Id}.json", place.StartsWith('$') ? place : "@" + place, $"式の中の「{name}」が何か分かりません。", $"Nothing gives the name '{name}'.", Near.Fix(name, known)) with { Code = "NAME_UNKNOWN", Instead = Near.Find(name, known) };
        }
    }

    private static IEnumerable<PackageProblem> UnusedParts(ProgramPackage package)
    {
        var texts = package.WorkflowSources.Values.SelectMany(Texts).ToHashSet(StringComparer.Ordinal);
        var started = package.Starts.Select(s => s.Workflow).ToHashSet(StringComparer.Ordinal);
        foreach (var workflow in package.WorkflowSources.Keys.Where(w => !started.Contains(w) && package.WorkflowSources.All(o => o.Key == w || !Texts(o.Value).Contains(w))))
            yield return new(FileOf(package, workflow), "$", $"ワークフロー「{workflow}」はどこからも始まりません。", $"Nothing starts the workflow '{workflow}'.", "program.json の starts に書いてください。", "warning") { Code = "WORKFLOW_UNUSED" };
        var forms = package.Starts.Select(s => s.Form).Concat(package.Actions.Select(a => a.Form)).Concat(package.Surveys.Select(s => s.Form)).OfType<string>().ToHashSet(StringComparer.Ordinal);
        foreach (var form in package.Forms.Where(f => !forms.Contains(f.Id) && !texts.Contains(f.Id)))
            yield return Warn(package, $"forms/{form.Id}.json", "$", $"様式「{form.Id}」はどこでも使われていません。", $"The form '{form.Id}' is used nowhere.") with { Code = "FORM_UNUSED" };
        foreach (var notice in package.Notices.Where(n => n.Kind == "notice" && !texts.Contains(n.Id)))
            yield return new(notice.File, "1行目", $"通知「{notice.Id}」を送る所がありません。", $"Nothing sends the notice '{notice.Id}'.", null, "warning") { Code = "NOTICE_UNUSED" };
        var roles = package.Starts.SelectMany(s => s.By).Concat(package.Actions.SelectMany(a => a.By)).Concat(package.Registers.SelectMany(r => r.Editors.Concat(r.Readers).Concat(r.ScopedReaders.Select(s => s.Role))))
            .Concat(package.Privacy.Values.SelectMany(p => p.ReaderRoles)).Concat(package.Access?.Readers.Select(r => r.Role) ?? []).Concat(package.Protection?.Readers ?? []).ToHashSet(StringComparer.Ordinal);
        foreach (var role in package.Roles.Where(r => r.Kind == RoleSpec.Staff && !roles.Contains(r.Id) && !texts.Contains(r.Id)))
            yield return Warn(package, "program.json", $"$.roles.{role.Id}", $"役割「{role.Id}」（{role.Label.Ja}）は何もしません。", $"The role '{role.Id}' does nothing.") with { Code = "ROLE_UNUSED" };
    }

    private static IEnumerable<PackageProblem> DeafActions(ProgramPackage package)
    {
        var heard = package.WorkflowSources.Values.SelectMany(w => Members(w, "action")).ToHashSet(StringComparer.Ordinal);
        foreach (var action in package.Actions.Where(a => a.Effect is null && !heard.Contains(a.Id)))
            yield return Warn(package, "program.json", $"$.actions.{action.Id}", $"操作「{action.Id}」（{action.Label.Ja}）を受ける所が流れにありません。",
                $"No workflow listens to the action '{action.Id}'.", "手順の「起こりうること」、「状態遷移」の移り方、「待つ」のいずれかで受けてください。") with { Code = "ACTION_UNHEARD" };
    }

    /// <summary>Business days are counted by a calendar somebody chose.</summary>
    private static IEnumerable<PackageProblem> Calendars(ProgramPackage package)
    {
        var program = package.Files.FirstOrDefault(f => Inside(package, f) == "program.json");
        if (program is null || Datum.Parse(program.Content.Span).Has("calendar")) yield break;
        foreach (var (id, source) in package.WorkflowSources)
            if (Objects(source).Any(o => o.Has("businessDays") && !o.Has("calendar")))
                yield return new(FileOf(package, id), "$", "営業日で数える期限がありますが、暦が決められていません。", "Business days are counted, but no calendar is named.",
                    "program.json の calendar か、期限の calendar に暦を書いてください。", "warning") { Code = "TIMER_WITHOUT_CALENDAR" };
    }

    private static IEnumerable<PackageProblem> Tables(ProgramPackage package) =>
        package.Decisions.SelectMany(d => DecisionTables.Check(d)).Concat(package.Decisions.SelectMany(d => d.Model.Check().Select(m => new PackageProblem(d.File, "#" + (m.PartId.Length > 0 ? m.PartId : m.ElementId), m.MessageJa, m.MessageEn) { Code = "DECISION" })));

    private static IEnumerable<PackageProblem> Holders(PackageSet set, MunicipalitySpec municipality)
    {
        if (municipality.Users.Count == 0) yield break;
        var held = municipality.Users.SelectMany(u => u.Roles).ToHashSet(StringComparer.Ordinal);
        foreach (var program in municipality.Programs)
            foreach (var role in set.Packages.Get(program.Id).Roles.Where(r => r.Kind == RoleSpec.Staff && !held.Contains($"{program.Id}/{r.Id}")))
                yield return new($"municipalities/{municipality.Code}.json", "$.users", $"{municipality.Name}では、役割「{role.Id}」（{role.Label.Ja}）を持つ人がいません。",
                    $"Nobody holds the role '{program.Id}/{role.Id}'.", "users の roles に書いてください。", "warning") { Code = "ROLE_UNHELD" };
    }

    private static string FileOf(ProgramPackage package, string workflow) => $"{package.Folder}/{package.WorkflowFiles.GetValueOrDefault(workflow, "workflows")}";
    private static string Inside(ProgramPackage package, DefinitionFile file) => file.Path[Math.Min(file.Path.Length, package.Folder.Length + 1)..];
    private static PackageProblem Warn(ProgramPackage package, string file, string place, string ja, string en, string? fix = null) => new($"{package.Folder}/{file}", place, ja, en, fix, "warning");

    private static IEnumerable<string> Texts(Datum value) => value.Kind switch
    {
        DatumKind.Text => [value.AsText()!],
        DatumKind.List => value.Items.SelectMany(Texts),
        DatumKind.Object => value.Members.SelectMany(m => Texts(m.Value)),
        _ => [],
    };

    private static IEnumerable<string> Members(Datum value, string key) => Objects(value).Select(o => o[key].AsText()).OfType<string>();

    private static IEnumerable<Datum> Objects(Datum value) => value.Kind switch
    {
        DatumKind.List => value.Items.SelectMany(Objects),
        DatumKind.Object => value.Members.SelectMany(m => Objects(m.Value)).Prepend(value),
        _ => [],
    };

    [GeneratedRegex(@"\bsettings\.([\p{L}_][\p{L}\p{N}_]*)")]
    private static partial Regex SettingUse();
}

using Workflows.Decisions.Calendars;

namespace Workflows.Cases.Packages.Reading;

/// <summary>Checks that every name a package points at is declared in it.</summary>
internal sealed class ReferenceChecker(ProgramPackage package, IEnumerable<string> writtenFields)
{
    private readonly SortedSet<string> _fields = new(
        package.Forms.SelectMany(f => f.Fields.Concat(f.Fields.SelectMany(c => c.Columns))).Select(f => f.Key)
            .Concat(package.Fields.Select(f => f.Key))
            .Concat(package.Fields.SelectMany(f => f.Columns).Select(f => f.Key))
            .Concat(package.Registers.SelectMany(r => r.Fields).Select(f => f.Key))
            .Concat(writtenFields),
        StringComparer.Ordinal);

    public IEnumerable<PackageProblem> Check(IEnumerable<Reference> references)
    {
        foreach (var reference in references)
            if (Problem(reference) is { } problem) yield return problem;
    }

    private PackageProblem? Problem(Reference r) => r.Kind switch
    {
        RefKind.Role => In(r, "役割", "role", package.Roles),
        RefKind.State => package.States.Count == 0 ? null : In(r, "状態", "state", package.States),
        RefKind.Form => In(r, "様式", "form", package.Forms),
        RefKind.Register => In(r, "台帳", "register", package.Registers),
        RefKind.Survey => In(r, "アンケート", "survey", package.Surveys),
        RefKind.Ledger => In(r, "元帳", "ledger", package.Ledgers),
        RefKind.RegisterPeriod => package.Registers.Find(r.Id) is not { Period: null } ? null
            : new(r.File, r.Place, $"台帳「{r.Id}」には有効期間の項目がありません。", $"Register '{r.Id}' declares no valid time.", "台帳に period: [初めの項目, 終わりの項目] を書いてください。") { Code = "REGISTER_WITHOUT_PERIOD", Instead = r.Id },
        RefKind.Decision => In(r, "決定表", "decision", package.Decisions),
        RefKind.Notice => In(r, "通知", "notice", package.Notices),
        RefKind.Connector => In(r, "コネクタ", "connector", package.Connectors),
        RefKind.Action => In(r, "操作", "action", package.Actions),
        RefKind.Start => In(r, "開始", "start", package.Starts),
        RefKind.Deadline => In(r, "期限", "deadline", package.Deadlines),
        RefKind.Setting => In(r, "設定", "setting", package.SettingSpecs),
        RefKind.FileLayout => In(r, "ファイル様式", "file layout", package.FileLayouts),
        RefKind.Number => In(r, "番号系列", "number series", package.Numbers),
        RefKind.Workflow => package.WorkflowSources.ContainsKey(r.Id) ? null : Missing(r, "ワークフロー", "workflow", [.. package.WorkflowSources.Keys]),
        RefKind.Calendar => BusinessCalendars.Find(r.Id) is not null || r.Id.Contains(':', StringComparison.Ordinal) ? null
            : Missing(r, "暦", "calendar", [.. BusinessCalendars.All.Select(c => c.Id)]),
        RefKind.CaseField => _fields.Contains(r.Id.Split('.', '[')[0]) ? null : Missing(r, "項目", "field", _fields),
        RefKind.RegisterWhere when package.Registers.Find(r.Within) is { } register && register.Field(r.Id) is not null && !register.IndexedFields.Contains(r.Id) =>
            new(r.File, r.Place, $"台帳「{register.Id}」の項目「{r.Id}」では探せません。", $"Register '{register.Id}' cannot be searched by '{r.Id}'.", "台帳の項目に indexed: true を書いてください。") { Code = "FIELD_NOT_INDEXED", Instead = $"{register.Id}/{r.Id}" },
        RefKind.RegisterField or RefKind.RegisterWhere => package.Registers.Find(r.Within) is not { } register || register.Field(r.Id.Split('.')[0]) is not null ? null
            : Missing(r, $"台帳「{register.Id}」の項目", $"field of register '{register.Id}'", [.. register.Fields.Select(f => f.Key)]),
        RefKind.FormField => package.Forms.Find(r.Within) is not { } form || form.Fields.Concat(form.Fields.SelectMany(f => f.Columns)).Any(f => f.Key == r.Id.Split('.', '[')[0]) ? null
            : Missing(r, $"様式「{form.Id}」の項目", $"field of form '{form.Id}'", [.. form.Fields.Select(f => f.Key)]),
        _ => null,
    };

    private static PackageProblem? In<T>(Reference r, string ja, string en, Catalog<T> catalog) where T : class, IDeclared =>
        catalog.Find(r.Id) is not null ? null : Missing(r, ja, en, [.. catalog.Select(i => i.Id)]);

    private static PackageProblem Missing(Reference r, string ja, string en, IReadOnlyCollection<string> known) =>
        new(r.File, r.Place, $"{ja}「{r.Id}」がありません。", $"There is no {en} '{r.Id}'.", Near.Fix(r.Id, known)) { Code = $"{Code(r.Kind)}_UNKNOWN", Instead = Near.Find(r.Id, known) };

    private static string Code(RefKind kind) => kind switch
    {
        RefKind.FileLayout => "LAYOUT",
        RefKind.CaseField or RefKind.FormField or RefKind.RegisterField or RefKind.RegisterWhere => "FIELD",
        _ => kind.ToString().ToUpperInvariant(),
    };
}

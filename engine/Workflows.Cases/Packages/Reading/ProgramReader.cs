using Workflows.Cases.Registers;
using Workflows.Engine.Data;

namespace Workflows.Cases.Packages.Reading;

/// <summary>Reads program.json.</summary>
internal static class ProgramReader
{
    public static ProgramPackage Read(Node node)
    {
        var calendar = node.OptionalText("calendar");
        node.Refer(RefKind.Calendar, calendar, "calendar");
        var package = new ProgramPackage
        {
            Id = node.Id(),
            Aliases = node.Texts("aliases"),
            Version = node.Int("version") ?? 1,
            Title = node.Label("title"),
            Summary = node.OptionalLabel("summary"),
            Portal = node.Object("portal", Shapes.Portal, Portal) ?? PortalSpec.Empty,
            LegalBasis = node.Texts("legalBasis"),
            Roles = node.Catalog("roles", Shapes.Role, n => new RoleSpec(n.Id(), n.Label("label"),
                n.Choice("kind", RoleSpec.Staff, RoleSpec.Citizen, RoleSpec.Staff, RoleSpec.Outside, RoleSpec.System), n.Texts("aliases"))),
            States = node.Catalog("states", Shapes.State, State),
            Status = node.Feel("status"),
            Numbers = node.Catalog("numbers", Shapes.Number, Number),
            Calendar = calendar ?? "jp-municipal",
            SettingSpecs = node.Catalog("settings", Shapes.Setting, Setting),
            Connectors = node.Catalog("connectors", Shapes.Connector, n => new ConnectorSpec(n.Id(), n.OptionalLabel("label") ?? n.Text("id"), n.Text("kind"), n.Texts("aliases")) { Policies = Policies(n) }),
            Starts = node.Catalog("starts", Shapes.Start, Start),
            Actions = node.Catalog("actions", Shapes.Action, Action),
            Events = node.Catalog("events", Shapes.Event, EventReader.Event),
            Deadlines = node.Catalog("deadlines", Shapes.Deadline, DeadlineReader.Deadline),
            Fields = node.Catalog("fields", Shapes.Field, FormReader.Field),
            Privacy = Privacy(node),
            Access = node.Object("access", Shapes.CaseAccess, PrivacyReader.Access),
            Protection = node.Object("protection", Shapes.Protection, PrivacyReader.Protection),
            Kpis = node.Catalog("kpis", Shapes.Kpi, Kpi),
            Ledgers = node.Catalog("ledgers", Shapes.Ledger, LedgerReader.Ledger),
            Surveys = node.Catalog("surveys", Shapes.Survey, SurveyReader.Read),
            Retention = Retention(node),
            Texts = Texts(node),
            Codes = node.Object("codes", Shapes.Codes, Codes) ?? Identity.CodeSpec.Default,
        };
        return package;
    }

    private static SortedDictionary<string, CallPolicySpec> Policies(Node n)
    {
        var result = new SortedDictionary<string, CallPolicySpec>(StringComparer.Ordinal);
        foreach (var (operation, value, place) in n.Entries("operations"))
            if (n.Child(value, place, Shapes.CallPolicy) is { } child) result[operation] = CallPolicySpec.Read(value, (key, ja, en) => child.Error(key, ja, en));
        return result;
    }

    private static PortalSpec Portal(Node n) => new(
        n.Texts("lifeEvents"), n.Texts("keywords"), n.Labels("needs"), n.OptionalLabel("fee"), n.OptionalLabel("duration"), n.OptionalLabel("decider"),
        n.List("steps", Shapes.PortalStep, s => new PortalStepSpec(s.Label("label"), States(s))),
        n.Object("handover", Shapes.Handover, h => new HandoverSpec(h.Text("url"), States(h), h.Label("label"))));

    private static Identity.CodeSpec Codes(Node n)
    {
        var usual = Identity.CodeSpec.Default;
        var spec = new Identity.CodeSpec(n.Int("digits") ?? usual.Digits, CommonReader.Span(n, "validFor", usual.ValidFor), n.Int("tries") ?? usual.Tries,
            CommonReader.Span(n, "again", usual.Again), n.Int("perHour") ?? usual.PerHour, CommonReader.Span(n, "keep", usual.Keep));
        if (spec.Digits is < 4 or > 9) n.Error("digits", "確認コードは4桁から9桁です。", "A code has 4 to 9 digits.");
        if (spec.Tries is < 1 or > 20) n.Error("tries", "「tries」は1から20です。", "'tries' is 1 to 20.");
        if (spec.PerHour is < 1 or > 60) n.Error("perHour", "「perHour」は1から60です。", "'perHour' is 1 to 60.");
        if (spec.ValidFor < TimeSpan.FromMinutes(1) || spec.ValidFor > TimeSpan.FromDays(1)) n.Error("validFor", "確認コードの有効期間は1分から1日までです。", "A code is valid for a minute to a day.");
        return spec;
    }

    private static IReadOnlyList<string> States(Node n)
    {
        var states = n.Texts("states");
        n.Refer(RefKind.State, states, "states");
        return states;
    }

    private static StateSpec State(Node n)
    {
        var label = n.OptionalLabel("label") ?? n.Text("id");
        return new(n.Id(), label, n.OptionalLabel("public") ?? label, n.Choice("lifecycle", "active", "draft", "active", "ended"), n.Texts("aliases"));
    }

    private static NumberSeriesSpec Number(Node n)
    {
        var series = new NumberSeriesSpec(n.Id(), n.Text("format"), n.Choice("year", "fiscal", "fiscal", "calendar", "month", "day", "none"));
        if (series.Format.Length > 0 && series.Problem is { } problem)
            n.Error("format", problem.Ja, problem.En, "KF-{year}-{seq:6} のように書いてください。");
        return series;
    }

    private static KpiSpec Kpi(Node n)
    {
        var kpi = new KpiSpec(n.Id(), n.Label("label"), n.OptionalText("unit") ?? "", n.Feel("formula"), n.Texts("aliases"))
        {
            Lookups = CommonReader.Lookups(n),
            By = n.List("by", Shapes.KpiBy, d => new KpiDimension(d.Key(), d.OptionalLabel("label") ?? d.Text("key"), d.RequiredFeel("values"))),
            Rows = n.Feel("rows"),
            Round = n.Int("round"),
            Empty = n.OptionalText("empty") ?? "―",
            Readers = n.Texts("readers"),
            Least = n.Int("least"),
        };
        n.Refer(RefKind.Role, kpi.Readers, "readers");
        if (kpi.Least is not null && kpi.Rows is null) n.Error("least", "「least」には、数えるもとの「rows」が要ります。", "'least' needs 'rows' to count.", "「rows」を書いてください。");
        if (kpi.Round is < 0 or > 10) n.Error("round", "「round」は 0 から 10 です。", "'round' is 0 to 10.");
        return kpi;
    }

    private static SettingSpec Setting(Node n)
    {
        var type = n.Choice("type", "text", "text", "number", "boolean", "list", "object", "date");
        var spec = new SettingSpec(n.Key(), n.Label("label"), type, n.Flag("required"), n.Raw("default"), n.Pattern("pattern"));
        if (!spec.Default.IsNull && Settings.Problem(spec, spec.Default) is { } problem)
            n.Error("default", problem.Ja, problem.En);
        return spec;
    }

    private static StartSpec Start(Node n)
    {
        var kind = n.Choice("kind", "form", "form", "schedule", "file", "event", "date", "register", "threshold") switch
        {
            "schedule" => StartKind.Schedule, "file" => StartKind.File, "event" => StartKind.Event, "date" => StartKind.Date, "register" => StartKind.Register, "threshold" => StartKind.Threshold, _ => StartKind.Form,
        };
        var start = new StartSpec
        {
            Id = n.Id(),
            Kind = kind,
            GoesOn = n.Has("whenRetired") ? n.Choice("whenRetired", "stop", "stop", "goOn") == "goOn" : StartSpec.GoesOnByItself(kind),
            Aliases = n.Texts("aliases"),
            Label = n.Label("label"),
            Workflow = n.Text("workflow"),
            Form = n.OptionalText("form"),
            By = n.Texts("by"),
            Channel = n.OptionalText("channel"),
            Number = n.OptionalText("number"),
            State = n.OptionalText("state"),
            Checks = CommonReader.Checks(n),
            Lookups = CommonReader.Lookups(n),
            Calendar = n.OptionalText("calendar"),
            At = n.TimeOfDay("at"),
            On = n.Has("on") ? n.Choice("on", "businessDay", "businessDay", "day") : null,
            Cron = n.OptionalText("cron"),
            Day = n.Int("day"),
            BusinessDay = n.Int("businessDay"),
            Months = [.. n.Raw("months").Items.Select(m => (int)(m.AsLong() ?? 0))],
            Roll = n.Choice("roll", "none", "none", "next", "previous", "skip"),
            Missed = n.Choice("missed", "once", "once", "each", "skip"),
            Each = n.Object("each", Shapes.Each, e => new EachSpec(StartReader.Register(e), e.NamedFeels("where"), e.Feel("when"))),
            Register = n.OptionalText("register"),
            Where = n.NamedFeels("where"),
            When = n.Feel("when"),
            Date = n.Feel("date"),
            Offset = n.OptionalTemplate("offset"),
            Within = StartReader.Within(n),
            Once = n.OptionalTemplate("once"),
            Signal = n.OptionalText("signal"),
            Connector = n.OptionalText("connector"),
            Event = n.OptionalText("event"),
            Filter = n.Feel("filter"),
            Applicant = n.Feel("applicant"),
            Verify = n.Feel("verify"),
            ByCode = n.Choice("signIn", "account", "account", "code") == "code",
            Input = n.NamedFeels("input"),
            Key = n.OptionalTemplate("key"),
        };
        n.Refer(RefKind.Workflow, start.Workflow, "workflow");
        n.Refer(RefKind.Form, start.Form, "form");
        n.Refer(RefKind.Role, start.By, "by");
        n.Refer(RefKind.Number, start.Number, "number");
        n.Refer(RefKind.State, start.State, "state");
        n.Refer(RefKind.Calendar, start.Calendar, "calendar");
        n.Refer(RefKind.Connector, start.Connector, "connector");
        n.Refer(RefKind.Register, start.Register, "register");
        StartReader.Check(n, start);
        return start;
    }

    private static ActionSpec Action(Node n)
    {
        var action = new ActionSpec
        {
            Id = n.Id(),
            Aliases = n.Texts("aliases"),
            Label = n.Label("label"),
            By = n.Texts("by"),
            Form = n.OptionalText("form"),
            States = n.Texts("states"),
            Confirm = n.OptionalLabel("confirm"),
            Checks = CommonReader.Checks(n),
            Lookups = CommonReader.Lookups(n),
            Effect = n.Has("effect") ? n.Choice("effect", "reveal", "reveal", "hold", "resume", "reopen") : null,
            To = n.OptionalText("to"),
        };
        n.Refer(RefKind.Role, action.By, "by");
        n.Refer(RefKind.Form, action.Form, "form");
        n.Refer(RefKind.State, action.States, "states");
        n.Refer(RefKind.State, action.To, "to");
        return action;
    }

    private static SortedDictionary<string, PrivacySpec> Privacy(Node node)
    {
        var result = new SortedDictionary<string, PrivacySpec>(StringComparer.Ordinal);
        foreach (var (key, value, place) in node.Entries("privacy"))
        {
            if (node.Child(value, place, Shapes.Privacy) is not { } child) continue;
            result[key] = PrivacyReader.Read(child);
            if (key != Cases.Privacy.FieldReaders.Applicant) node.Refer(RefKind.CaseField, key, $"privacy.{key}");
        }
        return result;
    }

    private static SortedDictionary<string, string> Retention(Node node)
    {
        var result = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value, place) in node.Entries("retention"))
        {
            if (value.Kind != DatumKind.Text) { node.Reading.Error(node.File, place, "期間を文字列で書いてください。", "A duration is expected."); continue; }
            CommonReader.Duration(node, value.AsText()!, $"retention.{key}");
            result[key] = value.AsText()!;
        }
        return result;
    }

    private static SortedDictionary<string, Label> Texts(Node node)
    {
        var result = new SortedDictionary<string, Label>(StringComparer.Ordinal);
        foreach (var (key, value, place) in node.Entries("texts"))
            if (node.EntryLabel(value, place) is { } label) result[key] = label;
        return result;
    }
}

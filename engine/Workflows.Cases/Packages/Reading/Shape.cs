namespace Workflows.Cases.Packages.Reading;

/// <summary>Which keys an object of a definition file may and must have. The JSON Schemas say the same; a test compares them.</summary>
/// <param name="Name">The name of the schema's definition: <c>field</c>, <c>lookup</c> …</param>
internal sealed record Shape(string Name, IReadOnlyList<string> Required, IReadOnlyList<string> Optional)
{
    public bool Allows(string key) => Required.Contains(key) || Optional.Contains(key);

    public static Shape Of(string name, string required, string optional) => new(name, Words(required), Words(optional));

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>The shapes of every file, by the schema they stand in. Binding with docs/package-format.md.</summary>
internal static class Shapes
{
    // Shared by several schemas.
    public static readonly Shape Label = Shape.Of("label", "ja", "en easy");
    public static readonly Shape Lookup = Shape.Of("lookup", "as register", "where take count sum validOn knownAt");
    public static readonly Shape Check = Shape.Of("check", "when message", "field code lookups severity reason");
    public static readonly Shape Privacy = Shape.Of("privacy", "", "purpose readers masked mask masks reveal retention");
    public static readonly Shape Reader = Shape.Of("reader", "role", "where steps states workflows task own from until when consent mask");
    public static readonly Shape RoleMask = Shape.Of("roleMask", "roles mask", "");
    public static readonly Shape Consent = Shape.Of("consent", "register where", "");

    // program.json
    public static readonly Shape Program = Shape.Of("program", "id version title",
        "$schema aliases summary portal legalBasis roles states status numbers calendar settings connectors starts events actions deadlines fields privacy access protection documents kpis ledgers surveys retention texts codes");
    public static readonly Shape Codes = Shape.Of("codes", "", "digits validFor tries again perHour keep");
    public static readonly Shape Portal = Shape.Of("portal", "", "lifeEvents keywords needs fee duration decider steps handover");
    public static readonly Shape PortalStep = Shape.Of("portalStep", "label states", "");
    public static readonly Shape Handover = Shape.Of("handover", "url states label", "");
    public static readonly Shape Role = Shape.Of("role", "id label kind", "aliases");
    public static readonly Shape State = Shape.Of("state", "id", "label public lifecycle aliases");
    public static readonly Shape Number = Shape.Of("number", "id format", "year");
    public static readonly Shape Setting = Shape.Of("setting", "key label type", "required default pattern");
    public static readonly Shape Connector = Shape.Of("connector", "id kind", "label aliases operations");
    public static readonly Shape CallPolicy = Shape.Of("callPolicy", "", "retry timeout giveUpAfter cache window");
    public static readonly Shape Start = Shape.Of("start", "id kind workflow",
        "aliases label form by channel number state checks lookups calendar at on day businessDay months roll missed cron each register where when date offset within once signal connector event input key filter applicant verify signIn whenRetired");
    public static readonly Shape Each = Shape.Of("each", "register", "where when");
    public static readonly Shape Action = Shape.Of("action", "id label", "aliases by form states confirm checks lookups effect to");
    public static readonly Shape Event = Shape.Of("event", "id", "aliases label connector key early late role start");
    public static readonly Shape Deadline = Shape.Of("deadline", "id label", "aliases law from period at several calendar countFirstDay roll end inclusive extend recompute warnings");
    public static readonly Shape Several = Shape.Of("several", "", "min max");
    public static readonly Shape Clock = Shape.Of("clock", "", "law from period at calendar countFirstDay roll end inclusive");
    public static readonly Shape DeadlineWarning = Shape.Of("deadlineWarning", "id", "label before after at");
    public static readonly Shape CaseAccess = Shape.Of("caseAccess", "readers", "confidential");
    public static readonly Shape Protection = Shape.Of("protection", "register where hide readers", "flag records text");
    public static readonly Shape Kpi = Shape.Of("kpi", "id label", "aliases unit formula lookups by rows round empty readers least");
    public static readonly Shape Survey = Shape.Of("survey", "id label form register", "aliases anonymous open editable limit remind readers least link");
    public static readonly Shape Ledger = Shape.Of("ledger", "id label accounts", "aliases unit decimals kinds restoreDays readers");
    public static readonly Shape LedgerAccount = Shape.Of("ledgerAccount", "id", "label byParty lots negative limits");
    public static readonly Shape LedgerLimit = Shape.Of("ledgerLimit", "of most", "");
    public static readonly Shape KpiBy = Shape.Of("kpiBy", "key values", "label");

    // forms/*.json
    public static readonly Shape Form = Shape.Of("form", "id title pages", "$schema aliases version draftHours single lookups checks derive extends override");
    public static readonly Shape Page = Shape.Of("page", "id fields", "title help");
    public static readonly Shape Field = Shape.Of("field", "key label type",
        "help required requiredMessage visible readonly default prefill pattern message minLength maxLength min max digits pad normalize rules options optionsFrom columns minRows maxRows accept maxBytes maxFiles value transient privacy searchable checkDigit items notes languages shapes tries fill verify");
    public static readonly Shape Prefill = Shape.Of("prefill", "value", "source lock");
    public static readonly Shape MatrixItem = Shape.Of("matrixItem", "key", "label options");
    public static readonly Shape Tries = Shape.Of("tries", "limit", "within");
    public static readonly Shape Fill = Shape.Of("fill", "register by set", "source");
    public static readonly Shape Rule = Shape.Of("rule", "valid message", "lookups");
    public static readonly Shape Option = Shape.Of("option", "value", "label");
    public static readonly Shape OptionsFrom = Shape.Of("optionsFrom", "register value", "where label disabledWhen");
    public static readonly Shape Derive = Shape.Of("derive", "from decision set", "input lock error errorField");

    // registers/*.json
    public static readonly Shape Register = Shape.Of("register", "id label fields", "$schema aliases kind source key idSeries editors readers constraints period retention seed");
    public static readonly Shape RegisterField = Shape.Of("registerField", "key type", "label indexed required privacy columns");
    public static readonly Shape Constraint = Shape.Of("constraint", "id", "unique while message noOverlap period cut capacity limit limitFrom weight transitions field initial references match");
    public static readonly Shape RegisterRetention = Shape.Of("registerRetention", "from period fields", "");
    public static readonly Shape LimitFrom = Shape.Of("limitFrom", "register match field", "");

    // decisions/*.json
    public static readonly Shape Decision = Shape.Of("decision", "id", "$schema aliases label inputs lookups settings calendar basisDate periods");
    public static readonly Shape DecisionPeriod = Shape.Of("decisionPeriod", "id from table", "label to");
    public static readonly Shape DecisionInput = Shape.Of("decisionInput", "name type", "label");

    // files/*.json
    public static readonly Shape FileLayout = Shape.Of("fileLayout", "id", "columns $schema label aliases format encoding header footer key records lineEnd bom checks");
    public static readonly Shape FileColumn = Shape.Of("fileColumn", "name key", "type required");
    public static readonly Shape FileFooter = Shape.Of("fileFooter", "marker", "count");
    public static readonly Shape FileRecord = Shape.Of("fileRecord", "role fields", "");
    public static readonly Shape FileField = Shape.Of("fileField", "length", "key name type value");
    public static readonly Shape FileCheck = Shape.Of("fileCheck", "valid message", "");

    // connectors/*.json
    public static readonly Shape ConnectorDeclaration = Shape.Of("connectorDeclaration", "id kind operations", "$schema label aliases auth hook events");
    public static readonly Shape DeclaredOperation = Shape.Of("declaredOperation", "id label path request example", "method query headers format body root keyHeader response answer faults idempotency simulate encoding reads");
    public static readonly Shape DeclaredFault = Shape.Of("declaredFault", "code", "label status when means message");
    public static readonly Shape DeclaredEvent = Shape.Of("declaredEvent", "name", "label payload key");
    public static readonly Shape DeclaredAnswer = Shape.Of("declaredAnswer", "status", "when body");

    // municipalities/*.json
    public static readonly Shape Municipality = Shape.Of("municipality", "code name programs", "$schema short offices users calendars");
    public static readonly Shape MunicipalityProgram = Shape.Of("municipalityProgram", "id", "seed title population budgetThousandYen settings registers connectors");
    public static readonly Shape ConnectorSetting = Shape.Of("connectorSetting", "baseUrl", "secret options instances routes");
    public static readonly Shape ConnectorInstance = Shape.Of("connectorInstance", "baseUrl", "secret");
    public static readonly Shape Office = Shape.Of("office", "id name", "parent");
    public static readonly Shape Calendar = Shape.Of("calendar", "id", "label base version closedWeekdays holidays closedEveryYear closed open hours");
    public static readonly Shape User = Shape.Of("user", "id name", "kind office roles attributes");

    /// <summary>Schema file name → the shape of its root and of its definitions.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<Shape>> BySchema { get; } = new SortedDictionary<string, IReadOnlyList<Shape>>(StringComparer.Ordinal)
    {
        ["program"] = [Program, Label, Lookup, Check, Privacy, Reader, RoleMask, Consent, CaseAccess, Protection, Codes, Portal, PortalStep, Handover, Role, State, Number, Setting, Connector, CallPolicy, Start, Each, Action, Event, Deadline, Several, Clock, DeadlineWarning, Kpi, KpiBy, Survey, Ledger, LedgerAccount, LedgerLimit, Field, Prefill, MatrixItem, Tries, Fill, Rule, Option, OptionsFrom],
        ["form"] = [Form, Label, Lookup, Check, Privacy, Reader, RoleMask, Consent, Page, Field, Prefill, MatrixItem, Tries, Fill, Rule, Option, OptionsFrom, Derive],
        ["register"] = [Register, Label, Privacy, Reader, RoleMask, Consent, RegisterField, Constraint, LimitFrom, RegisterRetention],
        ["decision"] = [Decision, DecisionPeriod, Label, Lookup, DecisionInput],
        ["connector"] = [ConnectorDeclaration, Label, DeclaredOperation, DeclaredFault, DeclaredEvent, DeclaredAnswer],
        ["fileLayout"] = [FileLayout, Label, FileColumn, FileFooter, FileRecord, FileField, FileCheck],
        ["municipality"] = [Municipality, Label, MunicipalityProgram, ConnectorSetting, ConnectorInstance, Office, User, Calendar],
    };
}

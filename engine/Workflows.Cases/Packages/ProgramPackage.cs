using Workflows.Cases.Expressions;
using Workflows.Cases.Forms;
using Workflows.Cases.Notices;
using Workflows.Cases.Privacy;
using Workflows.Cases.Ledgers;
using Workflows.Cases.Registers;
using Workflows.Engine.Data;

namespace Workflows.Cases.Packages;

/// <summary>
/// One programme of one version: everything its folder says, read and checked. Immutable; a case keeps the package its plan was made of
/// (<see cref="Engine.Plans.Plan.Artefacts"/> is this object). The files are described in docs/package-format.md.
/// </summary>
public sealed record ProgramPackage : IDeclared
{
    public required string Id { get; init; }
    public IReadOnlyList<string> Aliases { get; init; } = [];
    public required int Version { get; init; }
    public required Label Title { get; init; }
    public Label? Summary { get; init; }
    public PortalSpec Portal { get; init; } = PortalSpec.Empty;
    public IReadOnlyList<string> LegalBasis { get; init; } = [];
    public Catalog<RoleSpec> Roles { get; init; } = Catalog<RoleSpec>.Empty;
    public Catalog<StateSpec> States { get; init; } = Catalog<StateSpec>.Empty;
    /// <summary>The case's state, computed after every step; null when activities set it.</summary>
    public Feel? Status { get; init; }
    public Catalog<NumberSeriesSpec> Numbers { get; init; } = Catalog<NumberSeriesSpec>.Empty;
    /// <summary>Id of the calendar used where none is named.</summary>
    public string Calendar { get; init; } = "jp-municipal";
    public Catalog<SettingSpec> SettingSpecs { get; init; } = Catalog<SettingSpec>.Empty;
    public Catalog<ConnectorSpec> Connectors { get; init; } = Catalog<ConnectorSpec>.Empty;
    public Catalog<StartSpec> Starts { get; init; } = Catalog<StartSpec>.Empty;
    /// <summary>Legal clocks that <c>Case.Deadline</c> runs.</summary>
    public Catalog<DeadlineSpec> Deadlines { get; init; } = Catalog<DeadlineSpec>.Empty;
    /// <summary>What becomes of events and signals nobody hears.</summary>
    public Catalog<EventSpec> Events { get; init; } = Catalog<EventSpec>.Empty;
    public Catalog<ActionSpec> Actions { get; init; } = Catalog<ActionSpec>.Empty;
    /// <summary>Case fields that no form declares.</summary>
    public Catalog<FieldSpec> Fields { get; init; } = Catalog<FieldSpec>.Empty;
    /// <summary>By field key; a field's own <see cref="FieldSpec.Privacy"/> is the same thing written in place.</summary>
    public IReadOnlyDictionary<string, PrivacySpec> Privacy { get; init; } = new SortedDictionary<string, PrivacySpec>(StringComparer.Ordinal);
    /// <summary>Who may know of a case; null: every holder of a role.</summary>
    public CaseAccessSpec? Access { get; init; }
    /// <summary>Persons under protection; null: none.</summary>
    public ProtectionSpec? Protection { get; init; }
    public Catalog<KpiSpec> Kpis { get; init; } = Catalog<KpiSpec>.Empty;
    public Catalog<LedgerSpec> Ledgers { get; init; } = Catalog<LedgerSpec>.Empty;
    /// <summary>How long what is kept, as ISO 8601 durations by name (<c>closed</c>).</summary>
    public IReadOnlyDictionary<string, string> Retention { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);
    public IReadOnlyDictionary<string, Label> Texts { get; init; } = new SortedDictionary<string, Label>(StringComparer.Ordinal);

    public Catalog<Surveys.SurveySpec> Surveys { get; init; } = Catalog<Surveys.SurveySpec>.Empty;
    /// <summary>One-time codes by e-mail, where its forms and starts ask for them.</summary>
    public Identity.CodeSpec Codes { get; init; } = Identity.CodeSpec.Default;

    public Catalog<FormSpec> Forms { get; init; } = Catalog<FormSpec>.Empty;
    public Catalog<RegisterSpec> Registers { get; init; } = Catalog<RegisterSpec>.Empty;
    public Catalog<DecisionSpec> Decisions { get; init; } = Catalog<DecisionSpec>.Empty;
    public Catalog<NoticeSpec> Notices { get; init; } = Catalog<NoticeSpec>.Empty;
    /// <summary>Outside systems described as data, by connector id.</summary>
    public Catalog<ConnectorDeclaration> Declarations { get; init; } = Catalog<ConnectorDeclaration>.Empty;
    public Catalog<FileLayoutSpec> FileLayouts { get; init; } = Catalog<FileLayoutSpec>.Empty;
    /// <summary>Elsa 3 definitions as read, by definition id.</summary>
    public IReadOnlyDictionary<string, Datum> WorkflowSources { get; init; } = new SortedDictionary<string, Datum>(StringComparer.Ordinal);
    /// <summary>Positions and sizes by definition id; not part of the plan.</summary>
    public IReadOnlyDictionary<string, Datum> WorkflowLayouts { get; init; } = new SortedDictionary<string, Datum>(StringComparer.Ordinal);
    /// <summary>Paths of the acceptance scenarios, relative to the definitions folder.</summary>
    public IReadOnlyList<string> Scenarios { get; init; } = [];
    /// <summary>The package's folder relative to the definitions folder.</summary>
    public string Folder { get; init; } = "";

    /// <summary>Path of each workflow's file within the folder, by definition id.</summary>
    public IReadOnlyDictionary<string, string> WorkflowFiles { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);
    /// <summary>All files as read, paths relative to the definitions folder.</summary>
    public IReadOnlyList<DefinitionFile> Files { get; init; } = [];
    /// <summary>SHA-256 of what each file means, by its path within the folder; layouts, scenarios and other texts left out.</summary>
    public IReadOnlyDictionary<string, string> Digests { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);
    /// <summary>Which keys are dates in FEEL; made by the loader.</summary>
    public FieldTypes FieldTypes { get; init; } = FieldTypes.None;

    Label IDeclared.Label => Title;

    /// <summary>A package is the same only as the same object: two readings of equal files are two packages.</summary>
    public bool Equals(ProgramPackage? other) => ReferenceEquals(this, other);
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    /// <summary>A sentence of <see cref="Texts"/>, or the product's own; in Japanese where it has no other wording.</summary>
    public string Text(string key, string language = Label.Japanese) => Texts.TryGetValue(key, out var label) ? label.For(language) : ProductTexts.Get(key, language);

    /// <summary>The same with values in place of <c>{name}</c>, put in one after another.</summary>
    public string Text(string key, string language, params ReadOnlySpan<(string Name, Label? Value)> values)
    {
        var text = Text(key, language);
        foreach (var (name, value) in values) text = text.Replace($"{{{name}}}", value?.For(language), StringComparison.Ordinal);
        return text;
    }
}

/// <summary>What the portal says about the programme.</summary>
/// <param name="Steps">The way of a case as its applicant reads it; empty: the states by themselves.</param>
public sealed record PortalSpec(
    IReadOnlyList<string> LifeEvents, IReadOnlyList<string> Keywords, IReadOnlyList<Label> Needs, Label? Fee, Label? Duration, Label? Decider,
    IReadOnlyList<PortalStepSpec> Steps, HandoverSpec? Handover)
{
    public static readonly PortalSpec Empty = new([], [], [], null, null, null, [], null);
}

public sealed record PortalStepSpec(Label Label, IReadOnlyList<string> States);

/// <summary>An outside page the applicant goes on to.</summary>
/// <param name="Url">Field path of the address.</param>
/// <param name="States">While in these states.</param>
public sealed record HandoverSpec(string Url, IReadOnlyList<string> States, Label Label);

/// <param name="Kind">citizen, staff, outside, system.</param>
public sealed record RoleSpec(string Id, Label Label, string Kind, IReadOnlyList<string> Aliases) : IDeclared
{
    public const string Citizen = "citizen";
    public const string Staff = "staff";
    public const string Outside = "outside";
    public const string System = "system";
}

/// <param name="Public">What the applicant reads; the label when absent.</param>
/// <param name="Lifecycle">draft, active, ended.</param>
public sealed record StateSpec(string Id, Label Label, Label Public, string Lifecycle, IReadOnlyList<string> Aliases) : IDeclared;

/// <param name="Type">text, number, boolean, list, object, date.</param>
/// <param name="Pattern">A regular expression the whole text must match.</param>
public sealed record SettingSpec(string Key, Label Label, string Type, bool Required, Datum Default, string? Pattern) : IDeclared
{
    public string Id => Key;
    IReadOnlyList<string> IDeclared.Aliases => [];
}

/// <param name="Kind">The kind of connector, or of the declaration under connectors/.</param>
public sealed record ConnectorSpec(string Id, Label Label, string Kind, IReadOnlyList<string> Aliases) : IDeclared
{
    /// <summary>How single operations are carried, by operation; what an activity says goes before.</summary>
    public IReadOnlyDictionary<string, CallPolicySpec> Policies { get; init; } = new SortedDictionary<string, CallPolicySpec>(StringComparer.Ordinal);

    public CallPolicySpec PolicyOf(string operation) => Policies.GetValueOrDefault(operation, CallPolicySpec.None);
}

/// <param name="Formula">FEEL; null while the KPI is entered by hand.</param>
public sealed record KpiSpec(string Id, Label Label, string Unit, Feel? Formula, IReadOnlyList<string> Aliases) : IDeclared
{
    /// <summary>Register records the formula is about, as they stand now.</summary>
    public IReadOnlyList<LookupSpec> Lookups { get; init; } = [];
    /// <summary>What it can be split by.</summary>
    public IReadOnlyList<KpiDimension> By { get; init; } = [];
    /// <summary>The rows it counts, for looking closer: a list of contexts without personal data. Null: none are shown.</summary>
    public Feel? Rows { get; init; }
    /// <summary>Decimals a number is rounded to, half up; null: as it is.</summary>
    public int? Round { get; init; }
    /// <summary>Said where there is nothing to compute from.</summary>
    public string Empty { get; init; } = "―";
    /// <summary>Role ids; empty: every member of staff with a role in the programme.</summary>
    public IReadOnlyList<string> Readers { get; init; } = [];
    /// <summary>Made of fewer rows than this it is not told, nor are the rows; null: always told.</summary>
    public int? Least { get; init; }
}

/// <summary>A way to split a KPI: its formula sees the value chosen as <c>by.key</c>, null for all.</summary>
/// <param name="Values">FEEL giving the values, over look-ups and facts.</param>
public sealed record KpiDimension(string Key, Label Label, Feel Values);

/// <summary>Why a field is kept, who reads it, and how it looks to the others.</summary>
/// <param name="Readers">Role ids; empty and none on conditions: everybody who sees the case.</param>
/// <param name="Mask">Shape shown to others: <c>last3</c>, <c>all</c> …; null hides the field whole.</param>
/// <param name="Reveal">The action that shows it with a reason; null: nothing does.</param>
/// <param name="Retention">ISO 8601 duration after closing.</param>
public sealed record PrivacySpec(string? Purpose, IReadOnlyList<string> Readers, string? Mask, string? Reveal, string? Retention)
{
    /// <summary>Role ids that see the mask instead; to the others the field does not exist. Null: all others see the mask.</summary>
    public IReadOnlyList<string>? Masked { get; init; }
    /// <summary>Readers on conditions.</summary>
    public IReadOnlyList<ReaderSpec> Conditional { get; init; } = [];
    /// <summary>Other shapes for some roles; the first that fits counts, before <see cref="Mask"/>.</summary>
    public IReadOnlyList<MaskSpec> Masks { get; init; } = [];

    /// <summary>Nobody is kept from it.</summary>
    public bool IsOpen => Readers.Count == 0 && Conditional.Count == 0;

    /// <summary>Every role it names as a reader, on conditions or not.</summary>
    public IEnumerable<string> ReaderRoles => Readers.Concat(Conditional.Select(c => c.Role));
}

using Workflows.Decisions.Dmn;

namespace Workflows.Cases.Packages;

/// <summary>A DMN file and its sidecar: what it is given besides the caller's inputs.</summary>
public sealed record DecisionSpec : IDeclared
{
    private readonly string _source = "";
    private readonly Lazy<DmnModel> _model = null!;

    public required string Id { get; init; }
    public IReadOnlyList<string> Aliases { get; init; } = [];
    public Label Label { get; init; } = Label.Empty;
    public IReadOnlyList<DecisionInputSpec> Inputs { get; init; } = [];
    public IReadOnlyList<LookupSpec> Lookups { get; init; } = [];
    /// <summary>Name inside the decision → setting key.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);
    /// <summary>Calendar the decision's functions use; null: the package's.</summary>
    public string? Calendar { get; init; }
    /// <summary>基準日: which period's table decides; null: the day of the step.</summary>
    public Expressions.Feel? BasisDate { get; init; }
    /// <summary>Tables side by side, each valid for a time; empty: this one is always valid.</summary>
    public IReadOnlyList<DecisionPeriod> Periods { get; init; } = [];
    /// <summary>The DMN 1.5 text.</summary>
    public required string Source
    {
        get => _source;
        init { _source = value; _model = new(() => DmnModel.Read(value)); }
    }
    /// <summary>The model, read when first asked for.</summary>
    /// <exception cref="DmnFormatException">The text is no DMN.</exception>
    public DmnModel Model => _model.Value;
    /// <summary>Relative to the definitions folder.</summary>
    public required string File { get; init; }
}

/// <summary>A time in which a decision's table is valid.</summary>
/// <param name="To">The last day; null: until further notice.</param>
/// <param name="Table">The table of that time.</param>
public sealed record DecisionPeriod(string Id, Label Label, DateOnly From, DateOnly? To, DecisionSpec Table)
{
    public bool Holds(DateOnly day) => day >= From && (To is null || day <= To);
}

/// <param name="Type">FEEL type: string, number, boolean, date, dateTime, time, list, context; a date text is converted when <c>date</c>.</param>
public sealed record DecisionInputSpec(string Name, string Type, Label Label);

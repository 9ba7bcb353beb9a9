using Workflows.Cases.Expressions;

namespace Workflows.Cases.Packages;

public enum StartKind
{
    /// <summary>A person submits a form.</summary>
    Form,
    /// <summary>By the clock.</summary>
    Schedule,
    /// <summary>A connector pushed a file.</summary>
    File,
    /// <summary>A connector's outside event.</summary>
    Event,
    /// <summary>A date that stands in a register record, moved by a period.</summary>
    Date,
    /// <summary>A register record was added or changed.</summary>
    Register,
    /// <summary>As <see cref="Register"/>: what the look-ups count has crossed a limit.</summary>
    Threshold,
}

/// <summary>A way a case begins.</summary>
public sealed record StartSpec : IDeclared
{
    public required StartKind Kind { get; init; }
    public required string Id { get; init; }
    public IReadOnlyList<string> Aliases { get; init; } = [];
    public Label Label { get; init; } = Label.Empty;
    public required string Workflow { get; init; }
    public string? Form { get; init; }
    /// <summary>Roles that may.</summary>
    public IReadOnlyList<string> By { get; init; } = [];
    /// <summary>The channel written to the case; null: the stimulus's.</summary>
    public string? Channel { get; init; }
    /// <summary>The number series.</summary>
    public string? Number { get; init; }
    /// <summary>The case's first state; null: none until an activity sets one.</summary>
    public string? State { get; init; }
    public IReadOnlyList<CheckSpec> Checks { get; init; } = [];
    public IReadOnlyList<LookupSpec> Lookups { get; init; } = [];
    public string? Calendar { get; init; }
    /// <summary>Time of day in Japan; for <see cref="StartKind.Schedule"/> with <see cref="On"/>.</summary>
    public TimeOnly? At { get; init; }
    /// <summary><c>businessDay</c>, <c>day</c>, or null when <see cref="Cron"/> says it.</summary>
    public string? On { get; init; }
    /// <summary>Cron with five fields, Asia/Tokyo.</summary>
    public string? Cron { get; init; }
    /// <summary>Day of the month, -1 the last; or <see cref="BusinessDay"/> the n-th open day, negative from the end.</summary>
    public int? Day { get; init; }
    public int? BusinessDay { get; init; }
    /// <summary>Only in these months; empty: in all.</summary>
    public IReadOnlyList<int> Months { get; init; } = [];
    /// <summary>A closed day: <c>none</c> stays, <c>next</c>, <c>previous</c>, <c>skip</c>.</summary>
    public string Roll { get; init; } = "none";
    /// <summary>Firings missed in downtime: <c>once</c>, <c>each</c>, <c>skip</c>.</summary>
    public string Missed { get; init; } = "once";
    /// <summary>One case per record of a query, which is seen as <c>record</c>.</summary>
    public EachSpec? Each { get; init; }
    /// <summary>The register whose records begin cases.</summary>
    public string? Register { get; init; }
    public IReadOnlyList<NamedFeel> Where { get; init; } = [];
    /// <summary>Over <c>record</c> and the look-ups; null: always.</summary>
    public Feel? When { get; init; }
    /// <summary>Over <c>record</c>: the date or date-time.</summary>
    public Feel? Date { get; init; }
    /// <summary>A period the date is moved by, such as <c>-60日</c>.</summary>
    public TextTemplate? Offset { get; init; }
    /// <summary>How long past a date still begins a case (records that come late, first publish).</summary>
    public TimeSpan Within { get; init; } = TimeSpan.FromDays(31);
    /// <summary>At most one case ever a key.</summary>
    public TextTemplate? Once { get; init; }
    /// <summary>Told to the live case of the same key instead of beginning another.</summary>
    public string? Signal { get; init; }
    public string? Connector { get; init; }
    public string? Event { get; init; }
    /// <summary>Whether a start that no person makes begins a case at all; sees the look-ups and what came. Null: always.</summary>
    public Feel? Filter { get; init; }
    /// <summary>Of a form that staff fill in for somebody: whom it is for, when they do not say so themselves.</summary>
    public Feel? Applicant { get; init; }
    /// <summary>An address that a resident has to confirm by a one-time code before it begins; sees the form's values, the look-ups, <c>head.applicant</c> and <c>head.email</c> (the person's own).</summary>
    public Feel? Verify { get; init; }
    /// <summary>Residents without an account may come in by a one-time code.</summary>
    public bool ByCode { get; init; }
    /// <summary>The workflow's input by name.</summary>
    public IReadOnlyList<NamedFeel> Input { get; init; } = [];
    /// <summary>At most one live case a key.</summary>
    public TextTemplate? Key { get; init; }
    /// <summary>Begins cases also after the programme takes no new applications: what serves the cases and contracts that are there.</summary>
    public bool GoesOn { get; init; }

    /// <summary>What the clock, a file or an outside event begins goes on by itself; what people and records begin ends.</summary>
    public static bool GoesOnByItself(StartKind kind) => kind is StartKind.Schedule or StartKind.File or StartKind.Event;
}

/// <param name="When">Over <c>record</c>; null: every record.</param>
public sealed record EachSpec(string Register, IReadOnlyList<NamedFeel> Where, Feel? When);

/// <summary>Something a person may do with a case besides its tasks: 取下げ, 再申込 …</summary>
public sealed record ActionSpec : IDeclared
{
    public required string Id { get; init; }
    public IReadOnlyList<string> Aliases { get; init; } = [];
    public required Label Label { get; init; }
    public IReadOnlyList<string> By { get; init; } = [];
    public string? Form { get; init; }
    /// <summary>States in which it is offered; empty: wherever an activity listens.</summary>
    public IReadOnlyList<string> States { get; init; } = [];
    /// <summary>Asked before it is done.</summary>
    public Label? Confirm { get; init; }
    public IReadOnlyList<CheckSpec> Checks { get; init; } = [];
    public IReadOnlyList<LookupSpec> Lookups { get; init; } = [];
    /// <summary><c>reveal</c>: shows the fields whose privacy names this action, logged; <c>hold</c>, <c>resume</c>: the whole case stands still, goes on; <c>reopen</c>: an ended case goes on; null: an activity listens.</summary>
    public string? Effect { get; init; }
    /// <summary>For <c>reopen</c>: the state the case goes on in; null: from its beginning.</summary>
    public string? To { get; init; }
}

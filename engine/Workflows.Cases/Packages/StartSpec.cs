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
    public string? Connector { get; init; }
    public string? Event { get; init; }
    /// <summary>Whether a start that no person makes begins a case at all; sees the look-ups and what came. Null: always.</summary>
    public Feel? Filter { get; init; }
    /// <summary>Of a form that staff fill in for somebody: whom it is for, when they do not say so themselves.</summary>
    public Feel? Applicant { get; init; }
    /// <summary>The workflow's input by name.</summary>
    public IReadOnlyList<NamedFeel> Input { get; init; } = [];
    /// <summary>At most one live case a key.</summary>
    public TextTemplate? Key { get; init; }
}

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
    /// <summary><c>reveal</c>: shows the fields whose privacy names this action, logged; null: an activity listens.</summary>
    public string? Effect { get; init; }
}

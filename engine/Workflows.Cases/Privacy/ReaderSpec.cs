using Workflows.Cases.Expressions;
using Workflows.Cases.Packages;

namespace Workflows.Cases.Privacy;

/// <summary>A role that reads, and under which conditions; all that are given must hold. Conditions see the case's fields, <c>head</c>, <c>reader</c>, <c>settings</c>, <c>today</c>, <c>now</c>.</summary>
/// <param name="Role">A role's id.</param>
public sealed record ReaderSpec(string Role)
{
    /// <summary>Case field → what it must equal for this reader (<c>reader.office</c>); a list means any of.</summary>
    public IReadOnlyList<NamedFeel> Where { get; init; } = [];
    /// <summary>While one of these steps is at work: ids of open tasks or of activities under way.</summary>
    public IReadOnlyList<string> Steps { get; init; } = [];
    public IReadOnlyList<string> States { get; init; } = [];
    public IReadOnlyList<string> Workflows { get; init; } = [];
    /// <summary>Only who has taken an open task of the case.</summary>
    public bool Task { get; init; }
    /// <summary>Only what the reader applied for.</summary>
    public bool Own { get; init; }
    /// <summary>From this date or instant on; not yet while it is null. <see cref="Until"/>: before it (a date counts whole); no end when null.</summary>
    public Feel? From { get; init; }
    public Feel? Until { get; init; }
    public Feel? When { get; init; }
    /// <summary>A record that says yes must exist.</summary>
    public LookupSpec? Consent { get; init; }
    /// <summary>This reader sees the value in this shape; null in full.</summary>
    public string? Mask { get; init; }

    /// <summary>The role alone decides, with or without a case at hand.</summary>
    public bool IsPlain => Where.Count == 0 && Steps.Count == 0 && States.Count == 0 && Workflows.Count == 0 && !Task && !Own && From is null && Until is null && When is null && Consent is null;

    /// <summary>Only conditions that lists can ask the database for.</summary>
    public bool IsListable => Steps.Count == 0 && States.Count == 0 && !Task && !Own && From is null && Until is null && When is null && Consent is null;
}

/// <param name="Roles">Who sees the value in this shape.</param>
public sealed record MaskSpec(IReadOnlyList<string> Roles, string Mask);

/// <summary>Who may know of a case at all; absent: everybody who holds a role of the programme.</summary>
/// <param name="Readers">Listable conditions only.</param>
/// <param name="Confidential">Nobody is told that there is something they may not see: no counts of hidden fields or cases.</param>
public sealed record CaseAccessSpec(IReadOnlyList<ReaderSpec> Readers, bool Confidential);

/// <summary>Persons under protection (支援措置): their whereabouts are shown to nobody but the readers, nor filled into forms.</summary>
/// <param name="Register">Where protected persons stand.</param>
/// <param name="Where">The record that marks the person of a case: its field → FEEL over the case.</param>
/// <param name="Flag">The record's field that must be true; null: being there is enough.</param>
/// <param name="Records">The same for records of other registers: register → its marking record's field → FEEL over the record.</param>
/// <param name="Hide">Field keys shown to readers only, in cases and registers.</param>
/// <param name="Text">Said in their place.</param>
public sealed record ProtectionSpec(string Register, IReadOnlyList<NamedFeel> Where, string? Flag, IReadOnlyDictionary<string, IReadOnlyList<NamedFeel>> Records, IReadOnlyList<string> Hide, IReadOnlyList<string> Readers, Label Text);

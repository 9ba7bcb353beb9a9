using Workflows.Cases.Expressions;

namespace Workflows.Cases.Packages;

/// <summary>Register records read before an expression is evaluated; a plain value afterwards.</summary>
/// <param name="As">The name expressions see.</param>
/// <param name="Where">Field and the value it must have; a list value means any of.</param>
/// <param name="Take">1 gives one record's fields or null; otherwise a list of at most so many (absent: 100).</param>
/// <param name="Count">The value is the number of matching records.</param>
/// <param name="Sum">The value is the sum of this field over the matching records.</param>
public sealed record LookupSpec(string As, string Register, IReadOnlyList<NamedFeel> Where, int? Take = null, bool Count = false, string? Sum = null)
{
    /// <summary>Valid time: only records whose period holds this date. Null: all.</summary>
    public Feel? ValidOn { get; init; }
    /// <summary>Recorded time: the records as they were known at this moment. Null: as they are.</summary>
    public Feel? KnownAt { get; init; }

    public bool IsSingle => Take == 1 && !Count && Sum is null;
}

/// <summary>A name and the FEEL expression that gives its value; JSON numbers, booleans and null are literals.</summary>
public sealed record NamedFeel(string Name, Feel Value);

/// <summary>A reason to refuse a whole request.</summary>
/// <param name="When">Refuses when true.</param>
/// <param name="Message">The Japanese sentence, with <c>{feel}</c> holes.</param>
/// <param name="Field">The field it is shown at; null for the request.</param>
/// <param name="Code">Machine-readable, UPPER_SNAKE; <c>VALIDATION</c> when absent.</param>
public sealed record CheckSpec(Feel When, TextTemplate Message, string? Field, string Code, IReadOnlyList<LookupSpec> Lookups)
{
    /// <summary>Shown and noted on the case, but nothing is refused.</summary>
    public bool IsWarning { get; init; }
    /// <summary>Of a form's warning: characters the reason for going on must have; null: none is asked for.</summary>
    public int? Reason { get; init; }
}

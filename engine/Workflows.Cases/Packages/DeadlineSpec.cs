using Workflows.Cases.Expressions;
using Workflows.Decisions.Functions.Dates;

namespace Workflows.Cases.Packages;

/// <summary>A legal clock of the programme: what it counts from, how long, when it warns. <c>Case.Deadline</c> starts and stops it.</summary>
public sealed record DeadlineSpec : IDeclared
{
    public required string Id { get; init; }
    public IReadOnlyList<string> Aliases { get; init; } = [];
    public required Label Label { get; init; }
    public required ClockSpec Clock { get; init; }
    /// <summary><c>beforeDue</c>: extended only while it has not passed; <c>always</c>; <c>never</c>.</summary>
    public string Extend { get; init; } = "beforeDue";
    /// <summary>Counted anew when fields it counts from are corrected.</summary>
    public bool Recompute { get; init; } = true;
    public IReadOnlyList<WarningSpec> Warnings { get; init; } = [];
}

/// <summary>How a due moment comes about.</summary>
/// <param name="From">FEEL giving a date or date-time; null: the step's instant.</param>
/// <param name="Period">A template giving a period: <c>30日</c>, <c>{settings.days}営業日</c>, <c>6業務時間</c>, <c>90秒</c>, <c>P2M</c>.</param>
/// <param name="At">FEEL giving the last day or moment itself, instead of a period.</param>
/// <param name="Calendar">A template giving a calendar's id; null: the package's.</param>
/// <param name="End"><c>day</c> (23:59:59), <c>HH:mm</c>, <c>closing</c> (the calendar's hours), <c>exact</c> (the time it began).</param>
/// <param name="Inclusive">The due moment itself is still in time.</param>
/// <param name="Law">Printed in the derivation.</param>
public sealed record ClockSpec(
    Feel? From, TextTemplate? Period, Feel? At, TextTemplate? Calendar, bool CountFirstDay, DeadlineRoll Roll, string End, bool Inclusive, string? Law)
{
    /// <summary>Several ways of counting of which the earliest or, with <see cref="Latest"/>, the latest holds; empty for one way.</summary>
    public IReadOnlyList<ClockSpec> Several { get; init; } = [];
    public bool Latest { get; init; }
}

/// <param name="Before">A template giving a period before the due day; or else <paramref name="After"/> the start.</param>
/// <param name="At">Time of day; null: the moment counted.</param>
public sealed record WarningSpec(string Id, Label Label, TextTemplate? Before, TextTemplate? After, TimeOnly? At);

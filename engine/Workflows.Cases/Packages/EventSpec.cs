using Workflows.Cases.Expressions;

namespace Workflows.Cases.Packages;

/// <summary>
/// An outside event or signal and what happens to it when no activity hears it: before its wait has come, after that has passed, or once the
/// case has ended.
/// </summary>
public sealed record EventSpec : IDeclared
{
    public required string Id { get; init; }
    public IReadOnlyList<string> Aliases { get; init; } = [];
    public Label Label { get; init; } = Label.Empty;
    /// <summary>Only from this connector; null: from any.</summary>
    public string? Connector { get; init; }
    /// <summary>FEEL over the case's fields: the key under which the case is found from its start on, also while nothing waits.</summary>
    public Feel? Key { get; init; }
    /// <summary><c>keep</c>: a wait that comes later takes it; <c>ignore</c>.</summary>
    public string Early { get; init; } = Keep;
    /// <summary><c>ignore</c>, <c>attach</c> (kept with the case), <c>task</c>, <c>start</c> (a case that compensates), <c>refuse</c> (409).</summary>
    public string Late { get; init; } = Ignore;
    /// <summary>Who gets the task of a late event, or of one whose id came before with other content.</summary>
    public string? Role { get; init; }
    /// <summary>The start of <c>late: start</c>; it sees the event as <c>event</c> and the case it came too late for as <c>event.lateFor</c>.</summary>
    public string? Start { get; init; }

    public const string Keep = "keep";
    public const string Ignore = "ignore";
    public const string Attach = "attach";
    public const string Task = "task";
    public const string Begin = "start";
    public const string Refuse = "refuse";
}

namespace Workflows.Cases.Scenarios;

/// <summary>One scenario of a feature file, background and outline rows already filled in.</summary>
/// <param name="File">Path relative to the folder that was read, with '/'.</param>
/// <param name="Feature">The feature's name.</param>
/// <param name="Name">The scenario's name; an outline's has its row behind it.</param>
/// <param name="Line">Line of the scenario, or of its row of examples.</param>
public sealed record Scenario(string File, string Feature, string Name, int Line, IReadOnlyList<string> Tags, IReadOnlyList<ScenarioStep> Steps)
{
    /// <summary>Unique in a folder: <c>file:line name</c>.</summary>
    public string Id => $"{File}:{Line} {Name}";
}

/// <param name="Keyword">前提, もし, ならば, かつ … as written.</param>
/// <param name="Text">The sentence without its keyword.</param>
/// <param name="Table">Cells by row, or null.</param>
/// <param name="DocString">The text block, or null.</param>
public sealed record ScenarioStep(string Keyword, string Text, int Line, IReadOnlyList<IReadOnlyList<string>>? Table, string? DocString)
{
    public override string ToString() => $"{Keyword}{(Keyword.EndsWith(' ') ? "" : " ")}{Text}";
}

/// <summary>A feature file, or why it cannot be read.</summary>
public sealed record FeatureFile(string File, IReadOnlyList<Scenario> Scenarios, string? Problem);

/// <summary>What a step expected did not come about, or it cannot be understood. Said to the people who write scenarios.</summary>
public sealed class ScenarioException : Exception
{
    public ScenarioException(string message) : base(message) { }

    public ScenarioException(string message, string expected, string actual) : base(message) { Expected = expected; Actual = actual; }

    public ScenarioException() { }

    public ScenarioException(string message, Exception inner) : base(message, inner) { }

    public string? Expected { get; }
    public string? Actual { get; }
}

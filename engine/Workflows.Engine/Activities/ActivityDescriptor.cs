using Workflows.Engine.Data;

namespace Workflows.Engine.Activities;

/// <summary>
/// All that is known of an activity type, in one place: it feeds validation, JSON Schema, the designer's panel and sentences,
/// Elsa's /descriptors and the reflection test that none is incomplete.
/// </summary>
/// <param name="Type">Namespace and name: <c>Elsa.If</c>, <c>Case.Task</c>.</param>
/// <param name="LabelJa">What policy staff see in the palette.</param>
/// <param name="SentenceJa">The activity as a sentence; <c>{input}</c> is replaced by the input's value or label: 「{role}が{title}を行う」.</param>
/// <param name="Icon">Icon name of the designer's set.</param>
public sealed record ActivityDescriptor(string Type, string LabelJa, string LabelEn, string SentenceJa, string Category, string Icon)
{
    public IReadOnlyList<InputDescriptor> Inputs { get; init; } = [];
    public IReadOnlyList<OutputDescriptor> Outputs { get; init; } = [];
    /// <summary>Outcomes that are always there.</summary>
    public IReadOnlyList<string> Outcomes { get; init; } = ["Done"];
    /// <summary>The input whose value gives further outcomes (branch names, switch cases, form options); null when fixed.</summary>
    public string? OutcomesFrom { get; init; }
    /// <summary>Properties that hold child activities: Then, Else, Body.</summary>
    public IReadOnlyList<string> ChildPorts { get; init; } = [];
    /// <summary>May start a workflow by a stimulus (Event, HttpEndpoint …).</summary>
    public bool IsTrigger { get; init; }
    /// <summary>Ends what contains it; has no outcome.</summary>
    public bool IsTerminal { get; init; }
    /// <summary>Once it has run, the flowchart or sequence that contains it ends (Elsa's terminal nodes: End, Break, Complete, Finish).</summary>
    public bool EndsContainer { get; init; }
    /// <summary>May carry <c>handlers[]</c> as Case.Scope does.</summary>
    public bool AllowsHandlers { get; init; }
    /// <summary>Names of the questions it may ask and effects it may have, for the documentation and the checks of packages.</summary>
    public IReadOnlyList<string> Asks { get; init; } = [];
    public IReadOnlyList<string> Affects { get; init; } = [];
}

/// <summary>How the designer asks for an input.</summary>
public enum InputPicker { Text, MultilineText, Number, Checkbox, Choice, Condition, Expression, Variable, Role, Form, Fields, Decision, Notice, Document, Register, Connector, Operation, Deadline, State, List, Mapping, Workflow, Json }

/// <param name="Name">camelCase, as in the definition.</param>
/// <param name="TypeName">Elsa's alias: String, Boolean, Object …</param>
/// <param name="Wrapped">Elsa's wrapped input (<c>{typeName, expression}</c>); otherwise plain JSON.</param>
/// <param name="Deferred">Evaluated by the activity when it wants, not before it starts.</param>
public sealed record InputDescriptor(string Name, string TypeName, string LabelJa, InputPicker Picker = InputPicker.Text, bool Wrapped = true, bool Required = false, Datum? Default = null, bool Deferred = false, string? DescriptionJa = null)
{
    /// <summary>The values of a <see cref="InputPicker.Choice"/>, in the order they are offered; none where the package gives them.</summary>
    public IReadOnlyList<InputOption> Options { get; init; } = [];
    /// <summary>The members of each item of a list, with their own pickers.</summary>
    public IReadOnlyList<InputDescriptor> Items { get; init; } = [];
    /// <summary>Members of each item that are read, too, but not asked for by the designer.</summary>
    public IReadOnlyList<string> OtherItems { get; init; } = [];
}

public sealed record InputOption(string Value, string LabelJa);

public sealed record OutputDescriptor(string Name, string TypeName, string LabelJa);

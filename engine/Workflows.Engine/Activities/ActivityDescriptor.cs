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
    /// <summary>Properties that hold child activities: <c>body</c>, <c>activities[]</c>, <c>handlers[].body</c>. Read as <see cref="Ports"/>.</summary>
    public IReadOnlyList<string> ChildPorts { get => [.. Ports.Select(p => p.ToString())]; init => Ports = [.. value.Select(ChildPort.Parse)]; }
    /// <summary>The <see cref="ChildPorts"/> taken apart.</summary>
    public IReadOnlyList<ChildPort> Ports { get; private init; } = [];
    /// <summary>The input whose value makes the activity one of its <see cref="Kinds"/> (a register's operation); null: it is of one kind.</summary>
    public string? KindBy { get; init; }
    public IReadOnlyList<ActivityKind> Kinds { get; init; } = [];
    /// <summary>What outcomes are called where the general words do not fit: <c>Rejected</c> of an approval is 却下.</summary>
    public IReadOnlyDictionary<string, string> OutcomeWords { get; init; } = new Dictionary<string, string>();
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

    /// <summary>The kind an activity of this type is by its settings; null: none of the kinds.</summary>
    public ActivityKind? KindOf(Datum activity) => KindBy is { } input && (activity[input].AsText() ?? Inputs.FirstOrDefault(i => i.Name == input)?.Default?.AsText()) is { } value ? Kinds.FirstOrDefault(k => k.Value == value) : null;

    /// <summary>The outcomes an activity of this type has as it is set, without those of <see cref="OutcomesFrom"/>.</summary>
    public IReadOnlyList<string> OutcomesOf(Datum activity) => KindOf(activity)?.Outcomes ?? Outcomes;

    /// <summary>What this type calls an outcome; null: the general word will do.</summary>
    public string? WordOf(Datum activity, string outcome) => KindOf(activity)?.OutcomeWords.GetValueOrDefault(outcome) ?? OutcomeWords.GetValueOrDefault(outcome);
}

/// <summary>An activity type with one input set to <paramref name="Value"/>, and what differs then.</summary>
public sealed record ActivityKind(string Value)
{
    /// <summary>What can come of it; null: what can come of the type.</summary>
    public IReadOnlyList<string>? Outcomes { get; init; }
    public IReadOnlyDictionary<string, string> OutcomeWords { get; init; } = new Dictionary<string, string>();
    /// <summary>Its own sentence; null: the type's.</summary>
    public string? SentenceJa { get; init; }
}

/// <summary>Where an activity holds others: a member, a list of them, or a member of each item of a list.</summary>
/// <param name="Name">The member.</param>
/// <param name="IsList">It holds a list.</param>
/// <param name="Within">The member of each item that holds the activity; null: the item is the activity.</param>
public readonly record struct ChildPort(string Name, bool IsList, string? Within)
{
    /// <summary>Reads <c>body</c>, <c>activities[]</c> or <c>handlers[].body</c>.</summary>
    public static ChildPort Parse(string port)
    {
        var cut = port.IndexOf("[]", StringComparison.Ordinal);
        return cut < 0 ? new(port, false, null) : new(port[..cut], true, port.Length > cut + 3 ? port[(cut + 3)..] : null);
    }

    public override string ToString() => IsList ? $"{Name}[]{(Within is null ? "" : "." + Within)}" : Name;
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
    /// <summary>It is asked for only while each of these holds of the activity's other inputs; none: always.</summary>
    public IReadOnlyList<InputNeed> When { get; init; } = [];
    /// <summary>Members of each item that are read, too, but not asked for by the designer.</summary>
    public IReadOnlyList<string> OtherItems { get; init; } = [];
}

/// <param name="Input">Another input of the activity, which has one of the <paramref name="Values"/> (its default where it is not set).</param>
public sealed record InputNeed(string Input, IReadOnlyList<string> Values);

public sealed record InputOption(string Value, string LabelJa);

public sealed record OutputDescriptor(string Name, string TypeName, string LabelJa);

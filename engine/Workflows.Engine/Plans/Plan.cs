using System.Collections.Immutable;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.Expressions;

namespace Workflows.Engine.Plans;

/// <summary>
/// A closure of definitions ready to run: the root workflow, the workflows it uses by exact version, and the package's other
/// artefacts. Immutable; a running case stays on its plan.
/// </summary>
public sealed class Plan
{
    /// <param name="planId">SHA-256 over the canonical closure, layout left out, as lower-case hex.</param>
    /// <param name="artefacts">What the case layer compiled from the package (forms, decisions, registers …); opaque here.</param>
    public Plan(string planId, int epoch, WorkflowPlan root, IReadOnlyDictionary<string, WorkflowPlan> workflows, object? artefacts, CasePolicy? policy = null)
    {
        PlanId = planId; Epoch = epoch; Root = root; Workflows = workflows; Artefacts = artefacts; Policy = policy;
    }

    public string PlanId { get; }
    public int Epoch { get; }
    public WorkflowPlan Root { get; }
    /// <summary>By definition id, then by <c>{definitionId}@{version}</c>, and by workflow name.</summary>
    public IReadOnlyDictionary<string, WorkflowPlan> Workflows { get; }
    public object? Artefacts { get; }
    /// <summary>What the case layer does around each step; null for a loose definition.</summary>
    public CasePolicy? Policy { get; }
}

/// <summary>One workflow definition, compiled.</summary>
public sealed class WorkflowPlan
{
    internal WorkflowPlan() { }

    public required string DefinitionId { get; init; }
    public required string VersionId { get; init; }
    public required int Version { get; init; }
    public required string Name { get; init; }
    public required PlanNode Root { get; init; }
    public required IReadOnlyDictionary<string, PlanNode> NodesById { get; init; }
    public required ImmutableArray<VariableSpec> Variables { get; init; }
    public required ImmutableArray<ParameterSpec> Inputs { get; init; }
    public required ImmutableArray<ParameterSpec> Outputs { get; init; }
    public required Datum Options { get; init; }
    public required Datum CustomProperties { get; init; }
    public required Datum Source { get; init; }
    /// <summary>CounterBased or TokenBased, from customProperties <c>Flowchart:ExecutionMode</c>; null follows the default.</summary>
    public string? FlowchartMode { get; init; }
    public IReadOnlyList<PlanProblem> Problems { get; init; } = [];
}

/// <summary>An activity in a workflow, with its inputs prepared.</summary>
public sealed class PlanNode
{
    /// <summary>Unique in the workflow: the id as read, with its container's in front where Elsa's file uses it twice.</summary>
    public required string Id { get; init; }
    /// <summary>The id as read, unique within its container; what connections name.</summary>
    public required string LocalId { get; init; }
    public required string Type { get; init; }
    public string? Name { get; init; }
    public required Activity Activity { get; init; }
    public PlanNode? Parent { get; internal set; }
    /// <summary>Child activities by port (Then, Body, activities …), in order.</summary>
    public ImmutableArray<(string Port, PlanNode Node)> Children { get; internal set; } = [];
    /// <summary>Inputs by camelCase name.</summary>
    public required IReadOnlyDictionary<string, InputBinding> Inputs { get; init; }
    /// <summary>The inputs as the machine reads them: the type's in order, then those of a workflow used as an activity.</summary>
    internal InputSlot[] Slots => _slots ??= MakeSlots();
    private InputSlot[]? _slots;

    private InputSlot[] MakeSlots()
    {
        var declared = Activity.Descriptor.Inputs;
        return [.. declared.Select(d => new InputSlot(d.Name, d, Inputs.GetValueOrDefault(d.Name))),
            .. Inputs.Where(i => declared.All(d => d.Name != i.Key)).Select(i => new InputSlot(i.Key, null, i.Value))];
    }

    /// <summary>Outputs by camelCase name: the variable id or workflow output they are bound to.</summary>
    public required IReadOnlyDictionary<string, string> OutputTargets { get; init; }
    public required ImmutableArray<VariableSpec> Variables { get; init; }
    /// <summary>The activity's JSON as read: plain properties, customProperties, metadata.</summary>
    public required Datum Source { get; init; }
    /// <summary>Prepared data an activity type makes of its source once (connections, handlers, conditions).</summary>
    public object? Prepared { get; internal set; }
    public int Depth { get; internal set; }

    public Datum CustomProperties => _customProperties ??= DefinitionReader.GetAny(Source, "customProperties");
    private Datum? _customProperties;
    /// <summary>Whether the definition lets a stimulus begin the workflow here; before 3.1 the mark stood on the activity itself.</summary>
    public bool CanStartWorkflow => DefinitionReader.GetAny(CustomProperties, "canStartWorkflow").AsBoolean() || DefinitionReader.GetAny(Source, "canStartWorkflow").AsBoolean()
        || DefinitionReader.GetAny(DefinitionReader.GetAny(Source, "applicationProperties"), "canStartWorkflow").AsBoolean();
    /// <summary>Our additions: <c>customProperties.case</c>.</summary>
    public Datum CaseProperties => CustomProperties["case"];
    public PlanNode? Child(string port)
    {
        foreach (var (name, node) in Children) if (string.Equals(name, port, StringComparison.OrdinalIgnoreCase)) return node;
        return null;
    }
}

/// <summary>An input as bound in the definition.</summary>
/// <param name="Expression">Null when the input is plain JSON or absent.</param>
public sealed record InputBinding(string Name, string? TypeName, string ExpressionType, IPreparedExpression? Expression, Datum Raw);

/// <summary>An input of a node. What does not depend on the case is known once and for all.</summary>
internal sealed class InputSlot
{
    private readonly InputDescriptor? _descriptor;
    private readonly InputBinding? _binding;

    public InputSlot(string name, InputDescriptor? descriptor, InputBinding? binding)
    {
        (Name, _descriptor, _binding) = (name, descriptor, binding);
        if (binding?.Expression is null) Fixed = Finish(binding is null ? Datum.Null : binding.Raw);
        else if (binding.Expression is Constant constant) Fixed = Typed(constant.Value);
        else Eager = descriptor is { Wrapped: true, Deferred: false };
    }

    public string Name { get; }
    public Datum? Fixed { get; }
    /// <summary>Evaluated before the activity starts.</summary>
    public bool Eager { get; }
    public IPreparedExpression Expression => _binding!.Expression!;

    public Datum Typed(Datum value) => Finish(Execution.Coercion.To(_binding!.TypeName ?? _descriptor?.TypeName, value));

    private Datum Finish(Datum value) => value.IsNull && _descriptor?.Default is { } otherwise ? otherwise : value;
}

/// <param name="TypeName">Alias or CLR name, as read.</param>
public sealed record VariableSpec(string Id, string Name, string TypeName, bool IsArray, Datum Default, string? StorageDriver);

public sealed record ParameterSpec(string Name, string TypeName, bool IsArray, Datum Default, string? DisplayName);

/// <summary>Something wrong or doubtful in a definition: a place, a sentence for people, and a fix where there is one.</summary>
/// <param name="Severity">error, warning.</param>
/// <param name="Place">Workflow and activity id, or a JSON path.</param>
public sealed record PlanProblem(string Severity, string Code, string Place, string MessageJa, string MessageEn, string? FixJa = null);

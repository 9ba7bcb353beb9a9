using Workflows.Engine.Activities.Elsa;
using Workflows.Engine.Data;
using Workflows.Engine.Expressions;
using Workflows.Engine.Plans;
using Workflows.Engine.Turns;

namespace Workflows.Engine.Execution;

/// <summary>What an expression sees from where its activity stands.</summary>
internal sealed class MachineScope(Hands hands, Datum extra) : IExpressionScope
{
    public StepContext Step => hands.Step;
    public Datum Fields => hands.Fields;
    public Datum Head => hands.Head;
    public Datum Input => hands.FrameId == 0 ? Datum.Null : hands.Machine.EnclosingComposite(hands.FrameId)?.Data["input"] ?? hands.Instance.Input;
    public IReadOnlyList<ParameterSpec> DeclaredInputs =>
        hands.FrameId == 0 ? [] : hands.Machine.EnclosingComposite(hands.FrameId) is { } composite ? ((CompositeTarget)hands.Machine.NodeOf(composite).Prepared!).Inputs : hands.Workflow.Inputs;
    public Datum ActivityOutputs => hands.FrameId == 0 ? Datum.EmptyObject : hands.Instance.ActivityOutputs;
    public string DefinitionId => hands.Workflow.DefinitionId;
    public int DefinitionVersion => hands.Workflow.Version;
    public int InstanceNo => hands.FrameId == 0 ? 0 : hands.Instance.No;
    public string? CorrelationId { get => hands.FrameId == 0 ? null : hands.Instance.CorrelationId; set => hands.ChangeInstance(i => i with { CorrelationId = value }); }
    public string? InstanceName { get => hands.FrameId == 0 ? null : hands.Instance.Name; set => hands.ChangeInstance(i => i with { Name = value }); }
    public bool TryGetVariable(string name, out Datum value) =>
        hands.TryGetVariable(name, out value) || (hands.Plan.Policy?.TryGetName(hands, name, out value) ?? false);
    public void SetVariable(string name, Datum value)
    {
        if (!hands.TrySetVariable(name, value) && !(hands.Plan.Policy?.TryGetName(hands, name, out _) ?? false)) hands.DeclareVariable(name, value);
    }

    public Datum Lookups => extra;
    public void SetOutput(string name, Datum value) => hands.SetWorkflowOutput(name, value);
    public IList<string> ScriptOutcomes { get; } = [];
    public ulong NextRandom() => hands.Machine.NextRandom();

    public IEnumerable<KeyValuePair<string, Datum>> Variables
    {
        get
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            for (var frame = hands.FrameId == 0 ? null : hands.Machine.FindFrame(hands.FrameId); frame is not null; frame = frame.Parent == 0 ? null : hands.Machine.FindFrame(frame.Parent))
                foreach (var variable in frame.Variables?.Members ?? [])
                    if (seen.Add(variable.Key)) yield return variable;
        }
    }

    public Guid NextGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, NextRandom());
        BitConverter.TryWriteBytes(bytes[8..], NextRandom());
        bytes[7] = (byte)((bytes[7] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes);
    }

    public string? FindActivityId(string nameOrId)
    {
        if (hands.Workflow.NodesById.ContainsKey(nameOrId)) return nameOrId;
        foreach (var node in hands.Workflow.NodesById.Values)
            if (string.Equals(node.Name, nameOrId, StringComparison.OrdinalIgnoreCase)) return node.Id;
        return null;
    }

    public string? FindActivityName(string id) => hands.Workflow.NodesById.TryGetValue(id, out var node) ? node.Name : null;
}

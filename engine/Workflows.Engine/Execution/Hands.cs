using Workflows.Engine.Activities;
using Workflows.Engine.Activities.Elsa;
using Workflows.Engine.Data;
using Workflows.Engine.Expressions;
using Workflows.Engine.Plans;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Engine.Execution;

/// <summary>The activity's context during one call. Frame 0 is the case itself, for the policy.</summary>
internal sealed class Hands : ActivityContext
{
    private readonly Machine _machine;
    private readonly Frame? _start;
    private Dictionary<string, Datum>? _inputs;
    private Dictionary<Question, Reply>? _replies;
    private List<Work>? _scheduled;
    private List<Work>? _scheduledLast;
    private bool _closed;

    public Hands(Machine machine, int frame)
    {
        _machine = machine;
        FrameId = frame;
        _start = frame == 0 ? null : machine.GetFrame(frame);
        Node = _start is null ? machine.Plan.Root.Root : machine.NodeOf(_start);
    }

    public Dictionary<Question, Reply> Replies => _replies ??= new(ReferenceEqualityComparer.Instance);
    public List<Work> Scheduled => _scheduled ??= [];
    public List<Work> ScheduledLast => _scheduledLast ??= [];
    public bool HasScheduled => _scheduled is not null || _scheduledLast is not null;
    public IReadOnlyList<string>? Outcomes { get; private set; }

    public override Plan Plan => _machine.Plan;
    public override WorkflowPlan Workflow => _start is null ? _machine.Plan.Root : _machine.WorkflowOf(_start.Instance);
    public override PlanNode Node { get; }
    public override StepContext Step => _machine.Context;
    public override Stimulus Stimulus => _machine.Stimulus;
    public override int FrameId { get; }
    public override string ScopePath => _start?.ScopePath ?? "";
    public override bool IsCompleted => Outcomes is not null;
    public override IReadOnlyList<Incident> Incidents => _machine.Incidents;
    internal Machine Machine => _machine;

    private Frame Frame => _machine.GetFrame(FrameId);

    /// <summary>Evaluates the wrapped inputs before the activity starts, as Elsa does: a failing one is the activity's incident.</summary>
    public void EvaluateInputs()
    {
        foreach (var descriptor in Node.Activity.Descriptor.Inputs)
            if (descriptor is { Wrapped: true, Deferred: false } && Node.Inputs.ContainsKey(descriptor.Name)) Input(descriptor.Name);
    }

    public override Datum Input(string name)
    {
        if (_inputs?.TryGetValue(name, out var known) == true) return known;
        var descriptor = Node.Activity.Descriptor.Inputs.FirstOrDefault(i => i.Name == name);
        var value = Node.Inputs.TryGetValue(name, out var binding)
            ? binding.Expression is { } expression ? Coercion.To(binding.TypeName ?? descriptor?.TypeName, Evaluate(expression)) : binding.Raw
            : descriptor?.Default ?? Datum.Null;
        if (value.IsNull && descriptor?.Default is { } otherwise) value = otherwise;
        (_inputs ??= new(StringComparer.Ordinal))[name] = value;
        return value;
    }

    public override bool HasInput(string name) => Node.Inputs.TryGetValue(name, out var binding) && (binding.Expression is not null || !binding.Raw.IsNull);

    public override Datum Evaluate(IPreparedExpression expression, Datum? extra = null) => expression.Evaluate(Scope(extra));

    public override IExpressionScope Scope(Datum? extra = null) => new MachineScope(this, extra ?? Datum.Null);

    public override void SetOutput(string name, Datum value)
    {
        ChangeInstance(i => i with { ActivityOutputs = i.ActivityOutputs.With(Node.Id, i.ActivityOutputs[Node.Id].With(name, value)).With("$last", value) });
        if (!Node.OutputTargets.TryGetValue(name, out var target)) return;
        if (!TrySetVariable(target, value)) SetWorkflowOutput(target, value);
    }

    public override void SetWorkflowOutput(string name, Datum value)
    {
        if (_machine.EnclosingComposite(FrameId) is { } composite) new Hands(_machine, composite.Id).SetOutput(CompositeTarget.Camel(name), value);
        else ChangeInstance(i => i with { Outputs = i.Outputs.With(name, value) });
    }

    public override Datum Data { get => Frame.Live?.ToDatum() ?? Frame.Data; set => _machine.SetFrame(Frame with { Data = value, Live = null }); }
    public override LiveData? Live { get => Frame.Live; set => _machine.SetFrame(Frame with { Data = Datum.Null, Live = value }); }

    public override Datum Fields { get => _machine.Fields; set => _machine.Fields = value; }
    public override Datum Head { get => _machine.Head; set => _machine.Head = value; }
    public override Datum StepNotes { get => _machine.StepNotes; set => _machine.StepNotes = value; }
    public override IReadOnlyList<InstanceState> Instances => _machine.Instances;
    public override InstanceState Instance => _machine.InstanceOf(_start ?? throw NoFrame());

    public override void ChangeInstance(Func<InstanceState, InstanceState> change) => _machine.ChangeInstance((_start ?? throw NoFrame()).Instance, change);

    public override bool TryGetVariable(string nameOrId, out Datum value)
    {
        for (var frame = FrameId == 0 ? null : _machine.FindFrame(FrameId); frame is not null; frame = frame.Parent == 0 ? null : _machine.FindFrame(frame.Parent))
        {
            if (frame.Variables is { } variables && variables.TryGet(NameIn(frame, nameOrId), out var found)) { value = found; return true; }
        }
        value = Datum.Null;
        return false;
    }

    public override bool TrySetVariable(string nameOrId, Datum value)
    {
        for (var frame = FrameId == 0 ? null : _machine.FindFrame(FrameId); frame is not null; frame = frame.Parent == 0 ? null : _machine.FindFrame(frame.Parent))
        {
            if (frame.Variables is not { } variables) continue;
            var name = NameIn(frame, nameOrId);
            if (!variables.Has(name)) continue;
            _machine.SetFrame(frame with { Variables = variables.With(name, value) });
            return true;
        }
        return false;
    }

    private string NameIn(Frame frame, string nameOrId)
    {
        if (frame.Variables!.Has(nameOrId)) return nameOrId;
        var workflow = _machine.WorkflowOf(frame.Instance);
        var node = _machine.NodeOf(frame);
        foreach (var spec in node.Variables) if (spec.Id == nameOrId || string.Equals(spec.Name, nameOrId, StringComparison.OrdinalIgnoreCase)) return spec.Name;
        if (ReferenceEquals(node, workflow.Root))
            foreach (var spec in workflow.Variables) if (spec.Id == nameOrId || string.Equals(spec.Name, nameOrId, StringComparison.OrdinalIgnoreCase)) return spec.Name;
        return nameOrId;
    }

    public override void DeclareVariable(string name, Datum value)
    {
        var frame = Frame;
        _machine.SetFrame(frame with { Variables = (frame.Variables ?? Datum.EmptyObject).With(name, value) });
    }

    public override Reply Reply(Question question) => Replies[question];

    public override void CountAsHeard(bool heard) => _machine.CountAsHeard(heard);

    public override void Complete(params string[] outcomes)
    {
        if (FrameId == 0) throw NoFrame();
        Outcomes = outcomes.Length == 0 ? ["Done"] : outcomes;
    }

    public override int Schedule(PlanNode child, Datum? tag = null, int? iteration = null, Datum? variables = null, bool last = false)
    {
        var own = Frame;
        if (child.Depth > Step.Limits.Depth) throw Fault("DEPTH_EXCEEDED", $"アクティビティの入れ子は {Step.Limits.Depth:N0} 段までです。");
        var path = iteration is { } n ? (own.ScopePath.Length == 0 ? "" : own.ScopePath + "/") + $"{Node.Id}[{n}]" : own.ScopePath;
        var frame = _machine.AddFrame(FrameId, own.Instance, child, path, tag ?? Datum.Null, variables);
        (last ? ScheduledLast : Scheduled).Add(new Work(WorkKind.Execute, frame.Id));
        _machine.MarkScheduled(frame.Id);
        return frame.Id;
    }

    public override void CancelChildren(Func<Frame, bool>? which = null) => _machine.CancelChildren(FrameId, which);
    public override bool IsScheduled(int frame) => _machine.IsScheduled(frame);
    public override bool HasChildren => Frame.Children > 0;
    public override IEnumerable<Frame> ChildFrames => _machine.ChildFrames(FrameId);

    public override void CompleteAncestor(PlanNode ancestor, params string[] outcomes) =>
        _machine.CompleteAncestor(FrameId, ancestor, outcomes.Length == 0 ? ["Done"] : outcomes);

    public override void FinishInstance(string subStatus = InstanceSubStatus.Finished) => _machine.FinishInstance((_start ?? throw NoFrame()).Instance, subStatus);

    public override InstanceState InstanceNo(int no) => _machine.InstanceNo(no);
    public override int StartInstance(WorkflowPlan workflow, Datum input, string? correlationId, bool wait, bool background, IReadOnlyList<ClaimKey> claims) =>
        _machine.StartInstance(workflow, input, correlationId, wait ? FrameId : 0, background ? ScheduledLast : Scheduled, claims, (_start ?? throw NoFrame()).Instance).No;

    public override void ContinueAfterChild() => Scheduled.Add(new Work(WorkKind.Nudge, FrameId, null, new ChildEnd("", 0, Datum.Null, [], false)));

    public override Exception Fault(string code, string message, Datum? detail = null) => new FaultException(code, message, detail ?? Datum.Null);
    public override Exception Refuse(Refusal refusal) => new RefusalException(refusal);
    public override void Warn(string code, string message, Datum? detail = null) => _machine.Warn(Frame, code, message, detail);

    public override Bookmark SetBookmark(string kind, string name, string? key = null, Datum? data = null) => _machine.AddBookmark(FrameId, kind, name, key, null, data ?? Datum.Null);
    public override Bookmark SetTimer(DateTimeOffset due, string name, Datum? data = null) => _machine.AddBookmark(FrameId, StimulusKinds.Timer, name, null, due, data ?? Datum.Null);

    public override void ClearBookmark(string bookmarkId)
    {
        var frame = Frame;
        if (frame.Bookmarks.FirstOrDefault(b => b.Id == bookmarkId) is { } bookmark) _machine.RemoveBookmark(frame, bookmark);
    }

    public override IReadOnlyList<Bookmark> Bookmarks => FrameId == 0 ? [] : Frame.Bookmarks;
    public override void Emit(Effect effect) => _machine.Emit(effect);
    public override void Send(string key, string kind, string target, Datum body, string? replyTo, Datum policy) => _machine.Emit(new OutboxAdd(key, kind, target, body, replyTo, policy));

    public override void Journal(string name, Datum? data = null)
    {
        if (_start is not null) _machine.JournalAdd(name, _start, Node, data);
    }

    public override void WriteHttp(HttpReply reply) => _machine.WriteHttp(reply);
    public override string NewId(string prefix) => _machine.NewId(prefix);

    /// <summary>The call is over: an iterator kept alive cannot go on writing.</summary>
    public void Close() { if (_closed) throw new InvalidOperationException("The call is over."); _closed = true; }

    private static InvalidOperationException NoFrame() => new("The case itself has no frame: only fields and head can be changed here.");
}

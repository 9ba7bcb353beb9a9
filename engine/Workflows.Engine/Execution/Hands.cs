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
    private static readonly string[] Done = ["Done"];
    private readonly Machine _machine;
    private Frame? _start;
    private Datum?[] _values = [];
    private Dictionary<Question, Reply>? _replies;
    private readonly List<Work> _scheduled = [];
    private readonly List<Work> _scheduledLast = [];
    private bool _closed = true;
    private int _frameId;
    private PlanNode _node;

    public Hands(Machine machine) { _machine = machine; _node = machine.Plan.Root.Root; }

    public Hands(Machine machine, int frame) : this(machine) => Open(frame);

    /// <summary>A call at this frame begins; the same hands serve one call after another.</summary>
    public void Open(int frame)
    {
        _frameId = frame;
        _start = frame == 0 ? null : _machine.GetFrame(frame);
        _node = _start is null ? _machine.Plan.Root.Root : _machine.NodeOf(_start);
        if (_values.Length > 0) Array.Clear(_values);
        _replies?.Clear();
        _scheduled.Clear();
        _scheduledLast.Clear();
        Outcomes = null;
        _closed = false;
    }

    public Dictionary<Question, Reply> Replies => _replies ??= new(ReferenceEqualityComparer.Instance);
    public List<Work> Scheduled => _scheduled;
    public List<Work> ScheduledLast => _scheduledLast;
    public IReadOnlyList<string>? Outcomes { get; private set; }

    public override Plan Plan => _machine.Plan;
    public override WorkflowPlan Workflow => _start is null ? _machine.Plan.Root : _machine.WorkflowOf(_start.Instance);
    public override PlanNode Node => _node;
    public override StepContext Step => _machine.Context;
    public override Stimulus Stimulus => _machine.Stimulus;
    public override int FrameId => _frameId;
    public override string ScopePath => _start?.ScopePath ?? "";
    public override bool IsCompleted => Outcomes is not null;
    public override IReadOnlyList<Incident> Incidents => _machine.Incidents;
    internal Machine Machine => _machine;

    private Frame Frame => _machine.GetFrame(FrameId);

    /// <summary>Evaluates the wrapped inputs before the activity starts, as Elsa does: a failing one is the activity's incident.</summary>
    public void EvaluateInputs()
    {
        var slots = Node.Slots;
        for (var i = 0; i < slots.Length; i++)
            if (slots[i].Eager) Value(i);
    }

    public override Datum Input(string name)
    {
        var slots = Node.Slots;
        for (var i = 0; i < slots.Length; i++)
            if (ReferenceEquals(slots[i].Name, name) || slots[i].Name == name) return Value(i);
        return Datum.Null;
    }

    private Datum Value(int at)
    {
        var slot = Node.Slots[at];
        if (slot.Fixed is { } known) return known;
        if (_values.Length <= at) Array.Resize(ref _values, Node.Slots.Length);
        return _values[at] ??= slot.Typed(Evaluate(slot.Expression));
    }

    public override bool HasInput(string name) => Node.Inputs.TryGetValue(name, out var binding) && (binding.Expression is not null || !binding.Raw.IsNull);

    public override Datum Evaluate(IPreparedExpression expression, Datum? extra = null) => expression.Evaluate(Scope(extra));

    public override IExpressionScope Scope(Datum? extra = null) => new MachineScope(this, extra ?? Datum.Null);

    public override void SetOutput(string name, Datum value)
    {
        ChangeInstance(i => i with { ActivityOutputs = i.ActivityOutputs.With(Node.Id, i.ActivityOutputs[Node.Id].With(name, value)).With("$last", value) });
        if (!Node.OutputTargets.TryGetValue(name, out var target)) return;
        // What an activity gives is kept as it is, whatever the variable is declared as.
        if (!Store(target, value, typed: false)) SetWorkflowOutput(target, value);
    }

    public override void SetWorkflowOutput(string name, Datum value)
    {
        if (_machine.EnclosingComposite(FrameId) is { } composite) new Hands(_machine, composite.Id).SetOutput(CompositeTarget.Camel(name), value);
        else ChangeInstance(i => i with { Outputs = i.Outputs.With(name, value) });
    }

    public override Datum Data { get => Frame.Live?.ToDatum() ?? Frame.Data; set { var frame = _machine.Edit(FrameId); (frame.Data, frame.Live) = (value, null); } }
    public override LiveData? Live { get => Frame.Live; set { var frame = _machine.Edit(FrameId); (frame.Data, frame.Live) = (Datum.Null, value); } }

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

    public override bool TrySetVariable(string nameOrId, Datum value) => Store(nameOrId, value, typed: true);

    private bool Store(string nameOrId, Datum value, bool typed)
    {
        for (var frame = FrameId == 0 ? null : _machine.FindFrame(FrameId); frame is not null; frame = frame.Parent == 0 ? null : _machine.FindFrame(frame.Parent))
        {
            if (frame.Variables is not { } variables) continue;
            var name = NameIn(frame, nameOrId);
            if (!variables.Has(name)) continue;
            _machine.Edit(frame.Id).Variables = variables.With(name, typed ? Typed(frame, name, value) : value);
            return true;
        }
        return false;
    }

    /// <summary>A variable keeps the type it is declared with.</summary>
    private Datum Typed(Frame frame, string name, Datum value) => Declared(frame, name) is { } spec ? Coercion.To(spec, value) : value;

    private VariableSpec? Declared(Frame frame, string name)
    {
        var node = _machine.NodeOf(frame);
        foreach (var spec in node.Variables) if (spec.Name == name) return spec;
        var workflow = _machine.WorkflowOf(frame.Instance);
        if (ReferenceEquals(node, workflow.Root))
            foreach (var spec in workflow.Variables) if (spec.Name == name) return spec;
        return null;
    }

    internal bool OwnsVariable(string nameOrId) => Frame.Variables is { } variables && variables.Has(NameIn(Frame, nameOrId));

    /// <summary>Sets a variable of this very frame; false when the value cannot be of the declared type.</summary>
    internal bool SetOwnVariable(string nameOrId, Datum value, out string? type)
    {
        var spec = Declared(Frame, NameIn(Frame, nameOrId));
        type = spec?.TypeName;
        return (spec is null || Coercion.Fits(spec, value)) && TrySetVariable(nameOrId, value);
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
        if (FrameId == 0) return;
        var frame = Frame;
        while (frame.Parent != 0)
        {
            frame = _machine.GetFrame(frame.Parent);
            if (_machine.NodeOf(frame).Activity.Descriptor.Ports.Any(p => p is { Name: "activities", IsList: true, Within: null })) break;
        }
        frame = _machine.Edit(frame.Id);
        frame.Variables = (frame.Variables ?? Datum.EmptyObject).With(name, value);
    }

    public override Reply Reply(Question question) => Replies[question];

    public override void CountAsHeard(bool heard) => _machine.CountAsHeard(heard);

    public override void Complete(params string[] outcomes)
    {
        if (FrameId == 0) throw NoFrame();
        Outcomes = outcomes.Length == 0 ? Done : outcomes;
    }

    public override int Schedule(PlanNode child, Datum? tag = null, int? iteration = null, Datum? variables = null, bool last = false)
    {
        var own = Frame;
        if (child.Depth > Step.Limits.Depth) throw Fault("DEPTH_EXCEEDED", $"アクティビティの入れ子は {Step.Limits.Depth:N0} 段までです。");
        var path = iteration is { } n ? (own.ScopePath.Length == 0 ? "" : own.ScopePath + "/") + $"{Node.Id}[{n}]" : own.ScopePath;
        var frame = _machine.AddFrame(FrameId, own.Instance, child, path, tag ?? Datum.Null, variables);
        (last ? ScheduledLast : Scheduled).Add(new Work(WorkKind.Execute, frame.Id));
        frame.Scheduled = true;
        return frame.Id;
    }

    public override void CancelChildren(Func<Frame, bool>? which = null) => _machine.CancelChildren(FrameId, which);
    public override bool IsScheduled(int frame) => _machine.IsScheduled(frame);
    public override bool HasChildren => Frame.Children > 0;
    public override IEnumerable<Frame> ChildFrames => _machine.ChildFrames(FrameId);

    public override void CompleteAncestor(PlanNode ancestor, params string[] outcomes) =>
        _machine.CompleteAncestor(FrameId, ancestor, outcomes.Length == 0 ? Done : outcomes);

    public override void SignalBreak()
    {
        for (var frame = Frame; frame.Parent != 0;)
        {
            frame = _machine.GetFrame(frame.Parent);
            if (_machine.NodeOf(frame).Activity is not IBreakable breakable) continue;
            var data = frame.Live?.ToDatum() ?? frame.Data;
            frame = _machine.Edit(frame.Id);
            (frame.Data, frame.Live) = ((data.IsNull ? Datum.EmptyObject : data).With(IBreakable.Mark, true), null);
            if (breakable.EndsSignal) return;
        }
    }

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

    public override void FreezeTimers() => _machine.FreezeTimers();
    public override void ThawTimers(TimeSpan by) => _machine.ThawTimers(by);
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

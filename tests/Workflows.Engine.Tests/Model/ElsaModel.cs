namespace Workflows.Engine.Tests.Model;

/// <summary>
/// Elsa's rules once more, as plainly as they can be written: lists and dictionaries, nothing shared with the engine. One queue of
/// scheduled activities; what ends tells its container at once. Two readings of ours, listed in docs/elsa-conformance.md, are
/// the model's too: Cascade runs once a token, and a flowchart whose join starves ends.
/// </summary>
internal sealed class ElsaModel(ModelNode root, bool tokens)
{
    private readonly Queue<Run> _scheduled = new();
    private readonly List<Run> _runs = [];
    private readonly Dictionary<ModelNode, int> _asked = [];

    /// <summary>An activity that was scheduled and has not ended.</summary>
    private sealed class Run(ModelNode node, Run? parent, bool back)
    {
        public ModelNode Node => node;
        public Run? Parent => parent;
        public bool Back => back;
        public List<Run> Children { get; } = [];
        public bool Begun, Waits, Gone, Breaking;
        public int Index;
        public FlowState? Flow;
    }

    private sealed class FlowState
    {
        public Dictionary<ModelNode, long> Ends { get; } = [];
        public Dictionary<ModelWay, long> Visits { get; } = [];
        public Dictionary<ModelWay, bool> Followed { get; } = [];
        public List<Token> Tokens { get; } = [];
    }

    private sealed class Token(ModelWay way)
    {
        public ModelWay Way => way;
        public bool Consumed, Blocked;
        public bool Open => !Consumed && !Blocked;
    }

    /// <summary><c>+a</c> a began, <c>-a</c> a ended.</summary>
    public List<string> Trace { get; } = [];
    public bool Finished { get; private set; }
    public int Starved { get; private set; }
    public IEnumerable<string> Waiting => _runs.Where(r => r is { Waits: true, Gone: false }).Select(r => r.Node.Id);

    public void Start() { Schedule(null, root); Drain(); }

    public void Happens(string name)
    {
        foreach (var run in _runs.Where(r => r.Waits && r.Node.Id == name).ToArray())
        {
            if (run.Gone) continue;
            run.Waits = false;
            Complete(run, ["Done"]);
            Drain();
        }
    }

    private void Drain()
    {
        while (_scheduled.TryDequeue(out var run))
        {
            if (Trace.Count > 20_000) throw new InvalidOperationException("The model does not come to rest.");
            if (!run.Gone) Begin(run);
        }
    }

    private void Schedule(Run? parent, ModelNode node, bool back = false)
    {
        var run = new Run(node, parent, back);
        parent?.Children.Add(run);
        _runs.Add(run);
        _scheduled.Enqueue(run);
    }

    private void Begin(Run run)
    {
        run.Begun = true;
        Trace.Add($"+{run.Node.Id}");
        var children = run.Node.Children;
        switch (run.Node.Kind)
        {
            case ModelKind.Event: run.Waits = true; break;
            case ModelKind.Fault: break;
            case ModelKind.Decision: Complete(run, [(_asked[run.Node] = _asked.GetValueOrDefault(run.Node) + 1) > run.Node.Count ? "True" : "False"]); break;
            case ModelKind.Fork: Complete(run, ["A", "B"]); break;
            case ModelKind.Break: Signal(run); Complete(run, []); break;
            case ModelKind.Flow: run.Flow = new FlowState(); Schedule(run, children[0]); break;
            case ModelKind.Sequence or ModelKind.Each: Next(run); break;
            case ModelKind.Parallel or ModelKind.AnyOf or ModelKind.AllOf: foreach (var child in children) Schedule(run, child); break;
            case ModelKind.ParallelEach:
                for (var i = 0; i < run.Node.Count; i++) Schedule(run, children[0]);
                if (run.Node.Count == 0) Complete(run, ["Done"]);
                break;
            default: Complete(run, ["Done"]); break;
        }
    }

    private void Next(Run run)
    {
        var at = run.Index++;
        if (run.Node.Kind == ModelKind.Sequence && at < run.Node.Children.Count) Schedule(run, run.Node.Children[at]);
        else if (run.Node.Kind == ModelKind.Each && at < run.Node.Count) Schedule(run, run.Node.Children[0]);
        else Complete(run, ["Done"]);
    }

    private static void Signal(Run run)
    {
        for (var over = run.Parent; over is not null; over = over.Parent)
        {
            if (over.Node.Kind is not (ModelKind.Sequence or ModelKind.AnyOf or ModelKind.AllOf or ModelKind.Each)) continue;
            over.Breaking = true;
            if (over.Node.Kind == ModelKind.Each) return;
        }
    }

    private void Complete(Run run, string[] outcomes)
    {
        foreach (var child in run.Children.ToArray()) Cancel(child);
        run.Gone = true;
        Trace.Add($"-{run.Node.Id}");
        if (run.Parent is not { } parent) { Finished = true; return; }
        parent.Children.Remove(run);
        switch (parent.Node.Kind)
        {
            case ModelKind.Flow: FlowGoesOn(parent, run, outcomes); break;
            case ModelKind.Sequence: if (parent.Breaking || run.Node.EndsContainer) Complete(parent, ["Done"]); else Next(parent); break;
            case ModelKind.Each: if (parent.Breaking) Complete(parent, ["Done"]); else Next(parent); break;
            case ModelKind.AnyOf: Complete(parent, ["Done"]); break;
            default: if (parent.Breaking || parent.Children.Count == 0) Complete(parent, ["Done"]); break;
        }
    }

    private static void Cancel(Run run)
    {
        foreach (var child in run.Children.ToArray()) Cancel(child);
        (run.Gone, run.Waits) = (true, false);
        run.Parent?.Children.Remove(run);
    }

    // Flowcharts.

    private void FlowGoesOn(Run flow, Run ended, string[] outcomes)
    {
        if (ended.Node.EndsContainer) { Complete(flow, ["Done"]); return; }
        if (tokens) PassTokens(flow, ended.Node, outcomes); else Count(flow, ended, outcomes);
        if (flow.Gone || flow.Children.Count > 0) return;
        Starved += flow.Flow!.Tokens.Where(t => t.Open).Select(t => t.Way.To).Distinct().Count();
        Complete(flow, ["Done"]);
    }

    /// <summary>What has begun on the ways into a target is cancelled.</summary>
    private static List<ModelNode> CancelInto(Run flow, ModelNode target)
    {
        var before = new HashSet<ModelNode>();
        for (var grew = true; grew;)
        {
            grew = false;
            foreach (var way in Forward(flow.Node)) if (way.To == target || before.Contains(way.To)) grew |= before.Add(way.From);
        }
        var cancelled = flow.Children.Where(c => c.Begun && before.Contains(c.Node)).ToList();
        foreach (var run in cancelled) Cancel(run);
        return [.. cancelled.Select(c => c.Node)];
    }

    private void Count(Run flow, Run ended, string[] outcomes)
    {
        // A join counts its own end before the branches it cancels are skipped: it does not run once more for them.
        if (!ended.Back) flow.Flow!.Ends[ended.Node] = flow.Flow.Ends.GetValueOrDefault(ended.Node) + 1;
        if (ended.Node.Kind == ModelKind.Join) foreach (var gone in CancelInto(flow, ended.Node)) Skip(flow, gone);
        Visit(flow, ended.Node, outcomes);
    }

    private void Skip(Run flow, ModelNode node)
    {
        flow.Flow!.Ends[node] = flow.Flow.Ends.GetValueOrDefault(node) + 1;
        Visit(flow, node, []);
    }

    private void Visit(Run flow, ModelNode node, string[] outcomes)
    {
        var state = flow.Flow!;
        foreach (var way in flow.Node.Ways.Where(w => w.From == node))
        {
            var followed = outcomes.Contains(way.Port);
            state.Visits[way] = state.Visits.GetValueOrDefault(way) + 1;
            state.Followed[way] = followed;
            if (!Forward(flow.Node).Contains(way)) { if (followed) Schedule(flow, way.To, back: true); continue; }
            var ways = Forward(flow.Node).Where(w => w.To == way.To).ToArray();
            var ends = state.Ends.GetValueOrDefault(way.To);
            var visits = ways.Select(w => state.Visits.GetValueOrDefault(w)).ToArray();
            var most = visits.Max();
            var all = visits.Min() > ends;
            bool Last(ModelWay w) => state.Visits.GetValueOrDefault(w) == most && state.Followed.GetValueOrDefault(w);
            var any = most > ends && ways.Any(Last);
            switch (way.To.Kind == ModelKind.Join ? way.To.Mode : "WaitAllActive")
            {
                case "WaitAll": if (all) { if (ways.All(Last)) Schedule(flow, way.To); else Skip(flow, way.To); } break;
                case "WaitAllActive": if (all) { if (any) Schedule(flow, way.To); else Skip(flow, way.To); } break;
                default:
                    if (state.Visits[way] <= ends || flow.Children.Any(c => !c.Begun && c.Node == way.To)) break;
                    if (any)
                    {
                        Schedule(flow, way.To);
                        foreach (var gone in CancelInto(flow, way.To)) Skip(flow, gone);
                    }
                    else if (all) Skip(flow, way.To);
                    break;
            }
        }
    }

    private void PassTokens(Run flow, ModelNode node, string[] outcomes)
    {
        var lie = flow.Flow!.Tokens;
        void Forget(ModelNode gone) => lie.RemoveAll(t => t.Way.From == gone || t.Way.To == gone);
        if (node.Kind == ModelKind.Join) foreach (var gone in CancelInto(flow, node)) Forget(gone);
        var taken = flow.Node.Ways.Where(w => w.From == node && outcomes.Contains(w.Port)).ToArray();
        lie.AddRange(taken.Select(w => new Token(w)));
        foreach (var token in lie.Where(t => t.Way.To == node && t.Open)) token.Consumed = true;
        foreach (var way in taken)
        {
            var into = Forward(flow.Node).Where(w => w.To == way.To).ToArray();
            bool AllCame(ModelWay[] ways) => ways.Length <= 1 || ways.All(w => lie.Any(t => t.Open && t.Way == w));
            switch (way.To.Kind == ModelKind.Join ? way.To.Mode == "WaitAny" ? "Race" : "Merge" : way.To.Mode)
            {
                case "Cascade": Schedule(flow, way.To); break;
                case "Race":
                    foreach (var gone in CancelInto(flow, way.To)) Forget(gone);
                    if (lie.FirstOrDefault(t => t.Blocked && t.Way == way) is { } barred) { barred.Consumed = true; break; }
                    Schedule(flow, way.To);
                    lie.AddRange(into.Where(w => w.From != node).Select(w => new Token(w) { Blocked = true }));
                    break;
                case "Merge": if (AllCame(into)) Schedule(flow, way.To); break;
                case "Converge": if (AllCame([.. flow.Node.Ways.Where(w => w.To == way.To)])) Schedule(flow, way.To); break;
                default: if (!into.Any(w => lie.Any(t => t.Open && t.Way.To == w.From))) Schedule(flow, way.To); break;
            }
        }
        lie.RemoveAll(t => t.Consumed && t.Way.To == node);
    }

    /// <summary>Breadth first from the start; a pair of activities that would close a circle stays out.</summary>
    private static List<ModelWay> Forward(ModelNode flow)
    {
        var edges = new List<(ModelNode From, ModelNode To)>();
        var visited = new HashSet<ModelNode>();
        var queue = new Queue<ModelNode>([flow.Children[0]]);
        while (queue.TryDequeue(out var from))
        {
            visited.Add(from);
            foreach (var to in flow.Ways.Where(w => w.From == from).Select(w => w.To))
            {
                if (edges.Contains((from, to)) || Leads(edges, to, from, null)) continue;
                edges.Add((from, to));
                if (!visited.Contains(to)) queue.Enqueue(to);
            }
        }
        return [.. flow.Ways.Where(w => edges.Contains((w.From, w.To)))];
    }

    /// <summary>A way back that does not lead through its target on every way from the start.</summary>
    public static bool IsRefused(ModelNode flow, ModelWay way)
    {
        var forward = Forward(flow);
        return !forward.Contains(way) && way.To != flow.Children[0] && Leads([.. forward.Select(w => (w.From, w.To))], flow.Children[0], way.From, way.To);
    }

    private static bool Leads(List<(ModelNode From, ModelNode To)> edges, ModelNode from, ModelNode to, ModelNode? without)
    {
        var seen = new HashSet<ModelNode>();
        var open = new Stack<ModelNode>([from]);
        while (open.TryPop(out var at))
        {
            if (at == to) return true;
            if (at == without || !seen.Add(at)) continue;
            foreach (var next in edges.Where(e => e.From == at)) open.Push(next.To);
        }
        return false;
    }
}

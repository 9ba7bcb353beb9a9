using Workflows.Engine.Data;

namespace Workflows.Engine.Tests.Model;

internal enum ModelKind { Line, Event, Decision, Fork, Join, Fault, End, Break, Flow, Sequence, Parallel, AnyOf, AllOf, Each, ParallelEach }

/// <summary>A connection of a flowchart.</summary>
internal sealed record ModelWay(ModelNode From, string Port, ModelNode To);

/// <summary>An activity as the model knows it, and the definition that means the same.</summary>
internal sealed class ModelNode(string id, ModelKind kind)
{
    public string Id => id;
    public ModelKind Kind => kind;
    public List<ModelNode> Children { get; } = [];
    public List<ModelWay> Ways { get; } = [];
    /// <summary>Merge mode of a target, or the mode of a join.</summary>
    public string Mode { get; set; } = "";
    /// <summary>A decision says False so many times, then True; a loop has so many items.</summary>
    public int Count { get; set; }

    public bool EndsContainer => kind is ModelKind.End or ModelKind.Break;
    public IEnumerable<ModelNode> All => Children.SelectMany(c => c.All).Prepend(this);
    public string[] Ports => kind switch { ModelKind.Decision => ["True", "False"], ModelKind.Fork => ["A", "B"], _ => ["Done"] };

    public Datum Definition(bool tokens) => Define.Workflow(Activity(), Datum.List(All.Where(n => n.Kind == ModelKind.Decision).Select(n => Define.Number(n.Id))),
        Datum.Object(("incidentStrategyType", "ContinueWithIncidentsStrategy")), mode: tokens ? "TokenBased" : "CounterBased");

    private Datum Activity()
    {
        var children = Children.Select(c => c.Activity()).ToArray();
        var made = kind switch
        {
            ModelKind.Line => Define.Line(id),
            ModelKind.Event => Define.Event(id, id),
            ModelKind.Decision => Define.Decision(id, $"setVariable('{id}', getVariable('{id}') + 1), getVariable('{id}') > {Count}"),
            ModelKind.Fork => Define.Fork(id, "A", "B"),
            ModelKind.Join => Define.Join(id, Mode),
            ModelKind.Fault => Define.Fault(id, "だめ"),
            ModelKind.Flow => Define.Flowchart(id, children, [.. Ways.Select(w => $"{w.From.Id}:{w.Port}>{w.To.Id}")]).With("start", Children[0].Id),
            ModelKind.Sequence => Define.Sequence(id, children),
            ModelKind.Parallel => Of("Parallel", ("activities", Datum.List(children))),
            ModelKind.AnyOf => Of("Fork", ("joinMode", "WaitAny"), ("branches", Datum.List(children))),
            ModelKind.AllOf => Of("Fork", ("joinMode", "WaitAll"), ("branches", Datum.List(children))),
            ModelKind.Each => Of("ForEach", ("items", Items()), ("body", children[0])),
            ModelKind.ParallelEach => Of("ParallelForEach", ("items", Items()), ("body", children[0])),
            _ => Of(kind.ToString()),
        };
        return kind == ModelKind.Join || Mode.Length == 0 ? made : made.With("customProperties", Datum.Object(("mergeMode", Mode)));
    }

    private Datum Of(string type, params (string, Datum?)[] more) => Datum.Object([("id", id), ("type", $"Elsa.{type}"), .. more]);
    private Datum Items() => Define.Input(Datum.List(Enumerable.Range(0, Count).Select(i => Datum.Of(i))).ToJson(), "Object", "Object");

    /// <summary>Random: flowcharts of forks, joins, choices and loops, nested in the other containers.</summary>
    public static ModelNode Random(Random random)
    {
        var next = 0;
        return random.Next(3) == 0 ? Container(random, 3, ref next) : Flow(random, 3, ref next);
    }

    private static ModelNode Container(Random random, int depth, ref int next)
    {
        ModelKind[] kinds = [ModelKind.Sequence, ModelKind.Parallel, ModelKind.AnyOf, ModelKind.AllOf, ModelKind.Each, ModelKind.ParallelEach];
        var kind = kinds[random.Next(kinds.Length)];
        var made = new ModelNode($"{kind.ToString().ToLowerInvariant()}{next++}", kind) { Count = random.Next(4) };
        var count = kind is ModelKind.Each or ModelKind.ParallelEach ? 1 : random.Next(1, 4);
        for (var i = 0; i < count; i++) made.Children.Add(Any(random, depth - 1, ref next));
        return made;
    }

    private static ModelNode Any(Random random, int depth, ref int next)
    {
        if (depth > 0 && random.Next(3) == 0) return random.Next(2) == 0 ? Flow(random, depth, ref next) : Container(random, depth, ref next);
        var kind = random.Next(24) switch { < 12 => ModelKind.Line, < 20 => ModelKind.Event, 20 => ModelKind.Fault, 21 => ModelKind.End, 22 => ModelKind.Break, _ => ModelKind.Line };
        return new ModelNode($"{kind.ToString().ToLowerInvariant()}{next++}", kind);
    }

    private static ModelNode Flow(Random random, int depth, ref int next)
    {
        var flow = new ModelNode($"flow{next++}", ModelKind.Flow);
        var count = random.Next(3, 9);
        for (var i = 0; i < count; i++)
        {
            var node = random.Next(6) switch
            {
                0 => new ModelNode($"decision{next++}", ModelKind.Decision) { Count = random.Next(3) },
                1 => new ModelNode($"fork{next++}", ModelKind.Fork),
                2 => new ModelNode($"join{next++}", ModelKind.Join) { Mode = new[] { "WaitAny", "WaitAll", "WaitAllActive" }[random.Next(3)] },
                _ => Any(random, depth - 1, ref next),
            };
            if (node.Kind != ModelKind.Join && random.Next(4) == 0) node.Mode = new[] { "None", "Stream", "Merge", "Converge", "Cascade", "Race" }[random.Next(6)];
            flow.Children.Add(node);
        }
        for (var i = 0; i < count; i++)
        {
            var from = flow.Children[i];
            foreach (var port in from.Ports)
            {
                for (var n = 0; i + 1 < count && n < 2; n++) if (random.Next(3) > n) Way(flow, from, port, flow.Children[random.Next(i + 1, count)]);
                // Back through a wait or a choice that turns, so that every loop ends.
                if (i > 0 && (from.Kind == ModelKind.Event || port == "False") && random.Next(3) == 0) Way(flow, from, port, flow.Children[random.Next(0, i)]);
            }
        }
        // The peer refuses a way back past its start when it is taken; there is a test of its own for that.
        foreach (var refused in flow.Ways.Where(w => ElsaModel.IsRefused(flow, w)).ToArray()) flow.Ways.Remove(refused);
        return flow;
    }

    private static void Way(ModelNode flow, ModelNode from, string port, ModelNode to)
    {
        if (!flow.Ways.Any(w => w.From == from && w.Port == port && w.To == to)) flow.Ways.Add(new ModelWay(from, port, to));
    }
}

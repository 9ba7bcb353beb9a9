using System.Collections.Immutable;
using Workflows.Engine.Activities;
using Workflows.Engine.Activities.Elsa;
using Workflows.Engine.Data;
using Workflows.Engine.Expressions;
using Workflows.Engine.Turns;

namespace Workflows.Engine.Plans;

/// <summary>
/// Makes plans of Elsa 3 definitions (design: Elsa 3.0–3.8's JSON). Reads every form those versions wrote: Pascal or camel case,
/// string or raw JSON expressions, bare scalars, old connections. What it does not know it keeps and reports.
/// </summary>
public sealed class PlanCompiler(ActivityCatalog catalog, IEnumerable<IExpressionLanguage> languages)
{
    private readonly IReadOnlyList<IExpressionLanguage> _languages = [.. languages];

    public ActivityCatalog Catalog { get; } = catalog;

    /// <summary>Compiles a root workflow with the workflows it may use.</summary>
    /// <param name="planId">SHA-256 over the canonical closure.</param>
    /// <param name="problems">All findings; a plan with errors may be looked at but must not be published.</param>
    public Plan Compile(string planId, Datum root, IEnumerable<Datum> others, object? artefacts, CasePolicy? policy, out IReadOnlyList<PlanProblem> problems)
    {
        var found = new List<PlanProblem>();
        var known = others.ToArray();
        var rootPlan = CompileWorkflow(root, found, known);
        var workflows = new SortedDictionary<string, WorkflowPlan>(StringComparer.Ordinal);
        Register(workflows, rootPlan);
        foreach (var other in known) Register(workflows, CompileWorkflow(other, found, [root, .. known]));
        // What is asked for is what runs, also beside another copy of the same version.
        workflows[$"{rootPlan.DefinitionId}@{rootPlan.Version}"] = rootPlan;
        if (rootPlan.VersionId.Length > 0) workflows[rootPlan.VersionId] = rootPlan;
        found.AddRange(HttpRoutes.Twice([rootPlan, .. workflows.Values.Distinct().Where(w => !ReferenceEquals(w, rootPlan))]));
        problems = found;
        return new Plan(planId, Semantics.Epoch, rootPlan, workflows, artefacts, policy);
    }

    private static void Register(SortedDictionary<string, WorkflowPlan> workflows, WorkflowPlan plan)
    {
        workflows[$"{plan.DefinitionId}@{plan.Version}"] = plan;
        if (!workflows.TryGetValue(plan.DefinitionId, out var known) || known.Version <= plan.Version) workflows[plan.DefinitionId] = plan;
        if (plan.VersionId.Length > 0) workflows.TryAdd(plan.VersionId, plan);
        if (plan.Name.Length > 0) workflows.TryAdd(plan.Name, plan);
    }

    /// <exception cref="DefinitionException">The text is no workflow definition at all.</exception>
    /// <param name="library">Definitions it may use as activities.</param>
    public WorkflowPlan CompileWorkflow(Datum definition, List<PlanProblem> problems, IReadOnlyList<Datum>? library = null)
    {
        var read = new DefinitionReader(definition);
        var builder = new PlanBuilder(Catalog, _languages) { Place = read.DefinitionId };
        var nodes = new SortedDictionary<string, PlanNode>(StringComparer.Ordinal);
        var known = (library ?? []).Where(d => DefinitionReader.GetAny(d, "root").Kind == DatumKind.Object).Select(d => new DefinitionReader(d)).ToArray();
        var root = BuildAll(read.Root, new BuildPlace("", [read.DefinitionId], known), builder, nodes);
        foreach (var node in nodes.Values) node.Prepared ??= node.Activity.Prepare(node, builder);
        var mode = read.Get(read.Get(definition, "customProperties"), "Flowchart:ExecutionMode").AsText();
        foreach (var node in nodes.Values) if (node.Prepared is FlowSpec flow) FlowCheck.Check(node, flow, mode, builder);
        var variables = read.Variables(definition, builder);
        problems.AddRange(builder.Problems);
        return new WorkflowPlan
        {
            DefinitionId = read.DefinitionId,
            VersionId = read.VersionId,
            Version = read.Version,
            Name = read.Name,
            Root = root,
            NodesById = new NodeTable(nodes),
            Variables = variables,
            Inputs = read.Parameters("inputs"),
            Outputs = read.Parameters("outputs"),
            Options = read.Get(definition, "options"),
            CustomProperties = read.Get(definition, "customProperties"),
            FlowchartMode = mode,
            Source = definition,
            Problems = builder.Problems,
        };
    }

    /// <param name="Prefix">In front of ids: the workflow-as-activity they were built into.</param>
    /// <param name="Open">Definitions being built into one another, outermost first.</param>
    private sealed record BuildPlace(string Prefix, IReadOnlyList<string> Open, IReadOnlyList<DefinitionReader> Library);

    /// <summary>A child still to be built: its source, and its place among its parent's children.</summary>
    private sealed record Pending(Datum Source, PlanNode? Parent, (string Port, PlanNode Node)[]? Siblings, int Index, string Port, BuildPlace Place, int Depth);

    /// <summary>Activities of one workflow with all it builds in.</summary>
    public const int MaxNodes = 250_000;

    /// <summary>Builds parents before children and in the definition's order, without recursion.</summary>
    private PlanNode BuildAll(Datum source, BuildPlace place, PlanBuilder builder, SortedDictionary<string, PlanNode> nodes)
    {
        PlanNode? root = null;
        var built = new List<(PlanNode Node, (string Port, PlanNode Node)[] Children)>();
        var open = new Stack<Pending>();
        open.Push(new Pending(source, null, null, 0, "", place, 0));
        while (open.TryPop(out var next))
        {
            var node = Build(next.Source, next.Parent, next.Place, next.Depth, builder, nodes, out var children);
            root ??= node;
            if (next.Siblings is { } siblings) siblings[next.Index] = (next.Port, node);
            if (children.Count > 0 && next.Depth >= StepLimits.Default.Depth)
            {
                builder.Error(node.Id, "DEPTH_EXCEEDED", $"アクティビティの入れ子は {StepLimits.Default.Depth:N0} 段までです。", $"Activities may be nested {StepLimits.Default.Depth} deep.", "内側を別のワークフローに分けてください。");
                continue;
            }
            if (nodes.Count + open.Count + children.Count > MaxNodes)
            {
                builder.Error(node.Id, "PLAN_TOO_LARGE", $"組み込んだ流れを含めてアクティビティは {MaxNodes:N0} 個までです。", $"A workflow may have {MaxNodes} activities, those built in included.", "同じ流れを何度も組み込まず、別のワークフローとして実行してください。");
                break;
            }
            var slots = new (string, PlanNode)[children.Count];
            if (slots.Length > 0) built.Add((node, slots));
            for (var i = children.Count - 1; i >= 0; i--) open.Push(new Pending(children[i].Source, node, slots, i, children[i].Port, children[i].Place, next.Depth + 1));
        }
        foreach (var (node, children) in built) node.Children = [.. children.Where(c => c.Node is not null)];
        return root!;
    }

    private PlanNode Build(Datum source, PlanNode? parent, BuildPlace place, int depth, PlanBuilder builder, SortedDictionary<string, PlanNode> nodes, out List<(string Port, Datum Source, BuildPlace Place)> children)
    {
        var type = DefinitionReader.GetAny(source, "type").AsText() ?? "";
        var localId = DefinitionReader.GetAny(source, "id").AsText() ?? $"{(type.Length == 0 ? "activity" : type[(type.LastIndexOf('.') + 1)..])}{nodes.Count + 1}";
        var id = place.Prefix + localId;
        if (nodes.ContainsKey(id)) id = $"{parent?.Id}:{localId}";
        if (nodes.ContainsKey(id))
        {
            builder.Error(localId, "ACTIVITY_ID_TWICE", $"アクティビティの識別子「{localId}」が重複しています。", $"The activity id '{localId}' is used twice.", "どちらかの識別子を変えてください。");
            id = $"{id}#{nodes.Count + 1}";
        }
        DefinitionReader? used = null;
        if (!Catalog.TryFind(type, out var activity))
        {
            used = FindWorkflow(source, type, place, localId, builder);
            activity = used is null ? NotFoundActivity.Instance : WorkflowAsActivity.Instance;
            if (used is null) builder.Warning(localId, "ACTIVITY_UNKNOWN", $"アクティビティ「{type}」はこの環境にありません。実行がここに来るとインシデントになります。", $"The activity type '{type}' is not known here; reaching it raises an incident.");
        }
        var descriptor = activity.Descriptor;
        children = [];
        var inputs = new SortedDictionary<string, InputBinding>(StringComparer.Ordinal);
        var outputs = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var input in descriptor.Inputs)
        {
            var raw = DefinitionReader.GetAny(source, input.Name);
            if (Bind(input, raw, id, builder) is { } binding) inputs[input.Name] = binding;
            else if (input.Required) builder.Error(localId, "INPUT_MISSING", $"「{input.LabelJa}」（{input.Name}）を指定してください。", $"The input '{input.Name}' is required.");
        }
        var composite = used is null ? null : new CompositeTarget(used.DefinitionId, used.Version, used.Parameters("inputs"), used.Parameters("outputs"));
        foreach (var parameter in composite?.Inputs ?? [])
        {
            var input = new InputDescriptor(CompositeTarget.Camel(parameter.Name), parameter.TypeName, parameter.DisplayName ?? parameter.Name);
            if (Bind(input, DefinitionReader.GetAny(source, input.Name), id, builder) is { } binding) inputs[input.Name] = binding;
        }
        foreach (var output in descriptor.Outputs.Concat(composite?.Outputs.Select(o => new OutputDescriptor(CompositeTarget.Camel(o.Name), o.TypeName, o.Name)) ?? []))
        {
            var reference = DefinitionReader.GetAny(DefinitionReader.GetAny(source, output.Name), "memoryReference");
            if (DefinitionReader.GetAny(reference, "id").AsText() is { Length: > 0 } target) outputs[output.Name] = target;
        }
        var reader = new DefinitionReader(source, nested: true);
        var node = new PlanNode
        {
            Id = id,
            LocalId = localId,
            Type = type,
            Name = DefinitionReader.GetAny(source, "name").AsText(),
            Activity = activity,
            Parent = parent,
            Inputs = inputs,
            OutputTargets = outputs,
            Variables = used is null ? reader.Variables(source, builder) : used.Variables(used.Definition, builder),
            Prepared = composite,
            Source = source,
            Depth = depth,
        };
        nodes[id] = node;
        foreach (var (port, child) in ChildSources(descriptor, source)) children.Add((port, child, place));
        if (used is not null) children.Add(("root", used.Root, place with { Prefix = id + ":", Open = [.. place.Open, used.DefinitionId] }));
        return node;
    }

    /// <summary>The definition a node uses as its activity: by exact version id, by definition id and version, by its name as a type.</summary>
    private static DefinitionReader? FindWorkflow(Datum source, string type, BuildPlace place, string localId, PlanBuilder builder)
    {
        var versionId = DefinitionReader.GetAny(source, "workflowDefinitionVersionId").AsText();
        var definitionId = DefinitionReader.GetAny(source, "workflowDefinitionId").AsText();
        var version = DefinitionReader.GetAny(source, "version").AsLong();
        var known = place.Library;
        var found = known.FirstOrDefault(d => versionId is not null && d.VersionId == versionId)
            ?? Newest(known.Where(d => definitionId is not null && d.DefinitionId == definitionId), version)
            ?? Newest(known.Where(d => type.Length > 0 && TypeName(d.Name) == type), version);
        if (found is null || !place.Open.Contains(found.DefinitionId)) return found;
        builder.Error(localId, "WORKFLOW_CYCLE", $"ワークフロー「{found.Name}」が自分自身を含んでいます（{string.Join(" → ", place.Open)} → {found.DefinitionId}）。", $"The workflow '{found.Name}' contains itself.", "含む側か含まれる側のどちらかを外してください。");
        return null;

        static DefinitionReader? Newest(IEnumerable<DefinitionReader> candidates, long? version)
        {
            var list = candidates.ToArray();
            return list.FirstOrDefault(d => d.Version == version) ?? list.MaxBy(d => d.Version);
        }
    }

    /// <summary>A workflow's name as an activity type: words joined, each with a capital.</summary>
    public static string TypeName(string name)
    {
        var result = new System.Text.StringBuilder();
        var capital = true;
        foreach (var c in name)
        {
            if (!char.IsLetterOrDigit(c) && c != '-') { capital = true; continue; }
            result.Append(capital ? char.ToUpperInvariant(c) : c);
            capital = c == '-';
        }
        return result.ToString();
    }

    /// <summary>Child activities a type declares: <c>body</c>, <c>activities[]</c>, <c>handlers[].body</c>.</summary>
    private static IEnumerable<(string Port, Datum Source)> ChildSources(ActivityDescriptor descriptor, Datum source)
    {
        foreach (var (list, isList, inner) in descriptor.Ports)
        {
            if (!isList)
            {
                var child = DefinitionReader.GetAny(source, list);
                if (child.Kind == DatumKind.Object && DefinitionReader.GetAny(child, "type").Kind == DatumKind.Text) yield return (list, child);
                continue;
            }
            var index = 0;
            foreach (var item in DefinitionReader.GetAny(source, list).Items)
            {
                var child = inner is null ? item : DefinitionReader.GetAny(item, inner);
                var key = inner is null or "activity" ? $"{index}" : DefinitionReader.GetAny(item, "id").AsText() ?? DefinitionReader.GetAny(item, "name").AsText() ?? $"{index}";
                index++;
                if (child.Kind == DatumKind.Object && DefinitionReader.GetAny(child, "type").Kind == DatumKind.Text)
                    yield return (inner is null ? list : inner is "body" or "activity" or "entry" ? $"{list}:{key}" : $"{list}:{key}:{inner}", child);
            }
        }
    }

    private static InputBinding? Bind(InputDescriptor input, Datum raw, string place, PlanBuilder builder)
    {
        if (raw.IsNull) return null;
        if (!input.Wrapped) return new InputBinding(input.Name, input.TypeName, "", null, raw);
        if (raw.Kind != DatumKind.Object) return new InputBinding(input.Name, input.TypeName, "Literal", builder.Prepare("Literal", raw, $"{place}.{input.Name}"), raw);
        var typeName = DefinitionReader.GetAny(raw, "typeName").AsText();
        var expression = DefinitionReader.GetAny(raw, "expression");
        // Elsa ignores a wrapped input without a type name, and one whose expression is null (set by code).
        if (typeName is null || expression.IsNull) return null;
        var language = DefinitionReader.GetAny(expression, "type").AsText() ?? "Literal";
        var value = DefinitionReader.GetAny(expression, "value");
        if (!builder.HasLanguage(language) && language is not ("CSharp" or "Python" or "Secret" or "Delegate"))
        {
            builder.Warning($"{place}.{input.Name}", "EXPRESSION_LANGUAGE_UNKNOWN", $"式の言語「{language}」を知りません。この入力は既定の値になります。", $"The expression language '{language}' is unknown; the input takes its default, as in Elsa.");
            return null;
        }
        if (value.IsNull && language is "Literal" or "Delegate") return language == "Delegate" ? null : new InputBinding(input.Name, typeName, language, builder.Prepare("Literal", Datum.Of(""), place), raw);
        return new InputBinding(input.Name, typeName, language, builder.Prepare(language, value, $"{place}.{input.Name}"), raw);
    }
}

using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Workflows.Engine.Plans;

/// <summary>A workflow's activities by id: found by hash, listed in ordinal order, so that the same plan is always walked the same way.</summary>
internal sealed class NodeTable(SortedDictionary<string, PlanNode> nodes) : IReadOnlyDictionary<string, PlanNode>
{
    private readonly Dictionary<string, PlanNode> _byId = new(nodes, StringComparer.Ordinal);
    private readonly KeyValuePair<string, PlanNode>[] _inOrder = [.. nodes];

    public PlanNode this[string key] => _byId[key];
    public IEnumerable<string> Keys => _inOrder.Select(n => n.Key);
    public IEnumerable<PlanNode> Values => _inOrder.Select(n => n.Value);
    public int Count => _inOrder.Length;
    public bool ContainsKey(string key) => _byId.ContainsKey(key);
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out PlanNode value) => _byId.TryGetValue(key, out value);
    public IEnumerator<KeyValuePair<string, PlanNode>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, PlanNode>>)_inOrder).GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

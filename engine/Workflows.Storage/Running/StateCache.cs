using Workflows.Engine.State;

namespace Workflows.Storage.Running;

/// <summary>The states used last, by case and version. A state of another version is never given.</summary>
internal sealed class StateCache(int capacity)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, LinkedListNode<Entry>> _byCase = [];
    private readonly LinkedList<Entry> _byUse = new();

    public CaseState? Find(long caseKey, long version)
    {
        lock (_lock)
        {
            if (!_byCase.TryGetValue(caseKey, out var node) || node.Value.Version != version) return null;
            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value.State;
        }
    }

    public void Keep(long caseKey, long version, CaseState state)
    {
        if (capacity <= 0) return;
        lock (_lock)
        {
            if (_byCase.TryGetValue(caseKey, out var node))
            {
                if (node.Value.Version >= version) return;
                _byUse.Remove(node);
            }
            _byCase[caseKey] = _byUse.AddFirst(new Entry(caseKey, version, state));
            if (_byUse.Count <= capacity) return;
            _byCase.Remove(_byUse.Last!.Value.CaseKey);
            _byUse.RemoveLast();
        }
    }

    /// <summary>Forgets a case's state whatever its version.</summary>
    public void Drop(long caseKey)
    {
        lock (_lock)
        {
            if (_byCase.Remove(caseKey, out var node)) _byUse.Remove(node);
        }
    }

    private sealed record Entry(long CaseKey, long Version, CaseState State);
}

using Workflows.Cases.Ports;

namespace Workflows.Storage.Running;

/// <summary>What this node may take on, and what it has under way.</summary>
internal sealed class NodeGate(EngineWake wake) : INodeControl
{
    private volatile int _wanted = (int)NodeState.Running;
    private int _underWay;

    public NodeState State => (NodeState)_wanted is var wanted && wanted == NodeState.Draining && UnderWay == 0 ? NodeState.Drained : wanted;
    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>Whether timers and messages are served.</summary>
    public bool Serves => (NodeState)_wanted == NodeState.Running;
    /// <summary>Whether commands from outside are taken.</summary>
    public bool Takes => (NodeState)_wanted != NodeState.Draining;

    public void Pause() => Want(NodeState.Paused);
    public void Drain() => Want(NodeState.Draining);
    public void Resume() => Want(NodeState.Running);

    /// <summary>Something is under way until the result is disposed.</summary>
    public Pass Enter()
    {
        Interlocked.Increment(ref _underWay);
        return new Pass(this);
    }

    private void Want(NodeState state)
    {
        _wanted = (int)state;
        wake.Signal();
    }

    internal readonly struct Pass(NodeGate gate) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref gate._underWay);
    }
}

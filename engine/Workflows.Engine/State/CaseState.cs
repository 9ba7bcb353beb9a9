using System.Collections.Immutable;
using System.Security.Cryptography;
using Workflows.Engine.Data;

namespace Workflows.Engine.State;

/// <summary>Elsa's status and sub-status of a workflow instance.</summary>
public static class InstanceStatus
{
    public const string Running = "Running";
    public const string Finished = "Finished";
}

public static class InstanceSubStatus
{
    public const string Executing = "Executing";
    public const string Suspended = "Suspended";
    public const string Finished = "Finished";
    public const string Cancelled = "Cancelled";
    public const string Faulted = "Faulted";
}

/// <summary>A workflow instance within the case.</summary>
/// <param name="No">From 1 within the case.</param>
/// <param name="RootFrame">The frame of the workflow's root activity.</param>
/// <param name="Outputs">The workflow's outputs by name.</param>
/// <param name="ActivityOutputs">Last outputs by activity id, for getOutputFrom and getLastResult.</param>
public sealed record InstanceState(
    int No, string DefinitionId, int Version, string Status, string SubStatus, string? CorrelationId, string? Name,
    int RootFrame, Datum Input, Datum Outputs, Datum ActivityOutputs, Datum Properties);

/// <summary>A wait of an activity.</summary>
/// <param name="Id">Derived from its frame: <c>{frame}.{n}</c>; unique in the case.</param>
/// <param name="Kind">The stimulus kind that resumes it (event, action, task, timer, answer, signal …).</param>
/// <param name="Name">Event, action, task or connector operation.</param>
/// <param name="Key">Correlation key; null accepts any.</param>
/// <param name="Due">For timers.</param>
public sealed record Bookmark(string Id, string Kind, string Name, string? Key, DateTimeOffset? Due, Datum Data);

/// <summary>Something went wrong at one activity; the rest of the case goes on where the strategy allows. Shown, retryable.</summary>
public sealed record Incident(string Id, int Frame, string ActivityId, string ScopePath, string ActivityType, string Severity, string Code, string Message, DateTimeOffset At, Datum Detail);

public enum FrameStatus { Running, Waiting, Faulted }

/// <summary>
/// One activity that has started and not ended. Frames form a tree by <see cref="Parent"/>; the tree is the execution state.
/// In a state a frame never changes; a step changes copies of its own.
/// </summary>
public sealed class Frame
{
    internal Frame() { }

    internal Frame(int id, int parent, int instance, string nodeId, string scopePath, FrameStatus status, Datum data, Datum? variables, ImmutableArray<Bookmark> bookmarks, int children, Datum tag, int waits)
    {
        (Id, Parent, Instance, NodeId, ScopePath, Status, Data, Variables, Bookmarks, Children, Tag, Waits) = (id, parent, instance, nodeId, scopePath, status, data, variables, bookmarks, children, tag, waits);
    }

    /// <summary>From 1, never reused within the case.</summary>
    public int Id { get; internal set; }
    public int Parent { get; internal set; }
    public int Instance { get; internal set; }
    public string NodeId { get; internal set; } = "";
    /// <summary>Place among iterations: the containers' ids joined by '/', an iteration as <c>[n]</c>: <c>loop[3]/inner[1]</c>. Empty at the top.</summary>
    public string ScopePath { get; internal set; } = "";
    public FrameStatus Status { get; internal set; }
    /// <summary>The activity's private data.</summary>
    public Datum Data { get; internal set; } = Datum.Null;
    /// <summary>Variables this frame declares, by name; null when it declares none.</summary>
    public Datum? Variables { get; internal set; }
    public ImmutableArray<Bookmark> Bookmarks { get; internal set; } = [];
    /// <summary>Number of child frames alive.</summary>
    public int Children { get; internal set; }
    /// <summary>What the parent remembers of this child (branch, iteration, port).</summary>
    public Datum Tag { get; internal set; } = Datum.Null;
    /// <summary>Bookmarks it ever set: numbers are never used again, so a late answer to a cleared wait meets nothing.</summary>
    public int Waits { get; internal set; }

    /// <summary>The private data in the activity's own form; stands for <see cref="Data"/> while it is there.</summary>
    internal LiveData? Live { get; set; }

    // Of a working copy only; a frame in a state has none of these.
    internal Plans.PlanNode? Node { get; set; }
    /// <summary>Scheduled and not begun.</summary>
    internal bool Scheduled { get; set; }
    /// <summary>The call in which it was last changed.</summary>
    internal int Call { get; set; }

    internal void Take(Frame other)
    {
        (Id, Parent, Instance, NodeId, ScopePath, Status, Data, Variables) = (other.Id, other.Parent, other.Instance, other.NodeId, other.ScopePath, other.Status, other.Data, other.Variables);
        (Bookmarks, Children, Tag, Waits, Live, Node, Scheduled, Call) = (other.Bookmarks, other.Children, other.Tag, other.Waits, other.Live, other.Node, other.Scheduled, other.Call);
    }

    /// <summary>The working copy becomes part of a state and changes no more.</summary>
    internal Frame Settled()
    {
        (Node, Scheduled, Call) = (null, false, 0);
        return this;
    }
}

/// <summary>An activity's private data as it likes to have it while it runs: immutable, and written as JSON when the case is stored.</summary>
public abstract class LiveData
{
    public abstract Datum ToDatum();
}

/// <summary>
/// The whole execution state of one case: immutable, shared freely, stored in parts of 8 frame numbers each, so that a resume writes as little among 50 000 branches as among ten.
/// Part 0 is the root (everything but the frames from number 8 on); part n holds frames 8n … 8n+7.
/// </summary>
public sealed class CaseState
{
    public const int FramesPerPart = 8;

    /// <summary>A case that has not begun.</summary>
    public static readonly CaseState Empty = new(new RootState(), ImmutableSortedDictionary<int, StatePart>.Empty);

    internal CaseState(RootState root, ImmutableSortedDictionary<int, StatePart> parts, WaitIndex? waits = null) { Root = root; Parts = parts; KnownWaits = waits; }

    internal RootState Root { get; }
    /// <summary>All parts by number, 0 always there once the case began. What storage writes.</summary>
    public ImmutableSortedDictionary<int, StatePart> Parts { get; }

    public int Epoch => Root.Epoch;
    public DateTimeOffset LastNow => Root.LastNow;
    /// <summary>The case's fields by key: what forms collected and activities calculated.</summary>
    public Datum Fields => Root.Fields;
    /// <summary>What the case layer keeps at the case's head: number, programme, status, applicant, deadlines, inbox …</summary>
    public Datum Head => Root.Head;
    public IReadOnlyList<InstanceState> Instances => Root.Instances;
    public IReadOnlyList<Incident> Incidents => Root.Incidents;
    /// <summary>The plan the case was moved from by its last step; null when anything else has happened since.</summary>
    public string? MovedFrom => Root.Undo["from"].AsText();

    public Frame? FindFrame(int id)
    {
        return Parts.TryGetValue(id / FramesPerPart, out var part) ? part.Find(id) : null;
    }

    /// <summary>The index of the waits; null while nobody asked.</summary>
    internal WaitIndex? KnownWaits { get; private set; }
    internal WaitIndex Waits => KnownWaits ??= WaitIndex.Of(Frames);

    /// <summary>All frames by number.</summary>
    public IEnumerable<Frame> Frames
    {
        get { foreach (var part in Parts.Values) foreach (var frame in part.Frames) yield return frame; }
    }

    /// <summary>All waits by frame number, then in the order they were set.</summary>
    public IEnumerable<(Frame Frame, Bookmark Bookmark)> Bookmarks
    {
        get { foreach (var frame in Frames) foreach (var bookmark in frame.Bookmarks) yield return (frame, bookmark); }
    }

    /// <summary>SHA-256 over the parts' hashes in order, as lower-case hex: equal states have equal hashes.</summary>
    public string Hash => _hash ??= StateCodec.HashOf(this);
    private string? _hash;
}

/// <summary>The root part's own content.</summary>
internal sealed record RootState
{
    public int Format { get; init; } = Semantics.StateFormat;
    public int Epoch { get; init; } = Semantics.Epoch;
    public DateTimeOffset LastNow { get; init; }
    public int NextFrame { get; init; } = 1;
    public Datum Fields { get; init; } = Datum.EmptyObject;
    public Datum Head { get; init; } = Datum.EmptyObject;
    public ImmutableArray<InstanceState> Instances { get; init; } = [];
    public ImmutableArray<Incident> Incidents { get; init; } = [];
    /// <summary>Work left when a step stopped at a bound.</summary>
    public ImmutableArray<Datum> Pending { get; init; } = [];
    /// <summary>What takes the last step back when it moved the case to another plan; null otherwise.</summary>
    public Datum Undo { get; init; } = Datum.Null;
}

/// <summary>A stored part: frames in order of number, and its bytes once asked for.</summary>
public sealed class StatePart
{
    /// <param name="written">The part's bytes when it was read from them.</param>
    internal StatePart(int no, ImmutableArray<Frame> frames, RootState? root, ReadOnlyMemory<byte> written = default) { No = no; Frames = frames; Root = root; _written = written; }

    public int No { get; }
    public ImmutableArray<Frame> Frames { get; }
    internal RootState? Root { get; }

    /// <summary>The part as canonical JSON bytes (UTF-8), made once.</summary>
    public ReadOnlyMemory<byte> Bytes => _written.IsEmpty ? _bytes ??= StateCodec.Write(this) : _written;
    private readonly ReadOnlyMemory<byte> _written;
    private byte[]? _bytes;

    /// <summary>SHA-256 of the bytes, made once.</summary>
    internal byte[] Digest => _digest ??= SHA256.HashData(Bytes.Span);
    private byte[]? _digest;

    /// <summary>Whether any of its frames waits for a condition.</summary>
    internal bool HasConditions => _hasConditions ??= Frames.Any(f => f.Bookmarks.Any(b => b.Kind == "condition"));
    private bool? _hasConditions;

    internal Frame? Find(int id)
    {
        int low = 0, high = Frames.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (Frames[middle].Id == id) return Frames[middle];
            if (Frames[middle].Id < id) low = middle + 1; else high = middle - 1;
        }
        return null;
    }
}

using System.Collections.Immutable;

namespace Workflows.Engine.State;

/// <summary>
/// Which frames wait for what, by kind and name: made from a state the first time something is told by name, and carried from step to
/// step from then on, so that telling one among 50 000 costs as little as among ten.
/// </summary>
internal sealed class WaitIndex
{
    private readonly ImmutableDictionary<(string Kind, string Name), ImmutableSortedSet<int>> _frames;

    private WaitIndex(ImmutableDictionary<(string Kind, string Name), ImmutableSortedSet<int>> frames) => _frames = frames;

    /// <summary>Numbers of the frames with such a wait, the oldest first.</summary>
    public ImmutableSortedSet<int> Waiting(string kind, string name) => _frames.TryGetValue((kind, name), out var frames) ? frames : [];

    public static WaitIndex Of(IEnumerable<Frame> frames)
    {
        var found = new Dictionary<(string, string), ImmutableSortedSet<int>.Builder>();
        foreach (var frame in frames)
            foreach (var bookmark in frame.Bookmarks)
                (found.TryGetValue((bookmark.Kind, bookmark.Name), out var set) ? set : found[(bookmark.Kind, bookmark.Name)] = ImmutableSortedSet.CreateBuilder<int>()).Add(frame.Id);
        return new(found.ToImmutableDictionary(f => f.Key, f => f.Value.ToImmutable()));
    }

    /// <summary>The index once these frames have changed: as they were, null when new, and as they are, null when gone.</summary>
    public WaitIndex After(IEnumerable<(Frame? Was, Frame? Is)> changes)
    {
        var frames = _frames.ToBuilder();
        foreach (var (was, now) in changes)
        {
            if (was is not null)
                foreach (var bookmark in was.Bookmarks)
                {
                    var key = (bookmark.Kind, bookmark.Name);
                    if (!frames.TryGetValue(key, out var set)) continue;
                    if (set.Remove(was.Id) is { IsEmpty: false } left) frames[key] = left; else frames.Remove(key);
                }
            if (now is not null)
                foreach (var bookmark in now.Bookmarks)
                {
                    var key = (bookmark.Kind, bookmark.Name);
                    frames[key] = (frames.TryGetValue(key, out var set) ? set : []).Add(now.Id);
                }
        }
        return new(frames.ToImmutable());
    }
}

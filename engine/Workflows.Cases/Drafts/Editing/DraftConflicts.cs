using Workflows.Engine.Data;

namespace Workflows.Cases.Drafts.Editing;

/// <param name="Index">The operation of the refused request.</param>
/// <param name="Theirs">What stands there now; null when it is gone.</param>
public sealed record EditConflict(int Index, string Document, string Path, Datum? Yours, Datum? Theirs, Datum? Before, DraftRequest By);

/// <summary>Whether a request, made by somebody who had seen less, meets what others did since.</summary>
public static class DraftConflicts
{
    /// <param name="others">Requests of other windows since the base, the oldest first.</param>
    public static IReadOnlyList<EditConflict> Find(IReadOnlyList<Touch> mine, IReadOnlyList<DraftRequest> others)
    {
        var found = new List<EditConflict>();
        foreach (var touch in mine)
        {
            // What they did last on the spot is what stands there.
            var met = others.SelectMany(o => o.Touches.Select(t => (Request: o, Touch: t))).Where(o => o.Touch.Meets(touch) && !BothAdded(o.Touch, touch)).ToList();
            if (met.Count == 0 || found.Any(f => f.Index == touch.Operation)) continue;
            var (request, theirs) = met[^1];
            found.Add(new(touch.Operation, touch.Document, touch.Address, touch.After, theirs.After, met[0].Touch.Before, request));
        }
        return found;
    }

    /// <summary>Two things put into one container are no conflict; their own addresses tell them apart.</summary>
    private static bool BothAdded(Touch a, Touch b) => a.Address == b.Address && a.Address.EndsWith("/~items", StringComparison.Ordinal);
}

/// <summary>One request as it was applied: the log of a draft.</summary>
/// <param name="Client">The window it came from.</param>
/// <param name="Id">The window's own id of it: sent again it is the same request.</param>
public sealed record DraftRequest(
    long Revision, string Client, string Id, string UserId, string UserName, DateTimeOffset At,
    IReadOnlyList<DraftOperation> Operations, IReadOnlyList<DraftOperation> Inverse, IReadOnlyList<Touch> Touches);

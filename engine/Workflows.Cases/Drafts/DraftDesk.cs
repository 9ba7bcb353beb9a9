using System.Collections.Concurrent;
using Workflows.Cases.Commands;
using Workflows.Cases.Drafts.Documents;
using Workflows.Cases.Drafts.Editing;
using Workflows.Cases.Ports;

namespace Workflows.Cases.Drafts;

/// <param name="Inverse">Undoes exactly this request.</param>
/// <param name="Conflicts">Not empty: nothing was applied.</param>
/// <param name="Missed">What others did since the base.</param>
public sealed record EditOutcome(long Revision, IReadOnlyList<DraftOperation> Inverse, IReadOnlyList<EditConflict> Conflicts, IReadOnlyList<DraftRequest> Missed);

/// <summary>
/// The open drafts of this process. Requests of one draft are applied one after another; the store's revision is the fence, so that another node's
/// requests are read before anything of ours is kept.
/// </summary>
public sealed class DraftDesk(IPackageDrafts store, TimeProvider clock)
{
    private const int SnapshotEvery = 50;
    private const int Attempts = 5;
    private readonly ConcurrentDictionary<(string Tenant, string Id), LiveDraft> _open = new();

    public DateTimeOffset Now => clock.GetUtcNow().ToOffset(Engine.Data.Japan.Offset);

    /// <summary>The draft with its content as of now; null when there is none in the municipality.</summary>
    internal async ValueTask<LiveDraft?> Open(string tenant, string id, CancellationToken ct)
    {
        if (await Live(tenant, id, ct).ConfigureAwait(false) is not { } live) return null;
        await live.Gate.WaitAsync(ct).ConfigureAwait(false);
        try { return await Refresh(live, ct).ConfigureAwait(false) ? live : null; }
        finally { live.Gate.Release(); }
    }

    /// <exception cref="DraftOperationException">An operation has no place in the draft.</exception>
    public async ValueTask<Result<EditOutcome>> Edit(Caller caller, string id, string client, string requestId, long seen, IReadOnlyList<DraftOperation> operations, CancellationToken ct)
    {
        if (await Live(caller.Tenant, id, ct).ConfigureAwait(false) is not { } live) return NoDraft();
        await live.Gate.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            for (var attempt = 0; attempt < Attempts; attempt++)
            {
                if (!await Refresh(live, ct).ConfigureAwait(false)) return NoDraft();
                var since = await Since(live, seen, ct).ConfigureAwait(false);
                var others = since.Where(r => r.Client != client).ToList();
                if (since.FirstOrDefault(r => r.Client == client && r.Id == requestId) is { } again || (await store.FindRequest(caller.Tenant, id, client, requestId, ct).ConfigureAwait(false) is { } kept && (again = kept) is not null))
                    return new EditOutcome(again.Revision, again.Inverse, [], others);
                if (live.Row.State != PackageDraft.Open) return new Problem(409, "DRAFT_CLOSED", "この下書きは審査中または公開済みで、変更できません。", "The draft is in review or published and cannot be changed.");
                Edited edited;
                try { edited = DraftEditor.Apply(live.Content, operations); }
                // It was there when the person last looked: somebody else took it away.
                catch (DraftOperationException e) when (e.Gone && others.LastOrDefault(o => o.Touches.Any(t => t.Document == operations[e.Index].Document && t.After is null)) is { } by)
                {
                    var op = operations[e.Index];
                    return new EditOutcome(live.Row.Revision, [], [new(e.Index, op.Document, op.Path, op.Value, null, null, by)], others);
                }
                var conflicts = DraftConflicts.Find(edited.Touches, others);
                if (conflicts.Count > 0) return new EditOutcome(live.Row.Revision, [], conflicts, others);
                var request = new DraftRequest(live.Row.Revision + 1, client, requestId, caller.UserId, caller.DisplayName, Now, operations, edited.Inverse, edited.Touches);
                var title = TitleOf(edited.Content);
                if (!await store.Append(caller.Tenant, id, request, title, request.Revision % SnapshotEvery == 0 ? edited.Content : null, ct).ConfigureAwait(false)) continue;
                live.Took(request, edited.Content, title);
                return new EditOutcome(request.Revision, edited.Inverse, [], others);
            }
            return new Problem(503, "BUSY", "ただいま混み合っています。", "The draft is busy; try again shortly.") { RetryAfter = TimeSpan.FromSeconds(1) };
        }
        finally { live.Gate.Release(); }
    }

    /// <summary>Requests after a revision, once there are any, something was said, or the time is over.</summary>
    internal async ValueTask<IReadOnlyList<DraftRequest>> Wait(LiveDraft live, long after, int talk, string state, TimeSpan wait, CancellationToken ct)
    {
        // The wait is real time, whatever an installation's clock says.
        var until = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var changed = live.Changed;
            await live.Gate.WaitAsync(ct).ConfigureAwait(false);
            try { await Refresh(live, ct).ConfigureAwait(false); }
            finally { live.Gate.Release(); }
            if (live.Row.Revision > after) return await Since(live, after, ct).ConfigureAwait(false);
            var left = wait - TimeProvider.System.GetElapsedTime(until);
            if (live.Talk != talk || live.Row.State != state || left <= TimeSpan.Zero) return [];
            // Another node's changes make no noise here: look again after a while.
            await Task.WhenAny(changed, Task.Delay(left < Look ? left : Look, ct)).ConfigureAwait(false);
            ct.ThrowIfCancellationRequested();
        }
    }

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    internal async ValueTask<IReadOnlyList<DraftRequest>> Since(LiveDraft live, long after, CancellationToken ct) =>
        after >= live.Row.Revision ? []
        : live.Log.Count > 0 && live.Log[0].Revision <= after + 1 ? [.. live.Log.Where(r => r.Revision > after)]
        : [.. (await store.Requests(live.Row.Tenant, live.Row.Id, after, ct).ConfigureAwait(false)).Where(r => r.Revision <= live.Row.Revision)];

    internal async ValueTask<bool> Turn(LiveDraft live, string expected, string state, CancellationToken ct)
    {
        if (!await store.SetState(live.Row.Tenant, live.Row.Id, expected, state, ct).ConfigureAwait(false)) return false;
        live.Turned(state);
        return true;
    }

    internal void Forget(string tenant, string id) => _open.TryRemove((tenant, id), out _);

    internal static string TitleOf(DraftContent content)
    {
        var title = content[DraftContent.Program]["title"];
        return (title["ja"].AsText() ?? title.AsText()) is { Length: > 0 } text ? text : content.Id;
    }

    internal static Problem NoDraft() => Problem.NotFound("この下書きは見つかりません。", "There is no such draft.");

    private async ValueTask<LiveDraft?> Live(string tenant, string id, CancellationToken ct)
    {
        if (_open.TryGetValue((tenant, id), out var known)) return known;
        return await store.Find(tenant, id, ct).ConfigureAwait(false) is { } row ? _open.GetOrAdd((tenant, id), new LiveDraft(row with { Revision = row.ContentRevision })) : null;
    }

    /// <summary>Brings the draft to what the store has. False when it is gone.</summary>
    private async ValueTask<bool> Refresh(LiveDraft live, CancellationToken ct)
    {
        foreach (var request in await store.Requests(live.Row.Tenant, live.Row.Id, live.Row.Revision, ct).ConfigureAwait(false))
        {
            var content = DraftEditor.Apply(live.Content, request.Operations).Content;
            live.Took(request, content, TitleOf(content));
        }
        if (await store.StateOf(live.Row.Tenant, live.Row.Id, ct).ConfigureAwait(false) is not { } state)
        {
            Forget(live.Row.Tenant, live.Row.Id);
            return false;
        }
        if (state != live.Row.State) live.Turned(state);
        return true;
    }
}

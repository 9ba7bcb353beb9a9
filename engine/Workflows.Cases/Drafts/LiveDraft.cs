using System.Collections.Concurrent;
using Workflows.Cases.Drafts.Documents;
using Workflows.Cases.Drafts.Editing;
using Workflows.Cases.Ports;

namespace Workflows.Cases.Drafts;

/// <summary>Somebody who has the draft open in a window.</summary>
/// <param name="Color">0–7, the same for a window while it stays.</param>
public sealed record Presence(string Client, string UserId, string UserName, int Color, string? Document, string? Path, DateTimeOffset Since, DateTimeOffset SeenAt);

/// <summary>An open draft in this process: content, recent requests, who is there. Changed only under <see cref="Gate"/>; read as immutable values.</summary>
internal sealed class LiveDraft(PackageDraft row)
{
    /// <summary>Requests kept in memory; older ones are read from the store.</summary>
    private const int Recent = 500;
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(40);

    private readonly ConcurrentDictionary<string, Presence> _people = new(StringComparer.Ordinal);
    private volatile TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SemaphoreSlim Gate { get; } = new(1, 1);
    public PackageDraft Row { get; private set; } = row with { Content = DraftContent.Empty };
    public DraftContent Content { get; private set; } = row.Content;
    public IReadOnlyList<DraftRequest> Log { get; private set; } = [];
    /// <summary>Counts changes of comments and presence in this process.</summary>
    public int Talk { get; private set; }

    /// <summary>Ends at the next change.</summary>
    public Task Changed => _changed.Task;

    public void Took(DraftRequest request, DraftContent content, string title)
    {
        Content = content;
        Row = Row with { Revision = request.Revision, Title = title, ChangedBy = request.UserId, ChangedAt = request.At };
        Log = [.. Log.Skip(Math.Max(0, Log.Count + 1 - Recent)), request];
        Signal();
    }

    public void Turned(string state)
    {
        Row = Row with { State = state };
        Signal();
    }

    public void Talked()
    {
        Talk++;
        Signal();
    }

    public IReadOnlyList<Presence> See(string client, string userId, string userName, string? document, string? path, DateTimeOffset now)
    {
        var known = _people.GetValueOrDefault(client);
        var taken = _people.Values.Where(p => p.Client != client).Select(p => p.Color).ToHashSet();
        var color = known?.Color ?? Enumerable.Range(0, 8).FirstOrDefault(c => !taken.Contains(c), _people.Count % 8);
        _people[client] = new(client, userId, userName, color, document, path, known?.Since ?? now, now);
        if (known is null || known.Document != document || known.Path != path) Talked();
        return People(now);
    }

    public void Leave(string client)
    {
        if (_people.TryRemove(client, out _)) Talked();
    }

    public IReadOnlyList<Presence> People(DateTimeOffset now)
    {
        foreach (var gone in _people.Values.Where(p => now - p.SeenAt > Away)) _people.TryRemove(gone.Client, out _);
        return [.. _people.Values.OrderBy(p => p.Since).ThenBy(p => p.Client, StringComparer.Ordinal)];
    }

    private void Signal() => Interlocked.Exchange(ref _changed!, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}

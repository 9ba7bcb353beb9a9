using Microsoft.EntityFrameworkCore;

namespace Workflows.Server.Platform;

/// <summary>First answers by client and Idempotency-Key, kept 30 days.</summary>
internal sealed class Answers(IDbContextFactory<PlatformDb> contexts)
{
    public static readonly TimeSpan Keep = TimeSpan.FromDays(30);

    public async Task<AnswerRow?> Find(string client, string key, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.Answers.AsNoTracking().FirstOrDefaultAsync(a => a.Client == client && a.Key == key, ct);
    }

    /// <summary>Keeps an answer; another request with the same key may have been first, then that one stands.</summary>
    public async Task Put(AnswerRow answer, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        db.Answers.Add(answer);
        try { await db.SaveChangesAsync(ct); }
        catch (DbUpdateException) when (db.Answers.AsNoTracking().Any(a => a.Client == answer.Client && a.Key == answer.Key)) { }
    }

    public async Task<int> Sweep(DateTimeOffset now, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var limit = now - Keep;
        return await db.Answers.Where(a => a.At < limit).ExecuteDeleteAsync(ct);
    }
}

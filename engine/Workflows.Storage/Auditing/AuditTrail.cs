using Microsoft.EntityFrameworkCore;
using Workflows.Cases.Audit;
using Workflows.Cases.Ports;
using Workflows.Storage.Model;
using Workflows.Storage.Reading;
using Workflows.Storage.Sql;

namespace Workflows.Storage.Auditing;

/// <summary>Seals the chains each minute and reads the access log. One seal at a time: a second one of the same number is refused by its key.</summary>
internal sealed class AuditTrail(ISqlWriter writer, SqlContexts contexts, AuditProver prover, TimeProvider time) : IAuditTrail
{
    /// <summary>Rows one seal takes at most; the rest goes to the next.</summary>
    private const int AtOnce = 20_000;

    public async ValueTask<AuditSeal?> Seal(CancellationToken ct)
    {
        AuditSeal? last = null;
        while (await SealOnce(ct).ConfigureAwait(false) is var (seal, more))
        {
            last = seal;
            if (!more) break;
        }
        return last;
    }

    public ValueTask<AuditReport> Verify(string? tenant, CancellationToken ct) => prover.Verify(tenant, ct);

    public async ValueTask<IReadOnlyList<AuditSeal>> Seals(int take, CancellationToken ct)
    {
        await using var db = contexts.For(null);
        return [.. (await db.AuditSeals.OrderByDescending(s => s.No).Take(take).ToListAsync(ct).ConfigureAwait(false)).Select(ToSeal)];
    }

    public async ValueTask<Page<AuditLine>> Search(string tenant, AuditFilter filter, PageRequest page, CancellationToken ct)
    {
        await using var db = contexts.For(tenant);
        var rows = db.AuditLog.Where(a => a.Tenant == tenant);
        if (filter.Actor is { } actor) rows = rows.Where(a => a.Actor == actor);
        if (filter.Action is { } action) rows = rows.Where(a => a.Action == action);
        if (filter.Case is { } of) rows = rows.Where(a => a.Case == of);
        if (filter.Denied is { } denied) rows = rows.Where(a => a.Denied == denied);
        if (filter.From is { } from) rows = rows.Where(a => a.At >= from);
        if (filter.Until is { } until) rows = rows.Where(a => a.At < until);
        var count = await rows.Take(SqlCaseLists.MostCounted).CountAsync(ct).ConfigureAwait(false);
        if (Cursor.Read(page.Cursor) is { Key: var before }) rows = rows.Where(a => a.Id < before);
        var take = Math.Clamp(page.Take, 1, 500);
        var found = await rows.OrderByDescending(a => a.Id).Take(take + 1)
            .GroupJoin(db.AuditLinks, a => a.Id, l => l.AuditId, (a, links) => new { Row = a, links })
            .SelectMany(g => g.links.DefaultIfEmpty(), (g, link) => new { g.Row, Seq = link == null ? (long?)null : link.Seq, Hash = link == null ? null : link.Hash })
            .OrderByDescending(g => g.Row.Id).ToListAsync(ct).ConfigureAwait(false);
        var next = found.Count > take ? new Cursor(null, found[take - 1].Row.Id).Write() : null;
        return new Page<AuditLine>([.. found.Take(take).Select(g => new AuditLine(g.Row.Id, g.Seq, g.Hash is null ? null : Convert.ToHexStringLower(g.Hash), ToEntry(g.Row)))], next, count, count == SqlCaseLists.MostCounted);
    }

    internal static AccessEntry ToEntry(AuditEntity a) => new(a.Tenant, a.At, a.Actor, a.Action, a.Case, a.Field, a.Reason, a.Detail, a.Denied);

    internal static AuditSeal ToSeal(AuditSealEntity s) => new(s.No, s.At, Convert.ToHexStringLower(s.Previous), Convert.ToHexStringLower(s.Root), s.Leaves, Convert.ToHexStringLower(s.Digest));

    private async Task<(AuditSeal Seal, bool More)?> SealOnce(CancellationToken ct)
    {
        await using var db = contexts.For(null);
        var recent = await db.AuditSeals.OrderByDescending(s => s.No).Take(2).ToListAsync(ct).ConfigureAwait(false);
        var last = recent.Count > 0 ? recent[0] : null;
        // One seal back: what began before it may have committed after it.
        var (historyFrom, auditFrom) = recent.Count == 2 ? (recent[1].HistoryTo, recent[1].AuditTo) : (0, 0);

        var (links, auditTo, ends) = await Link(db, auditFrom, ct).ConfigureAwait(false);
        var (cases, historyTo, read) = await Cases(db, historyFrom, last, ct).ConfigureAwait(false);
        List<AuditLeaf> leaves = [.. ends, .. cases];
        var more = read == AtOnce || links.Count == AtOnce;
        if (leaves.Count == 0) return null;

        var seal = AuditSeal.Over(last is null ? null : ToSeal(last), Instants.Now(time), leaves);
        await writer.WriteWaiting(session => session.Slow(rows =>
        {
            rows.AuditLinks.AddRange(links);
            rows.AuditSeals.Add(new AuditSealEntity
            {
                No = seal.No, At = seal.At, Previous = Convert.FromHexString(seal.Previous), Root = Convert.FromHexString(seal.Root), Leaves = seal.Leaves,
                Digest = Convert.FromHexString(seal.Digest), HistoryTo = Math.Max(historyTo, last?.HistoryTo ?? 0), AuditTo = Math.Max(auditTo, last?.AuditTo ?? 0),
            });
            rows.AuditLeaves.AddRange(leaves.Select((leaf, no) => new AuditLeafEntity { SealNo = seal.No, No = no, Kind = leaf.Kind, Key = leaf.Key, Seq = leaf.Seq, Digest = Convert.FromHexString(leaf.Digest) }));
            return true;
        }), ct).ConfigureAwait(false);
        return (seal, more);
    }

    /// <summary>Chains access log rows that no chain holds yet, municipality by municipality, and gives the chains' new ends.</summary>
    private static async Task<(List<AuditLinkEntity> Links, long To, List<AuditLeaf> Ends)> Link(WorkflowsContext db, long from, CancellationToken ct)
    {
        var fresh = await db.AuditLog.Where(a => a.Id > from && !db.AuditLinks.Any(l => l.AuditId == a.Id)).OrderBy(a => a.Id).Take(AtOnce).ToListAsync(ct).ConfigureAwait(false);
        var links = new List<AuditLinkEntity>(fresh.Count);
        var ends = new SortedDictionary<string, (long Seq, string Hash)>(StringComparer.Ordinal);
        foreach (var row in fresh)
        {
            if (!ends.TryGetValue(row.Tenant, out var end))
            {
                var known = await db.AuditLinks.Where(l => l.Tenant == row.Tenant).OrderByDescending(l => l.Seq).FirstOrDefaultAsync(ct).ConfigureAwait(false);
                end = known is null ? (0, AuditChain.Genesis) : (known.Seq, Convert.ToHexStringLower(known.Hash));
            }
            var hash = AuditChain.Next(end.Hash, end.Seq + 1, ToEntry(row));
            links.Add(new AuditLinkEntity { Tenant = row.Tenant, Seq = end.Seq + 1, AuditId = row.Id, Hash = Convert.FromHexString(hash) });
            ends[row.Tenant] = (end.Seq + 1, hash);
        }
        return (links, fresh.Count > 0 ? fresh[^1].Id : from, [.. ends.Select(e => new AuditLeaf(AuditLeaf.OfAccess, e.Key, e.Value.Seq, e.Value.Hash))]);
    }

    /// <summary>The ends of the cases that took a step; those the last seal holds as they are left out.</summary>
    private static async Task<(List<AuditLeaf> Ends, long To, int Read)> Cases(WorkflowsContext db, long from, AuditSealEntity? last, CancellationToken ct)
    {
        var after = last?.HistoryTo ?? 0;
        var fresh = await db.History.Where(h => h.Id > after).OrderBy(h => h.Id).Take(AtOnce).Select(h => h.Id).ToListAsync(ct).ConfigureAwait(false);
        var to = fresh.Count > 0 ? fresh[^1] : after;
        if (to <= from) return ([], to, 0);
        var ends = await db.Cases.Where(c => c.Digest != null && db.History.Any(h => h.CaseId == c.Id && h.Id > from && h.Id <= to))
            .OrderBy(c => c.Id).Select(c => new { c.PublicId, c.Version, c.Digest }).ToListAsync(ct).ConfigureAwait(false);
        var sealedNow = last is null ? []
            : (await db.AuditLeaves.Where(l => l.SealNo == last.No && l.Kind == AuditLeaf.OfCase).Select(l => new { l.Key, l.Seq }).ToListAsync(ct).ConfigureAwait(false)).Select(l => (l.Key, l.Seq)).ToHashSet();
        return ([.. ends.Where(c => !sealedNow.Contains((c.PublicId, c.Version))).Select(c => new AuditLeaf(AuditLeaf.OfCase, c.PublicId, c.Version, Convert.ToHexStringLower(c.Digest!)))], to, fresh.Count);
    }
}

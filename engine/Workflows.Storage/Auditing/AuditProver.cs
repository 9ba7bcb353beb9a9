using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Workflows.Cases.Audit;
using Workflows.Cases.Ports;
using Workflows.Engine.State;
using Workflows.Storage.Model;
using Workflows.Storage.Running;
using Workflows.Storage.Sql;

namespace Workflows.Storage.Auditing;

/// <summary>Computes chains and seals again from the rows and names every row that does not fit.</summary>
internal sealed class AuditProver(SqlContexts contexts, ISqlReaders readers, VaultCipher cipher)
{
    private const int AtOnce = 500;

    public async ValueTask<AuditReport> Verify(string? tenant, CancellationToken ct)
    {
        await using var db = contexts.For(null);
        var findings = new List<AuditFinding>();
        var (seals, last) = await Seals(db, findings, ct).ConfigureAwait(false);
        var accesses = await Accesses(db, tenant, findings, ct).ConfigureAwait(false);
        var (cases, steps) = await Cases(db, tenant, findings, ct).ConfigureAwait(false);
        return new AuditReport(seals, accesses, cases, steps, last, findings);
    }

    private static async Task<(long Count, AuditSeal? Last)> Seals(WorkflowsContext db, List<AuditFinding> findings, CancellationToken ct)
    {
        void Wrong(long no, string ja, string en) => findings.Add(new AuditFinding("seal", null, $"{no}", $"AuditSeals {no}", $"封印 {no} {ja}", $"Seal {no} {en}"));
        AuditSeal? before = null;
        long count = 0;
        for (var at = 0L; await db.AuditSeals.Where(s => s.No > at).OrderBy(s => s.No).Take(AtOnce).ToListAsync(ct).ConfigureAwait(false) is { Count: > 0 } page; at = page[^1].No)
        foreach (var row in page)
        {
            var seal = AuditTrail.ToSeal(row);
            for (var missing = (before?.No ?? 0) + 1; missing < seal.No; missing++) Wrong(missing, "が消されています。", "is missing.");
            if (seal.No == (before?.No ?? 0) + 1 && seal.Previous != (before?.Digest ?? AuditChain.Genesis)) Wrong(seal.No, "が前の封印とつながりません。", "does not follow the one before.");
            if (seal.Digest != seal.Computed) Wrong(seal.No, "が書き換えられています。", "was altered.");
            List<AuditLeaf> leaves = [.. (await LeavesOf(db, seal.No, ct).ConfigureAwait(false)).Select(ToLeaf)];
            if (leaves.Count != seal.Leaves || AuditSeal.RootOf(leaves) != seal.Root) Wrong(seal.No, "の葉が書き換えられています。", "has altered leaves.");
            before = seal;
            count++;
        }
        return (count, before);
    }

    /// <summary>The chain over each municipality's access log, and the rows no chain holds though they are older than it.</summary>
    private static async Task<long> Accesses(WorkflowsContext db, string? tenant, List<AuditFinding> findings, CancellationToken ct)
    {
        long count = 0;
        var tenants = await db.AuditLinks.Where(l => tenant == null || l.Tenant == tenant).Select(l => l.Tenant).Distinct().OrderBy(t => t).ToListAsync(ct).ConfigureAwait(false);
        foreach (var of in tenants)
        {
            void Wrong(long seq, long? id, string ja, string en) => findings.Add(new AuditFinding("access", of, $"{seq}", id is null ? $"AuditLinks {of} {seq}" : $"AuditLog {id}", $"監査記録 {of} の {seq} 番目{ja}", $"Access log entry {seq} of {of} {en}"));
            var sealedEnds = (await db.AuditLeaves.Where(l => l.Kind == AuditLeaf.OfAccess && l.Key == of).ToListAsync(ct).ConfigureAwait(false)).GroupBy(l => l.Seq).ToDictionary(g => g.Key, g => g.First().Digest);
            var (seq, hash) = (0L, AuditChain.Genesis);
            while (true)
            {
                var from = seq;
                var page = await db.AuditLinks.Where(l => l.Tenant == of && l.Seq > from).OrderBy(l => l.Seq).Take(AtOnce)
                    .GroupJoin(db.AuditLog, l => l.AuditId, a => a.Id, (l, rows) => new { l, rows }).SelectMany(g => g.rows.DefaultIfEmpty(), (g, row) => new { Link = g.l, Row = row })
                    .OrderBy(g => g.Link.Seq).ToListAsync(ct).ConfigureAwait(false);
                if (page.Count == 0) break;
                foreach (var (link, row) in page.Select(g => (g.Link, g.Row)))
                {
                    for (var missing = seq + 1; missing < link.Seq; missing++) Wrong(missing, null, "が消されています。", "is missing.");
                    if (row is null) Wrong(link.Seq, link.AuditId, "が消されています。", "is missing.");
                    else if (link.Seq == seq + 1 && AuditChain.Next(hash, link.Seq, AuditTrail.ToEntry(row)) != Convert.ToHexStringLower(link.Hash))
                        Wrong(link.Seq, link.AuditId, $"（{Japan(row.At)} {row.Actor} {row.Action}）が書き換えられています。", $"({Japan(row.At)} {row.Actor} {row.Action}) was altered.");
                    if (sealedEnds.Remove(link.Seq, out var sealedEnd) && !sealedEnd.AsSpan().SequenceEqual(link.Hash)) Wrong(link.Seq, link.AuditId, "の連鎖が封印と合いません。", "does not fit its seal.");
                    (seq, hash) = (link.Seq, Convert.ToHexStringLower(link.Hash));
                    count++;
                }
            }
            foreach (var lost in sealedEnds.Keys.Order()) Wrong(lost, null, "が消されています（封印にはあります）。", "is missing, but sealed.");
        }
        // What is older than the last seal but one is chained; a row that is not was put in afterwards.
        var settled = await db.AuditSeals.OrderByDescending(s => s.No).Skip(1).Select(s => (long?)s.AuditTo).FirstOrDefaultAsync(ct).ConfigureAwait(false) ?? 0;
        var strangers = await db.AuditLog.Where(a => a.Id <= settled && (tenant == null || a.Tenant == tenant) && !db.AuditLinks.Any(l => l.AuditId == a.Id)).Take(100).ToListAsync(ct).ConfigureAwait(false);
        findings.AddRange(strangers.Select(a => new AuditFinding("access", a.Tenant, $"{a.Id}", $"AuditLog {a.Id}", $"監査記録に後から加えられた行があります（{Japan(a.At)} {a.Actor} {a.Action}）。", $"An access log row was added afterwards ({Japan(a.At)} {a.Actor} {a.Action}).")));
        return count;
    }

    private async Task<(long Cases, long Steps)> Cases(WorkflowsContext db, string? tenant, List<AuditFinding> findings, CancellationToken ct)
    {
        var (cases, steps, at) = (0L, 0L, 0L);
        var plans = new Dictionary<long, string>();
        while (true)
        {
            var from = at;
            var page = await db.Cases.Where(c => c.Id > from && (tenant == null || c.Tenant == tenant)).OrderBy(c => c.Id).Take(AtOnce).ToListAsync(ct).ConfigureAwait(false);
            if (page.Count == 0) break;
            foreach (var row in page)
            {
                steps += await Case(db, row, plans, findings, ct).ConfigureAwait(false);
                cases++;
            }
            at = page[^1].Id;
        }
        if (tenant is null) await Gone(db, findings, ct).ConfigureAwait(false);
        return (cases, steps);
    }

    /// <summary>One case: its steps one after another, each sealed end, and the state its last step led to.</summary>
    private async Task<long> Case(WorkflowsContext db, CaseEntity row, Dictionary<long, string> plans, List<AuditFinding> findings, CancellationToken ct)
    {
        var name = row.Number ?? row.PublicId;
        var sealedEnds = (await db.AuditLeaves.Where(l => l.Kind == AuditLeaf.OfCase && l.Key == row.PublicId).ToListAsync(ct).ConfigureAwait(false)).GroupBy(l => l.Seq).ToDictionary(g => g.Key, g => g.First().Digest);
        var chain = new List<ChainedStep>();
        byte[]? stateHash = null;
        var archived = Archived(row.Id);
        for (var at = long.MinValue; await db.History.Where(h => h.CaseId == row.Id && h.Seq > at).OrderBy(h => h.Seq).Take(AtOnce).ToListAsync(ct).ConfigureAwait(false) is { Count: > 0 } page; at = page[^1].Seq)
        foreach (var step in page)
        {
            if (!plans.TryGetValue(step.PlanKey, out var planId)) plans[step.PlanKey] = planId = await db.Plans.Where(p => p.Id == step.PlanKey).Select(p => p.PlanId).FirstOrDefaultAsync(ct).ConfigureAwait(false) ?? "";
            var digest = BodyHashOf(row.Tenant, step, archived) is { } hash ? HistoryBody.DigestOf(step.PrevDigest, step.Seq, planId, step.StateHash, hash) : null;
            chain.Add(new ChainedStep(step.Id, step.Seq, step.PrevDigest, digest));
            stateHash = step.StateHash;
        }
        foreach (var (seq, id, missing) in ChainBreaks.Find(chain, row.Version, row.Digest, sealedEnds))
        {
            findings.Add(missing
                ? new AuditFinding("case", row.Tenant, row.PublicId, $"History {name} {seq}", $"案件 {name} の {seq} 番目の履歴が消されています。", $"Step {seq} of case {name} is missing.")
                : id == 0 ? new AuditFinding("case", row.Tenant, row.PublicId, $"Cases {row.Id}", $"案件 {name} の行が履歴と合いません。書き換えられています。", $"The row of case {name} was altered.")
                : new AuditFinding("case", row.Tenant, row.PublicId, $"History {id}", $"案件 {name} の {seq} 番目の履歴が書き換えられています。", $"Step {seq} of case {name} was altered."));
        }
        // A disposed case keeps its steps' digests, not its content.
        if (stateHash is not null && row.Version == chain[^1].Seq && row.Lifecycle != CaseRow.Disposed) CheckState(db, row, name, stateHash, archived, findings);
        return chain.Count;
    }

    /// <summary>Null when the case is not archived, or what is archived cannot be read: then its steps show as altered.</summary>
    private ArchivedCase? Archived(long key)
    {
        try { return readers.Read(file => SqlArchive.Find(file, key)); }
        catch (Exception error) when (IsDamage(error)) { return null; }
    }

    private static bool IsDamage(Exception error) => error is CryptographicException or InvalidDataException or ArgumentException or OverflowException or InvalidOperationException or EndOfStreamException or FormatException or System.Text.Json.JsonException;

    private void CheckState(WorkflowsContext db, CaseEntity row, string name, byte[] stateHash, ArchivedCase? archived, List<AuditFinding> findings)
    {
        void Wrong(string place, string ja, string en) => findings.Add(new AuditFinding("case", row.Tenant, row.PublicId, place, $"案件 {name} の{ja}", $"{en} of case {name}"));
        CaseState state;
        try
        {
            List<(int No, byte[] Bytes)> parts = [.. db.Parts.Where(p => p.CaseId == row.Id).OrderBy(p => p.PartNo).ToList().Select(p => (p.PartNo, cipher.Open(p.Bytes)))];
            if (parts.Count == 0 && archived is not null) parts.AddRange(archived.Parts);
            state = readers.Read(file => StateCodec.Read(parts.Select(p => (p.No, (ReadOnlyMemory<byte>)Packing.Unpack(p.Bytes, sha => SqlCases.LoadValue(file, row.Tenant, sha))))));
        }
        catch (Exception error) when (IsDamage(error))
        {
            Wrong($"Parts {row.Id}", "内容を読めません。書き換えられています。", "The content cannot be read: it was altered; content");
            return;
        }
        if (state.Hash != Convert.ToHexStringLower(stateHash)) Wrong($"Parts {row.Id}", "内容が履歴と合いません。書き換えられています。", "The content was altered: content");
        else if (state.Head["number"].AsText() is { } number && number != row.Number) Wrong($"Cases {row.Id}", $"番号が書き換えられています（{number}）。", $"The number was altered ({number})");
        else if (state.Head["applicant"].AsText() is { } applicant && applicant != row.Applicant) Wrong($"Cases {row.Id}", "申込者が書き換えられています。", "The applicant was altered");
    }

    /// <summary>Sealed cases whose row is gone.</summary>
    private static async Task Gone(WorkflowsContext db, List<AuditFinding> findings, CancellationToken ct)
    {
        var gone = await db.AuditLeaves.Where(l => l.Kind == AuditLeaf.OfCase && !db.Cases.Any(c => c.PublicId == l.Key)).Select(l => l.Key).Distinct().OrderBy(k => k).Take(1_000).ToListAsync(ct).ConfigureAwait(false);
        findings.AddRange(gone.Select(key => new AuditFinding("case", null, key, $"Cases {key}", $"封印された案件 {key} が消されています。", $"The sealed case {key} is missing.")));
    }

    private byte[]? BodyHashOf(string tenant, HistoryEntity step, ArchivedCase? archived)
    {
        if (step.Body is [Packing.Erased, .. { Length: 32 } hash]) return hash;
        try
        {
            var body = step.Body is [Packing.Archived] ? archived?.Bodies.GetValueOrDefault(step.Seq) : cipher.Open(step.Body);
            return body is null ? null : readers.Read(file => SHA256.HashData(Packing.Unpack(body, sha => SqlCases.LoadValue(file, tenant, sha))));
        }
        catch (Exception error) when (IsDamage(error)) { return null; }
    }

    private static Task<List<AuditLeafEntity>> LeavesOf(WorkflowsContext db, long no, CancellationToken ct) => db.AuditLeaves.Where(l => l.SealNo == no).OrderBy(l => l.No).ToListAsync(ct);

    private static AuditLeaf ToLeaf(AuditLeafEntity l) => new(l.Kind, l.Key, l.Seq, Convert.ToHexStringLower(l.Digest));

    private static string Japan(DateTimeOffset at) => Engine.Data.Japan.In(at).ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);
}

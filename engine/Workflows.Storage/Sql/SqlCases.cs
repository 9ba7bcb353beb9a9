using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Workflows.Cases.Ports;
using Workflows.Engine;
using Workflows.Engine.Data;
using Workflows.Engine.State;
using Workflows.Storage.Running;

namespace Workflows.Storage.Sql;

/// <summary>Reads cases and their states, and keeps what is written once a content: plans' keys, large values, refs.</summary>
internal sealed class SqlCases(StorageOptions options)
{
    private readonly ConcurrentDictionary<string, long> _planKeys = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<long, string> _planIds = new();
    private readonly ConcurrentDictionary<string, bool> _keptValues = new(StringComparer.Ordinal);
    private readonly ConditionalWeakTable<Datum, byte[]> _refDigests = [];
    private readonly StateCache _states = new(options.CachedStates);

    public const string Columns = "Id, PublicId, Tenant, Program, Workflow, Version, PlanKey, Head, Digest, StartKey, Number, Status, Applicant, Faulted, StateFormat";

    /// <summary>What a list shows of a case; <see cref="ReadListed"/> reads it.</summary>
    public const string Listed = "c.Id, c.PublicId, c.Tenant, c.Program, c.ProgramVersion, c.Workflow, c.Number, c.Status, c.Applicant, c.Lifecycle, c.CreatedAt, c.UpdatedAt, c.Version, c.PlanKey, c.Head";
    public const int ListedCount = 15;

    /// <summary>What a case's row says of the version that wrote it: the engine's meaning and the shape of its states. Higher is newer.</summary>
    public const int Format = Semantics.Epoch * 1_000 + Semantics.StateFormat;

    /// <summary>A case with its state by public id; null when this municipality has none.</summary>
    public LoadedCase? Load(SqlDb db, string tenant, string publicId)
    {
        if (ReadHeader(db, tenant, publicId) is not { } read) return null;
        if (_states.Find(read.Key, read.Version) is { } known) return read with { State = known };
        var state = read.Version == 0 ? CaseState.Empty : ReadState(db, read, tenant);
        _states.Keep(read.Key, read.Version, state);
        return read with { State = state };
    }

    /// <summary>The same inside the writer's transaction, where what is read may still be undone: nothing of it is remembered.</summary>
    public LoadedCase? LoadUncommitted(SqlDb db, string tenant, string publicId) =>
        ReadHeader(db, tenant, publicId) is { } read ? read with { State = read.Version == 0 ? CaseState.Empty : ReadState(db, read, tenant) } : null;

    /// <exception cref="CaseUnreadableException">What is stored is damaged.</exception>
    private CaseState ReadState(SqlDb db, LoadedCase loaded, string tenant)
    {
        try { return ReadState(db, loaded.Key, tenant); }
        catch (Exception error) when (Poison.Is(error)) { throw new CaseUnreadableException(loaded.PublicId, error); }
    }

    public CaseState ReadState(SqlDb db, long key, string tenant)
    {
        IReadOnlyList<(int, byte[])> parts = SqlArchive.PartsOf(db, key);
        if (parts.Count == 0 && SqlArchive.Find(db, key) is { } archived) parts = archived.Parts;
        // A child that has not begun has none.
        return parts.Count == 0 ? CaseState.Empty : StateCodec.Read(parts.Select(p => (p.Item1, (ReadOnlyMemory<byte>)Packing.Unpack(p.Item2, sha => LoadValue(db, tenant, sha)))));
    }

    /// <summary>Makes a child's row; it begins by its own stimulus.</summary>
    public void InsertChild(SqlSession session, string childId, string tenant, string program, string workflow, string parent, DateTimeOffset now) =>
        session.Db.Run("""
            INSERT INTO Cases (Id, PublicId, Tenant, Program, ProgramVersion, Workflow, Status, Lifecycle, Faulted, Parent, CreatedAt, UpdatedAt, Version, StateFormat, Head)
            VALUES (?, ?, ?, ?, 0, ?, '', 'draft', 0, ?, ?, ?, 0, ?, ?)
            """,
            session.NextCaseKey(), childId, tenant, program, workflow, parent, now, now, Format, Packing.Pack(Datum.EmptyObject));

    /// <summary>A case's content was erased: what is kept in memory goes too.</summary>
    public void Forget(long key) => _states.Drop(key);

    /// <summary>Remembers a committed state.</summary>
    public void Remember(LoadedCase loaded) => _states.Keep(loaded.Key, loaded.Version, loaded.State);

    public static byte[] LoadValue(SqlDb db, string tenant, byte[] sha)
    {
        using var row = db.Query("SELECT Bytes FROM Values WHERE Tenant = ? AND Sha256 = ?", tenant, sha);
        return row.Step() ? Packing.Unpack(row.Opened(0)) : throw new InvalidDataException($"A large value is missing: {Convert.ToHexStringLower(sha)}.");
    }

    /// <summary>Keeps a step's large values and its context's refs, each once.</summary>
    public void Keep(SqlSession session, string tenant, long caseKey, PreparedStep step)
    {
        foreach (var (sha, sealedBytes) in step.Large)
            session.Db.InsertNew(StepTable.ValueRefs, caseKey, KeepValue(session.Db, tenant, sha, sealedBytes));
        if (step.Refs is not { } digest) return;
        var mark = tenant + Convert.ToHexString(digest);
        if (_keptValues.ContainsKey(mark)) return;
        KeepValue(session.Db, tenant, digest, session.Db.Seal(Packing.Pack(Encoding.UTF8.GetBytes(step.Settled.Context.Refs.ToJson()))));
        session.AfterCommit(() => _keptValues[mark] = true);
    }

    /// <summary>The digest under which a context's refs are kept; null for nothing.</summary>
    public byte[]? RefsDigest(Datum refs) => refs.IsNull || (refs.Kind == DatumKind.Object && refs.Members.Count == 0) ? null
        : _refDigests.GetValue(refs, r => SHA256.HashData(Encoding.UTF8.GetBytes(r.ToJson())));

    public long PlanKey(SqlSession session, string planId)
    {
        if (_planKeys.TryGetValue(planId, out var known)) return known;
        var key = session.Db.Number("SELECT Id FROM Plans WHERE PlanId = ?", planId);
        if (key is null)
        {
            session.Db.InsertNew(StepTable.Plans, planId, null, null, null);
            key = session.Db.Number("SELECT Id FROM Plans WHERE PlanId = ?", planId);
        }
        session.AfterCommit(() => _planKeys[planId] = key!.Value);
        return key!.Value;
    }

    public string PlanId(SqlDb db, long key)
    {
        if (_planIds.TryGetValue(key, out var known)) return known;
        using var row = db.Query("SELECT PlanId FROM Plans WHERE Id = ?", key);
        if (!row.Step()) throw new InvalidDataException($"Plan {key} is missing.");
        var planId = row.Text(0);
        // A plan's row is known once its step committed; before that its key may be undone.
        if (_planKeys.ContainsKey(planId)) _planIds[key] = planId;
        return planId;
    }

    public CaseRow ReadListed(SqlDb db, SqlRows row) => new(
        row.Text(1), row.Text(2), row.Text(3), row.Int(4), row.Text(5), row.TextOrNull(6), row.Text(7), row.TextOrNull(8), row.Text(9),
        row.Instant(10), row.Instant(11), row.Long(12), row.IsNull(13) ? "" : PlanId(db, row.Long(13)), Poison.Datum(row, 14));

    private LoadedCase? ReadHeader(SqlDb db, string tenant, string publicId)
    {
        using var row = db.Query($"SELECT {Columns} FROM Cases WHERE PublicId = ?", publicId);
        if (!row.Step() || row.Text(2) != tenant) return null;
        if (row.Int(14) > Format) throw new NewerCaseException(publicId);
        try { return ReadRow(db, row); }
        catch (Exception error) when (Poison.Is(error)) { throw new CaseUnreadableException(publicId, error); }
    }

    private LoadedCase ReadRow(SqlDb db, SqlRows row) => new(
        row.Long(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4), row.Long(5), row.IsNull(6) ? null : PlanId(db, row.Long(6)),
        CaseState.Empty, Packing.UnpackDatum(row.Opened(7)), row.BytesOrNull(8), row.TextOrNull(9),
        new ListedColumns(row.TextOrNull(10), row.Text(11), row.TextOrNull(12), row.Flag(13)));

    private static long KeepValue(SqlDb db, string tenant, byte[] sha, byte[] sealedBytes)
    {
        const string Find = "SELECT Id FROM Values WHERE Tenant = ? AND Sha256 = ?";
        if (db.Number(Find, tenant, sha) is { } id) return id;
        db.InsertNew(StepTable.Values, tenant, sha, sealedBytes);
        return db.Number(Find, tenant, sha) ?? throw new InvalidDataException("A large value was neither there nor added.");
    }
}

/// <summary>The case was written by a newer version of this product: this node leaves it alone.</summary>
internal sealed class NewerCaseException(string caseId) : Exception($"Case {caseId} was written by a newer version.");

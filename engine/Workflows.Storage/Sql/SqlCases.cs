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

    /// <summary>What a step needs of a case's row, in the order <see cref="ReadHeader(SqlRows, SqlDb?, string, string)"/> reads it.</summary>
    public static string Columns(string alias) => string.Join(", ", Names.Select(n => $"{alias}.{n}"));
    public const int ColumnCount = 15;
    private static readonly string[] Names =
        ["Id", "PublicId", "Tenant", "Program", "Workflow", "Version", "PlanKey", "Head", "Digest", "StartKey", "Number", "Status", "Applicant", "Faulted", "StateFormat"];
    private static readonly string ByPublicId = $"SELECT {Columns("c")} FROM Cases c WHERE c.PublicId = ?";

    /// <summary>What a list shows of a case; <see cref="ReadListed"/> reads it.</summary>
    public const string Listed = "c.Id, c.PublicId, c.Tenant, c.Program, c.ProgramVersion, c.Workflow, c.Number, c.Status, c.Applicant, c.Lifecycle, c.CreatedAt, c.UpdatedAt, c.Version, c.PlanKey, c.Head";
    public const int ListedCount = 15;

    /// <summary>What a case's row says of the version that wrote it: the engine's meaning and the shape of its states. Higher is newer.</summary>
    public const int Format = Semantics.Epoch * 1_000 + Semantics.StateFormat;

    /// <summary>A case with its state by public id; null when this municipality has none.</summary>
    public LoadedCase? Load(SqlDb db, string tenant, string publicId) =>
        Header(db, tenant, publicId) is { } header ? header with { State = header.Version == 0 ? CaseState.Empty : Remembered(header) ?? ReadAndRemember(db, header) } : null;

    /// <summary>The same inside the writer's transaction, where what is read may still be undone: nothing of it is remembered.</summary>
    public LoadedCase? LoadUncommitted(SqlDb db, string tenant, string publicId) =>
        Header(db, tenant, publicId) is { } header ? header with { State = header.Version == 0 ? CaseState.Empty : ReadState(db, header) } : null;

    private LoadedCase? Header(SqlDb db, string tenant, string publicId)
    {
        using var row = db.Query(ByPublicId, publicId);
        return row.Step() ? ReadHeader(row, db, tenant, publicId) : null;
    }

    /// <summary>The state this node remembers of the case in this version.</summary>
    public CaseState? Remembered(LoadedCase header) => _states.Find(header.Key, header.Version);

    public CaseState ReadAndRemember(SqlDb db, LoadedCase header) => Remembered(header, ReadState(db, header));

    /// <summary>The state of a case whose only part is in a column; null when large values were taken out of it and there is no <paramref name="db"/>.</summary>
    public CaseState? ReadAndRemember(LoadedCase header, SqlRows row, int column, SqlDb? db)
    {
        try
        {
            var packed = row.Opened(column);
            if (db is null && Packing.IsSpliced(packed)) return null;
            return Remembered(header, StateCodec.Read([(0, Packing.Unpack(packed, sha => LoadValue(db!, header.Tenant, sha)))]));
        }
        catch (Exception error) when (Poison.Is(error)) { throw new CaseUnreadableException(header.PublicId, error); }
    }

    private CaseState Remembered(LoadedCase header, CaseState state)
    {
        _states.Keep(header.Key, header.Version, state);
        return state;
    }

    /// <exception cref="CaseUnreadableException">What is stored is damaged.</exception>
    private CaseState ReadState(SqlDb db, LoadedCase loaded)
    {
        try { return ReadState(db, loaded.Key, loaded.Tenant); }
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
        KeepValue(session.Db, tenant, digest, session.Db.Seal(Packing.Pack(step.Settled.Context.Refs.ToUtf8())));
        session.AfterCommit(() => _keptValues[mark] = true);
    }

    /// <summary>The digest under which a context's refs are kept; null for nothing.</summary>
    public byte[]? RefsDigest(Datum refs) => refs.IsNull || (refs.Kind == DatumKind.Object && refs.Members.Count == 0) ? null
        : _refDigests.GetValue(refs, r => SHA256.HashData(r.ToUtf8()));

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

    /// <param name="db">Null where <see cref="Knows"/> has said that it is known.</param>
    public string PlanId(SqlDb? db, long key)
    {
        if (_planIds.TryGetValue(key, out var known)) return known;
        using var row = db!.Query("SELECT PlanId FROM Plans WHERE Id = ?", key);
        if (!row.Step()) throw new InvalidDataException($"Plan {key} is missing.");
        var planId = row.Text(0);
        // A plan's row is known once its step committed; before that its key may be undone.
        if (_planKeys.ContainsKey(planId)) _planIds[key] = planId;
        return planId;
    }

    public CaseRow ReadListed(SqlDb db, SqlRows row) => new(
        row.Text(1), row.Text(2), row.Text(3), row.Int(4), row.Text(5), row.TextOrNull(6), row.Text(7), row.TextOrNull(8), row.Text(9),
        row.Instant(10), row.Instant(11), row.Long(12), row.IsNull(13) ? "" : PlanId(db, row.Long(13)), Poison.Datum(row, 14));

    /// <summary>Whether the plan the row names is known without asking the database.</summary>
    public bool Knows(SqlRows row) => row.IsNull(6) || _planIds.ContainsKey(row.Long(6));

    /// <summary>A case from its row, still without its state; null when it is another municipality's.</summary>
    public LoadedCase? ReadHeader(SqlRows row, SqlDb? db, string tenant, string publicId)
    {
        if (row.Text(2) != tenant) return null;
        if (row.Int(14) > Format) throw new NewerCaseException(publicId);
        try
        {
            return new LoadedCase(row.Long(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4), row.Long(5), row.IsNull(6) ? null : PlanId(db, row.Long(6)),
                CaseState.Empty, Packing.UnpackDatum(row.Opened(7)), row.BytesOrNull(8), row.TextOrNull(9),
                new ListedColumns(row.TextOrNull(10), row.Text(11), row.TextOrNull(12), row.Flag(13)));
        }
        catch (Exception error) when (Poison.Is(error)) { throw new CaseUnreadableException(publicId, error); }
    }

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

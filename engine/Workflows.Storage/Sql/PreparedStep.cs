using System.Text;
using Workflows.Cases.Ports;
using Workflows.Engine.Turns;
using Workflows.Storage.Running;

namespace Workflows.Storage.Sql;

/// <summary>
/// A settled step with everything packed and sealed that its rows need: made outside the writer as long as the step asks nothing,
/// so that the writer only writes.
/// </summary>
internal sealed class PreparedStep
{
    private PreparedStep(StepDraft draft, LoadedCase? loaded, SettledStep settled)
    {
        (Draft, Loaded, Settled) = (draft, loaded, settled);
    }

    public StepDraft Draft { get; }
    public LoadedCase? Loaded { get; }
    public SettledStep Settled { get; }
    public Step Step => Settled.Step;
    public DateTimeOffset Now => Settled.Context.Now;
    public long Version { get; private init; }
    public CaseHeader Header { get; private init; } = null!;
    public byte[] Head { get; private init; } = [];
    public byte[] StateHash { get; private init; } = [];
    public byte[] Digest { get; private init; } = [];
    public byte[] Body { get; private init; } = [];
    public byte[]? Refs { get; private init; }
    public string? StartKey { get; private init; }
    /// <summary>The dirty parts; null is a part that is gone.</summary>
    public IReadOnlyList<(int No, byte[]? Bytes)> Parts { get; private init; } = [];
    /// <summary>The effects' rows and bodies, packed, beside the step's effects.</summary>
    public byte[]?[] Effects { get; private init; } = [];
    /// <summary>Large values the packed ones refer to.</summary>
    public IReadOnlyDictionary<byte[], byte[]> Large { get; private init; } = new Dictionary<byte[], byte[]>();
    public CaseOutcome Outcome { get; private init; } = null!;
    public byte[] Reply { get; private init; } = [];

    /// <summary>Applied as far as the database lets it; false for a step refused or not heard.</summary>
    public bool Applies => Step.Refusal is null && Step.Heard;

    public static PreparedStep Of(StepDraft draft, LoadedCase? loaded, SettledStep settled, SqlCases cases, VaultCipher cipher)
    {
        if (settled.Step.Refusal is not null || !settled.Step.Heard) return new PreparedStep(draft, loaded, settled);
        var (step, context) = (settled.Step, settled.Context);
        var large = new Dictionary<byte[], byte[]>(ByDigest.Instance);
        byte[] Pack(ReadOnlyMemory<byte> json) => cipher.Seal(Packing.Pack(json, (sha, value) => large[sha] = cipher.Seal(Packing.Pack(value.Span))));

        var version = (loaded?.Version ?? 0) + 1;
        var header = CaseHeader.Of(step, loaded?.Head, draft.Plan, draft.Workflow, draft.Command.Start?.Applicant);
        var stateHash = Convert.FromHexString(step.State.Hash);
        var refs = cases.RefsDigest(context.Refs);
        var body = HistoryBody.Write(draft.Command.Stimulus, context, refs, settled.Tape, step.Journal);
        var outcome = new CaseOutcome(CaseOutcomeKind.Applied, draft.CaseId, version, header.Head, null, step.Replies.Count > 0 ? step.Replies : null);
        var effects = new byte[]?[step.Effects.Count];
        for (var i = 0; i < effects.Length; i++)
        {
            effects[i] = step.Effects[i] switch
            {
                ProjectionSet { Table: Projections.Tasks, Row: { } row } => cipher.Seal(Packing.Pack(row)),
                ProjectionSet { Table: Projections.Header or Projections.Sort } => null,
                ProjectionSet { Row: { } row } => Pack(row.ToUtf8()),
                OutboxAdd add => Pack(add.Body.ToUtf8()),
                _ => null,
            };
        }
        return new PreparedStep(draft, loaded, settled)
        {
            Version = version,
            Header = header,
            Head = cipher.Seal(Packing.Pack(header.Head)),
            StateHash = stateHash,
            Digest = HistoryBody.Digest(loaded?.Digest, version, draft.Plan.PlanId, stateHash, body),
            Body = Pack(body),
            Refs = refs,
            StartKey = header.IsEnded ? null : loaded?.StartKey ?? draft.Command.Start?.Key,
            Parts = [.. step.DirtyParts.Select(no => (no, step.State.Parts.TryGetValue(no, out var part) ? Pack(part.Bytes) : null))],
            Effects = effects,
            Large = large,
            Outcome = outcome,
            Reply = cipher.Seal(CommandReply.Write(outcome)),
        };
    }

    private sealed class ByDigest : IEqualityComparer<byte[]>
    {
        public static readonly ByDigest Instance = new();
        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);
        public int GetHashCode(byte[] sha) => BitConverter.ToInt32(sha, 0);
    }
}

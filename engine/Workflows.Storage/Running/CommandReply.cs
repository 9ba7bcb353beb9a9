using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Storage.Running;

/// <summary>The answer a command id keeps.</summary>
internal static class CommandReply
{
    public static byte[] Write(CaseOutcome outcome)
    {
        var d = Datum.Object(("kind", outcome.Kind.ToString()), ("case", outcome.CaseId), ("version", outcome.Version), ("head", outcome.Head));
        if (outcome.Refusal is { } refusal)
        {
            d = d.With("refusal", Datum.Object(("code", refusal.Code), ("message", refusal.Message), ("field", refusal.Field),
                ("errors", Datum.List((refusal.Errors ?? []).Select(e => Datum.Object(("field", e.Field), ("message", e.Message)))))));
        }
        if (outcome.Replies is { Count: > 0 } replies)
        {
            d = d.With("replies", Datum.List(replies.Select(r => Datum.Object(("status", r.Status), ("type", r.ContentType), ("body", r.Body), ("headers", r.Headers)))));
        }
        return Packing.Pack(d);
    }

    /// <summary>The first answer again: an applied command says Repeated, a refused one its refusal.</summary>
    public static CaseOutcome Read(byte[] stored)
    {
        var d = Packing.UnpackDatum(stored);
        var kind = Enum.Parse<CaseOutcomeKind>(d["kind"].AsText()!);
        Refusal? refusal = null;
        if (d.TryGet("refusal", out var r))
        {
            var errors = r["errors"].Items.Select(e => new FieldError(e["field"].AsText()!, e["message"].AsText()!)).ToList();
            refusal = new Refusal(r["code"].AsText()!, r["message"].AsText()!, r["field"].AsText(), errors.Count > 0 ? errors : null);
        }
        return new CaseOutcome(kind == CaseOutcomeKind.Applied ? CaseOutcomeKind.Repeated : kind, d["case"].AsText(), d["version"].AsLong() ?? 0, d["head"], refusal,
            d.TryGet("replies", out var replies) ? [.. replies.Items.Select(h => new HttpReply((int)h["status"].AsLong()!.Value, h["type"].AsText()!, h["body"].AsText()!, h["headers"]))] : null);
    }

    public static CaseOutcome Conflict(string? caseId) => new(CaseOutcomeKind.Refused, caseId, 0, Datum.EmptyObject,
        new Refusal("IDEMPOTENCY_CONFLICT", "同じ要求番号が別の内容で使われています。新しい要求番号で送り直してください。 (This command id was used with other content.)"));
}

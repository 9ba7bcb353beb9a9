using Mediator;
using Workflows.Cases.Ports;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Commands.Handlers;

/// <summary>Dead letters. What a case was told about goes on from the case, so that the same thing is not done by two hands.</summary>
public sealed class MessageHandlers(IMessageDesk desk, TimeProvider clock) : IQueryHandler<ListMessages, Result<Page<OutgoingMessage>>>, ICommandHandler<ChangeMessage, Result<OutgoingMessage>>
{
    private static readonly string[] Statuses = ["pending", "done", "failed", "cancelled"];

    public async ValueTask<Result<Page<OutgoingMessage>>> Handle(ListMessages q, CancellationToken ct)
    {
        if (Problem.UnlessOperator(q.Caller) is { } refused) return refused;
        if (q.Status is { } status && !Statuses.Contains(status)) return Problem.Invalid([new FieldError("status", $"status は {string.Join("、", Statuses)} のどれかです。 (status is one of {string.Join(", ", Statuses)}.)")]);
        return await desk.List(q.Caller.Tenant, q.Status, q.Kind, q.Target, q.Page, ct);
    }

    public async ValueTask<Result<OutgoingMessage>> Handle(ChangeMessage c, CancellationToken ct)
    {
        if (Problem.UnlessOperator(c.Caller) is { } refused) return refused;
        if (await desk.Find(c.Caller.Tenant, c.Message, ct) is not { } message) return Problem.NotFound("この送信は見つかりません。", "There is no such message.");
        if (!c.Discard && message.Answers)
            return Problem.Conflict("この送信の失敗は案件に伝わっています。案件の障害か仕事から、もう一度実行してください。");
        var done = c.Discard ? await desk.Discard(c.Caller.Tenant, c.Message, ct) : await desk.Retry(c.Caller.Tenant, c.Message, clock.GetUtcNow(), ct);
        return done ? (await desk.Find(c.Caller.Tenant, c.Message, ct))! : Problem.Conflict("この送信はあきらめた状態ではありません。");
    }
}

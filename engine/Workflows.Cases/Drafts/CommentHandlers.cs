using Mediator;
using Workflows.Cases.Commands;
using Workflows.Cases.Ports;

namespace Workflows.Cases.Drafts;

/// <summary>Comments at elements of a draft. Only its writer changes or deletes a comment; anybody may call it settled.</summary>
public sealed class CommentHandlers(DraftDesk desk, IPackageDrafts store) : ICommandHandler<CommentDraft, Result<CommentView>>, ICommandHandler<ChangeComment, Result<CommentView>>
{
    private const int MaxText = 4_000;

    public async ValueTask<Result<CommentView>> Handle(CommentDraft c, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(c.Caller) is { } refused) return refused;
        if (WrongText(c.Text) is { } wrong) return wrong;
        if (await desk.Open(c.Caller.Tenant, c.Draft, ct) is not { } live) return DraftDesk.NoDraft();
        var comment = new DraftComment(Guid.CreateVersion7(desk.Now).ToString("N"), c.Document, c.Path, c.Element, c.Text.Trim(), c.Caller.UserId, c.Caller.DisplayName, desk.Now, desk.Now, false, null, c.ReplyTo, false);
        return await Keep(live, comment, ct);
    }

    public async ValueTask<Result<CommentView>> Handle(ChangeComment c, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(c.Caller) is { } refused) return refused;
        if (await desk.Open(c.Caller.Tenant, c.Draft, ct) is not { } live) return DraftDesk.NoDraft();
        if ((await store.Comments(c.Caller.Tenant, c.Draft, ct)).FirstOrDefault(o => o.Id == c.Comment && !o.Deleted) is not { } comment) return Problem.NotFound("このコメントは見つかりません。", "There is no such comment.");
        if ((c.Text is not null || c.Delete) && comment.By != c.Caller.UserId) return Problem.Forbidden("コメントを直したり消したりできるのは書いた人だけです。");
        if (c.Text is not null && WrongText(c.Text) is { } wrong) return wrong;
        return await Keep(live, comment with
        {
            Text = c.Text?.Trim() ?? comment.Text, Resolved = c.Resolved ?? comment.Resolved, Deleted = c.Delete, ChangedAt = desk.Now,
            ResolvedBy = c.Resolved switch { true => c.Caller.DisplayName, false => null, null => comment.ResolvedBy },
        }, ct);
    }

    private async ValueTask<Result<CommentView>> Keep(LiveDraft live, DraftComment comment, CancellationToken ct)
    {
        await store.SaveComment(live.Row.Tenant, live.Row.Id, comment, ct);
        live.Talked();
        return DraftViews.Of(comment);
    }

    private static Problem? WrongText(string text) =>
        text.Trim().Length is 0 or > MaxText ? Problem.Invalid([new("text", $"コメントは 1〜{MaxText} 文字で書いてください。")]) : null;
}

using Mediator;
using Workflows.Cases.Links;
using Workflows.Cases.Ports;
using Workflows.Cases.Queries;
using Workflows.Cases.Queries.Handlers;
using Workflows.Engine.Data;

namespace Workflows.Cases.Commands.Handlers;

/// <summary>
/// Tasks of people outside, and what is granted to them, by their links. Whoever has a task's link is a holder of the task's role for
/// this one task; whoever has a grant's link is the person the grant names.
/// </summary>
public sealed class LinkHandlers(CaseDesk desk, AccessLinks links, TaskHandlers tasks, TaskQueries queries, CaseQueries cases, DocumentHandlers documents, CaseFiles files, FormSheets sheets, IAccessLog log) :
    IQueryHandler<OpenTaskLink, Result<LinkedTask>>, ICommandHandler<CompleteTaskLink, Result<Nothing>>,
    IQueryHandler<OpenGrantLink, Result<LinkedCase>>, IQueryHandler<OpenLinkedDocument, Result<DocumentFile>>, IQueryHandler<OpenLinkedFile, Result<DocumentFile>>
{
    public async ValueTask<Result<LinkedCase>> Handle(OpenGrantLink q, CancellationToken ct)
    {
        if (await Granted(q.Tenant, q.Token, ct) is not var (link, holder, id)) return AccessLinks.Gone();
        // Ended, used up, or the case is no more: the link is over with the grant.
        var seen = await cases.Handle(new GetCase(holder, id), ct);
        return seen.Ok ? new LinkedCase(link.Value["purpose"].AsText(), link.Until, seen.Value!) : AccessLinks.Gone();
    }

    public async ValueTask<Result<DocumentFile>> Handle(OpenLinkedDocument q, CancellationToken ct) =>
        await Granted(q.Tenant, q.Token, ct) is var (_, holder, id) && await documents.Handle(new GetDocument(holder, id, q.Document), ct) is { Ok: true } opened ? opened : AccessLinks.Gone();

    public async ValueTask<Result<DocumentFile>> Handle(OpenLinkedFile q, CancellationToken ct)
    {
        Result<DocumentFile> opened;
        if (await Granted(q.Tenant, q.Token, ct) is var (_, holder, id)) opened = await files.Handle(new GetCaseFile(holder, id, q.File), ct);
        else if (await Doable(q.Tenant, q.Token, ct) is { Ok: true, Value: var (_, caller, task, view) }) opened = await files.Read(caller, task.CaseId, ShownBy(task, view), q.File, ct);
        else return AccessLinks.Gone();
        return opened.Ok ? opened : AccessLinks.Gone();
    }

    /// <summary>A grant's link, as whom its holder comes in, and the case's id; null when the token is no such link's.</summary>
    private async ValueTask<(AccessLink Link, Caller Holder, string Case)?> Granted(string tenant, string token, CancellationToken ct)
    {
        if (await links.Find(tenant, token, ct) is not { Kind: AccessLinks.Grant } link) return null;
        var id = link.Value["case"].AsText()!;
        return (link, Holder(link, Privacy.Grant.LinkHolder(id, link.Value["grant"].AsText()!), tenant, []), id);
    }

    private static Caller Holder(AccessLink link, string id, string tenant, IReadOnlyList<string> roles) => new(id, "リンクの持ち主", tenant, roles, false, "link", link.Id);

    /// <summary>A task that names nothing to show shows nothing to people outside.</summary>
    private static IReadOnlyList<CaseField> ShownBy(TaskRow task, TaskView view) => task.Row["show"].Items.Length == 0 ? [] : view.Shown;

    public async ValueTask<Result<LinkedTask>> Handle(OpenTaskLink q, CancellationToken ct)
    {
        var found = await Doable(q.Tenant, q.Token, ct);
        if (!found.Ok) return found.Problem!;
        var (link, caller, task, view) = found.Value;
        await log.Write(new AccessEntry(q.Tenant, desk.Now, caller.UserId, AccessActions.LinkUsed, task.CaseId, Detail: task.Task), ct);
        var sheet = view.Sheet;
        if (q.Values is { } typed && desk.Packages.Find(q.Tenant, task.Program) is ({ } package, _) && sheet is not null && package.Forms.Find(sheet.Form) is { } form)
            sheet = await sheets.Judge(new SheetRequest(caller, package, form, typed, null), ct);
        return new LinkedTask(caller.UserId, view.Task.ProgramTitle, view.Task.Title, link.Until, ShownBy(task, view), sheet, view.Decisions);
    }

    public async ValueTask<Result<Nothing>> Handle(CompleteTaskLink c, CancellationToken ct)
    {
        var found = await Find(c.Tenant, c.Token, ct);
        if (!found.Ok) return found.Problem!;
        var (_, caller, task) = found.Value;
        var done = await tasks.Handle(new CompleteTask(caller, c.CommandId, task.Id, c.Outcome, c.Values), ct);
        if (!done.Ok) return done.Problem!;
        await links.End(c.Tenant, c.Token, ct);
        return new Nothing();
    }

    /// <summary>The task of a link with its view, where its holder may do it now.</summary>
    private async ValueTask<Result<(AccessLink Link, Caller Caller, TaskRow Task, TaskView View)>> Doable(string tenant, string token, CancellationToken ct)
    {
        var found = await Find(tenant, token, ct);
        if (!found.Ok) return found.Problem!;
        var (link, caller, task) = found.Value;
        return (await queries.Handle(new GetTask(caller, task.Id), ct)).Value is { } view && view.Allowed.Contains("complete") ? (link, caller, task, view) : AccessLinks.Gone();
    }

    private async ValueTask<Result<(AccessLink Link, Caller Caller, TaskRow Task)>> Find(string tenant, string token, CancellationToken ct)
    {
        if (await links.Find(tenant, token, ct) is not { Kind: AccessLinks.Task } link) return AccessLinks.Gone();
        var task = await desk.Reader.FindTask(tenant, link.Value["task"].AsText()!, ct);
        // Done, taken back, or the case has ended: the link is over with the task.
        if (task is null || task.Status is not ("open" or "claimed")) return AccessLinks.Gone();
        return (link, Holder(link, link.Id, tenant, [$"{task.Program}/{task.Role}"]), task);
    }
}

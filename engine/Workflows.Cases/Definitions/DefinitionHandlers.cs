using Mediator;
using Workflows.Cases.Commands;
using Workflows.Cases.Commands.Handlers;
using Workflows.Cases.Ports;
using Workflows.Cases.Queries;
using Workflows.Engine.Activities.Elsa;
using Workflows.Engine.Data;
using Workflows.Engine.Definitions;
using Workflows.Engine.Plans;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Definitions;

/// <summary>Loose definitions and what is started by hand: <see cref="Caller.DesignerRole"/> or operators of the municipality.</summary>
public sealed class DefinitionHandlers(IDefinitionStore store, LooseDefinitions loose, EventSender events, CaseDesk desk) :
    ICommandHandler<SaveDefinition, Result<DefinitionView>>, ICommandHandler<PublishDefinition, Result<DefinitionView>>, ICommandHandler<RetractDefinition, Result<DefinitionView>>,
    ICommandHandler<RevertDefinition, Result<DefinitionView>>, ICommandHandler<DeleteDefinition, Result<int>>, ICommandHandler<DeleteDefinitionVersion, Result<int>>, ICommandHandler<StartDefinition, Result<Receipt>>, ICommandHandler<TriggerEvent, Result<Delivered>>, ICommandHandler<CompleteRunTask, Result<Receipt>>,
    IQueryHandler<ListDefinitions, Result<IReadOnlyList<DefinitionView>>>, IQueryHandler<ListDefinitionVersions, Result<IReadOnlyList<DefinitionView>>>, IQueryHandler<GetDefinition, Result<DefinitionFile>>, IQueryHandler<GetInstance, Result<Datum>>
{
    private const int MaxId = 100;

    public async ValueTask<Result<DefinitionView>> Handle(SaveDefinition c, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(c.Caller) is { } refused) return refused;
        ElsaFile file;
        try { file = new ElsaFile(c.Model); }
        catch (DefinitionException e) { return new Problem(422, "DEFINITION_INVALID", e.MessageJa, e.Message); }
        if (!IsId(file.DefinitionId)) return new Problem(422, "DEFINITION_ID", $"definitionId は英数字・-・_・. で {MaxId} 文字以内にしてください。", $"definitionId takes letters, digits, '-', '_' and '.', up to {MaxId}.", [new FieldError("definitionId", file.DefinitionId)]);
        var row = await store.SaveDraft(c.Caller.Tenant, file.DefinitionId, file.Name, version => Stamped(c.Model, file.DefinitionId, version), c.Caller.UserId, desk.Now, ct);
        if (c.Publish) return await Publish(c.Caller, row, ct);
        var (_, problems) = await loose.Make(c.Caller.Tenant, row.Content, ct);
        return View(row, problems);
    }

    public async ValueTask<Result<DefinitionView>> Handle(PublishDefinition c, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(c.Caller) is { } refused) return refused;
        return await store.Find(c.Caller.Tenant, c.DefinitionId, null, ct) is { } row ? await Publish(c.Caller, row, ct) : None();
    }

    public async ValueTask<Result<DefinitionView>> Handle(RetractDefinition c, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(c.Caller) is { } refused) return refused;
        if (await store.Find(c.Caller.Tenant, c.DefinitionId, null, ct) is null) return None();
        if (!await store.Retract(c.Caller.Tenant, c.DefinitionId, c.Caller.UserId, desk.Now, ct)) return Problem.Conflict("公開されている版がありません。");
        return View((await store.Find(c.Caller.Tenant, c.DefinitionId, null, ct))!, []);
    }

    public async ValueTask<Result<DefinitionView>> Handle(RevertDefinition c, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(c.Caller) is { } refused) return refused;
        if (await store.Find(c.Caller.Tenant, c.DefinitionId, c.Version, ct) is not { } old) return None();
        var row = await store.SaveDraft(c.Caller.Tenant, c.DefinitionId, old.Name, version => Stamped(old.Content, c.DefinitionId, version), c.Caller.UserId, desk.Now, ct);
        return View(row, []);
    }

    public async ValueTask<Result<int>> Handle(DeleteDefinition c, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(c.Caller) is { } refused) return refused;
        return await store.Delete(c.Caller.Tenant, c.DefinitionId, c.Version, ct) is > 0 and var gone ? gone : None();
    }

    public async ValueTask<Result<int>> Handle(DeleteDefinitionVersion c, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(c.Caller) is { } refused) return refused;
        return await VersionRow(store, c.Caller.Tenant, c.VersionId, ct) is { } row ? await store.Delete(c.Caller.Tenant, row.DefinitionId, row.Version, ct) : None();
    }

    /// <summary>The id of a version stands in its file; of newest versions first, since that is what is asked for.</summary>
    internal static async ValueTask<DefinitionRow?> VersionRow(IDefinitionStore store, string tenant, string versionId, CancellationToken ct)
    {
        var newest = await store.Newest(tenant, ct);
        foreach (var row in newest) if (row.Content["id"].AsText() == versionId) return row;
        foreach (var row in newest)
            foreach (var version in await store.Versions(tenant, row.DefinitionId, ct)) if (version.Content["id"].AsText() == versionId) return version;
        return null;
    }

    public async ValueTask<Result<Receipt>> Handle(StartDefinition c, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(c.Caller) is { } refused) return refused;
        if (await loose.Current(c.Caller.Tenant, c.DefinitionId, ct) is null) return None();
        var stimulus = desk.Say(c.Caller, c.CommandId, StimulusKinds.Start, payload: c.Input.IsNull ? Datum.EmptyObject : c.Input) with { Key = c.CorrelationId };
        return await desk.Tell(c.Caller, CaseDesk.To(c.Caller, null, stimulus, new StartTarget(LooseDefinitions.Program, null, c.DefinitionId)), null, ct);
    }

    public async ValueTask<Result<Delivered>> Handle(TriggerEvent c, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(c.Caller) is { } refused) return refused;
        if (c.Name.Trim().Length == 0) return Problem.Invalid([new FieldError("eventName", "出来事の名前を指定してください。")]);
        var reached = await events.Send(c.Caller.Tenant, LooseDefinitions.Program, $"{CaseDesk.ClientOf(c.Caller)}:{c.CommandId}", c.Name, c.CorrelationId, c.Payload, desk.Now, c.Caller.UserId, null, ct);
        return reached is null ? new Problem(503, "BUSY", "ただいま混み合っています。", "The server is busy; try again shortly.") { RetryAfter = TimeSpan.FromSeconds(2) } : new Delivered(reached, false);
    }

    public async ValueTask<Result<Receipt>> Handle(CompleteRunTask c, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(c.Caller) is { } refused) return refused;
        var cases = await desk.Reader.FindWaiting(c.Caller.Tenant, LooseDefinitions.Program, StimulusKinds.Event, RunTask.EventName, c.TaskId, ct);
        if (cases.Count == 0) return Problem.NoTask();
        var stimulus = desk.Say(c.Caller, c.CommandId, StimulusKinds.Event, RunTask.EventName, Datum.Object(("result", c.Result))) with { Key = c.TaskId };
        return await desk.Tell(c.Caller, CaseDesk.To(c.Caller, cases[0], stimulus), null, ct);
    }

    public async ValueTask<Result<IReadOnlyList<DefinitionView>>> Handle(ListDefinitions q, CancellationToken ct) =>
        Problem.UnlessDesigner(q.Caller) is { } refused ? refused : Views(await store.Newest(q.Caller.Tenant, ct));

    public async ValueTask<Result<IReadOnlyList<DefinitionView>>> Handle(ListDefinitionVersions q, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(q.Caller) is { } refused) return refused;
        var rows = await store.Versions(q.Caller.Tenant, q.DefinitionId, ct);
        return rows.Count == 0 ? None() : Views(rows);
    }

    public async ValueTask<Result<DefinitionFile>> Handle(GetDefinition q, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(q.Caller) is { } refused) return refused;
        if (await store.Find(q.Caller.Tenant, q.DefinitionId, q.Version, ct) is not { } row) return None();
        return FileOf(row);
    }

    public async ValueTask<Result<Datum>> Handle(GetInstance q, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(q.Caller) is { } refused) return refused;
        if (await LooseDefinitions.Find(desk.Reader, q.Caller, q.Id, ct) is not { } row || await desk.Reader.ReadState(q.Caller.Tenant, row.Id, ct) is not { } state) return Problem.NoCase();
        return InstanceView(row, state);
    }

    internal static Datum InstanceView(CaseRow row, Engine.State.CaseState state)
    {
        var instance = state.Instances[0];
        return Datum.Object(
            ("id", row.Id), ("definitionId", instance.DefinitionId), ("version", instance.Version), ("planId", row.PlanId), ("status", instance.Status), ("subStatus", instance.SubStatus),
            ("correlationId", instance.CorrelationId), ("name", instance.Name), ("output", instance.Outputs), ("createdAt", Datum.Of(row.CreatedAt)), ("updatedAt", Datum.Of(row.UpdatedAt)),
            ("incidents", Datum.List(state.Incidents.Select(i => Datum.Object(("activityId", i.ActivityId), ("activityType", i.ActivityType), ("severity", i.Severity), ("code", i.Code), ("message", i.Message), ("timestamp", Datum.Of(i.At)))))),
            ("bookmarks", Datum.List(state.Bookmarks.Select(b => Datum.Object(("id", b.Bookmark.Id), ("activityId", b.Frame.NodeId), ("kind", b.Bookmark.Kind), ("name", b.Bookmark.Name), ("key", b.Bookmark.Key))))));
    }

    private async ValueTask<Result<DefinitionView>> Publish(Caller caller, DefinitionRow row, CancellationToken ct)
    {
        if (row.IsPublished) return View(row, []);
        var (plan, problems) = await loose.Make(caller.Tenant, row.Content, ct);
        var others = await loose.Published(caller.Tenant, ct);
        var routes = HttpRoutes.Twice([plan.Root, .. others.Select(p => p.Root).Where(w => w.DefinitionId != row.DefinitionId)]);
        problems = [.. problems, .. routes.Where(r => problems.All(p => p.Place != r.Place || p.Code != r.Code))];
        var errors = problems.Where(p => p.Severity == "error").ToArray();
        if (errors.Length > 0)
            return new Problem(422, "DEFINITION_INVALID", $"誤りが {errors.Length} 件あるため公開できません。下書きは保存されています。", $"{errors.Length} errors: not published. The draft is kept.", [.. errors.Select(e => new FieldError(e.Place, $"{e.MessageJa} ({e.Code}: {e.MessageEn}){e.FixJa}"))]);
        var published = await store.Publish(caller.Tenant, row.DefinitionId, row.Version, plan.PlanId, caller.UserId, desk.Now, LooseSchedules.Of(plan, desk.Now), ct);
        return View(published, problems);
    }

    /// <summary>The version's own row id is kept unless another version had it.</summary>
    private static Datum Stamped(Datum model, string definitionId, int version) =>
        model.With("definitionId", definitionId).With("version", version).With("id", model["id"].AsText() is { Length: > 0 } id && id != definitionId && model["version"].AsLong() == version ? id : $"{definitionId}:{version}")
            .Without("isLatest").Without("isPublished").Without("links");

    private static bool IsId(string id) => id.Length is > 0 and <= MaxId && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    private static DefinitionView View(DefinitionRow row, IReadOnlyList<PlanProblem> problems) => new(
        row.Content["id"].AsText() ?? "", row.DefinitionId, row.Name, row.Version, row.IsLatest, row.IsPublished, row.PlanId, row.CreatedBy, row.CreatedAt, row.PublishedBy, row.PublishedAt,
        [.. problems.Select(p => new DefinitionProblem(p.Severity, p.Code, p.Place, p.MessageJa, p.MessageEn, p.FixJa))]);

    internal static DefinitionFile FileOf(DefinitionRow row) => new(View(row, []), row.Content.With("version", row.Version).With("isLatest", row.IsLatest).With("isPublished", row.IsPublished));

    private static Result<IReadOnlyList<DefinitionView>> Views(IEnumerable<DefinitionRow> rows) => new(rows.Select(r => View(r, [])).ToArray(), null);

    private static Problem None() => Problem.NotFound("この定義は見つかりません。", "There is no such definition.");
}

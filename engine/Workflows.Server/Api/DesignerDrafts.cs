using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mediator;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Workflows.Cases.Commands;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Server.Api;

/// <summary>Drafts of packages for the designer: docs/designer-api.md §3.</summary>
internal static class DesignerDrafts
{
    private const int MaxZip = 20 * 1024 * 1024;
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(15);

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/session", (HttpContext http, IAntiforgery antiforgery, IPackages packages, TimeProvider clock) =>
        {
            var caller = http.Designer();
            packages.Current.TryFindMunicipality(caller.Tenant, out var m);
            return Results.Ok(new SessionBody(new(caller.UserId, caller.DisplayName), new(caller.Tenant, m?.Name ?? caller.Tenant), caller.Roles, antiforgery.GetAndStoreTokens(http).RequestToken ?? "", Japan.In(clock.GetUtcNow()),
                new SessionLimits(500, 30)));
        }).Produces<SessionBody>().WithName("designerSession").WithSummary("だれとして使っているか (who is working)");

        api.MapGet("/drafts", async (HttpContext http, IMediator mediator, string? program, CancellationToken ct) => (await mediator.Send(new ListPackageDrafts(http.Designer(), program), ct)).Or(Items))
            .Produces<ItemsBody<PackageDraftSummary>>().WithName("listPackageDrafts").WithSummary("下書きの一覧 (drafts)");
        api.MapPost("/drafts", async (HttpContext http, IMediator mediator, BeginBody body, CancellationToken ct) =>
                (await mediator.Send(new BeginPackageDraft(http.Designer(), body.From ?? "", body.Program, body.Title, body.Source, body.Municipality, body.Version), ct)).Or(Begun))
            .Produces<BegunBody>(201).WithName("beginPackageDraft").WithSummary("下書きを始める (begin a draft)");
        api.MapPost("/drafts/import", async (HttpContext http, IMediator mediator, string? program, CancellationToken ct) =>
            {
                using var copy = new MemoryStream();
                if (http.Request.ContentLength > MaxZip) return Problems.Of(new Problem(413, "TOO_LARGE", "zip が大きすぎます（20MBまで）。", "The archive is too large."));
                await http.Request.Body.CopyToAsync(copy, ct);
                return (await mediator.Send(new ImportDraft(http.Designer(), copy.ToArray(), program), ct)).Or(Begun);
            })
            .Accepts<byte[]>("application/zip").Produces<BegunBody>(201).WithName("importPackageDraft").WithSummary("zip から下書きを作る (import a package)").WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(MaxZip));
        api.MapGet("/drafts/{id}", async (HttpContext http, IMediator mediator, string id, CancellationToken ct) => (await mediator.Send(new GetPackageDraft(http.Designer(), id), ct)).Json())
            .Produces<PackageDraftView>().WithName("getPackageDraft").WithSummary("下書き (a draft with its documents)");
        api.MapDelete("/drafts/{id}", async (HttpContext http, IMediator mediator, string id, CancellationToken ct) => (await mediator.Send(new DeleteDraftPackage(http.Designer(), id), ct)).Or(_ => Results.NoContent()))
            .Produces(204).WithName("deletePackageDraft").WithSummary("下書きを消す (delete)");
        api.MapGet("/drafts/{id}/export", async (HttpContext http, IMediator mediator, string id, CancellationToken ct) => (await mediator.Send(new ExportDraft(http.Designer(), id), ct)).Or(File))
            .Produces(200, contentType: "application/zip").WithName("exportPackageDraft").WithSummary("zip で書き出す (export)");
        api.MapPost("/drafts/{id}/upgrade", async (HttpContext http, IMediator mediator, string id, UpgradeBody body, CancellationToken ct) => (await mediator.Send(new UpgradeDraft(http.Designer(), id, body.Source ?? "", body.Version), ct)).Json())
            .Produces<UpgradeView>().WithName("upgradePackageDraft").WithSummary("共有の新しい版を取り込む (take a newer shared version over)");
        api.MapGet("/drafts/{id}/problems", async (HttpContext http, IMediator mediator, string id, CancellationToken ct) => (await mediator.Send(new GetDraftProblems(http.Designer(), id), ct)).Json())
            .Produces<ProblemsView>().WithName("draftProblems").WithSummary("直す所 (problems with fixes)");
        api.MapGet("/drafts/{id}/workflows/{workflow}/elsa", async (HttpContext http, IMediator mediator, string id, string workflow, CancellationToken ct) => (await mediator.Send(new GetElsa(http.Designer(), id, workflow), ct)).Or(File))
            .Produces(200, contentType: "application/json").WithName("exportElsa").WithSummary("Elsa 3 の JSON (a workflow for Elsa)");
        api.MapPut("/drafts/{id}/workflows/{workflow}/elsa", async (HttpContext http, IMediator mediator, string id, string workflow, Datum body, CancellationToken ct) =>
                (await mediator.Send(new PutElsa(http.Designer(), id, workflow, body), ct)).Or(v => Results.Ok(new RevisionBody(v.Revision))))
            .Produces<RevisionBody>().WithName("importElsa").WithSummary("Elsa 3 の JSON を取り込む (take a workflow of Elsa in)");
        MapEditing(api);
        MapComments(api);
    }

    private static void MapEditing(RouteGroupBuilder api)
    {
        api.MapPost("/drafts/{id}/operations", async (HttpContext http, IMediator mediator, string id, OperationsBody body, CancellationToken ct) =>
                (await mediator.Send(new EditDraft(http.Designer(), id, body.Client ?? "", body.Id ?? "", body.Base, body.Operations ?? Datum.Null), ct)).Or(v => v.Conflicts.Count == 0
                    ? Results.Ok(new EditedBody(v.Revision, v.Inverse, v.Feed))
                    : Problems.Of(new Problem(409, "EDIT_CONFLICT", $"{v.Conflicts[0].By.Name} さんが同じ所を変えています。両方の値を見て決めてください。", "Somebody else changed the same place; look at both values.")
                        { More = new SortedDictionary<string, object>(StringComparer.Ordinal) { ["conflicts"] = v.Conflicts, ["feed"] = v.Feed } })))
            .Produces<EditedBody>().WithName("editPackageDraft").WithSummary("変更を送る (send operations)");
        api.MapGet("/drafts/{id}/operations", async (HttpContext http, IMediator mediator, string id, long? after, int? wait, CancellationToken ct) =>
                (await mediator.Send(new GetDraftFeed(http.Designer(), id, after ?? 0, TimeSpan.FromSeconds(wait ?? 0)), ct)).Json())
            .Produces<DraftFeed>().WithName("draftOperations").WithSummary("その後の変更 (what happened since)");
        api.MapGet("/drafts/{id}/events", Events).Produces(200, contentType: "text/event-stream").WithName("draftEvents").WithSummary("変更の流れ (server-sent events)");
        api.MapPost("/drafts/{id}/presence", async (HttpContext http, IMediator mediator, string id, PresenceBody body, CancellationToken ct) =>
                (await mediator.Send(new TellPresence(http.Designer(), id, body.Client ?? "", body.Focus?.Document, body.Focus?.Path), ct)).Or(p => Results.Ok(new PeopleBody(p))))
            .Produces<PeopleBody>().WithName("draftPresence").WithSummary("開いていることを知らせる (presence)");
    }

    private static void MapComments(RouteGroupBuilder api)
    {
        api.MapGet("/drafts/{id}/comments", async (HttpContext http, IMediator mediator, string id, CancellationToken ct) => (await mediator.Send(new GetPackageDraft(http.Designer(), id), ct)).Or(d => Items(d.Comments)))
            .Produces<ItemsBody<CommentView>>().WithName("draftComments").WithSummary("コメント (comments)");
        api.MapPost("/drafts/{id}/comments", async (HttpContext http, IMediator mediator, string id, CommentBody body, CancellationToken ct) =>
                (await mediator.Send(new CommentDraft(http.Designer(), id, body.Document ?? "", body.Path ?? "", body.Element, body.Text ?? "", body.ReplyTo), ct)).Or(c => Results.Json(c, statusCode: 201)))
            .Produces<CommentView>(201).WithName("commentDraft").WithSummary("コメントを書く (comment)");
        api.MapPatch("/drafts/{id}/comments/{comment}", async (HttpContext http, IMediator mediator, string id, string comment, CommentChange body, CancellationToken ct) =>
                (await mediator.Send(new ChangeComment(http.Designer(), id, comment, body.Text, body.Resolved, Delete: false), ct)).Json())
            .Produces<CommentView>().WithName("changeComment").WithSummary("コメントを直す・済みにする (change a comment)");
        api.MapDelete("/drafts/{id}/comments/{comment}", async (HttpContext http, IMediator mediator, string id, string comment, CancellationToken ct) =>
                (await mediator.Send(new ChangeComment(http.Designer(), id, comment, null, null, Delete: true), ct)).Or(_ => Results.NoContent()))
            .Produces(204).WithName("deleteComment").WithSummary("コメントを消す (delete a comment)");
    }

    /// <summary>Sends what happens as it happens. The id of an event is the revision, so a browser that comes back goes on where it was.</summary>
    private static async Task Events(HttpContext http, IMediator mediator, IOptions<JsonOptions> json, string id, long? after, string? client)
    {
        var ct = http.RequestAborted;
        var caller = http.Designer();
        var seen = long.TryParse(http.Request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? last : after ?? 0;
        var first = await mediator.Send(new GetDraftFeed(caller, id, seen, TimeSpan.Zero), ct);
        if (first.Problem is { } problem)
        {
            await Problems.Of(problem).ExecuteAsync(http);
            return;
        }
        http.Response.ContentType = "text/event-stream; charset=utf-8";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        if (client is { Length: > 0 and <= 64 }) await mediator.Send(new TellPresence(caller, id, client, null, null), ct);
        var comments = first.Value!.Comments.ToDictionary(c => c.Id);
        string? people = null;
        var state = first.Value.State;
        var feed = first.Value;
        try
        {
            while (!ct.IsCancellationRequested)
            {
                foreach (var entry in feed.Operations) await Send("operations", entry, entry.Revision);
                seen = feed.Revision;
                if (Text(feed.People) is var now && now != people) { people = now; await Send("presence", new PeopleBody(feed.People)); }
                foreach (var comment in feed.Comments.Where(c => comments.GetValueOrDefault(c.Id) != c)) { comments[comment.Id] = comment; await Send("comment", comment); }
                if (feed.State != state) { state = feed.State; await Send("state", new StateBody(state)); }
                var next = await mediator.Send(new GetDraftFeed(caller, id, seen, Beat, feed.Talk, state), ct);
                if (next.Problem is not null) { await Send("reload", new { }); return; }
                if (next.Value!.Revision == seen && next.Value.Talk == feed.Talk) await Line(": \n\n");
                feed = next.Value;
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested) { }
        finally
        {
            if (client is { Length: > 0 and <= 64 }) await mediator.Send(new TellPresence(caller, id, client, null, null, Leaves: true), CancellationToken.None);
        }

        string Text(object value) => JsonSerializer.Serialize(value, json.Value.SerializerOptions);
        Task Send(string name, object value, long? revision = null) => Line($"event: {name}\n{(revision is { } no ? $"id: {no.ToString(CultureInfo.InvariantCulture)}\n" : "")}data: {Text(value)}\n\n");
        async Task Line(string text)
        {
            await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), ct);
            await http.Response.Body.FlushAsync(ct);
        }
    }

    internal static IResult Items<T>(IReadOnlyList<T> items) => Results.Ok(new ItemsBody<T>(items, items.Count));
    internal static IResult File(ExportedFile file) => Results.File(file.Content, file.ContentType, file.Name);

    private static IResult Begun(PackageDraftBegun begun)
    {
        var d = begun.Draft;
        return Results.Json(new BegunBody(d.Id, d.Program, d.Title, d.State, d.Revision, d.BaseVersion, begun.LeftSettings), statusCode: 201);
    }
}

public sealed record SessionBody(PersonName User, MunicipalityName Municipality, IReadOnlyList<string> Roles, string Csrf, DateTimeOffset Now, SessionLimits Limits);
public sealed record SessionLimits(int OperationsPerRequest, int TrialMinutes);
public sealed record BeginBody(string? From, string? Program, Cases.Packages.Label? Title, string? Source, string? Municipality, int? Version);
public sealed record BegunBody(string Id, string Program, Cases.Packages.Label Title, string State, long Revision, int? BaseVersion, IReadOnlyList<LeftSetting> LeftSettings);
public sealed record UpgradeBody(string? Source, int? Version);
public sealed record RevisionBody(long Revision);
public sealed record OperationsBody(string? Client, string? Id, long Base, [property: JsonConverter(typeof(AnyDatumConverter))] Datum? Operations);
public sealed record EditedBody(long Revision, Datum Inverse, DraftFeed Feed);
public sealed record FocusBody(string? Document, string? Path);
public sealed record PresenceBody(string? Client, FocusBody? Focus);
public sealed record PeopleBody(IReadOnlyList<PresenceView> People);
public sealed record StateBody(string State);
public sealed record CommentBody(string? Document, string? Path, string? Element, string? Text, string? ReplyTo);
public sealed record CommentChange(string? Text, bool? Resolved);

using Mediator;
using Workflows.Cases.Commands;
using Workflows.Engine.Data;

namespace Workflows.Server.Api;

/// <summary>Programmes and versions for the designer: docs/designer-api.md §2.</summary>
internal static class DesignerVersions
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/programs", async (HttpContext http, IMediator mediator, CancellationToken ct) => (await mediator.Send(new ListPrograms(http.Designer()), ct)).Or(DesignerDrafts.Items))
            .Produces<ItemsBody<ProgramView>>().WithName("listPrograms").WithSummary("手続の一覧 (programmes)");
        api.MapGet("/programs/{program}", async (HttpContext http, IMediator mediator, string program, CancellationToken ct) => (await mediator.Send(new GetProgram(http.Designer(), program), ct)).Or(p => Results.Ok(new ProgramBody(
                p.Program.Id, p.Program.Family, p.Program.Title, p.Program.Summary, p.Program.State, p.Program.Current, p.Program.Upcoming, p.Program.RunningCases, p.Program.Seed, p.Versions, p.Drafts, p.Retirement))))
            .Produces<ProgramBody>().WithName("getProgram").WithSummary("手続と版 (a programme with its versions)");
        api.MapGet("/programs/{program}/versions/{version:int}", async (HttpContext http, IMediator mediator, string program, int version, CancellationToken ct) =>
                (await mediator.Send(new GetVersion(http.Designer(), program, version), ct)).Or(v => Results.Ok(new VersionBody(v.Version, v.Documents))))
            .Produces<VersionBody>().WithName("getVersion").WithSummary("版の内容 (a version)");
        api.MapGet("/programs/{program}/versions/{version:int}/export", async (HttpContext http, IMediator mediator, string program, int version, CancellationToken ct) =>
                (await mediator.Send(new GetVersion(http.Designer(), program, version), ct)).Or(v => Results.File(v.Content.ToZip(), "application/zip", $"{program}-{version}.zip")))
            .Produces(200, contentType: "application/zip").WithName("exportVersion").WithSummary("版を zip で書き出す (export)");
        api.MapPost("/programs/{program}/versions/{version:int}/restore", async (HttpContext http, IMediator mediator, string program, int version, CancellationToken ct) =>
                (await mediator.Send(new BeginPackageDraft(http.Designer(), "version", program, null, null, null, version), ct)).Or(b => Results.Json(b.Draft, statusCode: 201)))
            .Produces<PackageDraftSummary>(201).WithName("restoreVersion").WithSummary("前の版から下書きを作る (restore)");
        api.MapGet("/programs/{program}/compare", async (HttpContext http, IMediator mediator, string program, string from, string to, CancellationToken ct) =>
                (await mediator.Send(new CompareVersions(http.Designer(), program, from, to), ct)).Json())
            .Produces<ComparisonView>().WithName("compareVersions").WithSummary("版を比べる (compare)");
        api.MapGet("/families", async (HttpContext http, IMediator mediator, CancellationToken ct) => (await mediator.Send(new ListFamilies(http.Designer()), ct)).Or(DesignerDrafts.Items))
            .Produces<ItemsBody<FamilyView>>().WithName("listFamilies").WithSummary("共有の手続 (shared programmes)");
        api.MapGet("/shared", async (HttpContext http, IMediator mediator, CancellationToken ct) => (await mediator.Send(new ListShared(http.Designer()), ct)).Or(DesignerDrafts.Items))
            .Produces<ItemsBody<SharedView>>().WithName("listShared").WithSummary("ほかの自治体の手続 (other municipalities' programmes)");

        api.MapPost("/drafts/{id}/submit", async (HttpContext http, IMediator mediator, string id, SubmitBody body, CancellationToken ct) =>
                (await mediator.Send(new SubmitDraft(http.Designer(), id, body.Revision, body.EffectiveOn, body.Note), ct)).Or(v => Results.Json(v, statusCode: 201)))
            .Produces<VersionView>(201).WithName("submitDraft").WithSummary("審査に出す (submit)");
        api.MapPost("/programs/{program}/versions/{version:int}/approve", async (HttpContext http, IMediator mediator, string program, int version, VersionNoteBody body, CancellationToken ct) =>
                (await mediator.Send(new ApproveVersion(http.Designer(), program, version, body.Note), ct)).Json())
            .Produces<VersionView>().WithName("approveVersion").WithSummary("承認する（作った人以外） (approve)");
        api.MapPost("/programs/{program}/versions/{version:int}/return", async (HttpContext http, IMediator mediator, string program, int version, VersionNoteBody body, CancellationToken ct) =>
                (await mediator.Send(new ReturnVersion(http.Designer(), program, version, body.Note), ct)).Json())
            .Produces<VersionView>().WithName("returnVersion").WithSummary("差し戻す (return)");
        api.MapPost("/programs/{program}/versions/{version:int}/retire", async (HttpContext http, IMediator mediator, string program, int version, VersionNoteBody body, CancellationToken ct) =>
                (await mediator.Send(new RetireVersion(http.Designer(), program, version, body.Note), ct)).Json())
            .Produces<VersionView>().WithName("retireVersion").WithSummary("廃止する (retire)");

        api.MapPost("/programs/{program}/retirement", async (HttpContext http, IMediator mediator, string program, RetirementBody body, CancellationToken ct) =>
                (await mediator.Send(new RetireProgram(http.Designer(), program, body.From, body.Note), ct)).Or(p => Results.Json(p.Retirement, statusCode: 201)))
            .Produces<RetirementView>(201).WithName("retireProgram").WithSummary("受付の終了を申し出る (ask to end applications)");
        api.MapPost("/programs/{program}/retirement/lift", async (HttpContext http, IMediator mediator, string program, VersionNoteBody body, CancellationToken ct) =>
                (await mediator.Send(new LiftRetirement(http.Designer(), program, body.Note), ct)).Or(p => Results.Json(p.Retirement, statusCode: 201)))
            .Produces<RetirementView>(201).WithName("liftRetirement").WithSummary("受付の再開を申し出る (ask to take applications again)");
        api.MapPost("/programs/{program}/retirement/approve", async (HttpContext http, IMediator mediator, string program, VersionNoteBody body, CancellationToken ct) =>
                (await mediator.Send(new ApproveRetirement(http.Designer(), program, body.Note), ct)).Or(p => Results.Ok(p.Retirement)))
            .Produces<RetirementView>().WithName("approveRetirement").WithSummary("申出を承認する（申し出た人以外） (approve)");
        api.MapPost("/programs/{program}/retirement/return", async (HttpContext http, IMediator mediator, string program, VersionNoteBody body, CancellationToken ct) =>
                (await mediator.Send(new ReturnRetirement(http.Designer(), program, body.Note), ct)).Or(p => Results.Ok(p.Retirement)))
            .Produces<RetirementView>().WithName("returnRetirement").WithSummary("申出を取り下げる、差し戻す (take back)");
    }
}

public sealed record ProgramBody(
    string Id, string Family, Cases.Packages.Label Title, Cases.Packages.Label Summary, string State, VersionView? Current, VersionView? Upcoming, int RunningCases, IReadOnlyList<int> Seed, IReadOnlyList<VersionView> Versions, IReadOnlyList<PackageDraftSummary> Drafts, RetirementView? Retirement);
public sealed record VersionBody(VersionView Version, Datum Documents);
public sealed record SubmitBody(long Revision, DateOnly EffectiveOn, string? Note);
public sealed record RetirementBody(DateOnly From, string? Note);
public sealed record VersionNoteBody(string? Note);

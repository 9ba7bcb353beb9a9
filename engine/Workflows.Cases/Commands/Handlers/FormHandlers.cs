using Mediator;
using Workflows.Cases.Documents;
using Workflows.Cases.Identity;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Cases.Publishing;
using Workflows.Cases.Queries;
using Workflows.Cases.Queries.Handlers;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Commands.Handlers;

/// <summary>Starting a case by a form, and the drafts before it.</summary>
public sealed class FormHandlers(CaseDesk desk, IDraftStore drafts, IRefsSource refs, FormIntake intake, Uploads uploads, IdentitySteps identity, Retirements retirements) :
    ICommandHandler<SubmitForm, Result<Receipt>>, ICommandHandler<SaveDraft, Result<DraftView>>, ICommandHandler<DeleteDraft, Result<Nothing>>
{
    /// <summary>How long a draft is kept when its form says nothing.</summary>
    private static readonly TimeSpan DraftKeep = TimeSpan.FromDays(30);

    public async ValueTask<Result<Receipt>> Handle(SubmitForm c, CancellationToken ct)
    {
        if (c.Caller.IsNobody) return Problem.NotSignedIn();
        var found = desk.Program(c.Caller, c.Program);
        if (!found.Ok) return found.Problem!;
        var package = found.Value.Package;
        if (FindStart(package, c.Start) is not { Form: { } formId } start) return Problem.NotFound("この申込は見つかりません。", "There is no such application form.");
        if (UnlessMayStart(c.Caller, package, start) is { } barred) return barred;
        if (await retirements.Refusal(c.Caller.Tenant, package, start, ct) is { } over) return over;
        if (c.Caller.IsCitizen && c.OnBehalfOf is not null) return Problem.Forbidden("代理の申込は窓口でお受けします。");

        var values = c.Values;
        if (package.Forms.Find(formId) is { } form)
        {
            var draft = c.Draft is null ? null : await drafts.Find(c.Caller.Tenant, c.Caller.UserId, c.Draft, desk.Now, ct);
            (values, var errors) = await intake.Take(new(new(c.Caller, package, form, values, start), c.CommandId, draft?.Values ?? Datum.EmptyObject), ct);
            if (errors.Count > 0) return Problem.Invalid(errors);
        }
        if (await identity.Missing(c.Caller, package, start, package.Forms.Find(formId), values, ct) is { Count: > 0 } missing) return IdentitySteps.ProblemOf(package, missing);
        var stimulus = desk.Say(c.Caller, c.CommandId, StimulusKinds.Start, payload: Datum.Object(("form", formId), ("values", values))) with
        {
            OnBehalfOf = c.OnBehalfOf,
            Channel = start.Channel ?? (c.OnBehalfOf is not null && c.Caller.Channel == "web" ? "counter" : c.Caller.Channel),
        };
        // At most one live case a key, also for what people apply for.
        var key = start.Key is null ? null : StartKeys.Of(package, start, (await refs.Refs(c.Caller.Tenant, package.Id, ct))["settings"], c.Values, desk.Now);
        var applicant = c.OnBehalfOf ?? (c.Caller.IsCitizen ? c.Caller.UserId : null);
        var receipt = await desk.Tell(c.Caller, CaseDesk.To(c.Caller, null, stimulus, new StartTarget(package.Id, start.Id, start.Workflow, key, applicant, formId)), package, ct);
        if (receipt.Ok) await uploads.Use(c.Caller.Tenant, values, ct);
        if (receipt.Ok && c.Draft is not null) await drafts.Delete(c.Caller.Tenant, c.Caller.UserId, c.Draft, ct);
        return receipt;
    }

    public async ValueTask<Result<DraftView>> Handle(SaveDraft c, CancellationToken ct)
    {
        if (c.Caller.IsNobody) return Problem.NotSignedIn();
        var found = desk.Program(c.Caller, c.Program);
        if (!found.Ok) return found.Problem!;
        var package = found.Value.Package;
        if (FindStart(package, c.Start) is not { Form: { } formId } start || package.Forms.Find(formId) is not { } form)
            return Problem.NotFound("この申込は見つかりません。", "There is no such application form.");
        if (UnlessMayStart(c.Caller, package, start) is { } barred) return barred;
        if (await retirements.Refusal(c.Caller.Tenant, package, start, ct) is { } over) return over;
        var before = c.Draft is null ? null : await drafts.Find(c.Caller.Tenant, c.Caller.UserId, c.Draft, desk.Now, ct);
        if (c.Draft is not null && before is null)
            return Problem.NoFormDraft();

        var keep = form.DraftHours is { } hours ? TimeSpan.FromHours(hours) : DraftKeep;
        var (values, wrong) = await intake.Seal(new(new(c.Caller, package, form, c.Values, start), c.CommandId, before?.Values ?? Datum.EmptyObject), ct);
        // The command's id names a new draft, so that saying it twice makes one.
        var draft = new Draft(c.Draft ?? DraftIdOf(c), c.Caller.Tenant, c.Caller.UserId, $"{package.Id}/{start.Id}", values, desk.Now, desk.Now + keep);
        await drafts.Save(draft, ct);
        await uploads.Touch(c.Caller.Tenant, values, ct);
        return DraftQueries.View(draft, package) with { Errors = wrong };
    }

    public async ValueTask<Result<Nothing>> Handle(DeleteDraft c, CancellationToken ct)
    {
        if (c.Caller.IsNobody) return Problem.NotSignedIn();
        await drafts.Delete(c.Caller.Tenant, c.Caller.UserId, c.Draft, ct);
        return new Nothing();
    }

    /// <summary>Why the caller may not begin a case so; null when they may.</summary>
    internal static Problem? UnlessMayStart(Caller caller, ProgramPackage package, StartSpec start) =>
        !CaseDesk.HoldsAny(caller, package, start.By) ? Problem.Forbidden(package.Text(ProductTexts.Forbidden))
        : caller.IsVisitor && !start.ByCode ? Problem.Forbidden("この手続には利用者登録が必要です。利用者IDでログインしてください。") : null;

    internal static StartSpec? FindStart(ProgramPackage package, string idOrForm) =>
        package.Starts.Find(idOrForm) is { Kind: StartKind.Form } start ? start
        : package.Starts.FirstOrDefault(s => s.Kind == StartKind.Form && s.Form is { } f && (f == idOrForm || package.Forms.Find(idOrForm)?.Id == f));

    private static string DraftIdOf(SaveDraft c) => DerivedId.Of("draft", c.Caller.Tenant, CaseDesk.ClientOf(c.Caller), c.CommandId);
}

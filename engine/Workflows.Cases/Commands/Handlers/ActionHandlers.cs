using Mediator;
using Workflows.Cases.Documents;
using Workflows.Cases.Packages;
using Workflows.Cases.Queries.Handlers;
using Workflows.Engine.Data;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Commands.Handlers;

/// <summary>Case actions. Rights and checks run once more in the step itself; here they give early and plain answers.</summary>
public sealed class ActionHandlers(CaseDesk desk, RevealHandler reveals, FormIntake intake, Uploads uploads) : ICommandHandler<TakeAction, Result<Receipt>>
{
    public async ValueTask<Result<Receipt>> Handle(TakeAction c, CancellationToken ct)
    {
        var open = await desk.Open(c.Caller, c.Case, ct);
        if (!open.Ok) return open.Problem!;
        var (row, package, _) = open.Value!;
        if (package?.Actions.Find(c.Action) is not { } action) return Problem.NotFound("この操作はありません。", "There is no such action.");
        // Showing a masked field is logged, shown or refused; the value itself comes by RevealField.
        if (action.Effect == "reveal")
        {
            var fields = string.Join(",", RevealHandler.Fields(package, action.Id));
            if (await reveals.Refusal(c.Caller, package, row, action, fields, c.Values["reason"].AsText(), ct) is { } refused) return refused;
        }
        else if (!MayTake(c.Caller, row.Applicant, package, action)) return Problem.Forbidden(package.Text(ProductTexts.Forbidden));
        var values = c.Values;
        if (action.Form is { } formId && package.Forms.Find(formId) is { } form)
        {
            var state = await desk.Reader.ReadState(c.Caller.Tenant, row.Id, ct) ?? CaseState.Empty;
            (values, var errors) = await intake.Take(new(new(c.Caller, package, form, values, null) { Case = (row, state), Prefill = true }, c.CommandId, state.Fields), ct);
            if (errors.Count > 0) return Problem.Invalid(errors);
        }
        var stimulus = desk.SayAs(c.Caller, package, c.CommandId, StimulusKinds.Action, action.Id, Datum.Object(("values", values)));
        var receipt = await desk.Tell(c.Caller, CaseDesk.To(c.Caller, row.Id, stimulus), package, ct);
        if (receipt.Ok) await uploads.Use(c.Caller.Tenant, values, ct);
        return receipt;
    }

    internal static bool MayTake(Caller caller, string? applicant, ProgramPackage package, ActionSpec action) =>
        caller.IsCitizen
            ? applicant == caller.UserId && action.By.Any(r => package.Roles.Find(r)?.Kind == RoleSpec.Citizen)
            : action.By.Any(r => caller.Has(package.Id, r));
}

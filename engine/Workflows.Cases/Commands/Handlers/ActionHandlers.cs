using Mediator;
using Workflows.Cases.Packages;
using Workflows.Cases.Queries.Handlers;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Commands.Handlers;

/// <summary>Case actions. Rights and checks run once more in the step itself; here they give early and plain answers.</summary>
public sealed class ActionHandlers(CaseDesk desk, RevealHandler reveals) : ICommandHandler<TakeAction, Result<Receipt>>
{
    public async ValueTask<Result<Receipt>> Handle(TakeAction c, CancellationToken ct)
    {
        var open = await desk.Open(c.Caller, c.Case, ct);
        if (!open.Ok) return open.Problem!;
        var (row, package) = open.Value!;
        if (package?.Actions.Find(c.Action) is not { } action) return Problem.NotFound("この操作はありません。", "There is no such action.");
        // Showing a masked field changes nothing: it is logged, and the value itself comes by RevealField.
        if (action.Effect == "reveal")
        {
            var fields = string.Join(",", RevealHandler.Fields(package, action.Id));
            return await reveals.Refusal(c.Caller, package, row, action, fields, c.Values["reason"].AsText(), ct) is { } refused
                ? refused : new Receipt(row.Id, row.Number, row.Status, row.Version, false);
        }
        if (!MayTake(c.Caller, row.Applicant, package, action)) return Problem.Forbidden(package.Text(ProductTexts.Forbidden));
        if (action.States.Count > 0 && !action.States.Contains(row.Status, StringComparer.Ordinal)) return Problem.Conflict(package.Text(ProductTexts.StateConflict));
        var stimulus = desk.Say(c.Caller, c.CommandId, StimulusKinds.Action, action.Id, Datum.Object(("values", c.Values)));
        return await desk.Tell(c.Caller, CaseDesk.To(c.Caller, row.Id, stimulus), package, ct);
    }

    internal static bool MayTake(Caller caller, string? applicant, ProgramPackage package, ActionSpec action) =>
        caller.IsCitizen
            ? applicant == caller.UserId && action.By.Any(r => package.Roles.Find(r)?.Kind == RoleSpec.Citizen)
            : action.By.Any(r => caller.Has(package.Id, r));
}

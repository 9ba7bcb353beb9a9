using Mediator;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Cases.Queries;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Commands.Handlers;

/// <summary>Operations by hand: incidents, cancelling, altering. Only <see cref="Caller.OperatorRole"/>.</summary>
public sealed class OperatorHandlers(CaseDesk desk) :
    ICommandHandler<RetryIncident, Result<Receipt>>, ICommandHandler<SkipIncident, Result<Receipt>>, ICommandHandler<CancelCase, Result<Receipt>>, ICommandHandler<AlterCase, Result<Receipt>>
{
    public ValueTask<Result<Receipt>> Handle(RetryIncident c, CancellationToken ct) => AtIncident(c, c.Case, c.Incident, StimulusKinds.Retry, Datum.EmptyObject, ct);

    public ValueTask<Result<Receipt>> Handle(SkipIncident c, CancellationToken ct) =>
        AtIncident(c, c.Case, c.Incident, StimulusKinds.Skip, Datum.Object(("outcome", c.Outcome)), ct);

    public async ValueTask<Result<Receipt>> Handle(CancelCase c, CancellationToken ct)
    {
        if (c.Reason.Trim().Length == 0) return Problem.Invalid([new FieldError("reason", "理由を入力してください。")]);
        return await Do(c, c.Case, open => desk.Say(c.Caller, c.CommandId, StimulusKinds.Cancel, payload: Datum.Object(("reason", c.Reason))), ct);
    }

    public ValueTask<Result<Receipt>> Handle(AlterCase c, CancellationToken ct) =>
        Do(c, c.Case, open => desk.Say(c.Caller, c.CommandId, StimulusKinds.Alter, payload: c.Change), ct);

    private async ValueTask<Result<Receipt>> AtIncident(IChange c, string idOrNumber, string incidentId, string kind, Datum payload, CancellationToken ct)
    {
        if (Problem.UnlessOperator(c.Caller) is { } refused) return refused;
        var open = await desk.Open(c.Caller, idOrNumber, ct);
        if (!open.Ok) return open.Problem!;
        var state = await desk.Reader.ReadState(c.Caller.Tenant, open.Value!.Row.Id, ct);
        if (state?.Incidents.FirstOrDefault(i => i.Id == incidentId) is not { } incident)
            return Problem.NotFound("この障害は見つかりません。解消済みの可能性があります。", "There is no such incident; it may have been resolved.");
        return await Do(c, idOrNumber, _ => desk.Say(c.Caller, c.CommandId, kind, payload: payload) with { ActivityId = incident.ActivityId, ScopePath = incident.ScopePath, Key = incident.Id }, ct);
    }

    private async ValueTask<Result<Receipt>> Do(IChange c, string idOrNumber, Func<OpenCase, Stimulus> say, CancellationToken ct)
    {
        if (Problem.UnlessOperator(c.Caller) is { } refused) return refused;
        var open = await desk.Open(c.Caller, idOrNumber, ct);
        if (!open.Ok) return open.Problem!;
        return await desk.Tell(c.Caller, CaseDesk.To(c.Caller, open.Value!.Row.Id, say(open.Value)), open.Value.Package, ct);
    }
}

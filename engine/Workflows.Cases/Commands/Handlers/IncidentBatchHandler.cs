using Mediator;
using Workflows.Cases.Ports;
using Workflows.Cases.Queries;
using Workflows.Cases.Queries.Handlers;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Commands.Handlers;

/// <summary>Many incidents at once: each through the command that serves one.</summary>
public sealed class IncidentBatchHandler(CaseDesk desk, IMediator mediator) : ICommandHandler<ChangeIncidents, Result<IncidentBatchReport>>
{
    private const int PageSize = 100;

    public async ValueTask<Result<IncidentBatchReport>> Handle(ChangeIncidents c, CancellationToken ct)
    {
        if (Problem.UnlessOperator(c.Caller) is { } refused) return refused;
        if (Wrong(c) is { } wrong) return Problem.Invalid([wrong]);

        var (found, left) = await Find(c, ct);
        var lines = new List<IncidentBatchLine>();
        var ended = new HashSet<string>(StringComparer.Ordinal);
        foreach (var incident in found)
        {
            // A cancelled case has no further incident.
            if (c.Do == IncidentBatches.Cancel && !ended.Add(incident.CaseId)) continue;
            var problem = c.DryRun ? null : await Do(c, incident, ct);
            lines.Add(new IncidentBatchLine(incident.CaseId, incident.Number, incident.Id, incident.ActivityId, incident.Code, c.DryRun ? "would" : problem is null ? "done" : "refused", problem?.Ja));
        }
        var turnedDown = lines.Count(l => l.Result == "refused");
        return new IncidentBatchReport(c.DryRun, lines.Count, c.DryRun ? 0 : lines.Count - turnedDown, turnedDown, left, lines);
    }

    private static FieldError? Wrong(ChangeIncidents c) => c.Do switch
    {
        _ when !IncidentBatches.All.Contains(c.Do) => new FieldError("do", $"do は {string.Join("、", IncidentBatches.All)} のどれかです。 (do is one of {string.Join(", ", IncidentBatches.All)}.)"),
        IncidentBatches.Cancel when string.IsNullOrWhiteSpace(c.Reason) => new FieldError("reason", "打切りの理由を入力してください。 (Give a reason.)"),
        IncidentBatches.Correct when c.Change is not { } change || change.Members.Count == 0 => new FieldError("change", "直す内容（change）を入力してください。 (Give the change.)"),
        _ => null,
    };

    private async ValueTask<(List<IncidentView> Found, bool Left)> Find(ChangeIncidents c, CancellationToken ct)
    {
        var found = new List<IncidentView>();
        string? cursor = null;
        do
        {
            var page = await IncidentQueries.Read(desk, c.Caller.Tenant, c.Filter, new PageRequest(PageSize, cursor), ct);
            foreach (var incident in page.Items)
            {
                if (c.Cases is { } only && !only.Contains(incident.CaseId) && (incident.Number is null || !only.Contains(incident.Number))) continue;
                if (found.Count == IncidentBatches.Most) return (found, true);
                found.Add(incident);
            }
            cursor = page.Next;
        } while (cursor is not null);
        return (found, false);
    }

    private async ValueTask<Problem?> Do(ChangeIncidents c, IncidentView incident, CancellationToken ct)
    {
        var id = $"{c.CommandId}:{incident.CaseId}:{incident.Id}";
        switch (c.Do)
        {
            case IncidentBatches.Skip: return (await mediator.Send(new SkipIncident(c.Caller, id, incident.CaseId, incident.Id, c.Outcome), ct)).Problem;
            case IncidentBatches.Cancel: return (await mediator.Send(new CancelCase(c.Caller, id, incident.CaseId, c.Reason!), ct)).Problem;
            case IncidentBatches.Correct:
                var changed = await mediator.Send(new AlterCase(c.Caller, id + ":change", incident.CaseId, c.Change!), ct);
                if (!changed.Ok) return changed.Problem;
                break;
        }
        return (await mediator.Send(new RetryIncident(c.Caller, id, incident.CaseId, incident.Id), ct)).Problem;
    }
}

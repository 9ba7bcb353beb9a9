using Mediator;
using Workflows.Cases.Commands;
using Workflows.Cases.Commands.Handlers;
using Workflows.Cases.Ports;

namespace Workflows.Cases.Queries.Handlers;

/// <summary>What went wrong and waits for an operator.</summary>
public sealed class IncidentQueries(CaseDesk desk) : IQueryHandler<ListIncidents, Result<Page<IncidentView>>>
{
    public async ValueTask<Result<Page<IncidentView>>> Handle(ListIncidents q, CancellationToken ct)
    {
        if (q.Caller.IsNobody) return Problem.NotSignedIn();
        if (!q.Caller.IsOperator) return Problem.Forbidden();
        var page = await desk.Reader.ListFaulted(q.Caller.Tenant, q.Program, q.Page, ct);
        var incidents = new List<IncidentView>();
        foreach (var row in page.Items)
            if (await desk.Reader.ReadState(q.Caller.Tenant, row.Id, ct) is { } state) incidents.AddRange(CaseQueries.Incidents(row, state));
        return new Page<IncidentView>(incidents, page.Next, page.Count);
    }
}

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
        if (Problem.UnlessOperator(q.Caller) is { } refused) return refused;
        var incidents = new List<IncidentView>();
        var request = q.Page;
        // A page of cases may hold none that the filter keeps; then the next is read, so that a page is empty only at the end.
        while (true)
        {
            var page = await Read(desk, q.Caller.Tenant, q.Filter, request, ct);
            incidents.AddRange(page.Items);
            if (incidents.Count > 0 || page.Next is null) return page with { Items = incidents };
            request = request with { Cursor = page.Next };
        }
    }

    /// <summary>The incidents of one page of faulted cases.</summary>
    internal static async ValueTask<Page<IncidentView>> Read(CaseDesk desk, string tenant, IncidentFilter filter, PageRequest request, CancellationToken ct)
    {
        var page = await desk.Reader.ListFaulted(tenant, filter.Program, request, ct);
        var incidents = new List<IncidentView>();
        foreach (var row in page.Items)
        {
            if (filter.Workflow is { } workflow && row.Workflow != workflow) continue;
            incidents.AddRange((await Of(desk, tenant, row, ct)).Where(i => Keeps(filter, i)));
        }
        return page.With<IncidentView>(incidents);
    }

    /// <summary>A case that cannot be read is an incident by itself, and no obstacle to the others.</summary>
    private static async ValueTask<IReadOnlyList<IncidentView>> Of(CaseDesk desk, string tenant, CaseRow row, CancellationToken ct)
    {
        try { return await desk.Reader.ReadState(tenant, row.Id, ct) is { } state ? CaseQueries.Incidents(row, state) : []; }
        catch (CaseUnreadableException unreadable)
        {
            return [new IncidentView("unreadable", row.Id, row.Number, row.Program, row.Workflow, "", "", "error", CaseUnreadableException.Code, $"{unreadable.Ja} ({unreadable.En})", row.UpdatedAt)];
        }
    }

    private static bool Keeps(IncidentFilter filter, IncidentView incident) =>
        (filter.Activity is null || filter.Activity == incident.ActivityId || filter.Activity == incident.ActivityType)
        && (filter.Code is null || filter.Code == incident.Code)
        && (filter.Severity is null || filter.Severity == incident.Severity)
        && (filter.Since is not { } since || incident.At >= since)
        && (filter.Until is not { } until || incident.At < until)
        && (filter.Text is not { Length: > 0 } text || incident.Message.Contains(text, StringComparison.OrdinalIgnoreCase)
            || incident.CaseId == text || (incident.Number?.Contains(text, StringComparison.OrdinalIgnoreCase) ?? false));
}

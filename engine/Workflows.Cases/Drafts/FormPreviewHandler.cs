using Mediator;
using Workflows.Cases.Commands;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Cases.Queries;
using Workflows.Cases.Queries.Handlers;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Drafts;

/// <summary>A draft's form judged by the same rules as the portal's. Its look-ups are answered by <see cref="SampleRecords"/>.</summary>
public sealed class FormPreviewHandler(DraftReader reader, FieldSight sight, TimeProvider clock) : IQueryHandler<PreviewForm, Result<FormSheet>>
{
    public async ValueTask<Result<FormSheet>> Handle(PreviewForm q, CancellationToken ct)
    {
        var (package, problem) = await reader.Package(q.Caller, q.Draft, null, null, ct);
        if (problem is not null) return problem;
        if (package!.Forms.Find(q.Form) is not { } form) return Problem.NotFound("この様式は見つかりません。", "There is no such form.");
        var sheets = new FormSheets(new SampleRecords(package, id => reader.RecordsOf(q.Caller.Tenant, package, id)), new DraftRefs(Settings.Merge(package, reader.SettingsOf(q.Caller.Tenant, package))), sight, clock);
        return await sheets.Judge(new SheetRequest(q.Caller, package, form, q.Values, package.Starts.FirstOrDefault(s => s.Form == form.Id)) { Live = q.Live }, ct);
    }

    /// <summary>The draft's settings with the municipality's own over them.</summary>
    private sealed class DraftRefs(Datum settings) : IRefsSource
    {
        public ValueTask<Datum> Refs(string tenant, string program, CancellationToken ct) => new(Datum.Object(("settings", settings)));
    }
}

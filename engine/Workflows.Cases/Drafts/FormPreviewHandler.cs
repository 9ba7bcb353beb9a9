using Mediator;
using Workflows.Cases.Commands;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Cases.Queries;
using Workflows.Cases.Queries.Handlers;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Drafts;

/// <summary>A draft's form judged by the same rules as the portal's. Registers are empty to it: a form under design must not become a way to look into them.</summary>
public sealed class FormPreviewHandler(DraftReader reader, FieldSight sight, TimeProvider clock) : IQueryHandler<PreviewForm, Result<FormSheet>>
{
    public async ValueTask<Result<FormSheet>> Handle(PreviewForm q, CancellationToken ct)
    {
        var (package, problem) = await reader.Package(q.Caller, q.Draft, null, null, ct);
        if (problem is not null) return problem;
        if (package!.Forms.Find(q.Form) is not { } form) return Problem.NotFound("この様式は見つかりません。", "There is no such form.");
        var sheets = new FormSheets(NoRecords.Instance, new DraftRefs(Settings.Merge(package, reader.SettingsOf(q.Caller.Tenant, package))), sight, clock);
        return await sheets.Judge(new SheetRequest(q.Caller, package, form, q.Values, package.Starts.FirstOrDefault(s => s.Form == form.Id)) { Live = q.Live }, ct);
    }

    /// <summary>The draft's settings with the municipality's own over them.</summary>
    private sealed class DraftRefs(Datum settings) : IRefsSource
    {
        public ValueTask<Datum> Refs(string tenant, string program, CancellationToken ct) => new(Datum.Object(("settings", settings)));
    }

    private sealed class NoRecords : IRegisterStore
    {
        public static readonly NoRecords Instance = new();

        public ValueTask<IReadOnlyList<Datum>> Find(string tenant, string program, string register, Datum where, int take, CancellationToken ct) => new([]);
        public ValueTask<Datum?> Get(string tenant, string program, string register, string recordId, CancellationToken ct) => new((Datum?)null);
        public ValueTask<IReadOnlySet<int>> Known(string tenant, string program, string register, IReadOnlyList<Datum> keys, CancellationToken ct) => new(new HashSet<int>());
        public ValueTask<IReadOnlyList<(long No, string Record)>> Due(string tenant, string program, string register, DateOnly until, long after, int take, CancellationToken ct) => new([]);
        public ValueTask Reindex(string tenant, string program, string register, CancellationToken ct) => throw Never();
        public ValueTask<IReadOnlyList<Datum>> History(string tenant, string program, string register, string recordId, CancellationToken ct) => new([]);
        public ValueTask<Reply> Change(string tenant, string program, ChangeRecord change, string actor, DateTimeOffset at, CancellationToken ct, string? reason = null) => throw Never();
        public ValueTask<IReadOnlyList<Reply>> ChangeAll(string tenant, string program, string register, string operation, IReadOnlyList<Datum> rows, bool keep, string actor, DateTimeOffset at, string? reason, CancellationToken ct) => throw Never();
        public ValueTask<bool> Erase(string tenant, string program, string register, string recordId, IReadOnlyList<string> fields, string reason, DateTimeOffset at, CancellationToken ct) => throw Never();

        private static NotSupportedException Never() => new("A preview changes no record.");
    }
}

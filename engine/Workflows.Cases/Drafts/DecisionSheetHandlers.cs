using System.Text;
using Mediator;
using Workflows.Cases.Commands;
using Workflows.Cases.Drafts.Documents;
using Workflows.Decisions.Dmn;
using Workflows.Decisions.Excel;
using Workflows.Decisions.Functions;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Drafts;

/// <summary>A draft's decision tables as Excel workbooks and back. What comes back is given to the window as a document: it is saved as that window's own operations, so it can be undone and never overwrites anybody.</summary>
public sealed class DecisionSheetHandlers(DraftDesk desk) : IQueryHandler<ExportDecision, Result<ExportedFile>>, IQueryHandler<ReadDecisionSheet, Result<Datum>>
{
    private const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public async ValueTask<Result<ExportedFile>> Handle(ExportDecision q, CancellationToken ct)
    {
        var (xml, problem) = await Find(q.Caller, q.Draft, q.Decision, ct);
        if (problem is not null) return problem;
        using var bytes = new MemoryStream();
        try { DecisionTableExcel.Write(bytes, DmnTables.Of(DmnModel.Read(xml!))); }
        catch (FunctionException e) { return Unfit(e); }
        return new ExportedFile($"{q.Decision}.xlsx", Xlsx, bytes.ToArray());
    }

    public async ValueTask<Result<Datum>> Handle(ReadDecisionSheet q, CancellationToken ct)
    {
        var (xml, problem) = await Find(q.Caller, q.Draft, q.Decision, ct);
        if (problem is not null) return problem;
        try
        {
            using var bytes = new MemoryStream(q.Content, writable: false);
            var sheets = DecisionTableExcel.Read(bytes);
            if (sheets.GroupBy(s => s.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
                return Unfit($"決定「{twice.Key}」のシートが{twice.Count()}枚あります。取り込む1枚だけを残してください。", "There is more than one sheet of a decision.");
            foreach (var sheet in sheets) xml = DmnTables.Replace(xml!, sheet.Name, sheet.Table);
            return DecisionDocument.Read(xml!);
        }
        catch (FunctionException e) { return Unfit(e); }
    }

    private async ValueTask<(string? Xml, Problem? Problem)> Find(Caller caller, string draft, string decision, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(caller) is { } refused) return (null, refused);
        if (await desk.Open(caller.Tenant, draft, ct) is not { } live) return (null, DraftDesk.NoDraft());
        if (live.Content[$"decisions/{decision}.dmn"] is not { Kind: DatumKind.Object } document) return (null, Problem.NotFound("この決定表は見つかりません。", "There is no such decision."));
        try { return (DecisionDocument.Write(document), null); }
        catch (FormatException e) { return (null, Unfit(e.Message, e.Message)); }
    }

    private static Problem Unfit(FunctionException e) => Unfit(e.Japanese, e.English);
    private static Problem Unfit(string ja, string en) => new(422, "XLSX", ja, en, [new FieldError("xlsx", ja)]);
}

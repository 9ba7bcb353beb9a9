using System.Text;
using Workflows.Cases.Activities.Batch;
using Workflows.Cases.Packages;
using Workflows.Cases.Queries;
using Workflows.Engine.Data;

namespace Workflows.Cases.Kpis;

/// <summary>A KPI as CSV (UTF-8 with byte order mark, for spreadsheets): the figure, month by month, by each dimension.</summary>
public static class KpiCsv
{
    public static byte[] Write(KpiDetail kpi)
    {
        var text = new StringBuilder();
        void Line(params Datum[] cells) => text.Append(CsvWriter.Line(cells.Select(CsvWriter.Cell))).Append("\r\n");
        Line("指標", "名前", "区分", "値の区分", "値", "単位");
        Line(kpi.Figure.Id, kpi.Figure.Label, kpi.Figure.Period is null ? "全期間" : "期間", kpi.Figure.Period ?? "", kpi.Figure.Value, kpi.Figure.Unit);
        foreach (var point in kpi.Months) Line(kpi.Figure.Id, kpi.Figure.Label, "月", point.Key, point.Value, kpi.Figure.Unit);
        foreach (var point in kpi.Split) Line(kpi.Figure.Id, kpi.Figure.Label, point.Label, point.Key, point.Value, kpi.Figure.Unit);
        return TextEncodings.WithMark(text.ToString());
    }
}

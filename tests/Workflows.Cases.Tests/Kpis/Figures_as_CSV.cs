using System.Text;
using Workflows.Cases.Documents;
using Workflows.Cases.Kpis;
using Workflows.Cases.Notices;
using Workflows.Cases.Packages;
using Workflows.Cases.Queries;
using Workflows.Engine.Data;

namespace Workflows.Cases.Tests.Kpis;

public sealed class Figures_as_CSV
{
    [Fact]
    public void A_text_a_spreadsheet_would_compute_is_guarded_and_a_negative_figure_stays_a_number()
    {
        var figure = new KpiView("K-1", "=HYPERLINK(\"http://evil\")", "件", Datum.Of(-5), "-5件", "2026-06");
        var file = Encoding.UTF8.GetString(KpiCsv.Write(new(figure, [new("month", "月", "2026-04", Datum.Of(-1.5m))], [new("by", "窓口", "@SUM(A1)", Datum.Of("+1"))], [])));
        Assert.Equal(
        [
            "\uFEFF指標,名前,区分,値の区分,値,単位",
            "K-1,\"'=HYPERLINK(\"\"http://evil\"\")\",期間,2026-06,-5,件",
            "K-1,\"'=HYPERLINK(\"\"http://evil\"\")\",月,2026-04,-1.5,件",
            "K-1,\"'=HYPERLINK(\"\"http://evil\"\")\",窓口,'@SUM(A1),'+1,件",
        ], file.Split("\r\n", StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void A_document_written_as_CSV_quotes_and_guards_by_the_same_rule()
    {
        var notice = new NoticeSpec("D-9", "一覧", [], "document", [], "{{ csv fields.name }},{{ csv fields.note }},{{ csv fields.amount }}", 1, "d") { Document = new("csv", null, "A4", null, null, "utf-8") };
        var model = new NoticeModel(Datum.Object(("name", "=1+1"), ("note", "a,\"b\""), ("amount", -5)), Datum.EmptyObject, Datum.EmptyObject, Datum.EmptyObject, Datum.EmptyObject);
        Assert.Equal("'=1+1,\"a,\"\"b\"\"\",-5", DocumentRenderer.Write(notice, model, Datum.EmptyObject, new ProgramPackage { Id = "p", Version = 1, Title = "p" }).Body);
    }
}

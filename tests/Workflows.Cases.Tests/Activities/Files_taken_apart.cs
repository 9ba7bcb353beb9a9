using System.Text;
using Workflows.Cases.Activities.Batch;
using Workflows.Cases.Packages;
using Workflows.Engine.Data;

namespace Workflows.Cases.Tests.Activities;

public sealed class Files_taken_apart
{
    private const string Good = "番号,金額,日付\r\nS-1,100,2026-06-10\r\nX-9,200,\r\n,300,\r\nT,3\r\n";

    private static CaseBench Bench(string text) => new CaseBench("""
        { "id": "flow", "type": "Elsa.Flowchart", "activities": [
            { "id": "batch", "type": "Case.Batch", "layout": "results", "source": "text", "signal": "row", "to": "row.number", "key": "row.amount", "result": "batch" },
            { "id": "held", "type": "Elsa.WriteLine", "text": {"typeName": "String", "expression": {"type": "Literal", "value": "held"}} } ],
          "connections": [ {"source": {"activity": "batch", "port": "Rejected"}, "target": {"activity": "held"}} ] }
        """, Lenient()).Start(Datum.Object(("text", text))).NoIncident();

    // The number may be missing, so that a row without a receiver can be shown.
    private static ProgramPackage Lenient() => SamplePackage.Make() with
    {
        FileLayouts = new([SamplePackage.Make().FileLayouts[0] with { Columns = [new("番号", "number", "text", false), new("金額", "amount", "number", true), new("日付", "date", "date", false)] }]),
    };

    [Fact]
    public void Each_row_goes_once_to_the_case_it_names()
    {
        var bench = Bench(Good);
        Assert.Equal(["S-1", "X-9"], bench.Outbox.Select(o => o.Target));
        var body = bench.Outbox[0].Body;
        Assert.Equal("""{"row":{"number":"S-1","amount":100,"date":"2026-06-10"},"rowNo":1,"key":100}""", body["payload"].ToJson());
        Assert.EndsWith(":1", body["id"].AsText(), StringComparison.Ordinal);
        Assert.Equal(64 + 2, body["id"].AsText()!.Length);
        Assert.Equal(body["id"].AsText(), Bench(Good).Outbox[0].Body["id"].AsText());
    }

    [Fact]
    public void When_all_are_answered_it_counts_them_and_names_the_rows_nobody_had()
    {
        var bench = Bench(Good);
        bench.Answer("NotFound", message: bench.Outbox[1]).NoIncident();
        Assert.False(bench.IsOver);
        bench.Answer("Applied", message: bench.Outbox[0]).NoIncident();
        Assert.True(bench.IsOver);
        var result = bench.Fields["batch"];
        Assert.Equal((3L, 1L), (result["rows"].AsLong(), result["applied"].AsLong()));
        Assert.Equal([(2L, 200L), (3L, 300L)], result["orphans"].Items.Select(o => (o["rowNo"].AsLong()!.Value, o["amount"].AsLong()!.Value)));
        Assert.Equal(["100", "200", "300"], result["items"].Items.Select(i => i["key"].AsText()!));
    }

    [Fact]
    public void An_empty_file_with_its_count_is_done_at_once()
    {
        var bench = Bench("番号,金額,日付\nT,0\n");
        Assert.True(bench.IsOver);
        Assert.Equal(0, bench.Fields["batch"]["rows"].AsLong());
        Assert.Empty(bench.Lines);
    }

    [Theory]
    [InlineData("番号,日付,金額\nT,0\n", 1, "金額")]
    [InlineData("番号,金額\nT,0\n", 1, "日付")]
    [InlineData("番号,金額,日付\nS-1,1,\n", 2, null)]
    [InlineData("番号,金額,日付\nS-1,1,\nT,2\n", 3, null)]
    [InlineData("番号,金額,日付\nS-1,1\nT,1\n", 2, null)]
    [InlineData("番号,金額,日付\nS-1,百,\nT,1\n", 2, "金額")]
    [InlineData("番号,金額,日付\nS-1,,\nT,1\n", 2, "金額")]
    [InlineData("番号,金額,日付\nS-1,1,2026-02-30\nT,1\n", 2, "日付")]
    [InlineData("番号,金額,日付\nS-1,\"1,\nT,1\n", 0, null)]
    [InlineData("", 0, null)]
    public void A_file_with_one_fault_is_rejected_whole(string text, int row, string? column)
    {
        var bench = Bench(text);
        Assert.Equal(["held"], bench.Lines);
        Assert.Empty(bench.Outbox);
        var error = bench.Fields["batch"]["errors"][0];
        Assert.Equal((row, column), ((int)error["row"].AsLong()!, error["column"].AsText()));
        Assert.NotEmpty(error["message"].AsText()!);
    }

    [Fact]
    public void Quoted_fields_may_hold_commas_quotes_and_line_ends()
    {
        var records = CsvReader.Read("\uFEFFa,\"b,\"\"c\"\"\r\nd\",\"\"\r\n\r\ne,f,g");
        Assert.Equal([["a", "b,\"c\"\r\nd", ""], ["e", "f", "g"]], records);
    }

    [Fact]
    public void Bytes_are_read_in_the_layouts_encoding()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var layout = SamplePackage.Make().FileLayouts[0] with { Encoding = "shift_jis" };
        var bytes = Encoding.GetEncoding(932).GetBytes(Good);
        Assert.Equal(Good, LayoutParser.Decode(bytes, layout));
        Assert.Null(LayoutParser.Decode(bytes, layout with { Encoding = "utf-8" }));
    }

    [Fact]
    public void Any_rows_survive_being_written_and_read()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        const string Letters = "aあ\",\r\n ｱ0";
        for (var round = 0; round < 300; round++)
        {
            var rows = Enumerable.Range(0, random.Next(1, 5)).Select(_ => Enumerable.Range(0, random.Next(1, 5)).Select(_ => new string(Enumerable.Range(0, random.Next(0, 6)).Select(_ => Letters[random.Next(Letters.Length)]).ToArray())).ToArray()).ToArray();
            var text = string.Join("\r\n", rows.Select(r => string.Join(",", r.Select(f => $"\"{f.Replace("\"", "\"\"", StringComparison.Ordinal)}\""))));
            Assert.True(rows.SelectMany(r => r).SequenceEqual(CsvReader.Read(text).SelectMany(r => r)), $"seed {seed}, round {round}");
        }
    }
}

using System.Text;
using Workflows.Cases.Documents;
using Workflows.Cases.Notices;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Tests.Activities;

public sealed class Documents
{
    private static NoticeSpec Paper(string body, string format = "pdf", string? series = "D", string? watermark = null, string? closing = null, string encoding = "utf-8") =>
        new("D-1", "決定通知書", [], "document", [], body, 1, "d1.scriban") { Document = new(format, series, "A4", watermark, closing, encoding) };

    private static ProgramPackage Package(NoticeSpec paper, string numbers = "D-{year}-{seq:4}") =>
        CaseBench.Sample() with { Notices = new([.. CaseBench.Sample().Notices, paper]), Numbers = new([.. CaseBench.Sample().Numbers, new NumberSeriesSpec("D", numbers, "fiscal")]) };

    private static CaseBench Bench(NoticeSpec paper, string more = "", string numbers = "D-{year}-{seq:4}", string fields = """{"name": "𠮷田 <花子>"}""") =>
        new CaseBench($$$"""{ "id": "issue", "type": "Case.Document", "document": "D-1", "result": "paper" {{{more}}} }""", Package(paper, numbers)).Start(fields);

    private static readonly string File = """{"file": "F-1", "name": "a.pdf", "sha256": "ab", "length": 3}""";

    [Fact]
    public void Its_text_and_number_are_fixed_in_the_step_and_its_bytes_are_made_afterwards()
    {
        var bench = Bench(Paper("<h1>決定</h1><p>{{ fields.name }} 様</p>"), """, "data": {"sum": "100"}, "verify": true""").NoIncident();
        var message = Assert.Single(bench.Outbox);
        Assert.Equal(("document", "pdf", "D-2026-0001", "D-2026-0001_決定通知書"), (message.Kind, message.Body["format"].AsText(), message.Body["number"].AsText(), message.Body["name"].AsText()));
        var html = message.Body["content"].AsText()!;
        // Values are escaped; a kanji beyond the basic plane is marked for the font that has it.
        Assert.Contains("<p><span class=\"rare\">𠮷</span>田 &lt;花子&gt; 様</p>", html, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", html, StringComparison.Ordinal);
        Assert.Equal("printing", Assert.Single(bench.Rows(Projections.Documents))["state"].AsText());
        Assert.False(bench.IsOver);

        bench.Answer(value: File).NoIncident();
        var row = Assert.Single(bench.Rows(Projections.Documents));
        Assert.Equal(("issued", "hanako", "決定\n𠮷田 <花子> 様"), (row["state"].AsText(), row["to"][0].AsText(), row["body"].AsText()!.Split("\n確認番号")[0].TrimEnd()));
        Assert.Equal(("D-2026-0001", "ab", row["verification"].AsText()), (bench.Fields["paper"]["number"].AsText(), bench.Fields["paper"]["sha256"].AsText(), bench.Fields["paper"]["verification"].AsText()));
        Assert.Matches("^[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}$", row["verification"].AsText());
        Assert.Contains("「決定通知書」（D-2026-0001）を発行しました。", bench.Timeline);
        Assert.True(bench.IsOver);
    }

    [Fact]
    public void A_file_that_cannot_be_made_is_an_incident_and_its_retry_prints_the_same_paper()
    {
        var bench = Bench(Paper("<p>a</p>")).Answer("Failed", text: "Chromium がありません");
        var incident = Assert.Single(bench.State.Incidents);
        Assert.Contains("Chromium", incident.Message, StringComparison.Ordinal);
        bench.Send(StimulusKinds.Retry, null, Datum.Null, incident.Id, "operator", incident.ActivityId, incident.ScopePath).NoIncident();
        Assert.Equal(bench.Outbox[0].Key, bench.Outbox[1].Key);
        Assert.Equal(bench.Outbox[0].Body, bench.Outbox[1].Body);
        bench.Answer(value: File).NoIncident();
        Assert.True(bench.IsOver);
    }

    [Fact]
    public void It_is_issued_again_under_its_number_replaced_by_a_new_one_and_made_void()
    {
        var flow = string.Join(", ", new[] { (Id: "a", Operation: "issue"), (Id: "b", Operation: "reissue"), (Id: "c", Operation: "replace"), (Id: "d", Operation: "void") }
            .Select(a => $$$"""{ "id": "{{{a.Id}}}", "type": "Case.Document", "document": "D-1", "operation": "{{{a.Operation}}}", "reason": "誤記 {name}" }"""));
        var bench = new CaseBench($$$"""{ "id": "all", "type": "Elsa.Sequence", "activities": [ {{{flow}}} ] }""", Package(Paper("<p>{{ data.document.number }}</p>"))).Start("""{"name": "花子"}""").NoIncident();
        for (var i = 0; i < 3; i++) bench.Answer(value: File).NoIncident();
        Assert.True(bench.IsOver);
        var rows = bench.Rows(Projections.Documents);
        Assert.Equal(["D-2026-0001", "D-2026-0001", "D-2026-0002"], rows.Select(r => r["number"].AsText()));
        Assert.Equal([0L, 1L, 0L], rows.Select(r => r["reissue"].AsLong()!.Value));
        Assert.Contains("（再発行 1）", bench.Outbox[1].Body["content"].AsText(), StringComparison.Ordinal);
        Assert.Equal(["replaced", "void"], bench.Rows(Projections.DocumentMarks).Select(m => m["state"].AsText()));
        Assert.Equal("誤記 花子", bench.Rows(Projections.DocumentMarks)[1]["reason"].AsText());
    }

    [Fact]
    public void A_number_is_given_back_when_the_step_does_not_commit_and_each_office_counts_by_itself()
    {
        var bench = Bench(Paper("<p>{{ fields.nobody.nothing | math.ceil }}</p>{{ nosuch }}"));
        Assert.Equal("DOCUMENT", Assert.Single(bench.State.Incidents).Code);
        Assert.Empty(bench.Outbox);
        Assert.Equal("税第R8-0001号", Bench(Paper("<p>a</p>"), """, "office": "\"税\"" """, "{office}第{wareki}-{seq:4}号").NoIncident().Outbox[0].Body["number"].AsText());
    }

    [Theory]
    [InlineData("{seq:11}{check:gs1}", 49123456789L, "491234567894")]
    [InlineData("{seq:10}{check:luhn}", 7992739871L, "79927398713")]
    [InlineData("{seq:8}{check:mod11}", 12345678L, "123456785")]
    [InlineData("{seq:6}{check:mod97}", 123456L, "12345676")]
    public void Check_digits_stand_behind_the_number(string format, long number, string expected) =>
        Assert.Equal(expected, new NumberSeriesSpec("N", format, "none").Write(new DateOnly(2026, 6, 10), number));

    [Theory]
    [InlineData("fiscal", "N-{year}-{seq:4}", "2027-03-31", "2026", "N-2026-0007")]
    [InlineData("fiscal", "N-{year}-{seq:4}", "2027-04-01", "2027", "N-2027-0007")]
    [InlineData("fiscal", "{wareki}第{seq}号", "2027-03-31", "2026", "R8第7号")]
    [InlineData("fiscal", "{wareki}第{seq}号", "2027-04-01", "2027", "R9第7号")]
    [InlineData("calendar", "N-{year}-{seq:4}", "2026-12-31", "2026", "N-2026-0007")]
    [InlineData("calendar", "N-{year}-{seq:4}", "2027-01-01", "2027", "N-2027-0007")]
    [InlineData("month", "{year}{month}-{seq:3}", "2027-01-31", "202701", "202701-007")]
    [InlineData("day", "{date}-{seq:3}{check:luhn}", "2027-02-28", "20270228", "20270228-0076")]
    [InlineData("none", "{seq:2}", "2027-02-28", "", "07")]
    public void A_series_begins_again_with_its_period_and_writes_it(string year, string format, string on, string period, string number)
    {
        var series = new NumberSeriesSpec("N", format, year);
        var day = DateOnly.Parse(on, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal((period, number, true, null), (series.PeriodOf(day), series.Write(day, 7), series.SaysItsPeriod, series.Problem));
        // A number with more digits than the width is written whole.
        Assert.Contains("12345", series.Write(day, 12345), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fiscal", "{seq:4}", false)]
    [InlineData("month", "{year}-{seq}", false)]
    [InlineData("day", "{year}{month}-{seq}", false)]
    [InlineData("day", "{year}{month}{day}-{seq}", true)]
    [InlineData("none", "{seq}", true)]
    public void Numbers_of_two_periods_are_told_apart_or_the_package_is_warned(string year, string format, bool apart) => Assert.Equal(apart, new NumberSeriesSpec("N", format, year).SaysItsPeriod);

    [Fact]
    public void The_count_goes_on_with_the_day_of_the_step_in_japan_over_the_turn_of_the_fiscal_year()
    {
        var flow = string.Join(", ", Enumerable.Range(0, 4).Select(i => $$$"""{ "id": "d{{{i}}}", "type": "Case.Document", "document": "D-1" }, { "id": "w{{{i}}}", "type": "Elsa.Delay", "timeSpan": { "typeName": "TimeSpan", "expression": { "type": "Literal", "value": "{{{(i == 1 ? "00:01:00" : "00:00:01")}}}" } } }"""));
        var bench = new CaseBench($$$"""{ "id": "all", "type": "Elsa.Sequence", "activities": [ {{{flow}}} ] }""", Package(Paper("<p>a</p>")));
        bench.Now = new DateTimeOffset(2027, 3, 31, 23, 59, 0, TimeSpan.FromHours(9));
        bench.Start("{}");
        for (var i = 0; i < 4; i++) bench.Answer(value: File).NoIncident().Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(["D-2026-0001", "D-2026-0002", "D-2027-0001", "D-2027-0002"], bench.Outbox.Select(o => o.Body["number"].AsText()));
    }

    [Fact]
    public void A_paper_that_cannot_be_written_takes_no_number_and_the_next_has_it()
    {
        var bench = new CaseBench("""{ "id": "all", "type": "Elsa.Sequence", "activities": [ { "id": "a", "type": "Case.Document", "document": "D-1" }, { "id": "b", "type": "Case.Document", "document": "D-1" } ] }""", Package(Paper("<p>{{ if fields.bad }}{{ nosuch }}{{ end }}</p>"))).Start("""{"bad": true}""");
        var incident = Assert.Single(bench.State.Incidents);
        Assert.Empty(bench.Outbox);
        bench.Alter("""{"fields": {"bad": false}}""");
        bench.Send(StimulusKinds.Retry, null, Datum.Null, incident.Id, "operator", incident.ActivityId, incident.ScopePath).NoIncident().Answer(value: File).NoIncident();
        Assert.Equal(["D-2026-0001", "D-2026-0002"], bench.Outbox.Select(o => o.Body["number"].AsText()));
    }

    [Fact]
    public void A_paper_without_a_number_says_too_that_it_was_issued_again_and_what_was_issued_first_stays_as_it_was()
    {
        const string flow = """{ "id": "all", "type": "Elsa.Sequence", "activities": [ { "id": "a", "type": "Case.Document", "document": "D-1" }, { "id": "b", "type": "Case.Document", "document": "D-1", "operation": "reissue", "reason": "紛失" } ] }""";
        var bench = new CaseBench(flow, Package(Paper("<p>{{ fields.name }}</p>", series: null))).Start("""{"name": "花子"}""").Answer(value: File).NoIncident();
        var first = bench.Rows(Projections.Documents)[0];
        bench.Answer(value: """{"file": "F-2", "name": "b.pdf", "sha256": "cd", "length": 4}""").NoIncident();
        Assert.Contains("<p class=\"no\">（再発行 1）</p>", bench.Outbox[1].Body["content"].AsText(), StringComparison.Ordinal);
        Assert.DoesNotContain("再発行", bench.Outbox[0].Body["content"].AsText(), StringComparison.Ordinal);
        Assert.Equal(first, bench.Rows(Projections.Documents)[0]);
        var again = bench.Rows(Projections.Documents)[1];
        Assert.Equal(("ab", "cd", first["id"].AsText(), "紛失"), (first["file"]["sha256"].AsText(), again["file"]["sha256"].AsText(), again["replaces"].AsText(), again["reason"].AsText()));
        Assert.Empty(bench.Rows(Projections.DocumentMarks));
    }

    [Fact]
    public void A_masked_variant_a_watermark_a_closing_text_and_a_QR_code()
    {
        var html = Bench(Paper("<p>{{ fields.name }}</p>{{ qr fields.name }}", watermark: "写し", closing: "disposition"), """, "mask": {"name": "initial"}, "batch": "{today}" """, fields: """{"name": "山田 花子"}""").NoIncident().Outbox[0].Body["content"].AsText()!;
        Assert.Contains("<p>山****</p>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("花子", html, StringComparison.Ordinal);
        Assert.Contains("<div class=\"watermark\" aria-hidden=\"true\">写し</div>", html, StringComparison.Ordinal);
        Assert.Contains("鎌倉市長に対して審査請求をすることができます", html, StringComparison.Ordinal);
        Assert.Contains("<svg", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("csv", "utf-8-bom", "氏名,額\n{{ csv fields.name }},1\n", "氏名,額\r\n\"a,\"\"b\",1\r\n", new byte[] { 0xEF, 0xBB, 0xBF })]
    [InlineData("csv", "shift_jis", "氏\n", "氏\r\n", new byte[] { 0x8E, 0x81 })]
    [InlineData("ics", "utf-8", "SUMMARY:{{ ics fields.name }}\n", "SUMMARY:a\\,\"b\r\n", new byte[] { (byte)'S' })]
    [InlineData("xml", "utf-8", "<n>{{ xml fields.name }}</n>\n", "<n>a,&quot;b</n>\n", new byte[] { (byte)'<' })]
    public async Task Files_are_written_in_their_own_form_and_encoding(string format, string encoding, string body, string expected, byte[] begins)
    {
        var message = Bench(Paper(body, format, null, encoding: encoding), fields: """{"name": "a,\"b"}""").NoIncident().Outbox[0];
        var files = new KeptFiles();
        var writer = new DocumentWriter(files, new KeptNothing());
        var outcome = await writer.Handle(new("14204", "sample", "case-1", message.Kind, message.Target, message.Body, message.Key, 1, DateTimeOffset.UnixEpoch), default);
        Assert.Equal($"決定通知書.{format}", outcome.Value["name"].AsText());
        Assert.Equal(begins, files.Last![..begins.Length]);
        if (encoding != "shift_jis") Assert.Equal(expected, Encoding.UTF8.GetString(files.Last).TrimStart('\uFEFF'));
    }

    [Theory]
    [InlineData("\"operation\": \"burn\"", "issue.operation", "burn")]
    [InlineData("\"mask\": {\"name\": \"half\"}", "issue.mask.name", "half")]
    public void What_is_written_wrongly_is_told_with_its_place(string property, string place, string says) =>
        Assert.Contains(new CaseBench($$$"""{ "id": "issue", "type": "Case.Document", "document": "D-1", {{{property}}} }""").Problems, p => p.Place.EndsWith(place, StringComparison.Ordinal) && p.MessageJa.Contains(says, StringComparison.Ordinal));

    private sealed class KeptFiles : IFileStore
    {
        public byte[]? Last { get; private set; }
        public ValueTask<StoredFile> Put(string tenant, string name, string contentType, ReadOnlyMemory<byte> content, string actor, DateTimeOffset at, CancellationToken ct)
        {
            Last = content.ToArray();
            return ValueTask.FromResult(new StoredFile("F-1", tenant, name, contentType, "ab", content.Length, actor, at));
        }
        public ValueTask<StoredFile?> Find(string tenant, string id, CancellationToken ct) => ValueTask.FromResult<StoredFile?>(null);
        public ValueTask Delete(string tenant, string id, CancellationToken ct) => ValueTask.CompletedTask;
        public ValueTask<byte[]?> Read(string tenant, string id, CancellationToken ct) => ValueTask.FromResult(Last);
    }

    private sealed class KeptNothing : IKeptStore
    {
        public ValueTask<(Kept Row, bool Added)> Add(string tenant, string space, string key, Datum value, DateTimeOffset at, DateTimeOffset? until, CancellationToken ct) => throw new NotSupportedException();
        public ValueTask Set(string tenant, string space, string key, Datum value, DateTimeOffset at, DateTimeOffset? until, CancellationToken ct) => default;
        public ValueTask<Kept?> Find(string tenant, string space, string key, CancellationToken ct) => ValueTask.FromResult<Kept?>(null);
        public ValueTask<Page<Kept>> List(string tenant, string space, string? keyPrefix, PageRequest page, CancellationToken ct) => throw new NotSupportedException();
        public ValueTask Remove(string tenant, string space, string key, CancellationToken ct) => default;
    }
}

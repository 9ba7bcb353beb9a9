using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Configuration;
using Workflows.Cases.Ports;
using Workflows.Connectors.Catalogue;
using Workflows.Connectors.Simulation;
using Workflows.Connectors.Wire;
using Workflows.Engine.Data;

namespace Workflows.Connectors.Tests;

/// <summary>Both sides of each wire against the same recorded bytes: what the connector sends and understands, what the simulator understands and answers.</summary>
public sealed class RecordedWireTests
{
    private const string Started = """{"applicationId":"KF-2026-000001","companyCode":"920001","subjects":[{"lineNo":1,"subjectCode":"11","fiscalYear":8,"noticeNo":"1234567890","paymentPlan":"期別"}],"payerKana":"ヤマダ ハナコ","payerBirth":"1980-04-01","payerPostal":"2480000","holderKana":"ﾔﾏﾀﾞ ﾊﾅｺ","bankCode":"0001","branchCode":"123","accountType":"1","accountNo":"7654321","returnUrl":"https://city.example.jp/return","state":"1781055000000000.abc"}""";

    public static TheoryData<string, string, string, string, string, CallOutcomeKind, string?> Exchanges => new()
    {
        { "debit-enrolment/start", "C-SVC", "start", Started, "KF-2026-000001:start:1", CallOutcomeKind.Done, null },
        { "debit-enrolment/start-again", "C-SVC", "start", Started, "KF-2026-000001:start:1", CallOutcomeKind.Done, null },
        { "debit-enrolment/results-not-ready", "C-SVC", "getResults", """{"date":"2026-06-11"}""", "k", CallOutcomeKind.Retry, "RETRY" },
        { "debit-enrolment/results", "C-SVC", "getResults", """{"date":"2026-06-11"}""", "k", CallOutcomeKind.Done, null },
        { "debit-enrolment/withdraw", "C-SVC", "withdraw", """{"applicationId":"KF-2026-000001","reason":"取下げ"}""", "k", CallOutcomeKind.Done, null },
        { "debit-enrolment/withdraw-unknown", "C-SVC", "withdraw", """{"applicationId":"KF-9"}""", "k", CallOutcomeKind.BusinessFault, "unknownApplication" },
        { "revenue/find", "C-TAX", "findLiability", """{"subject":"31","FY":8,"noticeNo":"2000000017"}""", "k", CallOutcomeKind.Done, null },
        { "revenue/due", "C-TAX", "listDue", """{"subject":"11","term":"R8-2"}""", "k", CallOutcomeKind.Done, null },
        { "revenue/mandate", "C-TAX", "upsertMandate", """{"mandateId":"M-000001","payerKey":"P-1001","subject":"11","bankCode":"0001","branchCode":"123","accountType":"1","accountNo":"7654321","holderKana":"ﾔﾏﾀﾞ ﾊﾅｺ","plan":"期別","startTerm":"R8-1"}""", "KF-2026-000001:1:mandate", CallOutcomeKind.Done, null },
        { "revenue/close-unknown", "C-TAX", "closeMandate", """{"mandateId":"M-9","status":"廃止"}""", "close-9", CallOutcomeKind.BusinessFault, "unknownMandate" },
        { "revenue/payment", "C-TAX", "applyPayment", """{"customerNo":"11081234567890020000","amount":15200,"date":"2026-08-31","key":"2026-08-31:11081234567890020000"}""", "call-7", CallOutcomeKind.Done, null },
        { "message/send", "C-MAIL", "send", """{"to":"hanako@example.jp","channel":"mail","subject":"受付のお知らせ","body":"お申込みを受け付けました。","notice":"N-01"}""", "N-01:KF-2026-000001", CallOutcomeKind.Done, null },
        { "line/push", "C-LINE", "push", """{"to":"U4af4980629","text":"お申込みを受け付けました。"}""", "N-01:KF-2026-000001", CallOutcomeKind.Done, null },
    };

    [Theory]
    [MemberData(nameof(Exchanges))]
    public async Task The_connector_sends_the_recorded_request_and_understands_the_recorded_answer(
        string name, string connector, string operation, string request, string key, CallOutcomeKind kind, string? code)
    {
        var recorded = WireFixture.Read(name + ".request");
        var tape = new Tape(WireFixture.Read(name + ".response"));
        using var port = new ConnectorPort(ConnectorCatalogue.Connectors, new ConnectorDirectory(() => World.Packages, new ConfigurationBuilder().Build()), tape, tape);
        var outcome = await port.Call(new(World.Tenant, World.Program, connector, operation, Datum.Parse(request), key, 1, World.At("2026-06-10 10:00")), CancellationToken.None);

        Assert.Equal((kind, code), (outcome.Kind, outcome.Code));
        Assert.Equal((recorded.Method, recorded.Url.PathAndQuery), (tape.Method, tape.Url!.PathAndQuery));
        foreach (var (header, value) in recorded.Headers) Assert.Equal(value, tape.Headers[header]);
        if (recorded.Body.Length > 0) recorded.AssertBody(tape.Body);
        else Assert.Empty(tape.Body);
    }

    [Theory]
    [InlineData("debit-enrolment/start", "2026-06-10 10:00")]
    [InlineData("debit-enrolment/start-again", "2026-06-10 10:00")]
    [InlineData("debit-enrolment/results-not-ready", "2026-06-11 06:59")]
    [InlineData("debit-enrolment/results", "2026-06-11 08:00")]
    [InlineData("debit-enrolment/withdraw", "2026-06-10 10:10")]
    [InlineData("debit-enrolment/withdraw-unknown", "2026-06-10 10:10")]
    [InlineData("revenue/find", "2026-06-10 10:00")]
    [InlineData("revenue/due", "2026-06-10 10:00")]
    [InlineData("revenue/mandate", "2026-06-10 10:00")]
    [InlineData("revenue/close-unknown", "2026-06-10 10:00")]
    [InlineData("revenue/payment", "2026-08-31 17:00")]
    [InlineData("message/send", "2026-06-10 10:00")]
    [InlineData("line/push", "2026-06-10 10:00")]
    public async Task The_simulator_understands_the_recorded_request_and_gives_the_recorded_answer(string name, string at)
    {
        var world = new World();
        var hub = (SimulatorHub)world.Simulators;
        foreach (var before in Before(name)) Assert.InRange((await hub.Serve(WireFixture.Read(before + ".request").ToRequest(), CancellationToken.None)).Status, 200, 299);
        if (name == "debit-enrolment/results")
        {
            world.SetTime("2026-06-10 10:05");
            await world.Simulators.Act(World.Tenant, "C-SVC", "finish", Datum.Object(("applicationId", "KF-2026-000001"), ("returns", false)));
        }
        world.SetTime(at);

        var answer = await hub.Serve(WireFixture.Read(name + ".request").ToRequest(), CancellationToken.None);
        var recorded = WireFixture.Read(name + ".response");
        Assert.Equal((recorded.Status, recorded.Headers["Content-Type"]), (answer.Status, answer.ContentType));
        recorded.AssertBody(answer.Body);
    }

    [Fact]
    public async Task The_tax_system_pushes_the_recorded_event_and_the_front_gives_the_recorded_answer()
    {
        var recorded = WireFixture.Read("revenue/deceased.request");
        var world = new World();
        var tape = new Tape(WireFixture.Read("revenue/deceased.response"));
        using var hub = new SimulatorHub(ConnectorCatalogue.Simulators, new ConnectorDirectory(() => World.Packages, new ConfigurationBuilder().Build()), world.Clock, null, () => tape);
        await hub.Act(World.Tenant, "C-TAX", "deceased", Datum.Object(("payerKey", "P-1001"), ("date", "2026-06-09")));
        Assert.Equal((recorded.Method, recorded.Url.PathAndQuery), (tape.Method, tape.Url!.PathAndQuery));
        foreach (var (header, value) in recorded.Headers) Assert.Equal(value, tape.Headers[header]);
        Assert.Equal(recorded.Body, tape.Body);

        var kept = new Workflows.Connectors.Inbound.MemoryKept();
        var front = new Workflows.Connectors.Inbound.InboundFront(
            new ConnectorDirectory(() => World.Packages, new ConfigurationBuilder().Build()), ConnectorCatalogue.Connectors, world.Inbound, () => kept, world.Clock, Microsoft.Extensions.Logging.Abstractions.NullLogger<Workflows.Connectors.Inbound.InboundFront>.Instance);
        var answer = await front.Serve(recorded.ToRequest(), CancellationToken.None);
        WireFixture.Read("revenue/deceased.response").AssertBody(answer.Body);
        Assert.Equal(("deceased", "P-1001"), (world.Inbound.Events.Single().Event, world.Inbound.Events.Single().Key));
    }

    private static IEnumerable<string> Before(string name) => name switch
    {
        "debit-enrolment/start-again" or "debit-enrolment/results" or "debit-enrolment/withdraw" => ["debit-enrolment/start"],
        "revenue/payment" => ["revenue/mandate"],
        _ => [],
    };

    /// <summary>Keeps the request and plays the recorded answer.</summary>
    private sealed class Tape(WireFixture answer) : HttpMessageHandler
    {
        public string? Method { get; private set; }
        public Uri? Url { get; private set; }
        public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);
        public byte[] Body { get; private set; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            (Method, Url) = (request.Method.Method, request.RequestUri);
            foreach (var (name, values) in request.Headers.Concat(request.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>())) Headers[name] = string.Join(",", values);
            if (request.Content is not null) Body = await request.Content.ReadAsByteArrayAsync(cancellationToken);
            var response = new HttpResponseMessage((HttpStatusCode)answer.Status) { Content = new ByteArrayContent(answer.Body) };
            response.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(answer.Headers["Content-Type"]);
            return response;
        }
    }
}

using System.Net;
using System.Text;
using Microsoft.Extensions.Configuration;
using Workflows.Cases.Ports;
using Workflows.Connectors.Catalogue;
using Workflows.Connectors.Declared;
using Workflows.Connectors.Tests.Compliance;
using Workflows.Engine.Data;

namespace Workflows.Connectors.Tests.Declared;

public sealed class DeclaredComplianceTests : ConnectorCompliance
{
    protected override string Kind => "http-system";
    protected override IConnector Connector => new DeclaredConnector(CoreSystem.Declaration);
}

public sealed class DeclaredConnectorTests
{
    private readonly World _world = new();

    /// <summary>What leaves, as bytes a far side would see; and what it says back.</summary>
    private static async Task<(CallOutcome Outcome, string Sent)> Wire(string operation, string request, int status, string type, string answer)
    {
        var sent = "";
        var settings = new ConfigurationBuilder().AddInMemoryCollection(
        [
            KeyValuePair.Create("Workflows:Connectors:Municipalities:14204:C-CORE:BaseUrl", (string?)"https://core.example.jp/api"), KeyValuePair.Create("Workflows:Connectors:Municipalities:14204:AllowedHosts:0", (string?)"core.example.jp"),
            KeyValuePair.Create("Workflows:Connectors:Municipalities:14204:C-CORE:Secret", (string?)"core"), KeyValuePair.Create("Workflows:Secrets:core", (string?)"s3cret"),
        ]).Build();
        using var port = new ConnectorPort(ConnectorCatalogue.Connectors, new ConnectorDirectory(() => World.Packages, settings), new Far(async r =>
        {
            sent = $"{r.Method} {r.RequestUri!.PathAndQuery}\n" + string.Join("\n", r.Headers.Where(h => h.Key.StartsWith("X-", StringComparison.Ordinal)).Select(h => $"{h.Key}: {h.Value.Single()}")) + "\n" + (r.Content is null ? "" : await r.Content.ReadAsStringAsync());
            return new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(answer, Encoding.UTF8, type) };
        }), null);
        return (await port.Call(new(World.Tenant, World.Program, "C-CORE", operation, Datum.Parse(request), "案件:1", 1, DateTimeOffset.UnixEpoch), default), sent);
    }

    [Fact]
    public async Task Requests_leave_as_the_declaration_says()
    {
        var (found, asked) = await Wire("find", """{"personNo":"a/b 1","asOf":"2026-06-01"}""", 200, "application/json", """{"person":{"familyName":"山田","givenName":"太郎","age":17}}""");
        Assert.Equal("GET /api/persons/a%2Fb%201?at=2026-06-01\nX-Api-Key: s3cret\n", asked);
        Assert.Equal("""{"name":"山田 太郎","adult":false}""", found.Value.ToJson());
        var (_, form) = await Wire("change", """{"personNo":"1","kind":"転居 届"}""", 201, "application/json", """{"receipt":"R"}""");
        Assert.Equal("POST /api/changes\nX-Api-Key: s3cret\nX-Request-ID: %E6%A1%88%E4%BB%B6%3A1\npersonNo=1&kind=%E8%BB%A2%E5%B1%85%20%E5%B1%8A", form);
        var (paid, xml) = await Wire("pay", """{"no":"P&1","amount":1550}""", 200, "application/xml", "<Result xmlns=\"urn:x\"><Status>OK</Status></Result>");
        Assert.EndsWith("""<Payment id="P&amp;1"><Amount>1550</Amount></Payment>""", xml, StringComparison.Ordinal);
        Assert.Equal("OK", paid.Value["status"].AsText());
    }

    [Theory]
    [InlineData(404, "{}", CallOutcomeKind.BusinessFault, "notFound")]
    [InlineData(200, """{"state":"locked"}""", CallOutcomeKind.Retry, "RETRY")]
    [InlineData(503, "{}", CallOutcomeKind.Retry, "RETRY")]
    [InlineData(401, "{}", CallOutcomeKind.Fatal, "UNAUTHORIZED")]
    [InlineData(200, "<html>", CallOutcomeKind.Retry, "RETRY")]
    public async Task Faults_are_declared_by_status_or_by_body_and_the_rest_means_what_it_always_means(int status, string body, CallOutcomeKind kind, string code)
    {
        var (outcome, _) = await Wire("find", """{"personNo":"1"}""", status, "application/json", body);
        Assert.Equal((kind, code), (outcome.Kind, outcome.Code));
    }

    [Fact]
    public async Task An_entity_in_an_answer_reaches_nothing()
    {
        var (outcome, _) = await Wire("pay", """{"no":"1","amount":1}""", 200, "application/xml", "<!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><Result><Status>&x;</Status></Result>");
        Assert.NotEqual(CallOutcomeKind.Done, outcome.Kind);
    }

    [Fact]
    public async Task Only_declared_fields_leave()
    {
        var (outcome, sent) = await Wire("change", """{"personNo":"1","kind":"a","myNumber":"123456789018"}""", 201, "application/json", "{}");
        Assert.Equal(("UNDECLARED_FIELD", ""), (outcome.Code, sent));
        Assert.Contains("myNumber", outcome.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("123456789018", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_simulator_answers_by_condition_and_pushes_declared_events()
    {
        Assert.Equal("notFound", (await _world.Call("C-CORE", "find", Datum.Object(("personNo", "404")))).Code);
        Assert.Equal(CallOutcomeKind.Retry, (await _world.Call("C-CORE", "find", Datum.Object(("personNo", "locked")))).Kind);
        await _world.Simulators.Act(World.Tenant, "C-CORE", "died", Datum.Parse("""{"person":{"no":"00012345"}}"""));
        Assert.Equal(("died", "00012345"), (_world.Inbound.Events.Single().Event, _world.Inbound.Events.Single().Key));
    }

    [Theory]
    [InlineData("\"method\": \"GET\"", "\"method\": \"FETCH\"", "$.operations[0].method", "FETCH")]
    [InlineData("\"name\": \"X-Api-Key\"", "\"secret\": \"s\"", "$.auth", "秘密を定義に")]
    [InlineData("body.person.age >= 18", "body.person.age >=", "$.operations[0].answer.adult", "式を読めません")]
    [InlineData("\"status\": 200, \"body\": { \"person\"", "\"body\": { \"person\"", "$.operations[0].example", "模擬装置")]
    public void What_is_written_wrongly_is_told_with_its_place(string old, string wrong, string place, string says)
    {
        var problems = CoreSystem.Load(CoreSystem.Source.Replace(old, wrong, StringComparison.Ordinal)).Problems;
        Assert.Contains(problems, p => p.Place.StartsWith(place, StringComparison.Ordinal) && (p.MessageJa + p.FixJa).Contains(says, StringComparison.Ordinal));
    }

    private sealed class Far(Func<HttpRequestMessage, Task<HttpResponseMessage>> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => answer(request);
    }
}

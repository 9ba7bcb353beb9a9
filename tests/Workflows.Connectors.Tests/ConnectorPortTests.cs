using System.Net;
using Microsoft.Extensions.Configuration;
using Workflows.Cases.Ports;
using Workflows.Connectors.Catalogue;
using Workflows.Engine.Data;

namespace Workflows.Connectors.Tests;

public sealed class ConnectorPortTests
{
    private readonly List<HttpRequestMessage> _sent = [];
    private Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> _network = (_, _) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.Created) { Content = new StringContent("""{"messageId":"m"}""") });

    private Task<CallOutcome> Call(string connector, params (string Key, string Value)[] configuration)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection(configuration.Select(c => KeyValuePair.Create(c.Key, (string?)c.Value))).Build();
        var port = new ConnectorPort(ConnectorCatalogue.Connectors, new ConnectorDirectory(() => World.Packages, settings), new Handler(this), null);
        return port.Call(new(World.Tenant, World.Program, connector, "send", Datum.Object(("to", "a@example.jp"), ("body", "本文")), "k", 1, DateTimeOffset.UnixEpoch), CancellationToken.None).AsTask();
    }

    private static readonly (string, string) Secret = ("Workflows:Secrets:14204/mail", "s3cret");
    private static readonly (string, string) Host = ("Workflows:Connectors:Municipalities:14204:AllowedHosts:0", "mail.example.jp");

    [Fact]
    public async Task It_sends_to_the_configured_host_with_secret_and_key()
    {
        var outcome = await Call("C-REAL", Secret, Host);
        Assert.Equal(CallOutcomeKind.Done, outcome.Kind);
        var request = Assert.Single(_sent);
        Assert.Equal("https://mail.example.jp/api/messages", request.RequestUri!.AbsoluteUri);
        Assert.Equal("Bearer s3cret", request.Headers.Authorization!.ToString());
        Assert.Equal("k", request.Headers.GetValues("Idempotency-Key").Single());
    }

    [Fact]
    public async Task A_host_allowed_for_another_municipality_only_is_never_connected_to()
    {
        Assert.Equal("HOST_NOT_ALLOWED", (await Call("C-REAL", Secret)).Code);
        Assert.Equal("HOST_NOT_ALLOWED", (await Call("C-REAL", Secret, ("Workflows:Connectors:Municipalities:14208:AllowedHosts:0", "mail.example.jp"))).Code);
        Assert.Equal("HOST_NOT_ALLOWED", (await Call("C-REAL", Secret, Host, ("Workflows:Connectors:Municipalities:14204:C-REAL:BaseUrl", "https://evil.example.jp/mail.example.jp"))).Code);
        Assert.Empty(_sent);
    }

    [Theory]
    [InlineData("C-REAL", "NO_SECRET")]
    [InlineData("C-NONE", "NOT_CONFIGURED")]
    [InlineData("C-ODD", "UNKNOWN_KIND")]
    [InlineData("C-XXX", "UNKNOWN_CONNECTOR")]
    [InlineData("C-MAIL", "NO_SIMULATOR")]
    public async Task What_is_not_configured_is_fatal_and_told(string connector, string code)
    {
        var outcome = await Call(connector, Host);
        Assert.Equal((CallOutcomeKind.Fatal, code), (outcome.Kind, outcome.Code));
        Assert.DoesNotContain("s3cret", outcome.Message, StringComparison.Ordinal);
        Assert.Empty(_sent);
    }

    [Theory]
    [InlineData(500, "", CallOutcomeKind.Retry, "RETRY")]
    [InlineData(503, "", CallOutcomeKind.Retry, "RETRY")]
    [InlineData(429, "", CallOutcomeKind.Retry, "RETRY")]
    [InlineData(408, "", CallOutcomeKind.Retry, "RETRY")]
    [InlineData(401, "", CallOutcomeKind.Fatal, "UNAUTHORIZED")]
    [InlineData(403, "", CallOutcomeKind.Fatal, "UNAUTHORIZED")]
    [InlineData(400, """{"message":"だめ"}""", CallOutcomeKind.Fatal, "HTTP_400")]
    [InlineData(404, "not json", CallOutcomeKind.Fatal, "HTTP_404")]
    [InlineData(302, "", CallOutcomeKind.Fatal, "HTTP_302")]
    [InlineData(422, """{"code":"quota"}""", CallOutcomeKind.BusinessFault, "quota")]
    [InlineData(422, "{}", CallOutcomeKind.Fatal, "HTTP_422")]
    [InlineData(409, """{"code":"DUPLICATE","key":"k","answer":{"messageId":"first"}}""", CallOutcomeKind.Done, null)]
    [InlineData(409, """{"code":"DUPLICATE","key":"other","answer":{"messageId":"first"}}""", CallOutcomeKind.BusinessFault, "DUPLICATE")]
    [InlineData(200, "<html>", CallOutcomeKind.Retry, "RETRY")]
    [InlineData(200, "{}", CallOutcomeKind.Fatal, "BAD_ANSWER")]
    [InlineData(200, """{"messageId":5}""", CallOutcomeKind.Fatal, "BAD_ANSWER")]
    public async Task Statuses_lead_to_outcomes(int status, string body, CallOutcomeKind kind, string? code)
    {
        _network = (_, _) => Task.FromResult(new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body) });
        var outcome = await Call("C-REAL", Secret, Host);
        Assert.Equal((kind, code), (outcome.Kind, outcome.Code));
        if (kind == CallOutcomeKind.Done) Assert.Equal("first", outcome.Value["messageId"].AsText());
    }

    [Fact]
    public async Task A_wish_to_wait_is_passed_on()
    {
        _network = (_, _) =>
        {
            var response = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
            response.Headers.RetryAfter = new(TimeSpan.FromSeconds(90));
            return Task.FromResult(response);
        };
        Assert.Equal(TimeSpan.FromSeconds(90), (await Call("C-REAL", Secret, Host)).RetryAfter);
    }

    [Fact]
    public async Task A_refused_connection_and_a_broken_one_are_retried_and_a_false_certificate_is_not()
    {
        _network = (_, _) => throw new HttpRequestException(HttpRequestError.ConnectionError, "refused");
        Assert.Equal(CallOutcomeKind.Retry, (await Call("C-REAL", Secret, Host)).Kind);
        _network = (_, _) => throw new HttpRequestException(HttpRequestError.ResponseEnded, "cut");
        Assert.Equal(CallOutcomeKind.Retry, (await Call("C-REAL", Secret, Host)).Kind);
        _network = (_, _) => throw new HttpRequestException(HttpRequestError.SecureConnectionError, "bad certificate");
        Assert.Equal((CallOutcomeKind.Fatal, "TLS"), (await Call("C-REAL", Secret, Host)) is var o ? (o.Kind, o.Code!) : default);
    }

    [Fact]
    public async Task An_attempt_ends_at_its_configured_time_out()
    {
        _network = async (_, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            throw new InvalidOperationException();
        };
        var outcome = await Call("C-REAL", Secret, Host, ("Workflows:Connectors:Municipalities:14204:C-REAL:TimeoutSeconds", "0.05"));
        Assert.Equal(CallOutcomeKind.Retry, outcome.Kind);
        Assert.Contains("0.05", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_defect_in_a_connector_is_an_outcome_and_no_exception()
    {
        _network = (_, _) => throw new InvalidOperationException("defect");
        Assert.Equal("CONNECTOR_ERROR", (await Call("C-REAL", Secret, Host)).Code);
    }

    private sealed class Handler(ConnectorPortTests test) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            test._sent.Add(request);
            return test._network(request, cancellationToken);
        }
    }
}

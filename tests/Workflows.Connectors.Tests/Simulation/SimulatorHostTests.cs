using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Workflows.Cases.Ports;
using Workflows.Connectors.Catalogue;
using Workflows.Connectors.DebitEnrolment;
using Workflows.Engine.Data;

namespace Workflows.Connectors.Tests.Simulation;

/// <summary>The simulators in a host of their own, over real sockets.</summary>
public sealed class SimulatorHostTests : IAsyncLifetime
{
    private readonly WebApplication _app = SimulatorHost.Build(["http://127.0.0.1:0"], null, World.Packages, "http://127.0.0.1:9");
    private readonly HttpClient _browser = new(new HttpClientHandler { AllowAutoRedirect = false });
    private ConnectorPort _port = null!;
    private string _url = "";

    public async ValueTask InitializeAsync()
    {
        await _app.StartAsync();
        _url = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new("Workflows:Connectors:SimulatorUrl", _url), new("Workflows:Connectors:Municipalities:14204:C-MAIL:TimeoutSeconds", "0.3")]).Build();
        _port = new(ConnectorCatalogue.Connectors, new ConnectorDirectory(() => World.Packages, settings), ConnectorHttp.Network(), null);
    }

    public async ValueTask DisposeAsync()
    {
        _port.Dispose();
        _browser.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private ValueTask<CallOutcome> Call(string connector, string operation, Datum request) =>
        _port.Call(new(World.Tenant, World.Program, connector, operation, request, "k1", 1, DateTimeOffset.UtcNow), CancellationToken.None);

    private Task<HttpResponseMessage> Desk(string connector, string path, string json) => _browser.PostAsync($"{_url}/sim/14204/{connector}/{path}", new StringContent(json));

    [Fact]
    public async Task A_citizen_goes_through_the_bank_page_with_a_browser_and_is_sent_back()
    {
        var started = await Call("C-SVC", "start", DebitEnrolmentOperations.Start.Example.Request.With("holderKana", "<b>ﾔﾏﾀﾞ</b>").With("returnUrl", "http://city.example.jp/return?x=1"));
        Assert.Equal(CallOutcomeKind.Done, started.Kind);
        var page = started.Value["redirectUrl"].AsText()!;
        Assert.StartsWith(_url + "/sim/14204/C-SVC/bank/", page, StringComparison.Ordinal);

        var html = await _browser.GetStringAsync(page);
        Assert.Contains("これは模擬装置です", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>ﾔ", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        foreach (var code in new[] { "00", "10", "11", "12", "20", "30", "90" }) Assert.Contains($"value=\"{code}\"", html, StringComparison.Ordinal);

        using var pressed = await _browser.PostAsync(page, new FormUrlEncodedContent([new("code", "11")]));
        Assert.Equal(HttpStatusCode.SeeOther, pressed.StatusCode);
        Assert.StartsWith("http://city.example.jp/return?x=1&applicationId=KF-2026-000001&code=11&state=", pressed.Headers.Location!.ToString(), StringComparison.Ordinal);

        using var byAccount = await _browser.PostAsync(page, new FormUrlEncodedContent([new("accountNo", "1234560")]));
        Assert.Contains("&code=10&", byAccount.Headers.Location!.ToString(), StringComparison.Ordinal);
        using var stays = await _browser.PostAsync(page, new FormUrlEncodedContent([new("code", "00"), new("returns", "false")]));
        Assert.Equal(HttpStatusCode.OK, stays.StatusCode);
        using var unknown = await _browser.PostAsync(page, new FormUrlEncodedContent([new("code", "77")]));
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);
    }

    [Fact]
    public async Task A_slow_answer_over_the_wire_ends_at_the_time_out_and_a_lost_one_at_once()
    {
        var message = Datum.Object(("to", "a@example.jp"), ("body", "本文"));
        using (await Desk("C-MAIL", "switches", """{"slow":5000}""")) { }
        var watch = Stopwatch.StartNew();
        Assert.Equal(CallOutcomeKind.Retry, (await Call("C-MAIL", "send", message)).Kind);
        Assert.InRange(watch.ElapsedMilliseconds, 250, 4000);
        using (await Desk("C-MAIL", "switches", """{"slow":0}""")) { }
        using (await Desk("C-MAIL", "failures", """{"operation":"send","fault":"lost","times":1}""")) { }
        Assert.Equal(CallOutcomeKind.Retry, (await Call("C-MAIL", "send", message)).Kind);
        Assert.Equal(CallOutcomeKind.Done, (await Call("C-MAIL", "send", message)).Kind);

        var effects = Datum.Parse(await _browser.GetStringAsync($"{_url}/sim/14204/C-MAIL/effects"));
        Assert.Equal((1m, 3m), (effects["effects"][0]["applied"].AsDecimal(), effects["effects"][0]["received"].AsDecimal()));
        Assert.Contains("本文", await _browser.GetStringAsync($"{_url}/sim/14204/C-MAIL/inbox"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_is_not_there_is_worth_another_try()
    {
        await _app.StopAsync();
        Assert.Equal(CallOutcomeKind.Retry, (await Call("C-TAX", "listDue", Datum.Object(("subject", "11"), ("term", 2)))).Kind);
    }

    [Fact]
    public async Task Its_clock_moves()
    {
        using var moved = await _browser.PostAsync($"{_url}/sim/clock", new StringContent("""{"offsetSeconds":86400}"""));
        var now = Datum.Parse(await moved.Content.ReadAsStringAsync())["now"].AsInstant()!.Value;
        Assert.InRange(now - DateTimeOffset.UtcNow, TimeSpan.FromHours(23.9), TimeSpan.FromHours(24.1));
    }

    [Fact]
    public async Task Its_desk_page_shows_and_changes_switches_without_script()
    {
        using var changed = await _browser.PostAsync($"{_url}/sim/14204/C-TAX/switches", new FormUrlEncodedContent([new("slow", "250")]));
        Assert.Equal((HttpStatusCode.SeeOther, "desk"), (changed.StatusCode, changed.Headers.Location!.ToString()));
        var page = await _browser.GetStringAsync($"{_url}/sim/14204/C-TAX/desk");
        Assert.Contains("これは模擬装置です", page, StringComparison.Ordinal);
        Assert.Contains("<td>250</td>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_switch_that_does_not_exist_is_told_with_those_that_do()
    {
        using var answer = await Desk("C-SVC", "switches", """{"explode":true}""");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("brokenFooter", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}

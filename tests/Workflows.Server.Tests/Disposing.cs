using Mediator;
using Microsoft.Extensions.DependencyInjection;
using Workflows.Cases.Commands;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Server.Tests;

/// <summary>A case's content goes when its time is over and not before; the certificate, the figures and the proof stay.</summary>
public sealed class Disposing(SmallCity server) : IClassFixture<SmallCity>
{
    [Fact]
    public async Task A_case_is_disposed_of_at_its_time_with_a_certificate_and_its_figure_survives()
    {
        var live = server.Live;
        var applied = await live.App.Services.GetRequiredService<IMediator>().Send(new SubmitForm(SmallCity.Staff, "c1", "many", "apply", Datum.Object(("topic", "住まい"), ("name", "山田 花子"), ("text", "雨漏り"))));
        var number = applied.Must().Number!;
        var ended = await live.Now();
        var staff = LiveServer.KeyOf("many-staff");
        async Task<string> Figure() => (await live.Api(staff, "GET", "/api/v1/kpis/many/K-ALL")).Body.GetProperty("figure").GetProperty("text").GetString()!;
        Assert.Equal("1 件", await Figure());

        await live.ClockTo(ended.AddDays(3).AddMinutes(-1));
        Assert.Contains("廃棄 0件", await Run(), StringComparison.Ordinal);
        Assert.Contains("雨漏り", (await live.Api(staff, "GET", $"/api/v1/cases/{number}")).Body.GetRawText(), StringComparison.Ordinal);

        await live.ClockTo(ended.AddDays(3).AddSeconds(1));
        Assert.Contains("廃棄 1件", await Run(), StringComparison.Ordinal);
        var (_, after, _) = await live.Api(staff, "GET", $"/api/v1/cases/{number}");
        Assert.DoesNotContain("雨漏り", after.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("disposed", after.GetProperty("case").GetProperty("lifecycle").GetString());
        var certificate = Assert.Single(after.GetProperty("disposals").EnumerateArray()).GetString()!;
        Assert.Contains(number, certificate, StringComparison.Ordinal);
        Assert.Contains("3日", certificate, StringComparison.Ordinal);
        Assert.Equal("1 件", await Figure());
        Assert.Contains("廃棄 0件", await Run(), StringComparison.Ordinal);
        Assert.Empty((await live.App.Services.GetRequiredService<IAuditTrail>().Verify(null, default)).Findings);
    }

    private async Task<string> Run() => await server.Live.App.Services.GetServices<IOperationalJob>().Single(j => j.Id == "retention").Run(default);
}

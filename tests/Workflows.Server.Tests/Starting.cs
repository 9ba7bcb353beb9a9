using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Workflows.Cases.Ports;
using Workflows.Server.Hosting;

namespace Workflows.Server.Tests;

/// <summary>What the server starts with, and with what it refuses to.</summary>
public sealed class Starting : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("workflows-starting-");

    private string Data => Path.Combine(_folder.FullName, "data");

    [Fact]
    public async Task Outside_development_it_refuses_demo_users_simulators_and_default_secrets_and_says_which()
    {
        await using var app = ServeHost.Build(["--environment=Production", $"--Workflows:DataFolder={Data}", $"--Workflows:DefinitionsFolder={LiveServer.Definitions}", "--Workflows:DemoUsers=true", "--Workflows:Simulators=true"]);
        var refusal = await Assert.ThrowsAsync<NotReadyException>(() => ServeHost.Prepare(app));
        Assert.Contains(refusal.Reasons, r => r.Contains("Workflows:DemoUsers", StringComparison.Ordinal));
        Assert.Contains(refusal.Reasons, r => r.Contains("Workflows:Simulators", StringComparison.Ordinal));
        Assert.Contains(refusal.Reasons, r => r.Contains("Workflows:VaultKey", StringComparison.Ordinal));
        Assert.Contains(refusal.Reasons, r => r.Contains("C-SVC", StringComparison.Ordinal) && r.Contains("模擬装置", StringComparison.Ordinal));
        Assert.Contains(refusal.Reasons, r => r.Contains("C-TAX", StringComparison.Ordinal) && r.Contains("秘密が既定の値", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Demo_users_left_in_the_database_are_found_outside_development()
    {
        await using (var development = ServeHost.Build(["--environment=Development", $"--Workflows:DataFolder={Data}", $"--Workflows:DefinitionsFolder={LiveServer.Definitions}"]))
            Assert.NotEmpty(await ServeHost.Prepare(development));
        await using var production = ServeHost.Build(["--environment=Production", $"--Workflows:DataFolder={Data}", $"--Workflows:DefinitionsFolder={LiveServer.Definitions}"]);
        var refusal = await Assert.ThrowsAsync<NotReadyException>(() => ServeHost.Prepare(production));
        Assert.Contains(refusal.Reasons, r => r.Contains("デモの利用者が", StringComparison.Ordinal));
        Assert.Contains(refusal.Reasons, r => r.Contains("デモのAPIの鍵", StringComparison.Ordinal));
    }

    [Fact]
    public void Outside_development_there_is_no_clock_to_move_and_no_simulator()
    {
        using var app = ServeHost.Build(["--environment=Production", $"--Workflows:DataFolder={Data}", $"--Workflows:DefinitionsFolder={LiveServer.Definitions}"]) as IDisposable;
        var patterns = ((WebApplication)app).Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Select(e => e.RoutePattern.RawText).ToList();
        Assert.DoesNotContain(patterns, p => p!.Contains("dev/clock", StringComparison.Ordinal));
        Assert.DoesNotContain(patterns, p => p!.Contains("/sim/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Properly_configured_it_starts_outside_development_over_https_cookies_and_without_demo_people()
    {
        var key = Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
        List<string> args = ["--environment=Production", "--urls=http://127.0.0.1:0", $"--Workflows:DataFolder={Data}", $"--Workflows:DefinitionsFolder={LiveServer.Definitions}", $"--Workflows:VaultKey={key}"];
        foreach (var tenant in (string[])["14204", "14208"])
            foreach (var connector in (string[])["C-SVC", "C-BANK", "C-TAX", "C-MAIL", "C-LINE"])
            {
                args.Add($"--Workflows:Connectors:Municipalities:{tenant}:{connector}:BaseUrl=https://outside.example/{connector}");
                args.Add($"--Workflows:Secrets:{tenant}/{connector}=a secret of {tenant} and {connector}");
            }
        await using var app = ServeHost.Build([.. args]);
        Assert.Empty(await ServeHost.Prepare(app));
        await app.StartAsync();
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        var url = app.Urls.First();
        Assert.Equal("Healthy", await client.GetStringAsync(url + "/healthz/ready"));
        Assert.Equal(308, (int)(await client.GetAsync(url + "/sign-in")).StatusCode);
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        var signIn = await client.GetAsync(url + "/sign-in");
        Assert.Equal(200, (int)signIn.StatusCode);
        Assert.DoesNotContain(Platform.DemoUsers.Password, await signIn.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.All(signIn.Headers.GetValues("Set-Cookie"), c => { Assert.StartsWith("__Host-", c, StringComparison.Ordinal); Assert.Contains("secure", c, StringComparison.OrdinalIgnoreCase); Assert.Contains("httponly", c, StringComparison.OrdinalIgnoreCase); });
        Assert.Equal(404, (int)(await client.GetAsync(url + "/dev/clock")).StatusCode);
        Assert.Equal(404, (int)(await client.GetAsync(url + "/sim/14204/C-SVC/")).StatusCode);
        await app.StopAsync();
    }

    [Fact]
    public async Task A_malformed_package_is_reported_with_file_place_and_reason_and_the_rest_runs()
    {
        var definitions = Copy(LiveServer.Definitions, Path.Combine(_folder.FullName, "definitions"));
        var broken = Directory.CreateDirectory(Path.Combine(definitions, "broken")).FullName;
        await File.WriteAllTextAsync(Path.Combine(broken, "program.json"), """{ "id": "broken", "version": 1, "title": "壊れた手続", "starts": [ { "id": "a", "kind": "form", "form": "NOWHERE", "workflow": "NONE", "by": ["citizen"] } ] }""");
        await File.WriteAllTextAsync(Path.Combine(definitions, "account-transfer", "broken-too.txt"), "not part of the format");
        await using var app = ServeHost.Build(["--environment=Development", "--urls=http://127.0.0.1:0", $"--Workflows:DataFolder={Data}", $"--Workflows:DefinitionsFolder={definitions}"]);
        await ServeHost.Prepare(app);
        var set = app.Services.GetRequiredService<IPackages>().Current;
        Assert.Contains(set.Packages, p => p.Id == "account-transfer");
        Assert.DoesNotContain(set.Packages, p => p.Id == "broken");
        var problem = set.Problems.First(p => p.IsError && p.File.StartsWith("broken/", StringComparison.Ordinal));
        Assert.NotEmpty(problem.Place);
        Assert.NotEmpty(problem.MessageJa);
        Assert.NotEmpty(problem.MessageEn);
    }

    [Fact]
    public async Task Starting_again_on_the_same_data_keeps_what_people_changed()
    {
        string[] args = ["--environment=Development", $"--Workflows:DataFolder={Data}", $"--Workflows:DefinitionsFolder={LiveServer.Definitions}"];
        var off = Engine.Data.Datum.Object(("webMode", "off"));
        await using (var first = ServeHost.Build(args))
        {
            await ServeHost.Prepare(first);
            var registers = first.Services.GetRequiredService<IRegisterStore>();
            var bank = (await registers.Find("14204", "account-transfer", "R-BANK", Engine.Data.Datum.Object(("bankCode", "0001")), 1, default))[0];
            await registers.Change("14204", "account-transfer", new Engine.Turns.ChangeRecord("R-BANK", "change", bank["id"].AsText(), off), "test", DateTimeOffset.UnixEpoch.AddYears(57), default);
        }
        await using var second = ServeHost.Build(args);
        await ServeHost.Prepare(second);
        var after = await second.Services.GetRequiredService<IRegisterStore>().Find("14204", "account-transfer", "R-BANK", Engine.Data.Datum.Object(("bankCode", "0001")), 10, default);
        Assert.Equal("off", Assert.Single(after)["fields"]["webMode"].AsText());
    }

    [Fact]
    public async Task The_command_line_explains_itself_and_fails_where_it_should()
    {
        Assert.Equal(2, await CommandLine.Commands.Run(["no-such-command"]));
        Assert.Equal(2, await CommandLine.Commands.Run(["validate", Path.Combine(_folder.FullName, "nowhere")]));
        Assert.Equal(0, await CommandLine.Commands.Run(["validate", LiveServer.Definitions]));
        Assert.Equal(0, await CommandLine.Commands.Run(["describe"]));
        var broken = Directory.CreateDirectory(Path.Combine(_folder.FullName, "bad", "p")).FullName;
        await File.WriteAllTextAsync(Path.Combine(broken, "program.json"), "{ not json");
        Assert.Equal(1, await CommandLine.Commands.Run(["validate", Path.Combine(_folder.FullName, "bad")]));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
        return to;
    }
}

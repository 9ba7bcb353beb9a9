using Workflows.Cases.Ports;
using Workflows.Server.Hosting;
using Workflows.Server.Platform;
using Workflows.Storage;

namespace Workflows.Server.CommandLine;

/// <summary>Runs the server until it is told to stop.</summary>
internal static class ServeCommand
{
    public static async Task<int> Run(Arguments arguments)
    {
        await using var app = ServeHost.Build(arguments.Rest);
        IReadOnlyList<DemoSignIn> demo;
        await PlatformSetup.Migrate(app.Services, default);
        var turn = await NodeStart.Enter(app.Services.GetRequiredService<StorageOptions>(), default);
        try { demo = await ServeHost.Prepare(app); }
        catch (NotReadyException e)
        {
            await Console.Error.WriteLineAsync($"この設定では起動できません（環境 {app.Environment.EnvironmentName}）。 The server does not start with this configuration.");
            foreach (var reason in e.Reasons) await Console.Error.WriteLineAsync($"- {reason}");
            return 1;
        }
        try { await app.StartAsync(); }
        catch (IOException e)
        {
            await Console.Error.WriteLineAsync($"この番地では受け付けられません。ほかのサーバーが使っていないか確かめるか、--urls で別の番地を指定してください。 {e.Message}");
            return 1;
        }
        if (turn is not null) await turn.DisposeAsync();
        Tell(app, demo);
        await app.WaitForShutdownAsync();
        return 0;
    }

    public static async Task<int> Migrate(Arguments arguments)
    {
        await using var app = ServeHost.Build(arguments.Rest);
        await PlatformSetup.Migrate(app.Services, default);
        // Storage migrates when it is opened.
        await app.Services.GetRequiredService<ICaseReader>().FindCase("00000", "-", default);
        Console.WriteLine("データベースは最新です。 (The databases are up to date.)");
        return 0;
    }

    private static void Tell(WebApplication app, IReadOnlyList<DemoSignIn> demo)
    {
        var packages = app.Services.GetRequiredService<IPackages>().Current;
        Console.WriteLine();
        foreach (var url in app.Urls)
        {
            Console.WriteLine($"窓口 {url}/");
            foreach (var municipality in packages.Municipalities) Console.WriteLine($"  {municipality.Name} {url}/{municipality.Code}/　職員 {url}/{municipality.Code}/inbox");
            Console.WriteLine($"  API {url}/openapi/v1.json　状態 {url}/healthz/ready");
        }
        Console.WriteLine($"定義 手続 {packages.Packages.Count}件、自治体 {packages.Municipalities.Count}件、問題 {packages.Problems.Count}件");
        foreach (var problem in packages.Problems) Console.WriteLine($"  {(problem.IsError ? "誤り" : "注意")} {problem}");
        if (demo.Count == 0) return;
        Console.WriteLine($"デモの利用者（開発環境だけ。パスワードはどれも {DemoUsers.Password}）");
        foreach (var line in demo) Console.WriteLine($"  {line.Municipality} {line.Name,-8} {line.SignInName,-22} {line.Roles}　APIの鍵 {line.Key}");
        Console.WriteLine();
    }
}

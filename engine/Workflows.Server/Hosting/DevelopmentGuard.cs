using Microsoft.EntityFrameworkCore;
using Workflows.Cases.Packages;
using Workflows.Connectors;
using Workflows.Server.Platform;

namespace Workflows.Server.Hosting;

/// <summary>
/// Outside Development the server does not start with anything made for demonstrations: demo users and keys, simulators, default
/// secrets. Every reason is told at once.
/// </summary>
internal static class DevelopmentGuard
{
    /// <summary>Too short to be a secret.</summary>
    private const int MinSecret = 16;

    public static async Task<IReadOnlyList<string>> Reasons(IServiceProvider services, ServerOptions options, PackageSet packages, CancellationToken ct)
    {
        var reasons = new List<string>();
        if (options.DemoUsers) reasons.Add("設定 Workflows:DemoUsers が true です。デモの利用者は開発環境だけで使えます。 (Workflows:DemoUsers is true.)");
        if (options.Simulators) reasons.Add("設定 Workflows:Simulators が true です。模擬装置は開発環境だけで使えます。 (Workflows:Simulators is true.)");
        if (options.ClockStart is not null) reasons.Add("設定 Workflows:ClockStart は開発環境だけで使えます。 (Workflows:ClockStart is set.)");
        if (options.VaultKey is null) reasons.Add("設定 Workflows:VaultKey がありません。保管庫の鍵（32バイトのBase64）を設定してください。 (Workflows:VaultKey is missing.)");

        await using (var db = await services.GetRequiredService<IDbContextFactory<PlatformDb>>().CreateDbContextAsync(ct))
        {
            var users = await db.Users.CountAsync(u => u.IsDemo, ct);
            if (users > 0) reasons.Add($"デモの利用者が{users}人登録されています。別のデータフォルダーを使ってください。 ({users} demo users exist in platform.db.)");
            var keys = await db.ApiKeys.CountAsync(k => k.IsDemo, ct);
            if (keys > 0) reasons.Add($"デモのAPIの鍵が{keys}本登録されています。 ({keys} demo API keys exist in platform.db.)");
        }

        var directory = services.GetRequiredService<IConnectorDirectory>();
        foreach (var municipality in packages.Municipalities)
        {
            foreach (var program in municipality.Programs)
            {
                foreach (var connector in packages.Packages.Find(program.Id)?.Connectors ?? Catalog<ConnectorSpec>.Empty)
                {
                    if (directory.Find(municipality.Code, program.Id, connector.Id) is not { } known) continue;
                    var place = $"{municipality.Name}のコネクタ「{connector.Id}」（{program.Id}）";
                    if (known.IsSimulated) reasons.Add($"{place}の接続先が模擬装置（sim:）です。Workflows:Connectors:Municipalities:{municipality.Code}:{connector.Id}:BaseUrl を設定してください。 ({municipality.Code} {connector.Id} is simulated.)");
                    if (known.Secret == ConnectorConfiguration.SimulatorSecret) reasons.Add($"{place}の秘密が既定の値です。Workflows:Secrets を設定してください。 ({municipality.Code} {connector.Id} has the default secret.)");
                    else if (known.Secret is { Length: > 0 and < MinSecret }) reasons.Add($"{place}の秘密が短すぎます（{MinSecret}文字以上）。 ({municipality.Code} {connector.Id}: the secret is too short.)");
                }
            }
        }
        return [.. reasons.Distinct()];
    }
}

using System.Security.Cryptography;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Cases.Scenarios;
using Workflows.Server.Hosting;

namespace Workflows.Server.Scenarios;

/// <summary>Worlds for scenarios: each on its own copy of an empty database, so that none waits for migrations.</summary>
public sealed class ScenarioWorlds(PackageSet packages) : ITrialWorldFactory
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("workflows-scenarios-");
    private readonly string _vaultKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    private readonly SemaphoreSlim _once = new(1, 1);
    private string? _template;
    private int _count;

    public PackageSet Packages => packages;

    public async ValueTask<IScenarioWorld> Open(CancellationToken cancellationToken)
    {
        var template = await Template(cancellationToken);
        var folder = _folder.CreateSubdirectory($"world-{Interlocked.Increment(ref _count)}").FullName;
        File.Copy(template, Path.Combine(folder, "workflows.db"));
        return new ScenarioWorld(packages, folder, _vaultKey);
    }

    public ValueTask DisposeAsync()
    {
        _once.Dispose();
        _folder.Delete(recursive: true);
        return default;
    }

    private async Task<string> Template(CancellationToken ct)
    {
        await _once.WaitAsync(ct);
        try
        {
            if (_template is not null) return _template;
            var path = Path.Combine(_folder.FullName, "template.db");
            var services = new ServiceCollection();
            services.AddWorkflows(packages, o => { o.Path = path; o.VaultKey = _vaultKey; o.RunNode = false; });
            services.AddSingleton<IPeople, WorldPeople>();
            await using (var provider = services.BuildServiceProvider())
                await provider.GetRequiredService<ICaseReader>().FindCase("00000", "-", ct);
            return _template = path;
        }
        finally { _once.Release(); }
    }
}

/// <summary>Worlds for trying drafts.</summary>
internal sealed class TrialWorlds : ITrialWorlds
{
    public ITrialWorldFactory For(PackageSet packages) => new ScenarioWorlds(packages);
}

using Microsoft.Extensions.Configuration;
using Workflows.Cases.Packages;
using Workflows.Engine.Data;

namespace Workflows.Connectors;

/// <summary>Which connector a municipality means by an id, and how it is reached.</summary>
public interface IConnectorDirectory
{
    /// <returns>Null when the programme does not declare the connector or the municipality does not run the programme.</returns>
    /// <param name="operation">Chooses the instance the municipality routes it to.</param>
    /// <param name="instance">Chooses the instance by name; it goes before the route.</param>
    /// <exception cref="ConnectorException">There is no such instance.</exception>
    ConnectorConfiguration? Find(string tenant, string program, string connector, string? operation = null, string? instance = null);

    /// <summary>Every programme of the municipality that uses the connector; the far side is one system for all of them.</summary>
    IReadOnlyList<ConnectorConfiguration> FindAll(string tenant, string connector);
}

/// <summary>
/// Reads kinds from the packages, addresses from the municipality's file, and secrets, hosts and overrides from the installation's configuration, section <c>Workflows</c>:
/// <c>Connectors:Municipalities:{code}:{connector}:BaseUrl|Secret|TimeoutSeconds</c>, <c>Connectors:Municipalities:{code}:AllowedHosts</c> (that municipality),
/// <c>AllowedHosts</c> (all), <c>Connectors:PublicUrl</c>, <c>Connectors:SimulatorUrl</c> (simulators in a process of their own), <c>Secrets:{code}/{name}</c>, else <c>Secrets:{name}</c>.
/// </summary>
public sealed class ConnectorDirectory(Func<PackageSet> packages, IConfiguration configuration, bool simulateAll = false, TimeProvider? clock = null) : IConnectorDirectory
{
    public ConnectorConfiguration? Find(string tenant, string program, string connector, string? operation = null, string? instance = null)
    {
        if (packages().Find(tenant, program) is not ({ } package, { } own)) return null;
        if (package.Connectors.Find(connector) is not { } declared) return null;
        var setting = own.Connectors.GetValueOrDefault(declared.Id);
        if (instance is null && operation is not null) instance = setting?.Routes.GetValueOrDefault(operation);
        return Configure(tenant, package.Id, declared, setting, instance) with { Declaration = package.Declarations.Find(declared.Id) };
    }

    public IReadOnlyList<ConnectorConfiguration> FindAll(string tenant, string connector)
    {
        var set = packages();
        if (!set.TryFindMunicipality(tenant, out var municipality)) return [];
        return [.. municipality.Programs.Select(p => Find(municipality.Code, p.Id, connector)).OfType<ConnectorConfiguration>()];
    }

    private ConnectorConfiguration Configure(string tenant, string program, ConnectorSpec declared, ConnectorSettingSpec? file, string? instance)
    {
        if (instance is not null && file?.Instances.ContainsKey(instance) != true)
            throw ConnectorException.Fatal("UNKNOWN_INSTANCE", $"自治体 {tenant} のコネクタ「{declared.Id}」に接続先「{instance}」はありません。あるのは {string.Join("、", file?.Instances.Keys ?? [])} です。 There is no such instance.");
        if (instance is not null) file = file! with { BaseUrl = file.Instances[instance].BaseUrl, Secret = file.Instances[instance].Secret ?? file.Secret };
        var ofTenant = configuration.GetSection($"Workflows:Connectors:Municipalities:{tenant}");
        var own = ofTenant.GetSection(instance is null ? declared.Id : $"{declared.Id}@{instance}");
        var baseUrl = simulateAll ? ConnectorConfiguration.SimulatorUrl : own["BaseUrl"] ?? file?.BaseUrl ?? "";
        var hosts = Hosts(configuration.GetSection("Workflows:AllowedHosts")).Concat(Hosts(ofTenant.GetSection("AllowedHosts"))).ToList();
        var simulated = baseUrl == ConnectorConfiguration.SimulatorUrl;
        if (simulated && !simulateAll && configuration["Workflows:Connectors:SimulatorUrl"] is { Length: > 0 } elsewhere)
        {
            baseUrl = $"{elsewhere.TrimEnd('/')}/sim/{tenant}/{Uri.EscapeDataString(instance is null ? declared.Id : $"{declared.Id}@{instance}")}";
            hosts.Add(new Uri(elsewhere).Authority);
        }
        var secret = SecretOf(tenant, own["Secret"] ?? file?.Secret) ?? (simulated ? ConnectorConfiguration.SimulatorSecret : null);
        var timeout = double.TryParse(own["TimeoutSeconds"], out var seconds) ? TimeSpan.FromSeconds(seconds) : ConnectorConfiguration.DefaultTimeout;
        return new(tenant, program, declared.Id, declared.Kind, baseUrl.TrimEnd('/'), secret, SecretOf(tenant, "return-state"), hosts, timeout,
            (configuration["Workflows:Connectors:PublicUrl"] ?? "").TrimEnd('/'), file?.Options ?? Datum.EmptyObject)
        {
            Instance = instance,
            Hook = Inbound.HookSettings.Read(file?.Options["hook"] ?? Datum.Null, secret, name => SecretOf(tenant, name), (clock ?? TimeProvider.System).GetUtcNow()),
        };
    }

    private string? SecretOf(string tenant, string? name) => name is null ? null : configuration[$"Workflows:Secrets:{tenant}/{name}"] ?? configuration[$"Workflows:Secrets:{name}"];

    private static IEnumerable<string> Hosts(IConfigurationSection section) => section.GetChildren().Select(c => c.Value).OfType<string>();
}

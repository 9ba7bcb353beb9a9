using Mediator;
using Workflows.Cases;
using Workflows.Cases.Activities;
using Workflows.Cases.Activities.Policy;
using Workflows.Cases.Commands;
using Workflows.Cases.Definitions;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Cases.Publishing;
using Workflows.Engine.Activities;
using Workflows.Engine.Activities.Elsa;
using Workflows.Server.Scenarios;
using Workflows.Storage;

namespace Workflows.Server.Hosting;

/// <summary>Engine, case layer and storage in a container: the same for the server, the command line and each scenario's world.</summary>
internal static class Composition
{
    /// <summary>Every activity a definition may use.</summary>
    public static ActivityCatalog Catalog { get; } = new([.. ElsaActivities.All, .. CaseActivities.All]);

    public static PlanFactory Plans { get; } = new(Catalog, package => new ProgramPolicy(package));

    /// <summary>Needs besides: <see cref="IConnectorPort"/>, <see cref="IReturnVerifier"/>, <see cref="IPeople"/>, <see cref="TimeProvider"/>.</summary>
    public static IServiceCollection AddWorkflows(this IServiceCollection services, PackageSet packages, Action<StorageOptions> storage)
    {
        services.AddWorkflowsCases(packages);
        services.AddMediator(static (MediatorOptions o) => o.ServiceLifetime = ServiceLifetime.Singleton);
        services.AddSingleton(Plans);
        services.AddSingleton<IPlanArchive, PlanArchive>();
        services.AddSingleton<PlanSource>();
        services.AddSingleton<IPlanSource, LoosePlans>();
        services.AddSingleton<IInbound, CommandInbound>();
        services.AddSingleton<ITrialWorlds, TrialWorlds>();
        services.AddWorkflowsStorage(storage);
        return services;
    }
}

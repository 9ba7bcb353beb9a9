using Microsoft.Extensions.DependencyInjection;
using Workflows.Cases.Commands.Handlers;
using Workflows.Cases.Queries.Handlers;

namespace Workflows.Cases;

/// <summary>Registers what the command and query handlers share. The ports come from storage, connectors and the edge.</summary>
public static class CasesSetup
{
    public static IServiceCollection AddWorkflowsCases(this IServiceCollection services) => services
        .AddSingleton<CaseDesk>()
        .AddSingleton<FieldSight>()
        .AddSingleton<FormSheets>()
        .AddSingleton<CaseMapper>()
        .AddSingleton<TaskMapper>()
        // Handlers other handlers lean on; the mediator finds all of them by itself.
        .AddSingleton<TaskHandlers>()
        .AddSingleton<RevealHandler>();
}

using Microsoft.Extensions.DependencyInjection;
using Workflows.Cases.Commands.Handlers;
using Workflows.Cases.Definitions;
using Workflows.Cases.Drafts;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Cases.Publishing;
using Workflows.Cases.Queries.Handlers;
using Workflows.Cases.Trial;

namespace Workflows.Cases;

/// <summary>Registers what the command and query handlers share. The ports come from storage, connectors and the edge.</summary>
public static class CasesSetup
{
    public static IServiceCollection AddWorkflowsCases(this IServiceCollection services, PackageSet packages) => services
        .AddSingleton(s => new Installation(packages, s.GetService<TimeProvider>()))
        .AddSingleton<IPackages>(s => s.GetRequiredService<Installation>())
        .AddSingleton<IRefsSource>(s => s.GetRequiredService<Installation>())
        .AddSingleton<IRegisterSchema>(s => s.GetRequiredService<Installation>())
        .AddSingleton<Schedules>()
        .AddSingleton<IScheduleSource, LooseSchedules>()
        .AddSingleton<LooseDefinitions>()
        .AddSingleton(s => new Lazy<IInbound>(() => s.GetRequiredService<IInbound>()))
        .AddSingleton(s => new Lazy<ICaseExecutor>(() => s.GetRequiredService<ICaseExecutor>()))
        .AddSingleton<EventSender>()
        .AddSingleton<IOutboxHandler>(s => s.GetRequiredService<EventSender>())
        .AddSingleton<IOutboxHandler>(s => new Documents.DocumentWriter(s.GetRequiredService<IFileStore>(), s.GetRequiredService<IKeptStore>(), s.GetService<IPdfPrinter>()))
        .AddSingleton<Publisher>()
        .AddSingleton<VersionSource>()
        .AddSingleton<VersionKeeper>()
        .AddSingleton<VersionDesk>()
        .AddSingleton<Retirements>()
        .AddSingleton<DraftDesk>()
        .AddSingleton<DraftPackages>()
        .AddSingleton<DraftReader>()
        .AddSingleton<DraftProblems>()
        .AddSingleton<TrialDesk>()
        .AddSingleton<ScenarioRuns>()
        .AddSingleton<IScenarioGate>(s => s.GetRequiredService<ScenarioRuns>())
        .AddSingleton<CaseDesk>()
        .AddSingleton<IOperationalJob, Retention.RetentionJob>()
        .AddSingleton<IOperationalJob, Retention.AuditSealJob>()
        .AddSingleton<CaseAccess>()
        .AddSingleton<GrantUse>()
        .AddSingleton<FieldSight>()
        .AddSingleton<FormSheets>()
        .AddSingleton<FormIntake>()
        .AddSingleton<Identity.OneTimeCodes>()
        .AddSingleton<Links.AccessLinks>()
        .AddSingleton<Surveys.SurveyDesk>()
        .AddSingleton<IOutboxHandler>(s => s.GetRequiredService<Surveys.SurveyDesk>())
        .AddSingleton<IOutboxHandler>(s => new Links.TaskLinkDesk(s.GetRequiredService<Links.AccessLinks>(), s.GetRequiredService<IPackages>(), s.GetService<INoticeSender>()))
        .AddSingleton<IOutboxHandler>(s => new Links.GrantLinkDesk(s.GetRequiredService<Links.AccessLinks>(), s.GetRequiredService<IPackages>(), s.GetService<INoticeSender>()))
        .AddSingleton<Identity.IdentitySteps>()
        .AddSingleton<IIdentityPolicy, EveryIdentityStep>()
        .AddSingleton(s => new Documents.Uploads(s.GetRequiredService<IFileStore>(), s.GetRequiredService<IKeptStore>(), s.GetService<IFileScanner>() ?? new NoFileScanner(), s.GetRequiredService<TimeProvider>()))
        .AddSingleton<IOperationalJob, Documents.UploadSweepJob>()
        .AddSingleton<StandIns>()
        .AddSingleton<IOperationalJob, StandInJob>()
        .AddSingleton<OptionLabels>()
        .AddSingleton<CaseMapper>()
        .AddSingleton<TaskMapper>()
        // Handlers other handlers lean on; the mediator finds all of them by itself.
        .AddSingleton<TaskHandlers>()
        .AddSingleton<TaskQueries>()
        .AddSingleton<RevealHandler>();
}

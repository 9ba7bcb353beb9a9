using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Cases.Publishing;
using Workflows.Connectors.Catalogue;
using Workflows.Server.Api;
using Workflows.Server.Pages;
using Workflows.Server.Platform;
using Workflows.Server.Security;

namespace Workflows.Server.Hosting;

/// <summary>The server: composed, prepared, and told where it listens.</summary>
public static class ServeHost
{
    /// <summary>Composes the server. Nothing is opened yet but the definitions folder.</summary>
    /// <param name="args">Configuration as on the command line: <c>--Workflows:DataFolder=…</c>.</param>
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = Directory.GetCurrentDirectory() });
        var development = builder.Environment.IsDevelopment();
        if (development)
        {
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Workflows:DemoUsers"] = builder.Configuration["Workflows:DemoUsers"] ?? "true",
                ["Workflows:Simulators"] = builder.Configuration["Workflows:Simulators"] ?? "true",
            });
        }
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning).AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        var options = new ServerOptions();
        builder.Configuration.GetSection(ServerOptions.Section).Bind(options);
        var packages = PackageLoader.LoadFolder(options.DefinitionsFolder);
        Directory.CreateDirectory(options.DataFolder);

        var clock = new AdjustableClock(TimeProvider.System);
        if (options.ClockStart is { } start && development) clock.AdvanceTo(start);
        var services = builder.Services;
        services.AddSingleton(options);
        services.AddSingleton(clock);
        services.AddSingleton<TimeProvider>(clock);
        services.AddPlatform(options.DataFolder);
        services.AddWorkflows(packages, o => { o.Path = Path.Combine(options.DataFolder, "workflows.db"); o.VaultKey = options.VaultKey; });
        services.AddWorkflowsConnectors(builder.Configuration);
        services.AddSignIn(development);
        services.AddApi();
        services.AddRazorComponents();
        // Japanese stays Japanese in the markup; what is special to HTML is escaped as ever.
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        services.AddSingleton<PageDesk>();
        services.AddHealthChecks().AddCheck<StorageHealth>("storage");
        builder.AddLimits(options.Limits);

        var app = builder.Build();
        app.UseErrorAnswers();
        app.UseSecurityHeaders();
        if (!development) app.UseHsts();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.UseMiddleware<Idempotency>();
        Map(app, development);
        return app;
    }

    /// <summary>Brings databases up to date, publishes the packages, prepares the demonstration.</summary>
    /// <exception cref="NotReadyException">Outside Development something made for demonstrations is left.</exception>
    public static async Task<IReadOnlyList<DemoSignIn>> Prepare(WebApplication app, CancellationToken ct = default)
    {
        var services = app.Services;
        var options = services.GetRequiredService<ServerOptions>();
        var packages = services.GetRequiredService<IPackages>().Current;
        foreach (var problem in packages.Problems)
            app.Logger.Log(problem.IsError ? LogLevel.Error : LogLevel.Warning, "定義の問題 {Problem}", problem);
        await PlatformSetup.Migrate(services, ct);
        if (!app.Environment.IsDevelopment())
        {
            var reasons = await DevelopmentGuard.Reasons(services, options, packages, ct);
            if (reasons.Count > 0) throw new NotReadyException(reasons);
        }
        var publisher = services.GetRequiredService<Publisher>();
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        foreach (var municipality in packages.Municipalities)
            foreach (var program in municipality.Programs.Where(p => packages.Packages.Find(p.Id) is not null))
                await publisher.Publish(municipality.Code, program.Id, now, ct);
        return options.DemoUsers ? await services.GetRequiredService<DemoUsers>().Prepare(packages, ct) : [];
    }

    private static void Map(WebApplication app, bool development)
    {
        app.MapApi();
        app.MapGet("/schemas/{name}.json", (string name) => PackageSchemas.Find(name) is { } schema ? Results.Text(schema, "application/schema+json") : Results.NotFound()).AllowAnonymous().ExcludeFromDescription();
        app.MapHealthChecks("/healthz/live", new() { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/healthz/ready").AllowAnonymous();
        app.MapHooks();
        app.MapSimulators();
        if (development) DevEndpoints.Map(app);
        SiteAssets.Map(app);
        var pages = app.MapGroup("").ExcludeFromDescription();
        PortalPages.Map(pages);
        ApplyPages.Map(pages);
        MyPages.Map(pages);
        InboxPages.Map(pages);
        CasePages.Map(pages);
        AccountPages.Map(pages);
    }
}

/// <summary>The server must not start: every reason at once.</summary>
public sealed class NotReadyException(IReadOnlyList<string> reasons) : Exception(string.Join(Environment.NewLine, reasons))
{
    public IReadOnlyList<string> Reasons { get; } = reasons;
}

/// <summary>Ready when the case database answers.</summary>
internal sealed class StorageHealth(ICaseReader reader) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await reader.FindCase("00000", "-", cancellationToken);
        return HealthCheckResult.Healthy();
    }
}

using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Cases.Publishing;
using Workflows.Connectors.Catalogue;
using Workflows.Server.Api;
using Workflows.Server.Operations;
using Workflows.Server.Pages;
using Workflows.Server.Platform;
using Workflows.Server.Security;
using Workflows.Server.WorkflowHttp;
using Workflows.Storage;

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
        var packages = PackageLoader.LoadFolder(Find(options.DefinitionsFolder));
        MakePrivate(options.DataFolder);

        var clock = new AdjustableClock(TimeProvider.System);
        if (options.ClockStart is { } start && development) clock.AdvanceTo(start);
        var services = builder.Services;
        services.AddSingleton(options);
        services.AddSingleton(clock);
        services.AddSingleton<TimeProvider>(clock);
        void Storage(StorageOptions o)
        {
            builder.Configuration.GetSection("Storage").Bind(o);
            o.Path = Path.Combine(options.DataFolder, "workflows.db");
            o.VaultKey = options.VaultKey;
        }
        var storage = new StorageOptions();
        Storage(storage);
        storage.Check();
        services.AddPlatform(options.DataFolder, storage);
        services.AddWorkflows(packages, Storage);
        services.AddWorkflowsConnectors(builder.Configuration);
        services.AddSingleton<ReplyBoard>().AddSingleton<IReplyBoard>(s => s.GetRequiredService<ReplyBoard>()).AddSingleton<WorkflowRequests>().AddSingleton<IOutboxHandler, HttpSender>();
        services.AddSingleton(new Cases.Links.PublicAddress((builder.Configuration["Workflows:Connectors:PublicUrl"] ?? "").TrimEnd('/')));
        services.AddSingleton<IPdfPrinter, ChromiumPrinter>();
        services.AddSingleton<IPdfJoiner, PdfJoiner>();
        services.AddSingleton<IFileScanner>(s => s.GetRequiredService<ServerOptions>().VirusScanner is { } scanner ? new ClamdScanner(scanner) : new NoFileScanner());
        services.AddFrontDoor(development);
        services.AddHostedService<VersionWatch>();
        services.AddHealthChecks().AddCheck<StorageHealth>("storage").AddCheck<NodeHealth>("node").AddCheck<DiskHealth>("disk");
        services.AddOperationalJobs(JobScheduling.StoreFor(storage));
        builder.AddTelemetry(options);
        builder.AddLimits(options.Limits);

        var app = builder.Build();
        // A proxy on this machine may tell how the request came; nobody else is believed.
        app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto });
        app.UseFrontDoor(development);
        Map(app, development);
        return app;
    }

    /// <summary>What pages and API need besides engine, storage, platform and connectors.</summary>
    internal static void AddFrontDoor(this IServiceCollection services, bool development)
    {
        services.AddSignIn(development);
        services.AddApi();
        services.AddRazorComponents();
        // Japanese stays Japanese in the markup; what is special to HTML is escaped as ever.
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        services.AddSingleton<PageDesk>().AddSingleton<LogWords>().AddSingleton<NodeDesk>().AddSingleton<JobDesk>();
    }

    /// <summary>What every request passes, and pages and API behind it.</summary>
    internal static void UseFrontDoor(this WebApplication app, bool development)
    {
        app.UseErrorAnswers();
        app.UseSecurityHeaders();
        if (!development) app.UseHsts().Use(OnlyHttps);
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.UseMiddleware<Idempotency>();
        app.MapApi();
        SiteAssets.Map(app);
        MapPages(app.MapGroup("").ExcludeFromDescription());
    }

    /// <summary>The settings as the server reads them, for commands that compose no server.</summary>
    internal static IConfiguration Configuration(string[] args) => WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = Directory.GetCurrentDirectory() }).Configuration;

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
        if (!SignInKeys.Open(services)) throw new NotReadyException(["データベースは別の保管庫の鍵で書かれています。すべてのノードに同じ Workflows:VaultKey を設定してください（開発環境では workflows.db.key）。 (The database was written under another vault key; give every node the same Workflows:VaultKey.)"]);
        if (!app.Environment.IsDevelopment())
        {
            var reasons = await DevelopmentGuard.Reasons(services, options, packages, ct);
            if (reasons.Count > 0) throw new NotReadyException(reasons);
        }
        var publisher = services.GetRequiredService<Publisher>();
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        await services.GetRequiredService<VersionKeeper>().Refresh(ct);
        packages = services.GetRequiredService<IPackages>().Current;
        foreach (var municipality in packages.Municipalities)
            // Own versions have been published with the refresh.
            foreach (var program in packages.ProgramsOf(municipality).Where(p => !packages.IsOwn(p)))
                await publisher.Publish(municipality.Code, program.Id, now, ct);
        return options.DemoUsers ? await services.GetRequiredService<DemoUsers>().Prepare(packages, ct) : [];
    }

    /// <summary>Outside Development nothing but health is told over plain HTTP.</summary>
    private static Task OnlyHttps(HttpContext context, RequestDelegate next)
    {
        if (context.Request.IsHttps || context.Request.Path.StartsWithSegments("/healthz")) return next(context);
        context.Response.StatusCode = StatusCodes.Status308PermanentRedirect;
        context.Response.Headers.Location = $"https://{context.Request.Host.Host}{context.Request.PathBase}{context.Request.Path}{context.Request.QueryString}";
        return Task.CompletedTask;
    }

    /// <summary>A relative folder is looked for here and, when the server runs from its sources, above.</summary>
    private static string Find(string folder)
    {
        if (Path.IsPathRooted(folder) || Directory.Exists(folder)) return folder;
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Workflows.sln")) && Path.Combine(at.FullName, folder) is var found && Directory.Exists(found)) return found;
        return folder;
    }

    /// <summary>Databases and keys are nobody else's to read.</summary>
    private static void MakePrivate(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static void Map(WebApplication app, bool development)
    {
        app.MapDefinitionApis();
        app.MapGet("/schemas/{name}.json", (string name) => PackageSchemas.Find(name) is { } schema ? Results.Text(schema, "application/schema+json") : Results.NotFound()).AllowAnonymous().ExcludeFromDescription();
        app.MapHealthChecks("/healthz/live", new() { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/healthz/ready").AllowAnonymous();
        app.MapMetrics(app.Services.GetRequiredService<ServerOptions>());
        WorkflowRequests.Map(app);
        app.MapHooks();
        app.MapSimulators();
        if (development) DevEndpoints.Map(app);
    }

    private static void MapPages(RouteGroupBuilder pages)
    {
        PortalPages.Map(pages);
        ApplyPages.Map(pages);
        MyPages.Map(pages);
        InboxPages.Map(pages);
        CasePages.Map(pages);
        DeliveryPages.Map(pages);
        MessagePages.Map(pages);
        PrintPages.Map(pages);
        AbsencePages.Map(pages);
        DocumentPages.Map(pages);
        PreferencePages.Map(pages);
        AuditPages.Map(pages);
        StaffPages.Map(pages);
        AccountPages.Map(pages);
        CodePages.Map(pages);
        LinkPages.Map(pages);
        DesignerPages.Map(pages);
    }
}

/// <summary>The server must not start: every reason at once.</summary>
public sealed class NotReadyException(IReadOnlyList<string> reasons) : Exception(string.Join(Environment.NewLine, reasons))
{
    public IReadOnlyList<string> Reasons { get; } = reasons;
}

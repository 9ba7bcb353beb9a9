using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Options;
using Workflows.Cases.Scenarios;
using Workflows.Server.Hosting;
using Workflows.Server.Operations;
using Workflows.Server.Platform;
using Workflows.Server.Security;
using Workflows.Server.WorkflowHttp;
using Workflows.Storage;

namespace Workflows.Server.Scenarios;

/// <summary>
/// The front door of a scenario's world: pages and API as in production, over the world's own services. Visitors get a real sign-in or a real key.
/// Left out: what listens for outside systems (they have their own front), the designer and loose definitions, health, metrics and the jobs' schedule.
/// </summary>
internal sealed class WorldDoor : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly WorldServer _server = new();
    private readonly Dictionary<(string Tenant, string Visitor), string> _keys = [];

    /// <param name="folder">Where the world's databases lie.</param>
    /// <param name="own">The world's services.</param>
    public WorldDoor(string folder, string vaultKey, Action<IServiceCollection> own)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production, ContentRootPath = folder });
        builder.Logging.ClearProviders();
        var options = new ServerOptions { DataFolder = folder, VaultKey = vaultKey };
        var services = builder.Services;
        services.AddRouting().AddSingleton(options).AddSingleton<JobBoard>();
        services.AddPlatform(folder, new StorageOptions { Path = Path.Combine(folder, "workflows.db"), VaultKey = vaultKey });
        services.AddSingleton<ReplyBoard>().AddSingleton<WorkflowRequests>();
        services.AddFrontDoor(development: false);
        builder.AddLimits(options.Limits);
        own(services);
        services.AddSingleton<IServer>(_server);
        _app = builder.Build();
        _app.UseFrontDoor(development: false);
    }

    public IServiceProvider Services => _app.Services;

    public async Task Open(CancellationToken ct)
    {
        await PlatformSetup.Migrate(_app.Services, ct);
        await _app.StartAsync(ct);
    }

    public async Task<DoorAnswer> Visit(DoorRequest request, CancellationToken ct)
    {
        var headers = request.Visitor is null ? [] : new[] { request.Path.StartsWith("/api/", StringComparison.Ordinal) ? ("Authorization", $"Bearer {await KeyOf(request, ct)}") : ("Cookie", await CookieOf(request, ct)) };
        return await _server.Send(request, headers);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task<UserRow> Known(DoorRequest request, CancellationToken ct)
    {
        var (visitor, people) = (request.Visitor!, Services.GetRequiredService<People>());
        await people.Put(visitor, visitor.Kind == "citizen" ? "" : request.Tenant, $"{request.Tenant}/{visitor.Id}", password: null, demo: false, ct);
        return (await people.Get(visitor.Id, ct))!;
    }

    private async Task<string> KeyOf(DoorRequest request, CancellationToken ct)
    {
        var visitor = request.Visitor!;
        var user = request.Connectors.Count > 0 ? null : await Known(request, ct);
        if (_keys.TryGetValue((request.Tenant, visitor.Id), out var key)) return key;
        var scopes = request.Connectors.Count > 0 ? [Scopes.Connectors] : visitor.Kind == "citizen" ? Scopes.OfCitizen : Scopes.OfStaff;
        return _keys[(request.Tenant, visitor.Id)] = await Services.GetRequiredService<ApiKeys>().Create($"scenario-{_keys.Count + 1}", request.Tenant, visitor.Name, scopes, visitor.Roles, user?.Id, demo: false, secret: null, ct);
    }

    private async Task<string> CookieOf(DoorRequest request, CancellationToken ct)
    {
        var cookies = Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(AuthSetup.Cookie);
        var user = await Known(request, ct);
        var ticket = new AuthenticationTicket(CallerClaims.PrincipalOf(user, Services.GetRequiredService<People>().RolesOf(user), AuthSetup.Cookie),
            new AuthenticationProperties { IssuedUtc = TimeProvider.System.GetUtcNow(), ExpiresUtc = TimeProvider.System.GetUtcNow() + cookies.ExpireTimeSpan }, AuthSetup.Cookie);
        return $"{cookies.Cookie.Name}={cookies.TicketDataFormat.Protect(ticket)}";
    }
}

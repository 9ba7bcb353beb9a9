using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Workflows.Cases.Ports;
using Workflows.Connectors.Inbound;
using Workflows.Connectors.Wire;
using Workflows.Engine.Data;

namespace Workflows.Connectors.Simulation;

/// <summary>
/// All simulated systems of a process under <c>/sim/{municipality}/{connector}/…</c>, each made when first spoken of, and their control desk.
/// What they send by themselves goes through <paramref name="outward"/> to our real front doors.
/// </summary>
/// <param name="hooks">How a connector's far side signs what it pushes; null: our own scheme.</param>
/// <param name="dataPath">Folder of the journals; null keeps everything in memory.</param>
public sealed class SimulatorHub(
    IEnumerable<ISimulatorKind> kinds, IConnectorDirectory directory, TimeProvider clock, string? dataPath, Func<HttpMessageHandler> outward, Func<ConnectorConfiguration, Inbound.HookScheme?>? hooks = null) : IWireService, ISimulators, IDisposable
{
    /// <summary>Stands for our own address when we are in the same process.</summary>
    private const string SameProcess = "http://workflows";

    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(20);

    private readonly Dictionary<string, ISimulatorKind> _kinds = kinds.ToDictionary(k => k.Kind, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Tenant, string Connector), Lazy<Simulator>> _simulators = new();
    private readonly Lazy<HttpMessageInvoker> _outward = new(() => new HttpMessageInvoker(outward()));

    public IReadOnlyList<SimulatorDescription> Kinds => [.. _kinds.Values.Select(k => k.Description)];

    public async ValueTask<WireResponse> Serve(WireRequest request, CancellationToken cancellationToken)
    {
        if (request.Path is not ["sim", var tenant, var connector, ..]) return WireResponse.Error(404, "NOT_FOUND", "この窓口はありません。 There is no such address.");
        try
        {
            var simulator = Get(tenant, connector);
            var rest = request.Path.Skip(3).ToList();
            var answer = await SimulatorDesk.Serve(this, simulator, request, rest, cancellationToken).ConfigureAwait(false) ?? simulator.Serve(request, rest);
            return answer;
        }
        catch (SimulatorException e)
        {
            return WireResponse.Error(400, "SIMULATOR", e.Message);
        }
    }

    public async ValueTask<Datum> Act(string tenant, string connector, string act, Datum arguments, CancellationToken cancellationToken = default)
    {
        var simulator = Get(tenant, connector);
        Datum result;
        if (DescriptionOf(simulator).Switches.Any(s => s.Key == act))
        {
            simulator.Switch(act, arguments.TryGet("on", out var on) ? on : arguments.TryGet("value", out var value) ? value : Datum.True);
            result = Datum.Null;
        }
        else
        {
            result = simulator.Act(act, arguments);
        }
        await Deliver(simulator, cancellationToken).ConfigureAwait(false);
        return result;
    }

    public void Switch(string tenant, string connector, string name, Datum value)
    {
        var simulator = Get(tenant, connector);
        var known = DescriptionOf(simulator).Switches;
        if (known.All(s => s.Key != name))
            throw new SimulatorException($"模擬装置「{connector}」に切替「{name}」はありません。使える切替: {string.Join("、", known.Select(s => s.Key))}。", $"The simulator has no switch '{name}'.");
        simulator.Switch(name, value);
    }

    public void Seed(string tenant, string connector, string collection, IReadOnlyList<Datum> rows) => Get(tenant, connector).Plant(collection, rows);
    public void Fail(string tenant, string connector, string operation, string fault, int? times = null, int after = 0) => Get(tenant, connector).Fail(operation, fault, times, after);
    public void Answer(string tenant, string connector, string operation, Datum? value) => Get(tenant, connector).SetAnswer(operation, value);
    public IReadOnlyList<SimulatorCall> Calls(string tenant, string connector) =>
        [.. _simulators.Where(s => s.Key.Tenant == tenant && s.Key.Connector.StartsWith(connector + "@", StringComparison.Ordinal)).Select(s => s.Value.Value)
            .Prepend(Get(tenant, connector)).SelectMany(s => s.Calls()).OrderBy(c => c.At)];

    /// <summary>What took effect at the far side, by idempotency key: <c>[{operation, key, about, received, applied, at}]</c>.</summary>
    public Datum Effects(string tenant, string connector) => Get(tenant, connector).Effects();

    public async ValueTask<int> Push(string tenant, string connector, string name, Datum payload, string? eventId = null, EventSignature signature = EventSignature.Good, CancellationToken cancellationToken = default)
    {
        var outgoing = Outgoing.Push(eventId ?? Guid.CreateVersion7().ToString(), name, payload);
        var statuses = new List<int>();
        foreach (var target in directory.FindAll(tenant, connector)) statuses.Add(await Post(target, outgoing, signature, cancellationToken).ConfigureAwait(false));
        return statuses.Count == 0 ? 404 : statuses.Max();
    }

    public void Reset(string? tenant = null)
    {
        foreach (var place in _simulators.Keys.Where(k => tenant is null || k.Tenant == tenant).ToList())
        {
            if (!_simulators.TryRemove(place, out var simulator)) continue;
            simulator.Value.Forget();
            simulator.Value.Dispose();
        }
    }

    /// <summary>Tries again what has not arrived, of every system spoken of.</summary>
    public async ValueTask DeliverAll(CancellationToken cancellationToken)
    {
        foreach (var simulator in _simulators.Values.Where(s => s.IsValueCreated).ToList()) await Deliver(simulator.Value, cancellationToken).ConfigureAwait(false);
    }

    public void Dispose()
    {
        foreach (var simulator in _simulators.Values.Where(s => s.IsValueCreated)) simulator.Value.Dispose();
        if (_outward.IsValueCreated) _outward.Value.Dispose();
    }

    internal SimulatorDescription DescriptionOf(Simulator simulator) => _kinds[KindOf(simulator.Setting.Tenant, simulator.Setting.Connector).Kind].Description;

    /// <summary>Sends what waits; what does not arrive stays.</summary>
    internal async ValueTask Deliver(Simulator simulator, CancellationToken cancellationToken)
    {
        foreach (var outgoing in simulator.Pending())
        {
            var arrived = await SendOne(simulator, outgoing, cancellationToken).ConfigureAwait(false);
            if (arrived && simulator.IsOn(CommonSwitches.Duplicate)) await SendOne(simulator, outgoing, cancellationToken).ConfigureAwait(false);
            if (arrived) simulator.Sent(outgoing.Id);
        }
    }

    /// <returns>Whether an answer came that makes a repetition pointless: any but 429 and 5xx.</returns>
    private async ValueTask<bool> SendOne(Simulator simulator, Outgoing outgoing, CancellationToken cancellationToken)
    {
        var targets = directory.FindAll(simulator.Setting.Tenant, simulator.Setting.Connector);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(SendTimeout);
        try
        {
            if (outgoing.Event is null)
            {
                var url = outgoing.Url!.StartsWith('/') ? (targets.Select(t => t.PublicUrl).FirstOrDefault(u => u.Length > 0) ?? SameProcess) + outgoing.Url : outgoing.Url;
                using var browse = new HttpRequestMessage(HttpMethod.Get, url);
                using var page = await _outward.Value.SendAsync(browse, limit.Token).ConfigureAwait(false);
                return Settles((int)page.StatusCode);
            }
            var all = true;
            foreach (var target in targets) all &= Settles(await Post(target, outgoing, EventSignature.Good, limit.Token).ConfigureAwait(false));
            return all;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private static bool Settles(int status) => status is < 500 and not 429;

    private async ValueTask<int> Post(ConnectorConfiguration target, Outgoing outgoing, EventSignature signature, CancellationToken cancellationToken)
    {
        var scheme = Inbound.HookScheme.Read(target.Hook.Scheme, hooks?.Invoke(target) ?? Inbound.HookScheme.Own);
        var path = InboundPaths.Hook(target.Tenant, target.Program, target.Connector);
        var (body, headers) = HookWriter.Write(scheme, signature == EventSignature.Wrong ? "wrong-key" : target.Hook.Secrets is [var first, ..] ? first : target.Secret ?? "", outgoing, path, clock.GetUtcNow());
        if (signature == EventSignature.Missing) headers.Remove(scheme.SignatureHeader);
        using var request = new HttpRequestMessage(HttpMethod.Post, (target.PublicUrl.Length > 0 ? target.PublicUrl : SameProcess) + path);
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await _outward.Value.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return (int)answer.StatusCode;
    }

    internal Simulator Get(string tenant, string connector)
    {
        if (_simulators.TryGetValue((tenant, connector), out var known)) return known.Value;
        var configuration = KindOf(tenant, connector);
        return _simulators.GetOrAdd((configuration.Tenant, configuration.Place), _ => new(() => Open(configuration))).Value;
    }

    private Simulator Open(ConnectorConfiguration configuration)
    {
        var (tenant, connector) = (configuration.Tenant, configuration.Place);
        var path = dataPath is null ? null : Path.Combine(dataPath, Safe(tenant), Safe(connector) + ".jsonl");
        return _kinds[configuration.Kind].Open(new(tenant, connector, configuration.Secret ?? ConnectorConfiguration.SimulatorSecret, clock, path) { Declaration = configuration.Declaration });
    }

    private ConnectorConfiguration KindOf(string tenant, string connector)
    {
        // One instance of several stands behind its own name: C2@north.
        var at = connector.IndexOf('@', StringComparison.Ordinal);
        if (at > 0) return KindOf(tenant, connector[..at]) with { Instance = connector[(at + 1)..] };
        var found = directory.FindAll(tenant, connector) is [var first, ..] ? first
            : throw new SimulatorException($"自治体 {tenant} にコネクタ「{connector}」を使う手続はありません。", $"No programme of municipality {tenant} uses connector '{connector}'.");
        return _kinds.ContainsKey(found.Kind) ? found
            : throw new SimulatorException($"コネクタの種類「{found.Kind}」の模擬装置はありません。使える種類: {string.Join("、", _kinds.Keys.Order(StringComparer.Ordinal))}。", $"There is no simulator of kind '{found.Kind}'.");
    }

    private static string Safe(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '_'));
}

using Workflows.Connectors.Wire;
using Workflows.Engine.Data;

namespace Workflows.Connectors.Simulation;

/// <summary>
/// The control desk over HTTP, below <c>/sim/{municipality}/{connector}/</c>: <c>GET|POST switches</c>, <c>POST acts/{act}</c>, <c>POST seed/{collection}</c>,
/// <c>POST failures</c>, <c>POST answers/{operation}</c>, <c>GET calls</c>, <c>GET effects</c>, <c>POST reset</c>. Bodies are JSON. <c>GET desk</c> is the same for people.
/// </summary>
internal static class SimulatorDesk
{
    /// <returns>Null when the address is not the desk's.</returns>
    public static async ValueTask<WireResponse?> Serve(SimulatorHub hub, Simulator simulator, WireRequest request, IReadOnlyList<string> path, CancellationToken cancellationToken)
    {
        var (tenant, connector) = (simulator.Setting.Tenant, simulator.Setting.Connector);
        switch (request.Method, path)
        {
            case ("GET", ["desk"]): return DeskPage.Show(simulator, hub.DescriptionOf(simulator));
            case ("POST", ["switches"]) when request.Header("Content-Type")?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true:
                foreach (var (name, value) in request.Form()) hub.Switch(tenant, connector, name, value == "true" ? Datum.True : value == "false" ? Datum.False : value);
                await hub.Deliver(simulator, cancellationToken).ConfigureAwait(false);
                return WireResponse.SeeOther("desk");
            case ("GET", ["switches"]): return Ok(simulator.Switches());
            case ("GET", ["effects"]): return Ok(Datum.Object(("effects", simulator.Effects())));
            case ("GET", ["calls"]):
                return Ok(Datum.Object(("calls", Datum.List(simulator.Calls().Select(c => Datum.Object(
                    ("no", c.No), ("operation", c.Operation), ("request", c.Request), ("key", c.Key), ("at", Datum.Of(c.At)), ("outcome", c.Outcome)))))));
            case ("POST", ["reset"]):
                hub.Reset(tenant);
                return Ok(Datum.EmptyObject);
        }
        if (request.Method != "POST" || path is not (["switches"] or ["acts", _] or ["seed", _] or ["failures"] or ["answers", _])) return null;
        if (request.Json() is not { } body) return WireResponse.Error(400, "MALFORMED", "本文がJSONではありません。 The body is not JSON.");
        switch (path)
        {
            case ["switches"]:
                foreach (var (name, value) in body.Members) hub.Switch(tenant, connector, name, value);
                await hub.Deliver(simulator, cancellationToken).ConfigureAwait(false);
                return Ok(simulator.Switches());
            case ["acts", var act]: return Ok(await hub.Act(tenant, connector, act, body, cancellationToken).ConfigureAwait(false));
            case ["seed", var collection]: simulator.Plant(collection, body.Items); break;
            case ["answers", var operation]: simulator.SetAnswer(operation, body.IsNull ? null : body); break;
            default:
                simulator.Fail(body["operation"].AsText() ?? "*", body["fault"].AsText() ?? CommonSwitches.Down, (int?)body["times"].AsDecimal(), (int)(body["after"].AsDecimal() ?? 0));
                break;
        }
        return Ok(Datum.EmptyObject);
    }

    private static WireResponse Ok(Datum body) => WireResponse.Json(200, body.IsNull ? Datum.EmptyObject : body);
}

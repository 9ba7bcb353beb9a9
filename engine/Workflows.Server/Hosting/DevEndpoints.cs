using System.Globalization;
using System.Xml;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Server.Hosting;

/// <summary>Moving the clock, for demonstrations and tests. Not mapped outside Development.</summary>
internal static class DevEndpoints
{
    public static void Map(WebApplication app)
    {
        app.MapGet("/dev/clock", (AdjustableClock clock) => Now(clock)).AllowAnonymous().ExcludeFromDescription();
        app.MapPost("/dev/clock", async (ClockBody body, AdjustableClock clock, IEnginePump pump, CancellationToken ct) =>
        {
            DateTimeOffset target;
            try { target = body.To ?? clock.GetUtcNow() + (body.Advance is { } by ? XmlConvert.ToTimeSpan(by) : TimeSpan.Zero); }
            catch (FormatException) { return Results.BadRequest("advance は PT24H や P1D の形で書いてください。 (advance is an ISO 8601 duration.)"); }
            if (target < clock.GetUtcNow()) return Results.BadRequest("時計は戻せません。 (The clock never goes back.)");
            // Timers are served at their own times, as they would be if one waited.
            for (var i = 0; i < 10_000 && await pump.NextDue(ct) is { } due && due <= target; i++)
            {
                clock.AdvanceTo(due);
                await Settle(pump, ct);
            }
            clock.AdvanceTo(target);
            await Settle(pump, ct);
            return Now(clock);
        }).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
    }

    /// <summary>Serves what is due. The background node takes its share, so nothing found once is not yet nothing left.</summary>
    private static async Task Settle(IEnginePump pump, CancellationToken ct)
    {
        for (var quiet = 0; quiet < 3;)
        {
            quiet = await pump.DrainAsync(cancellationToken: ct) == 0 ? quiet + 1 : 0;
            await Task.Delay(30, ct);
        }
    }

    private static IResult Now(AdjustableClock clock) => Results.Text(
        Datum.Object(("now", Japan.In(clock.GetUtcNow()).ToString("O", CultureInfo.InvariantCulture)), ("ahead", XmlConvert.ToString(clock.Ahead))).ToJson(), "application/json");
}

/// <param name="Advance">ISO 8601 duration.</param>
/// <param name="To">Or an instant.</param>
internal sealed record ClockBody(string? Advance, DateTimeOffset? To);

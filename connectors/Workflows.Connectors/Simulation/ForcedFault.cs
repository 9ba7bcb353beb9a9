using System.Globalization;
using Workflows.Connectors.Wire;

namespace Workflows.Connectors.Simulation;

/// <summary>A failure ordered for the next calls of an operation.</summary>
/// <param name="Left">How many more; null for ever.</param>
/// <param name="After">How many go well before.</param>
internal sealed class ForcedFault(string operation, string fault, int? left, int after)
{
    private int? _left = left;
    private int _after = after;

    public string Fault { get; } = fault;
    public bool IsSpent => _left == 0;

    /// <summary>Whether this call is to fail; counts it.</summary>
    public bool Takes(string called)
    {
        if (operation != "*" && operation != called) return false;
        if (_after > 0)
        {
            _after--;
            return false;
        }
        if (_left is 0) return false;
        _left--;
        return true;
    }

    /// <summary>The answer instead of the simulator's; null when the effect happens and only the answer is spoilt (<c>lost</c>, <c>wrong</c>).</summary>
    public WireResponse? Answer() => Fault switch
    {
        "timeout" => WireResponse.Json(504, Engine.Data.Datum.Null) with { Lost = true },
        "lost" or CommonSwitches.Wrong => null,
        CommonSwitches.Down => WireResponse.Error(503, "DOWN", "停止しています。 Down."),
        CommonSwitches.Unauthorized => WireResponse.Error(401, "UNAUTHORIZED", "認証できません。 Not authorised."),
        _ when int.TryParse(Fault, NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status is >= 400 and <= 599 =>
            WireResponse.Error(status, $"HTTP_{status}", $"HTTP {status}"),
        _ => WireResponse.Error(422, Fault, $"業務上の理由（{Fault}）で断りました。 Refused."),
    };

    /// <summary>The real answer, spoilt.</summary>
    public WireResponse Spoil(WireResponse real) => Fault == "lost" ? real with { Lost = true } : Truncate(real);

    public static WireResponse Truncate(WireResponse real) => real with { Body = real.Body[..(real.Body.Length / 2)] };
}

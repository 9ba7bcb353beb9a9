using System.Globalization;
using Workflows.Cases.Ports;
using Workflows.Connectors.Wire;
using Workflows.Engine.Data;

namespace Workflows.Connectors.Simulation;

/// <summary>
/// One simulated far side of one municipality. Everything that happens is an entry of its journal and applied from there, so a restart sees the same world.
/// A kind says how requests are routed, what they do and how entries change its state.
/// </summary>
public abstract class Simulator : IDisposable
{
    private const int KeptCalls = 20_000;
    private readonly Lock _gate = new();
    private readonly Journal _journal;
    private readonly List<SimulatorCall> _calls = [];
    private readonly List<ForcedFault> _faults = [];
    private readonly Dictionary<string, Datum> _answers = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Datum> _switches = new(StringComparer.Ordinal);
    private readonly EffectBook _effects = new();
    private readonly List<Outgoing> _outbox = [];
    private int _entries;

    protected Simulator(SimulatorSetting setting)
    {
        Setting = setting;
        _journal = Journal.Open(setting.JournalPath, Replay);
    }

    public SimulatorSetting Setting { get; }

    /// <summary>Now, in Japan.</summary>
    protected DateTimeOffset Now => Setting.Clock.GetUtcNow().ToOffset(Japan.Offset);

    /// <summary>Which operation a request is; null when there is none at this address.</summary>
    /// <param name="path">Below <c>/sim/{municipality}/{connector}</c>.</param>
    protected abstract Operation? Route(WireRequest request, IReadOnlyList<string> path);

    /// <summary>A page for people at this address; null when there is none. No secret is asked of a browser.</summary>
    protected virtual WireResponse? Page(WireRequest request, IReadOnlyList<string> path) => null;

    /// <summary>Whether the caller showed the secret, in this far side's own way.</summary>
    protected virtual bool Believes(WireRequest request) => request.Header("Authorization") == "Bearer " + Setting.Secret;

    /// <summary>Applies an entry to the state. Called once when it happens and once at each restart.</summary>
    protected abstract void Apply(string type, Datum data, DateTimeOffset at);

    /// <summary>Carries out an act; null when there is no such act.</summary>
    /// <exception cref="SimulatorException">It cannot happen now.</exception>
    protected abstract Datum? Perform(string act, Datum arguments);

    /// <summary>Takes rows the far side answers from.</summary>
    protected virtual void Seed(string collection, IReadOnlyList<Datum> rows) { }

    /// <summary>How a fixed answer to an operation looks on the wire.</summary>
    protected virtual WireResponse Wrap(string operation, Datum answer) => WireResponse.Json(200, answer);

    /// <param name="Request">What was asked, by the operation's own names, read from the wire.</param>
    /// <param name="Key">Idempotency key.</param>
    /// <param name="About">What it is about, for counting effects (an application, a mandate).</param>
    protected sealed record Operation(string Name, Datum Request, string? Key, string? About, Func<WireResponse> Run);

    public WireResponse Serve(WireRequest request, IReadOnlyList<string> path)
    {
        lock (_gate)
        {
            if (Page(request, path) is { } page) return page;
            if (Route(request, path) is not { } operation) return WireResponse.Error(404, "NOT_FOUND", "この窓口はありません。 There is no such address.");
            var answer = Answer(request, operation);
            if (_calls.Count >= KeptCalls) _calls.RemoveRange(0, KeptCalls / 2);
            _calls.Add(new(_calls.Count + 1, operation.Name, operation.Request, operation.Key, Now, OutcomeOf(answer)));
            return Number(CommonSwitches.Slow) is > 0 and var slow ? answer with { Delay = TimeSpan.FromMilliseconds(slow) } : answer;
        }
    }

    public Datum Act(string act, Datum arguments)
    {
        lock (_gate) return Perform(act, arguments) ?? throw new SimulatorException($"模擬装置「{Setting.Connector}」に「{act}」はありません。", $"The simulator has no act '{act}'.");
    }

    public void Plant(string collection, IReadOnlyList<Datum> rows)
    {
        lock (_gate) Seed(collection, rows);
    }

    public void Switch(string name, Datum value)
    {
        lock (_gate) Commit("switch", Datum.Object(("name", name), ("value", value)));
    }

    public void Fail(string operation, string fault, int? times, int after)
    {
        lock (_gate) _faults.Add(new(operation, fault, times, after));
    }

    public void SetAnswer(string operation, Datum? value)
    {
        lock (_gate)
        {
            if (value is null) _answers.Remove(operation);
            else _answers[operation] = value;
        }
    }

    public IReadOnlyList<SimulatorCall> Calls()
    {
        lock (_gate) return [.. _calls];
    }

    public Datum Switches()
    {
        lock (_gate) return Datum.Object(_switches);
    }

    /// <summary>Effects by idempotency key: how often each was asked for and took effect.</summary>
    public Datum Effects()
    {
        lock (_gate) return _effects.ToDatum();
    }

    /// <summary>What waits to be sent, in the order (or disorder) the switches ask for.</summary>
    public IReadOnlyList<Outgoing> Pending()
    {
        lock (_gate)
        {
            if (!IsOn(CommonSwitches.OutOfOrder)) return [.. _outbox];
            return _outbox.Count < 2 ? [] : [.. Enumerable.Reverse(_outbox)];
        }
    }

    /// <summary>It has arrived.</summary>
    public void Sent(string id)
    {
        lock (_gate)
        {
            if (_outbox.Any(o => o.Id == id)) Commit("sent", Datum.Object(("id", id)));
        }
    }

    public bool IsOn(string name) => _switches.TryGetValue(name, out var value) && value != Datum.False && value != Datum.Of(0);

    /// <summary>Deletes the journal's content; the object must not be used afterwards.</summary>
    public void Forget()
    {
        lock (_gate) _journal.Clear();
    }

    public virtual void Dispose()
    {
        _journal.Dispose();
        GC.SuppressFinalize(this);
    }

    protected Datum SwitchValue(string name) => _switches.GetValueOrDefault(name, Datum.Null);

    /// <summary>Something happened: written first, then applied.</summary>
    protected void Commit(string type, Datum data)
    {
        var at = Now;
        _journal.Append(Datum.Object(("type", type), ("at", Datum.Of(at)), ("data", data)));
        ApplyAny(type, data, at);
    }

    /// <summary>Sends an event or a browser as soon as the current request or act is over.</summary>
    protected void Send(Outgoing outgoing) => Commit("send", outgoing.ToDatum());

    /// <summary>A number nothing else of this simulator has, the same after a restart.</summary>
    protected string NextId(string prefix) => $"{prefix}-{(_entries + 1).ToString("D6", CultureInfo.InvariantCulture)}";

    /// <summary>An operation that takes effect once a key: later requests get 409 with the first answer.</summary>
    /// <param name="apply">Decides: an answer without effect, or the entry (type, data) and the answer.</param>
    protected WireResponse Once(Func<(WireResponse? Without, string Type, Datum Data, Datum Answer)> apply, string operation, string? key, string? about)
    {
        if (string.IsNullOrEmpty(key)) return WireResponse.Error(400, "KEY_REQUIRED", "見出し Idempotency-Key が必要です。 The idempotency key is missing.");
        if (_effects.FirstAnswer(operation, key) is { } first)
        {
            Commit("repeat", Datum.Object(("operation", operation), ("key", key)));
            return WireResponse.Json(409, Datum.Object(("code", "DUPLICATE"), ("message", "受付済みです。"), ("key", key), ("answer", first)));
        }
        var (error, type, data, answer) = apply();
        if (error is not null) return error;
        Commit(type, data.With("effect", Datum.Object(("operation", operation), ("key", key), ("about", about), ("answer", answer))));
        return WireResponse.Json(201, answer);
    }

    private WireResponse Answer(WireRequest request, Operation operation)
    {
        if (IsOn(CommonSwitches.Unauthorized) || !Believes(request))
            return WireResponse.Error(401, "UNAUTHORIZED", "認証できません。 Not authorised.");
        if (IsOn(CommonSwitches.Down)) return WireResponse.Error(503, "DOWN", "停止しています。 Down.");

        var fault = _faults.FirstOrDefault(f => f.Takes(operation.Name));
        _faults.RemoveAll(f => f.IsSpent);
        if (fault?.Answer() is { } failed) return failed;
        if (IsOn(CommonSwitches.Refused))
            return WireResponse.Error(422, "refused", "断りました。 Refused.");

        var answer = _answers.TryGetValue(operation.Name, out var wanted) ? Wrap(operation.Name, wanted) : operation.Run();
        if (fault is not null) answer = fault.Spoil(answer);
        return IsOn(CommonSwitches.Wrong) ? ForcedFault.Truncate(answer) : answer;
    }

    private void Replay(Datum entry) => ApplyAny(entry["type"].AsText()!, entry["data"], entry["at"].AsInstant()!.Value.ToOffset(Japan.Offset));

    private void ApplyAny(string type, Datum data, DateTimeOffset at)
    {
        _entries++;
        switch (type)
        {
            case "switch": _switches[data["name"].AsText()!] = data["value"].IsNull ? Datum.False : data["value"]; break;
            case "repeat": _effects.Repeated(data); break;
            case "send": _outbox.Add(Outgoing.From(data)); break;
            case "sent": _outbox.RemoveAll(o => o.Id == data["id"].AsText()); break;
            default:
                if (data.TryGet("effect", out var effect)) _effects.Applied(effect, at);
                Apply(type, data.Without("effect"), at);
                break;
        }
    }

    private double Number(string name) => double.TryParse(SwitchValue(name).AsText(), CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static string OutcomeOf(WireResponse answer) => answer switch
    {
        { Lost: true } => "lost",
        { Status: 409 } when Code(answer) is null or "DUPLICATE" => "repeated",
        { Status: >= 400 } => Code(answer) ?? $"HTTP_{answer.Status}",
        _ => "done",
    };

    private static string? Code(WireResponse answer) => answer.ContentType.StartsWith("application/json", StringComparison.Ordinal) ? new HttpAnswer(answer.Status, answer.Body, null, null).JsonOrNull()?["code"].AsText() : null;
}

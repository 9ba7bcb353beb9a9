using Microsoft.Extensions.Time.Testing;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Connectors.Catalogue;
using Workflows.Engine.Data;

namespace Workflows.Connectors.Tests;

/// <summary>鎌倉市 with one programme that uses every connector kind, in memory, at 2026-06-10 10:00.</summary>
internal sealed class World
{
    public const string Tenant = "14204";
    public const string Program = "account-transfer";

    public World()
    {
        Opened = new SimulatedWorlds().Open(Clock, Inbound, Packages);
    }

    public static PackageSet Packages { get; } = MakePackages();
    public FakeTimeProvider Clock { get; } = new(At("2026-06-10 10:00"));
    public RecordedInbound Inbound { get; } = new();
    public SimulatedWorld Opened { get; }
    public ISimulators Simulators => Opened.Simulators;

    public static DateTimeOffset At(string text) => new(DateTime.Parse(text), TimeSpan.FromHours(9));

    public void SetTime(string text) => Clock.SetUtcNow(At(text));

    public ValueTask<CallOutcome> Call(string connector, string operation, Datum request, string key = "k1", int attempt = 1) =>
        Opened.Connectors.Call(new(Tenant, Program, connector, operation, request, key, attempt, Clock.GetUtcNow()), CancellationToken.None);

    public async Task<Datum> Done(string connector, string operation, Datum request, string key = "k1")
    {
        var outcome = await Call(connector, operation, request, key);
        Assert.True(outcome.Kind == CallOutcomeKind.Done, $"{operation}: {outcome.Kind} {outcome.Code} {outcome.Message}");
        return outcome.Value;
    }

    public static string ConnectorOf(string kind) => kind switch { "debit-enrolment" => "C-SVC", "revenue" => "C-TAX", "bank-debit" => "C-BANK", "line" => "C-LINE", "http-system" => "C-CORE", _ => "C-MAIL" };

    private static PackageSet MakePackages()
    {
        var package = new ProgramPackage
        {
            Id = Program, Version = 1, Title = new Label("口座振替"),
            Connectors = new Catalog<ConnectorSpec>(
            [
                new("C-SVC", new Label("受付サービス"), "debit-enrolment", []), new("C-TAX", new Label("基幹収納"), "revenue", ["TAX"]), new("C-MAIL", new Label("メール"), "message", []),
                new("C-BANK", new Label("口座振替"), "bank-debit", []), new("C-LINE", new Label("LINE"), "line", []),
                new("C-CORE", new Label("基幹"), "http-system", []),
                new("C-ODD", new Label("未知"), "no-such-kind", []), new("C-REAL", new Label("実物"), "message", []), new("C-NONE", new Label("未設定"), "message", []),
            ]),
        };
        package = package with { Declarations = new([Declared.CoreSystem.Declaration]) };
        var settings = new Dictionary<string, ConnectorSettingSpec>
        {
            ["C-SVC"] = new("sim:", "C-SVC", Datum.EmptyObject), ["C-TAX"] = new("sim:", null, Datum.EmptyObject), ["C-MAIL"] = new("sim:", null, Datum.EmptyObject),
            ["C-BANK"] = new("sim:", null, Datum.EmptyObject), ["C-LINE"] = new("sim:", null, Datum.EmptyObject), ["C-CORE"] = new("sim:", null, Datum.EmptyObject),
            ["C-REAL"] = new("https://mail.example.jp/api/", "mail", Datum.EmptyObject),
        };
        var program = new MunicipalityProgramSpec(Program, [22], null, null, null, Datum.EmptyObject, new Dictionary<string, IReadOnlyList<Datum>>(), settings);
        return new(new([package]), [new(Tenant, "142042", "鎌倉市", [program], [], [])], []);
    }
}

/// <summary>Keeps what arrived, and knows repeated ids as the server does.</summary>
internal sealed class RecordedInbound : IInbound
{
    private readonly Dictionary<string, string> _digests = [];

    public List<InboundEvent> Events { get; } = [];
    public List<InboundReturn> Returns { get; } = [];
    public Func<InboundReturn, InboundResult>? OnReturn { get; set; }
    /// <summary>The next answer, instead of its own.</summary>
    public InboundResult? Next { get; set; }
    public int Asked { get; private set; }

    public ValueTask<InboundResult> Accept(InboundEvent inbound, CancellationToken cancellationToken)
    {
        Asked++;
        if (Next is { } next) { Next = null; return ValueTask.FromResult(next); }
        if (_digests.TryGetValue(inbound.Id, out var digest))
            return ValueTask.FromResult(new InboundResult(digest == inbound.Digest ? InboundResultKind.Repeated : InboundResultKind.Conflict));
        _digests.Add(inbound.Id, inbound.Digest);
        Events.Add(inbound);
        return ValueTask.FromResult(new InboundResult(InboundResultKind.Accepted));
    }

    public ValueTask<InboundResult> Return(InboundReturn inbound, CancellationToken cancellationToken)
    {
        Returns.Add(inbound);
        return ValueTask.FromResult(OnReturn?.Invoke(inbound) ?? new InboundResult(InboundResultKind.Accepted));
    }
}

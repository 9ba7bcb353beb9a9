using Workflows.Cases.Ports;
using Workflows.Connectors.Catalogue;
using Workflows.Connectors.Schemas;
using Workflows.Engine.Data;

namespace Workflows.Connectors.Tests.Compliance;

/// <summary>What every connector and its simulator must do. A connector's tests derive from it and say how each operation can succeed.</summary>
public abstract class ConnectorCompliance
{
    private readonly World _world = new();

    protected abstract string Kind { get; }

    /// <summary>Brings the far side to where the operation's example succeeds.</summary>
    private protected virtual Task Prepare(World world, string operation) => Task.CompletedTask;

    protected virtual IConnector Connector => ConnectorCatalogue.Connectors.Single(c => c.Kind == Kind);
    private string Id => World.ConnectorOf(Kind);

    private async Task<CallOutcome> Run(OperationDescriptor operation, string key = "key-1") => await _world.Call(Id, operation.Name, operation.Example.Request, key);

    private async Task EachOperation(Func<OperationDescriptor, Task> check)
    {
        Assert.NotEmpty(Connector.Operations);
        foreach (var operation in Connector.Operations)
        {
            _world.Simulators.Reset();
            await Prepare(_world, operation.Name);
            await check(operation);
        }
    }

    [Fact]
    public void Every_operation_has_schemas_an_example_that_fits_them_and_labels()
    {
        foreach (var operation in Connector.Operations)
        {
            Assert.Empty(SchemaCheck.UnknownKeywords(operation.Request));
            Assert.Empty(SchemaCheck.UnknownKeywords(operation.Response));
            Assert.Null(SchemaCheck.FirstProblem(operation.Request, operation.Example.Request));
            Assert.Null(SchemaCheck.FirstProblem(operation.Response, operation.Example.Response));
            Assert.NotEmpty(operation.LabelJa);
            Assert.All(operation.Faults, f => Assert.NotEmpty(f.LabelJa));
            Assert.Contains(operation.Faults, f => f.Code == "refused");
        }
        Assert.All(Connector.Events, e => Assert.Empty(SchemaCheck.UnknownKeywords(e.Payload)));
    }

    [Fact]
    public void It_has_a_simulator_with_every_common_switch()
    {
        var description = _world.Simulators.Kinds.Single(k => k.Kind == Kind);
        foreach (var name in new[] { "slow", "down", "duplicate", "outOfOrder", "refused", "wrong", "unauthorized" })
            Assert.Contains(description.Switches, s => s.Key == name && s.Value.Length > 0);
    }

    [Fact]
    public async Task Every_example_succeeds() => await EachOperation(async operation =>
    {
        var outcome = await Run(operation);
        Assert.True(outcome.Kind == CallOutcomeKind.Done, $"{operation.Name}: {outcome.Kind} {outcome.Code} {outcome.Message}");
    });

    [Fact]
    public async Task The_same_key_twice_takes_effect_once_and_gives_the_first_answer() => await EachOperation(async operation =>
    {
        if (operation.Idempotency != Idempotency.ByKey) return;
        var first = await Run(operation);
        var second = await Run(operation);
        Assert.Equal(CallOutcomeKind.Done, second.Kind);
        Assert.Equal(first.Value, second.Value);
        Assert.Equal(["done", "repeated"], Calls(operation).Select(c => c.Outcome));
    });

    [Fact]
    public async Task An_answer_lost_after_the_effect_is_made_good_by_the_next_attempt() => await EachOperation(async operation =>
    {
        if (operation.Idempotency != Idempotency.ByKey) return;
        _world.Simulators.Fail(World.Tenant, Id, operation.Name, "lost", times: 1);
        Assert.Equal(CallOutcomeKind.Retry, (await Run(operation)).Kind);
        Assert.Equal(CallOutcomeKind.Done, (await Run(operation)).Kind);
        Assert.Equal(["lost", "repeated"], Calls(operation).Select(c => c.Outcome));
    });

    [Fact]
    public async Task A_system_that_is_down_is_worth_another_try_until_it_is_up_again() => await EachOperation(async operation =>
    {
        _world.Simulators.Switch(World.Tenant, Id, "down", true);
        Assert.Equal(CallOutcomeKind.Retry, (await Run(operation)).Kind);
        _world.Simulators.Switch(World.Tenant, Id, "down", false);
        Assert.Equal(CallOutcomeKind.Done, (await Run(operation)).Kind);
    });

    [Fact]
    public async Task An_answer_after_the_time_out_is_a_retry_or_unknown_but_a_slow_one_in_time_is_done() => await EachOperation(async operation =>
    {
        _world.Simulators.Switch(World.Tenant, Id, "slow", 60_000);
        var late = await Run(operation, "late");
        Assert.Equal(operation.Idempotency == Idempotency.InquiryOnly ? CallOutcomeKind.Unknown : CallOutcomeKind.Retry, late.Kind);
        _world.Simulators.Reset();
        await Prepare(_world, operation.Name);
        _world.Simulators.Switch(World.Tenant, Id, "slow", 900);
        Assert.Equal(CallOutcomeKind.Done, (await Run(operation, "in time")).Kind);
    });

    [Fact]
    public async Task Wrong_credentials_are_fatal_and_say_what_to_check() => await EachOperation(async operation =>
    {
        _world.Simulators.Switch(World.Tenant, Id, "unauthorized", true);
        var outcome = await Run(operation);
        Assert.Equal((CallOutcomeKind.Fatal, "UNAUTHORIZED"), (outcome.Kind, outcome.Code));
        Assert.Contains("秘密", outcome.Message, StringComparison.Ordinal);
    });

    [Fact]
    public async Task A_refusal_for_a_reason_of_the_business_is_a_declared_fault() => await EachOperation(async operation =>
    {
        foreach (var fault in operation.Faults)
        {
            _world.Simulators.Fail(World.Tenant, Id, operation.Name, fault.Code, times: 1);
            var outcome = await Run(operation, fault.Code);
            Assert.Equal((CallOutcomeKind.BusinessFault, fault.Code), (outcome.Kind, outcome.Code));
        }
        _world.Simulators.Switch(World.Tenant, Id, "refused", true);
        Assert.Equal("refused", (await Run(operation)).Code);
    });

    [Fact]
    public async Task A_malformed_answer_never_counts_as_done_and_is_explained() => await EachOperation(async operation =>
    {
        foreach (var answer in new Datum[] { Datum.EmptyObject, Datum.Object(("unexpected", 1)) })
        {
            if (CarriesFiles(operation) || operation.Name == "findLiability") continue; // any object is a liability
            _world.Simulators.Answer(World.Tenant, Id, operation.Name, answer);
            var outcome = await Run(operation, "malformed");
            Assert.Equal((CallOutcomeKind.Fatal, "BAD_ANSWER"), (outcome.Kind, outcome.Code));
            Assert.Contains("$.", outcome.Message, StringComparison.Ordinal);
        }
        _world.Simulators.Answer(World.Tenant, Id, operation.Name, null);
        if (CarriesFiles(operation)) return; // half a file is still a file: its footer or trailer shows the damage
        _world.Simulators.Switch(World.Tenant, Id, "wrong", true);
        var broken = await Run(operation, "broken");
        Assert.Equal(CallOutcomeKind.Retry, broken.Kind);
        Assert.Contains("JSON", broken.Message, StringComparison.Ordinal);
    });

    [Fact]
    public async Task An_unknown_operation_and_a_request_that_breaks_the_schema_are_refused_before_anything_is_sent()
    {
        Assert.Equal("UNKNOWN_OPERATION", (await _world.Call(Id, "noSuchThing", Datum.EmptyObject)).Code);
        foreach (var operation in Connector.Operations)
        {
            var outcome = await _world.Call(Id, operation.Name, Datum.EmptyObject);
            Assert.Equal((CallOutcomeKind.Fatal, "BAD_REQUEST"), (outcome.Kind, outcome.Code));
            Assert.Contains("$.", outcome.Message, StringComparison.Ordinal);
        }
        Assert.Empty(_world.Simulators.Calls(World.Tenant, Id));
    }

    [Fact]
    public async Task Two_forced_time_outs_then_its_own_answer() => await EachOperation(async operation =>
    {
        _world.Simulators.Fail(World.Tenant, Id, operation.Name, "timeout", times: 2);
        // What may not be done twice is unknown until an inquiry tells.
        var lost = operation.Idempotency == Idempotency.InquiryOnly ? CallOutcomeKind.Unknown : CallOutcomeKind.Retry;
        Assert.Equal(lost, (await Run(operation)).Kind);
        Assert.Equal(lost, (await Run(operation)).Kind);
        Assert.Equal(CallOutcomeKind.Done, (await Run(operation)).Kind);
    });

    [Fact]
    public async Task Calls_record_what_was_asked_and_under_which_key() => await EachOperation(async operation =>
    {
        await Run(operation, "案件-1");
        var call = Calls(operation).Single();
        foreach (var (key, value) in operation.Example.Request.Members.Where(m => m.Key != "reason" || operation.Name != "withdraw"))
            Assert.Equal(value.ToString(), call.Request[key].ToString());
        if (operation.Idempotency == Idempotency.ByKey) Assert.Equal(Uri.EscapeDataString("案件-1"), call.Key);
    });

    private static bool CarriesFiles(OperationDescriptor operation) => operation.Response["properties"].Has("text");

    private IEnumerable<SimulatorCall> Calls(OperationDescriptor operation) => _world.Simulators.Calls(World.Tenant, Id).Where(c => c.Operation == operation.Name);
}

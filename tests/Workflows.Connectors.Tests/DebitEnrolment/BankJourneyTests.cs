using Workflows.Cases.Ports;
using Workflows.Connectors.DebitEnrolment;
using Workflows.Engine.Data;

namespace Workflows.Connectors.Tests.DebitEnrolment;

public sealed class BankJourneyTests
{
    private readonly World _world = new();

    private static Datum Request(string id, string account = "7654321") =>
        DebitEnrolmentOperations.Start.Example.Request.With("applicationId", id).With("accountNo", account);

    private Task<Datum> Start(string id, string account = "7654321", string? key = null) => _world.Done("C-SVC", "start", Request(id, account), key ?? id);

    private ValueTask<Datum> Finish(string id, params (string, Datum?)[] more) =>
        _world.Simulators.Act(World.Tenant, "C-SVC", "finish", Datum.Object([("applicationId", id), .. more]));

    private async Task<string> File(string date) => (await _world.Done("C-SVC", "getResults", Datum.Object(("date", date)), date))["text"].AsText()!;

    [Theory]
    [InlineData("7654320", "10")]
    [InlineData("7654329", "11")]
    [InlineData("7654328", "12")]
    [InlineData("7654321", "00")]
    [InlineData("0", "10")]
    public async Task The_account_number_decides_how_the_citizen_ends_at_the_bank(string account, string code)
    {
        await Start("KF-1", account);
        await Finish("KF-1");
        Assert.Equal((code, "KF-1"), (_world.Inbound.Returns.Single().Code, _world.Inbound.Returns.Single().Application));
    }

    [Fact]
    public async Task The_return_carries_a_state_that_verifies_for_thirty_minutes_and_only_for_its_application()
    {
        await Start("KF-1");
        await Finish("KF-1", ("code", "00"));
        var returned = _world.Inbound.Returns.Single();
        var now = _world.Clock.GetUtcNow();
        ReturnVerdict Verify(string application, string state, DateTimeOffset at) => _world.Opened.Returns.Verify(returned.Tenant, returned.Program, returned.Connector, application, state, at);

        Assert.Equal(ReturnVerdict.Good, Verify("KF-1", returned.State, now.AddMinutes(30)));
        Assert.Equal(ReturnVerdict.Expired, Verify("KF-1", returned.State, now.AddMinutes(31)));
        Assert.Equal(ReturnVerdict.Forged, Verify("KF-2", returned.State, now));
        Assert.Equal(ReturnVerdict.Forged, Verify("KF-1", returned.State + "x", now));
        Assert.Equal(ReturnVerdict.Forged, Verify("KF-1", "9" + returned.State, now));
    }

    [Fact]
    public async Task Three_attempts_at_the_same_instant_carry_three_different_states()
    {
        foreach (var attempt in new[] { "KF-1-1", "KF-1-2", "KF-1-3" })
        {
            await Start("KF-1", "7654329", attempt);
            await Finish("KF-1");
        }
        Assert.Equal(3, _world.Inbound.Returns.Select(r => r.State).Distinct().Count());
    }

    [Fact]
    public async Task Nothing_happens_at_the_bank_without_an_act()
    {
        await Start("KF-1");
        _world.SetTime("2026-06-11 08:00");
        Assert.EndsWith("\r\nT,0\r\n", await File("2026-06-11"), StringComparison.Ordinal);
        Assert.Empty(_world.Inbound.Returns);
    }

    [Fact]
    public async Task The_file_of_a_day_has_what_was_completed_the_day_before_also_by_citizens_who_never_came_back()
    {
        await Start("KF-1");
        await Start("KF-2");
        await Start("KF-3");
        await Finish("KF-1", ("code", "00"));
        await Finish("KF-2", ("code", "00"), ("returns", false));
        await Finish("KF-3", ("code", "20"));
        _world.SetTime("2026-06-11 08:00");

        Assert.Equal(
            "受付番号,受付日時,科目コード,年度,通知書番号,納付義務者カナ,生年月日,郵便番号,銀行コード,支店コード,預金種目,口座番号,口座名義カナ,納付方法,結果コード\r\n" +
            "KF-1,2026-06-10T10:00:00+09:00,11,08,1234567890,ヤマダ ハナコ,1980-04-01,2480000,0001,123,1,7654321,ﾔﾏﾀﾞ ﾊﾅｺ,期別,00\r\n" +
            "KF-2,2026-06-10T10:00:00+09:00,11,08,1234567890,ヤマダ ハナコ,1980-04-01,2480000,0001,123,1,7654321,ﾔﾏﾀﾞ ﾊﾅｺ,期別,00\r\n" +
            "T,2\r\n", await File("2026-06-11"));
        Assert.Equal(["KF-1", "KF-3"], _world.Inbound.Returns.Select(r => r.Application));
    }

    [Fact]
    public async Task Over_a_weekend_everything_lands_in_the_next_business_days_file_and_in_no_other()
    {
        // 2026-06-12 is a Friday.
        foreach (var (day, id) in new[] { ("2026-06-11", "THU"), ("2026-06-12", "FRI"), ("2026-06-13", "SAT"), ("2026-06-14", "SUN"), ("2026-06-15", "MON") })
        {
            _world.SetTime(day + " 12:00");
            await Start(id);
            await Finish(id, ("code", "00"));
        }
        _world.SetTime("2026-06-16 08:00");
        Assert.Equal(["THU"], Ids(await File("2026-06-12")));
        Assert.Equal(["FRI", "SAT", "SUN"], Ids(await File("2026-06-15")));
        Assert.Equal(["MON"], Ids(await File("2026-06-16")));
        Assert.Equal("noFile", (await _world.Call("C-SVC", "getResults", Datum.Object(("date", "2026-06-13")))).Code);
    }

    [Fact]
    public async Task The_file_is_written_at_seven_and_the_same_date_gives_the_same_bytes_ever_after()
    {
        await Start("KF-1");
        await Finish("KF-1", ("code", "00"));
        _world.SetTime("2026-06-11 06:59");
        Assert.Equal(CallOutcomeKind.Retry, (await _world.Call("C-SVC", "getResults", Datum.Object(("date", "2026-06-11")))).Kind);
        _world.SetTime("2026-06-11 07:00");
        var first = await _world.Done("C-SVC", "getResults", Datum.Object(("date", "2026-06-11")));
        _world.SetTime("2026-07-01 07:00");
        await Start("KF-2");
        await Finish("KF-2", ("code", "00"));
        Assert.Equal(first, await _world.Done("C-SVC", "getResults", Datum.Object(("date", "2026-06-11")), "again"));
    }

    [Fact]
    public async Task The_footer_can_be_broken_and_rows_can_turn_bad_come_twice_or_in_another_order()
    {
        await Start("KF-1");
        await Start("KF-2");
        _world.Simulators.Switch(World.Tenant, "C-SVC", "ngRows", "11");
        await Finish("KF-1", ("code", "00"));
        _world.Simulators.Switch(World.Tenant, "C-SVC", "ngRows", false);
        await Finish("KF-2", ("code", "00"));
        _world.SetTime("2026-06-11 08:00");
        Assert.Contains(",期別,11\r\n", await File("2026-06-11"), StringComparison.Ordinal);

        await _world.Simulators.Act(World.Tenant, "C-SVC", "brokenFooter", Datum.Object(("on", true)));
        Assert.EndsWith("T,3\r\n", await File("2026-06-11"), StringComparison.Ordinal);
        await _world.Simulators.Act(World.Tenant, "C-SVC", "brokenFooter", Datum.Object(("on", false)));
        _world.Simulators.Switch(World.Tenant, "C-SVC", "outOfOrder", true);
        Assert.Equal(["KF-2", "KF-1"], Ids(await File("2026-06-11")));
        _world.Simulators.Switch(World.Tenant, "C-SVC", "duplicate", true);
        Assert.Equal(["KF-2", "KF-2", "KF-1", "KF-1"], Ids(await File("2026-06-11")));
    }

    [Fact]
    public async Task A_withdrawn_application_is_not_reported_any_more()
    {
        await Start("KF-1");
        await Finish("KF-1", ("code", "00"));
        await _world.Done("C-SVC", "withdraw", Datum.Object(("applicationId", "KF-1")));
        _world.SetTime("2026-06-11 08:00");
        Assert.Empty(Ids(await File("2026-06-11")));
        Assert.Equal("unknownApplication", (await _world.Call("C-SVC", "withdraw", Datum.Object(("applicationId", "KF-9")))).Code);
    }

    [Fact]
    public async Task A_line_that_the_bank_completed_cannot_be_started_again_but_one_that_failed_can()
    {
        await Start("KF-1", "7654329");
        await Finish("KF-1");
        await Start("KF-1", "7654321", "second");
        await Finish("KF-1");
        Assert.Equal("alreadyCompleted", (await _world.Call("C-SVC", "start", Request("KF-1"), "third")).Code);
    }

    [Fact]
    public async Task An_act_on_an_application_that_never_started_says_which_did()
    {
        await Start("KF-1");
        var problem = await Assert.ThrowsAsync<SimulatorException>(async () => await Finish("KF-9"));
        Assert.Contains("KF-1", problem.Ja, StringComparison.Ordinal);
        var code = await Assert.ThrowsAsync<SimulatorException>(async () => await Finish("KF-1", ("code", "77")));
        Assert.Contains("00、10、11", code.Ja, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SimulatorException>(async () => await _world.Simulators.Act(World.Tenant, "C-SVC", "dance", Datum.EmptyObject));
    }

    [Fact]
    public async Task A_fixed_file_can_be_given_instead()
    {
        _world.Simulators.Answer(World.Tenant, "C-SVC", "getResults", Datum.Object(("text", "受付番号\r\nT,0\r\n")));
        Assert.Equal("受付番号\r\nT,0\r\n", await File("2026-06-11"));
    }

    private static IEnumerable<string> Ids(string file) => file.Split("\r\n")[1..^2].Select(r => r.Split(',')[0]);
}

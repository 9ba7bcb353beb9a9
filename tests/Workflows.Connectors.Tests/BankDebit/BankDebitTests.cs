using Workflows.Cases.Ports;
using Workflows.Connectors.BankDebit;
using Workflows.Connectors.Tests.Compliance;
using Workflows.Decisions.Functions.Bank;
using Workflows.Engine.Data;

namespace Workflows.Connectors.Tests.BankDebit;

public sealed class BankDebitComplianceTests : ConnectorCompliance
{
    protected override string Kind => "bank-debit";

    private protected override async Task Prepare(World world, string operation)
    {
        world.SetTime("2026-08-31 17:00");
        if (operation == "getResult") await world.Done("C-BANK", "putRequest", BankDebitOperations.PutRequest.Example.Request, "prepared");
    }
}

public sealed class BankDebitTests
{
    private readonly World _world = new();

    private Task<Datum> Put(string? file = null, string key = "f1") => _world.Done("C-BANK", "putRequest", Datum.Object(("file", file ?? BankDebitOperations.Example), ("transferDate", "2026-08-31")), key);

    private async Task<string[]> Result()
    {
        _world.SetTime("2026-08-31 17:00");
        return (await _world.Done("C-BANK", "getResult", Datum.Object(("transferDate", "2026-08-31"))))["text"].AsText()!.Split("\r\n");
    }

    [Fact]
    public void The_example_is_the_specifications_file()
    {
        var lines = BankDebitOperations.Example.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, l => Assert.Equal(120, l.Length));
        Assert.Equal("19101420400001ｶﾏｸﾗｼｶｲｹｲｶﾝﾘｼﾔ__________________________08310001ﾐｽﾞﾎ___________001ｶﾏｸﾗ___________11234567_________________".Replace('_', ' '), lines[0]);
        Assert.Equal("20001ﾐｽﾞﾎ___________456ﾌｼﾞｻﾜ______________11112223ｽｽﾞｷ_ｷﾖｳｲﾁ____________________00000078001310820000000170300000________".Replace('_', ' '), lines[2]);
    }

    [Fact]
    public async Task The_result_comes_at_17_00_with_the_codes_of_the_acts_and_the_specifications_trailer()
    {
        await Put();
        _world.SetTime("2026-08-31 16:59");
        Assert.Equal(CallOutcomeKind.Retry, (await _world.Call("C-BANK", "getResult", Datum.Object(("transferDate", "2026-08-31")))).Kind);
        await _world.Simulators.Act(World.Tenant, "C-BANK", "setResult", Datum.Object(("customerNo", "31082000000017030000"), ("code", "1")));
        var lines = await Result();
        Assert.Equal(["0        ", "1        "], lines[1..3].Select(l => l[^9..]));
        Assert.Equal("8000002000000023000000001000000015200000001000000007800".PadRight(120), lines[3]);
        Assert.Equal("noFile", (await _world.Call("C-BANK", "getResult", Datum.Object(("transferDate", "2026-09-30")))).Code);
    }

    [Fact]
    public async Task A_broken_trailer_is_one_yen_off()
    {
        await Put();
        await _world.Simulators.Act(World.Tenant, "C-BANK", "brokenTrailer", Datum.Object(("on", true)));
        Assert.Equal("8000002000000023000000002000000023001000000000000000000".PadRight(120), (await Result())[3]);
    }

    [Fact]
    public async Task A_hundred_thousand_yen_bounces_and_account_0000002_has_no_dealings()
    {
        await Put(BankDebitOperations.Example.Replace("0000015200", "0000100000").Replace("11112223", "10000002").Replace("000000023000", "000000107800"));
        var lines = await Result();
        Assert.Equal("12", $"{lines[1][111]}{lines[2][111]}");
    }

    [Fact]
    public async Task The_same_bytes_under_another_key_give_the_earlier_receipt()
    {
        var first = await Put(key: "f1");
        Assert.Equal(first, await Put(key: "f2"));
        var other = await Put(BankDebitOperations.Example.Replace("\r\n", "", StringComparison.Ordinal), "f3");
        Assert.NotEqual(first["receiptNo"], other["receiptNo"]);
    }

    [Theory]
    [InlineData("0000015200", "0000015201")]
    [InlineData("19101420400001", "12101420400001")]
    [InlineData("0000007800", "0000000000")]
    public async Task A_file_that_does_not_add_up_is_refused_as_a_whole(string was, string becomes)
    {
        var outcome = await _world.Call("C-BANK", "putRequest", Datum.Object(("file", BankDebitOperations.Example.Replace(was, becomes, StringComparison.Ordinal))));
        Assert.Equal((CallOutcomeKind.BusinessFault, "badFile"), (outcome.Kind, outcome.Code));
    }

    [Fact]
    public async Task A_character_without_a_byte_is_named_with_its_place()
    {
        var outcome = await _world.Call("C-BANK", "putRequest", Datum.Object(("file", BankDebitOperations.Example.Replace("ﾔﾏﾀﾞ", "山田  ", StringComparison.Ordinal))));
        Assert.Equal((CallOutcomeKind.Fatal, "BAD_REQUEST"), (outcome.Kind, outcome.Code));
        Assert.Contains("「山」", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_layout_agrees_with_the_products_zengin_layout() => Assert.Equal(120, ZenginLayout.Debit.Kind("2").Fields.Sum(f => f.Length));
}

using Workflows.Decisions.Functions.Addresses;

namespace Workflows.Decisions.Tests.Functions.Addresses;

public sealed class AddressTests
{
    private static readonly string[] Own = ["神奈川県", "見本市"];

    private static readonly AddressRow[] Register =
    [
        new("B12", "見本町三丁目", "12"),
        new("U9", "見本町三丁目", "12", "9"),
        new("U9-2", "見本町三丁目", "12", "9-2"),
        new("P1", "見本町字原", Lot: "1234-5"),
    ];

    [Theory] // geo-registers 5.3
    [InlineData("神奈川県見本市見本町３－１２－９", "4", "U9", "見本町三丁目12番9号")]
    [InlineData("見本町三丁目12番9-2号", "4", "U9-2", "見本町三丁目12番9-2号")]
    [InlineData("見本町3-12-9-2", "4", "U9-2", "見本町三丁目12番9-2号")]
    [InlineData("見本町3丁目12-8", "3", "B12", "見本町三丁目12番")]
    [InlineData("見本町字原1234番地5", "3P", "P1", "見本町字原1234番地5")]
    [InlineData("見本町字原1234-5", "3P", "P1", "見本町字原1234番地5")]
    [InlineData("見本町3丁目99-1", "2", null, "見本町三丁目")]
    [InlineData("見本市別町1-1", "1", null, "見本市")]
    public void An_address_is_found_as_far_as_the_register_goes(string text, string level, string? id, string address) =>
        Assert.Equal(new AddressMatch(level, id, address, null), AddressMatcher.Match(JapaneseAddress.Parse(text, Own), Register));

    [Fact]
    public void An_unknown_address_says_so() =>
        Assert.Equal(new AddressMatch("0", null, null, "住所が見つかりません。"), AddressMatcher.Match(JapaneseAddress.Parse("別町1-1", Own), Register));

    [Theory]
    [InlineData("見本町 ３丁目１２番９号 メゾン見本２０１", "見本町三丁目12-9", "メゾン見本201")]
    [InlineData("見本町12ー9", "見本町12-9", "")]
    [InlineData("見本町二十一丁目5の3", "見本町二十一丁目5-3", "")]
    [InlineData("見本町", "見本町", "")]
    public void Spellings_become_one(string text, string canonical, string rest)
    {
        var address = JapaneseAddress.Parse(text, Own);
        Assert.Equal(canonical, address.Canonical);
        Assert.Equal(rest, address.Rest);
    }
}

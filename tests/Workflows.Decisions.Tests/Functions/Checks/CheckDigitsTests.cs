using Workflows.Decisions.Functions;
using Workflows.Decisions.Functions.Checks;

namespace Workflows.Decisions.Tests.Functions.Checks;

public sealed class CheckDigitsTests
{
    [Theory]
    [InlineData("91920001110812345678900100000026063000152003", true)] // account-transfer D1
    [InlineData("91920001310820000000170300000026083100078004", true)]
    [InlineData("91920001110812345678900100000026063000152004", false)]
    [InlineData("91920002110845678901230100000026063000099000", true)]
    [InlineData("9192000111081234567890010000002606300015200", false)]
    [InlineData("91920001310820000000990400000026093000065007", true)] // cashless-payment D1
    [InlineData("91920014510850000000070000000026093000246002", true)]
    [InlineData("91920014520850000000150000000026103100012006", true)]
    [InlineData("91920001320830000000250200000126083103000007", true)]
    [InlineData("4901234567894", true)]
    [InlineData("４901234567894", false)]
    [InlineData("", false)]
    public void GS1(string text, bool valid) => Assert.Equal(valid, CheckDigits.IsGs1(text));

    [Fact]
    public void A_barcode_gets_its_check_digit() =>
        Assert.Equal("91920001310820000000990400000026093000065007", CheckDigits.AppendGs1("9192000131082000000099040000002609300006500"));

    [Theory]
    [InlineData("7123456789012", true)] // e-invoicing D6
    [InlineData("9234567890123", true)]
    [InlineData("3987654321098", true)]
    [InlineData("1234567890123", false)]
    [InlineData("712345678901", false)]
    public void Corporate_number(string text, bool valid) => Assert.Equal(valid, CheckDigits.IsCorporateNumber(text));

    [Theory]
    [InlineData("123456789018", true)] // care-certification D9
    [InlineData("123456789017", false)]
    [InlineData("987654321093", true)]
    public void Personal_number(string text, bool valid) => Assert.Equal(valid, CheckDigits.IsPersonalNumber(text));

    [Theory]
    [InlineData("142042", "14204")] // 鎌倉市
    [InlineData("141003", "14100")] // 横浜市
    [InlineData("14131", "14131")]
    [InlineData("142043", null)]
    [InlineData("1420", null)]
    public void Municipality_code_is_kept_in_five_digits(string text, string? five) =>
        Assert.Equal(five, CheckDigits.MunicipalityFiveDigits(text));

    [Theory]
    [InlineData("B01-2026-0000001-47", true)] // certificates D5
    [InlineData("B01-2026-0000123-68", true)]
    [InlineData("B01-2026-0000123-67", false)]
    [InlineData("B01-2026-123-68", false)]
    public void Certificate_number(string text, bool valid) => Assert.Equal(valid, CheckDigits.IsCertificateNumber(text));

    [Fact]
    public void Letters_are_refused() =>
        Assert.Throws<FunctionException>(() => CheckDigits.Compute("12A", [3, 1], 10, CheckRule.Complement, WeightFrom.Right));
}

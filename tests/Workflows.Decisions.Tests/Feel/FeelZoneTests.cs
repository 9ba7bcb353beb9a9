using Workflows.Decisions.Feel;

namespace Workflows.Decisions.Tests.Feel;

public sealed class FeelZoneTests
{
    [Theory]
    [InlineData("2026-01-01T00:00:00@Asia/Tokyo", "PT9H")]
    [InlineData("1949-07-01T00:00:00@Asia/Tokyo", "PT10H")]
    [InlineData("2026-01-15T00:00:00@Europe/Paris", "PT1H")]
    [InlineData("2026-07-15T00:00:00@Europe/Paris", "PT2H")]
    [InlineData("2060-07-15T00:00:00@Europe/Paris", "PT2H")]
    [InlineData("2026-03-29T01:59:59@Europe/Paris", "PT1H")]
    [InlineData("2026-03-29T03:00:00@Europe/Paris", "PT2H")]
    [InlineData("2026-01-15T00:00:00@Australia/Melbourne", "PT11H")]
    [InlineData("2026-07-15T00:00:00@Australia/Melbourne", "PT10H")]
    [InlineData("2099-01-15T00:00:00@Australia/Melbourne", "PT11H")]
    [InlineData("2026-07-04T12:00:00@America/New_York", "-PT4H")]
    [InlineData("2026-07-04T12:00:00@Etc/UTC", "PT0S")]
    [InlineData("2026-07-04T12:00:00@Asia/Kathmandu", "PT5H45M")]
    [InlineData("-2026-07-04T12:00:00@Asia/Tokyo", "PT9H18M59S")]
    [InlineData("999999999-12-31T23:59:59@America/New_York", "-PT5H")]
    public void A_zone_has_its_offset_at_every_date(string text, string offset)
    {
        Assert.Equal(offset, FeelValues.ToText(FeelExpression.Evaluate($"@\"{text}\".time offset")));
    }

    [Theory]
    [InlineData("@\"2026-03-29T01:30:00@Europe/Paris\" + @\"PT1H\"", "2026-03-29T03:30:00@Europe/Paris")]
    [InlineData("@\"2026-10-25T02:30:00@Europe/Paris\" + @\"PT24H\"", "2026-10-26T01:30:00@Europe/Paris")]
    [InlineData("@\"2026-03-30T00:00:00@Europe/Paris\" - @\"2026-03-29T00:00:00@Europe/Paris\"", "PT23H")]
    public void Durations_move_on_the_line_of_instants(string text, string expected)
    {
        Assert.Equal(expected, FeelValues.ToText(FeelExpression.Evaluate(text)));
    }

    [Fact]
    public void A_name_that_is_no_zone_is_refused()
    {
        Assert.Null(FeelZone.OfName("Asia/Edo"));
        Assert.Null(FeelDateTime.TryParse("2026-01-01T00:00:00@../etc/passwd"));
        Assert.NotEmpty(FeelZone.DatabaseVersion);
    }
}

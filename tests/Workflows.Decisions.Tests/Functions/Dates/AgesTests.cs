using Workflows.Decisions.Calendars;
using Workflows.Decisions.Functions;
using Workflows.Decisions.Functions.Dates;

namespace Workflows.Decisions.Tests.Functions.Dates;

public sealed class AgesTests
{
    [Theory]
    [InlineData("2006-04-01", "2024-03-30", 17)]
    [InlineData("2006-04-01", "2024-03-31", 18)]
    [InlineData("2006-04-02", "2024-03-31", 17)]
    [InlineData("2004-02-29", "2025-02-27", 20)]
    [InlineData("2004-02-29", "2025-02-28", 21)]
    [InlineData("2004-02-29", "2024-02-28", 20)]
    public void By_the_law_a_year_is_full_the_day_before_the_birthday(string birth, string day, int age) =>
        Assert.Equal(age, Ages.On(DateOnly.Parse(birth), DateOnly.Parse(day)));

    [Theory]
    [InlineData("2006-04-01", "2024-03-31", 17)]
    [InlineData("2006-04-01", "2024-04-01", 18)]
    [InlineData("2004-02-29", "2025-02-28", 20)]
    [InlineData("2004-02-29", "2025-03-01", 21)]
    public void By_the_birthday_rule_the_year_begins_on_the_birthday(string birth, string day, int age) =>
        Assert.Equal(age, Ages.On(DateOnly.Parse(birth), DateOnly.Parse(day), AgeRule.Birthday));

    [Fact]
    public void On_the_day_of_birth_a_child_is_0() => Assert.Equal(0, Ages.On(new DateOnly(2026, 4, 1), new DateOnly(2026, 4, 1)));

    [Theory]
    [InlineData("2022-04-01", 2026, 4)]
    [InlineData("2022-04-02", 2026, 3)]
    [InlineData("2025-04-01", 2026, 1)]
    [InlineData("2025-04-02", 2026, 0)]
    [InlineData("2026-05-10", 2026, 0)]
    [InlineData("2024-04-02", 2025, 0)]
    [InlineData("2024-04-01", 2025, 1)]
    [InlineData("2023-04-02", 2025, 1)]
    [InlineData("2023-04-01", 2025, 2)]
    [InlineData("2025-04-01", 2025, 0)]
    [InlineData("2019-04-02", 2025, 5)]
    [InlineData("2019-04-01", 2025, 6)]
    public void School_age_of_benefit_claims_D1_nursery_D8_and_citizen_platform_D5(string birth, int year, int age) =>
        Assert.Equal(age, Ages.SchoolAge(DateOnly.Parse(birth), new FiscalYear(year)));

    [Fact]
    public void A_day_before_the_birth_is_refused() =>
        Assert.Throws<FunctionException>(() => Ages.On(new DateOnly(2026, 4, 2), new DateOnly(2026, 4, 1)));

    [Theory]
    [InlineData("2026-03-15", "2026-06-14", 2)]
    [InlineData("2026-03-15", "2026-06-15", 3)]
    [InlineData("2026-01-31", "2026-02-28", 1)]
    public void Months_of_age_for_the_red_flags_of_citizen_platform_D11(string birth, string day, int months) =>
        Assert.Equal(months, Ages.Months(DateOnly.Parse(birth), DateOnly.Parse(day)));
}

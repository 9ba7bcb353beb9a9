using Workflows.Decisions.Calendars;

namespace Workflows.Decisions.Tests.Calendars;

public sealed class JapaneseHolidaysTests
{
    [Theory]
    [InlineData(2000, "01-01 元日,01-10 成人の日,02-11 建国記念の日,03-20 春分の日,04-29 みどりの日,05-03 憲法記念日,05-04 国民の休日,05-05 こどもの日,07-20 海の日,09-15 敬老の日,09-23 秋分の日,10-09 体育の日,11-03 文化の日,11-23 勤労感謝の日,12-23 天皇誕生日")]
    [InlineData(2003, "01-01 元日,01-13 成人の日,02-11 建国記念の日,03-21 春分の日,04-29 みどりの日,05-03 憲法記念日,05-05 こどもの日,07-21 海の日,09-15 敬老の日,09-23 秋分の日,10-13 体育の日,11-03 文化の日,11-23 勤労感謝の日,11-24 振替休日,12-23 天皇誕生日")]
    [InlineData(2009, "01-01 元日,01-12 成人の日,02-11 建国記念の日,03-20 春分の日,04-29 昭和の日,05-03 憲法記念日,05-04 みどりの日,05-05 こどもの日,05-06 振替休日,07-20 海の日,09-21 敬老の日,09-22 国民の休日,09-23 秋分の日,10-12 体育の日,11-03 文化の日,11-23 勤労感謝の日,12-23 天皇誕生日")]
    [InlineData(2019, "01-01 元日,01-14 成人の日,02-11 建国記念の日,03-21 春分の日,04-29 昭和の日,04-30 国民の休日,05-01 天皇の即位の日,05-02 国民の休日,05-03 憲法記念日,05-04 みどりの日,05-05 こどもの日,05-06 振替休日,07-15 海の日,08-11 山の日,08-12 振替休日,09-16 敬老の日,09-23 秋分の日,10-14 体育の日,10-22 即位礼正殿の儀の行われる日,11-03 文化の日,11-04 振替休日,11-23 勤労感謝の日")]
    [InlineData(2020, "01-01 元日,01-13 成人の日,02-11 建国記念の日,02-23 天皇誕生日,02-24 振替休日,03-20 春分の日,04-29 昭和の日,05-03 憲法記念日,05-04 みどりの日,05-05 こどもの日,05-06 振替休日,07-23 海の日,07-24 スポーツの日,08-10 山の日,09-21 敬老の日,09-22 秋分の日,11-03 文化の日,11-23 勤労感謝の日")]
    [InlineData(2021, "01-01 元日,01-11 成人の日,02-11 建国記念の日,02-23 天皇誕生日,03-20 春分の日,04-29 昭和の日,05-03 憲法記念日,05-04 みどりの日,05-05 こどもの日,07-22 海の日,07-23 スポーツの日,08-08 山の日,08-09 振替休日,09-20 敬老の日,09-23 秋分の日,11-03 文化の日,11-23 勤労感謝の日")]
    [InlineData(2026, "01-01 元日,01-12 成人の日,02-11 建国記念の日,02-23 天皇誕生日,03-20 春分の日,04-29 昭和の日,05-03 憲法記念日,05-04 みどりの日,05-05 こどもの日,05-06 振替休日,07-20 海の日,08-11 山の日,09-21 敬老の日,09-22 国民の休日,09-23 秋分の日,10-12 スポーツの日,11-03 文化の日,11-23 勤労感謝の日")]
    public void A_year_has_exactly_the_holidays_of_the_law(int year, string expected) =>
        Assert.Equal(expected, string.Join(',', JapaneseHolidays.Of(year).Select(h => $"{h.Date:MM-dd} {h.Name}")));

    [Theory]
    [InlineData("2006-05-04", "国民の休日")]
    [InlineData("2003-05-04", null)]
    [InlineData("2008-05-06", "振替休日")]
    [InlineData("2015-09-22", "国民の休日")]
    [InlineData("2032-09-21", "国民の休日")]
    [InlineData("2018-12-24", "振替休日")]
    [InlineData("2019-12-23", null)]
    public void Single_days_follow_the_law_of_their_year(string date, string? name) =>
        Assert.Equal(name, JapaneseHolidays.NameOf(DateOnly.Parse(date)));

    [Fact]
    public void The_equinoxes_agree_with_an_astronomical_series_in_every_year()
    {
        for (var year = 2000; year <= 2099; year++)
        {
            var holidays = JapaneseHolidays.Of(year);
            Assert.Equal(AstronomicalDay(year, spring: true), holidays.Single(h => h.Name == "春分の日").Date);
            Assert.Equal(AstronomicalDay(year, spring: false), holidays.Single(h => h.Name == "秋分の日").Date);
        }
    }

    [Fact]
    public void A_year_outside_the_table_is_refused_in_both_languages()
    {
        var error = Assert.Throws<CalendarException>(() => JapaneseHolidays.NameOf(new DateOnly(1999, 12, 31)));
        Assert.Contains("2000年から2099年", error.Japanese, StringComparison.Ordinal);
        Assert.Contains("2000 to 2099", error.English, StringComparison.Ordinal);
    }

    // Mean equinox (quartic in millennia from 2000) plus 24 periodic terms; accurate to about a minute, moved from TT to JST with a fixed ΔT of 75 s.
    private static DateOnly AstronomicalDay(int year, bool spring)
    {
        var y = (year - 2000) / 1000.0;
        var jde0 = spring
            ? 2451623.80984 + (365242.37404 * y) + (0.05169 * y * y) - (0.00411 * y * y * y) - (0.00057 * y * y * y * y)
            : 2451810.21715 + (365242.01767 * y) - (0.11575 * y * y) + (0.00337 * y * y * y) + (0.00078 * y * y * y * y);
        var t = (jde0 - 2451545.0) / 36525;
        var w = Radians((35999.373 * t) - 2.47);
        var lambda = 1 + (0.0334 * Math.Cos(w)) + (0.0007 * Math.Cos(2 * w));
        (double A, double B, double C)[] terms =
        [
            (485, 324.96, 1934.136), (203, 337.23, 32964.467), (199, 342.08, 20.186), (182, 27.85, 445267.112),
            (156, 73.14, 45036.886), (136, 171.52, 22518.443), (77, 222.54, 65928.934), (74, 296.72, 3034.906),
            (70, 243.58, 9037.513), (58, 119.81, 33718.147), (52, 297.17, 150.678), (50, 21.02, 2281.226),
            (45, 247.54, 29929.562), (44, 325.15, 31555.956), (29, 60.93, 4443.417), (18, 155.12, 67555.328),
            (17, 288.79, 4562.452), (16, 198.04, 62894.029), (14, 199.76, 31436.921), (12, 95.39, 14577.848),
            (12, 287.11, 31931.756), (12, 320.81, 34777.259), (9, 227.73, 1222.114), (8, 15.45, 16859.074),
        ];
        var s = terms.Sum(x => x.A * Math.Cos(Radians(x.B + (x.C * t))));
        var jde = jde0 + (0.00001 * s / lambda);
        var jst = jde - (75.0 / 86400) + (9.0 / 24);
        return new DateOnly(2000, 1, 1).AddDays((int)Math.Floor(jst - 2451544.5));
    }

    private static double Radians(double degrees) => degrees * Math.PI / 180;
}

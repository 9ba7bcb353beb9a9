using Workflows.Cases.Notices;
using Workflows.Cases.Tests.Packages;
using Workflows.Engine.Data;

namespace Workflows.Cases.Tests.Notices;

public sealed class Writing_notices
{
    private static readonly NoticeModel Model = new(
        Datum.Parse("""{"name":"山田 花子","cards":[{"label":"山田 1枚"},{"label":"山田 2枚"}]}"""),
        Datum.Parse("""{"number":"LC-2026-0001","submittedAt":"2026-06-15T15:30:00+00:00"}"""),
        Datum.Parse("""{"fee":1500}"""), Datum.EmptyObject, Datum.Object(("code", "14204"), ("name", "鎌倉市")));

    [Fact]
    public void A_notice_is_written_with_the_cases_values()
    {
        var (title, body) = NoticeRenderer.Render(SampleDefinitions.Package().Notices.Get("N-01"), Model);

        Assert.Equal("利用カードをお渡しします（LC-2026-0001）", title);
        Assert.Equal("山田 花子 様\n山田 1枚\n山田 2枚\n\n申込日 令和8年6月16日　手数料 1,500円\n", body);
    }

    [Fact]
    public void A_missing_field_is_empty_but_an_unknown_name_is_an_error_at_its_line()
    {
        Assert.Equal("（）\n", Write("（{{ fields.nothing.at.all }}）"));

        var error = Assert.Throws<NoticeException>(() => Write("一行目\n{{ field.name }}"));
        Assert.Equal((11, "t.scriban"), (error.Line, error.File));
        Assert.StartsWith("t.scriban 11行目", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_notice_that_grows_too_long_is_refused_and_not_cut()
    {
        var error = Assert.Throws<NoticeException>(() => Write("{{ x = 'あ' }}{{ for i in 1..20 }}{{ x = x + x }}{{ end }}{{ x }}"));
        Assert.Contains("100,000 文字", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{{ for i in 1..20000 }}{{ end }}")]
    [InlineData("{{ while true }}{{ end }}")]
    [InlineData("{{ include 'other' }}")]
    [InlineData("{{ date.now }}")]
    [InlineData("{{ math.random 1 2 }}")]
    [InlineData("{{ object.eval '1' }}")]
    [InlineData("{{ yen 'many' }}")]
    public void What_is_unbounded_or_not_allowed_is_an_error(string body) => Assert.Throws<NoticeException>(() => Write(body));

    [Theory]
    [InlineData("{{ wareki '2019-05-01' }}", "令和元年5月1日")]
    [InlineData("{{ wareki_short '2026-06-30' }}", "R8.6.30")]
    [InlineData("{{ seireki '2026-06-30' }}", "2026年6月30日")]
    [InlineData("{{ wareki fields.nothing }}", "")]
    [InlineData("{{ comma 1234567.5 }}", "1,234,567.5")]
    [InlineData("****{{ last '7654321' 3 }}", "****321")]
    public void Dates_and_amounts_are_written_the_Japanese_way(string body, string text) => Assert.Equal(text + "\n", Write(body));

    private static string Write(string body) => NoticeRenderer.Render(new NoticeSpec("T", "題", [], "notice", ["portal"], body, 10, "t.scriban"), Model).Body;
}

using Workflows.Cases.Expressions;
using Workflows.Cases.Tests.Packages;
using Workflows.Engine.Data;

namespace Workflows.Cases.Tests.Expressions;

public sealed class Naming_values_in_FEEL
{
    // 00:30 on 16 June in Japan is still the 15th in UTC.
    private static readonly FeelNames Names = new(SampleDefinitions.Package().FieldTypes, DateTimeOffset.Parse("2026-06-15T15:30:00Z"), Datum.Object(("openedOn", "2020-04-01"), ("maxCards", 1)));

    [Theory]
    [InlineData("birth < date(\"2026-06-17\")", "true")]
    [InlineData("birth = date(\"2026-06-16\")", "true")]
    [InlineData("birth + duration(\"P1D\")", "\"2026-06-17\"")]
    [InlineData("settings.openedOn < birth", "true")]
    [InlineData("rows.from", "[\"2026-04-01\",null]")]
    [InlineData("rows[1].from > date(\"2026-03-31\")", "true")]
    [InlineData("name", "\"2026-06-16\"")]
    [InlineData("name = \"2026-06-16\"", "true")]
    [InlineData("today", "\"2026-06-16\"")]
    [InlineData("today()", "\"2026-06-16\"")]
    [InlineData("birth = today", "true")]
    [InlineData("string(today)", "\"2026-06-16\"")]
    [InlineData("now", "\"2026-06-16T00:30:00+09:00\"")]
    [InlineData("now() - now", "\"PT0S\"")]
    [InlineData("date(submittedAt)", "\"2026-06-16\"")]
    [InlineData("settings.maxCards + 0.1", "1.1")]
    [InlineData("unknown", "null")]
    [InlineData("{a: 1, b: [true, null]}", "{\"a\":1,\"b\":[true,null]}")]
    public void A_declared_date_is_a_date_and_everything_else_stays_what_it_is(string feel, string json)
    {
        var names = Names.With(Datum.Parse("""{"birth":"2026-06-16","name":"2026-06-16","submittedAt":"2026-06-15T15:30:00+00:00","rows":[{"from":"2026-04-01"},{"from":null}]}"""));

        Assert.Equal(Datum.Parse(json), names.Evaluate(new Feel(feel)));
    }

    [Fact]
    public void A_later_layer_hides_an_earlier_one() =>
        Assert.Equal(2, Names.With(Datum.Object(("a", 1))).With("a", 2).Evaluate(new Feel("a")).AsLong());

    [Fact]
    public void A_number_keeps_its_digits_through_FEEL() =>
        Assert.Equal("12345678901234567890.12", Names.With("n", Datum.Number("12345678901234567890.12")).Evaluate(new Feel("n")).ToJson());

    [Fact]
    public void A_template_fills_its_holes_and_keeps_doubled_braces()
    {
        var template = new TextTemplate("次回（{date}）は{{停止}}できません。{if n > 1 then {a: \"}\"}.a else null}{missing}");

        Assert.Null(template.Problem);
        Assert.Equal("次回（2026-06-30）は{停止}できません。}", template.Render(Names.With(Datum.Object(("date", "2026-06-30"), ("n", 2)))));
    }

    [Theory]
    [InlineData("あ{a")]
    [InlineData("あ}い")]
    [InlineData("あ{1 +}い")]
    public void A_template_that_cannot_be_read_says_why(string text) => Assert.NotNull(new TextTemplate(text).Problem);

    [Fact]
    public void Keys_that_are_dates_only_in_places_stay_texts_and_are_told()
    {
        var set = SampleDefinitions.With("library-card/registers/R-CARD.json", "{ \"key\": \"from\", \"type\": \"date\" }", "{ \"key\": \"from\", \"type\": \"text\" }");

        Assert.Contains(set.Problems, p => !p.IsError && p.MessageJa.StartsWith("項目「from」は、日付の所とそうでない所があります。", StringComparison.Ordinal));
        Assert.Equal(["from"], set.Packages.Get("library-card").FieldTypes.Mixed);
    }
}

using System.Text;
using Workflows.Cases.Expressions;
using Workflows.Cases.Forms;
using Workflows.Cases.Packages;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Tests.Forms;

/// <summary>One field a form: what each kind makes of good and of bad input.</summary>
public sealed class Kinds_of_fields
{
    [Theory]
    [InlineData("date", "令和7年4月1日", "2025-04-01")]
    [InlineData("date", "令和元年5月1日", "2019-05-01")]
    [InlineData("date", "S55.4.1", "1980-04-01")]
    [InlineData("date", "ｓ５５／４／１", "1980-04-01")]
    [InlineData("date", "R8-6-16", "2026-06-16")]
    [InlineData("date", "2026年6月16日", "2026-06-16")]
    [InlineData("date", "20260616", "2026-06-16")]
    [InlineData("mynumber", "１２３４－５６７８－９０１８", "123456789018")]
    [InlineData("scan", "ＡＢＣ１２３", "ABC123")]
    [InlineData("rule", "age >= 18 and city = \"鎌倉市\"", "age >= 18 and city = \"鎌倉市\"")]
    public void Good_text_is_read(string type, string typed, string value) => Assert.Equal(value, Judge(Field(type), typed).Values["x"].AsText());

    [Theory]
    [InlineData("date", "平成31年5月1日", "「項目」を読み取れません。日付「平成31年5月1日」は平成の期間にありません（令和元年5月1日）。元号を確かめてください。")]
    [InlineData("date", "昭和55年2月30日", "「項目」を読み取れません。日付「昭和55年2月30日」は暦にありません。年月日を確かめてください。")]
    [InlineData("date", "2026-02-30", "「項目」は正しい日付で入力してください。")]
    [InlineData("mynumber", "123456789019", "「項目」が正しくありません。番号を確かめてください。")]
    [InlineData("mynumber", "12345678901", "「項目」は数字12桁で入力してください。")]
    [InlineData("mynumber", "abc", "「項目」は数字12桁で入力してください。")]
    [InlineData("richtext", "[x](ftp://example.jp/a)", "「項目」のリンクは http:// か https:// で始めてください。")]
    public void Bad_text_is_told(string type, string typed, string message) => Assert.Equal(message, Judge(Field(type), typed).ErrorAt("x"));

    [Fact]
    public void A_rule_that_cannot_be_read_is_told_with_its_place() =>
        Assert.Matches("^「項目」の式を読めません（1行[0-9]+文字目: .+）。$", Judge(Field("rule"), "age >= ").ErrorAt("x")!);

    [Theory]
    [InlineData("katakana", "やまだ ﾊﾅｺ", "ヤマダ ハナコ")]
    [InlineData("wide", "ABC-1 ｶﾞ", "ＡＢＣ－１　ガ")]
    [InlineData("narrow", "ＡＢＣ－１", "ABC-1")]
    [InlineData("none", "ＡＢＣ", "ＡＢＣ")]
    public void Widths_and_kana_are_made_alike(string normalize, string typed, string value) =>
        Assert.Equal(value, Judge(Field("text", $"\"normalize\":\"{normalize}\""), typed).Values["x"].AsText());

    [Theory]
    [InlineData("gs1", "4912345678904", true)]
    [InlineData("gs1", "4912345678905", false)]
    [InlineData("luhn", "49927398716", true)]
    [InlineData("luhn", "49927398717", false)]
    [InlineData("luhn", "4", false)]
    [InlineData("municipality", "142042", true)]
    [InlineData("municipality", "142043", false)]
    [InlineData("corporate", "7000012050002", true)]
    [InlineData("corporate", "1000012050002", false)]
    public void Check_digits_are_proved(string kind, string typed, bool holds) =>
        Assert.Equal(holds ? null : "「項目」が正しくありません。番号を確かめてください。", Judge(Field("code", $"\"checkDigit\":\"{kind}\""), typed).ErrorAt("x"));

    [Theory]
    [InlineData("""{"from":"09:00","to":"12:00"}""", null)]
    [InlineData("""{"from":"09:00","to":"09:00"}""", "「項目」の終わりは始まりより後にしてください。")]
    [InlineData("""{"from":"12:00","to":"09:00"}""", "「項目」の終わりは始まりより後にしてください。")]
    [InlineData("""{"to":"09:00"}""", "「項目」は始まりと終わりの両方を入力してください。")]
    [InlineData("""{"from":"9時","to":"10:00"}""", "「項目」は 09:30 のように入力してください。")]
    [InlineData("""{"from":"09:00","until":"10:00"}""", "「項目」の形式が正しくありません。")]
    [InlineData("\"09:00-10:00\"", "「項目」の形式が正しくありません。")]
    public void A_stretch_of_time_has_two_ends_in_order(string given, string? message) => Assert.Equal(message, Judge(Field("timerange"), Datum.Parse(given)).ErrorAt("x"));

    [Fact]
    public void Stretches_are_put_in_order_and_may_touch()
    {
        var verdict = Judge(Field("timeranges"), Datum.Parse("""[{"from":"13:00","to":"15:00"},{"from":"09:00","to":"13:00"},{}]"""));
        Assert.Empty(verdict.Errors);
        Assert.Equal("""[{"from":"09:00","to":"13:00"},{"from":"13:00","to":"15:00"}]""", verdict.Values["x"].ToJson());
    }

    [Fact]
    public void A_stretch_of_dates_is_typed_in_any_calendar_and_keeps_within_bounds()
    {
        var field = Field("daterange", "\"min\":\"date(\\\"2026-06-01\\\")\",\"max\":\"date(\\\"2026-06-30\\\")\"");
        Assert.Equal("""{"from":"2026-06-01","to":"2026-06-30"}""", Judge(field, Datum.Parse("""{"from":"R8.6.1","to":"令和8年6月30日"}""")).Values["x"].ToJson());
        Assert.Equal("「項目」は2026年6月1日以後にしてください。", Judge(field, Datum.Parse("""{"from":"2026-05-31","to":"2026-06-30"}""")).ErrorAt("x"));
        Assert.Equal("「項目」は2026年6月30日以前にしてください。", Judge(field, Datum.Parse("""{"from":"2026-06-01","to":"2026-07-01"}""")).ErrorAt("x"));
    }

    [Fact]
    public void A_required_matrix_wants_every_item_and_a_draft_none()
    {
        var field = Field("matrix", """ "required":true,"items":[{"key":"a","label":"甲"},{"key":"b","label":"乙"}],"options":[{"value":"1","label":"はい"}] """);
        Assert.Equal("「項目」の「乙」を選んでください。", Judge(field, Datum.Parse("""{"a":"1"}""")).ErrorAt("x"));
        Assert.Empty(Judge(field, Datum.Parse("""{"a":"1"}"""), FormMode.Draft).Errors);
        Assert.Empty(Judge(field, Datum.Parse("""{"a":1,"b":"1"}""")).Errors);
    }

    [Theory]
    [InlineData("""{"type":"Point","coordinates":[139.5467,35.3192]}""", true)]
    [InlineData("""{"type":"Point","coordinates":[35.3192,139.5467]}""", false)]
    [InlineData("""{"type":"Polygon","coordinates":[[[139,35],[139.1,35],[139.1,35.1],[139,35]]]}""", true)]
    [InlineData("""{"type":"Polygon","coordinates":[[[139,35],[139.1,35],[139.1,35.1]]]}""", false)]
    [InlineData("""{"type":"LineString","coordinates":[[139,35],[139.1,35]]}""", true)]
    [InlineData("""{"type":"LineString","coordinates":[[139,35]]}""", false)]
    [InlineData("""{"type":"MultiPoint","coordinates":[[139,35]]}""", false)]
    [InlineData("""{"type":"Point"}""", false)]
    [InlineData("""[1,2]""", false)]
    [InlineData("\"35.3192,139.5467\"", true)]
    [InlineData("\"35.3192;139.5467\"", false)]
    public void A_geometry_is_GeoJSON_or_typed_points(string given, bool sound) => Assert.Equal(sound, Judge(Field("geometry"), Datum.Parse(given)).IsValid);

    [Fact]
    public void Rich_text_becomes_markup_of_its_own_only() =>
        Assert.Equal("<h4>見出し</h4><p>&lt;script&gt; と<strong>強調</strong><br><a href=\"https://example.jp/?a=1&amp;b=2\" rel=\"noopener nofollow\">窓口</a></p><ul><li>一</li><li>二</li></ul><ol><li>三</li></ol>",
            RichText.ToHtml("## 見出し\n<script> と**強調**\n[窓口](https://example.jp/?a=1&b=2)\n\n- 一\n- 二\n1. 三"));

    [Theory]
    [InlineData("\"type\":\"mynumber\",\"searchable\":true")]
    [InlineData("\"type\":\"mynumber\",\"transient\":false")]
    [InlineData("\"type\":\"secret\",\"default\":\"1\"")]
    [InlineData("\"type\":\"matrix\"")]
    [InlineData("\"type\":\"matrix\",\"items\":[{\"key\":\"notes\"}],\"options\":[{\"value\":\"1\"}]")]
    [InlineData("\"type\":\"text\",\"items\":[{\"key\":\"a\"}]")]
    [InlineData("\"type\":\"scale\",\"min\":5,\"max\":1")]
    [InlineData("\"type\":\"geometry\",\"shapes\":[\"Circle\"]")]
    [InlineData("\"type\":\"text\",\"tries\":{\"limit\":3}")]
    [InlineData("\"type\":\"text\",\"normalize\":\"upper\"")]
    [InlineData("\"type\":\"text\",\"checkDigit\":\"mod12\"")]
    public void What_means_nothing_is_refused_when_the_package_is_read(string members) => Assert.Contains(Load("\"key\":\"x\",\"label\":\"項目\"," + members).Problems, p => p.IsError);

    private static string Field(string type, string? more = null) => $"\"key\":\"x\",\"label\":\"項目\",\"type\":\"{type}\"" + (more is null ? "" : "," + more);

    private static PackageSet Load(string field) => PackageLoader.Load(
    [
        new("p/program.json", Encoding.UTF8.GetBytes("""{"id":"p","version":1,"title":"p"}""")),
        new("p/forms/F.json", Encoding.UTF8.GetBytes($$"""{"id":"F","title":"F","pages":[{"id":"p","fields":[{ {{field}} }]}]}""")),
    ]);

    private static FormVerdict Judge(string field, Datum given, FormMode mode = FormMode.Submit)
    {
        var set = Load(field);
        Assert.Empty(set.Problems.Where(p => p.IsError).Select(p => p.ToString()));
        var package = set.Packages.Single();
        var names = new FeelNames(package.FieldTypes, DateTimeOffset.Parse("2026-06-16T09:00:00+09:00"), Datum.EmptyObject);
        return FormJudge.Judge(new FormRequest(package, package.Forms.Get("F"), Datum.Object(("x", given)), mode, names), _ => throw new InvalidOperationException("Nothing is asked."));
    }
}

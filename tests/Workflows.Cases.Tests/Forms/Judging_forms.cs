using Workflows.Cases.Expressions;
using Workflows.Cases.Forms;
using Workflows.Cases.Packages;
using Workflows.Cases.Tests.Packages;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Tests.Forms;

/// <summary>On the sample's form F-CARD, with a register of three branches: 01 (3 cards), 02 (2 cards, opens 2027), 03 (closed).</summary>
public sealed class Judging_forms
{
    private static readonly ProgramPackage Package = SampleDefinitions.Package();
    private static readonly Datum Branches = Datum.Parse("""
        [{"code":"01","name":"中央図書館","limit":3,"closed":false,"from":"2020-04-01"},
         {"code":"02","name":"腰越図書館","limit":2,"closed":false,"from":"2027-01-01"},
         {"code":"03","name":"深沢図書館","limit":5,"closed":true,"from":"2020-04-01"}]
        """);
    private static readonly Datum Good = Datum.Parse("""
        {"name":"山田 花子","kana":"ヤマダ ハナコ","birth":"1980-04-01","postal":"248-0000","email":"hanako@example.jp","agree":true,"cards":[{"branchCode":"01","count":2}]}
        """);

    private readonly List<Question> _asked = [];

    [Fact]
    public void A_good_form_comes_back_normalised_and_in_the_forms_order()
    {
        var verdict = Judge(Good);

        Assert.Empty(verdict.Errors);
        Assert.Equal("""{"name":"山田 花子","kana":"ヤマダ ハナコ","birth":"1980-04-01","postal":"2480000","email":"hanako@example.jp","agree":true,"cards":[{"branchCode":"01","count":2,"label":"山田 花子 2枚"}]}""", verdict.Values.ToJson());
        Assert.Equal("01", verdict.CaseFields["branchCode"].AsText());
        Assert.Equal(2, verdict.CaseFields["count"].AsLong());
        Assert.False(verdict.Values.Has("branchCode"));
        Assert.Null(verdict.ToRefusal());
    }

    [Fact]
    public void One_row_may_be_given_as_plain_keys_and_hears_of_itself_by_plain_keys()
    {
        var plain = Good.Without("cards").With("branchCode", "01").With("count", 9);

        var verdict = Judge(plain);

        Assert.Equal([new FieldError("count", "「枚数」は5以下で入力してください。")], verdict.Errors);
        Assert.Equal("01", Judge(plain.With("count", 1)).Values["cards"][0]["branchCode"].AsText());
        Assert.Equal("「枚数」は5以下で入力してください。", Judge(Good.With("cards", Datum.Parse("""[{"branchCode":"01","count":9}]"""))).ErrorAt("cards[1].count"));
    }

    [Fact]
    public void With_two_rows_nothing_stands_plain()
    {
        var two = Good.With("cards", Datum.Parse("""[{"branchCode":"01","count":1},{"branchCode":"01","count":2}]"""));

        Assert.False(Judge(two).CaseFields.Has("branchCode"));
        Assert.Equal("「受取館」は「カード」の行の中に入力してください。", Judge(two.With("branchCode", "01")).ErrorAt("branchCode"));
    }

    [Theory]
    [InlineData("name", "null", "「氏名」を入力してください。")]
    [InlineData("name", "\"　 \"", "「氏名」を入力してください。")]
    [InlineData("name", "\"あいうえおあいうえおあいうえおあいうえおあいうえおあいうえおあ\"", "「氏名」は30文字以内で入力してください。")]
    [InlineData("name", "{\"a\":1}", "「氏名」の形式が正しくありません。")]
    [InlineData("name", "\"a\\u0007b\"", "「氏名」に使えない文字があります。")]
    [InlineData("kana", "\"やまだ\"", "フリガナは全角カタカナで入力してください。")]
    [InlineData("kana", "\"山田\"", "フリガナは全角カタカナで入力してください。")]
    [InlineData("birth", "\"1980-02-30\"", "「生年月日」は正しい日付で入力してください。")]
    [InlineData("birth", "\"2026-06-17\"", "「生年月日」は2026年6月16日以前にしてください。")]
    [InlineData("birth", "\"1899-12-31\"", "生年月日が古すぎます。")]
    [InlineData("postal", "\"248000\"", "「郵便番号」は数字7桁で入力してください。")]
    [InlineData("email", "\"hanako@\"", "「電子メール」の形式が正しくありません。")]
    [InlineData("agree", "false", "同意が必要です。")]
    [InlineData("agree", "null", "同意が必要です。")]
    [InlineData("cards", "[]", "「カード」を1行以上入力してください。")]
    [InlineData("cards", "\"x\"", "「カード」の形式が正しくありません。")]
    [InlineData("cards", "[{\"branchCode\":\"01\"},{\"branchCode\":\"01\"},{\"branchCode\":\"01\"},{\"branchCode\":\"01\"}]", "「カード」は3行までです。")]
    [InlineData("nmae", "\"x\"", "「nmae」という項目はこの様式にありません。「name」の間違いではありませんか。")]
    public void A_wrong_value_is_refused_in_Japanese_at_its_field(string key, string json, string message)
    {
        var verdict = Judge(Good.With(key, Datum.Parse(json)));

        Assert.Equal(message, verdict.ErrorAt(key));
        Assert.Equal("VALIDATION", verdict.ToRefusal()!.Code);
    }

    [Theory]
    [InlineData("kana", "\"ﾔﾏﾀﾞ ﾊﾅｺﾞｰ\"", "\"ヤマダ ハナゴー\"")]
    [InlineData("birth", "\"昭和55年4月1日\"", "\"1980-04-01\"")]
    [InlineData("birth", "\"S55.4.1\"", "\"1980-04-01\"")]
    [InlineData("birth", "19800401", "\"1980-04-01\"")]
    [InlineData("postal", "\"〒２４８－００００\"", "\"2480000\"")]
    [InlineData("email", "\"ｈａｎａｋｏ＠ｅｘａｍｐｌｅ．ｊｐ　\"", "\"hanako@example.jp\"")]
    [InlineData("name", "\" 山田\\r\\n花子　\"", "\"山田\\n花子\"")]
    [InlineData("agree", "\"on\"", "true")]
    public void A_value_written_another_way_is_normalised(string key, string json, string normal)
    {
        var verdict = Judge(Good.With(key, Datum.Parse(json)));

        Assert.Empty(verdict.Errors);
        Assert.Equal(normal, verdict.Values[key].ToJson());
    }

    [Theory]
    [InlineData("\"branchCode\":\"99\"", "cards[1].branchCode", "「受取館」は選択肢から選んでください。")]
    [InlineData("\"branchCode\":\"02\"", "cards[1].branchCode", "「受取館」は選択肢から選んでください。")]
    [InlineData("\"branchCode\":\"03\"", "cards[1].branchCode", "「受取館」は選択肢から選んでください。")]
    [InlineData("\"branchCode\":\"\"", "cards[1].branchCode", "「受取館」を選んでください。")]
    [InlineData("\"branchCode\":\"01\",\"count\":4", "cards[1].count", "中央図書館で受け取れるのは3枚までです。")]
    [InlineData("\"branchCode\":\"01\",\"count\":0", "cards[1].count", "「枚数」は1以上で入力してください。")]
    [InlineData("\"branchCode\":\"01\",\"count\":\"二\"", "cards[1].count", "「枚数」は数字で入力してください。")]
    [InlineData("\"branchCode\":\"01\",\"accountNo\":\"12345678\"", "cards[1].accountNo", "口座番号は数字7桁以内で入力してください。")]
    [InlineData("\"branchCode\":\"01\",\"code\":\"12\"", "cards[1].code", "受取コードの館がありません。")]
    [InlineData("\"branchCode\":\"01\",\"colour\":\"red\"", "cards[1].colour", "「colour」という項目はこの様式にありません。")]
    public void A_wrong_cell_names_its_row(string cells, string path, string message)
    {
        var verdict = Judge(Good.With("cards", Datum.Parse("[{" + cells + "}]")));

        Assert.Equal(message.Replace("受取コード", "読取コード", StringComparison.Ordinal), verdict.ErrorAt(path));
    }

    [Fact]
    public void Defaults_paddings_and_whole_numbers_are_filled_in()
    {
        var row = Judge(Good.With("cards", Datum.Parse("""[{"branchCode":1,"accountNo":"１２３"}]"""))).Values["cards"][0];
        var good = Judge(Good.With("cards", Datum.Parse("""[{"branchCode":"01","accountNo":"１２３"}]"""))).Values["cards"][0];

        Assert.Equal("1", row["branchCode"].AsText());
        Assert.Equal("""{"branchCode":"01","count":1,"label":"山田 花子 1枚","accountNo":"0000123"}""", good.ToJson());
    }

    [Fact]
    public void A_decision_fills_fields_locks_them_and_overrides_what_was_given()
    {
        var verdict = Judge(Good.With("cards", Datum.Parse("""[{"code":"0100","branchCode":"03","count":1}]""")));

        Assert.Empty(verdict.Errors);
        Assert.Equal("01", verdict.Values["cards"][0]["branchCode"].AsText());
        var state = verdict.At("cards[1].branchCode")!;
        Assert.True(state.Locked);
        Assert.Equal("読取コード", state.Source!.Ja);
    }

    [Fact]
    public void A_decision_that_reports_an_error_sets_nothing()
    {
        var verdict = Judge(Good.With("cards", Datum.Parse("""[{"code":"9900","branchCode":"01","count":1}]""")));

        Assert.Equal([new FieldError("cards[1].code", "読取コードの館がありません。")], verdict.Errors);
        Assert.Equal("01", verdict.Values["cards"][0]["branchCode"].AsText());
        Assert.False(verdict.At("cards[1].branchCode")!.Locked);
    }

    [Fact]
    public void A_hidden_field_is_neither_required_nor_kept_and_a_shown_one_is()
    {
        Assert.False(Judge(Good.With("guardian", "山田 太郎")).Values.Has("guardian"));

        var child = Judge(Good.With("birth", "2015-01-01"));
        Assert.Equal("「保護者の氏名」を入力してください。", child.ErrorAt("guardian"));
        Assert.True(child.At("guardian")!.Required);
        Assert.Equal("山田 太郎", Judge(Good.With("birth", "2015-01-01").With("guardian", "山田 太郎")).Values["guardian"].AsText());
    }

    [Fact]
    public void Errors_stand_in_the_order_of_the_form_one_a_field()
    {
        var verdict = Judge(Datum.Parse("""{"kana":"x","postal":"1","x":1,"cards":[{"count":9}]}"""));

        Assert.Equal(["x", "name", "kana", "birth", "postal", "agree", "cards[1].branchCode", "cards[1].count"], verdict.Errors.Select(e => e.Field));
    }

    [Fact]
    public void A_check_of_the_whole_form_runs_once_the_fields_are_in_order()
    {
        var settings = Datum.Object(("branchCode", "03"));

        var verdict = Judge(Good, settings: settings);
        Assert.Equal([new FieldError("", "深沢図書館は休館中です。")], verdict.Errors);
        Assert.DoesNotContain(Judge(Good.Without("name"), settings: settings).Errors, e => e.Field.Length == 0);
    }

    [Fact]
    public void A_draft_misses_nothing_but_judges_what_is_there()
    {
        var verdict = Judge(Datum.Parse("""{"kana":"x","cards":[{"code":"0100"}]}"""), FormMode.Draft);

        Assert.Equal(["kana"], verdict.Errors.Select(e => e.Field));
        Assert.Equal("01", verdict.Values["cards"][0]["branchCode"].AsText());
        Assert.True(verdict.At("name")!.Required);
    }

    [Fact]
    public void A_draft_offers_all_options_of_a_register_with_those_that_cannot_be_chosen()
    {
        var verdict = Judge(Datum.EmptyObject, FormMode.Draft);

        Assert.Empty(verdict.At("cards")!.Rows);
        var column = verdict.At("cards")!.Template.Single(f => f.Spec.Key == "branchCode");
        Assert.Equal([("01", "中央図書館", false), ("02", "腰越図書館", true), ("03", "深沢図書館", true)], column.Options.Select(o => (o.Value, o.Label, o.Disabled)));
        Assert.Equal("1", verdict.At("cards")!.Template.Single(f => f.Spec.Key == "count").Value.AsText());
    }

    [Fact]
    public void A_correction_changes_only_what_was_opened_and_judges_only_that()
    {
        var existing = Good.With("name", "").With("cards", Datum.Parse("""[{"branchCode":"99","count":2,"state":"照合中"},{"branchCode":"01","count":1,"state":"照合中"}]"""));
        var given = Datum.Parse("""{"kana":"ﾔﾏﾀﾞ","cards":[{"branchCode":"99","count":3},{"branchCode":"01","count":1}]}""");

        var verdict = Judge(given, FormMode.Correction, existing: existing, opened: ["kana", "cards[1].count"]);

        Assert.Equal(["cards[1].count"], verdict.Errors.Select(e => e.Field));
        Assert.Equal("ヤマダ", verdict.Values["kana"].AsText());
        Assert.Equal("1980-04-01", verdict.Values["birth"].AsText());
        Assert.Equal("""{"state":"照合中","branchCode":"99","count":3,"label":" 3枚"}""", verdict.Values["cards"][0].ToJson());
    }

    [Fact]
    public void A_correction_refuses_a_change_of_what_was_not_opened()
    {
        var verdict = Judge(Datum.Parse("""{"name":"鈴木","birth":"1980-04-01"}"""), FormMode.Correction, existing: Good, opened: ["kana"]);

        Assert.Equal([new FieldError("name", "「氏名」は今回は変更できません。")], verdict.Errors);
        Assert.True(verdict.At("birth")!.Locked);
        Assert.False(verdict.At("kana")!.Locked);
    }

    [Fact]
    public void A_corrected_field_can_be_emptied()
    {
        var verdict = Judge(Datum.Parse("""{"email":""}"""), FormMode.Correction, existing: Good, opened: ["email"]);

        Assert.Empty(verdict.Errors);
        Assert.True(verdict.Values.Has("email"));
        Assert.True(verdict.Values["email"].IsNull);
    }

    [Fact]
    public void The_same_question_is_asked_once_and_rows_ask_their_own()
    {
        Judge(Good.With("cards", Datum.Parse("""[{"branchCode":"01","count":1},{"branchCode":"01","count":2},{"branchCode":"03","count":1}]""")));

        Assert.Equal(_asked.Distinct().Count(), _asked.Count);
        Assert.Equal(["""{"code":"01"}""", """{"code":"03"}"""], _asked.OfType<FindRecords>().Select(q => q.Where.ToJson()).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Work_on_a_table_grows_with_its_rows_only()
    {
        var package = SampleDefinitions.With("library-card/forms/F-CARD.json", "\"maxRows\": 3", "\"maxRows\": 200").Packages.Get("library-card");
        var form = package.Forms.Get("F-CARD");
        long Bytes(int count)
        {
            var rows = Datum.List(Enumerable.Range(0, count).Select(i => Datum.Object(("code", "0100"), ("count", 1 + (i % 3)), ("accountNo", i.ToString()))));
            var request = new FormRequest(package, form, Good.With("cards", rows), FormMode.Submit, Names(package, Datum.Object(("branchCode", "01"))));
            _asked.Clear();
            var before = GC.GetAllocatedBytesForCurrentThread();
            var verdict = FormJudge.Judge(request, Answer);
            var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.Empty(verdict.Errors);
            return bytes;
        }

        Bytes(50);
        var (few, many) = (Bytes(50), Bytes(200));

        Assert.True(many < few * 5, $"50 rows {few} bytes, 200 rows {many} bytes");
        Assert.Equal(_asked.Distinct().Count(), _asked.Count);
    }

    [Fact]
    public async Task Pages_judge_with_answers_that_take_their_time()
    {
        var request = new FormRequest(Package, Package.Forms.Get("F-CARD"), Good, FormMode.Submit, Names(Package, Datum.Object(("branchCode", "01"))));

        var verdict = await FormJudge.JudgeAsync(request, async question => { await Task.Yield(); return Answer(question); });

        Assert.True(verdict.IsValid);
    }

    private FormVerdict Judge(Datum values, FormMode mode = FormMode.Submit, Datum? settings = null, Datum? existing = null, string[]? opened = null) =>
        FormJudge.Judge(
            new FormRequest(Package, Package.Forms.Get("F-CARD"), values, mode, Names(Package, settings ?? Datum.Object(("branchCode", "01")))) { Existing = existing ?? Datum.EmptyObject, Opened = opened },
            question => { _asked.Add(question); return Answer(question); });

    private static FeelNames Names(ProgramPackage package, Datum settings) =>
        new(package.FieldTypes, DateTimeOffset.Parse("2026-06-16T09:00:00+09:00"), settings);

    private static Reply Answer(Question question)
    {
        var find = Assert.IsType<FindRecords>(question);
        Assert.Equal("R-BRANCH", find.Register);
        var found = Branches.Items.Where(b => find.Where.Members.All(m => b[m.Key].Equals(m.Value))).Take(find.Take);
        return new Reply(question.No, Reply.Done, Datum.List(found.Select((b, i) => Datum.Object(("id", $"{i}"), ("revision", 1), ("fields", b)))));
    }
}

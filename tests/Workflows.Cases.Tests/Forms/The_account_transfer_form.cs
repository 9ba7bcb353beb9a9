using System.Runtime.CompilerServices;
using Workflows.Cases.Expressions;
using Workflows.Cases.Forms;
using Workflows.Cases.Packages;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Tests.Forms;

/// <summary>The shipped form F-APP in 鎌倉市 against the messages and examples of its specification (§4, D1, D4, D5).</summary>
public sealed class The_account_transfer_form
{
    private static readonly PackageSet Set = PackageLoader.LoadFolder(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", "..", "definitions")));
    private static readonly Datum Good = Datum.Parse("""
        {"agree":true,"email":"hanako@example.jp","phone":"0467-23-3000","subjectCode":"11","fiscalYear":8,"noticeNo":"1234567890","paymentPlan":"期別",
         "payerKana":"ヤマダ ハナコ","payerName":"山田 花子","payerBirth":"1980-04-01","payerPostal":"2480000","holderIsPayer":true,"holderKana":"ヤマダ ハナコ",
         "bankCode":"0001","branchCode":"123","accountType":"1","accountNo":"7654321"}
        """);

    [Fact]
    public void A_good_application_is_taken_with_its_line_mirrored()
    {
        var verdict = Judge(Good);

        Assert.Empty(verdict.Errors);
        Assert.Equal("1234567890", verdict.Values["lines"][0]["noticeNo"].AsText());
        Assert.Equal("11", verdict.CaseFields["subjectCode"].AsText());
    }

    [Theory]
    [InlineData("consent", "")]
    [InlineData("subjects", "barcode fiscalYear")]
    [InlineData("payer", "")]
    public void A_page_knows_which_of_its_fields_change_what_else_it_asks(string page, string steering)
    {
        var form = Set.Packages.Get("account-transfer").Forms.Get("F-APP");

        Assert.Equal(steering, string.Join(' ', FormSteering.Of(form, form.Pages.Single(p => p.Id == page)).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void A_barcode_fills_subject_year_notice_and_term_and_never_the_amount()
    {
        var verdict = Judge(Good.Without("subjectCode").Without("fiscalYear").Without("noticeNo").With("barcode", "91920001110812345678900100000026063000152003"));

        Assert.Empty(verdict.Errors);
        var line = verdict.Values["lines"][0];
        Assert.Equal("""{"barcode":"91920001110812345678900100000026063000152003","fiscalYear":8,"subjectCode":"11","noticeNo":"1234567890","term":1,"paymentPlan":"期別"}""", line.ToJson());
        Assert.True(verdict.At("lines[1].noticeNo")!.Locked);
    }

    [Theory]
    [InlineData("barcode", "\"91920001110812345678900100000026063000152004\"", "バーコードの値が正しくありません。")]
    [InlineData("barcode", "\"91920002110845678901230100000026063000099000\"", "この納付書は鎌倉市のものではありません。")]
    [InlineData("barcode", "\"9192000111081234567890010000002606300015200\"", "バーコードの値が正しくありません。")]
    [InlineData("subjectCode", "\"99\"", "対象外の科目です。")]
    [InlineData("noticeNo", "\"12345\"", "通知書番号は数字10桁で入力してください。")]
    [InlineData("payerKana", "\"やまだ はなこ\"", "フリガナは全角カタカナで入力してください。")]
    [InlineData("payerKana", "\"ﾔﾏﾀﾞ\"", "フリガナは全角カタカナで入力してください。")]
    [InlineData("holderKana", "\"サトウ・イチロウ\"", "口座名義に使用できない文字があります。")]
    [InlineData("holderKana", "\"アイウエオアイウエオアイウエオアイウエオアイウエオアイウエオア\"", "口座名義は30文字以内で入力してください。")]
    [InlineData("bankCode", "\"8888\"", "取扱金融機関ではありません。")]
    [InlineData("accountNo", "\"12345678\"", "口座番号は数字7桁以内で入力してください。")]
    [InlineData("accountNo", "\"12A\"", "口座番号は数字7桁以内で入力してください。")]
    [InlineData("agree", "false", "同意が必要です。")]
    public void The_specification_s_errors_are_said_in_its_words(string key, string json, string message) =>
        Assert.Equal(message, Judge(Good.With(key, Datum.Parse(json))).ErrorAt(key));

    [Fact]
    public void Prepayment_is_refused_where_the_subject_does_not_allow_it()
    {
        var verdict = Judge(Good.With("subjectCode", "31").With("noticeNo", "2000000017").With("paymentPlan", "全期前納"));

        Assert.Equal("この科目は全期前納を選択できません。", verdict.ErrorAt("paymentPlan"));
        Assert.Null(Judge(Good.With("paymentPlan", "全期前納")).ErrorAt("paymentPlan"));
    }

    [Fact]
    public void Yucho_numbers_become_bank_branch_and_account()
    {
        var yucho = Good.Without("bankCode").Without("branchCode").Without("accountType").Without("accountNo").With("yuchoKigo", "11940").With("yuchoBango", "5671");

        var verdict = Judge(yucho);

        Assert.Empty(verdict.Errors);
        Assert.Equal(("9900", "198", "1", "0000567", "11940"), (Text("bankCode"), Text("branchCode"), Text("accountType"), Text("accountNo"), Text("yuchoKigo")));
        Assert.Equal("通常貯金の記号・番号を入力してください。", Judge(yucho.With("yuchoKigo", "01940")).ErrorAt("yuchoKigo"));

        string? Text(string key) => verdict.Values[key].AsText();
    }

    [Fact]
    public void Codes_written_as_numbers_are_taken_as_their_digits() =>
        Assert.Empty(Judge(Good.With("noticeNo", 1234567890L).With("subjectCode", 11).With("accountType", 1).With("accountNo", 7654321).With("branchCode", 123).With("payerPostal", 2480000)).Errors);

    [Fact]
    public void The_same_slip_twice_is_refused()
    {
        var line = Datum.Parse("""{"subjectCode":"11","fiscalYear":8,"noticeNo":"1234567890","paymentPlan":"期別"}""");
        var two = Good.Without("subjectCode").Without("fiscalYear").Without("noticeNo").Without("paymentPlan").With("lines", Datum.List(line, line));

        Assert.Equal("同じ通知書が2回入力されています。", Judge(two).ErrorAt("lines"));
        Assert.Empty(Judge(two.With("lines", Datum.List(line, line.With("noticeNo", "1234567891")))).Errors);
    }

    [Fact]
    public void A_subject_opened_later_is_listed_with_its_day_and_cannot_be_chosen()
    {
        var later = Datum.Parse("""{"code":"77","FY":8,"name":"新料金","webEnabled":{"from":"2026-09-01","to":null}}""");

        var verdict = Judge(Good.With("subjectCode", "77"), FormMode.Draft, later);

        Assert.Contains(verdict.At("lines[1].subjectCode")!.Options, o => o is { Value: "77", Label: "新料金（2026-09-01から受付）", Disabled: true });
        Assert.Equal("対象外の科目です。", verdict.ErrorAt("subjectCode"));
    }

    private static FormVerdict Judge(Datum values, FormMode mode = FormMode.Submit, params Datum[] subjects)
    {
        var (package, own) = Set.Find("14204", "account-transfer")!.Value;
        var names = new FeelNames(package.FieldTypes, DateTimeOffset.Parse("2026-06-10T10:00:00+09:00"), Settings.Merge(package, own.Settings));
        return FormJudge.Judge(new FormRequest(package, package.Forms.Get("F-APP"), values, mode, names), question =>
        {
            var find = Assert.IsType<FindRecords>(question);
            var rows = own.Registers.GetValueOrDefault(find.Register, []).Concat(package.Registers.Get(find.Register).Seed).Concat(find.Register == "R-SUBJ" ? subjects : []);
            var found = rows.Where(r => find.Where.Members.All(m => r[m.Key].Equals(m.Value))).Take(find.Take);
            return new Reply(question.No, Reply.Done, Datum.List(found.Select(r => Datum.Object(("id", "1"), ("revision", 1), ("fields", r)))));
        });
    }

    private static string Here([CallerFilePath] string path = "") => path;
}

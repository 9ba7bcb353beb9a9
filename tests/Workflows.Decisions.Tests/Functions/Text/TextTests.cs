using Workflows.Decisions.Functions;
using Workflows.Decisions.Functions.Text;

namespace Workflows.Decisions.Tests.Functions.Text;

public sealed class TextTests
{
    private static readonly string[] Endings = ["の捨て方", "の出し方", "は何ごみ", "を教えて", "?"];

    [Theory]
    [InlineData("ﾍﾟｯﾄﾎﾞﾄﾙの捨て方", "ぺっとぼとる")] // citizen-platform D14
    [InlineData("ペット ボトルを教えて", "ぺっとぼとる")]
    [InlineData("電池？", "電池")]
    public void A_question_is_folded_for_searching(string text, string expected) =>
        Assert.Equal(expected, JapaneseNormalizer.DropEnding(JapaneseNormalizer.Normalize(text, "検索"), Endings));

    [Theory]
    [InlineData("㈱ 見本商店", "株式会社見本商店", true)] // e-invoicing P1-3
    [InlineData("（株）見本商店", "株式会社 見本商店", true)]
    [InlineData("見本商店(有)", "見本商店有限会社", true)]
    [InlineData("見本商店", "株式会社見本商店", false)]
    public void Names_of_companies_are_compared_without_their_spelling(string a, string b, bool same) =>
        Assert.Equal(same, JapaneseNormalizer.Normalize(a, "法人名") == JapaneseNormalizer.Normalize(b, "法人名"));

    [Fact]
    public void Steps_run_in_the_order_given()
    {
        Assert.Equal("abc-1ー", JapaneseNormalizer.Normalize("ＡＢＣ−1ー", "NFKC+小文字+ハイフン").Replace("−", "-", StringComparison.Ordinal));
        Assert.Equal("3-12-9", JapaneseNormalizer.Normalize("３ー１２－９", "NFKC+ハイフン"));
        Assert.Equal("ｶﾞｯｺｳ学校1", JapaneseNormalizer.Normalize("ガッコウ学校１", "半角カナ"));
        Assert.Equal("ＡＢ　１ガ（株）", JapaneseNormalizer.Normalize("AB 1ｶﾞ(株)", "全角"));
        Assert.Throws<FunctionException>(() => JapaneseNormalizer.Normalize("a", "きれい"));
    }

    [Theory]
    [InlineData("ペットポトル", "ペットボトル", 1)]
    [InlineData("石", "電池", 2)]
    [InlineData("", "あい", 2)]
    [InlineData("𠮷田", "吉田", 1)]
    [InlineData("kitten", "sitting", 3)]
    public void Edit_distance(string a, string b, int distance)
    {
        Assert.Equal(distance, TextEdits.Distance(a, b));
        Assert.Equal(distance, TextEdits.Distance(b, a));
    }

    [Fact]
    public void The_longest_word_of_the_dictionary_wins()
    {
        (string, string)[] words = [("避難", "ひなん"), ("避難する", "にげる"), ("高台", "たかいところ"), ("土足厳禁", "くつを ぬいで ください"), ("申請する", "申し込む")];
        Assert.Equal("たかいところににげる", TextEdits.ReplaceWords("高台に避難する", words)); // community D3
        Assert.Equal("ひなん所", TextEdits.ReplaceWords("避難所", words));
        Assert.Equal("くつを ぬいで ください", TextEdits.ReplaceWords("土足厳禁", words));
    }

    [Fact]
    public void Captions_have_lines_of_twenty_and_pages_of_two()
    {
        var pages = TextEdits.Fold(new string('あ', 45), 20, 2);
        Assert.Equal([20, 20, 5], pages.SelectMany(p => p).Select(l => l.Length));
        Assert.Equal([2, 1], pages.Select(p => p.Count));
        Assert.Equal(["あああ", "あ。い"], TextEdits.Fold("ああああ。い", 4, 9)[0]);
        Assert.Equal(["abcd", "ef"], TextEdits.Fold("abcdef", 2, 2)[0]);
        Assert.Equal(["一", "二"], TextEdits.Fold("一\r\n二", 5, 2)[0]);
    }

    [Theory]
    [InlineData("12", 7, "0", true, "0000012")]
    [InlineData("ｻﾑｶﾜ", 6, " ", false, "ｻﾑｶﾜ  ")]
    [InlineData("1234567", 7, "0", true, "1234567")]
    public void Padding(string text, int length, string fill, bool left, string expected) =>
        Assert.Equal(expected, TextEdits.Pad(text, length, fill, left));

    [Fact]
    public void Padding_never_cuts() => Assert.Throws<FunctionException>(() => TextEdits.Pad("12345678", 7, "0", true));

    [Theory]
    [InlineData("UTF-8", "ｱあa", 7)]
    [InlineData("Shift_JIS", "ｱあa①", 6)]
    [InlineData("JIS X 0201", "ﾔﾏﾀﾞ ﾊﾅｺ", 8)]
    public void Bytes(string code, string text, int bytes) => Assert.Equal(bytes, TextEdits.Bytes(text, code));

    [Theory]
    [InlineData("JIS X 0201", "あ")]
    [InlineData("Shift_JIS", "𠮷")]
    [InlineData("EUC", "a")]
    public void A_character_outside_the_code_is_refused(string code, string text) =>
        Assert.Throws<FunctionException>(() => TextEdits.Bytes(text, code));

    [Theory]
    [InlineData("7654321", "末尾3", "****321")] // account-transfer AC-01
    [InlineData("321", "固定4末尾3", "****")]
    [InlineData("7654321", "固定4末尾3", "****321")]
    [InlineData("山田花子", "先頭1", "山***")]
    [InlineData("山田花子", "先頭1末尾1", "山**子")]
    [InlineData("山", "先頭1", "*")]
    [InlineData("hanako@example.jp", "メール", "h*****@example.jp")]
    [InlineData("hanako", "メール", "******")]
    [InlineData("秘密", "全部", "**")]
    [InlineData("𠮷田", "先頭1", "𠮷*")]
    public void Masks(string text, string shape, string expected) => Assert.Equal(expected, Masking.Mask(text, shape));

    [Fact]
    public void An_unknown_mask_is_refused() => Assert.Throws<FunctionException>(() => Masking.Mask("a", "半分"));
}

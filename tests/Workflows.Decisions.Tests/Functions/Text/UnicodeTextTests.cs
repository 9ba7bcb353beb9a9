using Workflows.Decisions.Functions.Text;

namespace Workflows.Decisions.Tests.Functions.Text;

public sealed class UnicodeTextTests
{
    [Theory]
    [InlineData("Ｒ０８／０６　（株）", "R08/06 (株)")]
    [InlineData("ｶﾞﾊﾟｳﾞｰ", "ガパヴー")]
    [InlineData("㈱①㍻㌢ﬁ", "(株)1平成センチfi")]
    [InlineData("か\u3099は\u309A", "がぱ")]
    [InlineData("\uF9D0", "類")]
    [InlineData("\u1112\u1161\u11AB", "한")]
    [InlineData("a\u0323\u0307", "ạ\u0307")]
    [InlineData("a\u0307\u0323", "ạ\u0307")]
    [InlineData("q\u0307\u0323", "q\u0323\u0307")]
    [InlineData("𝐀𠮷", "A𠮷")]
    [InlineData("", "")]
    public void NFKC_folds_width_and_composes(string text, string expected) => Assert.Equal(expected, UnicodeText.Nfkc(text));

    [Fact]
    public void NFKC_of_NFKC_changes_nothing_for_any_character()
    {
        for (var point = 0; point < 0x30000; point++)
        {
            if (point is >= 0xD800 and < 0xE000)
            {
                continue;
            }

            var once = UnicodeText.Nfkc(char.ConvertFromUtf32(point));
            Assert.True(UnicodeText.Nfkc(once) == once, $"U+{point:X}");
        }
    }
}

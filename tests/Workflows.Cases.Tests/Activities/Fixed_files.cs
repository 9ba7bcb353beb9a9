using System.Runtime.CompilerServices;
using Workflows.Cases.Activities.Batch;
using Workflows.Cases.Expressions;
using Workflows.Cases.Packages;
using Workflows.Engine.Data;

namespace Workflows.Cases.Tests.Activities;

/// <summary>Files of records of one length, by the shipped layout D6.</summary>
public sealed class Fixed_files
{
    private static readonly ProgramPackage Package = PackageLoader.LoadFolder(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", "..", "definitions"))).Packages.Get("account-transfer");
    private static readonly FileLayoutSpec Layout = Package.FileLayouts.Get("D6");
    private static readonly Datum Head = Datum.Parse("""{ "consignorCode": "1420400001", "consignorName": "ｶﾏｸﾗｼｶｲｹｲｶﾝﾘｼﾔ", "date": "0831", "bankCode": "0001", "bankName": "ﾐｽﾞﾎ", "branchCode": "001", "branchName": "ｶﾏｸﾗ", "accountType": "1", "accountNo": "1234567" }""");

    private static string Here([CallerFilePath] string path = "") => path;

    private static FeelNames Names(bool results) =>
        new FeelNames(Package.FieldTypes, new DateTimeOffset(2026, 8, 17, 9, 0, 0, TimeSpan.FromHours(9)), Datum.EmptyObject).With("results", results);

    private static Datum Row(string customer, long yen, string code = "0") => Datum.Object(
        ("bankCode", "0001"), ("bankName", "ﾐｽﾞﾎ"), ("branchCode", "123"), ("branchName", "ｽﾞｼ"), ("accountType", "1"), ("accountNo", "7654321"), ("holder", "ﾔﾏﾀﾞ ﾊﾅｺ"),
        ("amount", yen), ("newCode", "0"), ("customerNo", customer), ("resultCode", code));

    private static string Write(bool results, params Datum[] rows) => FixedFile.Write(Layout, Head, rows, Names(results));

    [Fact]
    public void A_request_is_written_as_the_specification_shows_it()
    {
        var lines = Write(false, Row("11081234567890020000", 15200), Row("31082000000017030000", 7800)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(5, lines.Length);
        Assert.All(lines, l => Assert.Equal(120, l.Length));
        Assert.Equal("20001ﾐｽﾞﾎ           123ｽﾞｼ                17654321ﾔﾏﾀﾞ ﾊﾅｺ                      00000152000110812345678900200000        ", lines[1]);
        Assert.Equal("8000002000000023000000000000000000000000000000000000000".PadRight(120), lines[3]);
    }

    [Fact]
    public void What_is_written_reads_back_whatever_the_amounts()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        for (var round = 0; round < 50; round++)
        {
            var rows = Enumerable.Range(0, random.Next(1, 40)).Select(i => Row($"1108{random.NextInt64(10_000_000_000):D10}{i:D2}0000", random.NextInt64(1, 9_999_999_999), random.Next(2) == 0 ? "0" : "1")).ToArray();
            var file = LayoutParser.Parse(Write(true, rows), Layout, Names(true));
            Assert.True(file.IsGood, $"seed {seed}: {string.Join(" ", file.Errors.Select(e => e.Message))}");
            Assert.Equal(rows.Select(r => r["amount"].AsDecimal()), file.Rows.Select(r => r["amount"].AsDecimal()));
            Assert.Equal(rows.Sum(r => r["amount"].AsDecimal()), file.Trailer["total"].AsDecimal());
        }
    }

    [Fact]
    public void A_trailer_one_yen_off_holds_the_whole_file()
    {
        var file = LayoutParser.Parse(Write(true, Row("11081234567890020000", 15200)).Replace("800000100000001520000000100000001520", "800000100000001520000000100000001521", StringComparison.Ordinal), Layout, Names(true));
        Assert.False(file.IsGood);
        Assert.Empty(file.Rows);
        Assert.Contains(file.Errors, e => e.Column == "振替済金額");
    }

    [Theory]
    [InlineData(0, 119)]
    [InlineData(0, 300)]
    [InlineData(122, 122)]
    public void A_file_cut_short_is_refused(int from, int length)
    {
        var text = Write(false, Row("11081234567890020000", 15200));
        Assert.NotEmpty(LayoutParser.Parse(text.Substring(from, Math.Min(length, text.Length - from)), Layout, Names(false)).Errors);
    }

    [Fact]
    public void A_character_outside_the_alphabet_is_named()
    {
        var error = Assert.Throws<FormatException>(() => Write(false, Row("11081234567890020000", 15200).With("holder", "山田")));
        Assert.Contains("預金者名", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Line_ends_do_not_matter_in_reading()
    {
        var text = Write(false, Row("11081234567890020000", 15200));
        foreach (var written in new[] { text, text.Replace("\r\n", "\n", StringComparison.Ordinal), text.Replace("\r\n", "", StringComparison.Ordinal) })
            Assert.True(LayoutParser.Parse(written, Layout, Names(false)).IsGood);
    }
}

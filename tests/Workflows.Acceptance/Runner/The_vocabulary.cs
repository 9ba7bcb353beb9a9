using Workflows.Cases.Scenarios.Reading;
using Workflows.Cases.Scenarios.Steps;

namespace Workflows.Acceptance.Runner;

public class The_vocabulary
{
    public static TheoryData<string> Examples => [.. StepCatalog.All.Select(d => d.Example)];

    [Theory, MemberData(nameof(Examples))]
    public void Understands_its_own_example(string example)
    {
        var found = StepCatalog.Find(Sentence.Normalize(example));
        Assert.NotNull(found);
        Assert.Equal(example, found.Value.Definition.Example);
    }

    [Theory]
    [InlineData("自治体   \"鎌倉市\"で手続 \"account-transfer\"が公開されている。")]
    [InlineData("　台帳 \"R-MAND\" に次の内容の記録が １ 件ある")]
    [InlineData("提出は拒否され、項目 \"noticeNo\" に \"通知書番号は数字10桁で入力してください。\" と示される")]
    [InlineData("コネクタ \"C-TAX\" は操作 \"upsertMandate\" に \"timeout\" で 2 回失敗してから応じる")]
    [InlineData("コネクタ \"bank\" は操作 \"confirm\" に次を 2 回失敗してから返す")]
    [InlineData("\"調査 太郎\" が仕事 \"認定調査\" を次の内容で完了する")]
    [InlineData("\"調査 太郎\" が仕事 \"認定調査\" を結果 \"差戻し\" で次の内容で完了する")]
    [InlineData("外部システム \"payment\" から出来事 \"paid\" が もう一度届く")]
    [InlineData("外部システム \"C-SVC\" から署名の正しくない出来事 \"return\" が届く")]
    [InlineData("コネクタ \"bank\" へ送られたファイルの 2 行目の 81 から 90 文字目は \"0000015200\" である")]
    [InlineData("案件 \"H-0007\" が段階 \"accepted\" にある")]
    [InlineData("コネクタ \"bank\" は操作 \"confirm\" を 2 回失敗してから返す")]
    [InlineData("コネクタ \"lock\" の模擬装置が復旧する")]
    [InlineData("コネクタ \"lock\" の 2 回目の応答が失われる")]
    [InlineData("台帳 \"insured\" の \"0000123456\" に 3 件ある")]
    [InlineData("台帳 \"priceTable\" の \"半面\" を \"2026-04-01\" 施行で公開する")]
    [InlineData("\"監査 静\" が案件 \"KF-1\" の文書 \"8\" を開く")]
    [InlineData("文書 \"D-02\" を書き換えて検証すると不一致が報告される")]
    [InlineData("状態は \"照合中\" を経て \"登録済\" を経て \"振替開始\" である")]
    [InlineData("役割 \"staff\" の受信箱に仕事 \"照合\" があり、期限は \"2026-06-15\" である")]
    [InlineData("利用者 \"調査 太郎\" は役割 \"surveyor\" で、所属は \"高齢者支援課\" である")]
    [InlineData("次の操作を同時に行う")]
    public void Does_not_care_for_spaces_and_takes_every_wording(string text) => Assert.NotNull(StepCatalog.Find(Sentence.Normalize(text)));

    [Fact]
    public void Names_the_nearest_sentences_for_an_unknown_one()
    {
        const string Text = "案件の状況は \"照合中\" である";
        Assert.Null(StepCatalog.Find(Sentence.Normalize(Text)));
        Assert.Contains("案件の状態は \"照合中\" である", StepCatalog.Nearest(Text));
    }

    /// <summary>WORKFLOWS_WRITE=1 writes the list instead, into the source folder named by WORKFLOWS_README.</summary>
    [Fact]
    public void Stands_in_the_readme_as_it_is()
    {
        var list = VocabularyList.Markdown();
        if (Environment.GetEnvironmentVariable("WORKFLOWS_README") is { Length: > 0 } path)
        {
            var text = File.ReadAllText(path);
            File.WriteAllText(path, text[..(text.IndexOf(VocabularyList.Mark, StringComparison.Ordinal) + VocabularyList.Mark.Length)] + "\n" + list);
            return;
        }
        Assert.EndsWith(list, File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "vocabulary.md")).ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }
}

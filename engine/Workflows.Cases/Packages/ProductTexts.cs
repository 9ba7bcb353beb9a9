namespace Workflows.Cases.Packages;

/// <summary>Sentences every programme has unless it words them itself in <c>texts</c>. What goes to people outside has three languages, as the portal has.</summary>
public static class ProductTexts
{
    public const string StateConflict = "stateConflict";
    public const string Forbidden = "forbidden";
    public const string FieldForbidden = "fieldForbidden";

    private static readonly SortedDictionary<string, Label> All = new(StringComparer.Ordinal)
    {
        [StateConflict] = new("現在の状態ではこの操作はできません。"),
        [Forbidden] = new("この操作を行う権限がありません。"),
        [FieldForbidden] = new("この情報を表示する権限がありません。"),
        ["held"] = new("この案件は保留中です。保留を終えてから行ってください。"),
        ["notFound"] = new("見つかりません。"),
        ["taskTaken"] = new("この仕事はほかの人が引き受けています。"),
        ["codeSubject"] = new("【確認コード】{title}", "[Code] {title}", "【確認コード】{title}"),
        ["codeBody"] = new(
            "「{title}」の確認コードは {code} です。\n{minutes}分以内に画面に入力してください。\n\n心当たりがないときは、このメールを破棄してください。確認コードを職員がお聞きすることはありません。\n",
            "Your code for \"{title}\" is {code}.\nType it on the page within {minutes} minutes.\n\nIf you did not ask for it, delete this mail. Our staff never ask for your code.\n",
            "「{title}」の 確認コード（番号）は {code} です。\n{minutes}分 以内に、画面に 入れて ください。\n\n知らない メールの ときは、消して ください。市役所の 人が この番号を 聞くことは ありません。\n"),
        ["codeWrong"] = new("確認コードが正しくありません。"),
        ["codeExpired"] = new("確認コードの有効期限が切れています。再送してください。"),
        ["codeNeeded"] = new("メールアドレスの確認が済んでいません。届いた確認コードを入力してください。"),
        ["taskLinkSubject"] = new("{task}のお願い", "Request: {task}", "{task}の お願い"),
        ["taskLinkBody"] = new(
            "「{title}」について、「{task}」をお願いします。\n{link}\nこのリンクはこの仕事だけに使え、{until} または仕事が終わるまで有効です。ほかの人に渡さないでください。\n",
            "Please do \"{task}\" for \"{title}\".\n{link}\nThe link is for this task only and works until {until}, or until the task is done. Do not pass it on.\n",
            "「{title}」の「{task}」を お願いします。\n{link}\nこの リンクは {until} まで 使えます。終わったら 使えません。ほかの 人に 教えないで ください。\n"),
        ["grantLinkSubject"] = new("{title}の内容をご覧いただけます", "You may see: {title}", "{title}の 内容を 見ることが できます"),
        ["grantLinkBody"] = new(
            "「{title}」の内容を次のリンクからご覧いただけます。{purpose}\n{link}\nこのリンクは {until} まで有効です。それより前に終わることがあります。開いた記録が残ります。ほかの人に渡さないでください。\n",
            "By this link you may see parts of \"{title}\". {purpose}\n{link}\nIt works until {until}, perhaps less long. Each opening is recorded. Do not pass it on.\n",
            "「{title}」の 内容を この リンクから 見ることが できます。{purpose}\n{link}\nこの リンクは {until} まで 使えます。早く 終わることも あります。見た 記録が 残ります。ほかの 人に 教えないで ください。\n"),
        ["surveySubject"] = new("アンケートのお願い（{survey}）", "A survey: {survey}", "アンケートの お願い（{survey}）"),
        ["surveyAgain"] = new("【再度のお願い】", "[Reminder] ", "【もう一度 お願いします】"),
        ["surveyBody"] = new(
            "「{title}」についてのアンケート「{survey}」にお答えください。\n{link}\n{until} まで回答できます。マイページからも回答できます。\n",
            "Please answer the survey \"{survey}\" about \"{title}\".\n{link}\nIt is open until {until}. You can answer in My page, too.\n",
            "「{title}」の アンケート「{survey}」に 答えて ください。\n{link}\n{until} まで 答えることが できます。マイページからも できます。\n"),
        ["noticeNeutralSubject"] = new("お知らせがあります", "There is news for you", "お知らせが あります"),
        ["noticeNeutralBody"] = new("市役所からお知らせがあります。", "There is news from the city.", "市役所から お知らせが あります。"),
        ["noticeShortBody"] = new("「{notice}」のお知らせがあります。", "There is news: \"{notice}\".", "「{notice}」の お知らせが あります。"),
        ["noticeSeeMyPage"] = new("詳しくはマイページをご覧ください。\n", " See My page.\n", "くわしい ことは マイページで 見て ください。\n"),
        ["surveyAnswered"] = new("このアンケートには回答済みです。"),
        ["surveyFull"] = new("回答の予定数に達したため、受付を終わりました。"),
        ["fourEyes"] = new("前の手順を行った人は、この仕事を行えません。"),
        ["required"] = new("「{label}」を入力してください。"),
    };

    public static IReadOnlyDictionary<string, Label> Defaults => All;

    /// <exception cref="KeyNotFoundException">No such sentence.</exception>
    public static string Get(string key, string language = Label.Japanese) => All.TryGetValue(key, out var text) ? text.For(language) : throw new KeyNotFoundException($"There is no text '{key}'.");
}

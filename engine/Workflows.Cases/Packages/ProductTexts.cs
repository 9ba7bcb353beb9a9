namespace Workflows.Cases.Packages;

/// <summary>Sentences every programme has unless it words them itself in <c>texts</c>.</summary>
public static class ProductTexts
{
    public const string StateConflict = "stateConflict";
    public const string Forbidden = "forbidden";
    public const string FieldForbidden = "fieldForbidden";

    private static readonly SortedDictionary<string, string> All = new(StringComparer.Ordinal)
    {
        [StateConflict] = "現在の状態ではこの操作はできません。",
        [Forbidden] = "この操作を行う権限がありません。",
        [FieldForbidden] = "この情報を表示する権限がありません。",
        ["held"] = "この案件は保留中です。保留を終えてから行ってください。",
        ["notFound"] = "見つかりません。",
        ["taskTaken"] = "この仕事はほかの人が引き受けています。",
        ["codeSubject"] = "【確認コード】{title}",
        ["codeBody"] = "「{title}」の確認コードは {code} です。\n{minutes}分以内に画面に入力してください。\n\n心当たりがないときは、このメールを破棄してください。確認コードを職員がお聞きすることはありません。\n",
        ["codeWrong"] = "確認コードが正しくありません。",
        ["codeExpired"] = "確認コードの有効期限が切れています。再送してください。",
        ["codeNeeded"] = "メールアドレスの確認が済んでいません。届いた確認コードを入力してください。",
        ["taskLinkSubject"] = "{task}のお願い",
        ["taskLinkBody"] = "「{title}」について、「{task}」をお願いします。\n{link}\nこのリンクはこの仕事だけに使え、{until} または仕事が終わるまで有効です。ほかの人に渡さないでください。\n",
        ["grantLinkSubject"] = "{title}の内容をご覧いただけます",
        ["grantLinkBody"] = "「{title}」の内容を次のリンクからご覧いただけます。{purpose}\n{link}\nこのリンクは {until} まで有効です。それより前に終わることがあります。開いた記録が残ります。ほかの人に渡さないでください。\n",
        ["surveySubject"] = "アンケートのお願い（{survey}）",
        ["surveyBody"] = "「{title}」についてのアンケート「{survey}」にお答えください。\n{link}\n{until} まで回答できます。マイページからも回答できます。\n",
        ["surveyAnswered"] = "このアンケートには回答済みです。",
        ["surveyFull"] = "回答の予定数に達したため、受付を終わりました。",
        ["fourEyes"] = "前の手順を行った人は、この仕事を行えません。",
        ["required"] = "「{label}」を入力してください。",
    };

    public static IReadOnlyDictionary<string, string> Defaults => All;

    /// <exception cref="KeyNotFoundException">No such sentence.</exception>
    public static string Get(string key) => All.TryGetValue(key, out var text) ? text : throw new KeyNotFoundException($"There is no text '{key}'.");
}

namespace Workflows.Cases.Forms;

/// <summary>What is said where a field has no message of its own.</summary>
internal static class FormMessages
{
    public static string Required(FieldSpec field) => field.RequiredMessage?.Ja ?? field.Type switch
    {
        FieldType.Consent => $"「{field.Label.Ja}」への同意が必要です。",
        FieldType.Choice or FieldType.Multichoice or FieldType.Yesno or FieldType.Lookup or FieldType.Location or FieldType.Scale or FieldType.Matrix => $"「{field.Label.Ja}」を選んでください。",
        FieldType.File or FieldType.Photo => $"「{field.Label.Ja}」を添付してください。",
        FieldType.Table => $"「{field.Label.Ja}」を1行以上入力してください。",
        _ => $"「{field.Label.Ja}」を入力してください。",
    };

    public static string UnknownKey(string key, string? near) =>
        $"「{key}」という項目はこの様式にありません。" + (near is null ? "" : $"「{near}」の間違いではありませんか。");

    public static string NotOpened(FieldSpec field) => $"「{field.Label.Ja}」は今回は変更できません。";
    public static string NotInOptions(FieldSpec field) => Own(field) ?? $"「{field.Label.Ja}」は選択肢から選んでください。";
    public static string Shape(FieldSpec field) => Own(field) ?? $"「{field.Label.Ja}」の形式が正しくありません。";
    public static string Kana(FieldSpec field) => Own(field) ?? $"「{field.Label.Ja}」は全角カタカナで入力してください。";
    public static string Date(FieldSpec field) => Own(field) ?? $"「{field.Label.Ja}」は正しい日付で入力してください。";
    public static string Time(FieldSpec field) => Own(field) ?? $"「{field.Label.Ja}」は 09:30 のように入力してください。";
    public static string Number(FieldSpec field) => Own(field) ?? $"「{field.Label.Ja}」は数字で入力してください。";
    public static string Digits(FieldSpec field, int digits, bool atMost) => Own(field) ?? $"「{field.Label.Ja}」は数字{digits}桁{(atMost ? "以内" : "")}で入力してください。";
    public static string CheckDigit(FieldSpec field) => Own(field) ?? $"「{field.Label.Ja}」が正しくありません。番号を確かめてください。";
    public static string TooLong(FieldSpec field, int most) => Own(field) ?? $"「{field.Label.Ja}」は{most}文字以内で入力してください。";
    public static string TooShort(FieldSpec field, int least) => Own(field) ?? $"「{field.Label.Ja}」は{least}文字以上で入力してください。";
    public static string BadCharacter(FieldSpec field) => $"「{field.Label.Ja}」に使えない文字があります。";
    public static string TooFewRows(FieldSpec field, int least) => $"「{field.Label.Ja}」は{least}行以上入力してください。";
    public static string TooManyRows(FieldSpec field, int most) => $"「{field.Label.Ja}」は{most}行までです。";
    public static string TooManyFiles(FieldSpec field, int most) => $"「{field.Label.Ja}」に添付できるのは{most}個までです。";
    public static string FileTooBig(FieldSpec field, long most) => $"「{field.Label.Ja}」は1個 {most / 1_048_576.0:0.#}MB までです。";
    public static string FileKind(FieldSpec field) => Own(field) ?? $"「{field.Label.Ja}」に添付できない種類のファイルです。";

    public static string Least(FieldSpec field, string least) => Own(field)
        ?? (field.Type is FieldType.Date or FieldType.Datetime or FieldType.Time or FieldType.Daterange ? $"「{field.Label.Ja}」は{Day(least)}以後にしてください。" : $"「{field.Label.Ja}」は{least}以上で入力してください。");

    public static string Most(FieldSpec field, string most) => Own(field)
        ?? (field.Type is FieldType.Date or FieldType.Datetime or FieldType.Time or FieldType.Daterange ? $"「{field.Label.Ja}」は{Day(most)}以前にしてください。" : $"「{field.Label.Ja}」は{most}以下で入力してください。");

    public static string UnknownItem(FieldSpec field, string key) => $"「{field.Label.Ja}」に「{key}」という問いはありません。";
    public static string ItemOption(FieldSpec field, MatrixItemSpec item) => $"「{field.Label.Ja}」の「{item.Label.Ja}」は選択肢から選んでください。";
    public static string ItemMissing(FieldSpec field, MatrixItemSpec item) => field.RequiredMessage?.Ja ?? $"「{field.Label.Ja}」の「{item.Label.Ja}」を選んでください。";
    public static string BothEnds(FieldSpec field) => Own(field) ?? $"「{field.Label.Ja}」は始まりと終わりの両方を入力してください。";
    public static string EndsTurned(FieldSpec field) => Own(field) ?? $"「{field.Label.Ja}」の終わりは始まりより後にしてください。";
    public static string Overlap(FieldSpec field) => Own(field) ?? $"「{field.Label.Ja}」の時間帯が重なっています。";
    public static string UnknownLanguage(FieldSpec field, string language) => $"「{field.Label.Ja}」に言語「{language}」はありません。{string.Join("、", field.Languages)}で入力してください。";
    public static string FirstLanguage(FieldSpec field) => field.RequiredMessage?.Ja ?? $"「{field.Label.Ja}」は{LanguageNames.Of(field.Languages[0])}で必ず入力してください。";
    public static string Points(FieldSpec field) => Own(field) ?? $"「{field.Label.Ja}」は「35.3192,139.5467」のように緯度と経度を1行に1点ずつ入力してください。";
    public static string Place(FieldSpec field) => Own(field) ?? $"「{field.Label.Ja}」は「35.3192,139.5467」のように緯度、経度の順に入力してください。";
    public static string TooFewPoints(FieldSpec field, int least) => Own(field) ?? $"「{field.Label.Ja}」は{least}点以上で示してください。";
    public static string RuleText(FieldSpec field, string why) => $"「{field.Label.Ja}」の式を読めません（{why}）。";
    public static string Step(FieldSpec field, int least, int most) => Own(field) ?? $"「{field.Label.Ja}」は{least}から{most}までの整数で選んでください。";
    public static string Markup(FieldSpec field) => Own(field) ?? $"「{field.Label.Ja}」のリンクは http:// か https:// で始めてください。";
    public static string DateWith(FieldSpec field, string why) => Own(field) ?? $"「{field.Label.Ja}」を読み取れません。{why}";
    public static string Tries(FieldSpec field) => $"「{field.Label.Ja}」の間違いが続いたため、しばらく受け付けられません。時間をおいてやり直してください。";
    public static string Sealed(FieldSpec field) => $"「{field.Label.Ja}」をもう一度入力してください。";
    public static string Comment(string message, int least) => $"「{message}」について、理由を{least}文字以上で入力してください。";

    private static string? Own(FieldSpec field) => field.Message?.Ja;

    private static string Day(string limit) => Queries.Handlers.FieldTexts.Date(limit);
}

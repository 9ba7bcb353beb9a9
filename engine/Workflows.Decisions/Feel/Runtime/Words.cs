namespace Workflows.Decisions.Feel;

/// <summary>Kinds of values in words, for reasons people read.</summary>
internal static class Words
{
    public static string Ja(object? v) => v switch
    {
        null => "null",
        string => "文字列",
        bool => "真偽値",
        FeelNumber => "数",
        FeelDate => "日付",
        FeelTime => "時刻",
        FeelDateTime => "日時",
        FeelYearsMonths => "年月の期間",
        FeelDaysTime => "日時の期間",
        IReadOnlyList<object?> => "リスト",
        FeelContext => "まとまり（コンテキスト）",
        FeelRange => "範囲",
        FeelFunction => "関数",
        _ => v.GetType().Name,
    };

    public static string En(object? v) => v switch
    {
        null => "null",
        FeelNumber or string or bool or FeelDate or FeelTime or FeelDateTime or FeelYearsMonths or FeelDaysTime
            or FeelContext or FeelRange or FeelFunction or IReadOnlyList<object?> => "a " + FeelValues.KindOf(v),
        _ => v.GetType().Name,
    };

    public static string TypeJa(FeelType type) => type.Name switch
    {
        "number" => "数",
        "string" => "文字列",
        "boolean" => "真偽値",
        "date" => "日付",
        "time" => "時刻",
        "date and time" => "日時",
        "years and months duration" => "年月の期間",
        "days and time duration" => "日時の期間",
        "context" => "まとまり（コンテキスト）",
        "function" => "関数",
        "list<Any>" => "リスト",
        "range<Any>" => "範囲",
        var n => n,
    };
}

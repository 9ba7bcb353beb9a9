using Workflows.Cases.Activities.Time;

namespace Workflows.Cases.Packages.Reading;

/// <summary>What each kind of start needs.</summary>
internal static class StartReader
{
    public static string Register(Node n)
    {
        var register = n.Text("register");
        n.Refer(RefKind.Register, register, "register");
        return register;
    }

    public static TimeSpan Within(Node n)
    {
        if (n.OptionalText("within") is not { } text) return TimeSpan.FromDays(31);
        if (Span.TryParse(text, out var span) && (span.Legal is null || span.Legal is { Unit: Decisions.Functions.Dates.PeriodUnit.Days })) return span.Legal is { } days ? TimeSpan.FromDays(days.Amount) : span.Time;
        n.Error("within", $"期間「{text}」を読めません。", $"'{text}' is no period in days or time.", "31日、48時間 のように書いてください。");
        return TimeSpan.FromDays(31);
    }

    public static void Check(Node n, StartSpec start)
    {
        void Need(string key, object? value)
        {
            if (value is null) n.Error("", $"「{key}」がありません。", $"A start of this kind needs '{key}'.", $"「{key}」を書いてください。");
        }
        if (start.Signal is not null && start.Key is null) n.Error("signal", "「signal」には「key」が要ります。", "'signal' needs a 'key'.", "どの案件に知らせるかの鍵を「key」に書いてください。");
        if (start.Kind != StartKind.Form && start.Verify is not null) n.Error("verify", "「verify」は様式で始める手続だけに書けます。", "Only a form's start verifies an address.");
        if (start.Kind != StartKind.Form && start.ByCode) n.Error("signIn", "「signIn」は様式で始める手続だけに書けます。", "Only a form's start has 'signIn'.");
        switch (start.Kind)
        {
            case StartKind.Form:
                Need("form", start.Form);
                if (start.By.Count == 0) n.Error("", "だれが行えるか（by）がありません。", "'by' is missing.", "「by」に役割を書いてください。");
                break;
            case StartKind.Schedule: CheckTimes(n, start, Need); break;
            case StartKind.File: Need("connector", start.Connector); break;
            case StartKind.Event: Need("connector", start.Connector); Need("event", start.Event); break;
            case StartKind.Date: Need("register", start.Register); Need("date", start.Date); break;
            case StartKind.Register: Need("register", start.Register); break;
            case StartKind.Threshold: Need("register", start.Register); Need("when", start.When); break;
        }
        if (start.Offset is { } offset && !offset.Holes.Any() && !Span.TryParse(offset.Text, out _))
            n.Error("offset", $"期間「{offset.Text}」を読めません。", $"'{offset.Text}' is no period.", "-60日、-10営業日、30日 のように書いてください。");
    }

    private static void CheckTimes(Node n, StartSpec start, Action<string, object?> need)
    {
        if (start.Day is 0 or < -28 or > 31) n.Error("day", "「day」は1から31、または末日を表す -1 で書いてください。", "'day' is from 1 to 31, or -1 for the last.");
        if (start.BusinessDay is 0 or < -23 or > 23) n.Error("businessDay", "「businessDay」は月の何番目の営業日か（-1 は最後）を書いてください。", "'businessDay' is the n-th open day of the month, -1 the last.");
        if (start.Months.Any(m => m is < 1 or > 12)) n.Error("months", "「months」は1から12の月で書いてください。", "'months' are from 1 to 12.");
        if (start.Cron is null)
        {
            need("at", start.At);
            if (start.Day is null && start.BusinessDay is null) need("on", start.On);
            else if (start.On is not null || (start.Day is not null && start.BusinessDay is not null)) n.Error("", "「on」「day」「businessDay」はどれか1つにしてください。", "Write one of 'on', 'day', 'businessDay'.");
            return;
        }
        if (start.At is not null || start.On is not null || start.Day is not null || start.BusinessDay is not null)
            n.Error("cron", "「cron」と「at」「on」「day」「businessDay」は一緒に使えません。", "'cron' cannot stand beside 'at', 'on', 'day' or 'businessDay'.");
        if (start.Cron.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length != 5)
            n.Error("cron", $"「{start.Cron}」は5項目の cron 式ではありません。", $"'{start.Cron}' is no cron expression of five fields.", "分 時 日 月 曜日 の順に書いてください。");
    }
}

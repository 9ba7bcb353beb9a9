using System.Globalization;
using Workflows.Cases.Activities.Time;
using Workflows.Decisions.Functions.Dates;

namespace Workflows.Cases.Packages.Reading;

/// <summary>Reads <c>deadlines</c> of program.json.</summary>
internal static class DeadlineReader
{
    public static DeadlineSpec Deadline(Node n)
    {
        var several = n.Object("several", Shapes.Several, s => s);
        var parts = several is null ? [] : several.List(several.Has("max") ? "max" : "min", Shapes.Clock, p => Clock(p, []));
        if (several is not null && parts.Count == 0)
            n.Error("several", "「several」には min か max に2つ以上の数え方を書いてください。", "'several' needs a list 'min' or 'max'.");
        var spec = new DeadlineSpec
        {
            Id = n.Id(),
            Aliases = n.Texts("aliases"),
            Label = n.Label("label"),
            Clock = Clock(n, parts) with { Latest = several?.Has("max") == true },
            Extend = n.Choice("extend", "beforeDue", "beforeDue", "always", "never"),
            Recompute = n.Flag("recompute", true),
            Warnings = n.List("warnings", Shapes.DeadlineWarning, Warning),
        };
        foreach (var twice in spec.Warnings.GroupBy(w => w.Id).Where(g => g.Count() > 1))
            n.Error("warnings", $"予告「{twice.Key}」が二度書かれています。", $"The warning '{twice.Key}' is declared twice.");
        return spec;
    }

    private static ClockSpec Clock(Node n, IReadOnlyList<ClockSpec> several)
    {
        var clock = new ClockSpec(n.Feel("from"), PeriodOf(n, "period"), n.Feel("at"), n.OptionalTemplate("calendar"), n.Flag("countFirstDay"),
            n.Choice("roll", "none", "none", "next", "previous") switch { "next" => DeadlineRoll.Next, "previous" => DeadlineRoll.Previous, _ => DeadlineRoll.None },
            End(n), n.Flag("inclusive"), n.OptionalText("law")) { Several = several };
        if (clock.Calendar is { } calendar && !calendar.Holes.Any()) n.Refer(RefKind.Calendar, calendar.Text, "calendar");
        var ways = (clock.Period is null ? 0 : 1) + (clock.At is null ? 0 : 1) + (several.Count > 0 ? 1 : 0);
        if (ways != 1) n.Error("", "「period」「at」「several」のどれか1つを書いてください。", "Write one of 'period', 'at', 'several'.", "例: \"period\": \"30日\"");
        return clock;
    }

    private static string End(Node n)
    {
        var end = n.OptionalText("end") ?? "day";
        if (end is "day" or "closing" or "exact" || TimeOnly.TryParseExact(end, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)) return end;
        n.Error("end", $"終わりの時刻「{end}」を読めません。", $"'{end}' is no end of a day.", "day（23:59:59）、closing（業務時間の終わり）、exact（始まりと同じ時刻）、17:15 のような時刻から選んでください。");
        return "day";
    }

    private static WarningSpec Warning(Node n)
    {
        var id = n.Id();
        var warning = new WarningSpec(id, n.OptionalLabel("label") ?? id, PeriodOf(n, "before"), PeriodOf(n, "after"), n.TimeOfDay("at"));
        if (warning.Before is null == warning.After is null) n.Error("", "「before」（期限の前）か「after」（始まりの後）のどちらか一方を書いてください。", "Write either 'before' or 'after'.");
        return warning;
    }

    /// <summary>A period that is written out is checked now; one with holes when it is counted.</summary>
    private static Expressions.TextTemplate? PeriodOf(Node n, string key)
    {
        var template = n.OptionalTemplate(key);
        if (template is not null && !template.Holes.Any() && !Span.TryParse(template.Text, out _))
            n.Error(key, $"期間「{template.Text}」を読めません。", $"'{template.Text}' is no period.", "30日、2か月、10営業日、6業務時間、90分、30秒、P30D のように書いてください。");
        return template;
    }
}

using Cronos;
using Workflows.Engine.Data;
using Workflows.Engine.Expressions;
using Workflows.Engine.Plans;
using Workflows.Engine.Turns;

namespace Workflows.Engine.Activities.Elsa;

/// <summary>What timer activities share: run through when they began the instance, otherwise wait for the due time.</summary>
internal abstract class TimerActivity : Activity
{
    protected abstract DateTimeOffset? Due(ActivityContext context);

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        if (context.IsTrigger || Due(context) is not { } due) context.Complete();
        else context.SetTimer(due, context.Node.Type[(context.Node.Type.LastIndexOf('.') + 1)..]);
        return [];
    }
}

/// <summary>Elsa.Timer: every interval as a trigger, once the interval has passed within a flow.</summary>
internal sealed class Timer : TimerActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.Timer", "一定の間隔で", "Timer", "{interval}ごとに", "待つ", "clock") { Inputs = [new("interval", "TimeSpan", "間隔", Required: true)], IsTrigger = true };

    protected override DateTimeOffset? Due(ActivityContext context)
    {
        var text = context.Input("interval").AsText();
        return Durations.Parse(text) is { } interval ? context.Step.Now + interval : throw context.Fault("DURATION_INVALID", $"間隔「{text}」を読めません。00:05:00 または PT5M のように指定してください。");
    }
}

/// <summary>Elsa.Cron: the next time of a cron expression, in Asia/Tokyo.</summary>
internal sealed class Cron : TimerActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.Cron", "決まった時刻に", "Cron", "{cronExpression}の時刻に", "待つ", "calendar") { Inputs = [new("cronExpression", "String", "時刻の式", Required: true)], IsTrigger = true };

    public override object? Prepare(PlanNode node, PlanBuilder builder)
    {
        if (node.Inputs.TryGetValue("cronExpression", out var binding) && binding.ExpressionType == "Literal")
        {
            var text = DefinitionReader.GetAny(DefinitionReader.GetAny(binding.Raw, "expression"), "value").AsText() ?? binding.Raw.AsText();
            if (Read(text) is null) builder.Error(node.LocalId, "CRON_INVALID", $"時刻の式「{text}」を読めません。", $"The cron expression '{text}' cannot be read.", "「0 8 * * 1-5」のように、分 時 日 月 曜日の順で書いてください。");
        }
        return null;
    }

    protected override DateTimeOffset? Due(ActivityContext context)
    {
        var text = context.Input("cronExpression").AsText();
        var cron = Read(text) ?? throw context.Fault("CRON_INVALID", $"時刻の式「{text}」を読めません。");
        return Next(cron, context.Step.Now);
    }

    public static CronExpression? Read(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        var fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        return CronExpression.TryParse(text, fields == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard, out var cron) ? cron : null;
    }

    public static DateTimeOffset? Next(CronExpression cron, DateTimeOffset after) => cron.GetNextOccurrence(after, Japan.Zone);
}

/// <summary>Elsa.StartAt: a moment; one already past goes on at once.</summary>
internal sealed class StartAt : TimerActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.StartAt", "日時に", "Start at", "{dateTime}に", "待つ", "calendar") { Inputs = [new("dateTime", "DateTimeOffset", "日時", Required: true)], IsTrigger = true };

    protected override DateTimeOffset? Due(ActivityContext context)
    {
        var value = context.Input("dateTime");
        var at = value.AsInstant() ?? throw context.Fault("DATETIME_INVALID", $"日時「{value.AsText()}」を読めません。2026-06-01T09:00:00+09:00 のように指定してください。");
        return at <= context.Step.Now ? null : at;
    }
}

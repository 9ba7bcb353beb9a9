using Workflows.Cases.Packages;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Registers;

/// <summary>What a write is told that a register's rules refuse.</summary>
public static class ConstraintTexts
{
    /// <param name="refused">A reply Conflict or NotFound.</param>
    public static (string Ja, string En) Of(RegisterSpec register, Reply refused)
    {
        if (refused.Outcome == Reply.NotFound) return ("この記録は見つかりません。", "There is no such record.");
        var id = refused.Value["constraint"].AsText() ?? "";
        var labels = string.Join("・", refused.Value["fields"].Items.Select(f => register.Field(f.AsText() ?? "")?.Label.Ja ?? f.AsText()));
        var found = refused.Value["existing"];
        var other = found["id"].AsText() is { } existing ? $"（{(register.Key.Count == 1 && found["fields"][register.Key[0]].AsText() is { } key ? key : existing)}）" : "";
        if (id == "revision") return ("ほかの人が先に変更しました。今の内容を見てから、もう一度変更してください。", "Somebody else changed it first; look at it as it is now.");
        if (id == "append") return ("この台帳の記録は追加だけができます。", "Records of this register are only added.");
        if (register.Constraints.FirstOrDefault(c => c.Id == id) is not { } rule)
            return id.StartsWith('$') ? ($"{labels}が同じ記録があります{other}。", "A record with these values exists.") : ("ほかの台帳の記録がこの記録を使っているため、終えることも鍵を変えることもできません。", "Records of another register name this one.");
        if (rule.Message is { } own) return (own.Ja, own.En ?? own.Ja);
        return rule.Kind switch
        {
            "overlap" => ($"期間がほかの記録{other}と重なっています。", "Its period overlaps that of another record."),
            "capacity" => ($"{labels}ごとの上限を超えます。", "This goes over the limit."),
            "transition" => ($"「{labels}」はこのようには変えられません。変えられるのは {Ways(rule.Transition!)} です。", "The field cannot be changed this way."),
            "reference" => ($"{labels}に当てはまる記録が台帳「{register.Others(rule.Reference!.Register)?.Label.Ja ?? rule.Reference.Register}」にありません。", "The record it names does not exist."),
            _ => ($"{labels}が同じ記録があります{other}。", "A record with these values exists."),
        };
    }

    private static string Ways(TransitionRule way) => string.Join("、", way.Ways.Where(w => w.Value.Count > 0).Select(w => $"{w.Key}→{string.Join("・", w.Value)}"));
}

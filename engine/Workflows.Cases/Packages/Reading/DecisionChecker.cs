using Workflows.Decisions.Dmn;

namespace Workflows.Cases.Packages.Reading;

/// <summary>Checks that a decision's DMN can be read, holds the decision, and has no unreadable expression.</summary>
internal static class DecisionChecker
{
    public static void Check(DecisionSpec spec, Reading reading)
    {
        DmnModel model;
        try { model = spec.Model; }
        catch (DmnFormatException e)
        {
            reading.Error(spec.File, "definitions", $"DMN として読めません: {e.Message}", $"This is no DMN: {e.Message}", code: "DECISION");
            return;
        }
        if (model.FindDecision(spec.Id) is null)
            reading.Error(spec.File, "definitions", $"決定「{spec.Id}」がありません。", $"There is no decision '{spec.Id}'.",
                Near.Fix(spec.Id, [.. model.Decisions.Select(d => d.Name)]));
        foreach (var message in model.Check().Where(m => m.Severity == DmnSeverity.Error))
            reading.Error(spec.File, "#" + (message.PartId.Length > 0 ? message.PartId : message.ElementId), message.MessageJa, message.MessageEn, code: "DECISION");
    }
}

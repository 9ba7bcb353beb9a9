using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities;

internal sealed class Judged { public Datum Values { get; set; } = Datum.EmptyObject; public Datum CaseFields { get; set; } = Datum.EmptyObject; }

internal static class FormGate
{
    public static IEnumerable<Question> Judge(ActivityContext context, string form, Datum values, IReadOnlyList<string>? open, Judged judged)
    { judged.Values = values; judged.CaseFields = values; yield break; }
}

using Workflows.Cases.Activities.Reading;
using Workflows.Cases.Expressions;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;

namespace Workflows.Cases.Activities;

/// <summary>Which of several records somebody means: candidates are scored, the best stands first.</summary>
/// <param name="Score">FEEL over <c>record</c> and the case's fields; the more alike the higher. Null scores nothing.</param>
/// <param name="Least">The score a candidate needs (1).</param>
/// <param name="Lead">By so much the best must lead to be taken alone; null: it must be the only one.</param>
internal sealed record MatchSpec(Feel Score, Feel? Least, Feel? Lead)
{
    /// <summary>Candidates looked at when <c>take</c> does not say how many.</summary>
    public const int Candidates = 200;
    private const int Shown = 20;

    /// <returns>The candidates that score enough, <c>{ score, record }</c>, and Found, Several or NotFound.</returns>
    public (Datum Scored, string Outcome) Judge(ActivityContext context, IReadOnlyList<Datum> records)
    {
        var least = Least is null ? 1 : context.Eval(Least).AsDecimal() ?? 1;
        var good = records.Select(r => (Record: r, Score: context.Eval(Score, Datum.Object(("record", r["fields"]))).AsDecimal()))
            .Where(c => c.Score >= least).OrderByDescending(c => c.Score).ThenBy(c => c.Record["id"].AsText(), StringComparer.Ordinal).ToList();
        var lead = Lead is null ? null : context.Eval(Lead).AsDecimal();
        var outcome = good.Count switch
        {
            0 => "NotFound",
            1 => "Found",
            _ => lead is { } by && good[0].Score - good[1].Score >= by ? "Found" : "Several",
        };
        return (Datum.List(good.Take(Shown).Select(c => Datum.Object(("score", Datum.Of(c.Score!.Value)), ("record", c.Record["fields"])))), outcome);
    }
}

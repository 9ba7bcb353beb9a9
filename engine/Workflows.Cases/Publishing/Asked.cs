using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Publishing;

/// <summary>Answers look-ups from committed records, outside a step.</summary>
public static class Asked
{
    /// <summary>Records an aggregate is taken over here; inside a step the database counts without a limit.</summary>
    private const int AggregateTake = 10_000;

    /// <exception cref="NotSupportedException">The question is no look-up.</exception>
    public static async ValueTask<Reply> Answer(IRegisterStore registers, string tenant, string program, Question question, CancellationToken ct)
    {
        switch (question)
        {
            case FindRecords find:
                return new Reply(question.No, Reply.Done, Datum.List(await registers.Find(tenant, program, find.Register, find.Where, find.Take, ct).ConfigureAwait(false)));
            case AggregateRecords aggregate:
                var records = await registers.Find(tenant, program, aggregate.Register, aggregate.Where, AggregateTake, ct).ConfigureAwait(false);
                return new Reply(question.No, Reply.Done, aggregate.Function switch
                {
                    "sum" => Datum.Of(records.Sum(r => r["fields"][aggregate.Field!].AsDecimal() ?? 0)),
                    "exists" => Datum.Of(records.Count > 0),
                    _ => Datum.Of((long)records.Count),
                });
            default:
                throw new NotSupportedException($"Only look-ups are answered outside a step, not '{question.GetType().Name}'.");
        }
    }
}

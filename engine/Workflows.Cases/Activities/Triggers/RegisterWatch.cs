using Workflows.Cases.Activities.Reading;
using Workflows.Cases.Expressions;
using Workflows.Cases.Packages;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities.Triggers;

/// <summary>A register's records as something to wait for: met once one matches. Told by the register's changes (<see cref="Kind"/>), looked up in the step.</summary>
/// <param name="When">Over <c>record</c> and the case's fields; null: any match.</param>
internal sealed record RegisterWatch(string Register, IReadOnlyList<NamedFeel> Where, Feel? When)
{
    /// <summary>The stimulus kind by which a change of a register is told to cases that wait for it.</summary>
    public const string Kind = "register";

    private const int Most = 1_000;

    public static RegisterWatch? Read(Datum on, SpecReader reader, string property) => on["register"].AsText() is { Length: > 0 } register
        ? new(register, reader.Named(on["where"], $"{property}.where"), reader.OptionalFeel(on["when"], $"{property}.when")) : null;

    public IEnumerable<Question> Look(ActivityContext context, Found found)
    {
        var question = new FindRecords(Register, context.EvalAll(Where), When is null ? 1 : Most);
        yield return question;
        foreach (var record in context.Reply(question).Value.Items)
        {
            var names = Datum.Object(("record", record["fields"]));
            if (When is not null && !context.Holds(When, names)) continue;
            found.Event = names.With("kind", Kind).With("name", Register).With("at", Datum.Of(context.Step.Now)).With("by", context.Stimulus.Actor);
            yield break;
        }
    }
}

internal sealed class Found
{
    public Datum? Event { get; set; }
}

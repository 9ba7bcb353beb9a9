using Workflows.Cases.Packages;
using Workflows.Cases.Registers;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Expressions;

/// <summary>Declared look-ups as the engine's questions, and their replies as values.</summary>
public static class Lookups
{
    /// <summary>Records given when a look-up does not say how many.</summary>
    public const int DefaultTake = 100;

    /// <summary>The question, its conditions evaluated.</summary>
    public static Question Ask(LookupSpec lookup, FeelNames names)
    {
        var where = Datum.EmptyObject;
        foreach (var (name, feel) in lookup.Where) where = where.With(name, names.Evaluate(feel));
        if (lookup.ValidOn is { } day) where = where.With(RegisterKeys.ValidOn, names.Evaluate(day));
        if (lookup.KnownAt is { } known) where = where.With(RegisterKeys.KnownAt, names.Evaluate(known));
        return lookup switch
        {
            { Count: true } => new AggregateRecords(lookup.Register, where, "count"),
            { Sum: { } field } => new AggregateRecords(lookup.Register, where, "sum", field),
            _ => new FindRecords(lookup.Register, where, lookup.Take ?? DefaultTake),
        };
    }

    /// <summary>The value expressions see under <see cref="LookupSpec.As"/>.</summary>
    public static Datum Value(LookupSpec lookup, Reply reply) => lookup switch
    {
        { Count: true } or { Sum: not null } => reply.Value.IsNull ? 0 : reply.Value,
        { IsSingle: true } => reply.Value[0]["fields"],
        _ => Datum.List(reply.Value.Items.Select(record => record["fields"])),
    };

    /// <summary>Asks look-ups one after another, as an activity does; a later one may use an earlier one's value.</summary>
    /// <param name="replies">The reply to a question already yielded.</param>
    /// <param name="found">Takes each name and value as it is known.</param>
    public static IEnumerable<Question> Run(IReadOnlyList<LookupSpec> lookups, FeelNames names, Func<Question, Reply> replies, Action<string, Datum> found)
    {
        foreach (var lookup in lookups)
        {
            var question = Ask(lookup, names);
            yield return question;
            var value = Value(lookup, replies(question));
            names = names.With(lookup.As, value);
            found(lookup.As, value);
        }
    }
}

using Workflows.Cases.Expressions;
using Workflows.Cases.Packages;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities.Reading;

/// <summary>Names an expression sees besides fields and variables: look-ups, <c>event</c>, <c>row</c>. Filled while questions are answered.</summary>
internal sealed class Names(Datum? start = null)
{
    public Datum Value { get; private set; } = start ?? Datum.EmptyObject;

    public Names Add(string name, Datum value) { Value = Value.With(name, value); return this; }

    public Names AddAll(Datum members) { Value = Value.Merge(members); return this; }

    public static Names Event(Datum payload) => new(Datum.Object(("event", payload)));
}

/// <summary>FEEL from where an activity stands: one way to evaluate for all activities and the policy.</summary>
internal static class FeelContext
{
    public static FeelNames NamesHere(this ActivityContext context, Datum? extra = null) =>
        FeelNames.From(context.Scope(extra), context.Package()?.FieldTypes ?? FieldTypes.None);

    public static Datum Eval(this ActivityContext context, Feel feel, Datum? extra = null) => context.NamesHere(extra).Evaluate(feel);

    /// <summary>FEEL's true; null and everything else is not.</summary>
    public static bool Holds(this ActivityContext context, Feel feel, Datum? extra = null) => context.NamesHere(extra).IsTrue(feel);

    public static string Render(this ActivityContext context, TextTemplate template, Datum? extra = null) => template.Render(context.NamesHere(extra));

    public static Datum EvalAll(this ActivityContext context, IReadOnlyList<NamedFeel> members, Datum? extra = null)
    {
        if (members.Count == 0) return Datum.EmptyObject;
        var names = context.NamesHere(extra);
        return Datum.Object(members.Select(m => KeyValuePair.Create(m.Name, names.Evaluate(m.Value))));
    }

    /// <summary>Asks look-ups, a later one seeing the earlier ones' values, and adds each value to <paramref name="names"/>.</summary>
    public static IEnumerable<Question> Ask(this ActivityContext context, IReadOnlyList<LookupSpec> lookups, Names names) =>
        lookups.Count == 0 ? [] : Lookups.Run(lookups, context.NamesHere(names.Value), context.Reply, (name, value) => names.Add(name, value));
}

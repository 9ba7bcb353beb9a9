using Workflows.Decisions.Feel;
using Workflows.Engine.Data;
using Workflows.Engine.Expressions;

namespace Workflows.Cases.Expressions;

/// <summary>
/// The names a FEEL expression of a package sees, as layers: a later layer hides the earlier. Immutable; one object serves many
/// evaluations. <c>today</c> and <c>now</c> are Japan's.
/// </summary>
public sealed class FeelNames
{
    private readonly FieldTypes _types;
    private readonly DateTimeOffset _now;

    private FeelNames(FieldTypes types, DateTimeOffset now, FeelScope scope) { _types = types; _now = now; Scope = scope; }

    /// <param name="types">Which keys are dates (<see cref="Packages.ProgramPackage.FieldTypes"/>).</param>
    /// <param name="now">The step's instant, or the moment a page is made.</param>
    /// <param name="settings">Seen as <c>settings</c>.</param>
    /// <param name="calendars">The municipality's calendars by id (<see cref="Calendars"/>); null for the product's alone.</param>
    public FeelNames(FieldTypes types, DateTimeOffset now, Datum settings, Datum? calendars = null)
    {
        _types = types;
        _now = now.ToOffset(Japan.Offset);
        Scope = Root(types, _now, calendars ?? Datum.Null, ("settings", settings));
    }

    /// <summary>What FEEL itself evaluates in; for decisions.</summary>
    public FeelScope Scope { get; }

    /// <summary>The day in Japan.</summary>
    public DateOnly Today => DateOnly.FromDateTime(_now.DateTime);
    public DateTimeOffset Now => _now;
    public FieldTypes Types => _types;

    /// <summary>What an activity's expressions see: variables and look-ups, <c>event</c>, <c>head</c>, <c>settings</c>, <c>today</c>, <c>now</c>, the fields.</summary>
    public static FeelNames From(IExpressionScope scope, FieldTypes types)
    {
        var now = scope.Step.Now.ToOffset(Japan.Offset);
        var fields = new FeelScope(name => Member(scope.Fields, name, types), new FeelScope(name => Member(scope.Input, name, types)) { Now = now, Functions = CaseFunctions.Registry }.WithCalendars(types.Calendar, scope.Step.Refs["calendars"]));
        var fixedNames = new FeelScope(name => name switch
        {
            "head" => (true, FeelBridge.ToFeel(scope.Head, types)),
            "settings" => (true, FeelBridge.ToFeel(scope.Step.Refs["settings"], types)),
            "today" => (true, FeelDate.From(DateOnly.FromDateTime(now.DateTime))),
            "now" => (true, FeelDateTime.From(now)),
            _ => (false, null),
        }, fields);
        var inner = new FeelScope(name =>
            scope.Lookups.TryGet(name, out var looked) ? (true, FeelBridge.ToFeel(looked, types, name))
            : scope.TryGetVariable(name, out var variable) ? (true, FeelBridge.ToFeel(variable, types, name))
            : (false, null), fixedNames);
        return new(types, now, inner);
    }

    /// <summary>With the members of an object as names.</summary>
    public FeelNames With(Datum members)
    {
        var types = _types;
        return new(_types, _now, new FeelScope(name => Member(members, name, types), Scope));
    }

    /// <summary>With one more name.</summary>
    public FeelNames With(string name, Datum value)
    {
        var types = _types;
        return new(_types, _now, new FeelScope(asked => asked == name ? (true, FeelBridge.ToFeel(value, types, name)) : (false, null), Scope));
    }

    /// <summary>With one more name whose value is already FEEL's.</summary>
    internal FeelNames WithFeel(string name, object? value) => WithFeel(name, () => value);

    /// <summary>With one more name whose FEEL value is made when an expression asks for it.</summary>
    internal FeelNames WithFeel(string name, Func<object?> value) => new(_types, _now, new FeelScope(asked => asked == name ? (true, value()) : (false, null), Scope));

    /// <exception cref="ExpressionException">It cannot be read, crosses its limits, or gives no data.</exception>
    public Datum Evaluate(Feel feel) => FeelBridge.ToDatum(Value(feel));

    /// <summary>True only when the value is true; null and anything else are not.</summary>
    public bool IsTrue(Feel feel) => Value(feel) is true;

    /// <summary>The value as people read it; null gives the empty text.</summary>
    public string TextOf(Feel feel) => Value(feel) is { } value ? FeelValues.ToText(value) : "";

    internal object? Value(Feel feel)
    {
        try { return feel.Expression.Evaluate(Scope); }
        catch (FeelLimitException e) { throw new ExpressionException(FeelLanguage.Name, $"{e.MessageJa}（式: {feel.Text}） ({e.MessageEn})", e); }
    }

    private static FeelScope Root(FieldTypes types, DateTimeOffset now, Datum calendars, params (string Name, Datum Value)[] names) => new FeelScope(name =>
    {
        if (name == "today") return (true, FeelDate.From(DateOnly.FromDateTime(now.DateTime)));
        if (name == "now") return (true, FeelDateTime.From(now));
        foreach (var (own, value) in names)
            if (own == name) return (true, FeelBridge.ToFeel(value, types, name));
        return (false, null);
    })
    { Now = now, Functions = CaseFunctions.Registry }.WithCalendars(types.Calendar, calendars);

    private static (bool, object?) Member(Datum members, string name, FieldTypes types) =>
        members.TryGet(name, out var value) ? (true, FeelBridge.ToFeel(value, types, name)) : (false, null);
}

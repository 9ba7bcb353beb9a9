namespace Workflows.Decisions.Feel;

/// <summary>A FEEL type: what values conform to it and what a value becomes when it is put where the type is asked (DMN 1.5 §10.3.2.9).</summary>
public abstract class FeelType
{
    /// <summary>Every value conforms.</summary>
    public static FeelType Any { get; } = new SimpleType("Any", static _ => true);

    /// <summary>Only null conforms.</summary>
    public static FeelType Null { get; } = new SimpleType("Null", static _ => false);

    /// <summary>Numbers.</summary>
    public static FeelType Number { get; } = new SimpleType("number", static v => v is FeelNumber);

    /// <summary>Strings.</summary>
    public static FeelType Text { get; } = new SimpleType("string", static v => v is string);

    /// <summary>true and false.</summary>
    public static FeelType Boolean { get; } = new SimpleType("boolean", static v => v is bool);

    /// <summary>Dates.</summary>
    public static FeelType Date { get; } = new SimpleType("date", static v => v is FeelDate);

    /// <summary>Times of day.</summary>
    public static FeelType Time { get; } = new SimpleType("time", static v => v is FeelTime);

    /// <summary>Dates with times.</summary>
    public static FeelType DateTime { get; } = new SimpleType("date and time", static v => v is FeelDateTime);

    /// <summary>Durations of months.</summary>
    public static FeelType YearsMonths { get; } = new SimpleType("years and months duration", static v => v is FeelYearsMonths);

    /// <summary>Durations of days and times.</summary>
    public static FeelType DaysTime { get; } = new SimpleType("days and time duration", static v => v is FeelDaysTime);

    /// <summary>Contexts of any entries.</summary>
    public static FeelType Context { get; } = new SimpleType("context", static v => v is FeelContext);

    /// <summary>Functions of any parameters.</summary>
    public static FeelType Function { get; } = new SimpleType("function", static v => v is FeelFunction);

    /// <summary>The name as FEEL writes it.</summary>
    public abstract string Name { get; }

    /// <summary>A list of the element type.</summary>
    public static FeelType List(FeelType element) => new ListType(element);

    /// <summary>A range of the end type.</summary>
    public static FeelType Range(FeelType element) => new RangeType(element);

    /// <summary>A context that has at least these entries.</summary>
    public static FeelType Record(params (string Name, FeelType Type)[] fields) => new RecordType(fields);

    /// <summary>The builtin type of a name (DMN also writes dateTime, dayTimeDuration, yearMonthDuration); null when there is none.</summary>
    public static FeelType? Builtin(string name) => name switch
    {
        "Any" or "any" => Any,
        "Null" => Null,
        "number" => Number,
        "string" => Text,
        "boolean" => Boolean,
        "date" => Date,
        "time" => Time,
        "date and time" or "dateTime" => DateTime,
        "years and months duration" or "yearMonthDuration" or "year month duration" => YearsMonths,
        "days and time duration" or "dayTimeDuration" or "day time duration" => DaysTime,
        "context" => Context,
        "list" => List(Any),
        "range" => Range(Any),
        "function" => Function,
        _ => null,
    };

    /// <summary>True when the value, which is not null, belongs to the type.</summary>
    public abstract bool Accepts(object value);

    /// <summary>FEEL's instance of: as Accepts, but allowed values of named types do not matter.</summary>
    internal virtual bool IsInstance(object value) => Accepts(value);

    /// <summary>True when every value of this type belongs to the other.</summary>
    internal virtual bool ConformsTo(FeelType other) => other == Any || ReferenceEquals(this, other) || Name == other.Name;

    /// <summary>The value as this type takes it: itself, or its singleton or date conversion; failed when it does not conform.</summary>
    public virtual object? Coerce(object? value, out bool failed)
    {
        failed = false;
        if (value is null || Accepts(value)) return value;
        if (value is IReadOnlyList<object?> { Count: 1 } list && this is not ListType)
        {
            if (list[0] is { } only && Accepts(only)) return only;
        }
        if (this == DateTime && value is FeelDate date) return FeelDateTime.MidnightUtc(date);
        failed = true;
        return null;
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal static FeelType Of(object? value) => value switch
    {
        null => Null,
        FeelNumber => Number,
        string => Text,
        bool => Boolean,
        FeelDate => Date,
        FeelTime => Time,
        FeelDateTime => DateTime,
        FeelYearsMonths => YearsMonths,
        FeelDaysTime => DaysTime,
        FeelFunction f => f.Type,
        FeelRange r => Range(Of(r.Start ?? r.End)),
        IReadOnlyList<object?> l => List(Common(l.Select(Of))),
        FeelContext c => new RecordType(c.Select(e => (e.Key, Of(e.Value))).ToArray()),
        _ => Any,
    };

    internal static FeelType Common(IEnumerable<FeelType> types)
    {
        FeelType? common = null;
        foreach (var t in types)
        {
            if (t == Null) continue;
            if (common is null) common = t;
            else if (t.ConformsTo(common)) continue;
            else if (common.ConformsTo(t)) common = t;
            else return Any;
        }
        return common ?? Any;
    }

    private sealed class SimpleType(string name, Func<object, bool> accepts) : FeelType
    {
        public override string Name => name;

        public override bool Accepts(object value) => accepts(value);

        internal override bool ConformsTo(FeelType other) => base.ConformsTo(other) || this == Null || (this == Context && other is RecordType { Fields.Count: 0 });
    }

    internal sealed class ListType(FeelType element) : FeelType
    {
        public FeelType Element => element;

        public override string Name => $"list<{element.Name}>";

        public override bool Accepts(object value)
        {
            if (value is not IReadOnlyList<object?> list) return false;
            if (element == Any) return true;
            FeelDepth.Ensure();
            foreach (var item in list)
                if (item is not null && !element.Accepts(item)) return false;
            return true;
        }

        internal override bool IsInstance(object value)
        {
            FeelDepth.Ensure();
            return value is IReadOnlyList<object?> list && list.All(i => i is null || element.IsInstance(i));
        }

        public override object? Coerce(object? value, out bool failed)
        {
            failed = false;
            FeelDepth.Ensure();
            if (value is null || Accepts(value)) return value;
            if (value is not IReadOnlyList<object?> list)
            {
                var only = element.Coerce(value, out failed);
                return failed ? null : new[] { only };
            }
            var items = new object?[list.Count];
            for (var i = 0; i < items.Length; i++)
            {
                items[i] = element.Coerce(list[i], out failed);
                if (failed) return null;
            }
            return items;
        }

        internal override bool ConformsTo(FeelType other) => other == Any || (other is ListType l && element.ConformsTo(l.Element));
    }

    internal sealed class RangeType(FeelType element) : FeelType
    {
        public FeelType Element => element;

        public override string Name => $"range<{element.Name}>";

        public override bool Accepts(object value) =>
            value is FeelRange r && (r.Start is null || element.Accepts(r.Start)) && (r.End is null || element.Accepts(r.End));

        internal override bool ConformsTo(FeelType other) => other == Any || (other is RangeType r && element.ConformsTo(r.Element));
    }

    internal sealed class RecordType(IReadOnlyList<(string Name, FeelType Type)> fields) : FeelType
    {
        public IReadOnlyList<(string Name, FeelType Type)> Fields => fields;

        public override string Name => $"context<{string.Join(", ", fields.Select(f => $"{f.Name}: {f.Type.Name}"))}>";

        public override bool Accepts(object value)
        {
            if (value is not FeelContext c) return false;
            FeelDepth.Ensure();
            foreach (var (name, type) in fields)
                if (!c.TryGetValue(name, out var v) || (v is not null && !type.Accepts(v))) return false;
            return true;
        }

        internal override bool IsInstance(object value)
        {
            FeelDepth.Ensure();
            return value is FeelContext c && fields.All(f => c.TryGetValue(f.Name, out var v) && (v is null || f.Type.IsInstance(v)));
        }

        internal override bool ConformsTo(FeelType other)
        {
            if (other == Any || other == Context) return true;
            if (other is not RecordType r) return false;
            foreach (var (name, type) in r.Fields)
            {
                var mine = fields.FirstOrDefault(f => f.Name == name).Type;
                if (mine is null || !mine.ConformsTo(type)) return false;
            }
            return true;
        }
    }

    internal sealed class FunctionType(IReadOnlyList<FeelType> parameters, FeelType result) : FeelType
    {
        public IReadOnlyList<FeelType> Parameters => parameters;

        public FeelType Result => result;

        public override string Name => $"function<{string.Join(", ", parameters.Select(p => p.Name))}>->{result.Name}";

        public override bool Accepts(object value) => value is FeelFunction f && f.Type.ConformsTo(this);

        internal override bool ConformsTo(FeelType other)
        {
            if (other == Any || other == Function) return true;
            if (other is not FunctionType f || f.Parameters.Count != parameters.Count || !result.ConformsTo(f.Result)) return false;
            for (var i = 0; i < parameters.Count; i++)
                if (!f.Parameters[i].ConformsTo(parameters[i])) return false;
            return true;
        }
    }
}

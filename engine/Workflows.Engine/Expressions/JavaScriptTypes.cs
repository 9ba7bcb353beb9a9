using System.Globalization;
using Jint;
using Jint.Native;
using Jint.Runtime.Interop;
using Workflows.Engine.Activities.Elsa;
using JsEngine = Jint.Engine;

namespace Workflows.Engine.Expressions;

/// <summary>
/// What scripts use most of the .NET types Elsa registers: <c>Guid.NewGuid()</c>, <c>TimeSpan.FromMinutes(5)</c> (as the text inputs read),
/// <c>DateTime.UtcNow</c> (as a JavaScript date). None is a .NET object.
/// </summary>
internal static class JavaScriptTypes
{
    private static readonly (string Name, double Ticks)[] Units =
        [("FromDays", TimeSpan.TicksPerDay), ("FromHours", TimeSpan.TicksPerHour), ("FromMinutes", TimeSpan.TicksPerMinute), ("FromSeconds", TimeSpan.TicksPerSecond), ("FromMilliseconds", TimeSpan.TicksPerMillisecond)];

    public static void Install(JsEngine engine, IExpressionScope scope, JavaScriptNames names)
    {
        JsObject? Type(string name)
        {
            if (!names.Has(name)) return null;
            var type = new JsObject(engine);
            engine.SetValue(name, type);
            return type;
        }
        void Add(JsObject type, string name, Func<JsValue, JsValue> body) => type.Set(name, new ClrFunction(engine, name, (_, args) => body(args.Length > 0 ? args[0] : JsValue.Undefined)));

        if (Type("Guid") is { } guid)
        {
            guid.Set("Empty", Guid.Empty.ToString());
            Add(guid, "NewGuid", _ => scope.NextGuid().ToString());
            Add(guid, "Parse", text => Guid.TryParse(text.ToString(), out var read) ? read.ToString() : throw Unread(text));
        }
        if (Type("TimeSpan") is { } span)
        {
            foreach (var (name, ticks) in Units) Add(span, name, count => Text(TimeSpan.FromTicks((long)(count.AsNumber() * ticks))));
            span.Set("Zero", Text(TimeSpan.Zero));
            Add(span, "Parse", text => Durations.Parse(text.ToString()) is { } read ? Text(read) : throw Unread(text));
        }
        foreach (var name in new[] { "DateTime", "DateTimeOffset" })
        {
            if (Type(name) is not { } date) continue;
            JsValue At(DateTimeOffset at) => new JsDate(engine, at);
            var now = scope.Step.Now;
            var today = now.ToOffset(Data.Japan.Offset);
            date.Set("UtcNow", At(now));
            date.Set("Now", At(now));
            date.Set("Today", At(new DateTimeOffset(today.Date, today.Offset)));
            Add(date, "Parse", text => DateTimeOffset.TryParse(text.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var read) ? At(read) : throw Unread(text));
        }
    }

    private static string Text(TimeSpan span) => span.ToString("c", CultureInfo.InvariantCulture);
    private static ExpressionException Unread(JsValue text) => new("JavaScript", $"「{text}」を読めません。");
}

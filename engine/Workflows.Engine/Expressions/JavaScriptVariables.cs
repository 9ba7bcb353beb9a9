using Jint;
using Jint.Native;
using Jint.Runtime.Descriptors;
using Jint.Runtime.Interop;
using Workflows.Engine.Data;
using JsEngine = Jint.Engine;

namespace Workflows.Engine.Expressions;

/// <summary>
/// The variables a script sees. As in Elsa a script holds the variable's object, not a copy: what it changes in it is kept when the
/// script ends; a name nobody declared becomes a variable of the nearest container.
/// </summary>
internal sealed class JavaScriptVariables(JsEngine engine, IExpressionScope scope)
{
    private readonly int _max = scope.Step.Limits.ValueLength;
    /// <summary>Lists and objects the script was given or gave, with the data they stood for then.</summary>
    private SortedDictionary<string, (JsValue Value, Datum Before)>? _held;
    private JsObject? _all;

    /// <summary><c>variables.x</c>, <c>getX()</c>, <c>setX(value)</c>, <c>getVariable(name)</c>, <c>setVariable(name, value)</c>.</summary>
    public void Install(JavaScriptNames names)
    {
        _all = names.Has("variables") ? new JsObject(engine) : null;
        foreach (var (name, _) in scope.Variables)
        {
            var pascal = JavaScriptHelpers.Pascal(name);
            var (get, set) = (names.Has($"get{pascal}"), names.Has($"set{pascal}"));
            if (_all is null && !get && !set) continue;
            var getter = new ClrFunction(engine, name, (_, _) => Get(name));
            var setter = new ClrFunction(engine, name, (_, args) => Set(name, args.Length > 0 ? args[0] : JsValue.Undefined));
            _all?.FastSetProperty(name, new GetSetPropertyDescriptor(getter, setter, true, false));
            if (get) engine.SetValue($"get{pascal}", getter);
            if (set) engine.SetValue($"set{pascal}", setter);
        }
        if (_all is not null) engine.SetValue("variables", _all);
        if (names.Has("getVariable")) engine.SetValue("getVariable", new ClrFunction(engine, "getVariable", (_, a) => Get(Text(a))));
        if (names.Has("setVariable")) engine.SetValue("setVariable", new ClrFunction(engine, "setVariable", (_, a) => Set(Text(a), a.Length > 1 ? a[1] : JsValue.Undefined)));
    }

    /// <summary>Keeps what the script changed inside the objects it held, and the names it added to <c>variables</c>.</summary>
    public void WriteBack()
    {
        if (_held is not null)
            foreach (var (name, (value, before)) in _held)
                if (!JavaScriptValues.Same(value, before)) scope.SetVariable(name, JavaScriptValues.From(value, _max));
        if (_all is null) return;
        foreach (var (key, property) in _all.GetOwnProperties())
            if (key.IsString() && property is not GetSetPropertyDescriptor) scope.SetVariable(key.AsString(), JavaScriptValues.From(property.Value, _max));
    }

    private JsValue Get(string name)
    {
        if (_held is not null && _held.TryGetValue(name, out var held)) return held.Value;
        if (!scope.TryGetVariable(name, out var value)) return JsValue.Null;
        var made = JavaScriptValues.To(engine, value);
        if (made.IsObject()) (_held ??= new(StringComparer.Ordinal))[name] = (made, value);
        return made;
    }

    private JsValue Set(string name, JsValue given)
    {
        var value = JavaScriptValues.From(given, _max);
        scope.SetVariable(name, value);
        if (given.IsObject()) (_held ??= new(StringComparer.Ordinal))[name] = (given, value);
        else _held?.Remove(name);
        return JsValue.Undefined;
    }

    private string Text(JsValue[] args) => args.Length == 0 ? "" : JavaScriptValues.From(args[0], _max).AsText() ?? "";
}

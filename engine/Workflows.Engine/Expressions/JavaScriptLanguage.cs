using System.Globalization;
using System.Text;
using Jint;
using Jint.Native;
using Jint.Native.Function;
using Jint.Native.Object;
using Jint.Runtime;
using Jint.Runtime.Descriptors;
using Jint.Runtime.Interop;
using Workflows.Engine.Data;
using JsEngine = Jint.Engine;

namespace Workflows.Engine.Expressions;

/// <summary>
/// JavaScript by Jint, with Elsa's helper names. A fresh engine an evaluation, the script prepared once; time, zone (Asia/Tokyo),
/// culture and randomness pinned to the step; statements, recursion and memory counted; no .NET objects.
/// </summary>
internal sealed class JavaScriptLanguage : IExpressionLanguage
{
    public string Type => "JavaScript";

    public IPreparedExpression Prepare(Datum value)
    {
        var text = value.AsText() ?? "";
        try { return new Prepared(JsEngine.PrepareScript(Completed(text), strict: false, options: new ScriptPreparationOptions { ParsingOptions = new ScriptParsingOptions { AllowReturnOutsideFunction = true } })); }
        catch (Exception e) when (e is ScriptPreparationException or JavaScriptException)
        {
            throw new ExpressionException(Type, (e.InnerException ?? e).Message, e);
        }
    }

    /// <summary>An object literal alone is meant as a value, not as a block.</summary>
    private static string Completed(string text)
    {
        var trimmed = text.Trim().TrimEnd(';');
        return trimmed.StartsWith('{') && trimmed.EndsWith('}') ? $"({trimmed})" : text;
    }

    private sealed class Prepared(Prepared<Acornima.Ast.Script> script) : IPreparedExpression
    {
        public Datum Evaluate(IExpressionScope scope)
        {
            var limits = scope.Step.Limits;
            var engine = new JsEngine(options =>
            {
                options.MaxStatements(limits.ExpressionStatements);
                options.LimitRecursion(200);
                options.LimitMemory(256_000_000);
                options.MaxArraySize(1_000_000);
                options.Culture(CultureInfo.InvariantCulture);
                options.LocalTimeZone(Japan.Zone);
                options.TimeSystem = new StepTime(scope.Step.Now);
                options.Constraints.RegexTimeout = TimeSpan.FromSeconds(1);
            });
            try
            {
                JavaScriptHelpers.Install(engine, scope);
                var result = JavaScriptValues.From(engine.Evaluate(script), limits.ValueLength);
                return result;
            }
            catch (Exception e) when (e is JavaScriptException or JintException or OutOfMemoryException or OverflowException or System.Text.RegularExpressions.RegexMatchTimeoutException)
            {
                // Jint's own sentence names bytes counted on this machine; the incident must read the same everywhere.
                var message = e is MemoryLimitExceededException or OutOfMemoryException or OverflowException ? "使う記憶域が上限を超えました。" : e.Message;
                throw new ExpressionException("JavaScript", message, e);
            }
        }
    }

    private sealed class StepTime(DateTimeOffset now) : DefaultTimeSystem(Japan.Zone, CultureInfo.InvariantCulture)
    {
        public override DateTimeOffset GetUtcNow() => now.ToUniversalTime();
    }
}

/// <summary>Between JavaScript values and data.</summary>
internal static class JavaScriptValues
{
    private const int MaxDepth = 100;
    private const int MaxDepthIn = 256;

    public static JsValue To(JsEngine engine, Datum value, int depth = 0)
    {
        if (depth > MaxDepthIn) throw new ExpressionException("JavaScript", $"値の入れ子が深すぎます（上限 {MaxDepthIn} 段）。");
        switch (value.Kind)
        {
            case DatumKind.Null: return JsValue.Null;
            case DatumKind.Boolean: return value.AsBoolean() ? JsBoolean.True : JsBoolean.False;
            case DatumKind.Number: return JsNumber.Create(value.AsDouble() ?? double.NaN);
            case DatumKind.Text: return new JsString(value.AsText()!);
            case DatumKind.List: return new JsArray(engine, [.. value.Items.Select(i => To(engine, i, depth + 1))]);
            default:
                ObjectInstance result = value.Members.Any(m => Forgiving.Capital(m.Key)) ? new Forgiving(engine) : new JsObject(engine);
                foreach (var (key, member) in value.Members) result.FastSetProperty(key, new PropertyDescriptor(To(engine, member, depth + 1), true, true, true));
                return result;
        }
    }

    public static Datum From(JsValue value, int maxLength)
    {
        var left = maxLength;
        return From(value, 0, ref left);
    }

    /// <summary>
    /// An object with capital member names. In Elsa such objects are .NET's, whose members scripts reach with a small first letter too:
    /// <c>result.output</c> finds <c>Output</c>.
    /// </summary>
    private sealed class Forgiving : ObjectInstance
    {
        public Forgiving(JsEngine engine) : base(engine) => Prototype = engine.Intrinsics.Object.PrototypeObject;

        public static bool Capital(string name) => name.Length > 0 && char.IsAsciiLetterUpper(name[0]);

        public override PropertyDescriptor GetOwnProperty(JsValue property)
        {
            var own = base.GetOwnProperty(property);
            return own == PropertyDescriptor.Undefined && property.IsString() && property.AsString() is [>= 'a' and <= 'z', ..] name
                ? base.GetOwnProperty(char.ToUpperInvariant(name[0]) + name[1..]) : own;
        }

        public override bool Set(JsValue property, JsValue value, JsValue receiver)
        {
            if (property.IsString() && property.AsString() is [>= 'a' and <= 'z', ..] name && base.GetOwnProperty(property) == PropertyDescriptor.Undefined
                && char.ToUpperInvariant(name[0]) + name[1..] is var capital && base.GetOwnProperty(capital) != PropertyDescriptor.Undefined)
                return base.Set(capital, value, receiver);
            return base.Set(property, value, receiver);
        }
    }

    private static Datum From(JsValue value, int depth, ref int left)
    {
        if (depth > MaxDepth) throw new ExpressionException("JavaScript", $"結果の入れ子が深すぎます（上限 {MaxDepth} 段）。");
        if ((left -= 2) < 0) throw new ExpressionException("JavaScript", "結果が大きすぎます。");
        if (value.IsNull() || value.IsUndefined()) return Datum.Null;
        if (value.IsBoolean()) return Datum.Of(value.AsBoolean());
        if (value.IsNumber()) return Datum.Of(value.AsNumber());
        if (value.IsString())
        {
            var text = value.AsString();
            if ((left -= text.Length) < 0) throw new ExpressionException("JavaScript", "結果が大きすぎます。");
            return Datum.Of(text);
        }
        if (value.IsBigInt()) return Datum.Number(value.ToString());
        if (value.IsDate()) return Datum.Of(new DateTimeOffset(value.AsDate().ToDateTime(), TimeSpan.Zero));
        if (value.IsArray())
        {
            var items = new List<Datum>();
            foreach (var item in value.AsArray()) items.Add(From(item, depth + 1, ref left));
            return Datum.List(items);
        }
        if (value is Function || !value.IsObject()) return Datum.Null;
        var members = new List<KeyValuePair<string, Datum>>();
        foreach (var (key, property) in value.AsObject().GetOwnProperties())
        {
            if (!key.IsString() || !property.Enumerable) continue;
            members.Add(new(key.AsString(), From(value.AsObject().Get(key), depth + 1, ref left)));
        }
        return Datum.Object(members);
    }
}

/// <summary>Elsa's helper functions.</summary>
internal static class JavaScriptHelpers
{
    public static void Install(JsEngine engine, IExpressionScope scope)
    {
        var max = scope.Step.Limits.ValueLength;
        void Add(string name, Func<JsValue[], JsValue> body) => engine.SetValue(name, new ClrFunction(engine, name, (_, args) => body(args)));
        JsValue Js(Datum value) => JavaScriptValues.To(engine, value);
        Datum Arg(JsValue[] args, int i) => i < args.Length ? JavaScriptValues.From(args[i], max) : Datum.Null;
        string Text(JsValue[] args, int i) => Arg(args, i).AsText() ?? "";
        JsValue Str(string? text) => text is null ? JsValue.Null : new JsString(text);

        var variables = new JsObject(engine);
        foreach (var (name, _) in scope.Variables)
        {
            var getter = new ClrFunction(engine, name, (_, _) => Js(scope.TryGetVariable(name, out var v) ? v : Datum.Null));
            var setter = new ClrFunction(engine, name, (_, args) => { scope.TrySetVariable(name, Arg(args, 0)); return JsValue.Undefined; });
            variables.FastSetProperty(name, new GetSetPropertyDescriptor(getter, setter, true, false));
            engine.SetValue($"get{Pascal(name)}", getter);
            engine.SetValue($"set{Pascal(name)}", setter);
        }
        engine.SetValue("variables", variables);
        Add("getVariable", a => Js(scope.TryGetVariable(Text(a, 0), out var v) ? v : Datum.Null));
        Add("setVariable", a => { scope.TrySetVariable(Text(a, 0), Arg(a, 1)); return JsValue.Undefined; });
        Add("getInput", a => Js(scope.Input[Text(a, 0)]));
        foreach (var (name, value) in scope.Input.Members)
            if (!engine.Global.HasProperty($"get{Pascal(name)}")) Add($"get{Pascal(name)}", _ => Js(value));
        // Elsa names an accessor for each declared input as it is written; one that was not given is null.
        foreach (var declared in scope.DeclaredInputs)
            foreach (var accessor in new[] { $"get{declared.Name}", $"get{Pascal(declared.Name)}" })
                if (!engine.Global.HasProperty(accessor)) Add(accessor, _ => Js(scope.Input[declared.Name]));
        engine.SetValue("input", Js(scope.Input));
        Add("getOutputFrom", a =>
        {
            var id = scope.FindActivityId(Text(a, 0)) ?? Text(a, 0);
            var outputs = scope.ActivityOutputs[id];
            return Js(a.Length > 1 && Arg(a, 1) is { IsNull: false } name ? Named(outputs, name.AsText()!) : outputs.Members.Count > 0 ? outputs.Members[0].Value : Datum.Null);
        });
        Add("getLastResult", _ => Js(scope.ActivityOutputs["$last"]));
        foreach (var (activity, outputs) in scope.ActivityOutputs.Members)
            foreach (var (output, value) in outputs.Members)
                Add($"get{Pascal(output)}From{Pascal(scope.FindActivityName(activity) ?? activity)}", _ => Js(value));
        Add("getWorkflowInstanceId", _ => Str(scope.InstanceNo > 1 ? $"{scope.Step.CaseId}/{scope.InstanceNo}" : scope.Step.CaseId));
        Add("getWorkflowDefinitionId", _ => Str(scope.DefinitionId));
        Add("getWorkflowDefinitionVersionId", _ => Str($"{scope.DefinitionId}@{scope.DefinitionVersion}"));
        Add("getWorkflowDefinitionVersion", _ => JsNumber.Create(scope.DefinitionVersion));
        Add("getWorkflowInstanceName", _ => Str(scope.InstanceName));
        Add("setWorkflowInstanceName", a => { scope.InstanceName = Text(a, 0); return JsValue.Undefined; });
        Add("getCorrelationId", _ => Str(scope.CorrelationId));
        Add("setCorrelationId", a => { scope.CorrelationId = Text(a, 0); return JsValue.Undefined; });
        Add("setOutput", a => { scope.SetOutput(Text(a, 0), Arg(a, 1)); return JsValue.Undefined; });
        Add("setOutcome", a => { scope.ScriptOutcomes.Clear(); scope.ScriptOutcomes.Add(Text(a, 0)); return JsValue.Undefined; });
        Add("setOutcomes", a => { scope.ScriptOutcomes.Clear(); foreach (var one in Arg(a, 0).Items) scope.ScriptOutcomes.Add(one.AsText() ?? ""); return JsValue.Undefined; });
        Add("newGuid", _ => Str(scope.NextGuid().ToString()));
        Add("getGuid", _ => Str(scope.NextGuid().ToString()));
        Add("getGuidString", _ => Str(scope.NextGuid().ToString()));
        Add("newGuidString", _ => Str(scope.NextGuid().ToString()));
        Add("getShortGuid", _ => Str(Short(scope.NextGuid())));
        Add("newShortGuid", _ => Str(Short(scope.NextGuid())));
        Add("parseGuid", a => Guid.TryParse(Text(a, 0), out var guid) ? Str(guid.ToString()) : JsValue.Null);
        Add("isNullOrEmpty", a => string.IsNullOrEmpty(Arg(a, 0).AsText()) ? JsBoolean.True : JsBoolean.False);
        Add("isNullOrWhiteSpace", a => string.IsNullOrWhiteSpace(Arg(a, 0).AsText()) ? JsBoolean.True : JsBoolean.False);
        Add("toJson", a => Str(Arg(a, 0).ToJson()));
        Add("bytesToString", a => Str(Encoding.UTF8.GetString(Convert.FromBase64String(Text(a, 0)))));
        Add("bytesFromString", a => Str(Convert.ToBase64String(Encoding.UTF8.GetBytes(Text(a, 0)))));
        Add("stringToBase64", a => Str(Convert.ToBase64String(Encoding.UTF8.GetBytes(Text(a, 0)))));
        Add("stringFromBase64", a => Str(Encoding.UTF8.GetString(Convert.FromBase64String(Text(a, 0)))));
        Add("bytesToBase64", a => Str(Text(a, 0)));
        Add("streamToBytes", a => Str(Text(a, 0)));
        Add("streamToBase64", a => Str(Text(a, 0)));
        Add("getConfig", _ => throw new ExpressionException("JavaScript", "getConfig は使えません。設定は入力で渡してください。"));
        Add("bytesFromBase64", a => Str(Text(a, 0)));
        foreach (var (name, value) in scope.Lookups.Members) engine.SetValue(name, Js(value));
        if (engine.Global.Get("Math") is ObjectInstance math)
            math.Set("random", new ClrFunction(engine, "random", (_, _) => JsNumber.Create((scope.NextRandom() >> 11) * (1.0 / (1UL << 53)))));
        engine.Global.Delete("Intl");
    }

    private static Datum Named(Datum outputs, string name) => Plans.DefinitionReader.GetAny(outputs, name);
    private static string Short(Guid guid) => Convert.ToBase64String(guid.ToByteArray()).Replace('/', '_').Replace('+', '-').TrimEnd('=');
    private static string Pascal(string name) => name.Length == 0 ? name : char.ToUpperInvariant(name[0]) + name[1..];
}

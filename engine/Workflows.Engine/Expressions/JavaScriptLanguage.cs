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
        try { return new Prepared(JavaScriptNames.Of(text), JsEngine.PrepareScript(Completed(text), strict: false, options: new ScriptPreparationOptions { ParsingOptions = new ScriptParsingOptions { AllowReturnOutsideFunction = true } })); }
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

    private sealed class Prepared(JavaScriptNames names, Prepared<Acornima.Ast.Script> script) : IPreparedExpression
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
                JavaScriptHelpers.Install(engine, scope, names);
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

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

    /// <summary>Longer runs of nested brackets or operators would fill the stack of the parser.</summary>
    private const int MaxSource = 200_000;

    public IPreparedExpression Prepare(Datum value)
    {
        var text = value.AsText() ?? "";
        if (text.Length > MaxSource) throw new ExpressionException(Type, $"スクリプトが長すぎます（上限 {MaxSource:N0} 文字）。");
        try
        {
            // The parser goes as deep as the text nests.
            var script = text.Length < 500 ? Parse(text) : WideStack.Run(() => Parse(text));
            var names = JavaScriptNames.Of(text);
            return new Prepared(names, script, JavaScriptBounds.IsFlat(text, names) && text.Length < 500);
        }
        catch (Exception e) when (e is ScriptPreparationException or JavaScriptException or InsufficientExecutionStackException)
        {
            throw new ExpressionException(Type, (e.InnerException ?? e).Message, e);
        }
    }

    private static Prepared<Acornima.Ast.Script> Parse(string text)
    {
        var script = JsEngine.PrepareScript(Completed(text), strict: false, options: new ScriptPreparationOptions { ParsingOptions = new ScriptParsingOptions { AllowReturnOutsideFunction = true } });
        // Multiplying long whole numbers takes time and memory nothing counts.
        if (HasBigInt(script.Program!)) throw new ExpressionException("JavaScript", "BigInt は使えません。");
        return script;
    }

    private static bool HasBigInt(Acornima.Ast.Node root)
    {
        var open = new Stack<Acornima.Ast.Node>();
        open.Push(root);
        while (open.TryPop(out var node))
        {
            if (node is Acornima.Ast.BigIntLiteral) return true;
            foreach (var child in node.ChildNodes) if (child is not null) open.Push(child);
        }
        return false;
    }

    /// <summary>An object literal alone is meant as a value, not as a block.</summary>
    private static string Completed(string text)
    {
        var trimmed = text.Trim().TrimEnd(';');
        return trimmed.StartsWith('{') && trimmed.EndsWith('}') ? $"({trimmed})" : text;
    }

    private sealed class Prepared(JavaScriptNames names, Prepared<Acornima.Ast.Script> script, bool flat) : IPreparedExpression
    {
        public Datum Evaluate(IExpressionScope scope) => flat ? Run(scope) : WideStack.Run(() => Run(scope));

        private Datum Run(IExpressionScope scope)
        {
            var limits = scope.Step.Limits;
            try
            {
                var engine = new JsEngine(options =>
                {
                    options.MaxStatements(limits.ExpressionStatements);
                    options.LimitRecursion(200);
                    options.LimitMemory(256_000_000);
                    options.MaxArraySize(1_000_000);
                    options.DisableStringCompilation();
                    options.Culture(CultureInfo.InvariantCulture);
                    options.LocalTimeZone(Japan.Zone);
                    options.TimeSystem = new StepTime(scope.Step.Now);
                    options.Constraints.RegexTimeout = TimeSpan.FromSeconds(1);
                    if (!flat) options.Constraint(new JavaScriptBounds.Calls());
                });
                var variables = JavaScriptHelpers.Install(engine, scope, names);
                var result = JavaScriptValues.From(engine.Evaluate(script), limits.ValueLength);
                variables.WriteBack();
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

    /// <summary>Whether a value made from this data is still the same.</summary>
    public static bool Same(JsValue value, Datum data)
    {
        switch (data.Kind)
        {
            case DatumKind.Null: return value.IsNull() || value.IsUndefined();
            case DatumKind.Boolean: return value.IsBoolean() && value.AsBoolean() == data.AsBoolean();
            case DatumKind.Number: return value.IsNumber() && value.AsNumber().Equals(data.AsDouble() ?? double.NaN);
            case DatumKind.Text: return value.IsString() && value.AsString() == data.AsText();
            case DatumKind.List:
                if (!value.IsArray()) return false;
                var (array, items) = (value.AsArray(), data.Items);
                if (array.Length != items.Length) return false;
                for (var i = 0; i < items.Length; i++) if (!Same(array[i], items[i])) return false;
                return true;
            default:
                if (!value.IsObject() || value.IsArray()) return false;
                var count = 0;
                foreach (var (key, property) in value.AsObject().GetOwnProperties())
                {
                    if (!key.IsString() || !property.Enumerable) continue;
                    count++;
                    if (!data.TryGet(key.AsString(), out var member) || !Same(value.AsObject().Get(key), member)) return false;
                }
                return count == data.Members.Count;
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

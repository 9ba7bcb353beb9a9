namespace Workflows.Decisions.Feel;

internal sealed class CallNode(Node function, Node[] arguments, string[]? names) : Node
{
    public override object? Eval(FeelFrame f)
    {
        FeelFunction? target;
        object? value = null;
        var known = true;
        if (function is NameNode name)
        {
            target = name.Function(f, out known);
        }
        else
        {
            value = function.Eval(f);
            target = value as FeelFunction;
        }
        if (target is null)
        {
            if (f.Run.Diagnostics is not null)
            {
                if (function is NameNode n && !known)
                {
                    var near = FeelNames.Nearest(n.Name, (f.Run.Functions?.Names ?? []).Concat(FeelLibrary.Names));
                    f.Fail(this, "function", $"関数「{n.Name}」がありません{(near is null ? "" : $"。「{near}」の間違いではありませんか")}", $"there is no function \"{n.Name}\"{(near is null ? "" : $"; did you mean \"{near}\"?")}");
                }
                else f.Fail(this, "function", $"{Words.Ja(value)}は関数ではないので呼び出せません", $"{Words.En(value)} is no function and cannot be called");
            }
            return null;
        }
        var a = new object?[arguments.Length];
        for (var i = 0; i < a.Length; i++) a[i] = arguments[i].Eval(f);
        f.Run.Call = this;
        f.Run.Enter();
        var result = target.InvokeCore(f, a, names);
        f.Run.Leave();
        return result;
    }
}

/// <summary>A function literal; its value keeps the locals it saw.</summary>
internal sealed class FunctionNode(string[] names, FeelType?[] types, int slots, Node body) : Node
{
    /// <summary>The name reasons give; empty for an anonymous function.</summary>
    public string Name { get; init; } = "";

    public override object? Eval(FeelFrame f) => new Closure(Name, names, types, slots, body, f.Capture());

    internal sealed class Closure(string name, string[] names, FeelType?[] types, int slots, Node body, FeelFrame captured) : FeelFunction
    {
        public override string Name => name;

        public override IReadOnlyList<string> Parameters => names;

        internal override FeelType Type => new FeelType.FunctionType(types.Select(t => t ?? FeelType.Any).ToArray(), FeelType.Any);

        /// <summary>Lets the body see the function itself in the slot of the entry it was just made for.</summary>
        public void BindSelf(int slot) => captured.Slots[slot] = this;

        internal override object? InvokeCore(FeelFrame frame, object?[] arguments, string[]? argumentNames)
        {
            if (FunctionArguments.Bind(names, arguments, argumentNames, frame, Name) is not { } bound) return null;
            var locals = new object?[slots];
            for (var i = 0; i < bound.Length; i++)
            {
                var v = bound[i];
                if (types[i] is { } type)
                {
                    v = type.Coerce(v, out var failed);
                    if (failed) return FunctionArguments.Mismatch(frame, Name, names[i], type, bound[i]);
                }
                locals[i] = v;
            }
            // Free names mean what they meant where the function was written.
            return body.Eval(new FeelFrame(captured.Run, locals, captured));
        }
    }
}

internal static class FunctionArguments
{
    /// <summary>The arguments in parameter order; null (with a reason) when count or names do not fit.</summary>
    public static object?[]? Bind(IReadOnlyList<string> parameters, object?[] arguments, string[]? names, FeelFrame f, string function)
    {
        if (names is null)
        {
            if (arguments.Length == parameters.Count) return arguments;
            Fail(f, "arguments", $"関数{Quoted(function)}の引数は{parameters.Count}個ですが、{arguments.Length}個渡されました", $"function {function} takes {parameters.Count} arguments, not {arguments.Length}");
            return null;
        }
        var bound = new object?[parameters.Count];
        var given = new bool[parameters.Count];
        for (var i = 0; i < names.Length; i++)
        {
            var at = IndexOf(parameters, names[i]);
            if (at < 0 || given[at])
            {
                Fail(f, "arguments", $"関数{Quoted(function)}に引数「{names[i]}」は{(at < 0 ? "ありません" : "二度渡せません")}（引数: {string.Join("、", parameters)}）", $"function {function} {(at < 0 ? "has no" : "was given twice the")} parameter \"{names[i]}\" (parameters: {string.Join(", ", parameters)})");
                return null;
            }
            bound[at] = arguments[i];
            given[at] = true;
        }
        return bound;
    }

    public static object? Mismatch(FeelFrame f, string function, string parameter, FeelType type, object? value) =>
        Fail(f, "argument", $"関数{Quoted(function)}の引数「{parameter}」には{Words.TypeJa(type)}が必要ですが、{Words.Ja(value)}でした", $"parameter \"{parameter}\" of function {function} needs {type.Name}, not {Words.En(value)}");

    public static object? Fail(FeelFrame f, string code, string ja, string en)
    {
        if (f.Run.Diagnostics is null) return null;
        var node = f.Run.Call;
        f.Run.Diagnostics.Add(new FeelDiagnostic(code, ja, en, node?.Start ?? 0, node is null ? 0 : node.End - node.Start, node?.Source ?? ""));
        return null;
    }

    private static string Quoted(string function) => function.Length == 0 ? "" : $"「{function}」";

    private static int IndexOf(IReadOnlyList<string> list, string name)
    {
        for (var i = 0; i < list.Count; i++)
            if (list[i] == name) return i;
        return -1;
    }
}

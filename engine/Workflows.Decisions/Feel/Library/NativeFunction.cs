namespace Workflows.Decisions.Feel;

internal sealed record SignatureParameter(string Name, FeelType[] Types, bool Optional, bool Nullable, bool Rest);

internal sealed record Signature(SignatureParameter[] Parameters, FeelType Result)
{
    /// <summary>Reads name:type|type~?… : ~ lets null through, ? makes it optional, … takes all further arguments as a list.</summary>
    public static Signature Read(string[] parameters, string result)
    {
        var all = new SignatureParameter[parameters.Length];
        for (var i = 0; i < all.Length; i++)
        {
            var p = parameters[i];
            var rest = p.EndsWith('…');
            if (rest) p = p[..^1];
            var optional = p.EndsWith('?');
            if (optional) p = p[..^1];
            var nullable = p.EndsWith('~') || optional;
            if (p.EndsWith('~')) p = p[..^1];
            var colon = p.LastIndexOf(':');
            var types = colon < 0 ? [] : p[(colon + 1)..].Split('|').Select(ReadType).ToArray();
            if (optional is false && i > 0 && all[i - 1].Optional) throw new ArgumentException($"Optional parameters of a FEEL function must stand last: {string.Join(", ", parameters)}", nameof(parameters));
            all[i] = new SignatureParameter(colon < 0 ? p.Trim() : p[..colon].Trim(), types, optional, nullable || types.Length == 0, rest);
        }
        return new Signature(all, ReadType(result));
    }

    public int Required => Parameters.Count(p => !p.Optional && !p.Rest);

    public bool Takes(int count) => count >= Required && (count <= Parameters.Length || (Parameters.Length > 0 && Parameters[^1].Rest)) && (count > 0 || Parameters.Length == 0 || !Parameters[^1].Rest);

    private static FeelType ReadType(string text)
    {
        text = text.Trim();
        if (text.StartsWith("list<", StringComparison.Ordinal) && text.EndsWith('>')) return FeelType.List(ReadType(text[5..^1]));
        if (text.StartsWith("range<", StringComparison.Ordinal) && text.EndsWith('>')) return FeelType.Range(ReadType(text[6..^1]));
        return FeelType.Builtin(text) ?? throw new ArgumentException($"Unknown FEEL type \"{text}\"", nameof(text));
    }
}

/// <summary>A function written in C#, with one or more signatures; arguments are checked and converted before its body runs.</summary>
internal sealed class NativeFunction : FeelFunction
{
    private readonly List<(Signature Signature, Func<FeelCallContext, object?[], object?> Body)> overloads = [];

    public NativeFunction(string name, Signature signature, Func<FeelCallContext, object?[], object?> body)
    {
        Name = name;
        overloads.Add((signature, body));
    }

    public override string Name { get; }

    public override IReadOnlyList<string> Parameters => overloads[0].Signature.Parameters.Select(p => p.Name).ToArray();

    public IEnumerable<Signature> Signatures => overloads.Select(o => o.Signature);

    internal override FeelType Type => new FeelType.FunctionType(
        overloads[0].Signature.Parameters.Select(p => p.Types.Length == 1 ? p.Types[0] : FeelType.Any).ToArray(), overloads[0].Signature.Result);

    public void Overload(Signature signature, Func<FeelCallContext, object?[], object?> body) => overloads.Add((signature, body));

    public string[] Describe() => overloads.Select(o => $"{Name}({string.Join(", ", o.Signature.Parameters.Select(p => p.Name + (p.Optional ? "?" : "") + (p.Rest ? "…" : "")))})").ToArray();

    internal override bool Accepts(int count) => overloads.Any(o => o.Signature.Takes(count));

    internal override object? InvokeCore(FeelFrame frame, object?[] arguments, string[]? names)
    {
        (SignatureParameter Parameter, object? Value)? wrong = null;
        var shaped = false;
        string? unknown = null;
        foreach (var (signature, body) in overloads)
        {
            if (Shape(signature, arguments, names, ref unknown) is not { } shape) continue;
            shaped = true;
            if (Convert(signature, shape, out var bad))
                return body(new FeelCallContext(frame, Name), shape);
            wrong ??= bad;
        }
        if (frame.Run.Diagnostics is null) return null;
        var signatures = string.Join(" / ", Describe());
        if (!shaped)
        {
            return unknown is not null
                ? FunctionArguments.Fail(frame, "arguments", $"関数「{Name}」に引数「{unknown}」はありません（{signatures}）", $"function {Name} has no parameter \"{unknown}\" ({signatures})")
                : FunctionArguments.Fail(frame, "arguments", $"関数「{Name}」の引数の数が合いません（{arguments.Length}個）。{signatures}", $"function {Name} does not take {arguments.Length} arguments: {signatures}");
        }
        var (parameter, value) = wrong!.Value;
        return FunctionArguments.Fail(frame, "argument",
            $"関数「{Name}」の引数「{parameter.Name}」には{string.Join("か", parameter.Types.Select(Words.TypeJa))}が必要ですが、{Words.Ja(value)}でした",
            $"parameter \"{parameter.Name}\" of function {Name} needs {string.Join(" or ", parameter.Types.Select(t => t.Name))}, not {Words.En(value)}");
    }

    private static object?[]? Shape(Signature signature, object?[] arguments, string[]? names, ref string? unknown)
    {
        var p = signature.Parameters;
        if (names is null)
        {
            if (!signature.Takes(arguments.Length)) return null;
            var shaped = new object?[p.Length];
            for (var i = 0; i < p.Length; i++)
            {
                if (p[i].Rest) shaped[i] = arguments[Math.Min(i, arguments.Length)..];
                else if (i < arguments.Length) shaped[i] = arguments[i];
            }
            return shaped;
        }
        if (p.Any(x => x.Rest)) return null;
        var named = new object?[p.Length];
        var given = new bool[p.Length];
        for (var i = 0; i < names.Length; i++)
        {
            var at = Array.FindIndex(p, x => x.Name == names[i]);
            if (at < 0 || given[at])
            {
                unknown = names[i];
                return null;
            }
            named[at] = arguments[i];
            given[at] = true;
        }
        return named;
    }

    private static bool Convert(Signature signature, object?[] arguments, out (SignatureParameter, object?)? wrong)
    {
        wrong = null;
        for (var i = 0; i < arguments.Length; i++)
        {
            var p = signature.Parameters[i];
            if (p.Types.Length == 0) continue;
            if (p.Rest)
            {
                var rest = (object?[])arguments[i]!;
                for (var k = 0; k < rest.Length; k++)
                    if (!ConvertOne(p, ref rest[k])) { wrong = (p, rest[k]); return false; }
                continue;
            }
            if (!ConvertOne(p, ref arguments[i])) { wrong = (p, arguments[i]); return false; }
        }
        return true;
    }

    private static bool ConvertOne(SignatureParameter p, ref object? value)
    {
        if (value is null) return p.Nullable;
        foreach (var type in p.Types)
            if (type.Accepts(value)) return true;
        foreach (var type in p.Types)
        {
            var converted = type.Coerce(value, out var failed);
            if (failed) continue;
            value = converted;
            return true;
        }
        return false;
    }
}

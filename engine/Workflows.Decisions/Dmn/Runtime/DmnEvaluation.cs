using Workflows.Decisions.Feel;

namespace Workflows.Decisions.Dmn;

/// <summary>One evaluation: each element once, its requirements first.</summary>
internal sealed class DmnEvaluation
{
    private const int MaxChain = 200;

    private readonly FeelContext inputs;
    private readonly FeelScope? services;
    private readonly FeelMeter meter;
    private readonly DmnTrace trace;
    private readonly List<DmnMessage> messages;
    private readonly Dictionary<DmnElement, object?> values = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<DmnElement> open = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<DmnElement> reported = new(ReferenceEqualityComparer.Instance);

    public DmnEvaluation(FeelContext inputs, FeelScope? services)
        : this(inputs, services, new FeelMeter(services?.Limits ?? FeelLimits.Default), new DmnTrace(), [])
    {
    }

    private DmnEvaluation(FeelContext inputs, FeelScope? services, FeelMeter meter, DmnTrace trace, List<DmnMessage> messages)
    {
        this.inputs = inputs;
        this.services = services;
        this.meter = meter;
        this.trace = trace;
        this.messages = messages;
    }

    public DmnResult Result(DmnModel model, DmnElement element)
    {
        object? value = null;
        try
        {
            value = element switch
            {
                DmnService service => Service(model, service),
                DmnKnowledge knowledge => Call(model, knowledge),
                _ => Value(model, element, null),
            };
        }
        catch (FeelLimitException e)
        {
            messages.Add(new DmnMessage(DmnSeverity.Error, "limit", e.MessageJa, e.MessageEn, element.Id, element.Name));
        }
        return new DmnResult(value, trace.Hits, messages);
    }

    private object? Value(DmnModel model, DmnElement element, string? import)
    {
        if (values.TryGetValue(element, out var known)) return known;
        // A knowledge model may call itself, or another that calls it.
        if (element is DmnKnowledge cycled && open.Contains(element)) return new KnowledgeProxy(this, cycled, model);
        if (!open.Add(element))
        {
            Error(element, "cycle", $"「{element.Name}」は自分自身を必要としています", $"\"{element.Name}\" requires itself");
            return null;
        }
        if (open.Count > MaxChain)
            throw new FeelLimitException($"決定の連なりが{MaxChain}段を超えました", $"decisions require each other more than {MaxChain} deep");
        var value = element switch
        {
            DmnInputData d => Input(model, d, import),
            DmnDecision { Expression: null } d => Given(model, d, import),
            DmnDecision d => Decide(model, d),
            DmnKnowledge k => Knowledge(model, k),
            DmnService s => new ServiceFunction(this, model, s),
            _ => null,
        };
        open.Remove(element);
        values[element] = value;
        return value;
    }

    private object? Input(DmnModel model, DmnInputData d, string? import)
    {
        if (!Find(model, d.Variable.Name, import, out var raw) && !Find(model, d.Name, import, out raw)) return null;
        return Coerced(model, d, raw, $"入力「{d.Name}」", $"input \"{d.Name}\"");
    }

    /// <summary>A decision without logic has the value the caller gives it.</summary>
    private object? Given(DmnModel model, DmnDecision d, string? import)
    {
        Report(d, model.Logic(d));
        return Find(model, d.Variable.Name, import, out var raw) ? Coerced(model, d, raw, $"決定「{d.Name}」", $"decision \"{d.Name}\"") : null;
    }

    /// <summary>By namespace and name, under the import's name, by name alone, by the name as it was written.</summary>
    private bool Find(DmnModel model, string name, string? import, out object? value)
    {
        if (inputs.TryGetValue($"{{{model.Namespace}}}{name}", out value)) return true;
        if (import is not null && inputs.TryGetValue(import, out var inner) && inner is FeelContext c && c.TryGetValue(name, out value)) return true;
        if (inputs.TryGetValue(name, out value)) return true;
        foreach (var (key, v) in inputs)
        {
            if (FeelNames.Normalize(key) != name) continue;
            value = v;
            return true;
        }
        return false;
    }

    private object? Coerced(DmnModel model, DmnElement e, object? raw, string ja, string en)
    {
        var type = model.Logic(e).Type;
        var value = type.Coerce(raw, out var failed);
        if (!failed) return value;
        Error(e, "type", $"{ja}の型は「{type.Name}」ですが、{Words.Ja(raw)}（{CoerceNode.Short(raw)}）が渡されました", $"{en} has type {type.Name} but was given {Words.En(raw)} ({CoerceNode.Short(raw)})");
        return null;
    }

    private object? Decide(DmnModel model, DmnDecision d)
    {
        var logic = model.Logic(d);
        Report(d, logic);
        var reasons = new FeelDiagnostics();
        var run = Run(logic, reasons);
        var value = logic.Node!.Eval(new FeelFrame(run, new object?[logic.Slots], null));
        Note(d, reasons);
        return value;
    }

    private object? Knowledge(DmnModel model, DmnKnowledge k)
    {
        var logic = model.Logic(k);
        Report(k, logic);
        if (logic.Node is null) return null;
        var run = Run(logic, services?.Diagnostics ?? new FeelDiagnostics(), k, model);
        return logic.Node.Eval(new FeelFrame(run, new object?[logic.Slots], null));
    }

    /// <summary>Calls a knowledge model with the inputs as its arguments by name.</summary>
    private object? Call(DmnModel model, DmnKnowledge k)
    {
        if (Value(model, k, null) is not FeelFunction function) return null;
        var reasons = new FeelDiagnostics();
        var run = new FeelRun(new FeelScope(FeelContext.Empty, services) { Diagnostics = reasons }, meter) { Trace = trace };
        var value = function.InvokeCore(new FeelFrame(run, [], null), [.. inputs.Values], [.. inputs.Names]);
        Note(k, reasons);
        return value;
    }

    private FeelRun Run(CompiledLogic logic, FeelDiagnostics reasons, DmnKnowledge? self = null, DmnModel? model = null)
    {
        var plain = new List<KeyValuePair<string, object?>>();
        Dictionary<string, List<KeyValuePair<string, object?>>>? imports = null;
        if (self is not null && logic.Requirements.All(r => r.Name != self.Variable.Name))
            plain.Add(KeyValuePair.Create<string, object?>(self.Variable.Name, new KnowledgeProxy(this, self, model!)));
        foreach (var r in logic.Requirements)
        {
            var value = Value(r.Model, r.Element, r.Import);
            if (r.Import is null)
            {
                plain.Add(KeyValuePair.Create(r.Name, value));
                continue;
            }
            imports ??= new(StringComparer.Ordinal);
            if (!imports.TryGetValue(r.Import, out var list))
            {
                imports[r.Import] = list = [];
                plain.Add(KeyValuePair.Create<string, object?>(r.Import, null));
            }
            list.Add(KeyValuePair.Create(r.Name, value));
        }
        var context = new FeelContext(imports is null ? plain : plain.Select(p => imports.TryGetValue(p.Key, out var inner) ? KeyValuePair.Create<string, object?>(p.Key, new FeelContext(inner)) : p));
        return new FeelRun(new FeelScope(context, services) { Diagnostics = reasons }, meter) { Trace = trace };
    }

    private object? Service(DmnModel model, DmnService s)
    {
        var given = new List<(DmnElement, object?)>();
        foreach (var href in s.InputDecisions)
            if (model.Resolve(href) is { } found) given.Add((found.Element, Find(found.Model, found.Element.Variable.Name, found.Import, out var v) ? Coerced(found.Model, found.Element, v, $"決定「{found.Element.Name}」", $"decision \"{found.Element.Name}\"") : null));
        foreach (var (element, value) in given) values[element] = value;
        return Outputs(model, s);
    }

    private object? Outputs(DmnModel model, DmnService s)
    {
        var outputs = new List<KeyValuePair<string, object?>>();
        foreach (var href in s.OutputDecisions)
        {
            if (model.Resolve(href) is not { } found)
            {
                Error(s, "reference", $"出力の決定「{href}」が見つかりません", $"the output decision \"{href}\" was not found");
                continue;
            }
            outputs.Add(KeyValuePair.Create(found.Element.Variable.Name, Value(found.Model, found.Element, found.Import)));
        }
        var value = outputs.Count == 1 ? outputs[0].Value : new FeelContext(outputs);
        var type = model.Types.Find(s.Variable.TypeRef) ?? FeelType.Any;
        var result = ((type as ItemType)?.Signature ?? type as FeelType.FunctionType)?.Result ?? type;
        var coerced = result.Coerce(value, out var failed);
        if (failed) Error(s, "type", $"決定サービス「{s.Name}」の結果の型は「{result.Name}」ですが、{Words.Ja(value)}（{CoerceNode.Short(value)}）でした", $"the result of decision service \"{s.Name}\" has type {result.Name} but is {Words.En(value)} ({CoerceNode.Short(value)})");
        return coerced;
    }

    private void Report(DmnElement e, CompiledLogic logic)
    {
        if (reported.Add(e)) messages.AddRange(logic.Errors);
    }

    private void Note(DmnElement e, FeelDiagnostics reasons)
    {
        foreach (var r in reasons.Items)
        {
            messages.Add(new DmnMessage(DmnSeverity.Note, r.Code, r.MessageJa, r.MessageEn, e.Id, e.Name, "", r.Source));
            services?.Diagnostics?.Add(r);
        }
    }

    private void Error(DmnElement e, string code, string ja, string en) => messages.Add(new DmnMessage(DmnSeverity.Error, code, ja, en, e.Id, e.Name));

    /// <summary>Stands for a knowledge model while it is being made.</summary>
    private sealed class KnowledgeProxy(DmnEvaluation owner, DmnKnowledge knowledge, DmnModel model) : FeelFunction
    {
        public override string Name => knowledge.Name;

        public override IReadOnlyList<string> Parameters => knowledge.Logic?.Parameters.Select(p => p.Name).ToArray() ?? [];

        internal override FeelType Type => FeelType.Function;

        internal override object? InvokeCore(FeelFrame frame, object?[] arguments, string[]? names) =>
            (owner.Value(model, knowledge, null) as FeelFunction)?.InvokeCore(frame, arguments, names);
    }

    /// <summary>A decision service as a function of its input data, then its input decisions.</summary>
    private sealed class ServiceFunction(DmnEvaluation outer, DmnModel model, DmnService service) : FeelFunction
    {
        private readonly (DmnModel Model, DmnElement Element, string? Import)[] parameters =
            service.InputData.Concat(service.InputDecisions).Select(model.Resolve).Where(r => r is not null).Select(r => r!.Value).ToArray();

        public override string Name => service.Name;

        public override IReadOnlyList<string> Parameters => parameters.Select(p => p.Element.Variable.Name).ToArray();

        internal override FeelType Type => new FeelType.FunctionType(parameters.Select(p => p.Model.Types.Find(p.Element.Variable.TypeRef) ?? FeelType.Any).ToArray(), FeelType.Any);

        internal override object? InvokeCore(FeelFrame frame, object?[] arguments, string[]? names)
        {
            if (FunctionArguments.Bind(Parameters, arguments, names, frame, Name) is not { } bound) return null;
            var inner = new DmnEvaluation(FeelContext.Empty, outer.services, outer.meter, outer.trace, outer.messages);
            for (var i = 0; i < bound.Length; i++)
            {
                var p = parameters[i];
                inner.values[p.Element] = inner.Coerced(p.Model, p.Element, bound[i], $"引数「{p.Element.Name}」", $"argument \"{p.Element.Name}\"");
            }
            return inner.Outputs(model, service);
        }
    }
}

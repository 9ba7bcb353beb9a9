using Workflows.Decisions.Feel;
using Workflows.Decisions.Feel.Syntax;

namespace Workflows.Decisions.Dmn;

/// <summary>What is known of a value: itself, or the unanswered inputs it waits for (未回答).</summary>
/// <param name="IsKnown">True when no unanswered input can change the value any more.</param>
/// <param name="Value">The value, when known.</param>
/// <param name="Missing">The inputs that can still change it, in the order they were met.</param>
public sealed record MissingResult(bool IsKnown, object? Value, IReadOnlyList<string> Missing);

/// <summary>
/// Which unanswered inputs can still change a value: three-valued logic decides early (false and … is false whatever comes),
/// branches not taken ask nothing. What it cannot see through — loops, filters, functions over an unanswered input — counts
/// as waiting for it, so an input it leaves out surely does not matter.
/// </summary>
public static class FeelMissing
{
    /// <summary>Looks at an expression; a name neither known nor builtin is unanswered, a name known to be null is answered.</summary>
    public static MissingResult Of(FeelExpression expression, FeelScope known)
    {
        ArgumentNullException.ThrowIfNull(expression);
        ArgumentNullException.ThrowIfNull(known);
        var unknown = expression.FreeNames.Where(n => !known.TryGet(n, out _) && known.Functions?.Find(n) is null).ToDictionary(n => n, n => (IReadOnlyList<string>)[n], StringComparer.Ordinal);
        return new MissingWalk(expression.Text, known, unknown).Result(expression.Syntax);
    }

    /// <summary>Looks at a decision and what it requires; the missing names are input data of the model.</summary>
    /// <exception cref="ArgumentException">The model has no such decision.</exception>
    public static MissingResult Of(DmnModel model, string decisionNameOrId, FeelContext known, FeelScope? services = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        var decision = model.FindDecision(decisionNameOrId) ?? throw new ArgumentException($"決定「{decisionNameOrId}」がありません / there is no decision \"{decisionNameOrId}\"", nameof(decisionNameOrId));
        return new MissingDecisions(known, services).Of(model, decision);
    }
}

/// <summary>Goes through a requirements graph; a decision whose inputs are all known is evaluated, others are looked into.</summary>
internal sealed class MissingDecisions(FeelContext known, FeelScope? services)
{
    private readonly Dictionary<DmnElement, MissingResult> done = new(ReferenceEqualityComparer.Instance);

    public MissingResult Of(DmnModel model, DmnElement element)
    {
        if (done.TryGetValue(element, out var before)) return before;
        // A circle waits for nothing more than its other parts do.
        done[element] = new MissingResult(true, null, []);
        return done[element] = element switch
        {
            DmnInputData d => known.ContainsKey(d.Variable.Name) || known.ContainsKey(d.Name) ? new MissingResult(true, known[d.Variable.Name] ?? known[d.Name], []) : new MissingResult(false, null, [d.Name]),
            DmnDecision d => Decision(model, d),
            _ => new MissingResult(true, null, []),
        };
    }

    private MissingResult Decision(DmnModel model, DmnDecision d)
    {
        var unknown = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var values = new List<KeyValuePair<string, object?>>();
        var transitive = new List<string>();
        foreach (var r in model.Logic(d).Requirements.Where(r => r.Element is DmnInputData or DmnDecision))
        {
            var part = Of(r.Model, r.Element);
            if (part.IsKnown) values.Add(KeyValuePair.Create(r.Name, part.Value));
            else unknown[r.Import ?? r.Name] = part.Missing;
            transitive.AddRange(part.Missing.Except(transitive, StringComparer.Ordinal));
        }
        if (unknown.Count == 0) return new MissingResult(true, model.Evaluate(d.Id.Length > 0 ? d.Id : d.Name, known, services).Value, []);
        var scope = new FeelScope(new FeelContext(values), services);
        var options = new FeelParseOptions { Names = model.Logic(d).Requirements.Select(r => r.Import ?? r.Name), Members = model.MemberNames, Types = model.Types.Find };
        return d.Expression switch
        {
            DmnLiteral l when FeelExpression.TryParse(l.Text, out var e, out _, options) => new MissingWalk(l.Text, scope, unknown).Result(e!.Syntax),
            DmnDecisionTable t => Table(t, scope, unknown, options) ?? new MissingResult(false, null, transitive),
            _ => new MissingResult(false, null, transitive),
        };
    }

    /// <summary>The unanswered inputs of the rules not yet ruled out; null when the table cannot be looked into.</summary>
    private static MissingResult? Table(DmnDecisionTable table, FeelScope scope, Dictionary<string, IReadOnlyList<string>> unknown, FeelParseOptions options)
    {
        var inputs = new MissingResult[table.Inputs.Count];
        for (var c = 0; c < inputs.Length; c++)
        {
            if (table.Inputs[c].Expression is not { } x || !FeelExpression.TryParse(x.Text, out var e, out _, options)) return null;
            inputs[c] = new MissingWalk(x.Text, scope, unknown).Result(e!.Syntax);
        }
        var waiting = new List<string>();
        void Wait(IEnumerable<string> names) => waiting.AddRange(names.Except(waiting, StringComparer.Ordinal).ToArray());
        foreach (var rule in table.Rules)
        {
            var possible = true;
            var needed = new List<string>();
            for (var c = 0; c < inputs.Length && possible; c++)
            {
                FeelUnaryTests cell;
                try
                {
                    cell = FeelUnaryTests.Parse(rule.Inputs[c].Text, options);
                }
                catch (FeelParseException)
                {
                    // A table with an unreadable cell has no value; DmnModel.Check says where.
                    return null;
                }
                if (cell.IsAny) continue;
                var names = cell.FreeNames.Where(unknown.ContainsKey).SelectMany(n => unknown[n]).ToArray();
                if (!inputs[c].IsKnown) needed.AddRange(inputs[c].Missing);
                else if (names.Length == 0 && cell.Test(inputs[c].Value, scope) != true) possible = false;
                needed.AddRange(names);
            }
            if (!possible) continue;
            Wait(needed);
            foreach (var output in rule.Outputs)
                if (FeelExpression.TryParse(output.Text, out var o, out _, options)) Wait(new MissingWalk(output.Text, scope, unknown).Result(o!.Syntax).Missing);
            // A rule that surely matches ends a first-hit table.
            if (needed.Count == 0 && table.HitPolicy is DmnHitPolicy.First) break;
        }
        return waiting.Count == 0 ? null : new MissingResult(false, null, waiting);
    }
}

/// <summary>Walks an expression with some names unknown.</summary>
internal sealed class MissingWalk(string text, FeelScope known, IReadOnlyDictionary<string, IReadOnlyList<string>> unknown)
{
    public MissingResult Result(Expr e)
    {
        var r = Walk(e);
        return r.Names is null ? new MissingResult(true, r.Value, []) : new MissingResult(false, null, r.Names);
    }

    private (object? Value, IReadOnlyList<string>? Names) Walk(Expr e)
    {
        var mentioned = Mentioned(e);
        if (mentioned.Count == 0) return (Evaluate(e), null);
        switch (e)
        {
            case ParenthesizedExpr p: return Walk(p.Inner);
            case LogicExpr l:
                var waiting = new List<string>();
                object? total = FeelBool.Of(l.IsAnd);
                foreach (var operand in l.Operands)
                {
                    var part = Walk(operand);
                    if (part.Names is { } names) waiting.AddRange(names.Except(waiting, StringComparer.Ordinal).ToArray());
                    else if (part.Value is bool b)
                    {
                        if (b != l.IsAnd) return (FeelBool.Of(b), null);
                    }
                    else total = null;
                }
                return waiting.Count == 0 ? (total, null) : (null, waiting);
            case IfExpr i:
                var condition = Walk(i.Condition);
                if (condition.Names is null) return Walk(condition.Value is true ? i.Then : i.Else);
                var (then, otherwise) = (Walk(i.Then), Walk(i.Else));
                if (then.Names is null && otherwise.Names is null && FeelValues.Equal(then.Value, otherwise.Value) == true) return then;
                return (null, [.. condition.Names.Concat(then.Names ?? []).Concat(otherwise.Names ?? []).Distinct(StringComparer.Ordinal)]);
            case BinaryExpr or BetweenExpr or NegateExpr or InstanceOfExpr or InExpr or ListExpr or CallExpr or PathExpr:
                var parts = SyntaxWalk.Children(e).Where(c => Mentioned(c).Count > 0).Select(Walk).ToArray();
                if (parts.All(p => p.Names is null)) return (null, mentioned);
                return (null, [.. parts.SelectMany(p => p.Names ?? []).Distinct(StringComparer.Ordinal)]);
            default: return (null, mentioned);
        }
    }

    private object? Evaluate(Expr e)
    {
        var compiler = new Compiler(text, null);
        var node = compiler.Compile(e);
        return node.Eval(new FeelFrame(new FeelRun(known), new object?[compiler.SlotCount], null));
    }

    private List<string> Mentioned(Expr e)
    {
        var found = new List<string>();
        void Visit(Expr x)
        {
            if (x is NameExpr n && unknown.TryGetValue(n.Name, out var names)) found.AddRange(names.Except(found, StringComparer.Ordinal).ToArray());
            foreach (var c in SyntaxWalk.Children(x)) Visit(c);
        }
        Visit(e);
        return found;
    }
}

namespace Workflows.Decisions.Functions.Rules;

/// <summary>A rule as a tree of and, or, not over atoms; each atom is a FEEL expression that gives true, false or null (unknown).</summary>
public abstract record RuleNode
{
    /// <summary>Its truth by Kleene's logic: null = unknown (DMN 1.5 §10.3.2.10).</summary>
    public abstract bool? Truth(Func<RuleAtom, bool?> of);

    /// <summary>The unknown atoms that can still change the value, in the order written, each text once; none when the value is known.</summary>
    public IReadOnlyList<RuleAtom> Open(Func<RuleAtom, bool?> of)
    {
        var open = new List<RuleAtom>();
        Collect(of, open);
        return [.. open.DistinctBy(a => a.Text)];
    }

    internal abstract void Collect(Func<RuleAtom, bool?> of, List<RuleAtom> open);
}

/// <summary>The smallest part of a rule.</summary>
/// <param name="Text">As written: S&lt;=2, age &gt;= 18.</param>
/// <param name="Feel">The FEEL expression it stands for.</param>
/// <param name="Position">Where it begins in the rule, from 1.</param>
public sealed record RuleAtom(string Text, string Feel, int Position) : RuleNode
{
    /// <inheritdoc />
    public override bool? Truth(Func<RuleAtom, bool?> of) => of(this);

    internal override void Collect(Func<RuleAtom, bool?> of, List<RuleAtom> open)
    {
        if (of(this) is null)
        {
            open.Add(this);
        }
    }
}

/// <summary>and / or: and is false as soon as one part is false, or true as soon as one is true; otherwise unknown when one is unknown.</summary>
public sealed record RuleLogic(bool IsAnd, IReadOnlyList<RuleNode> Parts) : RuleNode
{
    /// <inheritdoc />
    public override bool? Truth(Func<RuleAtom, bool?> of)
    {
        bool? result = IsAnd;
        foreach (var part in Parts)
        {
            var truth = part.Truth(of);
            if (truth == !IsAnd)
            {
                return truth;
            }

            result = truth is null ? null : result;
        }

        return result;
    }

    internal override void Collect(Func<RuleAtom, bool?> of, List<RuleAtom> open)
    {
        if (Truth(of) is null)
        {
            foreach (var part in Parts)
            {
                part.Collect(of, open);
            }
        }
    }
}

/// <summary>not: unknown stays unknown.</summary>
public sealed record RuleNot(RuleNode Part) : RuleNode
{
    /// <inheritdoc />
    public override bool? Truth(Func<RuleAtom, bool?> of) => !Part.Truth(of);

    internal override void Collect(Func<RuleAtom, bool?> of, List<RuleAtom> open) => Part.Collect(of, open);
}

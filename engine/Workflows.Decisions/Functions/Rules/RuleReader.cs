namespace Workflows.Decisions.Functions.Rules;

/// <summary>Recursive descent over the three operators of a dialect.</summary>
internal sealed class RuleReader(RuleDialect dialect, string text)
{
    private const int MaxDepth = 100;
    private int at;
    private int depth;

    public RuleNode Read()
    {
        var node = Joined(isAnd: false);
        Space();
        return at == text.Length ? node : throw Unexpected();
    }

    private RuleNode Joined(bool isAnd)
    {
        var parts = new List<RuleNode>();
        do
        {
            parts.Add(isAnd ? Unary() : Joined(isAnd: true));
        }
        while (Take(isAnd ? dialect.And : dialect.Or));

        return parts.Count == 1 ? parts[0] : new RuleLogic(isAnd, parts);
    }

    private RuleNode Unary()
    {
        if (++depth > MaxDepth)
        {
            throw new RuleException(at + 1, "括弧や否定が深すぎます。", "The rule is nested too deeply.");
        }

        var node = Take(dialect.Not) ? new RuleNot(Unary()) : Take("(") ? Group() : Atom();
        depth--;
        return node;
    }

    private RuleNode Group()
    {
        var node = Joined(isAnd: false);
        return Take(")") ? node : throw new RuleException(at + 1, "「)」がありません。", "A closing parenthesis is missing.");
    }

    private RuleAtom Atom()
    {
        Space();
        var start = at;
        while (at < text.Length && !char.IsWhiteSpace(text[at]) && !Here(dialect.Or) && !Here(dialect.And) && !Here("(") && !Here(")"))
        {
            at++;
        }

        var atom = text[start..at];
        if (atom.Length == 0)
        {
            throw Unexpected();
        }

        return dialect.Translate(atom) is { } feel
            ? new RuleAtom(atom, feel, start + 1)
            : throw new RuleException(
                start + 1, $"「{atom}」は{dialect.Name}の書き方にありません。", $"'{atom}' is no token of the dialect {dialect.Name}.");
    }

    private bool Take(string sign)
    {
        Space();
        if (!Here(sign))
        {
            return false;
        }

        at += sign.Length;
        return true;
    }

    private bool Here(string sign) => string.CompareOrdinal(text, at, sign, 0, sign.Length) == 0;

    private void Space()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }
    }

    private RuleException Unexpected() => at < text.Length
        ? new RuleException(at + 1, $"「{text[at]}」はここに書けません。", $"'{text[at]}' cannot stand here.")
        : new RuleException(at + 1, "式が途中で終わっています。", "The rule ends too early.");
}

namespace Workflows.Decisions.Feel;

/// <summary>A value put where a type is declared: converted as §10.3.2.9.4 allows, or null with the reason.</summary>
internal sealed class CoerceNode(Node value, FeelType type, string whatJa, string whatEn) : Node
{
    public override object? Eval(FeelFrame f)
    {
        var v = value.Eval(f);
        var result = type.Coerce(v, out var failed);
        return failed ? Failed(f, v) : result;
    }

    private object? Failed(FeelFrame f, object? v) => f.Run.Diagnostics is null ? null : f.Fail(
        this, "type", $"{whatJa}の型は「{type.Name}」ですが、値は{Words.Ja(v)}（{Short(v)}）でした", $"{whatEn} has type {type.Name} but the value is {Words.En(v)} ({Short(v)})");

    internal static string Short(object? v)
    {
        var text = FeelValues.ToText(v);
        return text.Length > 60 ? text[..60] + "…" : text;
    }
}

using System.Text;

namespace Workflows.Cases.Expressions;

/// <summary>A text with <c>{feel}</c> holes, as a package holds it. <c>{{</c> and <c>}}</c> are braces. Equal by text.</summary>
public sealed class TextTemplate : IEquatable<TextTemplate>
{
    private readonly IReadOnlyList<(string Text, Feel? Hole)> _parts;

    public TextTemplate(string text)
    {
        Text = text;
        (_parts, Problem) = Read(text);
        Problem ??= _parts.Select(p => p.Hole?.Problem).FirstOrDefault(p => p is not null);
    }

    public string Text { get; }

    /// <summary>Why it cannot be used: a brace without its partner, or a hole that is no FEEL; null when it can.</summary>
    public (string Ja, string En)? Problem { get; }

    public IEnumerable<Feel> Holes => _parts.Select(p => p.Hole).OfType<Feel>();

    /// <summary>The text with its holes filled; null gives nothing.</summary>
    /// <exception cref="Engine.Expressions.ExpressionException">A hole cannot be read or crosses its limits.</exception>
    public string Render(FeelNames names)
    {
        if (_parts.Count == 1 && _parts[0].Hole is null) return _parts[0].Text;
        var result = new StringBuilder();
        foreach (var (text, hole) in _parts)
        {
            result.Append(text);
            if (hole is not null) result.Append(names.TextOf(hole));
        }
        return result.ToString();
    }

    /// <summary>The same with every hole's text made safe for where it goes (an address, a file's name).</summary>
    public string Render(FeelNames names, Func<string, string> safe) => string.Concat(_parts.Select(p => p.Text + (p.Hole is null ? "" : safe(names.TextOf(p.Hole)))));

    public bool Equals(TextTemplate? other) => other is not null && other.Text == Text;
    public override bool Equals(object? obj) => Equals(obj as TextTemplate);
    public override int GetHashCode() => string.GetHashCode(Text, StringComparison.Ordinal);
    public override string ToString() => Text;

    private static (List<(string, Feel?)> Parts, (string, string)? Problem) Read(string text)
    {
        var parts = new List<(string, Feel?)>();
        var plain = new StringBuilder();
        var at = 0;
        while (at < text.Length)
        {
            var c = text[at];
            if (c is '{' or '}' && at + 1 < text.Length && text[at + 1] == c) { plain.Append(c); at += 2; continue; }
            if (c == '}') return ([(text, null)], ($"{at + 1}文字目の「}}」に対する「{{」がありません。", $"'}}' at {at + 1} has no '{{'."));
            if (c != '{') { plain.Append(c); at++; continue; }
            var end = Close(text, at);
            if (end < 0) return ([(text, null)], ($"{at + 1}文字目の「{{」が閉じていません。", $"'{{' at {at + 1} is not closed."));
            parts.Add((plain.ToString(), new Feel(text[(at + 1)..end].Trim())));
            plain.Clear();
            at = end + 1;
        }
        if (plain.Length > 0 || parts.Count == 0) parts.Add((plain.ToString(), null));
        return (parts, null);
    }

    /// <summary>The brace that closes the hole, past FEEL's own contexts and strings.</summary>
    private static int Close(string text, int open)
    {
        var depth = 0;
        var quoted = false;
        for (var i = open; i < text.Length; i++)
        {
            if (quoted)
            {
                if (text[i] == '\\') i++;
                else if (text[i] == '"') quoted = false;
                continue;
            }
            switch (text[i])
            {
                case '"': quoted = true; break;
                case '{': depth++; break;
                case '}' when --depth == 0: return i;
            }
        }
        return -1;
    }
}

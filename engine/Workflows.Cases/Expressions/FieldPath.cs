using System.Globalization;
using Workflows.Engine.Data;

namespace Workflows.Cases.Expressions;

/// <summary>A dotted path into fields: <c>bank.redirectUrl</c>, <c>line.state</c>, <c>lines[2].noticeNo</c> (rows from 1).</summary>
public sealed class FieldPath
{
    private readonly IReadOnlyList<(string? Key, int Row)> _steps;

    private FieldPath(string text, IReadOnlyList<(string?, int)> steps) { Text = text; _steps = steps; }

    public string Text { get; }

    /// <summary>The first name: a case field, or a loop value.</summary>
    public string First => _steps[0].Key!;

    /// <summary>What follows the first name; null when nothing does.</summary>
    public FieldPath? Rest => _steps.Count == 1 ? null : new(Text, [.. _steps.Skip(1)]);

    /// <exception cref="FormatException">The text is no path.</exception>
    public static FieldPath Parse(string text) =>
        TryParse(text) ?? throw new FormatException($"「{text}」は項目の場所として読めません。lines[1].state のように書いてください。 ('{text}' is no field path.)");

    public static FieldPath? TryParse(string text)
    {
        var steps = new List<(string?, int)>();
        var at = 0;
        while (at < text.Length)
        {
            if (text[at] == '[')
            {
                var close = text.IndexOf(']', at);
                if (steps.Count == 0 || close < 0 || !int.TryParse(text[(at + 1)..close], NumberStyles.None, CultureInfo.InvariantCulture, out var row) || row < 1) return null;
                steps.Add((null, row));
                at = close + 1;
                if (at < text.Length && text[at] == '.') { at++; if (at == text.Length) return null; }
                else if (at < text.Length && text[at] != '[') return null;
                continue;
            }
            var end = text.IndexOfAny(['.', '['], at);
            if (end < 0) end = text.Length;
            var key = text[at..end];
            if (key.Length == 0) return null;
            steps.Add((key, 0));
            at = end;
            if (at < text.Length && text[at] == '.') { at++; if (at == text.Length) return null; }
        }
        return steps.Count == 0 ? null : new(text, steps);
    }

    /// <summary>The value there; null when there is none. A name after a list gives that name of every row, as FEEL does.</summary>
    public Datum Read(Datum root)
    {
        var value = root;
        foreach (var (key, row) in _steps)
            value = key is null ? value[row - 1]
                : value.Kind == DatumKind.List ? Datum.List(value.Items.Select(i => i[key]))
                : value[key];
        return value;
    }

    /// <summary><paramref name="root"/> with the value put there; missing objects are made, a row may be appended right behind the last.</summary>
    /// <exception cref="InvalidOperationException">Something on the way is no object or list, or the row does not exist.</exception>
    public Datum Write(Datum root, Datum value) => Write(root, value, 0);

    private Datum Write(Datum at, Datum value, int step)
    {
        if (step == _steps.Count) return value;
        var (key, row) = _steps[step];
        if (key is not null)
            return at.Kind is DatumKind.Object or DatumKind.Null
                ? at.With(key, Write(at[key], value, step + 1))
                : throw new InvalidOperationException($"「{Text}」に書き込めません。途中の値に項目「{key}」は持てません。 (Cannot write '{Text}': a {at.Kind} has no '{key}'.)");
        if (at.Kind is not (DatumKind.List or DatumKind.Null) || row > at.Items.Length + 1)
            throw new InvalidOperationException($"「{Text}」に書き込めません。{row}行目はありません。 (Cannot write '{Text}': there is no row {row}.)");
        return (at.IsNull ? Datum.EmptyList : at).WithItem(row - 1, Write(at[row - 1], value, step + 1));
    }

    public override string ToString() => Text;
}

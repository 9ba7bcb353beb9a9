using System.Collections;
using Workflows.Decisions.Feel;

namespace Workflows.Decisions.Dmn;

/// <summary>A stretch of a column's values that every rule treats alike, shown by one example; the plainest examples have the lowest rank.</summary>
internal sealed record TableStretch(object? Example, BitArray Rules, bool Fraction, int Rank);

/// <summary>An input column cut into stretches at the constants of its cells.</summary>
internal sealed class TableColumn
{
    private TableColumn(string label, IReadOnlyList<TableStretch> stretches)
    {
        Label = label;
        Stretches = stretches;
    }

    public string Label { get; }

    public IReadOnlyList<TableStretch> Stretches { get; }

    public static TableColumn? Make(DmnDecisionTable table, int c, Func<string?, FeelType?>? types, out (string Ja, string En)? problem)
    {
        problem = null;
        var input = table.Inputs[c];
        var label = input.Label.Length > 0 ? input.Label : input.Expression?.Text.Trim() ?? $"{c + 1}";
        var type = types?.Invoke(input.Expression?.TypeRef) ?? FeelType.Any;
        var cells = new FeelUnaryTests[table.Rules.Count];
        var constants = new List<object>();
        FeelUnaryTests? allowed = null;
        try
        {
            if (input.InputValues is { } values)
            {
                allowed = FeelUnaryTests.Parse(values);
                constants.AddRange(allowed.Syntax.Tests.SelectMany(t => SyntaxWalk.Constants(t.Value)));
            }
            for (var r = 0; r < cells.Length; r++)
            {
                cells[r] = FeelUnaryTests.Parse(table.Rules[r].Inputs[c].Text);
                if (cells[r].FreeNames.Count > 0)
                {
                    problem = ($"入力「{label}」の規則{r + 1}は他の項目（{string.Join("、", cells[r].FreeNames)}）を使うので調べません", $"input \"{label}\" of rule {r + 1} uses other names ({string.Join(", ", cells[r].FreeNames)}) and is not checked");
                    return null;
                }
                constants.AddRange(cells[r].Syntax.Tests.SelectMany(t => SyntaxWalk.Constants(t.Value)));
            }
        }
        catch (FeelParseException e)
        {
            problem = ($"入力「{label}」に読めないセルがあります: {e.MessageJa}", $"input \"{label}\" has a cell that cannot be read: {e.MessageEn}");
            return null;
        }
        if ((CheckWalk.Shape(type) == FeelType.Boolean && constants.Count == 0) || constants.Any(k => k is bool)) constants = [true, false];
        constants.AddRange(AllowedConstants(type));
        var scope = new FeelScope();
        var stretches = new List<TableStretch>();
        foreach (var (example, fraction) in Examples(constants))
        {
            if (example is not null && ((allowed is not null && allowed.Test(example, scope) != true) || !type.Accepts(example))) continue;
            var bits = new BitArray(cells.Length);
            for (var r = 0; r < cells.Length; r++) bits[r] = cells[r].Test(example, scope) == true;
            stretches.Add(new TableStretch(example, bits, fraction, fraction ? 2 : constants.Exists(k => FeelValues.Equal(k, example) == true) ? 0 : 1));
        }
        return new TableColumn(label, stretches.Count > 0 ? stretches : [new TableStretch(null, new BitArray(cells.Length, true), false, 0)]);
    }

    private static IEnumerable<object> AllowedConstants(FeelType type)
    {
        for (var i = 0; type is ItemType item && i < 20; i++)
        {
            if (item.Definition.AllowedValues is { } text)
            {
                FeelUnaryTests? tests = null;
                try
                {
                    tests = FeelUnaryTests.Parse(text);
                }
                catch (FeelParseException)
                {
                    // DmnModel.Check reports it; unreadable values allow no example.
                }
                foreach (var t in tests?.Syntax.Tests ?? [])
                    foreach (var c in SyntaxWalk.Constants(t.Value)) yield return c;
            }
            type = item.Base;
        }
    }

    /// <summary>An example of every stretch: the constants themselves, and a value in each space between and around them.</summary>
    private static IEnumerable<(object? Example, bool Fraction)> Examples(List<object> constants)
    {
        if (constants.Count == 0)
        {
            yield return (null, false);
            yield break;
        }
        foreach (var kind in constants.GroupBy(c => c.GetType()).OrderBy(g => g.Key.Name, StringComparer.Ordinal))
        {
            if (kind.Key == typeof(bool))
            {
                yield return (FeelBool.True, false);
                yield return (FeelBool.False, false);
                continue;
            }
            var sorted = kind.Where(k => FeelValues.Compare(k, k) is not null).ToList();
            sorted.Sort((a, b) => FeelValues.Compare(a, b) ?? 0);
            object? before = null;
            foreach (var value in sorted)
            {
                if (before is not null && FeelValues.Compare(before, value) == 0) continue;
                var (between, fraction) = Between(before, value);
                if (between is not null) yield return (between, fraction);
                yield return (value, false);
                before = value;
            }
            var (after, _) = Between(before, null);
            if (after is not null) yield return (after, false);
        }
    }

    private static (object? Value, bool Fraction) Between(object? low, object? high)
    {
        switch (low ?? high)
        {
            case FeelNumber:
                if (low is null) return (FeelNumber.Subtract(((FeelNumber)high!).Floor(), FeelNumber.One), false);
                var next = FeelNumber.Add(((FeelNumber)low).Floor(), FeelNumber.One);
                if (high is null || (next is not null && next < (FeelNumber)high)) return (next, false);
                var sum = FeelNumber.Add((FeelNumber)low, (FeelNumber)high);
                return (sum is null ? null : FeelNumber.Divide(sum, FeelNumber.From(2))?.Stripped(), true);
            case FeelDate:
                if (low is null) return (((FeelDate)high!).AddDays(-1), false);
                var day = ((FeelDate)low).AddDays(1);
                return (day is not null && (high is null || day < (FeelDate)high) ? day : null, false);
            case FeelDateTime:
                if (low is null) return (((FeelDateTime)high!).AddNanos(-1_000_000_000), false);
                return (((FeelDateTime)low).AddNanos(1_000_000_000) is { } second && (high is null || second < (FeelDateTime)high) ? second : null, false);
            case FeelTime:
                var time = low is null ? ((FeelTime)high!).AddNanos(-1_000_000_000) : ((FeelTime)low).AddNanos(1_000_000_000);
                return ((low is null || time > (FeelTime)low) && (high is null || time < (FeelTime)high) ? time : null, false);
            case FeelYearsMonths:
                if (low is null) return (new FeelYearsMonths(((FeelYearsMonths)high!).TotalMonths - 1), false);
                var month = new FeelYearsMonths(((FeelYearsMonths)low).TotalMonths + 1);
                return (high is null || month < (FeelYearsMonths)high ? month : null, false);
            case FeelDaysTime:
                if (low is null) return (new FeelDaysTime(((FeelDaysTime)high!).TotalNanos - 1_000_000_000), false);
                var span = new FeelDaysTime(((FeelDaysTime)low).TotalNanos + 1_000_000_000);
                return (high is null || span < (FeelDaysTime)high ? span : null, false);
            case string:
                // Strings are mostly told apart, not ordered: one other string after each, and one before all.
                if (low is null) return (FeelValues.CompareText("", (string)high!) < 0 ? "" : null, false);
                var text = low + "（その他）";
                return (high is null || FeelValues.CompareText(text, (string)high) < 0 ? text : null, false);
            default: return (null, false);
        }
    }
}

using System.Globalization;
using Workflows.Cases.Expressions;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;

namespace Workflows.Cases.Activities;

/// <summary>
/// Reads and writes field paths (<see cref="FieldPath"/>) from where an activity stands. The first name may be a loop value of
/// <c>Case.ForEach</c>: it stands for its row, and a write goes through to the list. With one row in the form's <c>single</c> table
/// (<c>head.single</c>) that row's columns and the plain fields of the same name stay equal.
/// </summary>
public static class FieldPaths
{
    /// <summary>In front of the variable that holds a loop value's place.</summary>
    internal const string LoopPrefix = "$loop.";

    /// <summary>The variables a loop body's frame declares: the place of its row, as a text.</summary>
    internal static Datum LoopVariable(string name, string list, int index) =>
        Datum.Object((LoopPrefix + name, $"{list}[{(index + 1).ToString(CultureInfo.InvariantCulture)}]"));

    public static Datum Read(ActivityContext context, string path)
    {
        var place = Place(context, path);
        // A loop value that is a copy, not a row of the case.
        return !context.Fields.Has(First(place)) && context.TryGetVariable(First(place), out var own)
            ? FieldPath.Parse(place).Rest?.Read(own) ?? own
            : FieldPath.Parse(place).Read(context.Fields);
    }

    /// <summary>In the head: the case's collections by field (<see cref="CaseCollect"/>). A released one is never written again.</summary>
    internal const string Collections = "collections";

    /// <exception cref="InvalidOperationException">The path leads through something that is neither object nor list, or to a row that is not there.</exception>
    public static void Write(ActivityContext context, string path, Datum value)
    {
        var place = Place(context, path);
        var first = First(place);
        if (!context.Fields.Has(first) && context.TryGetVariable(first, out var own))
        {
            context.TrySetVariable(first, FieldPath.Parse(place).Rest?.Write(own, value) ?? value);
            return;
        }
        if (context.Head[Collections][first]["released"].AsBoolean())
            throw context.Fault("COLLECT_RELEASED", $"確定した取りまとめ「{first}」は変更できません。 (A released collection never changes.)");
        context.Fields = Mirror(context.Head["single"].AsText(), FieldPath.Parse(place).Write(context.Fields, value), place);
    }

    /// <summary>The row a loop value stands for, or its number from 1 (<c>lineNo</c>); false when <paramref name="name"/> is no loop value here.</summary>
    public static bool TryReadLoop(ActivityContext context, string name, out Datum value)
    {
        if (context.TryGetVariable(LoopPrefix + name, out var place))
        {
            value = FieldPath.Parse(place.AsText()!).Read(context.Fields);
            return true;
        }
        if (name.EndsWith("No", StringComparison.Ordinal) && context.TryGetVariable(LoopPrefix + name[..^2], out place))
        {
            value = RowOf(place.AsText()!)!.Value.No;
            return true;
        }
        value = Datum.Null;
        return false;
    }

    /// <summary>The place a path stands for among the case's fields, loop values replaced: <c>line.state</c> → <c>lines[2].state</c>.</summary>
    public static string Place(ActivityContext context, string path)
    {
        var first = First(path);
        return context.TryGetVariable(LoopPrefix + first, out var alias) ? alias.AsText() + path[first.Length..] : path;
    }

    /// <summary>The list and row number (from 1) a path lies in, or null when it lies in none.</summary>
    public static (string List, int No)? Row(ActivityContext context, string path) => RowOf(Place(context, path));

    /// <summary>Values by key laid over the case's fields; plain keys and the single table's one row stay equal.</summary>
    public static void Merge(ActivityContext context, Datum values)
    {
        var single = context.Head["single"].AsText();
        var fields = context.Fields;
        // The table first: plain keys given beside it are the person's last word.
        foreach (var (key, value) in values.Members.OrderBy(m => m.Key == single ? 0 : 1)) fields = Mirror(single, fields.With(key, value), key);
        context.Fields = fields;
    }

    private static string First(string path)
    {
        var end = path.AsSpan().IndexOfAny('.', '[');
        return end < 0 ? path : path[..end];
    }

    private static (string List, int No)? RowOf(string place)
    {
        var open = place.LastIndexOf('[');
        return open < 0 ? null : (place[..open], int.Parse(place.AsSpan(open + 1, place.IndexOf(']', open) - open - 1), NumberStyles.None, CultureInfo.InvariantCulture));
    }

    private static Datum Mirror(string? single, Datum fields, string written)
    {
        if (single is null || fields[single] is not { Kind: DatumKind.List, Items: [{ Kind: DatumKind.Object } row] }) return fields;
        var first = First(written);
        if (first != single) return row.Has(first) && !row[first].Equals(fields[first]) ? fields.With(single, Datum.List(row.With(first, fields[first]))) : fields;
        foreach (var (key, value) in row.Members) fields = fields.With(key, value);
        return fields;
    }
}

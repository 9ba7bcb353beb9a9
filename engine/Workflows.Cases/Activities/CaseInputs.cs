using Workflows.Engine.Activities;
using Workflows.Engine.Data;

namespace Workflows.Cases.Activities;

/// <summary>Inputs several activities have, and a short way to write the others: all are plain JSON (docs/package-format.md §9).</summary>
internal static class CaseInputs
{
    public static readonly InputDescriptor Handlers = Input("handlers", "Object[]", "起こりうること", InputPicker.List, description: "この間いつでも起こりうる操作・出来事・期限と、そのときに行うこと。interrupting を true にすると本体を打ち切ります。");
    public static readonly InputDescriptor Lookups = Input("lookups", "Object[]", "台帳の照会", InputPicker.List, description: "式を計算する前に読む台帳の記録。");
    public static readonly InputDescriptor Result = Input("result", "String", "結果を書く項目", InputPicker.Fields, description: "項目の場所。line.match のように書くと繰返しの行に書きます。");

    public static InputDescriptor Input(string name, string type, string label, InputPicker picker, bool required = false, Datum? otherwise = null, string? description = null) =>
        new(name, type, label, picker, Wrapped: false, required, otherwise, Deferred: true, description);

    /// <summary>One of several values, told in words.</summary>
    /// <param name="otherwise">What holds when nothing is chosen; null: something must be.</param>
    public static InputDescriptor Choice(string name, string label, string? otherwise, params ReadOnlySpan<(string Value, string Label)> options)
    {
        var offered = new List<InputOption>();
        foreach (var (value, words) in options) offered.Add(new(value, words));
        return Input(name, "String", label, InputPicker.Choice, required: otherwise is null, otherwise: otherwise is null ? null : Datum.Of(otherwise)) with { Options = offered };
    }

    /// <summary>Asked for only while another input has one of the values.</summary>
    public static InputDescriptor While(this InputDescriptor input, string other, params IReadOnlyList<string> values) => input with { When = [.. input.When, new(other, values)] };

    /// <summary>A list of things with members.</summary>
    public static InputDescriptor List(string name, string label, string description, params IReadOnlyList<InputDescriptor> items) =>
        Input(name, "Object[]", label, InputPicker.List, description: description) with { Items = items };
}

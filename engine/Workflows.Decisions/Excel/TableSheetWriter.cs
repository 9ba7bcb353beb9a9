using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Workflows.Decisions.Dmn;
using Workflows.Decisions.Excel.Xlsx;

namespace Workflows.Decisions.Excel;

/// <summary>A decision table as a sheet.</summary>
internal static class TableSheetWriter
{
    internal static readonly JsonSerializerOptions Json = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 8,
    };

    private static readonly string[] Headings =
    [
        TableForm.Decision, TableForm.ValidFrom, TableForm.ValidTo, TableForm.HitPolicy, TableForm.Kind, TableForm.Label,
        TableForm.Expression, TableForm.Type, TableForm.Values, TableForm.Default, TableForm.Ids,
    ];

    public static XlsxSheet Write(ExcelDecision decision, string sheetName)
    {
        var table = decision.Table;
        var sheet = new XlsxSheet(sheetName) { Frozen = (Headings.Length, 1) };
        for (var i = 0; i < Headings.Length; i++)
        {
            sheet.Set(i + 1, 1, Headings[i], XlsxStyle.Heading);
        }

        Set(TableForm.Decision, 2, decision.Name, XlsxStyle.Title);
        Set(TableForm.ValidFrom, 2, decision.ValidFrom?.ToString("yyyy-MM-dd") ?? "", XlsxStyle.Text);
        Set(TableForm.ValidTo, 2, decision.ValidTo?.ToString("yyyy-MM-dd") ?? "", XlsxStyle.Text);
        Set(TableForm.HitPolicy, 2, Policy(table), XlsxStyle.Text);

        var column = 2;
        foreach (var (at, input) in table.Inputs.Index())
        {
            var literal = input.Expression;
            Column(TableForm.Input, input.Label, literal?.Text, literal?.TypeRef, input.InputValues, null, new ColumnIds(at, input.Id, Ids(literal)), XlsxStyle.Input);
        }

        foreach (var (at, output) in table.Outputs.Index())
        {
            Column(
                TableForm.Output, output.Label, output.Name, output.TypeRef, output.OutputValues, output.Default?.Text,
                new ColumnIds(at, output.Id, null, Ids(output.Default), output.Name is not null), XlsxStyle.Output);
        }

        foreach (var note in table.Annotations)
        {
            Column(TableForm.Note, "", note, null, null, null, null, XlsxStyle.Heading);
        }

        Column(TableForm.Description, "", null, null, null, null, null, XlsxStyle.Heading);
        var ids = column;
        Column(TableForm.Ids, "", null, null, null, null, null, XlsxStyle.Heading);
        Set(TableForm.Ids, ids, JsonSerializer.Serialize(new TableIds(table.Id, table.TypeRef, OddAggregation(table)), Json), XlsxStyle.Heading);
        sheet.HiddenRows.Add(Headings.Length);
        sheet.HiddenColumns.Add(ids);
        sheet.Widths[1] = 14;
        for (var i = 0; i < table.Rules.Count; i++)
        {
            Rule(sheet, Headings.Length + 1 + i, i + 1, table.Rules[i], table.Annotations.Count, ids);
        }

        return sheet;

        void Set(string heading, int at, string text, XlsxStyle style) => sheet.Set(Array.IndexOf(Headings, heading) + 1, at, text, style);

        void Column(string kind, string label, string? expression, string? type, string? values, string? whenNone, ColumnIds? hidden, XlsxStyle style)
        {
            Set(TableForm.Kind, column, kind, style);
            Set(TableForm.Label, column, label, style);
            Set(TableForm.Expression, column, expression ?? "", style);
            Set(TableForm.Type, column, type ?? "", style);
            Set(TableForm.Values, column, values ?? "", style);
            Set(TableForm.Default, column, whenNone ?? "", style);
            if (hidden is not null)
            {
                Set(TableForm.Ids, column, JsonSerializer.Serialize(hidden, Json), style);
            }

            sheet.Widths[column] = 22;
            column++;
        }
    }

    private static void Rule(XlsxSheet sheet, int row, int number, DmnRule rule, int notes, int ids)
    {
        sheet.Set(row, 1, number.ToString(), XlsxStyle.Heading);
        string[] texts =
        [
            .. rule.Inputs.Select(c => c.Text), .. rule.Outputs.Select(c => c.Text),
            .. Enumerable.Range(0, notes).Select(i => i < rule.Annotations.Count ? rule.Annotations[i] : ""), rule.Description,
        ];
        for (var i = 0; i < texts.Length; i++)
        {
            sheet.Set(row, i + 2, texts[i]);
        }

        var hidden = new RuleIds(rule.Id, [.. rule.Inputs.Select(c => c.Id)], [.. rule.Outputs.Select(c => c.Id)]);
        sheet.Set(row, ids, JsonSerializer.Serialize(hidden, Json));
    }

    private static string Policy(DmnDecisionTable table)
    {
        var aggregation = table.HitPolicy == DmnHitPolicy.Collect ? table.Aggregation : DmnAggregation.None;
        var policy = TableForm.Policies.First(p => p.Policy == table.HitPolicy && p.Aggregation == aggregation);
        return $"{policy.Letter} {policy.Meaning}";
    }

    // DMN files may carry an aggregation where the hit policy has no use for it.
    private static DmnAggregation? OddAggregation(DmnDecisionTable table) =>
        table.HitPolicy != DmnHitPolicy.Collect && table.Aggregation != DmnAggregation.None ? table.Aggregation : null;

    private static LiteralIds? Ids(DmnLiteral? literal) =>
        literal is null ? null : new LiteralIds(literal.Id, literal.ExpressionLanguage, literal.TypeRef);
}

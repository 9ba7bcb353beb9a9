using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Workflows.Storage.Model;
using Workflows.Storage.Sql;

namespace Workflows.Storage.Tests;

/// <summary>What step writers know of tables is what the model says of them, on every database.</summary>
public class StepTableTests
{
    private static WorkflowsContext Of(string database) => database switch
    {
        "Sqlite" => new SqliteWorkflowsContext.Design().CreateDbContext([]),
        "PostgreSql" => new PostgreSqlWorkflowsContext.Design().CreateDbContext([]),
        _ => new SqlServerWorkflowsContext.Design().CreateDbContext([]),
    };

    public static TheoryData<string> Databases => ["Sqlite", "PostgreSql", "SqlServer"];

    [Theory, MemberData(nameof(Databases))]
    public void Every_column_is_one_of_the_model_and_of_its_type(string database)
    {
        using var context = Of(database);
        var wrong = new List<string>();
        foreach (var table in StepTable.All)
        {
            var entity = EntityOf(context, table);
            foreach (var column in table.Columns)
            {
                var property = entity.FindProperty(column.Name);
                if (property is null) wrong.Add($"{table.Name}.{column.Name} is not in the model.");
                else if (TypeOf(property) != column.Type) wrong.Add($"{table.Name}.{column.Name} is '{column.Type}', in the model '{TypeOf(property)}'.");
            }
            if (table.Columns.Select(c => c.Name).Distinct().Count() != table.Columns.Count) wrong.Add($"{table.Name} has a column twice.");
        }
        Assert.Empty(wrong);
    }

    [Theory, MemberData(nameof(Databases))]
    public void Every_column_that_must_have_a_value_is_written(string database)
    {
        using var context = Of(database);
        var wrong = StepTable.All.Where(t => t != StepTable.ServedTimers)
            .SelectMany(t => EntityOf(context, t).GetProperties().Where(p => !p.IsNullable && p.ValueGenerated == ValueGenerated.Never && p.GetDefaultValue() is null)
                .Where(p => t.Columns.All(c => c.Name != p.Name)).Select(p => $"{t.Name}.{p.Name}"));
        Assert.Empty(wrong);
    }

    [Theory, MemberData(nameof(Databases))]
    public void What_makes_a_row_the_same_row_is_a_key_of_the_model(string database)
    {
        using var context = Of(database);
        var wrong = new List<string>();
        foreach (var table in StepTable.All)
        {
            var entity = EntityOf(context, table);
            var keys = table.Columns.Take(table.Keys).Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
            var primary = entity.GetKeys().Any(k => table.Condition is null && keys.SetEquals(k.Properties.Select(p => p.Name)));
            var unique = entity.GetIndexes().Any(i => i.IsUnique && keys.SetEquals(i.Properties.Select(p => p.Name)) && Plain(i.GetFilter()) == Plain(table.Condition));
            if (!primary && !unique) wrong.Add($"{table.Name} ({string.Join(", ", keys)}){(table.Condition is { } condition ? $" WHERE {condition}" : "")} has no key in the model.");
        }
        Assert.Empty(wrong);
    }

    private static IEntityType EntityOf(WorkflowsContext context, StepTable table) =>
        Assert.Single(context.Model.GetEntityTypes(), e => e.GetTableName() == table.Name);

    private static char TypeOf(IProperty property)
    {
        var type = property.GetTypeMapping().Converter?.ProviderClrType ?? property.ClrType;
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(long) ? 'l' : type == typeof(int) ? 'i' : type == typeof(string) ? 't' : type == typeof(byte[]) ? 'b' : '?';
    }

    private static string? Plain(string? condition) => condition?.Replace("\"", "", StringComparison.Ordinal).Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal);
}

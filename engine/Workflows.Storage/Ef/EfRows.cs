using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Workflows.Storage.Model;
using Workflows.Storage.Sql;

namespace Workflows.Storage.Ef;

/// <summary>Rows as entities of the model, found, added and removed by EF.</summary>
internal sealed class EfRows(SqlSession session, SqlContexts contexts) : IStepRows, IDisposable
{
    private WorkflowsContext? _context;

    public void Add(StepTable table, params ReadOnlySpan<object?> values) => AddRow(table, values.ToArray());

    public void Put(StepTable table, params ReadOnlySpan<object?> values)
    {
        var own = values.ToArray();
        if (Find(table, own) is not { } found) { AddRow(table, own); return; }
        var type = TypeOf(table);
        if (type.FindPrimaryKey()!.Properties.Any(p => IndexOf(table, p) is { } at && at >= table.Keys))
        {
            // EF does not change what is part of the primary key: the row is taken away and added.
            Context.Remove(found);
            Flush();
            AddRow(table, own);
            return;
        }
        var entry = Context.Entry(found);
        for (var i = table.Keys; i < own.Length; i++)
            if (!table.Columns[i].Keeps) entry.Property(table.Columns[i].Name).CurrentValue = Value(type, table.Columns[i].Name, own[i]);
    }

    public void AddNew(StepTable table, params ReadOnlySpan<object?> values)
    {
        var own = values.ToArray();
        if (Find(table, own) is null) AddRow(table, own);
    }

    public void Remove(StepTable table, params ReadOnlySpan<object?> keys)
    {
        if (Find(table, keys.ToArray()) is { } found) Context.Remove(found);
    }

    public void Flush()
    {
        if (_context is null || !_context.ChangeTracker.HasChanges()) return;
        _context.SaveChanges();
    }

    /// <summary>Forgets what was not written.</summary>
    public void Drop()
    {
        _context?.Dispose();
        _context = null;
    }

    public void Dispose() => Drop();

    private WorkflowsContext Context => _context ??= contexts.Over(session);

    private void AddRow(StepTable table, object?[] values)
    {
        var type = TypeOf(table);
        var entity = Activator.CreateInstance(type.ClrType)!;
        for (var i = 0; i < values.Length; i++) type.FindProperty(table.Columns[i].Name)!.PropertyInfo!.SetValue(entity, Value(type, table.Columns[i].Name, values[i]));
        Context.Add(entity);
    }

    private object? Find(StepTable table, object?[] values)
    {
        // Also what was added and not written yet.
        Flush();
        var type = TypeOf(table);
        var row = Expression.Parameter(type.ClrType);
        Expression? same = null;
        for (var i = 0; i < table.Keys; i++)
        {
            var property = type.FindProperty(table.Columns[i].Name)!;
            var equal = Expression.Equal(Expression.Property(row, property.PropertyInfo!), Expression.Constant(Value(type, property.Name, values[i]), property.ClrType));
            same = same is null ? equal : Expression.AndAlso(same, equal);
        }
        return (object?)FindIn.MakeGenericMethod(type.ClrType).Invoke(null, [Context, Expression.Lambda(same!, row)]);
    }

    private static readonly System.Reflection.MethodInfo FindIn = typeof(EfRows).GetMethod(nameof(FirstOf), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!;

    private static T? FirstOf<T>(WorkflowsContext context, Expression<Func<T, bool>> same) where T : class => context.Set<T>().IgnoreQueryFilters().FirstOrDefault(same);

    private IEntityType TypeOf(StepTable table) => Context.Model.GetEntityTypes().First(e => e.GetTableName() == table.Name);

    private static int? IndexOf(StepTable table, IProperty property)
    {
        for (var i = 0; i < table.Columns.Count; i++) if (table.Columns[i].Name == property.Name) return i;
        return null;
    }

    /// <summary>The value as the model has it: instants, truths and names are numbers in the tables.</summary>
    private static object? Value(IEntityType entity, string name, object? value)
    {
        var type = entity.FindProperty(name)!.ClrType;
        type = Nullable.GetUnderlyingType(type) ?? type;
        return value switch
        {
            null => null,
            _ when type.IsInstanceOfType(value) => value,
            long ticks when type == typeof(DateTimeOffset) => Instants.From(ticks),
            int number when type == typeof(bool) => number != 0,
            int number when type.IsEnum => Enum.ToObject(type, number),
            int number when type == typeof(long) => (long)number,
            _ => throw new InvalidOperationException($"{entity.DisplayName()}.{name} takes no {value.GetType().Name}."),
        };
    }
}

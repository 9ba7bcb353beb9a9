namespace Workflows.Storage.Sql;

/// <summary>Number series without gaps: a number is taken inside the step's transaction and given back with it.</summary>
internal static class SqlNumbers
{
    /// <summary>The row periods without one of their own begin from.</summary>
    private const string AnyPeriod = "*";

    public static long Take(SqlDb db, string tenant, string program, string series, string period)
    {
        if (Next(db, tenant, program, series, period) is { } next) return next;
        var from = db.Number("SELECT Last FROM Numbers WHERE Tenant = ? AND Program = ? AND Series = ? AND Period = ?", tenant, program, series, AnyPeriod) ?? 0;
        // Another transaction may be beginning the same period: whoever is second waits here and counts on.
        db.InsertNew(StepTable.Numbers, tenant, program, series, period, from);
        return Next(db, tenant, program, series, period) ?? throw new InvalidOperationException("A number series gave no number.");
    }

    private static long? Next(SqlDb db, string tenant, string program, string series, string period) =>
        db.Number(db.Dialect.UpdateReturning("Numbers", "Last = Last + 1", "Tenant = ? AND Program = ? AND Series = ? AND Period = ?", "Last"), tenant, program, series, period);

    /// <summary>Undoes the last <see cref="Take"/> of the same transaction.</summary>
    public static void GiveBack(SqlDb db, string tenant, string program, string series, string period) =>
        db.Run("UPDATE Numbers SET Last = Last - 1 WHERE Tenant = ? AND Program = ? AND Series = ? AND Period = ?", tenant, program, series, period);

    public static void Set(SqlDb db, string tenant, string program, string series, string? period, long next)
    {
        if (period is null) db.Run("UPDATE Numbers SET Last = ? WHERE Tenant = ? AND Program = ? AND Series = ?", next - 1, tenant, program, series);
        db.Put(StepTable.Numbers, tenant, program, series, period ?? AnyPeriod, next - 1);
    }
}

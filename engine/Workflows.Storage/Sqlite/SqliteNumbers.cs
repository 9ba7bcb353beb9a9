namespace Workflows.Storage.Sqlite;

/// <summary>Number series without gaps: a number is taken inside the step's transaction and given back with it.</summary>
internal static class SqliteNumbers
{
    /// <summary>The row periods without one of their own begin from.</summary>
    private const string AnyPeriod = "*";

    public static long Take(SqliteFile db, string tenant, string program, string series, string period)
    {
        using var row = db.Query("""
            INSERT INTO Numbers (Tenant, Program, Series, Period, Last)
            VALUES (?1, ?2, ?3, ?4, 1 + COALESCE((SELECT Last FROM Numbers WHERE Tenant = ?1 AND Program = ?2 AND Series = ?3 AND Period = ?5), 0))
            ON CONFLICT (Tenant, Program, Series, Period) DO UPDATE SET Last = Last + 1
            RETURNING Last
            """, tenant, program, series, period, AnyPeriod);
        if (!row.Step()) throw new InvalidOperationException("A number series gave no number.");
        var number = row.Long(0);
        while (row.Step()) { }
        return number;
    }

    /// <summary>Undoes the last <see cref="Take"/> of the same transaction.</summary>
    public static void GiveBack(SqliteFile db, string tenant, string program, string series, string period) =>
        db.Run("UPDATE Numbers SET Last = Last - 1 WHERE Tenant = ? AND Program = ? AND Series = ? AND Period = ?", tenant, program, series, period);

    public static void Set(SqliteFile db, string tenant, string program, string series, string? period, long next)
    {
        if (period is null) db.Run("UPDATE Numbers SET Last = ? WHERE Tenant = ? AND Program = ? AND Series = ?", next - 1, tenant, program, series);
        db.Run("INSERT INTO Numbers (Tenant, Program, Series, Period, Last) VALUES (?, ?, ?, ?, ?) ON CONFLICT (Tenant, Program, Series, Period) DO UPDATE SET Last = excluded.Last",
            tenant, program, series, period ?? AnyPeriod, next - 1);
    }
}

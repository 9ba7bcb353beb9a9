using System.Data.Common;
using Workflows.Engine.Data;
using Workflows.Storage.Running;

namespace Workflows.Storage.Sql;

/// <summary>Damaged rows: only what they belong to suffers, never a list they stand in.</summary>
internal static class Poison
{
    /// <summary>Whether the error comes of the bytes themselves, not of the database, the machine or a request that ended.</summary>
    public static bool Is(Exception error) =>
        error is not (DbException or IOException { HResult: not 0 } or OperationCanceledException or OutOfMemoryException or InsufficientExecutionStackException or NewerCaseException) && !StorageTrouble.Passes(error);

    /// <summary>A sealed column of a list's row. One that cannot be read says so in its place.</summary>
    public static Datum Datum(SqlRows row, int column)
    {
        try { return Packing.UnpackDatum(row.Opened(column)); }
        catch (Exception error) when (Is(error)) { return Unreadable; }
    }

    private static readonly Datum Unreadable = Engine.Data.Datum.Object(("title", "（記録が読めません）"), ("unreadable", true));
}

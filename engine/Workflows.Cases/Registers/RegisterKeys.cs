namespace Workflows.Cases.Registers;

/// <summary>Names in a <c>where</c> beside a register's fields. Field keys never begin with an underscore.</summary>
public static class RegisterKeys
{
    /// <summary>True for ended records, [true, false] for all; absent: only those that have not ended.</summary>
    public const string Ended = "_ended";
    /// <summary>Valid time: records whose period holds this date, date-time or number.</summary>
    public const string ValidOn = "_validOn";
    /// <summary>Recorded time: records as they were known at this moment. Reads the history of every candidate.</summary>
    public const string KnownAt = "_knownAt";

    public static bool IsSpecial(string key) => key is Ended or ValidOn or KnownAt;
}

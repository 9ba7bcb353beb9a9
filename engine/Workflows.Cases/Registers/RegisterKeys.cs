using Workflows.Engine.Data;

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

    /// <summary>What of a value is counted: each item of a list, each <c>member=value</c> of an object, else the value itself.</summary>
    public static IEnumerable<Datum> Parts(Datum value) => value.Kind switch
    {
        DatumKind.Null => [],
        DatumKind.List => value.Items,
        DatumKind.Object => value.Members.Select(m => Part(m.Key, m.Value.AsText())),
        _ => [value],
    };

    public static Datum Part(string member, string? value) => Datum.Of($"{member}={value}");
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Cases.Audit;

/// <summary>
/// The chain over the access log of a municipality: <c>hash_n = lowerhex(SHA-256(hash_{n-1}|seq|at|actor|action|target))</c>, UTF-8,
/// <c>hash_0</c> = 64 zeros, <c>at</c> ISO 8601 in Japan's time. No content is in it: reasons and details enter as their digest.
/// </summary>
public static class AuditChain
{
    /// <summary>What stands before the first entry.</summary>
    public static readonly string Genesis = new('0', 64);

    /// <param name="seq">From 1.</param>
    public static string Next(string previous, long seq, DateTimeOffset at, string actor, string action, string target) =>
        Hex(string.Create(CultureInfo.InvariantCulture, $"{previous}|{seq}|{Japan.In(at):yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz}|{actor}|{action}|{target}"));

    public static string Next(string previous, long seq, AccessEntry entry) => Next(previous, seq, entry.At, entry.Actor, ActionOf(entry), TargetOf(entry));

    /// <summary>The action with its result: a refused one ends in <c>:denied</c>.</summary>
    public static string ActionOf(AccessEntry entry) => entry.Denied ? $"{entry.Action}:denied" : entry.Action;

    /// <summary>Case and field; what was written beside them as its SHA-256.</summary>
    public static string TargetOf(AccessEntry entry)
    {
        var place = entry.Field is null ? entry.CaseId ?? "" : $"{entry.CaseId}#{entry.Field}";
        if (entry.Reason is null && entry.Detail is null) return place;
        return $"{place}@{Hex(Datum.List([entry.Reason, entry.Detail]).ToJson())}";
    }

    private static string Hex(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

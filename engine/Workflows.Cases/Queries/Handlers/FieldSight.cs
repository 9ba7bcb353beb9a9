using Workflows.Cases.Commands;
using Workflows.Cases.Packages;
using Workflows.Engine.Data;

namespace Workflows.Cases.Queries.Handlers;

/// <summary>How much of a field somebody sees.</summary>
public enum Sight { Full, Masked, Hidden }

/// <summary>Applies a package's privacy rules to one reader.</summary>
public sealed class FieldSight
{
    /// <param name="own">The reader is the case's applicant.</param>
    public (Sight Sight, PrivacySpec? Rule) Of(Caller caller, ProgramPackage package, string field, PrivacySpec? inPlace, bool own)
    {
        if ((package.Privacy.GetValueOrDefault(field) ?? inPlace) is not { } rule) return (Sight.Full, null);
        if (rule.Readers.Count == 0 || Holds(caller, package, rule.Readers, own)) return (Sight.Full, rule);
        if (rule.Mask is null) return (Sight.Hidden, rule);
        if (rule.Masked is null || Holds(caller, package, rule.Masked, own)) return (Sight.Masked, rule);
        return (Sight.Hidden, rule);
    }

    /// <summary>The mask of a value: <c>last3</c> gives <c>****321</c>, anything else four stars.</summary>
    public static string Mask(Datum value, string mask)
    {
        var text = value.AsText() ?? "";
        if (text.Length == 0) return "";
        return mask.StartsWith("last", StringComparison.Ordinal) && int.TryParse(mask.AsSpan(4), out var count) && text.Length > count ? "****" + text[^count..] : "****";
    }

    private static bool Holds(Caller caller, ProgramPackage package, IReadOnlyList<string> roles, bool own) =>
        roles.Any(r => caller.Has(package.Id, r) || (own && package.Roles.Find(r)?.Kind == RoleSpec.Citizen));
}

using Workflows.Cases.Commands;
using Workflows.Cases.Packages;
using Workflows.Cases.Privacy;
using Workflows.Engine.Data;

namespace Workflows.Cases.Queries.Handlers;

/// <summary>Applies a package's privacy rules to one reader.</summary>
public sealed class FieldSight
{
    /// <param name="own">The reader is the case's applicant.</param>
    public (Sight Sight, PrivacySpec? Rule) Of(Caller caller, ProgramPackage package, string field, PrivacySpec? inPlace, bool own)
    {
        if ((package.Privacy.GetValueOrDefault(field) ?? inPlace) is not { } rule) return (Sight.Full, null);
        return (FieldReaders.SightOf(package, rule, new Viewer([.. caller.RolesIn(package.Id)], own)), rule);
    }

    /// <summary>The mask of a value: <c>last3</c> gives <c>****321</c>.</summary>
    public static string Mask(Datum value, string mask) => Privacy.Mask.Apply(value, mask).AsText() ?? "";
}

using Workflows.Cases.Commands;
using Workflows.Cases.Expressions;
using Workflows.Cases.Forms;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Cases.Publishing;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Identity;

/// <summary>An address still to be confirmed.</summary>
/// <param name="Field">The form's field it stands in; null for an address the programme knows, which is not told.</param>
/// <param name="Address">Null: the programme knows none; no code will do.</param>
public sealed record Unconfirmed(FieldSpec? Field, string? Address);

/// <summary>What a resident has to show before a form is taken. Staff who enter a form for somebody have the person before them.</summary>
public sealed class IdentitySteps(OneTimeCodes codes, IPeople people, IRegisterStore registers, IRefsSource refs, IIdentityPolicy policy, TimeProvider clock)
{
    public const string Needed = "CODE_NEEDED";

    /// <param name="form">Null: only what the start asks.</param>
    public async ValueTask<IReadOnlyList<Unconfirmed>> Missing(Caller caller, ProgramPackage package, StartSpec start, FormSpec? form, Datum values, CancellationToken ct)
    {
        var verified = form?.Fields.Where(f => f.Verify).ToList() ?? [];
        if (!caller.IsCitizen || policy.CountAsPassed || (verified.Count == 0 && start.Verify is null)) return [];
        var own = (await people.Find(caller.Tenant, caller.UserId, ct))?.Attributes["email"].AsText();
        var missing = new List<Unconfirmed>();
        foreach (var field in verified)
            if (values[field.Key].AsText() is { Length: > 0 } typed && FieldReader.PlainEmail(typed) is var address && !await Confirmed(caller, own, address, ct)) missing.Add(new(field, address));
        if (start.Verify is { } known)
        {
            var address = (await Evaluate(caller, package, start, known, values, own, ct)).AsText();
            if (address is null || !await Confirmed(caller, own, address, ct)) missing.Add(new(null, address));
        }
        return missing;
    }

    /// <summary>The refusal of a form whose addresses are not confirmed.</summary>
    public static Problem ProblemOf(ProgramPackage package, IReadOnlyList<Unconfirmed> missing)
    {
        var text = package.Text("codeNeeded");
        return new(422, Needed, text, "The e-mail address has to be confirmed by a code first (requestCode, confirmCode).", [.. missing.Select(m => new FieldError(m.Field?.Key ?? "", text))]);
    }

    private async ValueTask<bool> Confirmed(Caller caller, string? own, string address, CancellationToken ct) =>
        string.Equals(own, address, StringComparison.OrdinalIgnoreCase) || await codes.Confirmed(caller.Tenant, caller.UserId, address, ct);

    private async ValueTask<Datum> Evaluate(Caller caller, ProgramPackage package, StartSpec start, Feel feel, Datum values, string? own, CancellationToken ct)
    {
        var set = await refs.Refs(caller.Tenant, package.Id, ct);
        var names = new FeelNames(package.FieldTypes, clock.GetUtcNow(), set["settings"], set["calendars"])
            .With("head", Datum.Object(("applicant", caller.UserId), ("email", own), ("program", package.Id), ("channel", caller.Channel))).With(values);
        var replies = new Dictionary<Question, Reply>(ReferenceEqualityComparer.Instance);
        var found = new List<(string Name, Datum Value)>();
        foreach (var question in Lookups.Run(start.Lookups, names, q => replies[q], (name, value) => found.Add((name, value))))
            replies[question] = await Asked.Answer(registers, caller.Tenant, package.Id, question, ct);
        return found.Aggregate(names, (n, f) => n.With(f.Name, f.Value)).Evaluate(feel);
    }
}

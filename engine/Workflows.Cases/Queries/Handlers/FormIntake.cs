using System.Text;
using Workflows.Cases.Commands;
using Workflows.Cases.Commands.Handlers;
using Workflows.Cases.Forms;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Queries.Handlers;

/// <summary>Values of a form on their way in.</summary>
/// <param name="Sheet">The form with its surroundings and the values as given.</param>
/// <param name="CommandId">Names what is put into the vault: said twice it is put there once.</param>
/// <param name="Known">The person's draft and the case's values: only sealed values and files that stand there may be named again.</param>
public sealed record IntakeRequest(SheetRequest Sheet, string CommandId, Datum Known);

/// <summary>
/// What every form passes before it reaches a case or a draft: files are told by the store, transient values are judged here and go to the vault, so that
/// neither history nor drafts ever hold them; wrong secrets are counted.
/// </summary>
public sealed class FormIntake(IFileStore files, IVault vault, IKeptStore kept, FormSheets sheets, TimeProvider clock)
{
    /// <summary>How long a transient value waits in the vault to be passed on.</summary>
    private static readonly TimeSpan Keep = TimeSpan.FromDays(90);

    /// <summary>For a case: findings refuse the request.</summary>
    public async ValueTask<(Datum Values, IReadOnlyList<FieldError> Errors)> Take(IntakeRequest request, CancellationToken ct)
    {
        var (caller, form) = (request.Sheet.Caller, request.Sheet.Form);
        var (values, missing) = await FormFiles.Resolve(files, caller.Tenant, caller.UserId, form, request.Sheet.Values, request.Known, ct);
        if (missing.Count > 0) return (values, missing);
        return await Seal(request with { Sheet = request.Sheet with { Values = values } }, ct);
    }

    /// <summary>Puts sound transient values away; those found wrong are left out and told of.</summary>
    public async ValueTask<(Datum Values, IReadOnlyList<FieldError> Errors)> Seal(IntakeRequest request, CancellationToken ct)
    {
        var (caller, form, given) = (request.Sheet.Caller, request.Sheet.Form, request.Sheet.Values);
        var own = SealedValues.Ids(request.Known).ToHashSet(StringComparer.Ordinal);
        var errors = new List<FieldError>();
        var typed = new Dictionary<string, FieldSpec>(StringComparer.Ordinal);
        given = await SealedValues.Each(form, given, (field, place, value) =>
        {
            if (!SealedValues.IsSealed(value)) typed[place] = field;
            else if (!SealedValues.Ids(value).All(own.Contains)) { errors.Add(new(place, FormMessages.Sealed(field))); return ValueTask.FromResult(Datum.Null); }
            return ValueTask.FromResult(value);
        });
        if (typed.Count == 0) return (given, errors);

        foreach (var (place, field) in typed)
            if (field.Tries is { } tries && !await Try(request, form.Id, place, tries, ct)) errors.Add(new(place, FormMessages.Tries(field)));
        if (errors.Count == 0)
        {
            var sheet = await sheets.Judge(request.Sheet with { Values = given, Live = true }, ct);
            errors.AddRange(sheet.AllErrors().Where(e => typed.ContainsKey(e.Field)));
        }
        foreach (var (place, field) in typed)
            if (field.Tries is { } tries && errors.All(e => e.Field != place)) await Forget(request, form.Id, place, tries, ct);
        var values = await SealedValues.Each(form, given, async (field, place, value) =>
            !typed.ContainsKey(place) ? value : errors.Any(e => e.Field == place) ? Datum.Null : SealedValues.Of(await Put(request, place, FieldReader.Read(field, value).Value, ct)));
        return (values, errors);
    }

    private async ValueTask<string> Put(IntakeRequest request, string place, Datum value, CancellationToken ct)
    {
        var caller = request.Sheet.Caller;
        var id = DerivedId.Of("vault", caller.Tenant, caller.Client, caller.UserId, request.CommandId, place);
        var text = value.Kind == DatumKind.Text ? value.AsText()! : value.ToJson();
        await vault.Keep(caller.Tenant, id, Encoding.UTF8.GetBytes(text), clock.GetUtcNow() + Keep, ct);
        return id;
    }

    /// <summary>Counts an attempt before it is judged, so that many at once are no more than one after another.</summary>
    private async ValueTask<bool> Try(IntakeRequest request, string form, string place, TriesSpec tries, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        for (var no = 1; no <= tries.Limit; no++)
        {
            var (row, added) = await kept.Add(request.Sheet.Caller.Tenant, KeptSpaces.Tries, KeyOf(request, form, place, no), Datum.True, now, now + tries.Within, ct);
            if (added) return true;
            if (row.Until > now) continue;
            // Run out but not swept yet.
            await kept.Set(request.Sheet.Caller.Tenant, KeptSpaces.Tries, row.Key, Datum.True, now, now + tries.Within, ct);
            return true;
        }
        return false;
    }

    private async ValueTask Forget(IntakeRequest request, string form, string place, TriesSpec tries, CancellationToken ct)
    {
        for (var no = 1; no <= tries.Limit; no++) await kept.Remove(request.Sheet.Caller.Tenant, KeptSpaces.Tries, KeyOf(request, form, place, no), ct);
    }

    private static string KeyOf(IntakeRequest request, string form, string place, int no) => $"{request.Sheet.Package.Id}/{form}/{place}/{request.Sheet.Caller.UserId}/{no}";
}

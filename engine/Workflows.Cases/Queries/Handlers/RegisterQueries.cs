using Mediator;
using Workflows.Cases.Commands;
using Workflows.Cases.Commands.Handlers;
using Workflows.Cases.Expressions;
using Workflows.Cases.Packages;
using Workflows.Cases.Privacy;
using Workflows.Cases.Ports;
using Workflows.Cases.Registers;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Queries.Handlers;

/// <summary>Registers, for their readers and editors.</summary>
public sealed class RegisterQueries(CaseDesk desk, IRegisterStore registers, CaseAccess access, IAccessLog log) :
    IQueryHandler<ListRegister, Result<RegisterView>>, IQueryHandler<ListRegisters, Result<IReadOnlyList<RegisterView>>>
{
    public async ValueTask<Result<RegisterView>> Handle(ListRegister q, CancellationToken ct)
    {
        var reading = await Reading(desk, log, q.Caller, q.Program, q.Register, ct);
        if (!reading.Ok) return reading.Problem!;
        var (package, register) = reading.Value!;
        var where = Where(q.Caller, package, register, q.Where);
        if (!where.Ok) return where.Problem!;

        await log.Write(new AccessEntry(q.Caller.Tenant, desk.Now, q.Caller.UserId, AccessActions.Read, Detail: $"{package.Id}/{register.Id}"), ct);
        var names = await access.NamesOf(q.Caller, package, ct);
        var records = await Records(registers, q.Caller, package, register, where.Value!, Math.Clamp(q.Take, 1, 500), names, ct);
        var shown = new List<RegisterRecord>();
        foreach (var record in records) shown.Add(await Record(record, q.Caller, package, register, access, names, ct));
        return View(q.Caller, package, register, shown);
    }

    public ValueTask<Result<IReadOnlyList<RegisterView>>> Handle(ListRegisters q, CancellationToken ct)
    {
        if (q.Caller.IsNobody) return new(Problem.NotSignedIn());
        if (!desk.Packages.TryFindMunicipality(q.Caller.Tenant, out var municipality)) return new(Problem.NotFound());
        var views = desk.Packages.ProgramsOf(municipality)
            .SelectMany(p => p.Registers.Where(r => MayRead(q.Caller, p, r)).Select(r => View(q.Caller, p, r, []))).ToList();
        return new(new Result<IReadOnlyList<RegisterView>>(views, null));
    }

    /// <summary>The register as declared, for somebody signed in; whether the caller may read it is still to be asked.</summary>
    internal static Result<OpenRegister> Find(CaseDesk desk, Caller caller, string program, string id)
    {
        if (caller.IsNobody) return Problem.NotSignedIn();
        var found = desk.Program(caller, program);
        if (!found.Ok) return found.Problem!;
        var package = found.Value.Package;
        return package.Registers.Find(id) is { } register ? new OpenRegister(package, register) : NoRegister();
    }

    internal static Problem NoRegister() => Problem.NotFound("この台帳は見つかりません。", "There is no such register.");

    /// <summary>The register, for one of its readers; a refusal is logged.</summary>
    internal static async ValueTask<Result<OpenRegister>> Reading(CaseDesk desk, IAccessLog log, Caller caller, string program, string id, CancellationToken ct)
    {
        var found = Find(desk, caller, program, id);
        if (!found.Ok) return found.Problem!;
        var (package, register) = found.Value!;
        if (MayRead(caller, package, register)) return found;
        await log.Write(new AccessEntry(caller.Tenant, desk.Now, caller.UserId, AccessActions.Read, Detail: $"{package.Id}/{register.Id}", Denied: true), ct);
        return caller.IsCitizen ? NoRegister() : Problem.Forbidden(package.Text(ProductTexts.Forbidden));
    }

    /// <summary>A condition the caller may search by, values of the fields' kinds.</summary>
    internal static Result<Datum> Where(Caller caller, ProgramPackage package, RegisterSpec register, Datum where)
    {
        var indexed = register.IndexedFields;
        var wrong = where.Members.Where(m => !RegisterKeys.IsSpecial(m.Key) && !indexed.Contains(m.Key)).Select(m => new FieldError(m.Key, $"この項目では探せません。使える項目: {string.Join("、", indexed)}")).ToList();
        if (where.Has(RegisterKeys.ValidOn) && register.Period is null) wrong.Add(new(RegisterKeys.ValidOn, "この台帳には有効期間の項目がありません。"));
        if (where.Has(RegisterKeys.KnownAt) && where[RegisterKeys.KnownAt].AsInstant() is null) wrong.Add(new(RegisterKeys.KnownAt, "日時は 2026-06-01T09:00:00+09:00 のように書いてください。"));
        if (wrong.Count > 0) return Problem.Invalid(wrong);
        var sight = FieldSight.Anywhere(caller, package);
        // Searching by a masked field would tell its value.
        if (where.Members.Any(m => register.Field(m.Key) is { } f && sight.OfRegister(f).Sight != Sight.Full)) return Problem.Forbidden(package.Text(ProductTexts.FieldForbidden));
        return Datum.Object(where.Members.Select(m => KeyValuePair.Create(m.Key, Typed(register.Field(m.Key)?.Type, m.Value))));
    }

    /// <summary>What stands in an address is text: numbers and yes or no by the field's kind.</summary>
    private static Datum Typed(string? type, Datum value) => type switch
    {
        "number" or "money" when decimal.TryParse(value.AsText(), System.Globalization.CultureInfo.InvariantCulture, out var number) => Datum.Of(number),
        "boolean" or "yesno" or "consent" when value.AsText() is "true" or "false" => Datum.Of(value.AsText() == "true"),
        _ => value,
    };

    internal static bool MayRead(Caller caller, ProgramPackage package, RegisterSpec register) =>
        !caller.IsCitizen && CaseDesk.HoldsAny(caller, package, register.Readers.Concat(register.Editors).Concat(register.ScopedReaders.Select(s => s.Role)));

    /// <summary>Records the caller may see: of the whole register, or cut to what the reader's conditions say.</summary>
    internal static async ValueTask<IReadOnlyList<Datum>> Records(IRegisterStore registers, Caller caller, ProgramPackage package, RegisterSpec register, Datum where, int take, FeelNames names, CancellationToken ct)
    {
        if (CaseDesk.HoldsAny(caller, package, register.Readers.Concat(register.Editors))) return await registers.Find(caller.Tenant, package.Id, register.Id, where, take, ct);
        var found = new SortedDictionary<string, Datum>(StringComparer.Ordinal);
        foreach (var reader in register.ScopedReaders.Where(r => CaseDesk.HoldsAny(caller, package, [r.Role])))
        {
            var cut = reader.Where.Select(w => KeyValuePair.Create(w.Name, names.Evaluate(w.Value))).ToList();
            // A condition without a value means nobody's records.
            if (cut.Exists(c => c.Value.IsNull)) continue;
            foreach (var record in await registers.Find(caller.Tenant, package.Id, register.Id, Datum.Object(where.Members.Where(m => cut.TrueForAll(c => c.Key != m.Key)).Concat(cut)), take, ct))
                if (where.Members.All(m => cut.TrueForAll(c => c.Key != m.Key) || Fits(record["fields"][m.Key], m.Value))) found.TryAdd(record["id"].AsText()!, record);
        }
        return [.. found.Values.Take(take)];
    }

    private static bool Fits(Datum value, Datum wanted) => wanted.Kind == DatumKind.List ? wanted.Items.Contains(value) : value.Equals(wanted);

    internal static async ValueTask<RegisterRecord> Record(Datum record, Caller caller, ProgramPackage package, RegisterSpec register, CaseAccess access, FeelNames names, CancellationToken ct)
    {
        var sight = FieldSight.Anywhere(caller, package);
        if (await access.IsProtected(caller, package, register.Id, record["fields"], names, ct)) sight = sight with { Viewer = sight.Viewer with { Protected = true } };
        var seen = Datum.EmptyObject;
        foreach (var field in register.Fields)
            if (record["fields"].TryGet(field.Key, out var value) && sight.OfRegister(field).Show(value) is { } shown) seen = seen.With(field.Key, shown);
        return new RegisterRecord(record["id"].AsText() ?? "", record["revision"].AsLong() ?? 0, seen);
    }

    private static IReadOnlyList<RegisterColumn> Columns(RegisterFieldSpec field) => [.. field.Columns.Select(c => new RegisterColumn(c.Key, c.Label, c.Type, false, false, Columns(c)))];

    internal static RegisterView View(Caller caller, ProgramPackage package, RegisterSpec register, IReadOnlyList<RegisterRecord> records)
    {
        var sight = FieldSight.Anywhere(caller, package);
        var indexed = register.IndexedFields;
        return new(
            package.Id, register.Id, register.Label, register.Kind, register.Kind != "mirror" && CaseDesk.HoldsAny(caller, package, register.Editors), register.Period is not null,
            [.. register.Fields.Select(f => (Field: f, sight.OfRegister(f).Sight)).Where(f => f.Sight != Sight.Hidden).Select(f => new RegisterColumn(f.Field.Key, f.Field.Label, f.Field.Type, f.Sight == Sight.Masked, indexed.Contains(f.Field.Key), Columns(f.Field), register.Key.Contains(f.Field.Key)))],
            records);
    }
}

/// <summary>A register and the package that declares it.</summary>
internal sealed record OpenRegister(ProgramPackage Package, RegisterSpec Register);

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
        if (q.Caller.IsNobody) return Problem.NotSignedIn();
        var found = desk.Program(q.Caller, q.Program);
        if (!found.Ok) return found.Problem!;
        var package = found.Value.Package;
        if (package.Registers.Find(q.Register) is not { } register) return Problem.NotFound("この台帳は見つかりません。", "There is no such register.");
        var look = new AccessEntry(q.Caller.Tenant, desk.Now, q.Caller.UserId, AccessActions.Read, Detail: $"{package.Id}/{register.Id}");
        if (!MayRead(q.Caller, package, register))
        {
            await log.Write(look with { Denied = true }, ct);
            return q.Caller.IsCitizen ? Problem.NotFound("この台帳は見つかりません。", "There is no such register.") : Problem.Forbidden(package.Text(ProductTexts.Forbidden));
        }
        var indexed = register.IndexedFields;
        var wrong = q.Where.Members.Where(m => !indexed.Contains(m.Key)).Select(m => new FieldError(m.Key, $"この項目では探せません。使える項目: {string.Join("、", indexed)}")).ToList();
        if (wrong.Count > 0) return Problem.Invalid(wrong);
        var sight = FieldSight.Anywhere(q.Caller, package);
        var hidden = q.Where.Members.Where(m => register.Field(m.Key) is { } f && sight.OfRegister(f).Sight != Sight.Full).ToList();
        // Searching by a masked field would tell its value.
        if (hidden.Count > 0) return Problem.Forbidden(package.Text(ProductTexts.FieldForbidden));

        await log.Write(look, ct);
        var records = await registers.Find(q.Caller.Tenant, package.Id, register.Id, q.Where, Math.Clamp(q.Take, 1, 500), ct);
        var names = await access.NamesOf(q.Caller, package, ct);
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

    internal static bool MayRead(Caller caller, ProgramPackage package, RegisterSpec register) =>
        !caller.IsCitizen && CaseDesk.HoldsAny(caller, package, register.Readers.Concat(register.Editors));

    internal static async ValueTask<RegisterRecord> Record(Datum record, Caller caller, ProgramPackage package, RegisterSpec register, CaseAccess access, FeelNames names, CancellationToken ct)
    {
        var sight = FieldSight.Anywhere(caller, package);
        if (await access.IsProtected(caller, package, register.Id, record["fields"], names, ct)) sight = sight with { Viewer = sight.Viewer with { Protected = true } };
        var seen = Datum.EmptyObject;
        foreach (var field in register.Fields)
            if (record["fields"].TryGet(field.Key, out var value) && sight.OfRegister(field).Show(value) is { } shown) seen = seen.With(field.Key, shown);
        return new RegisterRecord(record["id"].AsText() ?? "", record["revision"].AsLong() ?? 0, seen);
    }

    private static RegisterView View(Caller caller, ProgramPackage package, RegisterSpec register, IReadOnlyList<RegisterRecord> records)
    {
        var sight = FieldSight.Anywhere(caller, package);
        return new(
            package.Id, register.Id, register.Label, register.Kind, register.Kind != "mirror" && CaseDesk.HoldsAny(caller, package, register.Editors),
            [.. register.Fields.Select(f => (Field: f, sight.OfRegister(f).Sight)).Where(f => f.Sight != Sight.Hidden).Select(f => new RegisterColumn(f.Field.Key, f.Field.Label, f.Field.Type, f.Sight == Sight.Masked))],
            records);
    }
}

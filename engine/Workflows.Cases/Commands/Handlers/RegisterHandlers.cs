using Mediator;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Cases.Privacy;
using Workflows.Cases.Queries;
using Workflows.Cases.Queries.Handlers;
using Workflows.Cases.Registers;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Commands.Handlers;

/// <summary>Changes of register records by their editors.</summary>
public sealed class RegisterHandlers(CaseDesk desk, IRegisterStore registers, CaseAccess access) : ICommandHandler<ChangeRegisterRecord, Result<RegisterRecord>>
{
    private static readonly string[] Operations = ["add", "change", "end", "upsert"];

    public async ValueTask<Result<RegisterRecord>> Handle(ChangeRegisterRecord c, CancellationToken ct)
    {
        var editing = Editing(desk, c.Caller, c.Program, c.Register);
        if (!editing.Ok) return editing.Problem!;
        var (package, register) = editing.Value!;
        if (!Operations.Contains(c.Operation)) return Problem.Bad("BAD_OPERATION", "操作は add・change・end・upsert のいずれかです。", "The operation is add, change, end or upsert.");
        if (register.Kind == "append" && c.Operation != "add") return Problem.Conflict("この台帳の記録は追加だけができます。");
        var unknown = c.Values.Members.Where(m => register.Field(m.Key.Split('.')[0]) is null).Select(m => new FieldError(m.Key, "この台帳にない項目です。")).ToList();
        if (unknown.Count > 0) return Problem.Invalid(unknown);
        var sight = FieldSight.Anywhere(c.Caller, package);
        var hidden = c.Values.Members.Where(m => sight.OfRegister(register.Field(m.Key.Split('.')[0])!).Sight != Sight.Full).Select(m => new FieldError(m.Key, "この項目を書く権限がありません。")).ToList();
        if (hidden.Count > 0) return Problem.Invalid(hidden);
        var (values, errors) = RegisterForms.Judge(package, register, c.Values, c.Operation == "add", desk.Now);
        if (errors.Count > 0) return Problem.Invalid(errors);

        var reply = await registers.Change(c.Caller.Tenant, package.Id, new ChangeRecord(register.Id, c.Operation, c.Record, values, c.ExpectedRevision), c.Caller.UserId, desk.Now, ct, string.IsNullOrWhiteSpace(c.Reason) ? null : c.Reason.Trim());
        if (reply.Outcome == Reply.Done) return await RegisterQueries.Record(reply.Value, c.Caller, package, register, access, await access.NamesOf(c.Caller, package, ct), ct);
        var (ja, en) = ConstraintTexts.Of(register, reply);
        return reply.Outcome == Reply.NotFound ? Problem.NotFound(ja, en)
            : new Problem(409, "CONFLICT", ja, en, [.. reply.Value["fields"].Items.Select(f => new FieldError(f.AsText() ?? "", ja))]);
    }

    /// <summary>The register, for one of its editors.</summary>
    internal static Result<OpenRegister> Editing(CaseDesk desk, Caller caller, string program, string id)
    {
        var found = RegisterQueries.Find(desk, caller, program, id);
        if (!found.Ok) return found.Problem!;
        var (package, register) = found.Value!;
        if (!RegisterQueries.MayRead(caller, package, register)) return RegisterQueries.NoRegister();
        if (!CaseDesk.HoldsAny(caller, package, register.Editors)) return Problem.Forbidden(package.Text(ProductTexts.Forbidden));
        return register.Kind == "mirror" ? Problem.Conflict("この台帳は外部システムの写しです。ここでは変更できません。") : found;
    }
}

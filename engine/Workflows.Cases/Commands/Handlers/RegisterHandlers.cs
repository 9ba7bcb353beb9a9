using Mediator;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Cases.Queries;
using Workflows.Cases.Queries.Handlers;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Commands.Handlers;

/// <summary>Changes of register records by their editors.</summary>
public sealed class RegisterHandlers(CaseDesk desk, IRegisterStore registers, CaseAccess access) : ICommandHandler<ChangeRegisterRecord, Result<RegisterRecord>>
{
    private static readonly string[] Operations = ["add", "change", "end", "upsert"];

    public async ValueTask<Result<RegisterRecord>> Handle(ChangeRegisterRecord c, CancellationToken ct)
    {
        if (c.Caller.IsNobody) return Problem.NotSignedIn();
        var found = desk.Program(c.Caller, c.Program);
        if (!found.Ok) return found.Problem!;
        var package = found.Value.Package;
        if (package.Registers.Find(c.Register) is not { } register || !RegisterQueries.MayRead(c.Caller, package, register))
            return Problem.NotFound("この台帳は見つかりません。", "There is no such register.");
        if (!CaseDesk.HoldsAny(c.Caller, package, register.Editors)) return Problem.Forbidden(package.Text(ProductTexts.Forbidden));
        if (!Operations.Contains(c.Operation)) return Problem.Bad("BAD_OPERATION", "操作は add・change・end・upsert のいずれかです。", "The operation is add, change, end or upsert.");
        if (register.Kind == "mirror") return Problem.Conflict("この台帳は外部システムの写しです。ここでは変更できません。");
        if (register.Kind == "append" && c.Operation != "add") return Problem.Conflict("この台帳の記録は追加だけができます。");
        var unknown = c.Values.Members.Where(m => register.Field(m.Key) is null).Select(m => new FieldError(m.Key, "この台帳にない項目です。")).ToList();
        if (unknown.Count > 0) return Problem.Invalid(unknown);

        var reply = await registers.Change(c.Caller.Tenant, package.Id, new ChangeRecord(register.Id, c.Operation, c.Record, c.Values, c.ExpectedRevision), c.Caller.UserId, desk.Now, ct);
        return reply.Outcome switch
        {
            Reply.Done => await RegisterQueries.Record(reply.Value, c.Caller, package, register, access, await access.NamesOf(c.Caller, package, ct), ct),
            Reply.NotFound => Problem.NotFound("この記録は見つかりません。", "There is no such record."),
            _ => new Problem(409, "CONFLICT", "同じ内容の記録があるか、ほかの人が先に変更しました。", "A record with these values exists, or somebody else changed it first.",
                [.. reply.Value["fields"].Items.Select(f => new FieldError(f.AsText() ?? "", "ほかの記録と重なっています。"))]),
        };
    }
}

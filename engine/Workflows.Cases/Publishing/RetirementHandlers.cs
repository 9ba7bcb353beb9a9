using Mediator;
using Workflows.Cases.Commands;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;

namespace Workflows.Cases.Publishing;

/// <summary>The end of applications to a programme, and its lifting: each asked for by one of the policy staff and approved by another.</summary>
public sealed class RetirementHandlers(VersionDesk desk, Retirements retirements, IPackages packages, ISender sender, IAccessLog log) :
    ICommandHandler<RetireProgram, Result<ProgramDetail>>, ICommandHandler<LiftRetirement, Result<ProgramDetail>>, ICommandHandler<ApproveRetirement, Result<ProgramDetail>>, ICommandHandler<ReturnRetirement, Result<ProgramDetail>>
{
    public async ValueTask<Result<ProgramDetail>> Handle(RetireProgram c, CancellationToken ct)
    {
        if (Refusal(c.Caller, c.Program) is { } refused) return refused;
        if (c.From < desk.Today) return Problem.Invalid([new("from", "受付を終える日は今日以後の日にしてください。")]);
        return await retirements.Ask(c.Caller, c.Program, c.From, c.Note, ct) ? await Told(c.Caller, c.Program, $"受付終了の申出 {c.From:yyyy-MM-dd}", c.Note, ct)
            : Problem.Conflict("受付の終了は、すでに申し出られているか、決まっています。");
    }

    public async ValueTask<Result<ProgramDetail>> Handle(LiftRetirement c, CancellationToken ct)
    {
        if (Refusal(c.Caller, c.Program) is { } refused) return refused;
        return await retirements.AskToLift(c.Caller, c.Program, c.Note, ct) ? await Told(c.Caller, c.Program, "受付再開の申出", c.Note, ct)
            : Problem.Conflict("受付の終了が決まっていないか、再開がすでに申し出られています。");
    }

    public async ValueTask<Result<ProgramDetail>> Handle(ApproveRetirement c, CancellationToken ct)
    {
        if (Refusal(c.Caller, c.Program) is { } refused) return refused;
        if (await retirements.Of(c.Caller.Tenant, c.Program, ct) is not { IsAsked: true } now) return Nothing();
        if (now.Asker.Id == c.Caller.UserId) return new Problem(403, "FOUR_EYES", $"申し出た人（{now.Asker.Name}）は承認できません。別の人が承認してください。", "Whoever asked for it cannot approve it.");
        await retirements.Approve(c.Caller, c.Program, now, ct);
        return await Told(c.Caller, c.Program, now.State == "lifting" ? "受付再開の承認" : $"受付終了の承認 {now.From:yyyy-MM-dd}", c.Note, ct);
    }

    public async ValueTask<Result<ProgramDetail>> Handle(ReturnRetirement c, CancellationToken ct)
    {
        if (Refusal(c.Caller, c.Program) is { } refused) return refused;
        if (await retirements.Of(c.Caller.Tenant, c.Program, ct) is not { IsAsked: true } now) return Nothing();
        await retirements.TakeBack(c.Caller.Tenant, c.Program, now, ct);
        return await Told(c.Caller, c.Program, now.State == "lifting" ? "受付再開の取下げ" : "受付終了の取下げ", c.Note, ct);
    }

    private Problem? Refusal(Caller caller, string program) => Problem.UnlessDesigner(caller) is { } refused ? refused
        : packages.Current.Find(caller.Tenant, program) is null ? Problem.NotFound("この手続は、この自治体では行われていません。", "The municipality does not run this programme.") : null;

    private static Problem Nothing() => Problem.Conflict("承認を待っている申出はありません。");

    private async ValueTask<Result<ProgramDetail>> Told(Caller caller, string program, string what, string? note, CancellationToken ct)
    {
        await log.Write(new AccessEntry(caller.Tenant, desk.Now, caller.UserId, AccessActions.Retired, Detail: $"{program} {what}", Reason: string.IsNullOrWhiteSpace(note) ? null : note.Trim()), ct);
        return await sender.Send(new GetProgram(caller, program), ct);
    }
}

using Mediator;
using Workflows.Cases.Activities.Tasks;
using Workflows.Cases.Documents;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Cases.Queries.Handlers;
using Workflows.Engine.Data;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Commands.Handlers;

/// <summary>Work on one task: by holders of its role; a correction by the applicant.</summary>
public sealed class TaskHandlers(CaseDesk desk, IPeople people, IDraftStore drafts, FormIntake intake, Uploads uploads) :
    ICommandHandler<ClaimTask, Result<Receipt>>, ICommandHandler<UnclaimTask, Result<Receipt>>, ICommandHandler<AssignTask, Result<Receipt>>,
    ICommandHandler<SaveTaskDraft, Result<Nothing>>, ICommandHandler<CompleteTask, Result<Receipt>>, ICommandHandler<AcknowledgeTask, Result<Receipt>>, ICommandHandler<AnswerCorrection, Result<Receipt>>
{
    /// <summary>The role of a correction: whoever applied.</summary>
    public const string ApplicantRole = "applicant";

    public ValueTask<Result<Receipt>> Handle(ClaimTask c, CancellationToken ct) => Work(c, c.Task, "claim", Datum.EmptyObject, ct);

    public ValueTask<Result<Receipt>> Handle(UnclaimTask c, CancellationToken ct) => Work(c, c.Task, "unclaim", Datum.EmptyObject, ct);

    public ValueTask<Result<Receipt>> Handle(AcknowledgeTask c, CancellationToken ct) => Work(c, c.Task, "acknowledge", Datum.EmptyObject, ct);

    public async ValueTask<Result<Receipt>> Handle(AssignTask c, CancellationToken ct)
    {
        var open = await Open(c.Caller, c.Task, ct);
        if (!open.Ok) return open.Problem!;
        var task = open.Value!.Task;
        if (await people.Find(c.Caller.Tenant, c.Assignee, ct) is not { } assignee || !MayHave(assignee, task))
            return Problem.Invalid([new FieldError("assignee", "この仕事を担当できる職員を選んでください。")]);
        return await Work(c, c.Task, "assign", Datum.Object(("assignee", assignee.Id)), ct);
    }

    public async ValueTask<Result<Nothing>> Handle(SaveTaskDraft c, CancellationToken ct)
    {
        var open = await Open(c.Caller, c.Task, ct);
        if (!open.Ok) return open.Problem!;
        var now = desk.Now;
        var (values, wrong) = await Given(c, open.Value!.Task, open.Value.Case, c.Values, onlySeal: true, ct);
        await drafts.Save(new Draft(DraftIdOf(c.Caller, c.Task), c.Caller.Tenant, c.Caller.UserId, $"task/{c.Task}", values, now, now.AddDays(30)), ct);
        await uploads.Touch(c.Caller.Tenant, values, ct);
        return wrong.Count > 0 ? Problem.Invalid(wrong) : new Nothing();
    }

    public async ValueTask<Result<Receipt>> Handle(CompleteTask c, CancellationToken ct)
    {
        var open = await Open(c.Caller, c.Task, ct);
        if (!open.Ok) return open.Problem!;
        var (task, opened) = open.Value!;
        var decisions = task.Row["decisions"].Items;
        var decision = decisions.FirstOrDefault(d => d["key"].AsText() == c.Outcome) ?? decisions.FirstOrDefault(d => LabelOf(d["label"]) == c.Outcome);
        if (decisions.Length > 0 && decision is null) return Problem.Invalid([new FieldError("outcome", "結果を選んでください。")]);
        var result = await Work(c, c.Task, "complete", Datum.Object(("outcome", decision?["key"].AsText() ?? c.Outcome), ("values", c.Values), ("comment", c.Comment),
            ("checked", Datum.List((c.Checked ?? []).Select(Datum.Of))), ("parts", c.Parts is null ? Datum.Null : Datum.List(c.Parts.Select(Datum.Of)))), ct);
        if (result.Ok) await drafts.Delete(c.Caller.Tenant, c.Caller.UserId, DraftIdOf(c.Caller, c.Task), ct);
        return result;
    }

    public ValueTask<Result<Receipt>> Handle(AnswerCorrection c, CancellationToken ct) => Work(c, c.Task, "complete", Datum.Object(("values", c.Values)), ct);

    /// <summary>The task when the caller may work on it.</summary>
    internal async ValueTask<Result<(TaskRow Task, OpenCase Case)>> Open(Caller caller, string taskId, CancellationToken ct)
    {
        if (caller.IsNobody) return Problem.NotSignedIn();
        var task = await desk.Reader.FindTask(caller.Tenant, taskId, ct);
        if (task is null) return Problem.NoTask();
        var open = await desk.Open(caller, task.CaseId, ct);
        if (!open.Ok) return Problem.NoTask();
        var own = task.Role == ApplicantRole && open.Value!.Row.Applicant == caller.UserId;
        if (own || caller.Has(task.Program, task.Role) || IsAdded(caller, task.Program, task.Row)) return (task, open.Value!);
        return caller.IsCitizen ? Problem.NoTask() : Problem.Forbidden(open.Value!.Package?.Text(ProductTexts.Forbidden));
    }

    /// <summary>The form's values as they may go on: files told by the store, transient values in the vault.</summary>
    private async ValueTask<(Datum Values, IReadOnlyList<FieldError> Errors)> Given(IChange c, TaskRow task, OpenCase opened, Datum values, bool onlySeal, CancellationToken ct)
    {
        if (opened.Package is not { } package || package.Forms.Find(task.Row["form"].AsText()) is not { } form) return (values, []);
        var state = await desk.Reader.ReadState(c.Caller.Tenant, task.CaseId, ct) ?? CaseState.Empty;
        var draft = await drafts.Find(c.Caller.Tenant, c.Caller.UserId, DraftIdOf(c.Caller, task.Id), desk.Now, ct);
        var sheet = new SheetRequest(c.Caller, package, form, values, null) { Case = (opened.Row, state), Open = TaskQueries.OpenFields(task.Row), Correction = task.Role == ApplicantRole };
        var request = new IntakeRequest(sheet, c.CommandId, state.Fields.Merge(draft?.Values ?? Datum.EmptyObject));
        return onlySeal ? await intake.Seal(request, ct) : await intake.Take(request, ct);
    }

    /// <summary>Whether the task was given to the caller, too: by an escalation, or as a deputy.</summary>
    internal static bool IsAdded(Caller caller, string program, Datum task) =>
        task[TaskDesk.Also].Items.Any(r => caller.Has(program, r.AsText()!)) || task[TaskDesk.AlsoPeople].Items.Any(p => p.AsText() == caller.UserId);

    private static bool MayHave(Person person, TaskRow task) =>
        task.Row[TaskDesk.Also].Items.Select(r => r.AsText()!).Prepend(task.Role).Any(r => Holds(person, $"{task.Program}/{r}")) || task.Row[TaskDesk.AlsoPeople].Items.Any(p => p.AsText() == person.Id);

    /// <summary>The role itself, or held everywhere where the task has a scope (<c>role@scope</c>).</summary>
    internal static bool Holds(Person person, string role) =>
        person.Roles.Contains(role, StringComparer.Ordinal) || (role.LastIndexOf('@') is var at and > 0 && person.Roles.Contains(role[..at], StringComparer.Ordinal));

    internal static string DraftIdOf(Caller caller, string task) => DerivedId.Of("task", caller.Tenant, caller.UserId, task);

    internal static string? LabelOf(Datum label) => label.Kind == DatumKind.Object ? label["ja"].AsText() : label.AsText();

    private async ValueTask<Result<Receipt>> Work(IChange c, string taskId, string name, Datum payload, CancellationToken ct)
    {
        var open = await Open(c.Caller, taskId, ct);
        if (!open.Ok) return open.Problem!;
        var (task, opened) = open.Value!;
        if (payload["values"] is { Kind: DatumKind.Object } given)
        {
            var (values, errors) = await Given(c, task, opened, given, onlySeal: false, ct);
            if (errors.Count > 0) return Problem.Invalid(errors);
            payload = payload.With("values", values);
        }
        var bookmark = taskId[(taskId.LastIndexOf('~') + 1)..];
        var stimulus = desk.SayAs(c.Caller, opened.Package, c.CommandId, StimulusKinds.Task, name, payload) with
        {
            ActivityId = task.Row["activityId"].AsText(), ScopePath = task.Row["scopePath"].AsText(), Key = bookmark,
        };
        var receipt = await desk.Tell(c.Caller, CaseDesk.To(c.Caller, task.CaseId, stimulus), opened.Package, ct);
        if (receipt.Ok) await uploads.Use(c.Caller.Tenant, payload["values"], ct);
        return receipt;
    }
}

using Mediator;
using Workflows.Cases.Activities.Desk;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Commands.Handlers;

/// <summary>Notes, memos, messages and tasks beside a case's flow: by staff of its programme; messages also by the applicant.</summary>
public sealed class DeskHandlers(CaseDesk desk, TaskHandlers tasks, IPeople people) :
    ICommandHandler<WriteNote, Result<Receipt>>, ICommandHandler<SendMessage, Result<Receipt>>, ICommandHandler<AddTask, Result<Receipt>>, ICommandHandler<DropTask, Result<Receipt>>
{
    private const int LongestTitle = 200;

    /// <summary>Whoever is called in it gets a task to read it: colleagues of the programme only.</summary>
    public async ValueTask<Result<Receipt>> Handle(WriteNote c, CancellationToken ct)
    {
        var mentions = new List<Datum>();
        if (c.Mentions is { Count: > 0 })
        {
            var open = await desk.Open(c.Caller, c.Case, ct);
            if (!open.Ok) return open.Problem!;
            var prefix = open.Value!.Row.Program + "/";
            foreach (var id in c.Mentions.Distinct(StringComparer.Ordinal))
            {
                var role = (await people.Find(c.Caller.Tenant, id, ct) is { Kind: "staff" } colleague ? colleague : null)?.Roles.FirstOrDefault(r => r.StartsWith(prefix, StringComparison.Ordinal) && !r.Contains("connector:", StringComparison.Ordinal));
                if (role is null) return Problem.Invalid([new FieldError("mentions", $"「{id}」はこの手続の職員ではないため、呼べません。")]);
                mentions.Add(Datum.Object(("id", id), ("role", role[prefix.Length..])));
            }
        }
        return await Say(c, c.Case, string.IsNullOrWhiteSpace(c.With) ? DeskRules.Note : DeskRules.Phone, Datum.Object(
            ("text", c.Text), ("with", c.With), ("phone", c.Phone), ("mentions", Datum.List(mentions))), staffOnly: true, ct);
    }

    public ValueTask<Result<Receipt>> Handle(SendMessage c, CancellationToken ct) => Say(c, c.Case, DeskRules.Message, Datum.Object(("text", c.Text)), staffOnly: false, ct);

    public async ValueTask<Result<Receipt>> Handle(AddTask c, CancellationToken ct)
    {
        if (c.Title?.Length > LongestTitle) return Problem.Invalid([new FieldError("title", $"頼むことは{LongestTitle}字までで書いてください。詳しいことは説明に書けます。")]);
        if (c.Text?.Length > DeskRules.LongestText) return Problem.Invalid([new FieldError("text", $"説明は{DeskRules.LongestText:N0}字までで書いてください。")]);
        if (DateOnly.TryParseExact(c.Due, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var due) && due < DateOnly.FromDateTime(desk.Now.DateTime))
            return Problem.Invalid([new FieldError("due", "期限は今日以後の日にしてください。")]);
        if (!string.IsNullOrEmpty(c.Assignee))
        {
            var open = await desk.Open(c.Caller, c.Case, ct);
            if (!open.Ok) return open.Problem!;
            if (await people.Find(c.Caller.Tenant, c.Assignee, ct) is not { } assignee || !TaskHandlers.Holds(assignee, $"{open.Value!.Row.Program}/{c.Role}"))
                return Problem.Invalid([new FieldError("assignee", "この仕事を担当できる職員を選んでください。")]);
        }
        return await Say(c, c.Case, DeskRules.Task, Datum.Object(
            ("title", c.Title), ("role", c.Role), ("assignee", string.IsNullOrEmpty(c.Assignee) ? null : c.Assignee), ("due", c.Due), ("text", c.Text)), staffOnly: true, ct);
    }

    public async ValueTask<Result<Receipt>> Handle(DropTask c, CancellationToken ct)
    {
        var open = await tasks.Open(c.Caller, c.Task, ct);
        if (!open.Ok) return open.Problem!;
        var (task, _) = open.Value!;
        if (task.Row["createdBy"].AsText() != c.Caller.UserId) return Problem.Forbidden("頼んだ人だけが取り下げられます。");
        return await Say(c, task.CaseId, DeskRules.Drop, Datum.Object(("task", c.Task[(c.Task.LastIndexOf('~') + 1)..])), staffOnly: true, ct);
    }

    private async ValueTask<Result<Receipt>> Say(IChange c, string caseId, string operation, Datum payload, bool staffOnly, CancellationToken ct)
    {
        var open = await desk.Open(c.Caller, caseId, ct);
        if (!open.Ok) return open.Problem!;
        var (row, package, _) = open.Value!;
        // Who only runs the platform writes nothing into cases.
        var staff = !c.Caller.IsCitizen && c.Caller.RolesIn(row.Program).Any();
        if (!staff && (staffOnly || row.Applicant != c.Caller.UserId)) return Problem.Forbidden(package?.Text(ProductTexts.Forbidden));
        return await desk.Tell(c.Caller, CaseDesk.To(c.Caller, row.Id, desk.Say(c.Caller, c.CommandId, StimulusKinds.Desk, operation, payload)), package, ct);
    }
}

using Mediator;
using Workflows.Cases.Ports;
using Workflows.Cases.Queries;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Commands.Handlers;

/// <summary>One operation on many tasks, with a guard: a task whose form needs more than the choice is left out.</summary>
public sealed class BulkHandler(ISender sender) : ICommandHandler<WorkInBulk, Result<BulkResult>>
{
    public const int Most = 200;
    private static readonly string[] Operations = ["claim", "unclaim", "assign", "complete"];

    public async ValueTask<Result<BulkResult>> Handle(WorkInBulk c, CancellationToken ct)
    {
        if (c.Caller.IsNobody) return Problem.NotSignedIn();
        if (c.Caller.IsCitizen) return Problem.Forbidden();
        if (!Operations.Contains(c.Operation)) return Problem.Bad("BAD_OPERATION", "操作は claim・unclaim・assign・complete のいずれかです。", "The operation is claim, unclaim, assign or complete.");
        if (c.Tasks.Count == 0) return Problem.Invalid([new FieldError("tasks", "仕事を選んでください。")]);
        if (c.Tasks.Count > Most) return Problem.Invalid([new FieldError("tasks", $"一度に扱えるのは{Most}件までです。")]);
        var items = new List<BulkItem>();
        foreach (var task in c.Tasks.OfType<string>().Distinct(StringComparer.Ordinal))
        {
            var found = await sender.Send(new GetTask(c.Caller, task), ct);
            if (found.Value is not { } view) { items.Add(new(task, "", "", found.Problem!.Ja)); continue; }
            var reason = Refusal(c, view);
            if (reason is null && !c.DryRun) reason = (await Do(c, task, ct)).Problem is { } problem ? Words(problem) : null;
            items.Add(new(task, view.Task.Title, view.Task.CaseNumber, reason));
        }
        return new BulkResult(items.Count(i => i.Reason is null), c.DryRun, items);
    }

    private static string? Refusal(WorkInBulk c, TaskView view)
    {
        if (view.Refusal is { } refusal && c.Operation is "claim" or "complete") return refusal;
        if (!view.Allowed.Contains(c.Operation)) return view.Task.Status is "open" or "claimed" ? view.Task.Assignee is { } other ? $"{other}さんが引き受けています。" : "この操作はできません。" : "すでに終わっています。";
        if (c.Operation != "complete") return null;
        if (view.Decisions.Count > 0)
        {
            var decision = view.Decisions.FirstOrDefault(d => d.Key == c.Outcome) ?? view.Decisions.FirstOrDefault(d => d.Label.Ja == c.Outcome);
            if (decision is null) return $"結果「{c.Outcome}」は選べません。";
            if (decision.Requires.Any(r => r != "comment" || string.IsNullOrWhiteSpace(c.Comment))) return "この結果には入力が要るため、1件ずつ行ってください。";
        }
        if (view.Sheet?.Pages.SelectMany(p => p.Fields).Any(f => f.Required && f.Value.IsNull) == true) return "様式の入力が要るため、1件ずつ行ってください。";
        return view.Checklist.Any(i => i.Required) ? "確かめる項目があるため、1件ずつ行ってください。" : null;
    }

    private async ValueTask<Result<Receipt>> Do(WorkInBulk c, string task, CancellationToken ct)
    {
        var id = $"{c.CommandId}:{task}";
        return c.Operation switch
        {
            "claim" => await sender.Send(new ClaimTask(c.Caller, id, task), ct),
            "unclaim" => await sender.Send(new UnclaimTask(c.Caller, id, task), ct),
            "assign" => await sender.Send(new AssignTask(c.Caller, id, task, c.Assignee ?? ""), ct),
            _ => await sender.Send(new CompleteTask(c.Caller, id, task, c.Outcome, Datum.EmptyObject, c.Comment), ct),
        };
    }

    private static string Words(Problem problem) => problem.Errors.Count > 0 ? string.Join(" ", problem.Errors.Select(e => e.Message)) : problem.Ja;
}

using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Decisions.Calendars;
using Workflows.Engine.Data;

namespace Workflows.Cases.Queries.Handlers;

/// <summary>Task rows to views, with the due date in words.</summary>
public sealed class TaskMapper(IPeople people, TimeProvider clock)
{
    public async ValueTask<TaskSummary> Summary(TaskRow row, ProgramPackage? package, string tenant, CancellationToken ct)
    {
        var assignee = row.Assignee is null ? null : (await people.Find(tenant, row.Assignee, ct))?.Name ?? row.Assignee;
        var (words, overdue) = row.Status is "open" or "claimed" ? Due(row.Due, package) : (null, false);
        return new TaskSummary(
            row.Id, row.CaseId, row.CaseNumber, row.Program, CaseMapper.Title(row.Program, package), row.Task, row.Title, row.Role,
            package?.Roles.Find(row.Role)?.Label ?? (row.Role == Commands.Handlers.TaskHandlers.ApplicantRole ? "申込者" : row.Role), row.Status, assignee, row.CreatedAt, row.Due, words, overdue,
            Outcome(row), row.Row["kind"].AsText());
    }

    /// <summary>A projection row as the task it stands for.</summary>
    public static TaskRow RowOf(CaseRow owner, ProjectionRow p) => new(
        $"{owner.Id}~{p.Key}", owner.Id, owner.Number ?? owner.Id, owner.Program, p.Row["task"].AsText() ?? "", p.Row["title"].AsText() ?? p.Row["task"].AsText() ?? "", p.Row["role"].AsText() ?? "",
        p.Row["office"].AsText(), p.Row["status"].AsText() ?? "open", p.Row["assignee"].AsText(), p.Row["createdAt"].AsInstant() ?? owner.CreatedAt, p.Row["due"].AsInstant(), p.Row);

    private static string? Outcome(TaskRow row) =>
        row.Row["outcome"].AsText() is not { } outcome ? null
            : row.Row["decisions"].Items.FirstOrDefault(d => d["key"].AsText() == outcome) is { } decision ? Commands.Handlers.TaskHandlers.LabelOf(decision["label"]) ?? outcome : outcome;

    /// <summary>期限を過ぎています, 今日が期限です, あと 2 開庁日: counted by the programme's calendar.</summary>
    private (string? Words, bool Overdue) Due(DateTimeOffset? due, ProgramPackage? package)
    {
        if (due is not { } at) return (null, false);
        var now = clock.GetUtcNow().ToOffset(Japan.Offset);
        if (at < now) return ("期限を過ぎています", true);
        var today = DateOnly.FromDateTime(now.DateTime);
        var day = DateOnly.FromDateTime(at.ToOffset(Japan.Offset).DateTime);
        if (day == today) return ("今日が期限です", false);
        var calendar = BusinessCalendars.Find(package?.Calendar ?? "jp-municipal");
        var left = 0;
        for (var d = today.AddDays(1); d <= day; d = d.AddDays(1)) if (calendar?.IsBusinessDay(d) ?? true) left++;
        return ($"あと{left}開庁日", false);
    }
}

using Mediator;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Commands.Handlers;

/// <summary>Absences of staff, and the handing over of their tasks.</summary>
public sealed class AbsenceHandlers(StandIns standIns, IPeople people, TimeProvider clock) : IQueryHandler<GetAbsences, Result<AbsencesView>>, ICommandHandler<SaveAbsences, Result<AbsencesView>>
{
    private const int Most = 50;

    public async ValueTask<Result<AbsencesView>> Handle(GetAbsences q, CancellationToken ct) =>
        Refusal(q.Caller) is { } refused ? refused : new AbsencesView(await standIns.Of(q.Caller.Tenant, q.Caller.UserId, ct), []);

    public async ValueTask<Result<AbsencesView>> Handle(SaveAbsences c, CancellationToken ct)
    {
        if (Refusal(c.Caller) is { } refused) return refused;
        if (c.Absences.Count > Most) return Invalid("absences", $"不在は{Most}件までです。");
        foreach (var (at, absence) in c.Absences.Index())
        {
            if (absence.To < absence.From) return Invalid($"to[{at}]", "不在の終わりは始まり以後の日にしてください。");
            if (absence.Substitute is not { } substitute) continue;
            if (substitute == c.Caller.UserId) return Invalid($"substitute[{at}]", "代わりの人には自分以外を選んでください。");
            if (await people.Find(c.Caller.Tenant, substitute, ct) is not { Kind: "staff" }) return Invalid($"substitute[{at}]", "代わりの人には職員を選んでください。");
        }
        await standIns.Save(c.Caller.Tenant, c.Caller.UserId, [.. c.Absences.OrderBy(a => a.From)], clock.GetUtcNow(), ct);
        var (_, left) = await standIns.HandOver(c.Caller.Tenant, c.Caller.UserId, c.Absences, ct);
        return new AbsencesView(await standIns.Of(c.Caller.Tenant, c.Caller.UserId, ct), left);
    }

    private static Problem? Refusal(Caller caller) => caller.IsNobody ? Problem.NotSignedIn() : caller.IsCitizen ? Problem.Forbidden("不在の登録は職員だけができます。") : null;

    private static Problem Invalid(string field, string message) => Problem.Invalid([new FieldError(field, message)]);
}

/// <summary>Gives the tasks of those who are away to their substitutes. What was handed over stays with the substitute afterwards.</summary>
public sealed class StandIns(IKeptStore kept, IPeople people, ICaseReader reader, ISender sender, TimeProvider clock)
{
    public async ValueTask<IReadOnlyList<Absence>> Of(string tenant, string person, CancellationToken ct) =>
        await kept.Find(tenant, KeptSpaces.Absences, person, ct) is { } row ? Read(row.Value) : [];

    public ValueTask Save(string tenant, string person, IReadOnlyList<Absence> absences, DateTimeOffset now, CancellationToken ct) =>
        kept.Set(tenant, KeptSpaces.Absences, person, Datum.List(absences.Select(a => Datum.Object(("from", Day(a.From)), ("to", Day(a.To)), ("substitute", a.Substitute), ("reason", a.Reason)))), now, null, ct);

    /// <summary>Everybody's who is away today.</summary>
    public async ValueTask<(int Given, int Left)> Run(string tenant, CancellationToken ct)
    {
        var (given, left) = (0, 0);
        await foreach (var row in kept.All(tenant, KeptSpaces.Absences, null, ct))
        {
            var (done, remaining) = await HandOver(tenant, row.Key, Read(row.Value), ct);
            (given, left) = (given + done, left + remaining.Count);
        }
        return (given, left);
    }

    /// <summary>One person's open tasks, if away today. A substitute who may not do a task (role, four eyes) is not given it.</summary>
    public async ValueTask<(int Given, IReadOnlyList<string> Left)> HandOver(string tenant, string person, IReadOnlyList<Absence> absences, CancellationToken ct)
    {
        var today = DateOnly.FromDateTime(Japan.In(clock.GetUtcNow()).DateTime);
        if (absences.FirstOrDefault(a => a.From <= today && today <= a.To && a.Substitute is not null) is not { Substitute: { } substitute }) return (0, []);
        if (await people.Find(tenant, substitute, ct) is not { } standIn) return (0, [$"代わりの人（{substitute}）がいません。"]);
        var tasks = new List<TaskRow>();
        string? cursor = null;
        do
        {
            var page = await reader.ListTasks(tenant, new TaskFilter([], person, "mine"), new PageRequest(200, cursor), ct);
            tasks.AddRange(page.Items.Where(t => t.Role != TaskHandlers.ApplicantRole));
            cursor = page.Next;
        }
        while (cursor is not null);
        var (given, left) = (0, new List<string>());
        foreach (var task in tasks)
        {
            var caller = new Caller("absence", $"不在の代理（{standIn.Name}）", tenant, [$"{task.Program}/{task.Role}"], false, "system", "absence");
            var result = await sender.Send(new AssignTask(caller, Guid.NewGuid().ToString("N"), task.Id, substitute), ct);
            if (result.Problem is { } problem) left.Add($"「{task.Title}」（{task.CaseNumber}）: {(problem.Errors.Count > 0 ? problem.Errors[0].Message : problem.Ja)}");
            else given++;
        }
        return (given, left);
    }

    private static IReadOnlyList<Absence> Read(Datum value) =>
        [.. value.Items.Select(a => new Absence(DateOnly.ParseExact(a["from"].AsText()!, "yyyy-MM-dd"), DateOnly.ParseExact(a["to"].AsText()!, "yyyy-MM-dd"), a["substitute"].AsText(), a["reason"].AsText()))];

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Every five minutes: tasks that came to the desk of somebody who is away.</summary>
public sealed class StandInJob(StandIns standIns, IPackages packages) : IOperationalJob
{
    public string Id => "stand-ins";
    public string LabelJa => "不在の人の仕事の引き継ぎ";
    public string LabelEn => "Hands tasks of absent people to their substitutes";
    public string Cron => "0 2/5 * * * ?";

    public async ValueTask<string> Run(CancellationToken ct)
    {
        var (given, left) = (0, 0);
        foreach (var municipality in packages.Current.Municipalities)
        {
            var (g, l) = await standIns.Run(municipality.Code, ct);
            (given, left) = (given + g, left + l);
        }
        return $"引き継ぎ {given}件、引き継げない仕事 {left}件";
    }
}

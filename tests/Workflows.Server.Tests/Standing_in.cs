using Mediator;
using Microsoft.Extensions.DependencyInjection;
using Workflows.Cases.Commands;
using Workflows.Cases.Commands.Handlers;
using Workflows.Cases.Ports;

namespace Workflows.Server.Tests;

/// <summary>Absences of staff: their tasks go to who stands in; mentions in notes call colleagues; many tasks are assigned at once.</summary>
public sealed class Standing_in(WalkedServer server) : IClassFixture<WalkedServer>
{
    private IMediator Mediator => server.App.Services.GetRequiredService<IMediator>();

    [Fact]
    public async Task Tasks_of_somebody_away_go_to_the_substitute_and_stay_there()
    {
        var task = server.Fill("{task}");
        var shuno = await server.BrowserOf("kamakura-shuno");
        await shuno.Go($"/14204/inbox/tasks/{task}");
        await shuno.Submit($"/inbox/tasks/{task}", ("do", "claim"));
        await shuno.Go("/14204/inbox/absence");
        await shuno.Submit("/inbox/absence", ("from1", "令和9年6月1日"), ("to1", "R9.6.30"), ("substitute1", "kamakura-shuno2"));
        Assert.Contains("保存しました。", shuno.Text, StringComparison.Ordinal);
        Assert.Contains("2027-06-30", shuno.Body, StringComparison.Ordinal);
        var other = await server.BrowserOf("kamakura-shuno2");
        await other.Go("/14204/inbox?view=mine");
        Assert.Contains(task, Uri.UnescapeDataString(other.Body), StringComparison.Ordinal);

        // What comes to the absent person's desk later goes the same way.
        await other.Go($"/14204/inbox/tasks/{task}");
        await other.Submit($"/inbox/tasks/{task}", ("do", "assign"), ("_assignee", "kamakura-shuno"));
        Assert.Contains("引き継ぎ", await server.App.Services.GetServices<IOperationalJob>().Single(j => j.Id == "stand-ins").Run(default), StringComparison.Ordinal);
        var seen = await Mediator.Send(new Cases.Queries.ListTasks(Staff("kamakura-shuno"), "mine", null, null, new PageRequest(50)));
        Assert.Empty(seen.Value!.Items);
    }

    [Theory]
    [InlineData("2027-06-10", "2027-06-01", "kamakura-shuno2", "不在の終わりは始まり以後の日にしてください。")]
    [InlineData("2027-06-01", "2027-06-10", "kamakura-kamoku", "代わりの人には自分以外を選んでください。")]
    [InlineData("2027-06-01", "2027-06-10", "kamakura-hanako", "代わりの人には職員を選んでください。")]
    [InlineData("2027-06-01", "2027-06-10", "zushi-shuno", "代わりの人には職員を選んでください。")]
    public async Task An_absence_that_makes_no_sense_is_refused(string from, string to, string substitute, string message)
    {
        var result = await Mediator.Send(new SaveAbsences(Staff("kamakura-kamoku"), Guid.NewGuid().ToString("N"), [new(DateOnly.Parse(from), DateOnly.Parse(to), substitute, null)]));
        Assert.Equal(message, Assert.Single(result.Problem!.Errors).Message);
    }

    [Fact]
    public async Task Only_staff_are_absent()
    {
        Assert.Equal(403, (await Mediator.Send(new GetAbsences(Staff("kamakura-hanako") with { IsCitizen = true }))).Problem!.Status);
        Assert.Equal(401, (await Mediator.Send(new GetAbsences(Caller.Nobody("14204")))).Problem!.Status);
    }

    [Fact]
    public async Task A_colleague_called_in_a_note_finds_it_in_the_inbox_and_nobody_else_can_be_called()
    {
        var number = server.Fill("{number}");
        var shuno = Staff("kamakura-shuno") with { Roles = ["account-transfer/collectionStaff"] };
        var refused = await Mediator.Send(new WriteNote(shuno, Guid.NewGuid().ToString("N"), number, "見てください", Mentions: ["kamakura-hanako"]));
        Assert.Equal("mentions", Assert.Single(refused.Problem!.Errors).Field);
        Assert.True((await Mediator.Send(new WriteNote(shuno, Guid.NewGuid().ToString("N"), number, "振込先を見てください", Mentions: ["kamakura-kamoku"]))).Ok);
        var kamoku = await server.BrowserOf("kamakura-kamoku");
        await kamoku.Go("/14204/inbox?view=mine");
        Assert.Contains("メモで呼ばれています", kamoku.Text, StringComparison.Ordinal);
    }

    private static Caller Staff(string id) => new(id, id, "14204", [], false, "web", "inbox");
}

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Workflows.Cases.Commands;
using Workflows.Cases.Ports;
using Workflows.Server.Platform;

namespace Workflows.Server.Tests;

/// <summary>Administrators of staff give and take roles; nobody else does, nobody their own, and the last of them stays.</summary>
public sealed class Giving_roles(LiveServer server) : IClassFixture<LiveServer>
{
    private const string Administrator = "administrator-14204";
    private static readonly string Key = LiveServer.KeyOf("administrator");

    private IAccessLog Log => server.App.Services.GetRequiredService<IAccessLog>();

    [Fact]
    public async Task A_role_is_given_after_a_second_look_counts_at_once_and_is_taken_again()
    {
        using var kamoku = await server.Browser().SignIn("kamakura-kamoku");
        await kamoku.Go("/14204/registers/account-transfer/R-BANK/new");
        Assert.Equal(403, kamoku.Status);

        using var admin = await server.Browser().SignIn(Administrator);
        await admin.Go("/14204/admin/staff?q=科目桜");
        Assert.Contains("1人", admin.Text, StringComparison.Ordinal);
        await admin.Go(admin.Link("/admin/staff/kamakura-kamoku")!);
        await admin.Submit("/admin/staff/kamakura-kamoku", ("do", "give"), ("role", "account-transfer/collectionStaff"), ("until", "令和9年9月30日"), ("reason", "応援"));
        Assert.Contains("この役割を付けます。よろしいですか", admin.Text, StringComparison.Ordinal);
        Assert.Contains("から2027年9月30日まで", admin.Text, StringComparison.Ordinal);
        Assert.Equal(403, (await kamoku.Go("/14204/registers/account-transfer/R-BANK/new")).Status);

        var sure = admin.Form("/admin/staff/kamakura-kamoku")!.Value.Fields.Append(new("sure", "yes")).ToList();
        Assert.Equal(302, await admin.Once("POST", "/14204/admin/staff/kamakura-kamoku", sure));
        // Sent twice it counts once.
        Assert.Equal(302, await admin.Once("POST", "/14204/admin/staff/kamakura-kamoku", sure));
        Assert.Equal(200, (await kamoku.Go("/14204/registers/account-transfer/R-BANK/new")).Status);
        var (_, person, _) = await server.Api(Key, "GET", "/api/v1/staff/kamakura-kamoku");
        var given = Assert.Single(person.GetProperty("holdings").EnumerateArray(), h => h.GetProperty("role").GetString() == "account-transfer/collectionStaff");
        Assert.Equal("職員管理 担当", given.GetProperty("givenBy").GetString());
        var entry = Assert.Single(await Log.Read("14204", null, 1000, default), e => e.Action == AccessActions.RoleGiven && e.Detail == "kamakura-kamoku account-transfer/collectionStaff" && !e.Denied);
        Assert.Equal((Administrator, "応援"), (entry.Actor, entry.Reason));

        var holding = given.GetProperty("id").GetString()!;
        await admin.Go("/14204/admin/staff/kamakura-kamoku");
        var fields = admin.Form("/admin/staff/kamakura-kamoku")!.Value.Fields.Where(f => f.Key != "holding").Concat([new("holding", holding), new("do", "take")]).ToList();
        await admin.Once("POST", "/14204/admin/staff/kamakura-kamoku", fields);
        Assert.Contains("この役割を外します。よろしいですか", admin.Text, StringComparison.Ordinal);
        await admin.Submit("/admin/staff/kamakura-kamoku", ("sure", "yes"));
        Assert.Contains("役割を外しました。", admin.Text, StringComparison.Ordinal);
        Assert.Contains("これまでの役割", admin.Text, StringComparison.Ordinal);
        Assert.Equal(403, (await kamoku.Go("/14204/registers/account-transfer/R-BANK/new")).Status);
    }

    [Fact]
    public async Task A_role_counts_from_its_first_day_to_its_last_and_for_its_scope()
    {
        var today = DateOnly.FromDateTime((await server.Now()).DateTime);
        await Must("kamakura-shuno2", new { role = "account-transfer/auditor", scope = "kansa", from = Day(today.AddDays(2)), until = Day(today.AddDays(3)) });
        var people = server.App.Services.GetRequiredService<IPeople>();
        Assert.DoesNotContain(await people.HoldersOf("14204", "account-transfer/auditor", default), p => p.Id == "kamakura-shuno2");
        await server.Later(TimeSpan.FromDays(2));
        Assert.Contains(await people.HoldersOf("14204", "account-transfer/auditor", default), p => p.Id == "kamakura-shuno2");
        Assert.Contains(await people.HoldersOf("14204", "account-transfer/auditor@kansa", default), p => p.Id == "kamakura-shuno2");
        Assert.DoesNotContain(await people.HoldersOf("14204", "account-transfer/auditor@shuno", default), p => p.Id == "kamakura-shuno2");
        await server.Later(TimeSpan.FromDays(2));
        Assert.DoesNotContain(await people.HoldersOf("14204", "account-transfer/auditor", default), p => p.Id == "kamakura-shuno2");
    }

    [Theory]
    [InlineData("kamakura-shuno", "account-transfer/nothing", null, null, null, 422, "付ける役割を一覧から選んでください。")]
    [InlineData("kamakura-shuno", "account-transfer/citizen", null, null, null, 422, "付ける役割を一覧から選んでください。")]
    [InlineData("kamakura-shuno", "account-transfer/bank", null, null, null, 422, "この役割は外部の機関の人だけに付けられます。")]
    [InlineData("kamakura-bank", "account-transfer/manager", null, null, null, 422, "この役割は職員だけに付けられます。")]
    [InlineData("kamakura-shuno", "account-transfer/manager", "a/b", null, null, 422, "範囲は")]
    [InlineData("kamakura-shuno", "platform/designer", "shuno", null, null, 422, "システム全体の役割に範囲は付けられません。")]
    [InlineData("kamakura-shuno", "account-transfer/manager", null, "2020-01-01", null, 422, "始まりの日は今日以後にしてください。")]
    [InlineData("kamakura-shuno", "account-transfer/manager", null, "2030-04-02", "2030-04-01", 422, "終わりの日は始まりの日以後にしてください。")]
    [InlineData("kamakura-shuno", "account-transfer/collectionStaff", null, null, null, 409, "この役割はすでに付いています")]
    [InlineData("zushi-shuno", "account-transfer/manager", null, null, null, 404, "この職員は見つかりません。")]
    [InlineData("kamakura-hanako", "account-transfer/manager", null, null, null, 404, "この職員は見つかりません。")]
    [InlineData(Administrator, "account-transfer/manager", null, null, null, 409, "自分の役割は変えられません。")]
    public async Task What_makes_no_sense_is_refused_and_changes_nothing(string person, string role, string? scope, string? from, string? until, int status, string message)
    {
        var before = await Holdings(person);
        var (answered, problem, _) = await server.Api(Key, "POST", $"/api/v1/staff/{person}/roles", new { role, scope, from, until });
        Assert.Equal(status, answered);
        Assert.Contains(message, System.Text.RegularExpressions.Regex.Unescape(problem.ToString()), StringComparison.Ordinal);
        Assert.Equal(before, await Holdings(person));
    }

    [Fact]
    public async Task The_last_administrator_stays_whoever_asks_and_however_many_at_once()
    {
        var store = server.App.Services.GetRequiredService<IStaffRoles>();
        await Must("kamakura-kacho", new { role = Caller.AdministratorRole });
        var today = DateOnly.FromDateTime((await server.Now()).DateTime);
        async Task<RoleHolding> Of(string person) => (await store.Find("14204", person, default))!.Holdings.Single(h => h.Role == Caller.AdministratorRole && h.TakenAt is null);
        var (first, second) = (await Of(Administrator), await Of("kamakura-kacho"));
        // Two take each other's role at the same moment.
        var results = await Task.WhenAll(
            Task.Run(() => store.Take("14204", Administrator, first.Id, Caller.AdministratorRole, today, "kamakura-kacho", DateTimeOffset.UtcNow, default).AsTask()),
            Task.Run(() => store.Take("14204", "kamakura-kacho", second.Id, Caller.AdministratorRole, today, Administrator, DateTimeOffset.UtcNow, default).AsTask()));
        Assert.Equal([RoleChange.Done, RoleChange.Last], results.Order());

        // Who has the role for some days only cannot take it from the last who has it for good.
        var last = results[0] == RoleChange.Last ? Administrator : "kamakura-kacho";
        var other = last == Administrator ? "kamakura-kacho" : Administrator;
        var asked = new Caller(other, other, "14204", [Caller.AdministratorRole], false, "api", "test");
        var mediator = server.App.Services.GetRequiredService<Mediator.IMediator>();
        var refused = await mediator.Send(new TakeRole(asked, Guid.NewGuid().ToString("N"), last, (await Of(last)).Id, null));
        Assert.Equal((409, "LAST_ADMINISTRATOR"), (refused.Problem!.Status, refused.Problem.Code));
        Assert.Contains(await Log.Read("14204", null, 1000, default), e => e is { Action: AccessActions.RoleTaken, Denied: true } && e.Actor == other);
        // As it was, for the other tests.
        if (last == Administrator) return;
        var back = new Caller(last, last, "14204", [Caller.AdministratorRole], false, "api", "test");
        Assert.True((await mediator.Send(new GiveRole(back, Guid.NewGuid().ToString("N"), Administrator, Caller.AdministratorRole, null, null, null, null))).Ok);
    }

    [Fact]
    public async Task Another_municipalitys_staff_are_neither_seen_nor_touched()
    {
        var (_, listed, _) = await server.Api(Key, "GET", "/api/v1/staff?take=200");
        var ids = listed.GetProperty("items").EnumerateArray().Select(p => p.GetProperty("id").GetString()!).ToList();
        Assert.Contains("kamakura-shuno", ids);
        Assert.DoesNotContain(ids, i => i.StartsWith("zushi", StringComparison.Ordinal) || i == "kamakura-hanako");
        Assert.Equal(404, (await server.Api(Key, "GET", "/api/v1/staff/zushi-shuno")).Status);
        var (_, theirs, _) = await server.Api(LiveServer.KeyOf("administrator", "14208"), "GET", "/api/v1/staff/zushi-shuno");
        var holding = theirs.GetProperty("holdings").EnumerateArray().First().GetProperty("id").GetString();
        Assert.Equal(404, (await server.Api(Key, "POST", $"/api/v1/staff/zushi-shuno/roles/{holding}/take", new { })).Status);
        Assert.Equal(404, (await server.Api(Key, "POST", $"/api/v1/staff/kamakura-shuno/roles/{holding}/take", new { })).Status);
        using var admin = await server.Browser().SignIn(Administrator);
        Assert.Equal(403, (await admin.Go("/14208/admin/staff")).Status);
    }

    [Fact]
    public async Task Who_may_not_is_told_whom_to_ask_and_the_attempt_is_logged()
    {
        using var operators = await server.Browser().SignIn("operator-14204");
        await operators.Go("/14204/admin/staff");
        Assert.Equal(403, operators.Status);
        Assert.Contains("職員管理 担当さん", operators.Text, StringComparison.Ordinal);
        Assert.Contains(await Log.Read("14204", null, 1000, default), e => e is { Action: AccessActions.StaffRead, Denied: true, Actor: "operator-14204" });
    }

    [Fact]
    public async Task What_an_administrator_took_or_gave_stays_so_when_the_file_is_read_again()
    {
        var people = server.App.Services.GetRequiredService<People>();
        var file = new Person("kamakura-extra", "臨時 職員", "staff", "shuno", ["account-transfer/collectionStaff"], Engine.Data.Datum.EmptyObject);
        await people.Put(file, "14204", "kamakura-extra", DemoUsers.Password, true, default);
        var (_, person, _) = await server.Api(Key, "GET", "/api/v1/staff/kamakura-extra");
        await server.Api(Key, "POST", $"/api/v1/staff/kamakura-extra/roles/{person.GetProperty("holdings")[0].GetProperty("id").GetString()}/take", new { });
        await Must("kamakura-extra", new { role = "account-transfer/manager" });
        await people.Put(file, "14204", "kamakura-extra", DemoUsers.Password, true, default);
        Assert.Equal(["account-transfer/manager"], people.RolesOf((await people.Get("kamakura-extra", default))!));
        // What the file names no longer ends, what it names anew begins.
        await people.Put(file with { Roles = ["account-transfer/subjectStaff"] }, "14204", "kamakura-extra", DemoUsers.Password, true, default);
        await people.Put(file with { Roles = ["account-transfer/auditor"] }, "14204", "kamakura-extra", DemoUsers.Password, true, default);
        Assert.Equal(["account-transfer/auditor", "account-transfer/manager"], people.RolesOf((await people.Get("kamakura-extra", default))!));
        await using var db = server.App.Services.GetRequiredService<IDbContextFactory<PlatformDb>>().CreateDbContext();
        Assert.Equal(4, await db.Users.Where(u => u.Id == "kamakura-extra").SelectMany(u => u.Holdings).CountAsync(TestContext.Current.CancellationToken));
    }

    private async Task Must(string person, object body)
    {
        var (status, answer, _) = await server.Api(Key, "POST", $"/api/v1/staff/{person}/roles", body);
        Assert.True(status == 200, answer.ToString());
    }

    private async Task<string> Holdings(string person) => (await server.Api(Key, "GET", $"/api/v1/staff/{person}")).Body.TryGetProperty("holdings", out var holdings) ? holdings.ToString() : "";

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}

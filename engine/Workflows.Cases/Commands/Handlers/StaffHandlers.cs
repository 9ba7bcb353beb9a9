using Mediator;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Cases.Queries.Handlers;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Commands.Handlers;

/// <summary>
/// Roles of staff. Administrators of staff alone give and take them, never their own; every look, change and refusal is logged. The last
/// administrator without an end stays one.
/// </summary>
/// <param name="directory">Null in a scenario's world, where each scenario says who holds what.</param>
public sealed class StaffHandlers(IPeople people, IPackages packages, IAccessLog log, TimeProvider clock, IStaffRoles? directory = null)
    : IQueryHandler<ListStaff, Result<Page<StaffView>>>, IQueryHandler<GetStaff, Result<StaffView>>, IQueryHandler<ListRoles, Result<IReadOnlyList<RoleOffer>>>,
      ICommandHandler<GiveRole, Result<HoldingView>>, ICommandHandler<TakeRole, Result<HoldingView>>
{
    private const int LongestScope = 60, LongestReason = 200;

    private IStaffRoles Staff => directory ?? throw new InvalidOperationException("There is no directory of staff here.");

    private DateOnly Today => DateOnly.FromDateTime(Japan.In(clock.GetUtcNow()).DateTime);

    public async ValueTask<Result<Page<StaffView>>> Handle(ListStaff q, CancellationToken ct)
    {
        if (await Refusal(q.Caller, AccessActions.StaffRead, null, ct) is { } refused) return refused;
        var page = await Staff.List(q.Caller.Tenant, q.Filter, Today, q.Page, ct);
        var views = new List<StaffView>();
        foreach (var member in page.Items) views.Add(await View(q.Caller, member, onlyOpen: true, ct));
        return new Page<StaffView>(views, page.Next, page.Count);
    }

    public async ValueTask<Result<StaffView>> Handle(GetStaff q, CancellationToken ct)
    {
        if (await Refusal(q.Caller, AccessActions.StaffRead, q.Person, ct) is { } refused) return refused;
        return await Staff.Find(q.Caller.Tenant, q.Person, ct) is { } member ? await View(q.Caller, member, onlyOpen: false, ct) : NoPerson();
    }

    public async ValueTask<Result<IReadOnlyList<RoleOffer>>> Handle(ListRoles q, CancellationToken ct)
    {
        if (await Refusal(q.Caller, AccessActions.StaffRead, null, ct) is { } refused) return refused;
        var counts = await Staff.Counts(q.Caller.Tenant, Today, ct);
        return Offers(q.Caller.Tenant).Select(o => o with { Holders = counts.GetValueOrDefault(o.Role) }).ToList();
    }

    public async ValueTask<Result<HoldingView>> Handle(GiveRole c, CancellationToken ct)
    {
        var scope = c.Scope?.Trim() is { Length: > 0 } given ? given : null;
        var role = scope is null ? c.Role : $"{c.Role}@{scope}";
        var detail = $"{c.Person} {role}";
        if (await Refusal(c.Caller, AccessActions.RoleGiven, detail, ct) is { } refused) return refused;
        if (await Staff.Find(c.Caller.Tenant, c.Person, ct) is not { } member) return NoPerson();
        if (await Own(c.Caller, member, AccessActions.RoleGiven, detail, ct) is { } own) return own;
        if (Offers(c.Caller.Tenant).FirstOrDefault(o => o.Role == c.Role) is not { } offer) return Invalid("role", "付ける役割を一覧から選んでください。");
        if ((offer.Kind == RoleSpec.Outside) != (member.Kind == RoleSpec.Outside)) return Invalid("role", offer.Kind == RoleSpec.Outside ? "この役割は外部の機関の人だけに付けられます。" : "この役割は職員だけに付けられます。");
        if (scope is not null && (offer.Program == Caller.PlatformProgram || scope.Length > LongestScope || scope.Any(ch => ch is '@' or '/' || char.IsControl(ch) || char.IsWhiteSpace(ch))))
            return Invalid("scope", offer.Program == Caller.PlatformProgram ? "システム全体の役割に範囲は付けられません。" : $"範囲は「@」「/」と空白のない{LongestScope}文字までで入力してください。");
        if (c.Reason?.Length > LongestReason) return Invalid("reason", $"理由は{LongestReason}文字までです。");
        var from = c.From ?? Today;
        if (from < Today) return Invalid("from", "始まりの日は今日以後にしてください。");
        if (c.Until < from) return Invalid("until", "終わりの日は始まりの日以後にしてください。");
        var holding = new RoleHolding(DerivedId.Of("role", c.Caller.Tenant, c.Caller.Client, c.CommandId), role, from, c.Until, c.Caller.UserId, clock.GetUtcNow());
        if (member.Holdings.FirstOrDefault(h => h.Id != holding.Id && h.Role == role && h.TakenAt is null && h.Meets(holding)) is { } held) return Held(held);
        if (c.DryRun || member.Holdings.Any(h => h.Id == holding.Id)) return await View(c.Caller.Tenant, holding, ct);
        await log.Write(new AccessEntry(c.Caller.Tenant, clock.GetUtcNow(), c.Caller.UserId, AccessActions.RoleGiven, Reason: c.Reason, Detail: detail), ct);
        return await Staff.Give(c.Caller.Tenant, c.Person, holding, ct) switch
        {
            RoleChange.Held => Held(holding),
            RoleChange.Unknown => NoPerson(),
            _ => await View(c.Caller.Tenant, holding, ct),
        };
    }

    public async ValueTask<Result<HoldingView>> Handle(TakeRole c, CancellationToken ct)
    {
        if (await Refusal(c.Caller, AccessActions.RoleTaken, $"{c.Person} {c.Holding}", ct) is { } refused) return refused;
        if (await Staff.Find(c.Caller.Tenant, c.Person, ct) is not { } member) return NoPerson();
        if (member.Holdings.FirstOrDefault(h => h.Id == c.Holding) is not { } holding) return Problem.NotFound("この役割は付いていません。", "There is no such role of the person.");
        var detail = $"{c.Person} {holding.Role}";
        if (await Own(c.Caller, member, AccessActions.RoleTaken, detail, ct) is { } own) return own;
        if (c.Reason?.Length > LongestReason) return Invalid("reason", $"理由は{LongestReason}文字までです。");
        if (c.DryRun || holding.TakenAt is not null) return await View(c.Caller.Tenant, holding, ct);
        var now = clock.GetUtcNow();
        await log.Write(new AccessEntry(c.Caller.Tenant, now, c.Caller.UserId, AccessActions.RoleTaken, Reason: c.Reason, Detail: detail), ct);
        switch (await Staff.Take(c.Caller.Tenant, c.Person, c.Holding, Caller.AdministratorRole, Today, c.Caller.UserId, now, ct))
        {
            case RoleChange.Last:
                await log.Write(new AccessEntry(c.Caller.Tenant, now, c.Caller.UserId, AccessActions.RoleTaken, Detail: detail, Denied: true), ct);
                return new Problem(409, "LAST_ADMINISTRATOR", "期限のない職員管理の担当がほかにいないため、外せません。先に別の人に職員管理の役割を付けてください。", "Nobody else administers staff without an end; give the role to somebody else first.");
            case RoleChange.Unknown: return Problem.NotFound("この役割は付いていません。", "There is no such role of the person.");
            default: return await View(c.Caller.Tenant, holding with { TakenBy = c.Caller.UserId, TakenAt = now }, ct);
        }
    }

    private async ValueTask<Problem?> Refusal(Caller caller, string action, string? detail, CancellationToken ct)
    {
        if (caller.IsNobody) return Problem.NotSignedIn();
        if (!caller.IsAdministrator || action == AccessActions.StaffRead) await log.Write(new AccessEntry(caller.Tenant, clock.GetUtcNow(), caller.UserId, action, Detail: detail, Denied: !caller.IsAdministrator), ct);
        if (caller.IsAdministrator) return null;
        var who = caller.IsCitizen ? [] : await people.HoldersOf(caller.Tenant, Caller.AdministratorRole, ct);
        return Problem.Forbidden("職員の役割を見たり変えたりできるのは、職員管理の担当だけです。" + (who.Count > 0 ? $"担当の {string.Join("、", who.Select(p => $"{p.Name}さん"))} に頼んでください。" : ""));
    }

    private async ValueTask<Problem?> Own(Caller caller, StaffMember member, string action, string detail, CancellationToken ct)
    {
        if (member.Id != caller.UserId) return null;
        await log.Write(new AccessEntry(caller.Tenant, clock.GetUtcNow(), caller.UserId, action, Detail: detail, Denied: true), ct);
        return new Problem(409, "OWN_ROLES", "自分の役割は変えられません。別の職員管理の担当に頼んでください。", "Nobody changes their own roles; ask another administrator.");
    }

    private List<RoleOffer> Offers(string tenant)
    {
        var offers = new List<RoleOffer>();
        var set = packages.Current;
        if (!set.TryFindMunicipality(tenant, out var municipality)) return offers;
        var coming = set.Coming.Where(c => c.Tenant == tenant).Select(c => c.Package);
        foreach (var package in set.ProgramsOf(municipality).Concat(coming))
            foreach (var role in package.Roles.Where(r => r.Kind is RoleSpec.Staff or RoleSpec.Outside))
                if (!offers.Any(o => o.Role == $"{package.Id}/{role.Id}"))
                    offers.Add(new($"{package.Id}/{role.Id}", package.Id, municipality.Program(package.Id)?.Title ?? package.Title, role.Label, role.Kind, 0));
        foreach (var (role, label) in PlatformRoles.All) offers.Add(new(role, Caller.PlatformProgram, PlatformRoles.Platform, label, RoleSpec.Staff, 0));
        return offers;
    }

    private async ValueTask<StaffView> View(Caller caller, StaffMember member, bool onlyOpen, CancellationToken ct)
    {
        var holdings = new List<HoldingView>();
        foreach (var holding in member.Holdings.Where(h => !onlyOpen || h.OpenOn(Today))) holdings.Add(await View(caller.Tenant, holding, ct));
        return new StaffView(member.Id, member.Name, member.Kind, OfficeName(caller.Tenant, member.Office), member.Id == caller.UserId, holdings);
    }

    private async ValueTask<HoldingView> View(string tenant, RoleHolding h, CancellationToken ct)
    {
        var parts = h.Role.Split('@', 2);
        var offer = Offers(tenant).FirstOrDefault(o => o.Role == parts[0]);
        var scope = parts.Length > 1 ? parts[1] : null;
        var state = h.TakenAt is not null ? "taken" : !h.OpenOn(Today) ? "over" : h.HeldOn(Today) ? "held" : "coming";
        return new HoldingView(h.Id, h.Role, offer is null || offer.Program == Caller.PlatformProgram ? null : offer.ProgramLabel, offer?.Label ?? new Label($"いまはない役割（{parts[0]}）", $"A role no longer there ({parts[0]})"),
            scope, OfficeName(tenant, scope), h.From, h.Until, state, await NameOf(tenant, h.GivenBy, ct), h.GivenAt, await NameOf(tenant, h.TakenBy, ct), h.TakenAt);
    }

    private async ValueTask<string?> NameOf(string tenant, string? person, CancellationToken ct) => person is null ? null : (await people.Find(tenant, person, ct))?.Name ?? person;

    private string? OfficeName(string tenant, string? office) =>
        office is not null && packages.Current.TryFindMunicipality(tenant, out var m) ? m.Offices.FirstOrDefault(o => o.Id == office)?.Name ?? office : null;

    private static Problem NoPerson() => Problem.NotFound("この職員は見つかりません。", "There is no such person here.");

    private static Problem Held(RoleHolding held) =>
        new(409, "ROLE_HELD", $"この役割はすでに付いています（{Days(held)}）。期間を変えるときは、外してから付け直してください。", "The role is held in these days already; take it first to change its days.");

    private static string Days(RoleHolding h) => $"{(h.From is { } from ? FieldTexts.Date(from) : "以前")}から{(h.Until is { } until ? $"{FieldTexts.Date(until)}まで" : "期限なし")}";

    private static Problem Invalid(string field, string message) => Problem.Invalid([new FieldError(field, message)]);
}

using System.Security.Cryptography;
using System.Text;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Cases.Queries.Handlers;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Commands.Handlers;

/// <summary>A case the caller may look at, and the package it runs on (null for a loose definition).</summary>
/// <param name="ByGrant">A grant alone lets the caller in: nothing may be done, and only what it names is seen.</param>
public sealed record OpenCase(CaseRow Row, ProgramPackage? Package, bool ByGrant = false);

/// <summary>What all handlers share: who may see which case, and how a stimulus is told to it.</summary>
public sealed class CaseDesk(ICaseReader reader, IPlanSource plans, IPackages packages, ICaseExecutor executor, CaseAccess access, IAccessLog log, TimeProvider clock)
{
    public ICaseReader Reader => reader;
    public PackageSet Packages => packages.Current;
    public DateTimeOffset Now => clock.GetUtcNow().ToOffset(Japan.Offset);

    /// <summary>
    /// The case when the caller may know of it: its applicant, staff the programme lets in, operators, whom a grant lets look. For everybody else
    /// it does not exist; that they asked is logged.
    /// </summary>
    /// <param name="look">To look only: a grant is enough.</param>
    public async ValueTask<Result<OpenCase>> Open(Caller caller, string idOrNumber, CancellationToken ct, bool look = false)
    {
        if (caller.IsNobody) return Problem.NotSignedIn();
        var row = await reader.FindCase(caller.Tenant, idOrNumber, ct);
        if (row is null || row.Tenant != caller.Tenant) return Problem.NoCase();
        var package = await PackageOf(row, ct);
        var door = await access.DoorOf(caller, row, package, ct);
        if (door == CaseDoor.Role || (door == CaseDoor.Grant && look)) return new OpenCase(row, package, door == CaseDoor.Grant);
        await log.Write(new AccessEntry(caller.Tenant, Now, caller.UserId, AccessActions.Read, row.Id, Denied: true), ct);
        return Problem.NoCase();
    }

    public async ValueTask<ProgramPackage?> PackageOf(CaseRow row, CancellationToken ct) =>
        (await plans.Get(row.PlanId, ct)).Artefacts as ProgramPackage ?? packages.Current.PackageOf(row.Tenant, row.Program);

    /// <summary>The package as the municipality runs it now.</summary>
    public Result<(ProgramPackage Package, MunicipalityProgramSpec Own)> Program(Caller caller, string program) =>
        packages.Current.Find(caller.Tenant, program) is { } found ? found : Problem.NotFound("この手続は、この自治体では行われていません。", "The municipality does not run this programme.");

    /// <summary>Whether the caller holds one of the roles: a citizen holds every role of kind citizen.</summary>
    public static bool HoldsAny(Caller caller, ProgramPackage package, IEnumerable<string> roles) =>
        !caller.IsNobody && roles.Any(r => caller.Has(package.Id, r) || (caller.IsCitizen && package.Roles.Find(r)?.Kind == RoleSpec.Citizen));

    public async ValueTask<Result<Receipt>> Tell(Caller caller, CaseCommand command, ProgramPackage? package, CancellationToken ct)
    {
        var outcome = await executor.Execute(command with { Digest = DigestOf(command) }, ct);
        return ProblemOf(outcome, package) is { } problem ? problem : ReceiptOf(outcome);
    }

    /// <summary>A stimulus from this caller, now.</summary>
    public Stimulus Say(Caller caller, string commandId, string kind, string? name = null, Datum? payload = null) =>
        new(commandId, kind, Now, caller.UserId, Channel: caller.Channel, Name: name, Payload: payload);

    /// <summary>The same with what the actor may do here: an action's and a task's own rules look at it.</summary>
    public Stimulus SayAs(Caller caller, ProgramPackage? package, string commandId, string kind, string? name, Datum payload) =>
        Say(caller, commandId, kind, name, payload.With("actorRoles", Datum.List(RolesIn(caller, package).Select(Datum.Of))));

    /// <summary>Role ids the caller holds in a programme; a citizen holds those of kind citizen.</summary>
    public static IEnumerable<string> RolesIn(Caller caller, ProgramPackage? package) => package is null ? []
        : caller.RolesIn(package.Id).Concat(caller.IsCitizen ? package.Roles.Where(r => r.Kind == RoleSpec.Citizen).Select(r => r.Id) : []).Distinct(StringComparer.Ordinal);

    public static CaseCommand To(Caller caller, string? caseId, Stimulus stimulus, StartTarget? start = null) =>
        new(ClientOf(caller), caller.Tenant, caseId, stimulus, start);

    /// <summary>Command ids are unique a person, so that nobody can claim another's.</summary>
    public static string ClientOf(Caller caller) => $"{caller.Client}:{caller.UserId}";

    public ValueTask<CaseOutcome> Execute(CaseCommand command, CancellationToken ct) => executor.Execute(command with { Digest = DigestOf(command) }, ct);

    public static Receipt ReceiptOf(CaseOutcome outcome) => new(
        outcome.CaseId ?? "", outcome.Head["number"].AsText(), outcome.Head["status"].AsText() ?? "", outcome.Version, outcome.Kind == CaseOutcomeKind.Repeated);

    public static Problem? ProblemOf(CaseOutcome outcome, ProgramPackage? package) => outcome.Kind switch
    {
        CaseOutcomeKind.NotFound => Problem.NoCase(),
        CaseOutcomeKind.Unheard => Problem.Conflict(package?.Text(ProductTexts.StateConflict)),
        CaseOutcomeKind.Busy => new Problem(503, "BUSY", "ただいま混み合っています。しばらくしてからもう一度お試しください。", "The server is busy; try again shortly.") { RetryAfter = outcome.RetryAfter ?? TimeSpan.FromSeconds(2) },
        // A repeated command id keeps its first refusal.
        _ => outcome.Refusal is { } refusal ? Refused(refusal) : null,
    };

    private static Problem Refused(Refusal refusal)
    {
        var errors = refusal.Errors ?? (refusal.Field is { } field ? [new FieldError(field, refusal.Message)] : []);
        var (status, en) = refusal.Code switch
        {
            "FORBIDDEN" => (403, "You may not do this."),
            "NOT_FOUND" => (404, "There is no such thing."),
            "ALREADY_OPEN" => (409, "A case of the same key is open."),
            "STATE_CONFLICT" => (409, "This cannot be done in the current state."),
            "TASK_TAKEN" => (409, "Somebody else has taken this task."),
            "FOUR_EYES" => (403, "Whoever did the earlier step may not do this one."),
            "CONFLICT" => (409, "Somebody else changed this meanwhile."),
            CaseUnreadableException.Code => (409, "What is stored of the case cannot be read; this case alone stands still until it is restored from a backup."),
            "IDEMPOTENCY_CONFLICT" => (409, "This Idempotency-Key was used for another request."),
            "VALIDATION" => (422, "Some fields need correction; see errors."),
            _ => (422, "The procedure's rules refused the request."),
        };
        return new Problem(status, refusal.Code, refusal.Message, en, errors);
    }

    /// <summary>SHA-256 over what was asked, not when: the same request twice has the same digest.</summary>
    private static string DigestOf(CaseCommand c)
    {
        var s = c.Stimulus;
        var content = Datum.Object(
            ("case", c.CaseId), ("kind", s.Kind), ("name", s.Name), ("activity", s.ActivityId), ("scope", s.ScopePath), ("key", s.Key), ("payload", s.Data),
            ("program", c.Start?.Program), ("start", c.Start?.StartId), ("for", s.OnBehalfOf));
        return Convert.ToHexStringLower(SHA256.HashData(content.ToUtf8()));
    }
}

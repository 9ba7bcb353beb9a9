namespace Workflows.Cases.Commands;

/// <summary>Who asks, on whose behalf the handlers decide rights. Made by the edge (cookie, API key, command line, scenario), never by the request's content.</summary>
/// <param name="UserId">The person's or client's id; empty for nobody signed in.</param>
/// <param name="DisplayName">What the timeline shows.</param>
/// <param name="Tenant">Municipality code, 5 digits: nothing of another municipality is visible.</param>
/// <param name="Roles">Held roles as <c>program/role</c>; <c>platform/operator</c> for operations.</param>
/// <param name="IsCitizen">A resident or company: holds every role of kind citizen, for own cases only.</param>
/// <param name="Channel">web, counter, paper, api, connector, scenario.</param>
/// <param name="Client">Who issues command ids (unique a client): portal, inbox, an API client's id, scenario.</param>
public sealed record Caller(string UserId, string DisplayName, string Tenant, IReadOnlyList<string> Roles, bool IsCitizen, string Channel, string Client)
{
    /// <summary>Stands before the slash in roles that belong to no programme.</summary>
    public const string PlatformProgram = "platform";

    /// <summary>The role of people who run the platform: incidents, corrections by hand.</summary>
    public const string OperatorRole = "platform/operator";

    /// <summary>The role of people who make and publish definitions (政策担当).</summary>
    public const string DesignerRole = "platform/designer";

    /// <summary>The role of people who look after who looked at what (監査担当, 個人情報保護管理者).</summary>
    public const string AuditorRole = "platform/auditor";

    /// <summary>The role of people who give roles to the municipality's staff (職員管理).</summary>
    public const string AdministratorRole = "platform/administrator";

    /// <summary>The role under which a connector or outside system delivers events and files: <c>program/connector:C-SVC</c>.</summary>
    public static string ConnectorRole(string program, string connector) => $"{program}/connector:{connector}";

    public static Caller Nobody(string tenant) => new("", "", tenant, [], false, "web", "portal");

    public bool IsNobody => UserId.Length == 0;
    public bool IsOperator => Roles.Contains(OperatorRole, StringComparer.Ordinal);
    public bool IsDesigner => IsOperator || Roles.Contains(DesignerRole, StringComparer.Ordinal);
    public bool IsAuditor => IsOperator || Roles.Contains(AuditorRole, StringComparer.Ordinal);
    /// <summary>Only who holds the role itself: operators do not give themselves roles.</summary>
    public bool IsAdministrator => Roles.Contains(AdministratorRole, StringComparer.Ordinal);
    /// <summary>Came in by a one-time code, without an account.</summary>
    public bool IsVisitor => UserId.StartsWith(Identity.OneTimeCodes.VisitorPrefix, StringComparison.Ordinal);
    public bool IsStaff => !IsCitizen && !IsNobody;

    public bool Has(string program, string role) => Roles.Any(held => Covers(held, $"{program}/{role}"));

    /// <summary>Whether a held role answers for the one asked for: held everywhere it does for each scope (<c>role@scope</c>), and where no scope is asked any will do.</summary>
    public static bool Covers(string held, string asked) =>
        held == asked || (asked.IndexOf('@', StringComparison.Ordinal) is var at && at > 0 ? asked.AsSpan(0, at).SequenceEqual(held) : held.Length > asked.Length && held[asked.Length] == '@' && held.StartsWith(asked, StringComparison.Ordinal));

    /// <summary>Role ids held in one programme, without the programme's name.</summary>
    /// <remarks>A role held for one scope only (<c>role@facility-1</c>) counts as the role, too.</remarks>
    public IEnumerable<string> RolesIn(string program) =>
        Roles.Where(r => r.Length > program.Length && r[program.Length] == '/' && r.StartsWith(program, StringComparison.Ordinal)).Select(r => r[(program.Length + 1)..])
            .SelectMany(r => r.IndexOf('@', StringComparison.Ordinal) is var at && at > 0 ? (string[])[r[..at], r] : [r]).Distinct(StringComparer.Ordinal);
}

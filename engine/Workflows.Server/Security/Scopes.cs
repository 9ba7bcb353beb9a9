namespace Workflows.Server.Security;

/// <summary>What an API key may be used for. A person's rights still apply beneath.</summary>
public static class Scopes
{
    /// <summary>Start and follow one's own applications; drafts; corrections.</summary>
    public const string Applications = "applications";
    /// <summary>Read cases and tasks as a caseworker.</summary>
    public const string CasesRead = "cases.read";
    /// <summary>Work on tasks and cases as a caseworker.</summary>
    public const string CasesWrite = "cases.write";
    public const string RegistersRead = "registers.read";
    public const string RegistersWrite = "registers.write";
    /// <summary>Deliver events and files of connectors.</summary>
    public const string Connectors = "connectors";
    /// <summary>Incidents and corrections by hand.</summary>
    public const string Operations = "operations";

    /// <summary>Search and prove the access log.</summary>
    public const string Audit = "audit";

    /// <summary>Give roles to staff and take them.</summary>
    public const string Staff = "staff";

    /// <summary>The installation itself, whatever the municipality: nodes, jobs, metrics, backups.</summary>
    public const string Platform = "platform";

    /// <summary>Make, publish and try definitions; move running cases.</summary>
    public const string Definitions = "definitions";

    public static readonly IReadOnlyList<string> All = [Applications, CasesRead, CasesWrite, RegistersRead, RegistersWrite, Connectors, Operations, Platform, Definitions, Audit, Staff];
    public static readonly IReadOnlyList<string> OfCitizen = [Applications];
    public static readonly IReadOnlyList<string> OfStaff = [Applications, CasesRead, CasesWrite, RegistersRead, RegistersWrite, Audit];
}

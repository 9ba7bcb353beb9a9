using Workflows.Engine.Data;

namespace Workflows.Cases.Packages;

/// <summary>A municipality: which programmes it runs, under which titles and settings.</summary>
/// <param name="Code">全国地方公共団体コード without the check digit, 5 digits.</param>
/// <param name="FullCode">With the check digit, 6 digits.</param>
public sealed record MunicipalitySpec(
    string Code, string FullCode, string Name, IReadOnlyList<MunicipalityProgramSpec> Programs,
    IReadOnlyList<OfficeSpec> Offices, IReadOnlyList<DemoUserSpec> Users)
{
    /// <summary>Its own calendars, as written (<see cref="Expressions.Calendars"/>).</summary>
    public IReadOnlyList<Datum> Calendars { get; init; } = [];
    /// <summary>All programmes of its list, those without a package included.</summary>
    public IReadOnlyList<MunicipalityProgramSpec> Planned { get; init; } = Programs;

    public MunicipalityProgramSpec? Program(string id) => Programs.FirstOrDefault(p => p.Id == id);
}

/// <param name="Id">The package's id.</param>
/// <param name="Seed">Line number of the project list the programme was bought by.</param>
/// <param name="Population">Persons.</param>
/// <param name="BudgetThousandYen">千円.</param>
/// <param name="Settings">What differs from the package's defaults.</param>
/// <param name="Registers">Seed rows by register id; rows of a key the package seeds too replace it.</param>
public sealed record MunicipalityProgramSpec(
    string Id, IReadOnlyList<int> Seeds, Label? Title, long? Population, long? BudgetThousandYen, Datum Settings,
    IReadOnlyDictionary<string, IReadOnlyList<Datum>> Registers, IReadOnlyDictionary<string, ConnectorSettingSpec> Connectors)
{
    public int? Seed => Seeds.Count > 0 ? Seeds[0] : null;
}

/// <param name="BaseUrl">Address; <c>sim:</c> is the built-in simulator.</param>
/// <param name="Secret">Name of the secret in the installation's configuration, never the secret itself.</param>
public sealed record ConnectorSettingSpec(string BaseUrl, string? Secret, Datum Options)
{
    /// <summary>Several far sides of one connector, by name.</summary>
    public IReadOnlyDictionary<string, ConnectorInstanceSpec> Instances { get; init; } = new SortedDictionary<string, ConnectorInstanceSpec>(StringComparer.Ordinal);
    /// <summary>Which instance serves an operation; the others go to <see cref="BaseUrl"/>.</summary>
    public IReadOnlyDictionary<string, string> Routes { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);
}

/// <param name="Secret">Null: the connector's own.</param>
public sealed record ConnectorInstanceSpec(string BaseUrl, string? Secret);

/// <param name="Parent">The office it belongs to, or null.</param>
public sealed record OfficeSpec(string Id, string Name, string? Parent);

/// <summary>A person who can sign in on a development installation.</summary>
/// <param name="Kind">citizen, staff, outside.</param>
/// <param name="Roles"><c>program/role</c>.</param>
/// <param name="Attributes">What the person's record says, for prefilling (name, kana, birthDate, address …).</param>
public sealed record DemoUserSpec(string Id, string Name, string Kind, string? Office, IReadOnlyList<string> Roles, Datum Attributes);

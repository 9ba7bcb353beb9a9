using Workflows.Cases.Expressions;
using Workflows.Engine.Data;

namespace Workflows.Cases.Packages;

/// <summary>An outside system described as data (docs/package-format.md §10): what its operations are and how they look on its wire.</summary>
/// <param name="Kind">http-system, or file-exchange: the same with files, also in a shared folder.</param>
/// <param name="Auth"><c>{ type: bearer|basic|header|query|none, user, name }</c>; the secret itself is the installation's.</param>
/// <param name="Hook">How the far side signs what it pushes; null: our own scheme.</param>
/// <param name="Source">The file as read.</param>
public sealed record ConnectorDeclaration(string Id, Label Label, string Kind, IReadOnlyList<string> Aliases, Datum Auth, Datum Hook, IReadOnlyList<DeclaredOperation> Operations, IReadOnlyList<DeclaredEvent> Events, Datum Source) : IDeclared
{
    public static readonly IReadOnlyList<string> Kinds = ["http-system", "file-exchange"];
    public static readonly IReadOnlyList<string> AuthTypes = ["bearer", "basic", "header", "query", "none"];
    public static readonly IReadOnlyList<string> Formats = ["json", "form", "xml", "text", "file", "none"];
    public static readonly IReadOnlyList<string> Answers = ["data", "file"];
    public static readonly IReadOnlyList<string> Methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];
    public static readonly IReadOnlyList<string> Protections = ["key", "natural", "inquiry"];
}

/// <summary>FEEL of an operation sees the request's members by name and as <c>request</c>, and <c>key</c>; of an answer <c>status</c> and <c>body</c> besides.</summary>
/// <param name="Path">Below the base address; <c>{feel}</c> holes are percent-encoded.</param>
/// <param name="Format">Of the body sent.</param>
/// <param name="Body">What is sent; null: the request's members that stand neither in path nor query.</param>
/// <param name="Root">The root element of an XML body.</param>
/// <param name="Answer">The outcome's value; null: the answer's body.</param>
/// <param name="Protection">key, natural, inquiry.</param>
/// <param name="Example"><c>{ request, response, answer: { status, body } }</c>: the request, its value here, and the far side's answer.</param>
/// <param name="Answers">The simulator's: <c>[{ when, status, body }]</c>, the first that holds; else the example's.</param>
public sealed record DeclaredOperation(
    string Id, Label Label, string Method, TextTemplate Path, IReadOnlyList<NamedFeel> Query, IReadOnlyList<NamedFeel> Headers, string Format, Feel? Body, string Root, string KeyHeader,
    Datum Request, Datum Response, Feel? Answer, IReadOnlyList<DeclaredFault> Faults, string Protection, Datum Example, IReadOnlyList<DeclaredAnswer> Answers) : IDeclared
{
    /// <summary>Of files sent and read: utf-8, shift_jis, jis-x-0201.</summary>
    public string Encoding { get; init; } = "utf-8";
    /// <summary>The answer is a file: <c>body</c> is <c>{ name, text, base64, size, sha256 }</c>, text only where its bytes are in the encoding.</summary>
    public bool ReadsFile { get; init; }
    /// <summary>The body as written, when it is an object of expressions by wire name.</summary>
    public Datum BodyShape { get; init; } = Datum.Null;

    IReadOnlyList<string> IDeclared.Aliases => [];
}

/// <param name="Status">Null: any.</param>
/// <param name="Means">business, retry, fatal.</param>
public sealed record DeclaredFault(string Code, Label Label, int? Status, Feel? When, string Means, Feel? Message);

/// <param name="Key">The dotted member waits are matched by.</param>
public sealed record DeclaredEvent(string Name, Label Label, Datum Payload, string? Key);

public sealed record DeclaredAnswer(Feel? When, int Status, Datum Body);

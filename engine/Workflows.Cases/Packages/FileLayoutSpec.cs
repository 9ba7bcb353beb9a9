using Workflows.Cases.Expressions;

namespace Workflows.Cases.Packages;

/// <summary>The layout of a file exchanged with the outside.</summary>
/// <param name="Format">csv.</param>
/// <param name="Encoding">utf-8, shift_jis.</param>
/// <param name="Key">FEEL that gives a row's key.</param>
public sealed record FileLayoutSpec(
    string Id, Label Label, IReadOnlyList<string> Aliases, string Format, string Encoding, bool Header,
    IReadOnlyList<FileColumnSpec> Columns, FileFooterSpec? Footer, Feel? Key) : IDeclared;

/// <param name="Name">The heading in the file.</param>
/// <param name="Key">The key in the row's object.</param>
/// <param name="Type">text, number, date, datetime, code.</param>
public sealed record FileColumnSpec(string Name, string Key, string Type, bool Required);

/// <param name="Marker">First column of the footer record.</param>
/// <param name="Count">1-based column that holds the number of rows; null when it is not counted.</param>
public sealed record FileFooterSpec(string Marker, int? Count);

using Workflows.Cases.Expressions;

namespace Workflows.Cases.Packages;

/// <summary>The layout of a file exchanged with the outside.</summary>
/// <param name="Format"><c>csv</c>, or <c>fixed</c>: records of one length made of <see cref="Records"/>.</param>
/// <param name="Encoding">utf-8, shift_jis (CP932), jis-x-0201.</param>
/// <param name="Columns">Of a CSV row; of a fixed file empty.</param>
/// <param name="Key">FEEL that gives a row's key.</param>
public sealed record FileLayoutSpec(
    string Id, Label Label, IReadOnlyList<string> Aliases, string Format, string Encoding, bool Header,
    IReadOnlyList<FileColumnSpec> Columns, FileFooterSpec? Footer, Feel? Key) : IDeclared
{
    public const string Fixed = "fixed";

    /// <summary>The kinds of record of a fixed file, in the order they stand in.</summary>
    public IReadOnlyList<FileRecordSpec> Records { get; init; } = [];

    /// <summary>Written between records: crlf, lf, none. Read is any of them.</summary>
    public string LineEnd { get; init; } = "crlf";

    /// <summary>Written in front of a UTF-8 file: a byte order mark.</summary>
    public bool Bom { get; init; }

    /// <summary>What must be true of a whole file read, else the message; sees <c>rows</c>, <c>head</c>, <c>trailer</c> and what the activity gave.</summary>
    public IReadOnlyList<FileCheckSpec> Checks { get; init; } = [];

    public FileRecordSpec? Record(string role) => Records.FirstOrDefault(r => r.Role == role);
}

/// <param name="Name">The heading in the file.</param>
/// <param name="Key">The key in the row's object.</param>
/// <param name="Type">text, number, date, datetime, code.</param>
public sealed record FileColumnSpec(string Name, string Key, string Type, bool Required);

/// <param name="Marker">First column of the footer record.</param>
/// <param name="Count">1-based column that holds the number of rows; null when it is not counted.</param>
public sealed record FileFooterSpec(string Marker, int? Count);

/// <summary>A kind of record of a fixed file. Its first field has a fixed value: the mark it is known by.</summary>
/// <param name="Role">header, row, trailer, end.</param>
public sealed record FileRecordSpec(string Role, IReadOnlyList<FileFieldSpec> Fields)
{
    public int Length => Fields.Sum(f => f.Length);
}

/// <param name="Key">The key in the record's object; empty for a filler.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Type">number (right, zeros; a number), digits (right, zeros; a text with its zeros), text (left, spaces), filler (spaces).</param>
/// <param name="Value">What is written, and what a file read must say; sees <c>rows</c>, <c>head</c> and what the activity gave. Null: the member of that key.</param>
public sealed record FileFieldSpec(string Key, string Name, int Length, string Type, Feel? Value);

/// <param name="Valid">FEEL that must be true.</param>
public sealed record FileCheckSpec(Feel Valid, TextTemplate Message);

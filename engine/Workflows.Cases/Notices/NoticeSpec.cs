using Workflows.Cases.Packages;

namespace Workflows.Cases.Notices;

/// <summary>A notice or document: front matter and a Scriban body.</summary>
/// <param name="Kind">notice, document.</param>
/// <param name="Channels">portal, mail, line, sms, post; in order.</param>
/// <param name="Body">Scriban text.</param>
/// <param name="BodyLine">Line of the file at which the body begins, from 1; errors are told by the file's lines.</param>
/// <param name="File">Relative to the definitions folder.</param>
public sealed record NoticeSpec(
    string Id, Label Title, IReadOnlyList<string> Aliases, string Kind, IReadOnlyList<string> Channels, string Body, int BodyLine, string File) : IDeclared
{
    /// <summary>Channels beyond the portal.</summary>
    public static readonly IReadOnlyList<string> Outside = ["mail", "sms", "line", "push", "post", "phone"];

    Label IDeclared.Label => Title;

    /// <summary>The same notice in another language or for another channel.</summary>
    public IReadOnlyList<NoticeVariant> Variants { get; init; } = [];

    /// <summary>Which variant this file is; null: the notice itself.</summary>
    public (string? Language, string? Channel)? Variant { get; init; }

    /// <summary>Channels outside the portal tell only that there is something to read.</summary>
    public bool NeutralOutside { get; init; }

    /// <summary>How a document is made; null for a notice.</summary>
    public DocumentSpec? Document { get; init; }
}

/// <param name="Language">en, easy (やさしい日本語); null: any.</param>
/// <param name="Channel">mail, sms, line, push, post; null: any.</param>
public sealed record NoticeVariant(string? Language, string? Channel, NoticeSpec Text);

/// <summary>What only documents have.</summary>
/// <param name="Format">pdf and html (the body is HTML), or csv, text, xml, ics (the body is the file).</param>
/// <param name="Series">The number series its numbers come from; null: no number.</param>
/// <param name="Paper">A4, A4-landscape, A5, postcard.</param>
/// <param name="Watermark">Set across each page; a template. Null: none.</param>
/// <param name="Closing">The text under the body: <c>disposition</c> (行政不服審査法82条の教示) or a key of the package's <c>texts</c>.</param>
/// <param name="Encoding">Of files: utf-8, utf-8-bom, shift_jis. Records end with CRLF in csv and ics.</param>
public sealed record DocumentSpec(string Format, string? Series, string Paper, string? Watermark, string? Closing, string Encoding)
{
    public static readonly IReadOnlyList<string> Formats = ["pdf", "html", "csv", "text", "xml", "ics"];
    public static readonly IReadOnlyList<string> Papers = ["A4", "A4-landscape", "A5", "postcard"];
    public static readonly IReadOnlyList<string> Encodings = ["utf-8", "utf-8-bom", "shift_jis"];

    /// <summary>Roles of staff who may open it; empty: those who may read every field it is made of.</summary>
    public IReadOnlyList<string> Readers { get; init; } = [];

    /// <summary>Whether the body is HTML, in which every value is escaped.</summary>
    public bool IsHtml => Format is "pdf" or "html";
}

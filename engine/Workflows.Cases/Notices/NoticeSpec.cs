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
    Label IDeclared.Label => Title;
}

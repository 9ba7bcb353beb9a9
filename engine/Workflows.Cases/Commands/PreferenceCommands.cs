using Mediator;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Commands;

/// <summary>How a person wants to be told.</summary>
/// <param name="Channels">The first that reaches is taken: mail, sms, line, push, post.</param>
/// <param name="Language">ja, en, easy.</param>
public sealed record NoticePreferences(IReadOnlyList<string> Channels, string Language)
{
    public static readonly NoticePreferences Usual = new([], "ja");
}

public sealed record GetPreferences(Caller Caller) : IQuery<Result<NoticePreferences>>, ICalled;

public sealed record SavePreferences(Caller Caller, string CommandId, NoticePreferences Wanted) : ICommand<Result<NoticePreferences>>, IChange;

using Mediator;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Cases.Commands;

/// <summary>A code goes to the next address that a form of a start has to confirm. Asking with the same command id sends nothing again.</summary>
/// <param name="Values">The form as typed so far.</param>
/// <param name="Language">ja, en, easy: of the mail; null: as the person prefers.</param>
public sealed record RequestCode(Caller Caller, string CommandId, string Program, string Start, Datum Values, string? Language = null) : ICommand<Result<CodeSent>>, IChange;

/// <summary>The code as read from the mail; its address then counts as confirmed for this person.</summary>
/// <param name="Code">Id of the sending.</param>
public sealed record ConfirmCode(Caller Caller, string CommandId, string Code, string Digits) : ICommand<Result<Nothing>>, IChange;

/// <summary>A code goes to an address that somebody without an account wants to come in by. The answer is the same whoever's it is.</summary>
public sealed record RequestSignInCode(Caller Caller, string CommandId, string Address, string? Language = null) : ICommand<Result<CodeSent>>, IChange;

/// <summary>Comes in by a code: the person of the address.</summary>
public sealed record SignInByCode(Caller Caller, string CommandId, string Code, string Digits) : ICommand<Result<Person>>, IChange;

/// <summary>The addresses a form of a start still has to confirm.</summary>
public sealed record MissingCodes(Caller Caller, string Program, string Start, Datum Values) : IQuery<Result<IReadOnlyList<Identity.Unconfirmed>>>, ICalled;

/// <param name="Code">Id of the sending, for <see cref="ConfirmCode"/>.</param>
/// <param name="To">The address as typed; null where the programme knows it and does not tell.</param>
/// <param name="Until">Last moment of the code.</param>
/// <param name="AgainAt">From when another may be asked for.</param>
public sealed record CodeSent(string Code, string? To, int Digits, DateTimeOffset Until, DateTimeOffset AgainAt);

using Mediator;
using Workflows.Cases.Queries;
using Workflows.Engine.Data;

namespace Workflows.Cases.Commands;

/// <summary>A survey as its link opens it, judged with the values typed so far (null: as it was answered, or empty).</summary>
public sealed record OpenSurvey(string Tenant, string Token, Datum? Values = null) : IQuery<Result<SurveyView>>;

/// <summary>Answers a survey by its link. Whoever has the link may: the answer does not say who.</summary>
public sealed record AnswerSurvey(string Tenant, string CommandId, string Token, Datum Values) : ICommand<Result<Nothing>>;

/// <summary>Surveys the caller is asked to answer, and has answered while they are open.</summary>
public sealed record MySurveys(Caller Caller) : IQuery<Result<IReadOnlyList<SurveyInvitation>>>, ICalled;

/// <param name="Answered">Already answered; it may be changed when <paramref name="Editable"/>.</param>
public sealed record SurveyView(string Program, string Survey, Packages.Label Title, FormSheet Sheet, DateTimeOffset Until, bool Anonymous, bool Answered, bool Editable);

public sealed record SurveyInvitation(string Program, string Survey, Packages.Label Title, string Token, DateTimeOffset Until, bool Answered);

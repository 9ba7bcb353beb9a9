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

/// <summary>Surveys of the municipality whose results the caller may see, without the results.</summary>
public sealed record ListSurveys(Caller Caller) : IQuery<Result<IReadOnlyList<SurveyResults>>>, ICalled;

/// <summary>What was answered to a survey, for those who may see it.</summary>
public sealed record GetSurveyResults(Caller Caller, string Program, string Survey) : IQuery<Result<SurveyResults>>, ICalled;

/// <summary>Opens the link by which everybody answers an anonymous survey any number of times; open already, its end is moved.</summary>
/// <param name="Until">Its last day in Japan.</param>
public sealed record OpenSurveyLink(Caller Caller, string CommandId, string Program, string Survey, DateOnly Until) : ICommand<Result<SurveyLink>>, IChange;

/// <summary>Takes the link back; the next one has another address.</summary>
public sealed record CloseSurveyLink(Caller Caller, string CommandId, string Program, string Survey) : ICommand<Result<Nothing>>, IChange;

/// <param name="Answered">Already answered; it may be changed when <paramref name="Editable"/>.</param>
/// <param name="Open">Anybody answers by the link, and again.</param>
public sealed record SurveyView(string Program, string Survey, Packages.Label Title, FormSheet Sheet, DateTimeOffset Until, bool Anonymous, bool Answered, bool Editable, bool Open);

/// <param name="Until">The first moment it no longer works.</param>
public sealed record SurveyLink(string Url, DateTimeOffset Until);

/// <param name="Answers">How many answered; null: fewer than <paramref name="Least"/>, and not told.</param>
/// <param name="Least">Numbers below this, and what tells of them, are not told.</param>
/// <param name="Linkable">The caller may open a link for everybody.</param>
/// <param name="Link">The link for everybody, while it is open.</param>
public sealed record SurveyResults(
    string Program, string Survey, Packages.Label ProgramTitle, Packages.Label Title, bool Anonymous, long? Answers, int Least, IReadOnlyList<SurveyQuestion> Questions, bool Linkable, SurveyLink? Link);

/// <summary>A question with what was answered. A question of a matrix is one for each of its rows.</summary>
/// <param name="Several">A person may have chosen several answers: the counts sum up to more than the answers.</param>
/// <param name="Mean">Of a scale; null where a count is not told.</param>
/// <param name="Texts">What was written freely, in no order of time; the first 500.</param>
public sealed record SurveyQuestion(string Key, Packages.Label Label, string Type, bool Several, IReadOnlyList<SurveyCount> Counts, decimal? Mean, IReadOnlyList<string> Texts);

/// <param name="Value">The answer; null: none given.</param>
/// <param name="Count">Null: not told.</param>
/// <param name="Percent">Of all who answered the survey, one decimal.</param>
public sealed record SurveyCount(string? Value, Packages.Label Label, long? Count, decimal? Percent);

public sealed record SurveyInvitation(string Program, string Survey, Packages.Label Title, string Token, DateTimeOffset Until, bool Answered);

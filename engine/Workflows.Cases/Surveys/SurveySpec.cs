using Workflows.Cases.Packages;

namespace Workflows.Cases.Surveys;

/// <summary>A survey of a programme.</summary>
/// <param name="Form">Its questions.</param>
/// <param name="Register">Where answers go: its key is <see cref="AnswerKey"/>, its fields are the form's, those of <c>about</c>, and as wanted <see cref="AnsweredOn"/>, <see cref="Case"/>, <see cref="Person"/>.</param>
/// <param name="Anonymous">Neither case nor person stands with an answer.</param>
/// <param name="Open">How long an invitation is open.</param>
/// <param name="Editable">An answer may be changed until the end.</param>
/// <param name="Limit">Answers taken in all; null: all.</param>
/// <param name="Remind">After which time who has not answered is reminded; null: not.</param>
public sealed record SurveySpec(string Id, IReadOnlyList<string> Aliases, Label Label, string Form, string Register, bool Anonymous, TimeSpan Open, bool Editable, int? Limit, TimeSpan? Remind) : IDeclared
{
    public const string AnswerKey = "answerId";
    public const string AnsweredOn = "answeredOn";
    public const string Case = "caseNumber";
    public const string Person = "person";
}

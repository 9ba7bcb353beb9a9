using Workflows.Cases.Forms;
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

    /// <summary>Role ids of who may see the results; empty: who may read the whole register.</summary>
    public IReadOnlyList<string> Readers { get; init; } = [];
    /// <summary>Fewer answers than this are not told as a number, and nothing by which they could be reckoned.</summary>
    public int Least { get; init; } = 5;
    /// <summary>A link for everybody may be opened, by which anybody answers any number of times; anonymous surveys only.</summary>
    public bool Link { get; init; }

    /// <summary>Kinds of questions whose answers are few and fixed, so that they are counted.</summary>
    public static bool IsCounted(FieldType type) => type is FieldType.Choice or FieldType.Multichoice or FieldType.Yesno or FieldType.Consent or FieldType.Scale or FieldType.Matrix;
}

using Workflows.Engine.Turns;

namespace Workflows.Cases.Forms;

/// <summary>Judges forms outside a step, where questions are answered by reading at once.</summary>
public static class FormJudge
{
    /// <param name="answer">Answers a look-up: a list of records <c>{id, revision, fields}</c>, or a number.</param>
    public static async ValueTask<FormVerdict> JudgeAsync(FormRequest request, Func<Question, ValueTask<Reply>> answer)
    {
        var judgement = new FormJudgement(request);
        var replies = new Dictionary<Question, Reply>(ReferenceEqualityComparer.Instance);
        foreach (var question in judgement.Run(q => replies[q])) replies[question] = await answer(question).ConfigureAwait(false);
        return judgement.Verdict;
    }

    /// <summary>As <see cref="JudgeAsync"/> with answers at hand.</summary>
    public static FormVerdict Judge(FormRequest request, Func<Question, Reply> answer)
    {
        var judgement = new FormJudgement(request);
        var replies = new Dictionary<Question, Reply>(ReferenceEqualityComparer.Instance);
        foreach (var question in judgement.Run(q => replies[q])) replies[question] = answer(question);
        return judgement.Verdict;
    }
}

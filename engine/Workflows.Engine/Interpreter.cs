using Workflows.Engine.Execution;
using Workflows.Engine.Plans;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Engine;

/// <summary>
/// The engine's whole surface: <see cref="Begin"/> runs a stimulus until nothing is runnable, then either asks a question
/// (answered inside the step's transaction, then <see cref="Resume"/>) or settles into a step. Same inputs and replies give
/// the same step, bit for bit.
/// </summary>
public static class Interpreter
{
    /// <summary>Starts a step. Pure: neither <paramref name="state"/> nor anything shared is changed.</summary>
    /// <exception cref="NotSupportedException">The plan or state belongs to an epoch this build does not know.</exception>
    public static Turn Begin(Plan plan, CaseState state, Stimulus stimulus, StepContext context)
    {
        if (plan.Epoch > Semantics.Epoch || (state.Parts.Count > 0 && state.Epoch > Semantics.Epoch))
            throw new NotSupportedException($"Plan {plan.PlanId} or its case is of a newer epoch than {Semantics.Epoch}.");
        return new Machine(plan, state, stimulus, context).Begin();
    }

    /// <summary>Goes on with the answers, one for each open question. A turn is resumed once.</summary>
    public static Turn Resume(Turn turn, IReadOnlyList<Reply> replies)
    {
        if (turn.Machine is not Machine machine || turn.Settled is not null)
            throw new InvalidOperationException("The turn is settled already.");
        return machine.Resume(turn.Open, replies);
    }

    /// <summary>Runs a stimulus to its step, answering questions from <paramref name="answers"/>; gives the tape too.</summary>
    public static async ValueTask<(Step Step, IReadOnlyList<(Question Question, Reply Reply)> Tape)> Run(
        Plan plan, CaseState state, Stimulus stimulus, StepContext context, IAnswers answers, CancellationToken cancellationToken = default)
    {
        var tape = new List<(Question, Reply)>();
        var turn = Begin(plan, state, stimulus, context);
        while (turn.Settled is null)
        {
            var replies = new List<Reply>();
            foreach (var question in turn.Open)
            {
                var reply = await answers.Answer(question, cancellationToken).ConfigureAwait(false) with { No = question.No };
                replies.Add(reply);
                tape.Add((question, reply));
            }
            turn = Resume(turn, replies);
        }
        return (turn.Settled, tape);
    }
}

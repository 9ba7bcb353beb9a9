using Workflows.Cases.Ports;
using Workflows.Engine;
using Workflows.Engine.Plans;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Storage.Running;

/// <summary>Folds a case's history with its tape from the empty state and compares every state's hash.</summary>
internal sealed class Replayer(ICaseReader reader, IPlanSource plans) : IReplay
{
    private const int AtOnce = 200;

    public async ValueTask<ReplayReport?> Replay(string tenant, string caseId, CancellationToken ct)
    {
        if (await reader.FindCase(tenant, caseId, ct).ConfigureAwait(false) is not { } row) return null;
        var state = CaseState.Empty;
        var known = new Dictionary<string, Plan>(StringComparer.Ordinal);
        var steps = 0;
        while (true)
        {
            var rows = await reader.ReadHistory(tenant, row.Id, steps, AtOnce, ct).ConfigureAwait(false);
            if (rows.Count == 0) break;
            foreach (var step in rows)
            {
                steps++;
                if (step.Seq != steps) return new ReplayReport(steps, new ReplayDifference(steps, "missing", $"{steps}", $"{step.Seq}"));
                if (!known.TryGetValue(step.PlanId, out var plan)) known[step.PlanId] = plan = await plans.Get(step.PlanId, ct).ConfigureAwait(false);
                var (after, difference) = Run(plan, state, step);
                if (difference is not null) return new ReplayReport(steps, difference);
                state = after!;
            }
        }
        var stored = await reader.ReadState(tenant, row.Id, ct).ConfigureAwait(false);
        if (steps != row.Version) return new ReplayReport(steps, new ReplayDifference(steps, "missing", $"{row.Version}", $"{steps}"));
        return stored is not null && steps > 0 && stored.Hash != state.Hash
            ? new ReplayReport(steps, new ReplayDifference(steps, "stored", state.Hash, stored.Hash))
            : new ReplayReport(steps, null);
    }

    private static (CaseState? After, ReplayDifference? Difference) Run(Plan plan, CaseState state, HistoryRow row)
    {
        var turn = Interpreter.Begin(plan, state, row.Stimulus, row.Context);
        var asked = 0;
        while (turn.Settled is null)
        {
            var replies = new List<Reply>();
            foreach (var question in turn.Open)
            {
                var now = question.ToDatum();
                if (asked >= row.Tape.Count) return (null, new ReplayDifference(row.Seq, "question", "(none)", now.ToJson()));
                var (then, reply) = row.Tape[asked++];
                if (!then.Equals(now)) return (null, new ReplayDifference(row.Seq, "question", then.ToJson(), now.ToJson()));
                replies.Add(reply with { No = question.No });
            }
            turn = Interpreter.Resume(turn, replies);
        }
        if (turn.Settled.Refusal is { } refusal) return (null, new ReplayDifference(row.Seq, "refusal", row.StateHash, refusal.Code));
        if (asked < row.Tape.Count) return (null, new ReplayDifference(row.Seq, "question", row.Tape[asked].Question.ToJson(), "(none)"));
        var hash = turn.Settled.State.Hash;
        return hash == row.StateHash ? (turn.Settled.State, null) : (null, new ReplayDifference(row.Seq, "state", row.StateHash, hash));
    }
}

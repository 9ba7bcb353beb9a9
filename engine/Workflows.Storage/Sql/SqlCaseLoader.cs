using Workflows.Cases.Ports;
using Workflows.Storage.Running;

namespace Workflows.Storage.Sql;

/// <summary>Reads what a step begins from. A step of a mixed view would lose the fence, so no snapshot is needed.</summary>
internal sealed class SqlCaseLoader(ISqlReaders readers, ISqlWriter writer, SqlCases cases) : ICaseLoader
{
    public LoadResult Load(CaseCommand command, TimerBound? timersBefore) => readers.Glance(db =>
    {
        var answer = StepWriting.FindAnswer(db, command);
        var loaded = command.CaseId is { } id ? cases.Load(db, command.Tenant, id) : null;
        return answer is not null || loaded is null || timersBefore is null
            ? new LoadResult(answer, loaded, null)
            : new LoadResult(null, loaded, SqlTimers.OfCase(db, loaded.Key, timersBefore, command.Stimulus.At));
    });

    public async ValueTask MarkUnreadable(string tenant, string caseId, CancellationToken ct) =>
        await writer.WriteWaiting(session => session.Db.Run("UPDATE Cases SET Faulted = 1 WHERE PublicId = ? AND Tenant = ? AND Faulted = 0", caseId, tenant), ct).ConfigureAwait(false);
}

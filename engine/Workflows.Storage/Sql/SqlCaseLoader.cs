using Workflows.Cases.Ports;
using Workflows.Storage.Running;

namespace Workflows.Storage.Sql;

/// <summary>Reads what a step begins from. A step of a mixed view would lose the fence, so no snapshot is needed.</summary>
internal class SqlCaseLoader(ISqlReaders readers, ISqlWriter writer, CaseLookup lookup) : ICaseLoader
{
    public virtual ValueTask<LoadResult> Load(CaseCommand command, TimerBound? timersBefore) => ValueTask.FromResult(LoadNow(command, timersBefore));

    public CaseOutcome? FindAnswer(CaseCommand command) => readers.Glance(db => StepWriting.FindAnswer(db, command));

    protected LoadResult LoadNow(CaseCommand command, TimerBound? timersBefore) => readers.Glance(db => lookup.Load(db, command, timersBefore));

    public async ValueTask MarkUnreadable(string tenant, string caseId, CancellationToken ct) =>
        await writer.WriteWaiting(session => session.Db.Run("UPDATE Cases SET Faulted = 1 WHERE PublicId = ? AND Tenant = ? AND Faulted = 0", caseId, tenant), ct).ConfigureAwait(false);
}

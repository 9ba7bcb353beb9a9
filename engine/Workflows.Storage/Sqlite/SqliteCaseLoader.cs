using Workflows.Cases.Ports;
using Workflows.Storage.Running;

namespace Workflows.Storage.Sqlite;

/// <summary>Reads what a step begins from, in one snapshot.</summary>
internal sealed class SqliteCaseLoader(SqliteReaders readers, SqliteCases cases) : ICaseLoader
{
    public LoadResult Load(CaseCommand command, TimerBound? timersBefore) => readers.Read(db =>
    {
        var answer = SqliteStepWriter.FindAnswer(db, command);
        var loaded = command.CaseId is { } id ? cases.Load(db, command.Tenant, id) : null;
        return answer is not null || loaded is null || timersBefore is null
            ? new LoadResult(answer, loaded, null)
            : new LoadResult(null, loaded, SqliteTimers.OfCase(db, loaded.Key, timersBefore, command.Stimulus.At));
    });
}

using Workflows.Cases.Activities.Time;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Cases.Privacy;
using Workflows.Cases.Queries.Handlers;
using Workflows.Cases.Registers;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Retention;

/// <summary>
/// Every night: cases whose period after closing is over (<c>retention.closed</c>) lose their content, fields with a shorter period of
/// their own (<c>privacy.retention</c>) go before. Digests, facts and the certificate stay.
/// </summary>
public sealed class RetentionJob(IPackages packages, ICaseReader reader, IRetentionStore store, ICaseExecutor executor, IRegisterStore registers, IAccessLog log, TimeProvider clock) : IOperationalJob
{
    private const int AtOnce = 200;
    /// <summary>Cases disposed of side by side, each in a transaction of its own: those that wait share a commit.</summary>
    private const int Together = 16;

    public string Id => "retention";
    public string LabelJa => "保存期間の満了と廃棄";
    public string LabelEn => "Retention and disposal";
    public string Cron => "0 20 3 * * ?";

    public async ValueTask<string> Run(CancellationToken ct)
    {
        var (whole, part, records) = (0, 0, 0);
        foreach (var municipality in packages.Current.Municipalities)
            foreach (var program in packages.Current.ProgramsOf(municipality))
            {
                var (w, p) = await Program(municipality.Code, program, ct);
                (whole, part) = (whole + w, part + p);
                foreach (var register in program.Registers.Where(r => r.Retention is not null)) records += await Records(municipality.Code, program, register, ct);
            }
        return $"廃棄 {whole}件、項目の廃棄 {part}件、台帳の項目の廃棄 {records}件";
    }

    private async ValueTask<(int Whole, int Part)> Program(string tenant, ProgramPackage package, CancellationToken ct)
    {
        var closed = package.Retention.GetValueOrDefault("closed");
        var fields = FieldReaders.Of(package).Rules.Where(r => r.Value.Retention is not null && r.Value.Retention != closed).ToDictionary(r => r.Key, r => r.Value.Retention!, StringComparer.Ordinal);
        if (closed is null && fields.Count == 0) return (0, 0);
        var now = Japan.In(clock.GetUtcNow());
        var shortest = fields.Values.Append(closed).OfType<string>().Select(p => Before(now, p)).Max();
        var (whole, part) = (0, 0);
        string? after = null;
        while (await store.Ended(tenant, package.Id, shortest, after, AtOnce, ct) is { Count: > 0 } rows)
        {
            await Parallel.ForEachAsync(rows, new ParallelOptions { MaxDegreeOfParallelism = Together, CancellationToken = ct }, async (row, token) =>
            {
                if (row.Head["closedAt"].AsInstant() is not { } ended) return;
                if (closed is null || ended > Before(now, closed))
                {
                    if (await Fields(tenant, package, row, ended, fields, now, token)) Interlocked.Increment(ref part);
                    return;
                }
                if (await store.Dispose(tenant, row.Id, [], [], package.Title.Ja, ended, closed, now, token) is null) return;
                await log.Write(new AccessEntry(tenant, now, "system", AccessActions.Disposed, row.Id, Detail: closed), token);
                Interlocked.Increment(ref whole);
            });
            after = rows[^1].Id;
        }
        return (whole, part);
    }

    /// <summary>Records whose time is over lose the fields the register names.</summary>
    private async ValueTask<int> Records(string tenant, ProgramPackage package, RegisterSpec register, CancellationToken ct)
    {
        var (retention, now, count) = (register.Retention!, Japan.In(clock.GetUtcNow()), 0);
        var (last, after) = (DateOnly.FromDateTime(Before(now, retention.Period).DateTime), 0L);
        while (await registers.Due(tenant, package.Id, register.Id, last, after, AtOnce, ct) is { Count: > 0 } due)
        {
            foreach (var (_, id) in due)
            {
                if (!await registers.Erase(tenant, package.Id, register.Id, id, retention.Fields, $"保存期間（{retention.Period}）の満了", now, ct)) continue;
                await log.Write(new AccessEntry(tenant, now, "system", AccessActions.Disposed, Field: string.Join(',', retention.Fields), Detail: $"{package.Id}/{register.Id}/{id}"), ct);
                count++;
            }
            after = due[^1].No;
        }
        return count;
    }

    private async ValueTask<bool> Fields(string tenant, ProgramPackage package, CaseRow row, DateTimeOffset ended, Dictionary<string, string> periods, DateTimeOffset now, CancellationToken ct)
    {
        var state = await reader.ReadState(tenant, row.Id, ct);
        var due = periods.Where(p => ended <= Before(now, p.Value) && state is not null && CaseMapper.Has(state.Fields, p.Key)).ToList();
        if (due.Count == 0) return false;
        // The case forgets them in a step of its own; what the step before it wrote is erased afterwards.
        var change = Datum.EmptyObject;
        foreach (var key in due.Select(d => d.Key)) change = CaseMapper.Erase(change, state!.Fields, key);
        var said = new Stimulus($"retention:{row.Id}:{string.Join(',', due.Select(d => d.Key))}", StimulusKinds.Alter, now, "system", Channel: "system", Payload: Datum.Object(("fields", change), ("reason", "保存期間の満了")));
        var outcome = await executor.Execute(new CaseCommand("retention", tenant, row.Id, said), ct);
        if (outcome.Kind is not (CaseOutcomeKind.Applied or CaseOutcomeKind.Repeated)) return false;
        var labels = due.Select(d => CaseMapper.AllFields(package).SelectMany(f => f.Columns.Prepend(f)).FirstOrDefault(f => f.Key == d.Key)?.Label.Ja ?? d.Key).ToList();
        if (await store.Dispose(tenant, row.Id, [.. due.Select(d => d.Key)], labels, package.Title.Ja, ended, string.Join('、', due.Select(d => d.Value).Distinct()), now, ct) is null) return false;
        await log.Write(new AccessEntry(tenant, now, "system", AccessActions.Disposed, row.Id, string.Join(',', due.Select(d => d.Key))), ct);
        return true;
    }

    /// <summary>The last moment a case may have ended for its period to be over: years and months by the calendar.</summary>
    private static DateTimeOffset Before(DateTimeOffset now, string period) =>
        IsoDuration.TryParse(period, out var kept) ? kept.Before(now) : throw new FormatException($"'{period}' is no ISO 8601 duration.");
}

/// <summary>Every minute: seals what is new.</summary>
public sealed class AuditSealJob(IAuditTrail trail) : IOperationalJob
{
    public string Id => "audit-seal";
    public string LabelJa => "監査記録の封印";
    public string LabelEn => "Audit seal";
    public string Cron => "0 * * * * ?";

    public async ValueTask<string> Run(CancellationToken ct) => await trail.Seal(ct) is { } seal ? $"封印 {seal.No}（{seal.Leaves}件） {seal.Digest}" : "新しい記録はありません";
}

using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Cases.Registers;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Publishing;

/// <summary>
/// Puts a programme to work in a municipality: its registers get their first records, its scheduled starts their first due time.
/// Done again it changes nothing that people have changed since.
/// </summary>
public sealed class Publisher(Installation installation, IRegisterStore registers, IScheduleStore schedules, ISimulators? simulators = null)
{
    private const string Actor = "system";

    /// <exception cref="InvalidOperationException">The municipality does not run the programme, or a seed record breaks its register's rules.</exception>
    public async ValueTask Publish(string tenant, string program, DateTimeOffset now, CancellationToken ct)
    {
        if (installation.Current.Find(tenant, program) is not ({ } package, { } own))
            throw new InvalidOperationException($"自治体「{tenant}」は手続「{program}」を行っていません。 (Municipality {tenant} does not run programme {program}.)");
        foreach (var register in package.Registers)
        {
            await registers.Reindex(tenant, package.Id, register.Id, ct).ConfigureAwait(false);
            // The municipality's row replaces the package's of the same key.
            var rows = register.Seed.Concat(own.Registers.GetValueOrDefault(register.Id) ?? []).ToList();
            var wanted = rows.Where((row, i) => register.Key.Count == 0 || !rows.Skip(i + 1).Any(later => KeyOf(register, later).Equals(KeyOf(register, row)))).ToList();
            foreach (var row in wanted) await Seed(tenant, package.Id, register, row, now, ct).ConfigureAwait(false);
            if (wanted.Count > 0 && register is { Kind: "mirror", Source: { } source }) simulators?.Seed(tenant, source, register.Id, wanted);
        }
        foreach (var start in package.Starts.Where(s => s.Kind == StartKind.Schedule))
            await schedules.Set(tenant, package.Id, start.Id, Schedules.Next(package, start, now, installation.CalendarsOf(tenant)), ct).ConfigureAwait(false);
        // Every record's date gets its own row; what changes later writes its row itself.
        foreach (var start in package.Starts.Where(s => s.Kind == StartKind.Date))
            await schedules.Set(tenant, package.Id, start.Id, now, ct).ConfigureAwait(false);
    }

    private async ValueTask Seed(string tenant, string program, RegisterSpec register, Datum row, DateTimeOffset now, CancellationToken ct)
    {
        var where = register.Key.Count > 0 ? KeyOf(register, row) : Datum.EmptyObject;
        if ((await registers.Find(tenant, program, register.Id, where, 1, ct).ConfigureAwait(false)).Count > 0) return;
        var reply = await registers.Change(tenant, program, new ChangeRecord(register.Id, "add", null, row), Actor, now, ct).ConfigureAwait(false);
        if (reply.Outcome != Reply.Done)
            throw new InvalidOperationException($"台帳「{register.Id}」の初期値 {row.ToJson()} を入れられません: {reply.Outcome} {reply.Value.ToJson()} (The seed record cannot be added.)");
    }

    private static Datum KeyOf(RegisterSpec register, Datum row) => Datum.Object(register.Key.Select(k => KeyValuePair.Create(k, row[k])));
}

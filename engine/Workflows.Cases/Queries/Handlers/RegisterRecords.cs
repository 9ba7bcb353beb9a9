using Mediator;
using Workflows.Cases.Commands;
using Workflows.Cases.Commands.Handlers;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Cases.Privacy;
using Workflows.Cases.Registers;
using Workflows.Engine.Data;

namespace Workflows.Cases.Queries.Handlers;

/// <summary>One record with what became of it, and whole registers as CSV.</summary>
public sealed class RegisterRecords(CaseDesk desk, IRegisterStore registers, CaseAccess access, IPeople people, IAccessLog log) :
    IQueryHandler<GetRegisterRecord, Result<RegisterRecordView>>, IQueryHandler<ExportRegister, Result<RegisterFile>>
{
    private const int MostExported = 100_000;

    public async ValueTask<Result<RegisterRecordView>> Handle(GetRegisterRecord q, CancellationToken ct)
    {
        var reading = await RegisterQueries.Reading(desk, log, q.Caller, q.Program, q.Register, ct);
        if (!reading.Ok) return reading.Problem!;
        var (package, register) = reading.Value!;
        if (q.Record is null)
        {
            // An empty sheet: whoever may not write has nothing to fill in.
            var editing = RegisterHandlers.Editing(desk, q.Caller, q.Program, q.Register);
            return editing.Ok ? new RegisterRecordView(RegisterQueries.View(q.Caller, package, register, []), null, false, RegisterSheet.Of(register, FieldSight.Anywhere(q.Caller, package), null), []) : editing.Problem!;
        }
        var names = await access.NamesOf(q.Caller, package, ct);
        var seen = Datum.Object(("id", q.Record), (RegisterKeys.Ended, Datum.List(true, false)));
        // What is cut away from somebody is not there for them.
        if ((await RegisterQueries.Records(registers, q.Caller, package, register, seen, 1, names, ct)).Count == 0) return Problem.NotFound("この記録は見つかりません。", "There is no such record.");
        var states = await registers.History(q.Caller.Tenant, package.Id, register.Id, q.Record, ct);
        if (states.Count == 0) return Problem.NotFound("この記録は見つかりません。", "There is no such record.");
        await log.Write(new AccessEntry(q.Caller.Tenant, desk.Now, q.Caller.UserId, AccessActions.Read, Detail: $"{package.Id}/{register.Id}/{q.Record}"), ct);
        var changes = new List<RegisterChange>();
        RegisterRecord? before = null;
        foreach (var state in states)
        {
            var record = await RegisterQueries.Record(Datum.Object(("id", q.Record), ("revision", state["revision"]), ("fields", state["fields"])), q.Caller, package, register, access, names, ct);
            var differences = register.Fields.Where(f => !record.Fields[f.Key].Equals(before?.Fields[f.Key] ?? Datum.Null))
                .Select(f => new RegisterDifference(f.Key, f.Label, before?.Fields[f.Key] ?? Datum.Null, record.Fields[f.Key])).ToList();
            var actor = state["actor"].AsText() ?? "";
            var name = (await people.Find(q.Caller.Tenant, actor, ct))?.Name ?? actor;
            var number = state["case"].AsText() is { } id ? (await desk.Reader.FindCase(q.Caller.Tenant, id, ct))?.Number : null;
            changes.Add(new(record.Revision, state["operation"].AsText() ?? "", state["at"].AsInstant() ?? default, name, number, state["reason"].AsText(), differences));
            before = record;
        }
        var ended = states.Any(s => s["operation"].AsText() == "end");
        var view = RegisterQueries.View(q.Caller, package, register, [before!]);
        var editable = view.Editable && !ended && register.Kind != "append";
        return new RegisterRecordView(view with { Editable = editable }, before!, ended, editable ? RegisterSheet.Of(register, FieldSight.Anywhere(q.Caller, package), states[^1]["fields"]) : [], [.. changes.AsEnumerable().Reverse()]);
    }

    public async ValueTask<Result<RegisterFile>> Handle(ExportRegister q, CancellationToken ct)
    {
        if (q.Encoding is not ("utf-8" or "shift_jis")) return Problem.Bad("BAD_ENCODING", "文字コードは utf-8 か shift_jis です。", "The encoding is utf-8 or shift_jis.");
        var reading = await RegisterQueries.Reading(desk, log, q.Caller, q.Program, q.Register, ct);
        if (!reading.Ok) return reading.Problem!;
        var (package, register) = reading.Value!;
        var where = RegisterQueries.Where(q.Caller, package, register, q.Where);
        if (!where.Ok) return where.Problem!;
        var sight = FieldSight.Anywhere(q.Caller, package);
        var seen = register.Fields.Where(f => sight.OfRegister(f).Sight != Sight.Hidden).Select(f => f.Key).ToHashSet(StringComparer.Ordinal);
        var fields = RegisterForms.Fields(register).ToDictionary(f => f.Key, f => f.Label.Ja, StringComparer.Ordinal);
        var columns = register.Fields.Where(f => seen.Contains(f.Key))
            .SelectMany(f => f is { Type: "object", Columns.Count: > 0 } ? f.Columns.Select(c => $"{f.Key}.{c.Key}") : [f.Key])
            .Select(k => (Key: k, Heading: fields.GetValueOrDefault(k) ?? register.Field(k)?.Label.Ja ?? k)).ToList();
        // Two columns of one name are headed by their keys.
        columns = [.. columns.Select(c => columns.Count(o => o.Heading == c.Heading) > 1 ? (c.Key, Heading: c.Key) : c)];
        var names = await access.NamesOf(q.Caller, package, ct);
        var records = new List<Datum>();
        foreach (var record in await RegisterQueries.Records(registers, q.Caller, package, register, where.Value!, MostExported, names, ct))
            records.Add((await RegisterQueries.Record(record, q.Caller, package, register, access, names, ct)).Fields);
        await log.Write(new AccessEntry(q.Caller.Tenant, desk.Now, q.Caller.UserId, AccessActions.Exported, Detail: $"{package.Id}/{register.Id} {records.Count}件"), ct);
        return new RegisterFile($"{register.Id}-{desk.Now:yyyyMMdd}.csv", RegisterCsv.Write(register, columns, records, q.Encoding), q.Encoding);
    }
}

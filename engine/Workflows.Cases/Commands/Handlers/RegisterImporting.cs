using Mediator;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Cases.Privacy;
using Workflows.Cases.Queries.Handlers;
using Workflows.Cases.Registers;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Commands.Handlers;

/// <summary>Takes a CSV file into a register: every row judged, then all written or none; a dry run tells the same without writing.</summary>
public sealed class RegisterImporting(CaseDesk desk, IRegisterStore registers, IAccessLog log) : ICommandHandler<ImportRegister, Result<RegisterImport>>
{
    private const int MostErrors = 200;

    public async ValueTask<Result<RegisterImport>> Handle(ImportRegister c, CancellationToken ct)
    {
        var editing = RegisterHandlers.Editing(desk, c.Caller, c.Program, c.Register);
        if (!editing.Ok) return editing.Problem!;
        var (package, register) = editing.Value!;
        if (string.IsNullOrWhiteSpace(c.Reason)) return Problem.Invalid([new FieldError("reason", "取り込む理由を入力してください。")]);
        byte[] bytes;
        try { bytes = Convert.FromBase64String(c.Content ?? ""); }
        catch (FormatException) { return Problem.Bad("BAD_CONTENT", "content は Base64 で送ってください。", "Send 'content' as Base64."); }
        // A picture or an Excel workbook is no text.
        if (bytes.AsSpan().Contains((byte)0)) return Problem.Invalid([new FieldError("content", "CSVファイルではありません。Excelでは「CSV UTF-8」か「CSV」の形式で保存してください。")]);
        if (RegisterCsv.Decode(bytes) is not ({ } text, { } encoding))
            return Problem.Invalid([new FieldError("content", "文字コードが UTF-8 でも Shift_JIS（CP932）でもありません。")]);

        var (rows, found) = RegisterCsv.Read(register, text);
        var errors = found.ToList();
        errors.AddRange(Forbidden(c.Caller, package, register, rows));
        var changes = new List<(int No, Datum Row)>();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var known = await registers.Known(c.Caller.Tenant, package.Id, register.Id, [.. rows.Select(r => KeyOf(package, register, r.Values))], ct);
        foreach (var ((no, values), place) in rows.Select((r, i) => (r, i)))
        {
            // A row without the key's number is a new record; every other one names its record.
            var isNew = !known.Contains(place);
            var (judged, wrong) = RegisterForms.Judge(package, register, values, isNew, desk.Now);
            errors.AddRange(wrong.Select(e => new RegisterImportError(no, e.Field.Length > 0 ? e.Field : null, e.Message)));
            var key = string.Join('\u001f', register.Key.Select(k => judged[k].AsText()));
            if (register.Key.Count > 0 && !register.Key.Any(k => judged[k].IsNull) && !seen.TryAdd(key, no)) errors.Add(new(no, register.Key[0], $"{seen[key]}行目と同じ記録です。"));
            changes.Add((no, Datum.Object(("values", judged))));
            if (errors.Count >= MostErrors) break;
        }
        IReadOnlyList<Reply> replies = [];
        if (errors.Count == 0)
        {
            replies = await registers.ChangeAll(c.Caller.Tenant, package.Id, register.Id, register.Key.Count > 0 && register.Kind != "append" ? "upsert" : "add",
                [.. changes.Select(r => r.Row)], keep: !c.DryRun, c.Caller.UserId, desk.Now, c.Reason.Trim(), ct);
            for (var i = 0; i < replies.Count && errors.Count < MostErrors; i++)
                if (replies[i].Outcome != Reply.Done) errors.Add(new(changes[i].No, replies[i].Value["fields"][0].AsText(), ConstraintTexts.Of(register, replies[i]).Ja));
        }
        var done = replies.Where(r => r.Outcome == Reply.Done).ToList();
        var added = done.Count(r => r.Value["revision"].AsLong() == 1);
        if (!c.DryRun && errors.Count == 0)
            await log.Write(new AccessEntry(c.Caller.Tenant, desk.Now, c.Caller.UserId, AccessActions.Imported, Detail: $"{package.Id}/{register.Id} {rows.Count}件", Reason: c.Reason.Trim()), ct);
        return new RegisterImport(c.DryRun, encoding, rows.Count, added, done.Count - added, !c.DryRun && errors.Count == 0, errors);
    }

    /// <summary>The key as the register keeps it: a file may write a date or a number in another way.</summary>
    private Datum KeyOf(ProgramPackage package, RegisterSpec register, Datum values)
    {
        var given = Datum.Object(register.Key.Where(k => !values[k].IsNull).Select(k => KeyValuePair.Create(k, values[k])));
        return given.Members.Count < register.Key.Count || given.Members.Count == 0 ? Datum.EmptyObject : RegisterForms.Judge(package, register, given, isNew: false, desk.Now).Values;
    }

    /// <summary>Columns the caller does not see in full cannot be written either.</summary>
    private static IEnumerable<RegisterImportError> Forbidden(Caller caller, ProgramPackage package, RegisterSpec register, IReadOnlyList<(int No, Datum Values)> rows)
    {
        var sight = FieldSight.Anywhere(caller, package);
        return rows.Count == 0 ? [] : rows[0].Values.Members.Select(m => m.Key)
            .Where(key => register.Field(key.Split('.')[0]) is { } field && sight.OfRegister(field).Sight != Sight.Full)
            .Select(key => new RegisterImportError(1, key, "この項目を書く権限がありません。"));
    }
}

using System.Globalization;
using System.Text.RegularExpressions;
using Workflows.Cases.Commands;
using Workflows.Cases.Documents;
using Workflows.Cases.Forms;
using Workflows.Cases.Queries;
using Workflows.Decisions.Calendars;
using Workflows.Decisions.Functions.Text;
using Workflows.Engine.Data;

namespace Workflows.Server.Pages;

/// <summary>Reads posted controls into form values. Nothing typed is lost: what does not fit its type stays text, for the rules to find fault with.</summary>
internal sealed partial class FormPost(IFormCollection form, Uploads uploads, string tenant, string actor)
{
    /// <summary>Why a file was not taken; all else was read.</summary>
    public Problem? Refused { get; private set; }

    /// <summary>A date as people write it, 和暦 too; null for anything else.</summary>
    public static DateOnly? Day(string? text) => WarekiDate.TryParse(text, out var date, out _) ? date.Date : DateOnly.TryParseExact(text?.Trim(), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>The values with what these fields posted laid over them.</summary>
    public async Task<Datum> Read(IEnumerable<SheetField> fields, Datum values, CancellationToken ct)
    {
        foreach (var field in fields)
        {
            if (field.Locked || !field.Visible || field.Type is "heading" or "explanation" or "calculated") continue;
            values = field.Type == "table" ? values.With(field.Key, await Table(field, values[field.Key], ct)) : await Single(field, field.Path, values, ct);
        }
        return Reasons(values);
    }

    private async Task<Datum> Single(SheetField field, string path, Datum values, CancellationToken ct)
    {
        if (field.Type is "file" or "photo") return values.With(field.Key, await Files(path, values[field.Key], ct));
        var posted = form[path];
        var text = posted.ToString().Trim();
        // Given before and not typed again: it stays in the vault.
        if (field.Transient && text.Length == 0 && SealedValues.IsSealed(values[field.Key])) return values;
        var value = field.Type switch
        {
            "consent" => Datum.Of(text == "true"),
            "yesno" => text is "true" or "false" ? Datum.Of(text == "true") : Datum.Null,
            "multichoice" => Datum.List(posted.Where(v => !string.IsNullOrEmpty(v)).Select(v => Datum.Of(v))),
            "number" or "money" or "scale" => Number(text),
            "matrix" => Matrix(field, path),
            "daterange" or "timerange" => Range(path),
            "timeranges" => Datum.List(Enumerable.Range(1, MostRanges).Select(no => Range($"{path}[{no}]")).Where(r => r.Members.Any())),
            "languages" => Datum.Object(field.Languages.Select(l => KeyValuePair.Create(l, Datum.Of(form[$"{path}.{l}"].ToString()))).Where(m => m.Value.AsText()!.Trim().Length > 0)),
            _ => text.Length == 0 ? Datum.Null : Datum.Of(text.ReplaceLineEndings("\n")),
        };
        return value.IsNull || value is { Kind: DatumKind.Object, Members.Count: 0 } ? values.Without(field.Key) : values.With(field.Key, value);
    }

    /// <summary>The values with null for each field that was there to fill in and was left empty: where something stood before, it is taken away.</summary>
    public Datum Emptied(IEnumerable<SheetField> fields, Datum values) =>
        fields.Where(f => f.Visible && !f.Locked && f.Columns is null && form.ContainsKey(f.Path) && !values.Has(f.Key)).Aggregate(values, (all, f) => all.With(f.Key, Datum.Null));

    /// <summary>Behind a file field's path: the ids of files that are taken back.</summary>
    public const string RemoveSuffix = ".remove";

    /// <summary>Stretches of time a page offers lines for.</summary>
    public const int MostRanges = 8;

    private Datum Matrix(SheetField field, string path)
    {
        var answers = Datum.Object(field.Items.Select(i => KeyValuePair.Create(i.Key, Datum.Of(form[$"{path}.{i.Key}"].ToString()))).Where(m => m.Value.AsText()!.Length > 0));
        if (!field.Notes) return answers;
        var notes = Datum.Object(field.Items.Select(i => KeyValuePair.Create(i.Key, Datum.Of(form[$"{path}.notes.{i.Key}"].ToString().Trim()))).Where(m => m.Value.AsText()!.Length > 0));
        return notes.Members.Any() ? answers.With("notes", notes) : answers;
    }

    private Datum Range(string path) => Datum.Object(((string[])["from", "to"]).Select(end => KeyValuePair.Create(end, Datum.Of(form[$"{path}.{end}"].ToString().Trim()))).Where(m => m.Value.AsText()!.Length > 0));

    /// <summary>Reasons for going on in spite of warnings.</summary>
    public Datum Reasons(Datum values)
    {
        var reasons = form.Keys.Where(k => k.StartsWith(FormWarning.ReasonsKey + ".", StringComparison.Ordinal)).Select(k => KeyValuePair.Create(k[(FormWarning.ReasonsKey.Length + 1)..], Datum.Of(form[k].ToString().Trim()))).ToList();
        return reasons.Count == 0 ? values : values.With(FormWarning.ReasonsKey, Datum.Object(reasons));
    }

    private async Task<Datum> Table(SheetField table, Datum before, CancellationToken ct)
    {
        var rows = Datum.EmptyList;
        for (var no = 1; form.ContainsKey($"{table.Path}[{no}]._") && no <= 200; no++)
        {
            // A locked column is not posted: it keeps what it had.
            var row = before[no - 1].Kind == DatumKind.Object ? before[no - 1] : Datum.EmptyObject;
            var fields = table.Rows is { } known && no <= known.Count ? known[no - 1] : table.Columns ?? [];
            foreach (var field in fields)
            {
                if (field.Locked || !field.Visible || field.Type is "heading" or "explanation" or "calculated") continue;
                row = await Single(field, $"{table.Path}[{no}].{field.Key}", row, ct);
            }
            rows = rows.Append(row);
        }
        return rows;
    }

    private async Task<Datum> Files(string path, Datum before, CancellationToken ct)
    {
        var removed = form[path + RemoveSuffix];
        var list = Datum.List(before.Items.Where(f => !removed.Contains(f["id"].AsText())));
        foreach (var upload in form.Files.GetFiles(path).Where(f => f.Length > 0))
        {
            using var buffer = new MemoryStream();
            await upload.CopyToAsync(buffer, ct);
            var content = buffer.ToArray();
            var taken = await uploads.Take(tenant, Path.GetFileName(upload.FileName), upload.ContentType, content, actor, ct);
            if (taken.Value is not { } stored) { Refused ??= taken.Problem; continue; }
            list = list.Append(Datum.Object(("id", stored.Id), ("name", stored.Name), ("type", stored.ContentType), ("sha256", stored.Sha256), ("size", stored.Length)));
        }
        return list;
    }

    /// <summary>Digits, full width or with commas, as a number; anything else stays as typed.</summary>
    private static Datum Number(string text)
    {
        if (text.Length == 0) return Datum.Null;
        var plain = UnicodeText.Nfkc(text).Replace(",", "", StringComparison.Ordinal).Replace("円", "", StringComparison.Ordinal).Trim();
        return JsonNumber().IsMatch(plain) && decimal.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? Datum.Of(number) : Datum.Of(text);
    }

    [GeneratedRegex(@"^-?\d{1,20}(\.\d{1,10})?$", RegexOptions.CultureInvariant)]
    private static partial Regex JsonNumber();
}

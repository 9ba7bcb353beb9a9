using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Workflows.Cases.Activities.Batch;
using Workflows.Cases.Activities.Reading;
using Workflows.Cases.Activities.Triggers;
using Workflows.Cases.Expressions;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities;

internal sealed record BatchSpec(string Layout, Feel Source, Feel? Sha256, string Signal, Feel? To, Feel? Key, string? Result);

/// <summary>
/// <c>Case.Batch</c>: takes a file apart. The whole file is checked before anything is applied; then each row goes as a signal
/// <c>{ row, rowNo, key }</c> to the case it names, exactly once (<c>{sha256}:{rowNo}</c>), in order. Done when every row was answered.
/// Result: <c>{ rows, applied, unheard, refused, orphans: [row + rowNo, to], items: [{ rowNo, to, key }] }</c>, or <c>{ rows: 0, errors: [{ row, column, message }] }</c>.
/// </summary>
internal sealed class CaseBatch : CaseActivity<BatchSpec>
{
    public override ActivityDescriptor Descriptor { get; } = new("Case.Batch", "ファイルの取込", "Batch", "ファイルを「{layout}」として読み、1行ずつ案件に「{signal}」を届ける", "外とのやりとり", "batch")
    {
        Inputs =
        [
            CaseInputs.Input("layout", "String", "ファイルの形", InputPicker.Choice, required: true, description: "files/ にあるレイアウトの識別子。"),
            CaseInputs.Input("source", "String", "ファイルの中身", InputPicker.Expression, required: true, description: "文字列を返す式。{ base64 } ならレイアウトの文字コードで読みます。"),
            CaseInputs.Input("sha256", "String", "ファイルの SHA-256", InputPicker.Expression, description: "なければ中身から計算します。"),
            CaseInputs.Input("signal", "String", "合図の名前", InputPicker.Text, required: true, description: "各行はこの合図として届きます。"),
            CaseInputs.Input("to", "String", "行の宛先", InputPicker.Expression, required: true, description: "案件の番号か識別子を返す式。行は row です。"),
            CaseInputs.Input("key", "String", "行の鍵", InputPicker.Expression, description: "なければレイアウトの key。"),
            CaseInputs.Result,
        ],
        Outcomes = ["Done", "Rejected"],
        Affects = ["OutboxAdd", "BookmarkSet"],
    };

    protected override BatchSpec Read(SpecReader reader) => new(
        reader.Text("layout"), reader.Feel("source"), reader.OptionalFeel("sha256"), reader.Text("signal"),
        reader.OptionalFeel("to"), reader.OptionalFeel("key"), reader.OptionalText("result"));

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        var spec = Spec(context);
        var layout = Layout(context, spec);
        var file = Parse(context, spec, layout, out var sha256);
        if (!file.IsGood)
        {
            Store(context, spec, Datum.Object(("rows", 0), ("errors", Datum.List(file.Errors.Select(e => e.ToDatum())))));
            context.Journal("Batch", Datum.Object(("errors", file.Errors.Count)));
            context.Complete("Rejected");
            return [];
        }
        var bookmark = context.SetBookmark(StimulusKinds.Answer, spec.Signal, null, CaseContext.Keep);
        var orphans = Datum.EmptyList;
        var sent = 0;
        foreach (var row in Rows(context, spec, layout, file))
        {
            if (string.IsNullOrEmpty(row.To)) { orphans = orphans.Append(row.Orphan()); continue; }
            var id = $"{sha256}:{row.No.ToString(CultureInfo.InvariantCulture)}";
            context.Send($"{context.Step.CaseId}:{id}", OutboxBodies.Signal, row.To, Datum.Object(
                ("signal", spec.Signal), ("key", row.Key.AsText()), ("payload", Datum.Object(("row", row.Fields), ("rowNo", row.No), ("key", row.Key))), ("id", id)), bookmark.Id, Policies.Signal);
            sent++;
        }
        context.Data = context.Data.Merge(Datum.Object(("waiting", sent), ("applied", 0), ("unheard", 0), ("refused", 0), ("failed", 0), ("orphans", orphans)));
        if (sent == 0) Finish(context, spec, [.. Rows(context, spec, layout, file)]);
        return [];
    }

    public override IEnumerable<Question> Resume(ActivityContext context, Bookmark bookmark, Stimulus stimulus)
    {
        Heard.Mark(context);
        var spec = Spec(context);
        var key = stimulus.Data["key"].AsText() ?? throw context.Fault("BATCH_ANSWER", "行の答えに鍵がありません。 (The answer to a row names no message key.)");
        var rowNo = int.Parse(key.AsSpan(key.LastIndexOf(':') + 1), NumberStyles.None, CultureInfo.InvariantCulture);
        switch (stimulus.Data["outcome"].AsText())
        {
            case OutboxBodies.Applied: Count(context, "applied"); break;
            case OutboxBodies.Unheard: Count(context, "unheard"); break;
            case OutboxBodies.Refused: Count(context, "refused"); break;
            case OutboxBodies.NotFound:
                // Rows are not kept in the frame: it is written with every answer. The few orphans are read from the file again.
                context.SetOwn("orphans", context.Own("orphans").Append(ReadRows(context, spec)[rowNo - 1].Orphan()));
                break;
            default: Count(context, "failed"); break;
        }
        var waiting = context.Own("waiting").AsLong()!.Value - 1;
        context.SetOwn("waiting", waiting);
        if (waiting == 0) Finish(context, spec, ReadRows(context, spec));
        return [];
    }

    private static void Finish(ActivityContext context, BatchSpec spec, IReadOnlyList<BatchRow> rows)
    {
        var data = context.Data;
        var failed = data["failed"].AsLong() ?? 0;
        if (failed > 0) context.Warn("BATCH_ROWS_FAILED", $"{failed} 行を届けられませんでした。 ({failed} rows could not be delivered.)");
        Store(context, spec, Datum.Object(("rows", rows.Count), ("applied", data["applied"]), ("unheard", data["unheard"]), ("refused", data["refused"]), ("failed", data["failed"]),
            ("orphans", Datum.List(data["orphans"].Items.OrderBy(o => o["rowNo"].AsLong()))), ("items", Datum.List(rows.Select(r => Datum.Object(("rowNo", r.No), ("to", r.To), ("key", r.Key)))))));
        context.Complete();
    }

    private static FileLayoutSpec Layout(ActivityContext context, BatchSpec spec) =>
        context.Package()?.FileLayouts.Find(spec.Layout) ?? throw context.Fault("BATCH_LAYOUT", $"ファイルの形「{spec.Layout}」は定義されていません。 (There is no file layout '{spec.Layout}'.)");

    private static ParsedFile Parse(ActivityContext context, BatchSpec spec, FileLayoutSpec layout, out string sha256)
    {
        var source = context.Eval(spec.Source);
        string? text;
        byte[] bytes;
        if (source["base64"].AsText() is { } base64)
        {
            try { bytes = Convert.FromBase64String(base64); }
            catch (FormatException) { throw context.Fault("BATCH_SOURCE", "ファイルの中身が base64 ではありません。 (The file's content is no base64.)"); }
            text = LayoutParser.Decode(bytes, layout);
        }
        else
        {
            text = source.Kind == DatumKind.Text ? source.AsText() : throw context.Fault("BATCH_SOURCE", "ファイルの中身がありません。 (There is no file content.)");
            bytes = Encoding.UTF8.GetBytes(text!);
        }
        sha256 = spec.Sha256 is not null && context.Eval(spec.Sha256).AsText() is { Length: > 0 } given ? given : Convert.ToHexStringLower(SHA256.HashData(bytes));
        return text is null ? new([], [new(0, null, $"ファイルの文字コードが {layout.Encoding} ではありません。")]) : LayoutParser.Parse(text, layout);
    }

    private static IEnumerable<BatchRow> Rows(ActivityContext context, BatchSpec spec, FileLayoutSpec layout, ParsedFile file)
    {
        for (var i = 0; i < file.Rows.Count; i++)
        {
            var names = context.NamesHere(Datum.Object(("row", file.Rows[i])));
            yield return new(i + 1, file.Rows[i], spec.To is null ? null : names.Evaluate(spec.To).AsText(), (spec.Key ?? layout.Key) is { } key ? names.Evaluate(key) : Datum.Null);
        }
    }

    private static List<BatchRow> ReadRows(ActivityContext context, BatchSpec spec)
    {
        var layout = Layout(context, spec);
        return [.. Rows(context, spec, layout, Parse(context, spec, layout, out _))];
    }

    /// <param name="No">From 1 among the file's rows.</param>
    private sealed record BatchRow(int No, Datum Fields, string? To, Datum Key)
    {
        public Datum Orphan() => Fields.With("rowNo", No).With("to", To);
    }

    private static void Count(ActivityContext context, string name) => context.SetOwn(name, (context.Own(name).AsLong() ?? 0) + 1);

    private static void Store(ActivityContext context, BatchSpec spec, Datum value)
    {
        if (spec.Result is not null) FieldPaths.Write(context, spec.Result, value);
    }
}

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

/// <param name="Operation">deliver, read, write.</param>
/// <param name="Accept">Errors in single rows that are put up with: <c>none</c>, <c>rows</c> (any), or a percentage of the rows.</param>
internal sealed record BatchSpec(
    string Operation, string Layout, Feel? Source, Feel? Sha256, string Signal, Feel? To, Feel? Key, Feel? Rows, Feel? Head, IReadOnlyList<NamedFeel> With, Feel? Accept, bool Once, string? Result);

/// <summary>
/// <c>Case.Batch</c>: files. <c>deliver</c> takes one apart: the whole file is checked before anything is applied; then each row goes as a signal
/// <c>{ row, rowNo, key }</c> to the case it names, exactly once (<c>{sha256}:{rowNo}</c>), in order; Done when every row was answered.
/// <c>read</c> only checks and gives the rows (a preview); <c>write</c> makes a file of rows.
/// Results: deliver <c>{ rows, applied, unheard, refused, failed, errors, orphans: [row + rowNo, to], items: [{ rowNo, to, key }] }</c>;
/// read <c>{ rows: [row], count, total, head, trailer, errors, sha256 }</c>; write <c>{ text, base64, bytes, count, sha256 }</c>;
/// Rejected <c>{ rows: 0, errors: [{ row, column, message }], sha256 }</c>.
/// </summary>
internal sealed class CaseBatch : CaseActivity<BatchSpec>
{
    /// <summary>Namespace of the files already taken, by layout and SHA-256.</summary>
    private const string Taken = "file:";
    private static readonly string[] Operations = ["deliver", "read", "write"];

    public override ActivityDescriptor Descriptor { get; } = new("Case.Batch", "ファイルの授受", "Batch", "ファイル「{layout}」を扱う（{operation}）", "外とのやりとり", "batch")
    {
        Inputs =
        [
            CaseInputs.Choice("operation", "すること", "deliver", ("deliver", "1行ずつ案件に届ける"), ("read", "読んで確かめるだけ"), ("write", "行からファイルを作る")),
            CaseInputs.Input("layout", "String", "ファイルの形", InputPicker.Choice, required: true, description: "files/ にあるレイアウトの識別子。"),
            CaseInputs.Input("source", "String", "ファイルの中身", InputPicker.Expression, description: "文字列を返す式。{ base64 } ならレイアウトの文字コードで読みます。"),
            CaseInputs.Input("sha256", "String", "ファイルの SHA-256", InputPicker.Expression, description: "なければ中身から計算します。"),
            CaseInputs.Input("once", "Boolean", "同じファイルは一度だけ", InputPicker.Checkbox, otherwise: Datum.False, description: "ほかの案件が取り込んだファイルなら結果は Repeated です。"),
            CaseInputs.Input("accept", "String", "許す誤り", InputPicker.Expression, description: "\"none\"（1行でも誤りがあれば受け付けない。既定）、\"rows\"（誤りのない行だけ）、または割合（5 なら誤りのある行が 5 % 以下）。"),
            CaseInputs.Input("signal", "String", "合図の名前", InputPicker.Text, description: "deliver では、各行はこの合図として届きます。"),
            CaseInputs.Input("to", "String", "行の宛先", InputPicker.Expression, description: "案件の番号か識別子を返す式。行は row です。"),
            CaseInputs.Input("key", "String", "行の鍵", InputPicker.Expression, description: "なければレイアウトの key。"),
            CaseInputs.Input("rows", "String", "書く行", InputPicker.Expression, description: "write で使う、行の一覧を返す式。"),
            CaseInputs.Input("head", "Object", "見出しの値", InputPicker.Expression, description: "write で、見出し・トレーラの項目に使う値を返す式。"),
            CaseInputs.Input("with", "Object", "ほかの値", InputPicker.Mapping, description: "固定長レイアウトの値と検査の式で使えます。"),
            CaseInputs.Result,
        ],
        Outcomes = ["Done", "Rejected", "Repeated"],
        Asks = ["claim"],
        Affects = ["OutboxAdd", "BookmarkSet"],
    };

    protected override BatchSpec Read(SpecReader reader)
    {
        var spec = new BatchSpec(reader.OptionalText("operation") ?? "deliver", reader.Text("layout"), reader.OptionalFeel("source"), reader.OptionalFeel("sha256"), reader.Text("signal"),
            reader.OptionalFeel("to"), reader.OptionalFeel("key"), reader.OptionalFeel("rows"), reader.OptionalFeel("head"), reader.Named("with"), reader.OptionalFeel("accept"), reader.Flag("once"), reader.OptionalText("result"));
        if (!Operations.Contains(spec.Operation))
            reader.Invalid("operation", $"ファイルの操作「{spec.Operation}」はありません。{string.Join("、", Operations)} のどれかです。", $"There is no file operation '{spec.Operation}'.");
        if (spec.Operation == "write" && spec.Rows is null) reader.Missing("rows");
        if (spec.Operation != "write" && spec.Source is null) reader.Missing("source");
        if (spec.Operation == "deliver" && spec.Signal.Length == 0) reader.Missing("signal");
        if (spec.Operation == "deliver" && spec.To is null) reader.Missing("to");
        return spec;
    }

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        var spec = Spec(context);
        var layout = Layout(context, spec);
        if (spec.Operation == "write") { Write(context, spec, layout); yield break; }
        var file = Parse(context, spec, layout, out var sha256);
        if (spec.Once)
        {
            var claim = new ClaimKey(Taken + layout.Id, sha256);
            yield return claim;
            if (context.Reply(claim).Outcome == Reply.Taken) { Store(context, spec, Datum.Object(("rows", 0), ("sha256", sha256))); context.Complete("Repeated"); yield break; }
        }
        var errors = Datum.List(file.Errors.Select(e => e.ToDatum()));
        if (!Acceptable(context, spec, file))
        {
            Store(context, spec, Datum.Object(("rows", 0), ("errors", errors), ("sha256", sha256), ("head", file.Head), ("trailer", file.Trailer)));
            context.Journal("Batch", Datum.Object(("errors", file.Errors.Count)));
            context.Complete("Rejected");
            yield break;
        }
        if (spec.Operation == "read")
        {
            Store(context, spec, Datum.Object(("rows", Datum.List(file.Rows)), ("count", file.Rows.Count), ("total", file.Total), ("head", file.Head), ("trailer", file.Trailer), ("errors", errors), ("sha256", sha256)));
            context.Complete();
            yield break;
        }
        Deliver(context, spec, layout, file, sha256);
    }

    private static bool Acceptable(ActivityContext context, BatchSpec spec, ParsedFile file)
    {
        if (file.IsGood) return true;
        if (!file.OnlyRows || spec.Accept is null) return false;
        var accept = context.Eval(spec.Accept);
        if (accept.AsText() == "rows") return true;
        return accept.AsDecimal() is { } percent && (file.Total - file.Rows.Count) * 100m <= percent * file.Total;
    }

    private static void Write(ActivityContext context, BatchSpec spec, FileLayoutSpec layout)
    {
        var rows = context.Eval(spec.Rows!).Items;
        string text;
        byte[] bytes;
        try
        {
            var head = spec.Head is null ? Datum.EmptyObject : context.Eval(spec.Head);
            text = layout.Format == FileLayoutSpec.Fixed ? FixedFile.Write(layout, head, rows, context.NamesHere(context.EvalAll(spec.With))) : CsvWriter.Write(layout, rows);
            bytes = LayoutParser.Encode(text, layout);
        }
        catch (FormatException e) { throw context.Fault("BATCH_WRITE", $"ファイル「{layout.Id}」を作れません: {e.Message}"); }
        Store(context, spec, Datum.Object(("text", text), ("base64", Convert.ToBase64String(bytes)), ("bytes", bytes.Length), ("count", rows.Length), ("sha256", Convert.ToHexStringLower(SHA256.HashData(bytes)))));
        context.Journal("Batch", Datum.Object(("written", rows.Length), ("bytes", bytes.Length)));
        context.Complete();
    }

    private static void Deliver(ActivityContext context, BatchSpec spec, FileLayoutSpec layout, ParsedFile file, string sha256)
    {
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
        if (file.Errors.Count > 0) context.SetOwn("errors", Datum.List(file.Errors.Select(e => e.ToDatum())));
        if (sent == 0) Finish(context, spec, [.. Rows(context, spec, layout, file)]);
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
        Store(context, spec, Datum.Object(("rows", rows.Count), ("applied", data["applied"]), ("unheard", data["unheard"]), ("refused", data["refused"]), ("failed", data["failed"]), ("errors", data["errors"].Kind == DatumKind.List ? data["errors"] : Datum.EmptyList),
            ("orphans", Datum.List(data["orphans"].Items.OrderBy(o => o["rowNo"].AsLong()))), ("items", Datum.List(rows.Select(r => Datum.Object(("rowNo", r.No), ("to", r.To), ("key", r.Key)))))));
        context.Complete();
    }

    private static FileLayoutSpec Layout(ActivityContext context, BatchSpec spec) =>
        context.Package()?.FileLayouts.Find(spec.Layout) ?? throw context.Fault("BATCH_LAYOUT", $"ファイルの形「{spec.Layout}」は定義されていません。 (There is no file layout '{spec.Layout}'.)");

    private static ParsedFile Parse(ActivityContext context, BatchSpec spec, FileLayoutSpec layout, out string sha256)
    {
        var source = context.Eval(spec.Source!);
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
        return text is null ? ParsedFile.Wrong([new(0, null, $"ファイルの文字コードが {layout.Encoding} ではありません。")]) : LayoutParser.Parse(text, layout, context.NamesHere(context.EvalAll(spec.With)));
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

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Workflows.Cases.Activities.Notices;
using Workflows.Cases.Activities.Reading;
using Workflows.Cases.Activities.Time;
using Workflows.Cases.Activities.Triggers;
using Workflows.Cases.Documents;
using Workflows.Cases.Expressions;
using Workflows.Cases.Notices;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Cases.Privacy;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities;

/// <param name="Operation">issue, reissue (a new paper under the old number), replace (a new number, the old one void), void.</param>
/// <param name="Mask">Shapes by field: a variant in which these are masked.</param>
internal sealed record DocumentIssueSpec(
    string Document, string Operation, Feel? To, IReadOnlyList<NamedFeel> Data, Feel? Office, IReadOnlyList<KeyValuePair<string, string>> Mask, TextTemplate? Watermark, TextTemplate? Batch, TextTemplate? Reason, bool Verify, string? Result);

/// <summary><c>Case.Document</c>: issues a numbered paper or file. Its text and number are fixed in the step; its bytes are made after the commit, and then the activity ends.</summary>
internal sealed class CaseDocument : CaseActivity<DocumentIssueSpec>
{
    private const string IssuedKey = "documents";
    private const string RowKey = "row";
    private const string MessageKey = "key";
    private const string BodyKey = "body";

    public override ActivityDescriptor Descriptor { get; } = new("Case.Document", "文書の発行", "Document", "「{document}」を発行する", "知らせる", "document")
    {
        Inputs =
        [
            CaseInputs.Input("document", "String", "文書", InputPicker.Document, required: true),
            CaseInputs.Choice("operation", "行うこと", "issue", ("issue", "発行する"), ("reissue", "同じ番号で再発行する"), ("replace", "差し替える（前の文書は無効）"), ("void", "無効にする")),
            CaseInputs.Input("to", "String", "受け取る人", InputPicker.Expression, description: "利用者の識別子、またはその一覧を返す式。なければ申請者。空の一覧は職員だけ。"),
            CaseInputs.Input("data", "Object", "差し込むデータ", InputPicker.Mapping, description: "名前ごとの式。文面では data.名前 で使います。"),
            CaseInputs.Input("office", "String", "発行する課", InputPicker.Expression, description: "番号に {office} があるときの課の記号を返す式。"),
            CaseInputs.Input("mask", "Object", "伏せる項目", InputPicker.Json, description: "項目ごとの伏せ方（last3、initial、all など）。伏せた版を作るとき。"),
            CaseInputs.Input("watermark", "String", "透かし", InputPicker.Text),
            CaseInputs.Input("batch", "String", "まとめて印刷する束", InputPicker.Text, description: "同じ名前の文書は一つの束として印刷できます。{式} を差し込めます。"),
            CaseInputs.Input("verify", "Boolean", "確認番号を付ける", InputPicker.Checkbox, description: "だれでも番号で真正を確かめられます。"),
            CaseInputs.Input("reason", "String", "理由", InputPicker.Text, description: "再発行・差替え・無効の理由。"),
            CaseInputs.Result,
        ],
        Asks = ["TakeNumber"],
        Affects = ["ProjectionSet", "OutboxAdd", "BookmarkSet"],
    };

    protected override DocumentIssueSpec Read(SpecReader reader)
    {
        var operation = reader.OptionalText("operation") ?? "issue";
        if (operation is not ("issue" or "reissue" or "replace" or "void"))
            reader.Invalid("operation", $"「operation」に「{operation}」は使えません。issue、reissue、replace、void のどれかです。", "The operation is issue, reissue, replace or void.");
        var mask = new List<KeyValuePair<string, string>>();
        foreach (var (field, shape) in reader.Source["mask"].Members)
        {
            if (!Mask.IsKnown(shape.AsText() ?? "")) reader.Invalid($"mask.{field}", $"伏せ方「{shape.AsText()}」はありません。last3、first2、initial、domain、year、all のどれかです。", "No such mask.");
            mask.Add(new(field, shape.AsText() ?? "all"));
        }
        return new(reader.Text("document"), operation, reader.OptionalFeel("to"), reader.Named("data"), reader.OptionalFeel("office"), mask, reader.OptionalTemplate("watermark"), reader.OptionalTemplate("batch"),
            reader.OptionalTemplate("reason"), reader.Flag("verify"), reader.OptionalText("result"));
    }

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        var spec = Spec(context);
        var package = context.Package() ?? throw context.Fault("DOCUMENT", "文書は手続の定義の中でだけ発行できます。 (Documents need a package.)");
        var notice = package.Notices.Find(spec.Document) is { Document: not null } found ? found
            : throw context.Fault("DOCUMENT", $"文書「{spec.Document}」は定義されていません（documents/ に kind: document で書きます）。 (There is no document '{spec.Document}'.)");
        var before = context.Head[IssuedKey][notice.Id];
        if (spec.Operation != "issue" && before.IsNull) throw context.Fault("DOCUMENT", $"文書「{notice.Title.Ja}」はまだ発行されていません。 (The document has not been issued.)");
        if (spec.Operation == "void") { Void(context, spec, notice, before, "void"); context.Complete(); yield break; }

        var number = spec.Operation == "reissue" ? before["number"].AsText() : null;
        if (number is null && notice.Document!.Series is { } seriesId)
        {
            var series = package.Numbers.Get(seriesId);
            var office = spec.Office is null ? "" : context.Eval(spec.Office).AsText() ?? "";
            var today = Jst.DateOf(context.Step.Now);
            // A paper that cannot be written takes no number: the step commits with its incident, and a number taken would be a gap.
            Compose(context, spec, notice, package, "", series.Write(today, 1, office), 0);
            var question = new TakeNumber(series.ByOffice ? $"{series.Id}/{office}" : series.Id, series.PeriodOf(today));
            yield return question;
            number = series.Write(today, context.Reply(question).Value.AsLong()!.Value, office);
        }
        if (spec.Operation == "replace") Void(context, spec, notice, before, "replaced");
        Issue(context, spec, notice, package, number, before);
    }

    public override IEnumerable<Question> Resume(ActivityContext context, Bookmark bookmark, Stimulus stimulus)
    {
        Heard.Mark(context);
        if (context.Stimulus.Kind == StimulusKinds.Retry) { Print(context); return []; }
        if (stimulus.Data["outcome"].AsText() != OutboxBodies.Done)
            throw context.Fault("DOCUMENT_FILE", $"文書「{context.Own(RowKey)["title"].AsText()}」のファイルを作れませんでした: {stimulus.Data["message"].AsText()}");
        var file = stimulus.Data["value"];
        var row = context.Own(RowKey).With("state", "issued").With("file", file);
        context.Emit(new ProjectionSet(Projections.Documents, row["id"].AsText()!, row));
        Timeline.Add(context, "document", $"「{row["title"].AsText()}」{(row["number"].AsText() is { } no ? $"（{no}）" : "")}を発行しました。", isPublic: row["to"].Items.Any(t => t.AsText() == context.Head["applicant"].AsText()),
            Datum.Object(("document", row["document"]), ("id", row["id"]), ("sha256", file["sha256"])));
        if (Spec(context).Result is { } result)
            FieldPaths.Write(context, result, Datum.Object(("id", row["id"]), ("document", row["document"]), ("title", row["title"]), ("number", row["number"]), ("issuedAt", row["issuedAt"]), ("sha256", file["sha256"]), ("file", file["file"]), ("verification", row["verification"])));
        context.Complete();
        return [];
    }

    private static void Issue(ActivityContext context, DocumentIssueSpec spec, NoticeSpec notice, ProgramPackage package, string? number, Datum before)
    {
        var id = context.NewId("d");
        var again = spec.Operation == "reissue" ? (before["reissue"].AsLong() ?? 0) + 1 : 0;
        var (written, verification, receivers, batch, reason) = Compose(context, spec, notice, package, id, number, again);
        var row = Datum.Object(
            ("id", id), ("document", notice.Id), ("title", written.Title), ("number", number), ("to", Datum.List(receivers.Select(Datum.Of))), ("issuedAt", Datum.Of(context.Step.Now)), ("body", written.Text),
            ("state", "printing"), ("verification", verification), ("masked", spec.Mask.Count > 0), ("batch", batch),
            ("reissue", again), ("replaces", spec.Operation is "replace" or "reissue" ? before["id"] : Datum.Null), ("reason", reason));
        context.SetOwn(RowKey, row);
        context.SetOwn(MessageKey, $"{context.Step.CaseId}:{id}");
        context.SetOwn(BodyKey, Datum.Object(
            ("id", id), ("document", notice.Id), ("title", written.Title), ("number", number), ("format", notice.Document!.Format), ("encoding", notice.Document.Encoding), ("content", written.Body),
            ("name", FileName(written.Title, number)), ("verification", verification), ("issuedAt", Datum.Of(context.Step.Now)), ("batch", row["batch"]), ("caseNumber", context.Head["number"])));
        context.Emit(new ProjectionSet(Projections.Documents, id, row));
        context.Head = context.Head.With(IssuedKey, (context.Head[IssuedKey].IsNull ? Datum.EmptyObject : context.Head[IssuedKey])
            .With(notice.Id, Datum.Object(("id", id), ("number", number), ("reissue", again), ("verification", verification))));
        Print(context);
    }

    /// <summary>Everything of a paper that may go wrong.</summary>
    private static Composed Compose(ActivityContext context, DocumentIssueSpec spec, NoticeSpec notice, ProgramPackage package, string id, string? number, long again)
    {
        var marks = Datum.Object(("number", number), ("issuedAt", Datum.Of(context.Step.Now)));
        if (again > 0) marks = marks.With("reissue", again);
        if (spec.Watermark is not null) marks = marks.With("watermark", context.Render(spec.Watermark));
        var verification = spec.Verify ? Code($"{context.Step.Tenant}|{context.Step.CaseId}|{id}|{number}|{context.Step.Seed}") : null;
        if (verification is not null) marks = marks.With("verification", verification);

        var fields = context.Fields;
        foreach (var (field, shape) in spec.Mask) fields = FieldPath.Parse(field).Write(fields, Mask.Apply(FieldPath.Parse(field).Read(fields), shape));
        var model = NoticeDesk.Model(context, context.EvalAll(spec.Data)) with { Fields = fields };
        WrittenDocument written;
        try { written = DocumentRenderer.Write(notice, model, marks, package); }
        catch (NoticeException e) { throw context.Fault("DOCUMENT", $"文書「{notice.Id}」を書けません: {e.Message}"); }
        return new(written, verification, spec.To is null ? NoticeDesk.Applicant(context) : SpecReader.Texts(context.Eval(spec.To)),
            spec.Batch is null ? Datum.Null : context.Render(spec.Batch), spec.Reason is null ? Datum.Null : context.Render(spec.Reason));
    }

    private sealed record Composed(WrittenDocument Written, string? Verification, IReadOnlyList<string> Receivers, Datum Batch, Datum Reason);

    private static void Print(ActivityContext context)
    {
        var wait = context.SetBookmark(StimulusKinds.Answer, DocumentWriter.MessageKind);
        context.Send(context.Own(MessageKey).AsText()!, DocumentWriter.MessageKind, "file", context.Own(BodyKey), wait.Id, Policies.Document);
    }

    /// <summary>A mark of its own: what was issued is never changed.</summary>
    private static void Void(ActivityContext context, DocumentIssueSpec spec, NoticeSpec notice, Datum before, string state)
    {
        var reason = spec.Reason is null ? null : context.Render(spec.Reason);
        context.Emit(new ProjectionSet(Projections.DocumentMarks, before["id"].AsText()!, Datum.Object(
            ("state", state), ("reason", reason), ("by", context.Stimulus.Actor), ("at", Datum.Of(context.Step.Now)))));
        if (before["verification"].AsText() is { } code)
            context.Send($"{context.Step.CaseId}:{before["id"].AsText()}:{state}", DocumentWriter.MessageKind, "void", Datum.Object(("void", code), ("state", state)), null, Policies.Document);
        Timeline.Add(context, "documentVoid", $"「{notice.Title.Ja}」{(before["number"].AsText() is { } no ? $"（{no}）" : "")}を{(state == "void" ? "無効にしました" : "差し替えました")}。", isPublic: true, Datum.Object(("document", notice.Id), ("id", before["id"]), ("reason", reason)));
    }

    /// <summary>Twelve letters and digits nobody can guess from the number, without those that look alike.</summary>
    private static string Code(string from)
    {
        const string Letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(from));
        var code = string.Concat(hash.Take(12).Select(b => Letters[b % 32]));
        return $"{code[..4]}-{code[4..8]}-{code[8..]}";
    }

    private static string FileName(string title, string? number) =>
        string.Concat((number is null ? title : $"{number}_{title}").Select(c => char.IsControl(c) || "/\\:*?\"<>|".Contains(c, StringComparison.Ordinal) ? '_' : c)) is var name && name.Length > 100 ? name[..100] : name;
}

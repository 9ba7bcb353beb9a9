using System.Text;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Cases.Documents;

/// <summary>
/// Makes a document's bytes after the step that issued it has committed, keeps them under their SHA-256 and answers where they lie.
/// Verification codes are kept beside, without anything about a person.
/// </summary>
/// <param name="printer">Null where no PDF can be made: the page is kept as HTML then.</param>
public sealed class DocumentWriter(IFileStore files, IKeptStore kept, IPdfPrinter? printer = null) : IOutboxHandler
{
    public const string MessageKind = "document";
    /// <summary>Key: the verification code. Value: <c>{ document, number, sha256, issuedAt, state }</c>.</summary>
    public const string Space = "documents";

    public string Kind => MessageKind;

    public async ValueTask<CallOutcome> Handle(OutboxMessage message, CancellationToken cancellationToken)
    {
        var body = message.Body;
        if (body["void"].AsText() is { Length: > 0 } code)
        {
            if (await kept.Find(message.Tenant, Space, code, cancellationToken).ConfigureAwait(false) is { } known)
                await kept.Set(message.Tenant, Space, code, known.Value.With("state", body["state"]), message.Now, null, cancellationToken).ConfigureAwait(false);
            return CallOutcome.Done(Datum.Null);
        }
        var (bytes, extension, type) = await Bytes(body, cancellationToken).ConfigureAwait(false);
        var file = await files.Put(message.Tenant, body["name"].AsText() + extension, type, bytes, "system", message.Now, cancellationToken).ConfigureAwait(false);
        if (body["verification"].AsText() is { } verification)
            await kept.Set(message.Tenant, Space, verification, Datum.Object(("document", body["document"]), ("title", body["title"]), ("number", body["number"]), ("sha256", file.Sha256), ("issuedAt", body["issuedAt"]), ("state", "issued")), message.Now, null, cancellationToken).ConfigureAwait(false);
        if (body["batch"].AsText() is { Length: > 0 } bundle)
            await kept.Set(message.Tenant, KeptSpaces.PrintBundles, PrintBundles.KeyOf(message.Program, bundle, body["issuedAt"].AsText()!, body["id"].AsText()!), Datum.Object(
                ("case", message.CaseId), ("caseNumber", body["caseNumber"]), ("id", body["id"]), ("title", body["title"]), ("number", body["number"]), ("file", file.Id), ("type", type), ("sha256", file.Sha256)), message.Now, null, cancellationToken).ConfigureAwait(false);
        return CallOutcome.Done(Datum.Object(("file", file.Id), ("name", file.Name), ("type", type), ("sha256", file.Sha256), ("length", file.Length)));
    }

    private async ValueTask<(byte[] Bytes, string Extension, string Type)> Bytes(Datum body, CancellationToken cancellationToken)
    {
        var text = body["content"].AsText()!;
        switch (body["format"].AsText())
        {
            case "pdf" when printer is not null: return (await printer.Print(text, cancellationToken).ConfigureAwait(false), ".pdf", "application/pdf");
            case "pdf" or "html": return (Encoding.UTF8.GetBytes(text), ".html", "text/html; charset=utf-8");
            case "csv": return (Encode(text.Replace("\n", "\r\n", StringComparison.Ordinal), body), ".csv", "text/csv");
            case "ics": return (Encode(text.Replace("\n", "\r\n", StringComparison.Ordinal), body), ".ics", "text/calendar");
            case "xml": return (Encode(text, body), ".xml", "application/xml");
            default: return (Encode(text, body), ".txt", "text/plain");
        }
    }

    private static byte[] Encode(string text, Datum body) => body["encoding"].AsText() switch
    {
        "utf-8-bom" => TextEncodings.WithMark(text),
        "shift_jis" => TextEncodings.Encode(text, "shift_jis"),
        _ => Encoding.UTF8.GetBytes(text),
    };
}

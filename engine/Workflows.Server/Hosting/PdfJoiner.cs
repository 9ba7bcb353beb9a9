using UglyToad.PdfPig.Writer;
using Workflows.Cases.Ports;

namespace Workflows.Server.Hosting;

/// <summary>Joins PDFs page by page; fonts and text stay as they are.</summary>
internal sealed class PdfJoiner : IPdfJoiner
{
    public byte[] Join(IReadOnlyList<byte[]> documents)
    {
        try { return PdfMerger.Merge(documents); }
        catch (Exception e) when (e is UglyToad.PdfPig.Core.PdfDocumentFormatException or InvalidOperationException) { throw new InvalidDataException($"PDFをまとめられません。 The PDFs cannot be joined: {e.Message}", e); }
    }
}

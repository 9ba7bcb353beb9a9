using System.Text;

namespace Workflows.Cases.Forms;

/// <summary>What a file is by its first bytes. What a browser or client says of it is believed only where bytes cannot tell.</summary>
public static class FileKinds
{
    public const string Unknown = "application/octet-stream";

    private static readonly (string Type, int At, byte[] Bytes)[] Marks =
    [
        ("image/jpeg", 0, [0xFF, 0xD8, 0xFF]), ("image/png", 0, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]), ("image/gif", 0, "GIF8"u8.ToArray()), ("image/webp", 8, "WEBP"u8.ToArray()),
        ("image/tiff", 0, [0x49, 0x49, 0x2A, 0x00]), ("image/tiff", 0, [0x4D, 0x4D, 0x00, 0x2A]), ("application/pdf", 0, "%PDF-"u8.ToArray()),
        ("image/heic", 4, "ftypheic"u8.ToArray()), ("image/heic", 4, "ftypheix"u8.ToArray()), ("image/heic", 4, "ftypmif1"u8.ToArray()), ("video/mp4", 4, "ftyp"u8.ToArray()),
        ("application/zip", 0, [0x50, 0x4B, 0x03, 0x04]), ("application/x-ole-storage", 0, [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]),
        ("application/x-msdownload", 0, "MZ"u8.ToArray()), ("application/x-executable", 0, [0x7F, 0x45, 0x4C, 0x46]), ("application/gzip", 0, [0x1F, 0x8B]),
    ];

    /// <summary>Kinds that are packed in another: told apart by their declared type, which must be one of these.</summary>
    private static readonly Dictionary<string, string[]> Within = new(StringComparer.Ordinal)
    {
        ["application/zip"] =
        [
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation", "application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet",
        ],
        ["application/x-ole-storage"] = ["application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"],
        ["video/mp4"] = ["video/quicktime", "audio/mp4"],
    };

    private static readonly string[] Texts = ["text/plain", "text/csv", "text/tab-separated-values", "application/json", "application/xml", "text/xml"];

    /// <summary>The media type to believe.</summary>
    /// <param name="declared">As the sender says.</param>
    public static string Of(ReadOnlySpan<byte> content, string? declared)
    {
        var said = (declared ?? "").Split(';')[0].Trim().ToLowerInvariant();
        foreach (var (type, at, bytes) in Marks)
            if (content.Length >= at + bytes.Length && content.Slice(at, bytes.Length).SequenceEqual(bytes))
                return Within.TryGetValue(type, out var inner) && inner.Contains(said) ? said : type;
        // Markup is never taken for text: a browser would run it.
        if (!IsText(content) || LooksLikeMarkup(content)) return Unknown;
        return Texts.Contains(said) ? said : "text/plain";
    }

    private static bool IsText(ReadOnlySpan<byte> content)
    {
        foreach (var b in content[..Math.Min(content.Length, 4096)])
            if (b < 0x20 && b is not (0x09 or 0x0A or 0x0D or 0x0C or 0x1B)) return false;
        return true;
    }

    private static bool LooksLikeMarkup(ReadOnlySpan<byte> content)
    {
        var head = Encoding.ASCII.GetString(content[..Math.Min(content.Length, 1024)]).TrimStart('?', ' ', '\r', '\n', '\t').ToLowerInvariant();
        return head.StartsWith("<!doctype html", StringComparison.Ordinal) || head.Contains("<html", StringComparison.Ordinal) || head.Contains("<script", StringComparison.Ordinal) || head.Contains("<svg", StringComparison.Ordinal);
    }
}

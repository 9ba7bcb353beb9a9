using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Workflows.Cases.Packages;
using Workflows.Decisions.Dmn;
using Workflows.Engine.Data;

namespace Workflows.Cases.Drafts.Documents;

/// <summary>A draft's documents by path. Immutable. Files and documents stand for each other; <see cref="Municipality"/> has no file in the package.</summary>
public sealed record DraftContent(ImmutableSortedDictionary<string, Datum> Documents)
{
    /// <summary>The municipality's own part, kept apart: <c>{title, settings, registers, connectors}</c>.</summary>
    public const string Municipality = "municipality.json";
    public const string Program = "program.json";

    private static readonly string[] Parts = ["workflows/", "forms/", "decisions/", "registers/", "documents/", "files/", "connectors/", "scenarios/", "samples/", "streams/", "reports/", "shared/"];

    public static readonly DraftContent Empty = new(ImmutableSortedDictionary<string, Datum>.Empty.WithComparers(StringComparer.Ordinal));

    public Datum this[string path] => Documents.GetValueOrDefault(path) ?? Datum.Null;
    public string Id => this[Program]["id"].AsText() ?? "";

    /// <summary>Whether a document may stand there: a known folder, a known kind of file, no way out of the package.</summary>
    public static bool IsPath(string path) =>
        path is Program or Municipality or "README.md"
        || (path.Length <= 200 && Parts.Any(p => path.StartsWith(p, StringComparison.Ordinal) && path.Length > p.Length) && !path.Split('/').Any(s => s is "" or "." or "..")
            && !path.Any(c => char.IsControl(c) || c is '\\' or ':' or '?' or '*' or '"' or '<' or '>' or '|')
            && (path.EndsWith(".json", StringComparison.Ordinal) || path.EndsWith(".dmn", StringComparison.Ordinal) || IsText(path)));

    /// <summary>A package's files as documents. What cannot be read is told; nothing of it is kept then.</summary>
    /// <param name="folder">The files' folder, left off their paths; empty: none.</param>
    public static (DraftContent Content, IReadOnlyList<PackageProblem> Problems) FromFiles(IEnumerable<DefinitionFile> files, string folder)
    {
        var documents = Empty.Documents.ToBuilder();
        var problems = new List<PackageProblem>();
        foreach (var file in files)
        {
            var path = folder.Length > 0 && file.Path.StartsWith(folder + "/", StringComparison.Ordinal) ? file.Path[(folder.Length + 1)..] : file.Path;
            if (!IsPath(path)) { problems.Add(new(file.Path, "$", $"「{path}」は手続のファイルではありません。", $"'{path}' is no file of a package.", null, "warning") { Code = "FILE_UNKNOWN" }); continue; }
            try { documents[path] = Read(path, Encoding.UTF8.GetString(file.Content.Span).TrimStart('\uFEFF')); }
            catch (Exception e) when (e is JsonException or DmnFormatException or System.Xml.XmlException)
            {
                problems.Add(new(file.Path, "$", $"読めません: {e.Message}", $"This cannot be read: {e.Message}") { Code = "FILE_UNREADABLE" });
            }
        }
        return (new(documents.ToImmutable()), problems);
    }

    /// <summary>The package's files in a folder.</summary>
    /// <exception cref="FormatException">XML text within a decision cannot be read.</exception>
    public IReadOnlyList<DefinitionFile> ToFiles(string folder) =>
        [.. Documents.Where(d => d.Key != Municipality).Select(d => new DefinitionFile(folder.Length == 0 ? d.Key : $"{folder}/{d.Key}", Write(d.Key, d.Value)))];

    public byte[] ToZip()
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var file in ToFiles(""))
            {
                var entry = zip.CreateEntry(file.Path, CompressionLevel.Optimal);
                // The same draft gives the same archive.
                entry.LastWriteTime = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
                using var stream = entry.Open();
                stream.Write(file.Content.Span);
            }
        return bytes.ToArray();
    }

    /// <exception cref="InvalidDataException">It is no archive of a package, or too large.</exception>
    public static (DraftContent Content, IReadOnlyList<PackageProblem> Problems) FromZip(byte[] bytes)
    {
        const long MaxFile = 20 * 1024 * 1024, MaxAll = 64 * 1024 * 1024;
        const int MaxFiles = 2_000;
        using var zip = new ZipArchive(new MemoryStream(bytes), ZipArchiveMode.Read);
        var entries = zip.Entries.Where(e => e.Name.Length > 0 && !e.FullName.Split('/').Any(p => p.StartsWith('.') || p == "__MACOSX")).ToList();
        var program = entries.Where(e => e.Name == Program).OrderBy(e => e.FullName.Length).FirstOrDefault()
            ?? throw new InvalidDataException("zip の中に program.json がありません。 (There is no program.json in the archive.)");
        var folder = program.FullName[..^Program.Length].TrimEnd('/');
        if (entries.Count > MaxFiles) throw new InvalidDataException($"ファイルが多すぎます（{MaxFiles} まで）。 (Too many files.)");
        var files = new List<DefinitionFile>();
        long all = 0;
        foreach (var entry in entries.Where(e => folder.Length == 0 || e.FullName.StartsWith(folder + "/", StringComparison.Ordinal)))
        {
            // Sizes in the directory may lie: what is read is counted.
            using var stream = entry.Open();
            using var copy = new MemoryStream();
            var block = new byte[64 * 1024];
            int read;
            while ((read = stream.Read(block)) > 0)
            {
                if ((all += read) > MaxAll || copy.Length + read > MaxFile) throw new InvalidDataException("zip の中身が大きすぎます。 (The archive's content is too large.)");
                copy.Write(block, 0, read);
            }
            files.Add(new(entry.FullName, copy.ToArray()));
        }
        return FromFiles(files, folder);
    }

    public Datum ToDatum() => Datum.Object(Documents);

    public static DraftContent FromDatum(Datum documents) => new(Empty.Documents.AddRange(documents.Members));

    public DraftContent With(string path, Datum document) => new(Documents.SetItem(path, document));
    public DraftContent Without(string path) => new(Documents.Remove(path));

    internal static bool IsWorkflow(string path) => path.StartsWith("workflows/", StringComparison.Ordinal) && !path.EndsWith(".layout.json", StringComparison.Ordinal);

    private static bool IsText(string path) => path.EndsWith(".scriban", StringComparison.Ordinal) || path.EndsWith(".feature", StringComparison.Ordinal) || path.EndsWith(".md", StringComparison.Ordinal) || path.EndsWith(".txt", StringComparison.Ordinal) || path.EndsWith(".csv", StringComparison.Ordinal);

    private static Datum Read(string path, string text) =>
        path.EndsWith(".json", StringComparison.Ordinal) ? Datum.Parse(text)
        : path.EndsWith(".dmn", StringComparison.Ordinal) ? DecisionDocument.Read(text)
        : path.EndsWith(".scriban", StringComparison.Ordinal) ? NoticeDocument.Read(text)
        : Datum.Object(("text", text));

    private static byte[] Write(string path, Datum document) =>
        path.EndsWith(".json", StringComparison.Ordinal) ? JsonText.Write(document)
        : Encoding.UTF8.GetBytes(
            path.EndsWith(".dmn", StringComparison.Ordinal) ? DecisionDocument.Write(document)
            : path.EndsWith(".scriban", StringComparison.Ordinal) ? NoticeDocument.Write(document)
            : document["text"].AsText() ?? "");
}

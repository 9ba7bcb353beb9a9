using System.IO.Compression;
using Workflows.Engine.Plans;

namespace Workflows.Engine.Definitions;

/// <summary>What an archive held: the definitions that could be read, and what was wrong with the rest.</summary>
/// <param name="Definitions">By the archive's own order: entry name and definition.</param>
public sealed record ArchiveContent(IReadOnlyList<(string Entry, ElsaFile File)> Definitions, IReadOnlyList<PlanProblem> Problems);

/// <summary>Many definitions as one zip, as Elsa's bulk export makes it: a JSON file each, in any folder.</summary>
public static class ElsaArchive
{
    public const int MaxEntries = 5_000;
    /// <summary>Bytes one unpacked definition may have.</summary>
    public const long MaxEntryBytes = 32L * 1024 * 1024;
    /// <summary>Bytes all unpacked definitions may have together.</summary>
    public const long MaxTotalBytes = 512L * 1024 * 1024;

    private static readonly DateTimeOffset Stamp = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes the definitions as <c>workflow-definition-{definitionId}.json</c>, versions after the first with <c>-v{version}</c>. The same definitions give the same bytes.</summary>
    public static void Write(IEnumerable<ElsaFile> definitions, Stream to)
    {
        using var zip = new ZipArchive(to, ZipArchiveMode.Create, leaveOpen: true);
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var definition in definitions)
        {
            var name = $"workflow-definition-{Safe(definition.DefinitionId)}";
            if (!names.Add(name)) name = $"{name}-v{definition.Version}";
            for (var n = 2; !names.Add(name) && name.Contains("-v", StringComparison.Ordinal); n++) name = $"workflow-definition-{Safe(definition.DefinitionId)}-v{definition.Version}-{n}";
            var entry = zip.CreateEntry($"{name}.json", CompressionLevel.Optimal);
            entry.LastWriteTime = Stamp;
            using var stream = entry.Open();
            stream.Write(definition.Write());
        }
    }

    /// <summary>Reads every JSON entry; one that is no definition is a problem with its name, the others are kept.</summary>
    /// <exception cref="DefinitionException">It is no zip archive, or unpacks to more than the bounds.</exception>
    public static ArchiveContent Read(Stream from)
    {
        var definitions = new List<(string, ElsaFile)>();
        var problems = new List<PlanProblem>();
        try
        {
            using var zip = new ZipArchive(from, ZipArchiveMode.Read, leaveOpen: true);
            if (zip.Entries.Count > MaxEntries) throw TooLarge($"ファイルは {MaxEntries:N0} 個までです。", $"it has more than {MaxEntries} entries");
            var total = 0L;
            foreach (var entry in zip.Entries)
            {
                if (!entry.FullName.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || entry.FullName.StartsWith("__MACOSX", StringComparison.Ordinal)) continue;
                var bytes = Unpack(entry);
                if ((total += bytes.Length) > MaxTotalBytes) throw TooLarge($"全体で {MaxTotalBytes:N0} バイトまでです。", $"it unpacks to more than {MaxTotalBytes} bytes");
                try { definitions.Add((entry.FullName, ElsaFile.Read(bytes))); }
                catch (DefinitionException e) { problems.Add(new PlanProblem("error", "DEFINITION_UNREADABLE", entry.FullName, e.MessageJa, e.Message)); }
            }
        }
        catch (InvalidDataException e)
        {
            throw new DefinitionException("zip として読めません。", $"This is not a zip archive: {e.Message}");
        }
        return new ArchiveContent(definitions, problems);
    }

    /// <summary>Unpacks up to the bound, whatever length the archive claims.</summary>
    private static byte[] Unpack(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        using var memory = new MemoryStream();
        var buffer = new byte[81_920];
        int read;
        while ((read = stream.Read(buffer)) > 0)
        {
            if (memory.Length + read > MaxEntryBytes) throw TooLarge($"「{entry.FullName}」が大きすぎます（{MaxEntryBytes:N0} バイトまで）。", $"'{entry.FullName}' has more than {MaxEntryBytes} bytes");
            memory.Write(buffer, 0, read);
        }
        return memory.ToArray();
    }

    private static DefinitionException TooLarge(string ja, string en) => new($"zip を読めません: {ja}", $"The archive is refused: {en}.");

    private static string Safe(string id) => string.Concat(id.Select(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-'));
}

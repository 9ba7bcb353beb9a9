using System.Buffers;
using System.Text;
using System.Text.Json;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.Plans;

namespace Workflows.Engine.Definitions;

/// <summary>
/// One Elsa 3 workflow definition as a file. Everything read is kept: unknown activities and properties, type aliases and CLR names,
/// string or raw JSON in expressions.
/// </summary>
public sealed class ElsaFile
{
    /// <summary>What Elsa writes as <c>$schema</c>.</summary>
    public const string Schema = "https://elsaworkflows.io/schemas/workflow-definition/v3.0.0/schema.json";

    private readonly DefinitionReader _reader;

    /// <param name="definition">The definition's JSON.</param>
    /// <exception cref="DefinitionException">It is no workflow definition.</exception>
    public ElsaFile(Datum definition)
    {
        _reader = new DefinitionReader(definition);
        Definition = definition;
    }

    public Datum Definition { get; }
    /// <summary>The stable logical id; the row's id, or <c>workflow</c>, where the file names none.</summary>
    public string DefinitionId => _reader.DefinitionId;
    /// <summary>The id of this version's row; empty where the file names none.</summary>
    public string VersionId => _reader.VersionId;
    public int Version => _reader.Version;
    public string Name => _reader.Name;

    /// <summary>Reads a definition from UTF-8, with or without a byte order mark.</summary>
    /// <exception cref="DefinitionException">The text is not JSON (with line and column), or no workflow definition.</exception>
    public static ElsaFile Read(ReadOnlySpan<byte> utf8)
    {
        if (utf8 is [0xEF, 0xBB, 0xBF, .. var rest]) utf8 = rest;
        try { return new ElsaFile(Datum.Parse(utf8)); }
        catch (JsonException e)
        {
            var (line, column) = ((e.LineNumber ?? 0) + 1, (e.BytePositionInLine ?? 0) + 1);
            throw new DefinitionException($"{line}行 {column}バイト目: JSON として読めません。前後の , \" {{ }} [ ] を確かめてください。", $"line {line}, byte {column}: this is not JSON ({Reason(e)}).");
        }
    }

    /// <inheritdoc cref="Read(ReadOnlySpan{byte})"/>
    public static ElsaFile Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    /// <summary>The same definition with today's names and connection form.</summary>
    public ElsaFile Normalize(ActivityCatalog catalog) => new(ElsaShape.Normalize(Definition, catalog));

    /// <summary>The file as UTF-8: <c>$schema</c> first, then the keys in the order they were read; one line a value, LF at line ends.</summary>
    public byte[] Write()
    {
        var definition = Datum.Object(("$schema", Definition.TryGet("$schema", out var own) ? own : Datum.Of(Schema)));
        definition = Datum.Object(definition.Members.Concat(Definition.Members));
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, DatumJson.WriterOptions with { Indented = true, NewLine = "\n" })) definition.WriteTo(writer);
        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The definition without positions and sizes, and these as their own file (<c>&lt;id&gt;.layout.json</c>).</summary>
    public (ElsaFile File, Datum Layout) SplitLayout(ActivityCatalog catalog)
    {
        var (definition, layout) = ElsaLayout.Split(Definition, catalog);
        return (new ElsaFile(definition), layout);
    }

    /// <summary>Puts positions and sizes back; those of activities that are gone are left out.</summary>
    public ElsaFile MergeLayout(Datum layout, ActivityCatalog catalog) => new(ElsaLayout.Merge(Definition, layout, catalog));

    private static string Reason(JsonException e)
    {
        var at = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (at < 0 ? e.Message : e.Message[..at]).TrimEnd('.', ' ');
    }
}

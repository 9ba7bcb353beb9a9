using System.IO.Compression;
using System.Text;
using Workflows.Engine.Data;

namespace Workflows.Cases.Packages;

/// <summary>A package as bytes, to be kept with what was published of it, and back.</summary>
public static class PackageArchive
{
    public static byte[] Pack(ProgramPackage package)
    {
        var files = Datum.Object(("folder", package.Folder), ("files", Datum.Object(package.Files.Select(f => KeyValuePair.Create(f.Path, Datum.Of(Encoding.UTF8.GetString(f.Content.Span)))))));
        using var result = new MemoryStream();
        using (var deflate = new DeflateStream(result, CompressionLevel.SmallestSize)) deflate.Write(files.ToUtf8());
        return result.ToArray();
    }

    /// <exception cref="InvalidDataException">The bytes are no archive, or hold a package this version cannot read.</exception>
    public static ProgramPackage Unpack(byte[] bytes)
    {
        using var deflate = new DeflateStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var text = new MemoryStream();
        deflate.CopyTo(text);
        var set = PackageLoader.Load(Datum.Parse(text.ToArray())["files"].Members.Select(m => new DefinitionFile(m.Key, Encoding.UTF8.GetBytes(m.Value.AsText()!))));
        return set.Packages.Count == 1 ? set.Packages[0]
            : throw new InvalidDataException($"保存された手続の定義を読めません: {string.Join(" / ", set.Problems.Where(p => p.IsError))} (The archived package cannot be read.)");
    }
}

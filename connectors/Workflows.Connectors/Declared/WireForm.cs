using System.Text;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using Workflows.Cases.Packages;
using Workflows.Engine.Data;

namespace Workflows.Connectors.Declared;

/// <summary>
/// JSON, XML and text as data. Of an XML element: attributes are <c>@name</c>, text beside them is <c>#text</c>, an element with text alone is that text,
/// elements of one name are a list; namespaces are left out. Written back the same way.
/// </summary>
internal static class WireForm
{
    /// <summary>Null when the body is neither.</summary>
    public static Datum Read(HttpAnswer answer)
    {
        if (answer.Body.Length == 0) return Datum.EmptyObject;
        var type = answer.ContentType ?? "";
        if (type.Contains("xml", StringComparison.OrdinalIgnoreCase)) return FromXml(answer.Body);
        if (type.StartsWith("text/plain", StringComparison.OrdinalIgnoreCase)) return Encoding.UTF8.GetString(answer.Body);
        try { return Datum.Parse(answer.Body); }
        catch (JsonException) { return Datum.Null; }
    }

    /// <summary>A file as data. Its name is the last part of where it was read from.</summary>
    public static Datum File(byte[] bytes, string path, string encoding) => Datum.Object(
        ("name", Uri.UnescapeDataString(path.Split('?')[0].TrimEnd('/').Split('/')[^1])), ("text", TextEncodings.Decode(bytes, encoding)), ("base64", Convert.ToBase64String(bytes)),
        ("size", bytes.Length), ("sha256", Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes))));

    public static Datum FromXml(byte[] bytes)
    {
        try
        {
            // No entities, no outside files: what comes from outside must not reach inside.
            using var reader = XmlReader.Create(new MemoryStream(bytes), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = 16_000_000 });
            var root = XElement.Load(reader);
            return Datum.Object((root.Name.LocalName, Value(root)));
        }
        catch (XmlException) { return Datum.Null; }
    }

    public static byte[] ToXml(string root, Datum value)
    {
        using var stream = new MemoryStream();
        using (var writer = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false) })) Element(root, value).WriteTo(writer);
        return stream.ToArray();
    }

    private static Datum Value(XElement element)
    {
        var attributes = element.Attributes().Where(a => !a.IsNamespaceDeclaration).ToList();
        var children = element.Elements().ToList();
        if (attributes.Count == 0 && children.Count == 0) return element.Value;
        var members = attributes.Select(a => KeyValuePair.Create("@" + a.Name.LocalName, Datum.Of(a.Value))).ToList();
        foreach (var group in children.GroupBy(c => c.Name.LocalName))
            members.Add(KeyValuePair.Create(group.Key, group.Count() == 1 ? Value(group.First()) : Datum.List(group.Select(Value))));
        var text = string.Concat(element.Nodes().OfType<XText>().Select(t => t.Value)).Trim();
        if (text.Length > 0) members.Add(KeyValuePair.Create("#text", Datum.Of(text)));
        return Datum.Object(members);
    }

    private static XElement Element(string name, Datum value)
    {
        var element = new XElement(XmlConvert.EncodeLocalName(name));
        if (value.Kind != DatumKind.Object) { if (!value.IsNull) element.Value = value.AsText()!; return element; }
        foreach (var (key, member) in value.Members)
        {
            if (key.StartsWith('@')) { if (!member.IsNull) element.SetAttributeValue(XmlConvert.EncodeLocalName(key[1..]), member.AsText()); }
            else if (key == "#text") element.Add(new XText(member.AsText() ?? ""));
            else if (member.Kind == DatumKind.List) element.Add(member.Items.Select(i => Element(key, i)));
            else element.Add(Element(key, member));
        }
        return element;
    }
}

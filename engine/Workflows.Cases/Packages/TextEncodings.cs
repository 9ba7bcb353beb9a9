using System.Text;
using Workflows.Cases.Activities.Batch;

namespace Workflows.Cases.Packages;

/// <summary>The encodings files between offices are written in: utf-8, shift_jis (CP932), jis-x-0201.</summary>
public static class TextEncodings
{
    public static readonly IReadOnlyList<string> Names = ["utf-8", "shift_jis", "jis-x-0201"];

    static TextEncodings() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>The text of the bytes; null when they are not in the encoding.</summary>
    public static string? Decode(ReadOnlySpan<byte> bytes, string encoding)
    {
        if (encoding == "jis-x-0201") return JisX0201.Decode(bytes);
        var known = encoding == "utf-8" ? new UTF8Encoding(false, true) : Encoding.GetEncoding(932, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        try { return known.GetString(bytes); }
        catch (DecoderFallbackException) { return null; }
    }

    /// <exception cref="FormatException">A character has no place in the encoding.</exception>
    public static byte[] Encode(string text, string encoding)
    {
        if (encoding == "jis-x-0201") return JisX0201.Encode(text);
        if (encoding == "utf-8") return Encoding.UTF8.GetBytes(text);
        try { return Encoding.GetEncoding(932, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback).GetBytes(text); }
        catch (EncoderFallbackException e) { throw new FormatException($"「{e.CharUnknown}」は {encoding} で書けません。 (A character has no place in {encoding}.)", e); }
    }
}

using System.Text;
using Workflows.Cases.Activities.Batch;

namespace Workflows.Cases.Packages;

/// <summary>The encodings files between offices are written in: utf-8, shift_jis (CP932), jis-x-0201.</summary>
public static class TextEncodings
{
    public static readonly IReadOnlyList<string> Names = ["utf-8", "shift_jis", "jis-x-0201"];

    /// <summary>CP932 that says what it lacks.</summary>
    private static readonly Encoding Cp932 = Cp932With(EncoderFallback.ExceptionFallback);
    /// <summary>CP932 with 〓 for what it lacks, as lists for people have it.</summary>
    private static readonly Encoding Cp932ForReading = Cp932With(new EncoderReplacementFallback("〓"));

    /// <summary>The text of the bytes; null when they are not in the encoding.</summary>
    public static string? Decode(ReadOnlySpan<byte> bytes, string encoding)
    {
        if (encoding == "jis-x-0201") return JisX0201.Decode(bytes);
        var known = encoding == "utf-8" ? new UTF8Encoding(false, true) : Cp932;
        try { return known.GetString(bytes); }
        catch (DecoderFallbackException) { return null; }
    }

    /// <exception cref="FormatException">A character has no place in the encoding.</exception>
    public static byte[] Encode(string text, string encoding)
    {
        if (encoding == "jis-x-0201") return JisX0201.Encode(text);
        if (encoding == "utf-8") return Encoding.UTF8.GetBytes(text);
        try { return Cp932.GetBytes(text); }
        catch (EncoderFallbackException e) { throw new FormatException($"「{e.CharUnknown}」は {encoding} で書けません。 (A character has no place in {encoding}.)", e); }
    }

    /// <summary>A file for a spreadsheet: <c>shift_jis</c> with 〓 for what it lacks, anything else UTF-8 with byte order mark.</summary>
    public static byte[] EncodeForSheet(string text, string encoding) => encoding == "shift_jis" ? Cp932ForReading.GetBytes(text) : WithMark(text);

    /// <summary>UTF-8 with byte order mark.</summary>
    public static byte[] WithMark(string text) => [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)];

    private static Encoding Cp932With(EncoderFallback lacking) => CodePagesEncodingProvider.Instance.GetEncoding(932, lacking, DecoderFallback.ExceptionFallback)!;
}

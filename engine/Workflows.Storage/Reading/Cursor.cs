using System.Buffers.Text;
using System.Text;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Storage.Reading;

/// <summary>Where a page ended: the sort value and key of its last row. Opaque to callers.</summary>
internal sealed record Cursor(object? Value, long Key)
{
    /// <exception cref="ListException">Not a cursor of ours.</exception>
    public static Cursor? Read(string? text)
    {
        if (text is null) return null;
        try
        {
            var d = Datum.Parse(Base64Url.DecodeFromChars(text));
            return new Cursor(d[0].AsText() switch
            {
                "n" => d[1].AsLong()!.Value,
                "b" => Convert.FromHexString(d[1].AsText()!),
                "s" => d[1].AsText()!,
                _ => null,
            }, d[2].AsLong()!.Value);
        }
        catch (Exception error) when (error is FormatException or System.Text.Json.JsonException or InvalidOperationException)
        {
            throw new ListException("BAD_CURSOR", "続きの位置（cursor）が読めません。最初のページから読み直してください。", "The cursor cannot be read; begin with the first page.", error);
        }
    }

    public string Write()
    {
        var (kind, value) = Value switch
        {
            long number => ("n", Datum.Of(number)),
            byte[] bytes => ("b", Datum.Of(Convert.ToHexString(bytes))),
            string s => ("s", Datum.Of(s)),
            _ => ("", Datum.Null),
        };
        return Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Datum.List(kind, value, Key).ToJson()));
    }
}

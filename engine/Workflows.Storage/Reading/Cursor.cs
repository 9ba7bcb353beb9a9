using System.Buffers.Text;
using System.Text;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Storage.Reading;

/// <summary>Where a page ended: the sort value and key of its last row. Opaque to callers.</summary>
internal sealed record Cursor(object? Value, long Key)
{
    /// <summary>A place in a list that is ordered by its key.</summary>
    /// <exception cref="ListRefusedException">Not a cursor of ours.</exception>
    public static Cursor? Read(string? text) => ReadAny(text);

    /// <param name="mayLack">A row may have no value.</param>
    /// <typeparam name="T">What the list's order is made of: <see cref="long"/>, <see cref="string"/> or bytes.</typeparam>
    /// <exception cref="ListRefusedException">Not a cursor of ours, or of a list in another order.</exception>
    public static Cursor? Read<T>(string? text, bool mayLack) =>
        ReadAny(text) is var cursor && (cursor is null || cursor.Value is T || (mayLack && cursor.Value is null)) ? cursor : throw ListRefusedException.Cursor();

    private static Cursor? ReadAny(string? text)
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
        catch (Exception error) when (error is FormatException or ArgumentException or OverflowException or System.Text.Json.JsonException or InvalidOperationException)
        {
            throw ListRefusedException.Cursor(error);
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
        return Base64Url.EncodeToString(Datum.List(kind, value, Key).ToUtf8());
    }
}

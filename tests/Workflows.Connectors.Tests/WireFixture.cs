using System.Text;
using Workflows.Connectors.Wire;
using Workflows.Engine.Data;

namespace Workflows.Connectors.Tests;

/// <summary>A recorded HTTP message: start line, headers, body.</summary>
internal sealed record WireFixture(string StartLine, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <param name="name"><c>debit-enrolment/start.request</c>.</param>
    public static WireFixture Read(string name)
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", name + ".http"));
        var gap = text.IndexOf("\n\n", StringComparison.Ordinal);
        var lines = text[..gap].Split('\n');
        var headers = lines.Skip(1).Select(l => l.Split(": ", 2)).ToDictionary(h => h[0], h => h[1], StringComparer.OrdinalIgnoreCase);
        var body = text[(gap + 2)..];
        var csv = headers.GetValueOrDefault("Content-Type")?.StartsWith("text/csv", StringComparison.Ordinal) == true;
        return new(lines[0], headers, Encoding.UTF8.GetBytes(csv ? body.Replace("\n", "\r\n", StringComparison.Ordinal) : body.TrimEnd('\n')));
    }

    public string Method => StartLine.Split(' ')[0];
    public Uri Url => new("http://fixture" + StartLine.Split(' ')[1]);
    public int Status => int.Parse(StartLine.Split(' ')[1]);

    public WireRequest ToRequest() => new(
        Method, [.. Url.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)], WireRequest.ParseQuery(Url.Query), Headers, Body);

    /// <summary>The same body: JSON by value, all else by bytes.</summary>
    public void AssertBody(byte[] actual)
    {
        if (Headers.GetValueOrDefault("Content-Type")?.StartsWith("application/json", StringComparison.Ordinal) == true)
        {
            var (expected, got) = (Datum.Parse(Body), Datum.Parse(actual));
            Assert.True(expected.Equals(got), $"expected {expected.ToJson()}\nactual   {got.ToJson()}");
        }
        else
        {
            Assert.Equal(Encoding.UTF8.GetString(Body), Encoding.UTF8.GetString(actual));
        }
    }
}

using Microsoft.AspNetCore.Http;

namespace Workflows.Connectors.Wire;

/// <summary>Serves an <see cref="IWireService"/> on ASP.NET Core: real delays, and a connection that hangs when the answer is lost.</summary>
public static class WireEndpoints
{
    /// <summary>Bodies above this are refused with 413 (bytes).</summary>
    public const int MaxBody = 4 * 1024 * 1024;

    public static async Task Serve(HttpContext context, IWireService service)
    {
        if (await ReadBody(context).ConfigureAwait(false) is not { } body)
        {
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }
        var request = context.Request;
        var headers = request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var path = request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var answer = await service.Serve(
            new(request.Method, path, WireRequest.ParseQuery(request.QueryString.Value ?? ""), headers, body, null, $"{request.Scheme}://{request.Host}"), context.RequestAborted).ConfigureAwait(false);

        if (answer.Lost)
        {
            context.Abort();
            return;
        }
        if (answer.Delay > TimeSpan.Zero) await Task.Delay(answer.Delay, context.RequestAborted).ConfigureAwait(false);
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        foreach (var (name, value) in answer.Headers ?? new Dictionary<string, string>()) context.Response.Headers[name] = value;
        await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted).ConfigureAwait(false);
    }

    private static async Task<byte[]?> ReadBody(HttpContext context)
    {
        if (context.Request.ContentLength > MaxBody) return null;
        using var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await context.Request.Body.ReadAsync(chunk, context.RequestAborted).ConfigureAwait(false)) > 0)
        {
            if (buffer.Length + read > MaxBody) return null;
            buffer.Write(chunk, 0, read);
        }
        return buffer.ToArray();
    }
}

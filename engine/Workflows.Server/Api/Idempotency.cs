using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Workflows.Cases.Commands;
using Workflows.Server.Platform;
using Workflows.Server.Security;

namespace Workflows.Server.Api;

/// <summary>
/// Every POST of the API carries an Idempotency-Key. The same key with the same content gives the first answer again, with other content 409.
/// Beneath it the executor knows the same key, so a crash between commit and answer does no harm.
/// </summary>
internal sealed class Idempotency(RequestDelegate next, Answers answers, IDataProtectionProvider protection, TimeProvider clock)
{
    public const string Header = "Idempotency-Key";
    public const string ReplayedHeader = "Idempotency-Replayed";
    private const int MaxKey = 200;
    // Answers hold personal data: the table alone tells nothing.
    private readonly IDataProtector _protector = protection.CreateProtector("Workflows.Answers.v1");

    public async Task Invoke(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method) || !context.Request.Path.StartsWithSegments("/api/v1") || context.GetEndpoint() is null)
        {
            await next(context);
            return;
        }
        var key = context.Request.Headers[Header].ToString();
        if (key.Length is 0 or > MaxKey)
        {
            await Problems.Of(Problem.Bad("IDEMPOTENCY_KEY_REQUIRED", $"見出し {Header} が必要です（{MaxKey}文字以内）。", $"The header {Header} is required (up to {MaxKey} characters).")).ExecuteAsync(context);
            return;
        }
        var ct = context.RequestAborted;
        var client = context.User.FindFirst(CallerClaims.Client)?.Value ?? "nobody";
        var digest = await Digest(context.Request, ct);
        if (await answers.Find(client, key, ct) is { } first)
        {
            await Replay(context, first, digest);
            return;
        }

        var outward = context.Response.Body;
        using var buffer = new MemoryStream();
        context.Response.Body = buffer;
        try { await next(context); }
        finally { context.Response.Body = outward; }
        var status = context.Response.StatusCode;
        // Trouble of ours, and limits that pass, may be tried again. Who went away before the end got only part of an answer: asked again, the executor knows what was done.
        if (status < 500 && status is not (401 or 413 or 429) && !ct.IsCancellationRequested)
            await answers.Put(new AnswerRow
            {
                Client = client, Key = key, Digest = digest, Status = status, ContentType = context.Response.ContentType,
                Location = context.Response.Headers.Location.ToString() is { Length: > 0 } location ? location : null,
                Body = _protector.Protect(buffer.ToArray()), At = clock.GetUtcNow(),
            }, CancellationToken.None);
        if (buffer.Length > 0) await outward.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), ct);
    }

    private async Task Replay(HttpContext context, AnswerRow first, string digest)
    {
        if (first.Digest != digest)
        {
            await Problems.Of(new Problem(409, "IDEMPOTENCY_CONFLICT", "この Idempotency-Key は別の内容の要求で使われています。", "This Idempotency-Key was used for another request.")).ExecuteAsync(context);
            return;
        }
        context.Response.StatusCode = first.Status;
        context.Response.Headers[ReplayedHeader] = "true";
        if (first.Location is not null) context.Response.Headers.Location = first.Location;
        if (first.ContentType is not null) context.Response.ContentType = first.ContentType;
        if (first.Status != StatusCodes.Status204NoContent) await context.Response.Body.WriteAsync(_protector.Unprotect(first.Body), context.RequestAborted);
    }

    private static async Task<string> Digest(HttpRequest request, CancellationToken ct)
    {
        request.EnableBuffering();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}\n"));
        var block = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(block, ct)) > 0) hash.AppendData(block, 0, read);
        request.Body.Position = 0;
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

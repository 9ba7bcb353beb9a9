using System.Globalization;
using System.Security.Claims;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http.Features;

namespace Workflows.Server.Hosting;

/// <summary>Requests a minute and sizes.</summary>
internal static class Limits
{
    public static void AddLimits(this WebApplicationBuilder builder, LimitOptions limits)
    {
        builder.WebHost.ConfigureKestrel(k => { k.Limits.MaxRequestBodySize = limits.Upload; k.AddServerHeader = false; });
        builder.Services.Configure<FormOptions>(o =>
        {
            o.MultipartBodyLengthLimit = limits.Upload;
            o.ValueLengthLimit = (int)limits.Body;
            o.ValueCountLimit = 2_000;
            o.MultipartHeadersLengthLimit = 8 * 1024;
        });
        builder.Services.AddRateLimiter(o =>
        {
            o.RejectionStatusCode = 429;
            o.OnRejected = (context, _) =>
            {
                // A sliding window does not say when; a piece of it is free again after its own length.
                var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var told) ? told : Window / Pieces;
                context.HttpContext.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
                return ValueTask.CompletedTask;
            };
            o.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.GetSlidingWindowLimiter(Who(context), _ => PerMinute(limits.Requests)));
            o.AddPolicy("sign-in", context => RateLimitPartition.GetSlidingWindowLimiter(Address(context), _ => PerMinute(limits.SignIns)));
            o.AddPolicy("public", context => RateLimitPartition.GetSlidingWindowLimiter(Address(context), _ => PerMinute(limits.Requests)));
        });
    }

    private const int Pieces = 6;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private static SlidingWindowRateLimiterOptions PerMinute(int permits) => new() { PermitLimit = permits, Window = Window, SegmentsPerWindow = Pieces, QueueLimit = 0 };

    private static string Who(HttpContext context) => context.User.FindFirstValue(ClaimTypes.NameIdentifier) is { } id ? $"user {id}" : Address(context);

    private static string Address(HttpContext context) => $"address {context.Connection.RemoteIpAddress}";
}

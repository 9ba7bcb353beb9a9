using System.Diagnostics;
using System.Globalization;
using Workflows.Cases.Commands;

namespace Workflows.Server.Api;

/// <summary>RFC 9457 problem details with Japanese and English texts.</summary>
/// <param name="Type">The kind of problem: <c>/problems/{code}</c>.</param>
/// <param name="Title">The kind in Japanese.</param>
/// <param name="Detail">What is wrong, in Japanese; <paramref name="DetailEn"/> in English.</param>
/// <param name="Errors">Findings at fields.</param>
/// <param name="TraceId">For questions to the operators.</param>
public sealed record ProblemBody(string Type, string Title, int Status, string Detail, string DetailEn, string Code, IReadOnlyList<ProblemField> Errors, string? TraceId)
{
    /// <summary>What else a program wants to know.</summary>
    [System.Text.Json.Serialization.JsonExtensionData]
    public IDictionary<string, object>? More { get; init; }
}

public sealed record ProblemField(string Field, string Ja);

internal static class Problems
{
    public const string MediaType = "application/problem+json";

    /// <summary>A time to wait, as Retry-After says it.</summary>
    public static string Seconds(TimeSpan wait) => Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);

    public static IResult Of(Problem problem) => new ProblemResult(problem);

    /// <summary>The answer, or the problem instead.</summary>
    public static IResult Or<T>(this Result<T> result, Func<T, IResult> ok) => result.Problem is { } problem ? Of(problem) : ok(result.Value!);

    public static IResult Json<T>(this Result<T> result) => result.Or(v => Results.Ok(v));

    public static ProblemBody Body(Problem p) => new(
        $"/problems/{p.Code.ToLowerInvariant().Replace('_', '-')}", Title(p.Status), p.Status, p.Ja, p.En, p.Code,
        [.. p.Errors.Select(e => new ProblemField(e.Field, e.Message))], Activity.Current?.TraceId.ToHexString())
    {
        More = p.More is null ? null : new SortedDictionary<string, object>(p.More.ToDictionary(m => m.Key, m => m.Value), StringComparer.Ordinal),
    };

    public static string Title(int status) => status switch
    {
        400 => "要求が正しくありません",
        401 => "認証が必要です",
        403 => "権限がありません",
        404 => "見つかりません",
        405 => "この方法では利用できません",
        409 => "現在の状態と矛盾します",
        413 => "大きすぎます",
        415 => "この形式は受け付けていません",
        422 => "入力内容に誤りがあります",
        429 => "要求が多すぎます",
        503 => "ただいま混み合っています",
        _ => "処理できませんでした",
    };

    private sealed class ProblemResult(Problem problem) : IResult, IStatusCodeHttpResult
    {
        public int? StatusCode => problem.Status;

        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = problem.Status;
            if (problem.RetryAfter is { } wait) httpContext.Response.Headers.RetryAfter = Seconds(wait);
            return httpContext.Response.WriteAsJsonAsync(Body(problem), options: null, contentType: MediaType, cancellationToken: httpContext.RequestAborted);
        }
    }
}

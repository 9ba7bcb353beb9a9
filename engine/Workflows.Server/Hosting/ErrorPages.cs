using Microsoft.AspNetCore.Diagnostics;
using Workflows.Cases.Commands;
using Workflows.Cases.Ports;
using Workflows.Server.Api;
using Workflows.Server.Pages;
using Workflows.Storage;
using Workflows.Storage.Sql;

namespace Workflows.Server.Hosting;

/// <summary>What nobody foresaw, and what is not there: problem details for programs, a page for people. Never an inside detail.</summary>
internal static class ErrorPages
{
    public static void UseErrorAnswers(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = context => Answer(context, ProblemOf(context.Features.Get<IExceptionHandlerFeature>()?.Error)),
            // What a client wrote wrong is no error of ours: not for the log.
            SuppressDiagnosticsCallback = context => context.Exception is BadHttpRequestException,
        });
        app.UseStatusCodePages(async status =>
        {
            var context = status.HttpContext;
            if (context.Response.ContentType is null) await Answer(context, ProblemOf(context.Response.StatusCode));
        });
    }

    private static Problem ProblemOf(Exception? error) => error switch
    {
        BadHttpRequestException { StatusCode: 413 } => ProblemOf(413),
        BadHttpRequestException bad => Malformed.Of(bad),
        InvalidDataException => ProblemOf(413),
        CaseUnreadableException unreadable => new Problem(409, CaseUnreadableException.Code, unreadable.Ja, unreadable.En),
        ListRefusedException refused => Problem.Bad(refused.Code, refused.Ja, refused.En),
        StorageBusyException busy => Unavailable(busy.RetryAfter),
        _ when StorageTrouble.Passes(error) => Unavailable(StorageTrouble.RetryAfter),
        _ => new Problem(500, "INTERNAL", "サーバーで誤りが起きました。しばらくしてからもう一度お試しください。続くときは管理者へお知らせください。", "Something went wrong in the server. Try again later."),
    };

    private static Problem Unavailable(TimeSpan wait) => new(503, "UNAVAILABLE", "ただいまデータベースが使えません。送信された内容は保存されていません。しばらくしてからもう一度お試しください。",
        "The database cannot serve at the moment and nothing was kept; try again shortly.") { RetryAfter = wait };

    private static Problem ProblemOf(int status) => status switch
    {
        401 => Problem.NotSignedIn(),
        403 => Problem.Forbidden(),
        404 => Problem.NotFound("このページはありません。", "There is no such page."),
        405 => new Problem(405, "METHOD_NOT_ALLOWED", "この方法では利用できません。", "The method is not allowed here."),
        413 => new Problem(413, "TOO_LARGE", "送られた内容が大きすぎます。ファイルを小さくしてください。", "The request is too large."),
        415 => new Problem(415, "UNSUPPORTED_MEDIA_TYPE", "本文は application/json で送ってください。", "Send application/json."),
        429 => new Problem(429, "TOO_MANY_REQUESTS", "要求が多すぎます。しばらくしてからもう一度お試しください。", "Too many requests; try again later."),
        _ => new Problem(status, "HTTP_" + status, "要求を処理できませんでした。", "The request could not be handled."),
    };

    private static async Task Answer(HttpContext context, Problem problem)
    {
        context.Response.StatusCode = problem.Status;
        var program = context.Request.Path.StartsWithSegments("/api") || context.Request.Path.StartsWithSegments("/elsa/api") || context.Request.Path.StartsWithSegments("/dev") || context.Request.Path.StartsWithSegments("/hooks") || context.Request.Path.StartsWithSegments(DesignerAccess.Base);
        if (problem.RetryAfter is { } wait) context.Response.Headers.RetryAfter = Problems.Seconds(wait);
        var result = program ? Problems.Of(problem) : PageDesk.Problem(context.RequestServices.GetRequiredService<PageDesk>().Context(context, null), problem, "/");
        await result.ExecuteAsync(context);
    }
}

using Mediator;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;
using Workflows.Cases.Commands;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Server.Pages.Parts;
using Workflows.Server.Security;

namespace Workflows.Server.Pages;

/// <summary>What page endpoints share: the reader, the answer as a component, problems as pages.</summary>
internal sealed class PageDesk(IMediator mediator, IPackages packages, IAntiforgery antiforgery, IHostEnvironment environment, TimeProvider clock, IServiceProvider services)
{
    public const string LanguageCookie = "lang";

    public IMediator Mediator => mediator;
    public PackageSet Packages => packages.Current;
    public bool Development => environment.IsDevelopment();
    public TimeProvider Clock => clock;

    /// <summary>The municipality's programmes by id, as the reader names them.</summary>
    public IReadOnlyDictionary<string, string> Titles(PageContext c) =>
        c.Municipality is null ? new Dictionary<string, string>() : Packages.ProgramsOf(c.Municipality).ToDictionary(p => p.Id, p => c.L(p.Title), StringComparer.Ordinal);

    public PageContext Context(HttpContext http, string? tenant)
    {
        MunicipalitySpec? municipality = null;
        if (tenant is not null) packages.Current.TryFindMunicipality(tenant, out municipality);
        var kind = CallerClaims.KindOf(http.User);
        var caller = CallerClaims.CallerOf(http.User, tenant ?? CallerClaims.HomeOf(http.User), "web", kind == "citizen" ? "portal" : "inbox");
        var lang = http.Request.Cookies[LanguageCookie] is ("en" or "easy") and var chosen ? chosen : "ja";
        var csrf = antiforgery.GetAndStoreTokens(http).RequestToken!;
        var here = HttpMethods.IsGet(http.Request.Method) ? $"{http.Request.Path}{http.Request.QueryString}" : http.Request.Path.ToString();
        return new PageContext(caller, kind, municipality, lang, csrf, here, Development, services.GetService<ISimulators>() is not null, clock.GetUtcNow());
    }

    /// <summary>A page of the municipality for somebody signed in there; otherwise where to go instead.</summary>
    public (PageContext Context, IResult? Instead) SignedIn(HttpContext http, string tenant)
    {
        var context = Context(http, tenant);
        if (context.Municipality is null) return (context, NoMunicipality(http));
        if (!context.Caller.IsNobody) return (context, null);
        return (context, context.SignedIn
            ? Problem(context, Cases.Commands.Problem.Forbidden("この自治体の職員として登録されていません。"))
            : Results.Redirect($"/sign-in?returnUrl={Uri.EscapeDataString(HttpMethods.IsGet(http.Request.Method) ? context.Here : context.Url("/"))}"));
    }

    public IResult NoMunicipality(HttpContext http) => Problem(Context(http, null), Cases.Commands.Problem.NotFound("この自治体はありません。", "There is no such municipality."));

    public static IResult View<TPage>(int status, params ReadOnlySpan<(string Name, object? Value)> parameters) where TPage : IComponent
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in parameters) values[name] = value;
        return new RazorComponentResult<TPage>(values) { StatusCode = status, PreventStreamingRendering = true };
    }

    public static IResult Problem(PageContext context, Problem problem, string? backUrl = null) =>
        View<MessagePage>(problem.Status, ("C", context), ("Title", Heading(context, problem.Status)), ("Text", context.T(problem.Ja, problem.En)), ("Tone", "bad"),
            ("Details", (IReadOnlyList<string>)[.. problem.Errors.Select(e => e.Message)]), ("BackUrl", backUrl));

    /// <summary>What went wrong, in the reader's words; the API's titles are for programs.</summary>
    private static string Heading(PageContext c, int status) => status switch
    {
        400 => c.T("この操作は受け付けられません", "This cannot be taken"),
        401 => c.T("ログインが必要です", "Sign in first"),
        403 => c.T("権限がありません", "You may not do this"),
        404 => c.T("見つかりません", "Not found"),
        409 => c.T("いまはこの操作ができません", "Not possible at the moment"),
        410 => c.T("このリンクは使えません", "This link no longer works"),
        413 => c.T("送られた内容が大きすぎます", "Too large"),
        422 => c.T("入力内容に誤りがあります", "Something needs correction"),
        429 or 503 => c.T("ただいま混み合っています", "Busy at the moment"),
        _ => c.T("処理できませんでした", "It could not be done"),
    };

    /// <summary>The posted form, once its token has been checked.</summary>
    public async Task<(IFormCollection? Form, IResult? Instead)> Posted(HttpContext http, PageContext context)
    {
        try { await antiforgery.ValidateRequestAsync(http); }
        // The token stands in the form, so a form too large to be read looks like one without a token.
        catch (AntiforgeryValidationException error) when (error.InnerException is BadHttpRequestException { StatusCode: 413 } or InvalidDataException)
        {
            return (null, Problem(context, new Problem(413, "TOO_LARGE", "送られた内容が大きすぎて受け取れませんでした。前の画面に戻り、ファイルを小さくするか減らして、もう一度送ってください。", "What was sent is too large. Go back, make the files smaller or fewer, and send it again.")));
        }
        catch (AntiforgeryValidationException)
        {
            return (null, Problem(context, Cases.Commands.Problem.Bad("CSRF", "画面の有効期限が切れています。前の画面に戻って、もう一度送信してください。", "The page has expired; go back and send it again.")));
        }
        return (await http.Request.ReadFormAsync(http.RequestAborted), null);
    }

    /// <summary>The command's id as the page carried it; sent twice it is the same command.</summary>
    public static string CommandId(IFormCollection form) => form["_id"].ToString() is { Length: > 0 and <= 64 } id ? id : Guid.NewGuid().ToString("N");

    public static bool IsLocal(string? url) => url is { Length: > 0 } && url[0] == '/' && (url.Length == 1 || (url[1] != '/' && url[1] != '\\')) && !url.Any(char.IsControl);
}

using Workflows.Cases.Commands;
using Workflows.Server.Pages.Portal;

namespace Workflows.Server.Pages;

/// <summary>How a person wants to be told.</summary>
internal static class PreferencePages
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Routes.Tenant + "/my/preferences", async (HttpContext http, PageDesk desk, string tenant, string? done, CancellationToken ct) =>
        {
            var (c, instead) = MyPages.Own(http, desk, tenant);
            if (instead is not null) return instead;
            var found = await desk.Mediator.Send(new GetPreferences(c.Caller), ct);
            return found.Ok ? PageDesk.View<PreferencesPage>(200, ("C", c), ("Wanted", found.Value), ("Saved", done is not null)) : PageDesk.Problem(c, found.Problem!);
        });
        app.MapPost(Routes.Tenant + "/my/preferences", async (HttpContext http, PageDesk desk, string tenant, CancellationToken ct) =>
        {
            var (c, instead) = MyPages.Own(http, desk, tenant);
            if (instead is not null) return instead;
            var (form, refused) = await desk.Posted(http, c);
            if (form is null) return refused!;
            var channels = Enumerable.Range(1, 5).Select(i => form[$"channel{i}"].ToString()).Where(v => v.Length > 0).ToList();
            var result = await desk.Mediator.Send(new SavePreferences(c.Caller, PageDesk.CommandId(form), new NoticePreferences(channels, form["language"].ToString())), ct);
            return result.Ok ? Results.Redirect(c.Url("/my/preferences?done=saved")) : PageDesk.Problem(c, result.Problem!, c.Url("/my/preferences"));
        });
    }
}

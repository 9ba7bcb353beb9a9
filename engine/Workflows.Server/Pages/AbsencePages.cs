using System.Globalization;
using Workflows.Cases.Commands;
using Workflows.Cases.Ports;
using Workflows.Engine.Turns;
using Workflows.Server.Pages.Inbox;

namespace Workflows.Server.Pages;

/// <summary>When one is away, and who stands in.</summary>
internal static class AbsencePages
{
    private const int Lines = 3;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Routes.Tenant + "/inbox/absence", async (HttpContext http, PageDesk desk, IPeople people, string tenant, string? done, CancellationToken ct) =>
        {
            var (c, instead) = InboxPages.Staff(http, desk, tenant);
            if (instead is not null) return instead;
            var found = await desk.Mediator.Send(new GetAbsences(c.Caller), ct);
            return found.Ok ? await Draw(c, people, found.Value!, RowsOf(found.Value!), [], done is not null, 200, ct) : PageDesk.Problem(c, found.Problem!, c.Url("/inbox"));
        });
        app.MapPost(Routes.Tenant + "/inbox/absence", async (HttpContext http, PageDesk desk, IPeople people, string tenant, CancellationToken ct) =>
        {
            var (c, instead) = InboxPages.Staff(http, desk, tenant);
            if (instead is not null) return instead;
            var (form, refused) = await desk.Posted(http, c);
            if (form is null) return refused!;
            var (absences, lines, errors, typed) = (new List<Absence>(), new List<int>(), new List<FieldError>(), new List<AbsenceTyped>());
            for (var no = 1; form.ContainsKey($"from{no}"); no++)
            {
                typed.Add(new(form[$"from{no}"].ToString(), form[$"to{no}"].ToString(), form[$"substitute{no}"].ToString(), form[$"reason{no}"].ToString()));
                if (form[$"from{no}"].ToString().Trim().Length == 0 && form[$"to{no}"].ToString().Trim().Length == 0) continue;
                if (FormPost.Day(form[$"from{no}"]) is not { } from) { errors.Add(new($"from{no}", "始まりの日は「令和8年8月3日」「2026-08-03」のように入力してください。")); continue; }
                if (FormPost.Day(form[$"to{no}"]) is not { } to) { errors.Add(new($"to{no}", "終わりの日は「令和8年8月7日」「2026-08-07」のように入力してください。")); continue; }
                lines.Add(no);
                absences.Add(new(from, to, form[$"substitute{no}"].ToString() is { Length: > 0 } person ? person : null, form[$"reason{no}"].ToString() is { Length: > 0 } why ? why : null));
            }
            var kept = new AbsencesView(absences, []);
            if (errors.Count > 0) return await Draw(c, people, kept, typed, errors, false, 422, ct);
            var saved = await desk.Mediator.Send(new SaveAbsences(c.Caller, PageDesk.CommandId(form), absences), ct);
            if (!saved.Ok) return await Draw(c, people, kept, typed, [.. MyPages.ErrorsOf(c, saved.Problem!).Select(e => e with { Field = FieldAt(e.Field, lines) })], false, saved.Problem!.Status, ct);
            return saved.Value!.Left.Count > 0 ? await Draw(c, people, saved.Value, RowsOf(saved.Value), [], true, 200, ct) : Results.Redirect(c.Url("/inbox/absence?done=saved"));
        });
    }

    /// <summary><c>to[2]</c>, counted from 0 among what was given, as the page's own field.</summary>
    private static string FieldAt(string field, List<int> lines) =>
        field.Split('[', ']') is [var name, var index, ..] && int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < lines.Count ? name + lines[at].ToString(CultureInfo.InvariantCulture) : field;

    private static IReadOnlyList<AbsenceTyped> RowsOf(AbsencesView view) =>
        [.. view.Absences.Select(a => new AbsenceTyped(a.From.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), a.To.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), a.Substitute ?? "", a.Reason ?? ""))];

    private static async Task<IResult> Draw(PageContext c, IPeople people, AbsencesView view, IReadOnlyList<AbsenceTyped> rows, IReadOnlyList<FieldError> errors, bool saved, int status, CancellationToken ct)
    {
        var colleagues = new SortedDictionary<string, Person>(StringComparer.Ordinal);
        foreach (var role in c.Caller.Roles.Where(r => !r.Contains("connector:", StringComparison.Ordinal)))
            foreach (var person in await people.HoldersOf(c.Caller.Tenant, role, ct))
                if (person.Id != c.Caller.UserId) colleagues[person.Id] = person;
        return PageDesk.View<AbsencePage>(status, ("C", c), ("V", view), ("Rows", rows), ("Errors", errors), ("Saved", saved), ("Lines", errors.Count > 0 ? rows.Count : view.Absences.Count + Lines), ("Colleagues", (IReadOnlyList<Person>)[.. colleagues.Values.OrderBy(p => p.Name, StringComparer.Ordinal)]));
    }
}

/// <summary>One absence as the page shows it, or as it was typed: nothing typed is lost.</summary>
public sealed record AbsenceTyped(string From, string To, string Substitute, string Reason);

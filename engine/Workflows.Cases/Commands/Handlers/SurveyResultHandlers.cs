using Mediator;
using Workflows.Cases.Forms;
using Workflows.Cases.Links;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Cases.Queries;
using Workflows.Cases.Queries.Handlers;
using Workflows.Cases.Registers;
using Workflows.Cases.Surveys;
using Workflows.Engine.Data;

namespace Workflows.Cases.Commands.Handlers;

/// <summary>Results of surveys, and the links by which everybody answers.</summary>
public sealed class SurveyResultHandlers(CaseDesk desk, AccessLinks links, SurveyDesk surveys, IKeptStore kept, IRegisterStore registers, FormSheets sheets, IAccessLog log) :
    IQueryHandler<ListSurveys, Result<IReadOnlyList<SurveyResults>>>, IQueryHandler<GetSurveyResults, Result<SurveyResults>>,
    ICommandHandler<OpenSurveyLink, Result<SurveyLink>>, ICommandHandler<CloseSurveyLink, Result<Nothing>>
{
    private const int MostTexts = 500;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(400);
    private static readonly Label NoAnswer = new("（無回答）", "(no answer)");

    public ValueTask<Result<IReadOnlyList<SurveyResults>>> Handle(ListSurveys q, CancellationToken ct)
    {
        if (q.Caller.IsNobody) return new(Problem.NotSignedIn());
        if (q.Caller.IsCitizen) return new(Problem.Forbidden());
        if (!desk.Packages.TryFindMunicipality(q.Caller.Tenant, out var municipality)) return new(Problem.NotFound());
        var seen = desk.Packages.ProgramsOf(municipality).SelectMany(p => p.Surveys.Where(s => MayRead(q.Caller, p, s)).Select(s => Bare(q.Caller, p, s))).ToList();
        return new(new Result<IReadOnlyList<SurveyResults>>(seen, null));
    }

    public async ValueTask<Result<SurveyResults>> Handle(GetSurveyResults q, CancellationToken ct)
    {
        var found = await Find(q.Caller, q.Program, q.Survey, ct);
        if (!found.Ok) return found.Problem!;
        var (package, survey) = found.Value!;
        var register = package.Registers.Get(survey.Register);
        var answers = await registers.Count(q.Caller.Tenant, package.Id, register.Id, ct);
        var bare = Bare(q.Caller, package, survey) with { Link = await LinkOf(q.Caller.Tenant, package, survey, ct) };
        await log.Write(new AccessEntry(q.Caller.Tenant, desk.Now, q.Caller.UserId, AccessActions.Read, Detail: $"{package.Id}/{survey.Id}"), ct);
        if (answers > 0 && answers < survey.Least) return bare with { Answers = null };

        var sheet = await sheets.Judge(new SheetRequest(Caller.Nobody(q.Caller.Tenant), package, package.Forms.Get(survey.Form), Datum.EmptyObject, null) { Live = true }, ct);
        var sight = FieldSight.Anywhere(q.Caller, package);
        // What somebody may read only masked or not at all is not told as a sum either.
        var asked = sheet.Pages.SelectMany(p => p.Fields).Where(f => register.Field(f.Key) is { } field && sight.OfRegister(field).Sight == Privacy.Sight.Full).ToList();
        var written = asked.Exists(f => !register.Counted.Contains(f.Key)) ? await registers.Find(q.Caller.Tenant, package.Id, register.Id, Datum.EmptyObject, MostTexts, ct) : [];
        var questions = new List<SurveyQuestion>();
        foreach (var field in asked)
        {
            if (!register.Counted.Contains(field.Key)) questions.Add(Texts(field, written));
            else if (field.Items.Count == 0) questions.Add(await Counts(q.Caller.Tenant, package, survey, field, field.Key, field.Label, Choices(field), answers, ct));
            else
                foreach (var item in field.Items)
                    questions.Add(await Counts(q.Caller.Tenant, package, survey, field, $"{field.Key}.{item.Key}", new Label($"{field.Label.Ja}：{item.Label}"),
                        [.. item.Options.Select(o => (RegisterKeys.Part(item.Key, o.Value), o.Value, new Label(o.Label)))], answers, ct));
        }
        return bare with { Answers = answers, Questions = questions };
    }

    public async ValueTask<Result<SurveyLink>> Handle(OpenSurveyLink c, CancellationToken ct)
    {
        var found = await Find(c.Caller, c.Program, c.Survey, ct);
        if (!found.Ok) return found.Problem!;
        var (package, survey) = found.Value!;
        if (!MayLink(c.Caller, package, survey)) return NoLink();
        var until = new DateTimeOffset(c.Until.ToDateTime(TimeOnly.MinValue), Japan.Offset).AddDays(1);
        if (until <= desk.Now || until > desk.Now + Longest) return Problem.Invalid([new("until", "今日から400日以内の日を入力してください。")]);
        var tenant = c.Caller.Tenant;
        var unit = (await Opened(tenant, package, survey, ct))?.Value["unit"].AsText() ?? c.CommandId;
        var token = surveys.OpenTokenOf(tenant, package.Id, survey.Id, unit);
        await links.Keep(tenant, AccessLinks.Survey, token, Datum.Object(("program", package.Id), ("survey", survey.Id), ("about", Datum.EmptyObject), ("answered", false), ("open", true)), until, ct);
        await kept.Set(tenant, KeptSpaces.SurveyLinks, KeyOf(package, survey), Datum.Object(("unit", unit)), desk.Now, until, ct);
        return new SurveyLink(links.UrlOf(tenant, token), until);
    }

    public async ValueTask<Result<Nothing>> Handle(CloseSurveyLink c, CancellationToken ct)
    {
        var found = await Find(c.Caller, c.Program, c.Survey, ct);
        if (!found.Ok) return found.Problem!;
        var (package, survey) = found.Value!;
        if (!MayLink(c.Caller, package, survey)) return NoLink();
        if (await Opened(c.Caller.Tenant, package, survey, ct) is not { } opened) return new Nothing();
        await links.End(c.Caller.Tenant, surveys.OpenTokenOf(c.Caller.Tenant, package.Id, survey.Id, opened.Value["unit"].AsText()!), ct);
        await kept.Remove(c.Caller.Tenant, KeptSpaces.SurveyLinks, KeyOf(package, survey), ct);
        return new Nothing();
    }

    private async ValueTask<Result<OpenSurveyOf>> Find(Caller caller, string program, string id, CancellationToken ct)
    {
        if (caller.IsNobody) return Problem.NotSignedIn();
        var found = desk.Program(caller, program);
        if (!found.Ok) return found.Problem!;
        var package = found.Value.Package;
        if (package.Surveys.Find(id) is not { } survey || caller.IsCitizen) return Problem.NotFound("このアンケートは見つかりません。", "There is no such survey.");
        if (MayRead(caller, package, survey)) return new OpenSurveyOf(package, survey);
        await log.Write(new AccessEntry(caller.Tenant, desk.Now, caller.UserId, AccessActions.Read, Detail: $"{package.Id}/{survey.Id}", Denied: true), ct);
        return Problem.Forbidden(package.Text(ProductTexts.Forbidden));
    }

    private static bool MayRead(Caller caller, ProgramPackage package, SurveySpec survey) =>
        !caller.IsCitizen && CaseDesk.HoldsAny(caller, package, survey.Readers.Count > 0 ? survey.Readers : [.. package.Registers.Get(survey.Register) is var r ? r.Readers.Concat(r.Editors) : []]);

    private static bool MayLink(Caller caller, ProgramPackage package, SurveySpec survey) => survey.Link && MayRead(caller, package, survey);

    private static Problem NoLink() => Problem.Conflict("このアンケートには、だれでも答えられるリンクを作れません。");

    private static SurveyResults Bare(Caller caller, ProgramPackage package, SurveySpec survey) =>
        new(package.Id, survey.Id, package.Title, survey.Label, survey.Anonymous, 0, survey.Least, [], MayLink(caller, package, survey), null);

    private static string KeyOf(ProgramPackage package, SurveySpec survey) => $"{package.Id}/{survey.Id}";

    private async ValueTask<Kept?> Opened(string tenant, ProgramPackage package, SurveySpec survey, CancellationToken ct) =>
        await kept.Find(tenant, KeptSpaces.SurveyLinks, KeyOf(package, survey), ct) is { Until: { } until } row && desk.Now < until ? row : null;

    private async ValueTask<SurveyLink?> LinkOf(string tenant, ProgramPackage package, SurveySpec survey, CancellationToken ct) =>
        await Opened(tenant, package, survey, ct) is { } row ? new(links.UrlOf(tenant, surveys.OpenTokenOf(tenant, package.Id, survey.Id, row.Value["unit"].AsText()!)), row.Until!.Value) : null;

    /// <summary>The answers a question can have: as stored, as named, in words.</summary>
    private static IReadOnlyList<(Datum Stored, string Value, Label Label)> Choices(SheetField field) => field.Type switch
    {
        "yesno" => [(true, "true", new Label("はい", "Yes")), (false, "false", new Label("いいえ", "No"))],
        "consent" => [(true, "true", new Label("同意した", "Agreed")), (false, "false", new Label("同意しない", "Not agreed"))],
        "scale" => [.. Enumerable.Range((int)(field.Min ?? 1), (int)((field.Max ?? 5) - (field.Min ?? 1)) + 1)
            .Select(point => (Datum.Of((long)point), $"{point}", field.Options.FirstOrDefault(o => o.Value == $"{point}") is { } named && named.Label != named.Value ? new Label($"{point} {named.Label}") : new Label($"{point}")))],
        _ => [.. field.Options.Select(o => (Datum.Of(o.Value), o.Value, new Label(o.Label)))],
    };

    private async ValueTask<SurveyQuestion> Counts(
        string tenant, ProgramPackage package, SurveySpec survey, SheetField field, string key, Label label, IReadOnlyList<(Datum Stored, string Value, Label Label)> choices, long answers, CancellationToken ct)
    {
        var several = field.Type == "multichoice";
        var found = await registers.Tally(tenant, package.Id, survey.Register, field.Key, [.. choices.Select(c => c.Stored)], ct);
        IReadOnlyList<(string? Value, Label Label, long Count)> all = [.. choices.Select((c, i) => ((string?)c.Value, c.Label, found[i]))];
        // Of one choice each, who is missing gave no answer, or one that is not asked any more.
        if (!several && answers - found.Sum() is > 0 and var silent) all = [.. all, (null, NoAnswer, silent)];
        var told = SmallCounts.Told([.. all.Select(a => a.Count)], survey.Least, sums: !several);
        var given = found.Sum();
        decimal? mean = field.Type == "scale" && given > 0 && told.All(t => t is not null) ? Math.Round(choices.Select((c, i) => c.Stored.AsDecimal()!.Value * found[i]).Sum() / given, 2, MidpointRounding.AwayFromZero) : null;
        return new(key, label, field.Type, several, [.. all.Select((a, i) => new SurveyCount(a.Value, a.Label, told[i], told[i] is { } n && answers > 0 ? Math.Round(n * 100m / answers, 1, MidpointRounding.AwayFromZero) : null))], mean, []);
    }

    /// <summary>What was written freely. By its text, so that neither the order nor the place tells who wrote when.</summary>
    private static SurveyQuestion Texts(SheetField field, IReadOnlyList<Datum> records)
    {
        var type = Enum.TryParse<FieldType>(field.Type, ignoreCase: true, out var known) ? known : FieldType.Text;
        return new(field.Key, field.Label, field.Type, false, [], null, [.. records.Select(r => FieldTexts.Of(r["fields"][field.Key], type, [])).Where(t => t.Length > 0).Order(StringComparer.Ordinal)]);
    }

    private sealed record OpenSurveyOf(ProgramPackage Package, SurveySpec Survey);
}

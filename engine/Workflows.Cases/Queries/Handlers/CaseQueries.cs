using Mediator;
using Workflows.Cases.Commands;
using Workflows.Cases.Commands.Handlers;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Cases.Privacy;
using Workflows.Engine.Data;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Queries.Handlers;

/// <summary>Cases, as their readers may see them.</summary>
public sealed class CaseQueries(CaseDesk desk, CaseMapper mapper, TaskMapper tasks, FormSheets sheets, OptionLabels options, FieldSight sights, CaseAccess access, GrantUse uses, IPeople people, IAccessLog log, IKeptStore kept) :
    IQueryHandler<MyCases, Result<Page<CaseSummary>>>, IQueryHandler<ListCases, Result<Page<CaseSummary>>>, IQueryHandler<GetCase, Result<CaseView>>,
    IQueryHandler<MyNotices, Result<Page<NoticeView>>>
{
    public async ValueTask<Result<Page<CaseSummary>>> Handle(MyCases q, CancellationToken ct)
    {
        if (q.Caller.IsNobody) return Problem.NotSignedIn();
        return await List(q.Caller, new CaseFilter(Scope: new CaseScope([], await access.PrincipalsOf(q.Caller, ct), q.Caller.UserId)), q.Page, ct);
    }

    public async ValueTask<Result<Page<CaseSummary>>> Handle(ListCases q, CancellationToken ct)
    {
        if (q.Caller.IsNobody) return Problem.NotSignedIn();
        if (q.Caller.IsCitizen) return Problem.Forbidden();
        var programs = q.Caller.IsOperator ? null : q.Caller.Roles.Select(r => r.Split('/')[0]).Distinct().ToList();
        var program = q.Program is null ? null : desk.Packages.Packages.Find(q.Program)?.Id ?? q.Program;
        // One programme at a time: a list over several would have to filter afterwards. Staff of one programme get theirs.
        program ??= programs is { Count: 1 } ? programs[0] : null;
        if (program is null && programs is not null) return Problem.Bad("PROGRAM_REQUIRED", "手続を選んでください。", "Name the programme.");
        if (program is null && q.Page.Sort?.TrimStart('-') is { } field && !OwnColumns.Contains(field)) return Problem.Bad("PROGRAM_REQUIRED", "手続を選んでください。", "Name the programme.");
        var filter = new CaseFilter(Program: program, Status: q.Status, Text: q.Text, Open: q.Open);
        if (program is null || desk.Packages.PackageOf(q.Caller.Tenant, program) is not { } package) return await List(q.Caller, filter, q.Page, ct);
        // What somebody may not read they cannot ask by either: not as an order, not as words.
        var sight = FieldSight.Anywhere(q.Caller, package);
        if (q.Page.Sort?.TrimStart('-') is { } by && !OwnColumns.Contains(by))
        {
            if (!CaseMapper.Searchable(package).Contains(by, StringComparer.Ordinal)) return Problem.Bad("BAD_SORT", $"「{by}」では並べ替えられません。", $"Cases cannot be sorted by '{by}'.");
            if (sight.Of(by).Sight != Sight.Full) return await Refused(q.Caller, package, by, ct);
        }
        filter = filter with { Scope = await access.ScopeOf(q.Caller, package, ct), TextIn = sight.Searchable };
        return await List(q.Caller, filter, q.Page, ct);
    }

    private async ValueTask<IReadOnlyList<GrantView>> GrantViews(string tenant, CaseRow row, ProgramPackage? package, CancellationToken ct)
    {
        var views = new List<GrantView>();
        foreach (var grant in (await desk.Reader.ReadProjection(tenant, row.Id, Projections.Grants, ct)).Select(r => Grant.Read(r.Row)))
        {
            var to = grant.Kind switch
            {
                _ when grant.Address is { } address => address,
                "user" => (await people.Find(tenant, grant.To, ct))?.Name ?? grant.To,
                "role" => package?.Roles.Find(grant.To[(grant.To.IndexOf('/', StringComparison.Ordinal) + 1)..])?.Label.Ja ?? grant.To,
                _ => grant.To,
            };
            var fields = package is null ? grant.Fields : [.. grant.Fields.Concat(grant.Masks.Keys).Distinct().Select(f => f == Grant.All ? "すべての項目" : CaseMapper.AllFields(package).FirstOrDefault(s => s.Key == f)?.Label.Ja ?? f)];
            views.Add(new GrantView(to, fields, grant.Purpose, grant.From, grant.EndedAt ?? grant.Until, grant.Uses, grant.HoldsAt(desk.Now, row.Lifecycle == "ended")));
        }
        return views;
    }

    private static readonly HashSet<string> OwnColumns = new(["createdAt", "updatedAt", "number", "status"], StringComparer.Ordinal);

    private async ValueTask<Problem> Refused(Caller caller, ProgramPackage package, string field, CancellationToken ct)
    {
        await log.Write(new AccessEntry(caller.Tenant, desk.Now, caller.UserId, AccessActions.Read, Field: field, Detail: package.Id, Denied: true), ct);
        return Problem.Forbidden(package.Text(ProductTexts.FieldForbidden));
    }

    public async ValueTask<Result<CaseView>> Handle(GetCase q, CancellationToken ct)
    {
        var open = await desk.Open(q.Caller, q.Case, ct, look: true);
        if (!open.Ok) return open.Problem!;
        var (row, package, byGrant) = open.Value!;
        var state = await desk.Reader.ReadState(q.Caller.Tenant, row.Id, ct) ?? CaseState.Empty;
        var own = row.Applicant == q.Caller.UserId;
        var staff = !q.Caller.IsCitizen && !own && !byGrant;
        var grants = await uses.Look(q.Caller, row, ct);
        if (byGrant && grants.Count == 0) return Problem.NoCase();
        // Reads of somebody else's data are logged before they leave.
        if (!own) await log.Write(new AccessEntry(q.Caller.Tenant, desk.Now, q.Caller.UserId, AccessActions.Read, row.Id), ct);

        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        async ValueTask<string> Name(string? id)
        {
            if (string.IsNullOrEmpty(id)) return "";
            if (!names.TryGetValue(id, out var name)) names[id] = name = (await people.Find(q.Caller.Tenant, id, ct))?.Name ?? NotAPerson(id);
            return name;
        }

        // A connector acts under its label; what happens by itself says so.
        string NotAPerson(string id) => id == RoleSpec.System ? "自動処理" : package?.Connectors.Find(id)?.Label.Ja ?? id;

        // Who only runs the platform sees that a case exists and how it stands, nothing people wrote.
        var blind = staff && !q.Caller.RolesIn(row.Program).Any();
        var sight = package is null ? null : await sights.Of(q.Caller, package, row, state, grants, byGrant, ct);
        var contents = blind ? Datum.EmptyObject : state.Fields;
        var labels = package is null ? null : await options.Of(q.Caller.Tenant, package, contents, ct);
        var (fields, hidden) = blind ? ([], state.Fields.Members.Count) : sight is null ? ([], 0) : CaseMapper.Fields(q.Caller, sight, state.Fields, null, labels);
        if (package?.Access?.Confidential == true && !own) hidden = 0;
        var lines = await desk.Reader.ReadProjection(q.Caller.Tenant, row.Id, Projections.Timeline, ct);
        var timeline = new List<TimelineLine>();
        foreach (var line in lines.Select(l => l.Row).Where(l => staff || (!byGrant && l["public"].AsBoolean())))
            timeline.Add(new TimelineLine(line["at"].AsInstant() ?? row.CreatedAt, line["kind"].AsText() ?? "", await Name(line["actor"].AsText()), line["textJa"].AsText() ?? "", line["public"].AsBoolean()));

        var shownTasks = new List<TaskSummary>();
        foreach (var task in (await desk.Reader.ReadProjection(q.Caller.Tenant, row.Id, Projections.Tasks, ct)).OrderBy(t => t.No))
        {
            if (byGrant || (!staff && task.Row["role"].AsText() != TaskHandlers.ApplicantRole)) continue;
            shownTasks.Add(await tasks.Summary(TaskMapper.RowOf(row, task), package, q.Caller.Tenant, ct));
        }

        var submissions = new List<SubmissionView>();
        foreach (var submission in blind ? [] : (await desk.Reader.ReadProjection(q.Caller.Tenant, row.Id, Projections.Submissions, ct)).Select(s => s.Row))
            submissions.Add(await Submission(q.Caller, sight, submission, Name, labels));

        var notices = await Notices(q.Caller, row, staff && !blind, sight, ct);

        var marks = (await desk.Reader.ReadProjection(q.Caller.Tenant, row.Id, Projections.DocumentMarks, ct)).ToDictionary(m => m.Key, m => m.Row, StringComparer.Ordinal);
        var documents = DocumentHandlers.Views(q.Caller, row, await desk.Reader.ReadProjection(q.Caller.Tenant, row.Id, Projections.Documents, ct), marks, sight, grants);

        return new CaseView(
            mapper.Summary(row, package) with { Applicant = own ? row.Applicant : sight is null ? await Name(row.Applicant) : sight.Applicant(row.Applicant is null ? null : await Name(row.Applicant)) },
            fields, Steps(package, row, lines), Handover(package, row, state.Fields, own), timeline, shownTasks, submissions, notices,
            [.. staff ? Clocks(state) : [], .. Deadlines(shownTasks)], byGrant ? [] : await Actions(q.Caller, package, row, state, ct), staff ? Incidents(row, state) : [], hidden)
        {
            Documents = byGrant ? [.. documents.Where(d => grants.Any(g => g.NamesDocument(d.Document)))] : documents,
            Watermark = grants.Select(g => g.Watermark).FirstOrDefault(w => w is not null),
            Disposals = staff ? [.. (await desk.Reader.ReadProjection(q.Caller.Tenant, row.Id, Projections.Disposals, ct)).Select(d => d.Row["text"].AsText() ?? "")] : [],
            Grants = own || (staff && !blind) ? await GrantViews(q.Caller.Tenant, row, package, ct) : [],
            Notes = staff && !blind ? await Notes(q.Caller.Tenant, row.Id, Name, ct) : [],
            Messages = (staff && !blind) || own ? await Messages(q.Caller.Tenant, row, Name, ct) : [],
            Received = staff && !blind ? await Received(q.Caller.Tenant, row, state, package, ct) : [],
            Held = state.Head[Activities.Desk.Held.Head] is { IsNull: false } held ? new HeldView(held["at"].AsInstant() ?? row.UpdatedAt, await Name(held["by"].AsText()), held["reason"].AsText()) : null,
            Roles = staff && !blind ? [.. (package?.Roles ?? Catalog<RoleSpec>.Empty).Where(r => r.Kind == RoleSpec.Staff).Select(r => new RoleView(r.Id, r.Label))] : [],
            Colleagues = staff && !blind ? await Colleagues(q.Caller, package, ct) : [],
            MayMessage = ((staff && !blind) || own) && row.Applicant is not null,
        };
    }

    private async ValueTask<List<ColleagueView>> Colleagues(Caller caller, ProgramPackage? package, CancellationToken ct)
    {
        var found = new SortedDictionary<string, ColleagueView>(StringComparer.Ordinal);
        foreach (var role in (package?.Roles ?? Catalog<RoleSpec>.Empty).Where(r => r.Kind == RoleSpec.Staff))
            foreach (var person in await people.HoldersOf(caller.Tenant, $"{package!.Id}/{role.Id}", ct))
                if (person.Id != caller.UserId) found[person.Id] = new(person.Id, person.Name);
        return [.. found.Values.OrderBy(p => p.Name, StringComparer.Ordinal)];
    }

    private async ValueTask<List<NoteView>> Notes(string tenant, string caseId, Func<string?, ValueTask<string>> name, CancellationToken ct)
    {
        var notes = new List<NoteView>();
        foreach (var note in (await desk.Reader.ReadProjection(tenant, caseId, Projections.Notes, ct)).Select(n => n.Row).Reverse())
        {
            var mentions = new List<string>();
            foreach (var mention in note["mentions"].Items) mentions.Add(await name(mention.AsText()));
            notes.Add(new(note["at"].AsInstant() ?? default, await name(note["by"].AsText()), note["text"].AsText() ?? "", note["with"].AsText(), note["phone"].AsText(), mentions));
        }
        return notes;
    }

    private async ValueTask<List<MessageView>> Messages(string tenant, CaseRow row, Func<string?, ValueTask<string>> name, CancellationToken ct)
    {
        var messages = new List<MessageView>();
        foreach (var message in (await desk.Reader.ReadProjection(tenant, row.Id, Projections.Messages, ct)).Select(m => m.Row))
            messages.Add(new(message["at"].AsInstant() ?? default, await name(message["by"].AsText()), message["from"].AsText() == "applicant", message["text"].AsText() ?? ""));
        return messages;
    }

    private async ValueTask<List<ReceivedView>> Received(string tenant, CaseRow row, CaseState state, ProgramPackage? package, CancellationToken ct)
    {
        string Label(string? name) => package?.Events.Find(name)?.Label.Ja is { Length: > 0 } label ? label : name ?? "";
        var kept = state.Head[Activities.Desk.Mailbox.Head].Items.Select(m => new ReceivedView(m["at"].AsInstant() ?? default, Label(m["name"].AsText()), m["actor"].AsText() ?? "", "kept"));
        var late = (await desk.Reader.ReadProjection(tenant, row.Id, Projections.Received, ct)).Select(r => r.Row)
            .Select(r => new ReceivedView(r["at"].AsInstant() ?? default, Label(r["event"].AsText()), r["from"].AsText() ?? "", r["use"].AsText() ?? ""));
        return [.. kept.Concat(late).OrderByDescending(r => r.At)];
    }

    public async ValueTask<Result<Page<NoticeView>>> Handle(MyNotices q, CancellationToken ct)
    {
        if (q.Caller.IsNobody) return Problem.NotSignedIn();
        var page = await desk.Reader.ListNotices(q.Caller.Tenant, q.Caller.UserId, q.Page, ct);
        return page.With<NoticeView>([.. page.Items.Where(n => IsFor(q.Caller, n)).Select(Notice)]);
    }

    /// <summary>What the caller may read; its receiver has read it with this.</summary>
    private async ValueTask<List<NoticeView>> Notices(Caller caller, CaseRow row, bool all, CaseSight? sight, CancellationToken ct)
    {
        var rows = (await desk.Reader.ReadProjection(caller.Tenant, row.Id, Projections.Notices, ct)).Where(n => all || IsFor(caller, n)).ToList();
        if (rows.Count == 0) return [];
        var read = (await kept.List(caller.Tenant, KeptSpaces.NoticesRead, $"{row.Id}/", new PageRequest(1_000), ct)).Items.ToDictionary(k => k.Key, k => k.At, StringComparer.Ordinal);
        foreach (var unread in rows.Where(n => IsFor(caller, n) && !read.ContainsKey($"{row.Id}/{n.Key}")).ToList())
        {
            await kept.Add(caller.Tenant, KeptSpaces.NoticesRead, $"{row.Id}/{unread.Key}", Datum.True, desk.Now, null, ct);
            read[$"{row.Id}/{unread.Key}"] = desk.Now;
        }
        return [.. rows.Select(n => (IsFor(caller, n) || sight is null || NoticeFields.Readable(sight, n.Row["notice"].AsText()) ? Notice(n) : Notice(n) with { Body = Withheld }) with { ReadAt = read.TryGetValue($"{row.Id}/{n.Key}", out var at) ? at : null })];
    }

    private bool IsFor(Caller caller, ProjectionRow notice) => notice.Row["to"].AsText() == caller.UserId && !(notice.Row["showFrom"].AsInstant() > desk.Now);

    /// <summary>In place of a notice that was made of fields the reader may not see.</summary>
    private const string Withheld = "（表示する権限のない項目を含むため、本文は表示しません。）";

    internal static IReadOnlyList<IncidentView> Incidents(CaseRow row, CaseState state) =>
        [.. state.Incidents.Select(i => new IncidentView(i.Id, row.Id, row.Number, row.Program, row.Workflow, i.ActivityId, i.ActivityType, i.Severity, i.Code, i.Message, i.At))];

    private async ValueTask<Result<Page<CaseSummary>>> List(Caller caller, CaseFilter filter, PageRequest request, CancellationToken ct)
    {
        var page = await desk.Reader.ListCases(caller.Tenant, filter, request, ct);
        var items = new List<CaseSummary>();
        foreach (var row in page.Items)
        {
            var package = await desk.PackageOf(row, ct);
            var summary = mapper.Summary(row, package);
            if (caller.UserId == row.Applicant || row.Applicant is null) { items.Add(summary); continue; }
            var name = (await people.Find(caller.Tenant, row.Applicant, ct))?.Name ?? row.Applicant;
            // Whether a rule on conditions lets the name be seen is a matter of each case: a list shows it where every case does.
            items.Add(summary with { Applicant = package is null ? name : FieldSight.Anywhere(caller, package).Applicant(name) });
        }
        return page.With<CaseSummary>(items);
    }

    private static async ValueTask<SubmissionView> Submission(Caller caller, CaseSight? sight, Datum row, Func<string?, ValueTask<string>> name, IReadOnlyDictionary<(string Field, string Value), string>? labels)
    {
        var form = sight?.Package.Forms.Find(row["form"].AsText());
        var fields = sight is null || form is null ? [] : CaseMapper.Fields(caller, sight, row["values"], form.Fields, labels).Shown;
        return new SubmissionView(row["form"].AsText() ?? "", form?.Title ?? row["form"].AsText() ?? "", row["at"].AsInstant() ?? default, await name(row["by"].AsText()), row["channel"].AsText() ?? "", fields);
    }

    private static NoticeView Notice(ProjectionRow n) => new(
        n.CaseId, n.Row["notice"].AsText() ?? "", n.Row["to"].AsText() ?? "", n.Row["title"].AsText() ?? "", n.Row["body"].AsText() ?? "", n.Row["channel"].AsText() ?? "",
        n.Row["sentAt"].AsInstant() ?? default)
    {
        Buttons = [.. n.Row["buttons"].Items.Select(b => new NoticeButtonView(b["action"].AsText() ?? "", b["label"].AsText() ?? "", b["values"]))],
        ShowFrom = n.Row["showFrom"].AsInstant(),
    };

    /// <summary>The declared stretches of the way; the one that holds the state is now, those before are done.</summary>
    private static List<CaseStep> Steps(ProgramPackage? package, CaseRow row, IReadOnlyList<ProjectionRow> timeline)
    {
        if (package is null || package.Portal.Steps.Count == 0) return [new CaseStep(row.Status, package?.States.Find(row.Status)?.Public ?? row.Status, "now", row.UpdatedAt)];
        var steps = package.Portal.Steps;
        var ended = package.States.Find(row.Status)?.Lifecycle == "ended";
        var now = steps.ToList().FindIndex(s => s.States.Contains(row.Status, StringComparer.Ordinal));
        var result = steps.Select((s, i) => new CaseStep(s.States[0], s.Label, now < 0 ? "next" : i < now || (ended && i == now) ? "done" : i == now ? "now" : "next", null)).ToList();
        // An end outside the way (取下げ, 無効): what was reached stays unknown, so only the end is told.
        if (now < 0) result = [new CaseStep(row.Status, package.States.Find(row.Status)?.Public ?? row.Status, ended ? "done" : "now", row.UpdatedAt)];
        return result;
    }

    private static string? Handover(ProgramPackage? package, CaseRow row, Datum fields, bool own)
    {
        if (!own || package?.Portal.Handover is not { } handover || !handover.States.Contains(row.Status, StringComparer.Ordinal)) return null;
        var value = fields;
        foreach (var part in handover.Url.Split('.')) value = value[part];
        return value.AsText() is { Length: > 0 } url ? url : null;
    }

    /// <summary>The legal clocks with how they were counted.</summary>
    private static IEnumerable<DeadlineView> Clocks(CaseState state) => state.Head[Activities.Time.Clocks.Head].Members.Select(m => new DeadlineView(
        m.Key, m.Value["label"].AsText() ?? m.Key, m.Value["due"].AsInstant() ?? default, string.Join("。", m.Value["derivation"].Items.Select(d => d.AsText())))
    {
        State = m.Value["overdue"].AsBoolean() ? "overdue" : m.Value["state"].AsText(), Breached = m.Value["breached"].AsBoolean(), Left = m.Value["leftText"].AsText(), Law = m.Value["law"].AsText(),
        Warnings = [.. m.Value["warnings"].Items.Select(w => w["at"].AsInstant()).OfType<DateTimeOffset>()],
    });

    private static List<DeadlineView> Deadlines(IEnumerable<TaskSummary> tasks) =>
        [.. tasks.Where(t => t.Due is not null && t.Status is "open" or "claimed").Select(t => new DeadlineView(t.Id, t.Title, t.Due!.Value, t.DueWords))];

    /// <summary>The case's state and those of its lines.</summary>
    private static IEnumerable<string> States(CaseRow row, CaseState state) =>
        (state.Head["single"].AsText() is { } single ? state.Fields[single].Items.Select(l => l["state"].AsText()) : []).Append(row.Status).OfType<string>();

    private async ValueTask<List<ActionView>> Actions(Caller caller, ProgramPackage? package, CaseRow row, CaseState state, CancellationToken ct)
    {
        var actions = new List<ActionView>();
        foreach (var action in package?.Actions ?? Catalog<ActionSpec>.Empty)
        {
            if (!ActionHandlers.MayTake(caller, row.Applicant, package!, action)) continue;
            if (action.States.Count > 0 && !States(row, state).Any(s => action.States.Contains(s, StringComparer.Ordinal))) continue;
            var reveals = action.Effect == "reveal";
            var held = !state.Head[Activities.Desk.Held.Head].IsNull;
            if (action.Effect is "hold" or "resume" or "reopen" ? (action.Effect == "resume") != held || (action.Effect == "reopen") != (row.Lifecycle == "ended") : held && !reveals) continue;
            if (action.Effect is "hold" or "resume" or "reopen") { }
            else if (reveals ? !RevealHandler.Fields(package!, action.Id).Any(f => RevealHandler.Find(state.Fields, f) is not null)
                        : !state.Bookmarks.Any(b => b.Bookmark.Kind == StimulusKinds.Action && b.Bookmark.Name == action.Id)) continue;
            var form = action.Form is null ? null : package!.Forms.Find(action.Form);
            var sheet = form is null ? null : await sheets.Judge(new SheetRequest(caller, package!, form, Datum.EmptyObject, null) { Live = true, Case = (row, state), Prefill = true }, ct);
            actions.Add(new ActionView(action.Id, action.Label, sheet, action.Confirm?.Ja, reveals));
        }
        return actions;
    }
}

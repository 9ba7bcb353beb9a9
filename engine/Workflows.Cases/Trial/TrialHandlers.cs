using System.Collections.Concurrent;
using System.Globalization;
using Mediator;
using Workflows.Cases.Commands;
using Workflows.Cases.Drafts;
using Workflows.Cases.Drafts.Editing;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Cases.Scenarios;
using Workflows.Engine.Data;

namespace Workflows.Cases.Trial;

/// <summary>The sessions of this process. One that nobody has touched for half an hour is thrown away, and so is the oldest when there are too many.</summary>
public sealed class TrialDesk : IAsyncDisposable
{
    private const int Most = 20;
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(30);
    private readonly ConcurrentDictionary<string, TrialSession> _sessions = new(StringComparer.Ordinal);

    internal TrialSession? Find(string tenant, string id)
    {
        if (!_sessions.TryGetValue(id, out var session) || session.Tenant != tenant) return null;
        session.Touched = TimeProvider.System.GetTimestamp();
        return session;
    }

    internal async ValueTask Keep(TrialSession session)
    {
        foreach (var old in _sessions.Values.Where(s => TimeProvider.System.GetElapsedTime(s.Touched) > Idle).Concat(_sessions.Values.OrderByDescending(s => s.Touched).Skip(Most - 1)).ToList())
            await Drop(old.Id).ConfigureAwait(false);
        _sessions[session.Id] = session;
    }

    internal async ValueTask Drop(string id)
    {
        if (!_sessions.TryRemove(id, out var session)) return;
        // Whoever is at work in it ends first.
        await session.Gate.WaitAsync().ConfigureAwait(false);
        await session.DisposeAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var id in _sessions.Keys) await Drop(id).ConfigureAwait(false);
    }
}

/// <summary>Trying drafts, and running their scenarios.</summary>
public sealed class TrialHandlers(TrialDesk trials, DraftDesk drafts, DraftPackages packages, ITrialWorlds worlds, ScenarioRuns runs, IPackages installed) :
    ICommandHandler<StartTrial, Result<Datum>>, ICommandHandler<ActInTrial, Result<Datum>>, ICommandHandler<RewindTrial, Result<Datum>>, ICommandHandler<EndTrial, Result<Nothing>>, ICommandHandler<SaveTrial, Result<SavedTrial>>,
    ICommandHandler<RunDraftScenarios, Result<string>>, IQueryHandler<GetTrial, Result<Datum>>, IQueryHandler<GetScenarioRun, Result<ScenarioRunSet>>
{
    public async ValueTask<Result<Datum>> Handle(StartTrial c, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(c.Caller) is { } refused) return refused;
        if (await drafts.Open(c.Caller.Tenant, c.Draft, ct) is not { } live) return DraftDesk.NoDraft();
        var (revision, content) = (live.Row.Revision, live.Content);
        var draft = packages.Make(c.Caller.Tenant, content);
        if (!draft.Runs) return Broken(draft);
        installed.Current.TryFindMunicipality(c.Caller.Tenant, out var municipality);
        var opening = new List<ScenarioStep> { ActSentences.Given($"自治体 {ActSentences.Quote(municipality?.Name ?? c.Caller.Tenant)} で手続 {ActSentences.Quote(content.Id)} が公開されている") };
        opening.Add(ActSentences.Given($"現在は {ActSentences.Quote((c.Now is { } at ? Japan.In(at) : drafts.Now).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture))} である"));
        foreach (var (key, value) in c.Settings.Members) opening.Add(ActSentences.Given($"設定 {ActSentences.Quote(key)} は {ActSentences.Cell(value)} である"));
        var session = new TrialSession(Guid.NewGuid().ToString("N"), c.Caller.Tenant, c.Draft, revision, draft.Package!, packages.Set(c.Caller.Tenant, draft), worlds.For(packages.Set(c.Caller.Tenant, draft)), opening);
        try { await session.Open(ct); }
        catch (ScenarioException e) { await session.DisposeAsync(); return new Problem(422, "TRIAL", e.Message, "The trial cannot begin."); }
        await trials.Keep(session);
        return await TrialViews.Of(session, ct);
    }

    public ValueTask<Result<Datum>> Handle(ActInTrial c, CancellationToken ct) => With(c.Caller, c.Trial, session => session.Do(c.Act), ct);

    public ValueTask<Result<Datum>> Handle(RewindTrial c, CancellationToken ct) => With(c.Caller, c.Trial, session => session.Rewind(c.To, ct), ct);

    public ValueTask<Result<Datum>> Handle(GetTrial q, CancellationToken ct) => With(q.Caller, q.Trial, _ => default, ct);

    public async ValueTask<Result<Nothing>> Handle(EndTrial c, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(c.Caller) is { } refused) return refused;
        if (trials.Find(c.Caller.Tenant, c.Trial) is null) return None();
        await trials.Drop(c.Trial);
        return new Nothing();
    }

    public async ValueTask<Result<SavedTrial>> Handle(SaveTrial c, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(c.Caller) is { } refused) return refused;
        if (trials.Find(c.Caller.Tenant, c.Trial) is not { } session) return None();
        if (!c.Document.StartsWith("scenarios/", StringComparison.Ordinal) || !c.Document.EndsWith(".feature", StringComparison.Ordinal) || string.IsNullOrWhiteSpace(c.Name))
            return Problem.Invalid([new("document", "document は scenarios/….feature、name はシナリオの名前です。")]);
        await session.Gate.WaitAsync(ct);
        List<ScenarioStep> steps;
        try { steps = [.. session.Opening, .. session.Acts.Select(a => a.Step), .. await Expectations(session, c.Expect, ct)]; }
        finally { session.Gate.Release(); }
        if (await drafts.Open(c.Caller.Tenant, session.Draft, ct) is not { } live) return DraftDesk.NoDraft();
        var before = live.Content[c.Document];
        var text = FeatureWriter.Append(before["text"].AsText(), DraftDesk.TitleOf(live.Content), c.Name, steps);
        DraftOperation operation = before.IsNull ? new(DraftOp.Create, c.Document, "", Datum.Object(("text", text))) : new(DraftOp.Set, c.Document, "/text", text);
        var edited = await drafts.Edit(c.Caller, session.Draft, $"trial-{session.Id[..8]}", Guid.NewGuid().ToString("N"), live.Row.Revision, [operation], ct);
        if (edited.Problem is { } problem) return problem;
        return edited.Value!.Conflicts.Count > 0 ? Problem.Conflict("ほかの人が同じシナリオを編集しています。もう一度お試しください。") : new SavedTrial(edited.Value.Revision, text);
    }

    public async ValueTask<Result<string>> Handle(RunDraftScenarios c, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(c.Caller) is { } refused) return refused;
        if (await drafts.Open(c.Caller.Tenant, c.Draft, ct) is not { } live) return DraftDesk.NoDraft();
        var (revision, content) = (live.Row.Revision, live.Content);
        var draft = packages.Make(c.Caller.Tenant, content);
        return draft.Runs ? runs.Start(c.Caller.Tenant, c.Draft, revision, content, c.Documents, c.Names) : Broken(draft);
    }

    public ValueTask<Result<ScenarioRunSet>> Handle(GetScenarioRun q, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(q.Caller) is { } refused) return new(refused);
        Result<ScenarioRunSet> result = runs.Find(q.Caller.Tenant, q.Run) is { } found ? found : Problem.NotFound("この実行は見つかりません。", "There is no such run.");
        return new(result);
    }

    private async ValueTask<Result<Datum>> With(Caller caller, string trial, Func<TrialSession, ValueTask> act, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(caller) is { } refused) return refused;
        if (trials.Find(caller.Tenant, trial) is not { } session) return None();
        await session.Gate.WaitAsync(ct);
        try
        {
            await act(session);
            return await TrialViews.Of(session, ct);
        }
        catch (FormatException e) { return new Problem(422, "ACT", e.Message, "The act cannot be understood."); }
        finally { session.Gate.Release(); }
    }

    /// <summary>What is so now, as expectations.</summary>
    private static async ValueTask<IReadOnlyList<ScenarioStep>> Expectations(TrialSession session, IReadOnlyList<string> what, CancellationToken ct)
    {
        if (session.Context.CaseId is null) return [];
        var row = await session.Context.Case();
        var view = await TrialViews.Of(session, ct);
        var steps = new List<ScenarioStep>();
        ScenarioStep Expect(string text) => new("ならば", text, 0, null, null);
        if (what.Contains("status")) steps.Add(Expect($"案件の状態は {ActSentences.Quote(row.Status)} である"));
        if (what.Contains("fields") && view["case"]["fields"].Members.Where(f => f.Value.Kind is not (DatumKind.List or DatumKind.Object)).ToList() is { Count: > 0 } fields)
            steps.Add(Expect("案件の項目は次のとおりである") with { Table = [["項目", "値"], .. fields.Select(f => (IReadOnlyList<string>)[f.Key, ActSentences.Cell(f.Value)])] });
        if (what.Contains("tasks"))
            steps.AddRange(view["can"]["tasks"].Items.Where(t => t["case"].AsText() == (row.Number ?? row.Id)).Select(t => Expect($"役割 {ActSentences.Quote(t["role"].AsText()!)} の受信箱に仕事 {ActSentences.Quote(t["task"].AsText()!)} がある")));
        if (what.Contains("notices"))
            steps.AddRange(view["notices"].Items.Select(n => (To: n["to"].AsText(), Notice: n["notice"].AsText())).Where(n => n.To is not null && n.Notice is not null).Distinct().Select(n => Expect($"{ActSentences.Quote(n.To!)} に通知 {ActSentences.Quote(n.Notice!)} が届いている")));
        return steps;
    }

    private static Problem Broken(DraftPackage draft) => new(422, "PACKAGE_PROBLEMS", "直す所が残っているため、試せません。", "The package has problems and cannot be tried.",
        [.. draft.Problems.Where(p => p.IsError).Take(20).Select(p => new Engine.Turns.FieldError($"{p.File} {p.Place}", p.MessageJa))]);

    private static Problem None() => Problem.NotFound("この試行は終わっています。始め直してください。", "There is no such trial.");
}

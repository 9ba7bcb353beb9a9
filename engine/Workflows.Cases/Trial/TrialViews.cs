using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Cases.Trial;

/// <summary>A session as the page draws it: docs/designer-api.md §6.</summary>
internal static class TrialViews
{
    public static async ValueTask<Datum> Of(TrialSession s, CancellationToken ct)
    {
        var cases = await s.Context.Cases().ConfigureAwait(false);
        var spoken = cases.FirstOrDefault(c => c.Id == s.Context.CaseId);
        var tasks = new List<Datum>();
        var notices = new List<Datum>();
        foreach (var row in cases.Take(50))
        {
            tasks.AddRange((await s.World.Reader.ReadProjection(s.Tenant, row.Id, Projections.Tasks, ct).ConfigureAwait(false)).Where(t => t.Row["status"].AsText() is "open" or "claimed").Select(t => Datum.Object(
                ("task", t.Row["task"]), ("title", t.Row["title"]), ("role", t.Row["role"]), ("form", t.Row["form"]), ("decisions", t.Row["decisions"]), ("assignee", t.Row["assignee"]), ("due", t.Row["due"]),
                ("element", t.Row["activityId"]), ("correction", t.Row["kind"].AsText() == "correction"), ("open", t.Row["open"]), ("case", row.Number ?? row.Id))));
            notices.AddRange((await s.World.Reader.ReadProjection(s.Tenant, row.Id, Projections.Notices, ct).ConfigureAwait(false)).Select(n => Datum.Object(
                ("notice", n.Row["notice"]), ("title", n.Row["title"]), ("to", n.Row["to"]), ("body", n.Row["body"]), ("channel", n.Row["channel"]), ("at", n.Row["sentAt"]))));
        }
        var due = await s.World.Pump.NextDue(ct).ConfigureAwait(false);
        var spokenOf = spoken is null ? Datum.Null : await Case(s, spoken, ct).ConfigureAwait(false);
        var events = await s.World.Reader.WaitingNames(s.Tenant, s.Package.Id, Engine.Turns.StimulusKinds.Event, ct).ConfigureAwait(false);
        var registers = Datum.Object(await Registers(s, ct).ConfigureAwait(false));
        return Datum.Object(
            ("id", s.Id), ("draft", s.Draft), ("revision", s.Revision), ("now", Datum.Of(s.World.Now)),
            ("acts", Datum.List(s.Acts.Select((a, i) => Datum.Object(("n", i + 1), ("act", a.Act), ("sentence", a.Step.ToString()), ("at", Datum.Of(a.At)), ("refused", a.Refused ?? Datum.Null))))),
            ("refused", s.Acts is [.., { Refused: { } no }] ? no : Datum.Null),
            ("people", Datum.List(s.Roles.Select(p => Datum.Object(("name", p.Key), ("roles", Datum.List(p.Value.Select(Datum.Of))))))),
            ("case", spokenOf),
            ("cases", Datum.List(cases.Select(c => Datum.Object(("number", c.Number ?? c.Id), ("status", c.Status), ("workflow", c.Workflow), ("ended", c.Lifecycle == "ended"))))),
            ("can", Datum.Object(
                ("starts", Datum.List(s.Package.Starts.Where(x => x.Kind == StartKind.Form).Select(x => Datum.Object(("start", x.Id), ("form", x.Form), ("label", x.Label.Ja.Length > 0 ? x.Label.Ja : s.Package.Forms.Find(x.Form)?.Title.Ja), ("by", Texts(x.By)))))),
                ("tasks", Datum.List(tasks.Where(t => !t["correction"].AsBoolean()))), ("corrections", Datum.List(tasks.Where(t => t["correction"].AsBoolean()))),
                ("actions", Datum.List(spoken is null || spoken.Lifecycle == "ended" ? [] : s.Package.Actions.Where(a => a.Effect is null && (a.States.Count == 0 || a.States.Contains(spoken.Status)))
                    .Select(a => Datum.Object(("action", a.Id), ("label", a.Label.Ja), ("form", a.Form), ("by", Texts(a.By)))))),
                ("events", Texts(events)),
                ("nextDue", due is { } at ? Datum.Of(Japan.In(at)) : Datum.Null))),
            ("connectors", Datum.List(s.Package.Connectors.Select(c => Connector(s, c)))),
            ("notices", Datum.List(notices)),
            ("registers", registers));
    }

    private static async ValueTask<Datum> Case(TrialSession s, CaseRow row, CancellationToken ct)
    {
        var state = await s.World.Reader.ReadState(s.Tenant, row.Id, ct).ConfigureAwait(false);
        var fields = state?.Fields ?? Datum.EmptyObject;
        var history = await s.World.Reader.ReadHistory(s.Tenant, row.Id, 0, 10_000, ct).ConfigureAwait(false);
        var path = CasePath.Of(s.Package, row.Workflow, history, s.Before.GetValueOrDefault(row.Id));
        var timeline = await s.World.Reader.ReadProjection(s.Tenant, row.Id, Projections.Timeline, ct).ConfigureAwait(false);
        return Datum.Object(
            ("number", row.Number ?? row.Id), ("workflow", row.Workflow), ("status", row.Status), ("ended", row.Lifecycle == "ended"), ("result", row.Head["result"]), ("applicant", row.Applicant), ("fields", fields),
            ("changed", Texts([.. fields.Members.Where(m => !s.FieldsBefore[m.Key].Equals(m.Value)).Select(m => m.Key)])),
            ("timeline", Datum.List(timeline.Select(t => Datum.Object(("at", t.Row["at"]), ("text", t.Row["textJa"]), ("actor", t.Row["actor"]))))),
            ("path", Datum.Object(
                ("activities", Datum.List(path.Activities.Select(a => Datum.Object(("document", a.Document), ("element", a.Element), ("times", a.Times), ("state", a.State), ("last", a.Last))))),
                ("arrows", Datum.List(path.Arrows.Select(a => Datum.Object(("document", a.Document), ("source", a.Source), ("outcome", a.Outcome), ("target", a.Target), ("times", a.Times))))),
                ("decisions", Datum.List(path.Decisions.Select(d => Datum.Object(("element", d.Element), ("decision", d.Decision), ("rules", Texts(d.Rules)), ("inputs", d.Inputs))))))),
            ("incidents", Datum.List((state?.Incidents ?? []).Select(i => Datum.Object(("element", i.ActivityId), ("code", i.Code), ("ja", i.Message))))));
    }

    private static Datum Connector(TrialSession s, ConnectorSpec spec)
    {
        var calls = s.World.Simulators.Calls(s.Tenant, spec.Id);
        var kind = s.World.Simulators.Kinds.FirstOrDefault(k => k.Kind == spec.Kind);
        return Datum.Object(
            ("connector", spec.Id), ("label", spec.Label.Ja), ("kind", spec.Kind),
            ("calls", Datum.List(calls.TakeLast(50).Select(c => Datum.Object(("operation", c.Operation), ("request", c.Request), ("at", Datum.Of(c.At)), ("outcome", c.Outcome))))),
            ("acts", Datum.List((kind?.Acts ?? []).Select(a => Datum.Object(("act", a.Key), ("label", a.Value))))), ("switches", Datum.List((kind?.Switches ?? []).Select(a => Datum.Object(("switch", a.Key), ("label", a.Value))))));
    }

    private static async ValueTask<List<KeyValuePair<string, Datum>>> Registers(TrialSession s, CancellationToken ct)
    {
        const int Most = 1_000;
        var result = new List<KeyValuePair<string, Datum>>();
        foreach (var register in s.Package.Registers)
            result.Add(new(register.Id, Datum.Of((long)(await s.World.Registers.Find(s.Tenant, s.Package.Id, register.Id, Datum.EmptyObject, Most, ct).ConfigureAwait(false)).Count)));
        return result;
    }

    private static Datum Texts(IEnumerable<string> texts) => Datum.List(texts.Select(t => Datum.Of(t)));
}

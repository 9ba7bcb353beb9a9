using Workflows.Cases.Activities.Desk;
using Workflows.Cases.Activities.Reading;
using Workflows.Cases.Activities.Tasks;
using Workflows.Cases.Activities.Triggers;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities.Policy;

/// <summary>
/// A person's action: who may, in which state, its checks and its form. The judged values reach the activity that hears it as
/// <c>event.values</c>; they become fields only there.
/// </summary>
internal sealed class ActionRules(ProgramPackage package)
{
    public IEnumerable<Question> Run(ActivityContext context)
    {
        var stimulus = context.Stimulus;
        if (package.Actions.Find(stimulus.Name) is not { } action) throw context.Refuse(Conflict());
        if (!May(context, stimulus, action)) throw context.Refuse(new Refusal(RefusalCodes.Forbidden, package.Text(ProductTexts.Forbidden)));
        if (!InState(context, action)) throw context.Refuse(Conflict());
        var values = stimulus.Data["values"] is { Kind: DatumKind.Object } given ? given : Datum.EmptyObject;
        if (action.Form is { } form)
        {
            var judged = new Judged();
            foreach (var question in FormGate.Judge(context, form, values, null, judged)) yield return question;
            values = judged.Values;
            TaskForm.Submission(context, form, values, stimulus);
        }
        var names = new Names(values).Add("values", values);
        foreach (var question in context.Ask(action.Lookups, names)) yield return question;
        foreach (var question in Checks.Run(context, action.Checks, names)) yield return question;
        context.StepNotes = context.StepNotes.With(Trigger.JudgedNote, values);
        var reveals = action.Effect == "reveal";
        if (action.Effect is not null) Heard.Mark(context);
        switch (action.Effect)
        {
            case "hold": Held.Begin(context, package, values["reason"].AsText()); break;
            case "resume": Held.End(context, package); break;
            case "reopen": Reopen(context, action); break;
        }
        Timeline.Add(context, reveals ? "reveal" : "action", $"「{action.Label.Ja}」が行われました。", isPublic: !reveals,
            Datum.Object(("action", action.Id), ("reason", reveals ? values["reason"] : Datum.Null)));
    }

    /// <summary>An ended case goes on: its workflow begins again, its state tables where the action says.</summary>
    private void Reopen(ActivityContext context, ActionSpec action)
    {
        if (!CaseSummary.IsOver(context)) throw context.Refuse(Conflict());
        context.Head = context.Head.With("result", Datum.Null).With("closedAt", Datum.Null).With("reopened", (context.Head["reopened"].AsLong() ?? 0) + 1);
        context.StepNotes = context.StepNotes.With("reopen", true).With("place", action.To);
    }

    private Refusal Conflict() => new(RefusalCodes.StateConflict, package.Text(ProductTexts.StateConflict));

    /// <summary>The edge says which roles the actor holds; the case itself (system, scenario) may do everything declared.</summary>
    private bool May(ActivityContext context, Stimulus stimulus, ActionSpec action)
    {
        if (!stimulus.Data.TryGet("actorRoles", out var roles)) return true;
        var held = action.By.Where(r => roles.Items.Any(h => h.AsText() == r)).ToArray();
        if (held.Length == 0) return false;
        // Held only as a resident: own cases only.
        return held.Any(r => package.Roles.Find(r)?.Kind != RoleSpec.Citizen)
            || (context.Head["applicant"].AsText() is { } applicant && (applicant == stimulus.Actor || applicant == stimulus.OnBehalfOf));
    }

    /// <summary>The case's state, or that of one of its lines.</summary>
    private bool InState(ActivityContext context, ActionSpec action)
    {
        if (action.States.Count == 0) return true;
        var lines = context.Head["single"].AsText() is { } single ? context.Fields[single].Items.Select(l => l["state"].AsText()) : [];
        return lines.Append(context.Head["status"].AsText()).OfType<string>().Any(s => action.States.Any(a => a == s || package.States.Find(a)?.Id == s));
    }
}

using Workflows.Cases.Activities.Reading;
using Workflows.Cases.Activities.Tasks;
using Workflows.Cases.Activities.Time;
using Workflows.Cases.Packages;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities.Policy;

/// <summary>
/// A start: its form is judged, its checks run, its number is taken, its values become the case's fields. A start that no person makes
/// (schedule, file, event) gives the fields its <c>input</c> says; there <c>file</c> or <c>event</c> is what came.
/// </summary>
internal sealed class StartRules(ProgramPackage package)
{
    public IEnumerable<Question> Run(ActivityContext context)
    {
        var stimulus = context.Stimulus;
        var start = Find(stimulus, context.Plan.Root.DefinitionId);
        context.Head = Head(context, start);
        var form = package.Forms.Find(stimulus.Data["form"].AsText() ?? start?.Form);
        if (form is not null)
        {
            context.Head = context.Head.With("single", form.Single);
            var judged = new Judged();
            var given = stimulus.Data["values"] is { Kind: DatumKind.Object } values ? values : Datum.EmptyObject;
            foreach (var question in FormGate.Judge(context, form.Id, given, null, judged)) yield return question;
            TaskForm.Submission(context, form.Id, judged.Values, stimulus);
            context.Fields = judged.CaseFields;
        }
        else
        {
            var seen = new Names(Payload(context));
            if (start is not null) foreach (var question in context.Ask(start.Lookups, Came(start, seen))) yield return question;
            context.Fields = start is null || start.Input.Count == 0 ? Payload(context) : context.EvalAll(start.Input, seen.Value);
        }

        if (start is not null)
        {
            var names = new Names();
            foreach (var question in context.Ask(start.Lookups, names)) yield return question;
            if (start.Applicant is { } whom && context.Head["applicant"].IsNull) context.Head = context.Head.With("applicant", context.Eval(whom, names.Value));
            foreach (var question in Checks.Run(context, start.Checks, names)) yield return question;
            if (start.Number is { } series && context.Head["number"].IsNull)
                foreach (var question in Number(context, series)) yield return question;
        }
        Timeline.Add(context, "started", start?.Label.Ja is { Length: > 0 } label ? $"「{label}」を受け付けました。" : "始まりました。", isPublic: true,
            Datum.Object(("start", start?.Id), ("number", context.Head["number"]), ("channel", context.Head["channel"])));
        if (start?.State is { } state) StateWriter.SetStatus(context, package.States.Find(state)?.Id ?? state);
    }

    /// <summary>The head every case begins with.</summary>
    public Datum Head(ActivityContext context, StartSpec? start)
    {
        var stimulus = context.Stimulus;
        return context.Head
            .With("number", Datum.Null).With("program", package.Id).With("programVersion", package.Version)
            .With("workflow", context.Plan.Root.DefinitionId).With("start", start?.Id).With("status", Datum.Null)
            .With("applicant", Applicant(stimulus, start)).With("onBehalfOf", stimulus.OnBehalfOf).With("channel", start?.Channel ?? stimulus.Channel)
            .With("submittedAt", Datum.Of(stimulus.At)).With("tenantName", context.Step.Refs["municipality"]["name"]);
    }

    public IEnumerable<Question> Number(ActivityContext context, string seriesId)
    {
        var series = package.Numbers.Find(seriesId) ?? throw new KeyNotFoundException($"There is no number series '{seriesId}'.");
        var today = Jst.DateOf(context.Step.Now);
        var question = new TakeNumber(series.Id, series.PeriodOf(today));
        yield return question;
        context.Head = context.Head.With("number", series.Write(today, context.Reply(question).Value.AsLong()!.Value));
    }

    /// <summary>By id; a form's start by its form; else the first that begins this workflow.</summary>
    public StartSpec? Find(Stimulus stimulus, string workflow)
    {
        if (package.Starts.Find(stimulus.Name ?? stimulus.Data["start"].AsText()) is { } named) return named;
        return stimulus.Data["form"].AsText() is { } form
            ? package.Starts.FirstOrDefault(s => s.Kind == StartKind.Form && s.Form == form && s.Workflow == workflow) ?? package.Starts.FirstOrDefault(s => s.Kind == StartKind.Form && s.Form == form)
            : null;
    }

    /// <summary>The person it is for; of a start that residents make, the one who made it. A start by the clock or a connector belongs to nobody.</summary>
    private string? Applicant(Stimulus stimulus, StartSpec? start)
    {
        if (stimulus.Data.TryGet("applicant", out var told)) return told.AsText();
        if (stimulus.OnBehalfOf is { Length: > 0 } other) return other;
        return start is { Kind: StartKind.Form } && start.By.Any(r => package.Roles.Find(r)?.Kind == RoleSpec.Citizen) ? stimulus.Actor : null;
    }

    private static Datum Payload(ActivityContext context) =>
        context.Stimulus.Data is { Kind: DatumKind.Object } given ? given.Without("applicant").Without("start") : Datum.EmptyObject;

    private static Names Came(StartSpec start, Names names)
    {
        if (start.Kind == StartKind.File && !names.Value.Has("file")) names.Add("file", names.Value);
        if (start.Kind == StartKind.Event && !names.Value.Has("event")) names.Add("event", names.Value);
        return names;
    }
}

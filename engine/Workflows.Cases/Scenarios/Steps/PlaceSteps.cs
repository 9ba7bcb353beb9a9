using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Cases.Scenarios.Reading;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;
using static Workflows.Cases.Scenarios.Steps.StepDefinition;

namespace Workflows.Cases.Scenarios.Steps;

/// <summary>Cases that begin in the middle: placed by an alteration, which stands in their history.</summary>
internal static class PlaceSteps
{
    public static IReadOnlyList<StepDefinition> All { get; } =
    [
        Act("案件{s}が(?:手続{s}の)?段階{s}にあ(?:り、項目は次のとおりである|る)", "案件 \"H-0007\" が段階 \"照合中\" にあり、項目は次のとおりである", Place),
    ];

    private static async ValueTask Place(ScenarioContext context, StepArguments args)
    {
        var program = context.Program;
        var state = program.States.Find(args[3])?.Id ?? args[3];
        var workflow = args.Has(2) && args[2].Length > 0 ? args[2] : Workflow(program, state);
        var start = program.Starts.FirstOrDefault(s => s.Workflow == workflow && s.Kind == StartKind.Form) ?? program.Starts.FirstOrDefault(s => s.Workflow == workflow);
        var form = start?.Form is { } id ? program.Forms.Find(id) : null;
        var applicant = args.Pairs.Where(p => p.Key is "applicant" or "申請者" or "申込者").Select(p => Values.Text(p.Cell)).FirstOrDefault();
        IReadOnlyList<(string, string)> pairs = [.. args.Pairs.Where(p => p.Key is not ("applicant" or "申請者" or "申込者"))];
        var fields = form is null ? FieldKeys.RecordValues(null, pairs) : FieldKeys.FormValues(form, pairs, program);
        if (applicant is not null) await context.Person(applicant).ConfigureAwait(false);

        var stimulus = new Stimulus(context.NextCommand(), StimulusKinds.Alter, context.World.Now, "scenario", Channel: "scenario",
            Payload: Datum.Object(("number", args[1]), ("state", state), ("applicant", applicant), ("fields", fields), ("form", form?.Id), ("reason", "シナリオの前提")));
        var outcome = await context.World.Executor.Execute(new CaseCommand("scenario", context.Tenant, null, stimulus,
            new StartTarget(program.Id, start?.Id, workflow, null, applicant, form?.Id)), context.Ct).ConfigureAwait(false);
        if (outcome.Kind is not (CaseOutcomeKind.Applied or CaseOutcomeKind.Repeated) || outcome.CaseId is not { } caseId)
            throw new ScenarioException($"案件「{args[1]}」を段階「{args[3]}」に置けません: {outcome.Kind} {outcome.Refusal?.Message}");
        context.CaseId = caseId;
        context.Name(args[1], caseId);
    }

    /// <summary>The workflow whose table has the state or whose activity has the id; else the first one a form starts.</summary>
    private static string Workflow(ProgramPackage program, string state) =>
        program.WorkflowSources.Where(w => Mentions(w.Value["root"], state)).Select(w => w.Key).FirstOrDefault()
        ?? program.Starts.FirstOrDefault(s => s.Kind == StartKind.Form)?.Workflow
        ?? program.WorkflowSources.Keys.FirstOrDefault()
        ?? throw new ScenarioException($"手続「{program.Id}」に段階「{state}」はありません。");

    private static bool Mentions(Datum node, string id) =>
        (node.Kind == DatumKind.Object && node["id"].AsText() == id) || node.Items.Any(i => Mentions(i, id)) || node.Members.Any(m => Mentions(m.Value, id));
}

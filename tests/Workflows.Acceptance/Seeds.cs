using Workflows.Cases.Expressions;
using Workflows.Cases.Forms;
using Workflows.Cases.Packages;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Acceptance;

/// <summary>A municipality's programme with its seeded registers only: enough to judge forms and run decisions without a case.</summary>
internal sealed class Seeds(string municipality, DateTimeOffset now)
{
    private readonly MunicipalityProgramSpec _program =
        Definitions.Packages.TryFindMunicipality(municipality, out var found) ? found.Program("account-transfer")! : throw new ArgumentException(municipality);

    public ProgramPackage Package { get; } = Definitions.Packages.Packages.Get("account-transfer");

    public Datum Settings => Cases.Packages.Settings.Merge(Package, _program.Settings);

    private FeelNames Names => new(Package.FieldTypes, now, Settings);

    public Datum Decide(string decision, Datum inputs)
    {
        var run = new DecisionRun(Package, Package.Decisions.Get(decision), inputs, Names);
        var replies = new Dictionary<Question, Reply>(ReferenceEqualityComparer.Instance);
        foreach (var question in run.Run(q => replies[q])) replies[question] = Answer(question);
        return run.Result.Outputs;
    }

    public FormVerdict Judge(string form, Datum values, FormMode mode = FormMode.Submit) =>
        FormJudge.Judge(new FormRequest(Package, Package.Forms.Get(form), values, mode, Names), Answer);

    private Reply Answer(Question question) => question switch
    {
        FindRecords find => new(find.No, Reply.Done, Datum.List(Rows(find.Register, find.Where).Take(find.Take).Select(r => Datum.Object(("id", "x"), ("revision", 1), ("fields", r))))),
        AggregateRecords count => new(count.No, Reply.Done, Rows(count.Register, count.Where).Count()),
        _ => throw new NotSupportedException(question.ToString()),
    };

    private IEnumerable<Datum> Rows(string register, Datum where) =>
        (_program.Registers.TryGetValue(register, out var rows) ? rows : []).Concat(Package.Registers.Get(register).Seed)
            .Where(r => where.Members.All(m => m.Value.Kind == DatumKind.List ? m.Value.Items.Any(v => r[m.Key].Equals(v)) : r[m.Key].Equals(m.Value)));
}

using Workflows.Cases.Activities.Reading;
using Workflows.Cases.Activities.Triggers;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.Plans;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities;

internal sealed record ScopeSpec(PlanNode? Body, Handlers Handlers) : IHandled;

/// <summary><c>Case.Scope</c>: a body, and what may happen at any time while it runs.</summary>
internal sealed class CaseScope : HandledActivity<ScopeSpec>
{
    public override ActivityDescriptor Descriptor { get; } = new("Case.Scope", "範囲", "Scope", "本体を行い、その間いつでも起こりうること（{handlers}）に応じる", "案件の流れ", "scope")
    {
        Inputs = [CaseInputs.Handlers],
        ChildPorts = ["body", Handlers.Port],
        OutcomesFrom = "handlers",
        AllowsHandlers = true,
        Affects = ["BookmarkSet", "TimerSet"],
    };

    protected override ScopeSpec Read(SpecReader reader)
    {
        if (reader.Child("body") is null) reader.Missing("body");
        return new ScopeSpec(reader.Child("body"), Handlers.Read(reader));
    }

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        var spec = Spec(context);
        if (spec.Body is null) { context.Complete(); return []; }
        spec.Handlers.Arm(context);
        context.Schedule(spec.Body, Datum.Object(("body", true)));
        return [];
    }

    public override IEnumerable<Question> Resume(ActivityContext context, Bookmark bookmark, Stimulus stimulus)
    {
        Spec(context).Handlers.Resume(context, bookmark, stimulus);
        return [];
    }

    public override IEnumerable<Question> ChildEnded(ActivityContext context, ChildEnd child)
    {
        if (!Handlers.ChildEnded(context, child)) Handlers.Complete(context, "Done");
        return [];
    }
}

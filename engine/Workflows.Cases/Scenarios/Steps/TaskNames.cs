using Workflows.Cases.Packages;
using Workflows.Engine.Data;

namespace Workflows.Cases.Scenarios.Steps;

/// <summary>What people may call a task: the name of its activity in the workflow, and its title.</summary>
internal static class TaskNames
{
    public static IReadOnlyList<string> Of(ProgramPackage program, string task)
    {
        var names = new List<string>();
        foreach (var source in program.WorkflowSources.Values) Collect(source["root"], task, names);
        return names;
    }

    private static void Collect(Datum value, string task, List<string> into)
    {
        if (value.Kind == DatumKind.Object && value["task"].AsText() == task && value["type"].AsText() is "Case.Task" or "Case.Correction" or "Case.Approval" or "Case.Review")
        {
            foreach (var key in (ReadOnlySpan<string>)["name", "title", "label"])
                if (value[key].AsText() is { Length: > 0 } name) into.Add(name);
        }
        foreach (var item in value.Items) Collect(item, task, into);
        foreach (var (_, member) in value.Members) Collect(member, task, into);
    }
}

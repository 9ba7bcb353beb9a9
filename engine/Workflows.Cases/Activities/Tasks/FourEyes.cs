using Workflows.Cases.Ports;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities.Tasks;

/// <summary>
/// Who did a task may not do certain later ones. <c>head.doneBy</c> holds the last person by task id, inside an iteration by
/// <c>{task}@{scopePath}</c>; a task of one iteration and one of another do not touch each other. Where several do one task, each is kept, too:
/// <c>{task}#{step}</c>.
/// </summary>
internal static class FourEyes
{
    /// <param name="step">Which of several persons' part it was; null: one person does the task.</param>
    public static void Remember(ActivityContext context, string task, string person, long? step = null)
    {
        var at = context.ScopePath.Length == 0 ? "" : $"@{context.ScopePath}";
        var doneBy = context.Head["doneBy"].With(task + at, person);
        context.Head = context.Head.With("doneBy", step is null ? doneBy : doneBy.With($"{task}#{step}{at}", person));
    }

    public static void Check(ActivityContext context, IReadOnlyList<string> notSameAs, string person)
    {
        foreach (var task in notSameAs)
            foreach (var (key, by) in context.Head["doneBy"].Members)
                if (by.AsText() == person && Concerns(key, task, context.ScopePath))
                    throw context.Refuse(new Refusal(RefusalCodes.FourEyes, TaskDesk.Row(context)["sameMessage"].AsText() ?? $"{Title(context, task)}を行った人は、この工程を行えません。"));
    }

    /// <summary>The same place, a place around it, or a place within it.</summary>
    private static bool Concerns(string key, string task, string scope)
    {
        var at = key.IndexOf('@', StringComparison.Ordinal);
        if ((at < 0 ? key : key[..at]).Split('#')[0] != task) return false;
        var done = at < 0 ? "" : key[(at + 1)..];
        return done == scope || done.Length == 0 || scope.Length == 0
            || scope.StartsWith(done + "/", StringComparison.Ordinal) || done.StartsWith(scope + "/", StringComparison.Ordinal);
    }

    /// <summary>What people call the task: its activity's name, its title when that is the same for every case, else its id.</summary>
    private static string Title(ActivityContext context, string task)
    {
        var node = context.Workflow.NodesById.Values.FirstOrDefault(n => n.Source["task"].AsText() == task);
        if (node?.Name is { Length: > 0 } name) return name;
        return node?.Source["title"].AsText() is { Length: > 0 } title && !title.Contains('{', StringComparison.Ordinal) ? title : task;
    }
}

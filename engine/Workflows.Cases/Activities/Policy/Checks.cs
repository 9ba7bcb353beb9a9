using Workflows.Cases.Activities.Reading;
using Workflows.Cases.Packages;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities.Policy;

/// <summary>Runs declared checks: the first that holds refuses the whole request.</summary>
internal static class Checks
{
    public static IEnumerable<Question> Run(ActivityContext context, IReadOnlyList<CheckSpec> checks, Names names)
    {
        foreach (var check in checks)
        {
            var own = new Names(names.Value);
            foreach (var question in context.Ask(check.Lookups, own)) yield return question;
            if (!context.Holds(check.When, own.Value)) continue;
            var message = context.Render(check.Message, own.Value);
            if (check.IsWarning)
            {
                Timeline.Add(context, "warning", message, isPublic: true, Datum.Object(("code", check.Code), ("field", check.Field)));
                continue;
            }
            throw context.Refuse(new Refusal(check.Code, message, check.Field, check.Field is { } field ? [new(field, message)] : null));
        }
    }
}

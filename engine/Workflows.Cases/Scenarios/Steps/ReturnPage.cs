using Workflows.Cases.Commands;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Cases.Scenarios.Steps;

/// <summary>
/// A person comes back from an outside page with the state that went out with the application: the event <c>return</c> of a connector whose calls
/// carry <c>applicationId</c> and <c>state</c>. A forged one carries a state of nobody's, one without a signature none.
/// </summary>
internal static class ReturnPage
{
    public const string Event = "return";

    /// <summary>The newest call that sent the person out; null when there is none.</summary>
    public static Datum? Sent(ScenarioContext context, string connector, Datum arguments)
    {
        var application = arguments["applicationId"].AsText() ?? arguments["key"].AsText();
        return context.World.Simulators.Calls(context.Tenant, connector).Reverse().Select(c => c.Request)
            .FirstOrDefault(r => r["state"].AsText() is { Length: > 0 } && (application is null || r["applicationId"].AsText() == application));
    }

    public static async ValueTask Come(ScenarioContext context, string connector, Datum sent, string code, EventSignature signature)
    {
        var state = sent["state"].AsText()!;
        if (signature == EventSignature.Missing) state = "";
        if (signature == EventSignature.Wrong) state = state[..^1] + (state[^1] == 'A' ? 'B' : 'A');
        await context.Send(new DeliverReturn(Caller.Nobody(context.Tenant), context.Program.Id, connector, sent["applicationId"].AsText()!, code, state)).ConfigureAwait(false);
    }
}

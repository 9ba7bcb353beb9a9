using Workflows.Cases.Ports;
using Workflows.Engine.Activities.Elsa;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Definitions;

/// <summary>An event of loose workflows: to every case that waits for it, and to every published definition that begins with it. Carries <c>PublishEvent</c>.</summary>
public sealed class EventSender(ICaseReader reader, Lazy<ICaseExecutor> executor, LooseDefinitions loose) : IOutboxHandler
{
    public string Kind => "event";

    public async ValueTask<CallOutcome> Handle(OutboxMessage message, CancellationToken cancellationToken)
    {
        var body = message.Body;
        var correlation = body["correlationId"].AsText() is { Length: > 0 } key ? key : null;
        var reached = await Send(message.Tenant, message.Program, message.Key, message.Target, correlation, body["payload"], message.Now, "system", body["onlyCase"].AsText(), cancellationToken).ConfigureAwait(false);
        return reached is null ? CallOutcome.Retry("混み合っています。 (Busy.)") : CallOutcome.Done(Datum.List(reached.Select(Datum.Of)));
    }

    /// <param name="id">The event's own id: the same event reaches a case once.</param>
    /// <param name="onlyCase">The one case it is for; null for all.</param>
    /// <returns>Public ids of the cases reached; null when the engine is too busy, to be sent again.</returns>
    public async ValueTask<IReadOnlyList<string>?> Send(string tenant, string program, string id, string name, string? correlation, Datum payload, DateTimeOffset now, string actor, string? onlyCase, CancellationToken ct)
    {
        var reached = new List<string>();
        IEnumerable<string> targets = onlyCase is not null ? [onlyCase] : await reader.FindWaiting(tenant, program, StimulusKinds.Event, name, correlation, ct).ConfigureAwait(false);
        foreach (var target in targets)
        {
            var stimulus = new Stimulus($"{id}:{target}", StimulusKinds.Event, now, actor, Channel: "case", Name: name, Key: correlation, Payload: payload);
            var outcome = await executor.Value.Execute(new CaseCommand("event", tenant, target, stimulus), ct).ConfigureAwait(false);
            if (outcome.Kind == CaseOutcomeKind.Busy) return null;
            if (outcome.Kind is CaseOutcomeKind.Applied or CaseOutcomeKind.Repeated) reached.Add(target);
        }
        if (onlyCase is not null) return reached;
        foreach (var plan in await loose.Published(tenant, ct).ConfigureAwait(false))
        {
            foreach (var (_, node) in Beginnings.Events(plan.Root).Where(e => e.Name == name))
            {
                var stimulus = new Stimulus($"{id}:{plan.Root.DefinitionId}:{node.Id}", StimulusKinds.Start, now, actor, Channel: "case", ActivityId: node.Id, Key: correlation, Payload: Datum.Object(("event", payload)));
                var outcome = await executor.Value.Execute(new CaseCommand("event", tenant, null, stimulus, new StartTarget(LooseDefinitions.Program, null, plan.Root.DefinitionId)), ct).ConfigureAwait(false);
                if (outcome.Kind == CaseOutcomeKind.Busy) return null;
                if (outcome.CaseId is { } started) reached.Add(started);
            }
        }
        return reached;
    }
}

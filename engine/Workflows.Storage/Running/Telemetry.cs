using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text;
using Workflows.Cases.Ports;

namespace Workflows.Storage.Running;

/// <summary>
/// Traces and metrics under the name <see cref="Name"/>. A case has one trace for its whole life: its id is a digest of the case's
/// public id, so that steps days apart, on any node, stand in the same trace; each is linked to the request that brought it.
/// No tag carries what people wrote.
/// </summary>
public static class Telemetry
{
    public const string Name = "Workflows";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Steps = Meter.CreateCounter<long>("workflows.steps", "{step}", "Commands applied, refused or unheard");
    private static readonly Histogram<double> StepSeconds = Meter.CreateHistogram<double>("workflows.step.duration", "s", "From the command to its committed step");
    private static readonly Histogram<int> GroupSize = Meter.CreateHistogram<int>("workflows.commit.group_size", "{step}", "Steps committed together");
    private static readonly Histogram<double> CommitSeconds = Meter.CreateHistogram<double>("workflows.commit.duration", "s", "A group's transaction, its flush to disk included");
    private static readonly Counter<long> Attempts = Meter.CreateCounter<long>("workflows.outbox.attempts", "{attempt}", "Attempts to carry a message");

    /// <summary>The trace of a case.</summary>
    public static ActivityTraceId TraceOf(string caseId) => ActivityTraceId.CreateFromBytes(Digest(caseId).AsSpan(0, 16));

    internal static StepSpan Step(CaseCommand command, string caseId)
    {
        Activity? span = null;
        if (Source.HasListeners())
        {
            var digest = Digest(caseId);
            var parent = new ActivityContext(ActivityTraceId.CreateFromBytes(digest.AsSpan(0, 16)), ActivitySpanId.CreateFromBytes(digest.AsSpan(16, 8)), ActivityTraceFlags.Recorded, isRemote: true);
            var links = Activity.Current is { } request ? new[] { new ActivityLink(request.Context) } : null;
            span = Source.StartActivity($"step {command.Stimulus.Kind}", ActivityKind.Internal, parent, links: links);
            span?.SetTag("workflows.case", caseId).SetTag("workflows.tenant", command.Tenant).SetTag("workflows.stimulus", command.Stimulus.Kind).SetTag("workflows.activity", command.Stimulus.ActivityId);
        }
        return new StepSpan(span, command.Stimulus.Kind, Stopwatch.GetTimestamp());
    }

    internal static void Commit(int size, long began)
    {
        GroupSize.Record(size);
        CommitSeconds.Record(Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    internal static void Attempt(string kind, string target, string outcome) =>
        Attempts.Add(1, new("kind", kind), new("target", target), new("outcome", outcome));

    /// <summary>Watches how far a node is behind.</summary>
    internal static void Watch(Func<TimeSpan> outbox, Func<TimeSpan> timers)
    {
        Meter.CreateObservableGauge("workflows.outbox.lag", () => outbox().TotalSeconds, "s", "How long the oldest ready message has waited");
        Meter.CreateObservableGauge("workflows.timer.lag", () => timers().TotalSeconds, "s", "How long the oldest due timer has waited");
    }

    private static byte[] Digest(string caseId) => SHA256.HashData(Encoding.UTF8.GetBytes("workflows case " + caseId));

    internal readonly struct StepSpan(Activity? span, string kind, long began) : IDisposable
    {
        public void End(CaseOutcome outcome)
        {
            Steps.Add(1, new("stimulus", kind), new("outcome", outcome.Kind.ToString()));
            StepSeconds.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, new KeyValuePair<string, object?>("stimulus", kind));
            span?.SetTag("workflows.outcome", outcome.Kind.ToString()).SetTag("workflows.version", outcome.Version);
        }

        public void Failed(Exception error)
        {
            Steps.Add(1, new("stimulus", kind), new("outcome", "Error"));
            span?.SetStatus(ActivityStatusCode.Error, error.GetType().Name);
        }

        public void Dispose() => span?.Dispose();
    }
}

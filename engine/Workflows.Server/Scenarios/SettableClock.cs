using Workflows.Engine.Data;
using Workflows.Server.Hosting;

namespace Workflows.Server.Scenarios;

/// <summary>A clock that stands still until it is set.</summary>
internal sealed class SettableClock : TimeProvider
{
    private long _utcTicks = new DateTimeOffset(2026, 4, 1, 9, 0, 0, Japan.Offset).UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _utcTicks), TimeSpan.Zero);
    public override TimeZoneInfo LocalTimeZone => Japan.Zone;

    public void Set(DateTimeOffset now) => Interlocked.Exchange(ref _utcTicks, now.UtcTicks);
}

using Workflows.Engine.Data;

namespace Workflows.Server.Hosting;

/// <summary>The system clock, which a development installation can move forward. It never goes back.</summary>
public sealed class AdjustableClock(TimeProvider inner) : TimeProvider
{
    private long _ahead;

    public TimeSpan Ahead => TimeSpan.FromTicks(Interlocked.Read(ref _ahead));

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + Ahead;
    public override long GetTimestamp() => inner.GetTimestamp();
    public override long TimestampFrequency => inner.TimestampFrequency;
    public override TimeZoneInfo LocalTimeZone => Japan.Zone;
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => inner.CreateTimer(callback, state, dueTime, period);

    /// <summary>Moves forward to an instant; an earlier one changes nothing.</summary>
    public void AdvanceTo(DateTimeOffset to)
    {
        var by = to - GetUtcNow();
        if (by > TimeSpan.Zero) Advance(by);
    }

    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(by.Ticks);
        Interlocked.Add(ref _ahead, by.Ticks);
    }
}

namespace Exchange.Kernel.Time;

/// <summary>A clock that runs a fixed number of times as fast as the wall's, so that a fair's day passes in minutes.</summary>
/// <param name="wall">The clock on the wall.</param>
/// <param name="start">What this clock shows at the anchor.</param>
/// <param name="speed">Its seconds in a second of the wall's, above 0.</param>
/// <param name="anchor">The wall's time at which it shows <paramref name="start"/>; now when null.</param>
public sealed class AcceleratedClock(TimeProvider wall, DateTimeOffset start, double speed, DateTimeOffset? anchor = null) : TimeProvider
{
    private readonly DateTimeOffset _anchor = anchor ?? wall.GetUtcNow();

    /// <summary>Its seconds in a second of the wall's.</summary>
    public double Speed => speed;

    public override DateTimeOffset GetUtcNow() => start + ((wall.GetUtcNow() - _anchor) * speed);

    /// <summary>A timer in this clock's time: an hour here is an hour divided by the speed on the wall.</summary>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Accelerated(wall.CreateTimer(callback, state, OnTheWall(dueTime), OnTheWall(period)), this);

    private TimeSpan OnTheWall(TimeSpan span) =>
        span == Timeout.InfiniteTimeSpan || span == TimeSpan.Zero ? span : TimeSpan.FromTicks(Math.Max(TimeSpan.TicksPerMillisecond, (long)(span.Ticks / speed)));

    private sealed class Accelerated(ITimer timer, AcceleratedClock clock) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(clock.OnTheWall(dueTime), clock.OnTheWall(period));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}

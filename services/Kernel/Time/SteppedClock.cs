namespace Exchange.Kernel.Time;

/// <summary>A clock that stands still until its owner, a rehearsal or a test, moves it on.</summary>
/// <param name="start">What it shows first.</param>
public sealed class SteppedClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Stepped> _timers = [];
    private DateTimeOffset _now = start;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock) return _now;
    }

    /// <summary>Moves the clock on and fires the timers that are due by then, in their order, each at its own time.
    /// False, and nothing moves, when the time lies before what the clock shows.</summary>
    public bool MoveTo(DateTimeOffset now)
    {
        lock (_lock)
        {
            if (now < _now) return false;
        }

        while (NextDue(now) is { } due) due.Fire();
        return true;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Stepped(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private Stepped? NextDue(DateTimeOffset until)
    {
        lock (_lock)
        {
            var next = _timers.Where(timer => timer.DueAt <= until).MinBy(timer => timer.DueAt);
            var shown = next?.DueAt ?? until;
            if (shown > _now) _now = shown;
            next?.Rearm();
            return next;
        }
    }

    private sealed class Stepped(SteppedClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;

        public DateTimeOffset DueAt { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                clock._timers.Remove(this);
                _period = period;
                if (dueTime == Timeout.InfiniteTimeSpan) return true;
                DueAt = clock._now + dueTime;
                if (dueTime > TimeSpan.Zero)
                {
                    clock._timers.Add(this);
                    return true;
                }

                Rearm();
            }

            Fire();
            return true;
        }

        public void Rearm()
        {
            clock._timers.Remove(this);
            if (_period == Timeout.InfiniteTimeSpan || _period <= TimeSpan.Zero) return;
            DueAt += _period;
            clock._timers.Add(this);
        }

        public void Fire() => ThreadPool.UnsafeQueueUserWorkItem(_ => callback(state), null);

        public void Dispose()
        {
            lock (clock._lock) clock._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

using System.Collections.Concurrent;
using Exchange.Kernel.Log;

namespace Exchange.Kernel.Writer;

/// <summary>The bounded queue in front of a writer: many put in, one thread takes out all that waits. Only a sleeping thread is woken, so that under load
/// a command costs no wake-up.</summary>
internal sealed class Inbox(string service, int capacity) : IDisposable
{
    private readonly ConcurrentQueue<Pending> _waiting = new();
    private readonly AutoResetEvent _bell = new(false);
    private int _count, _asleep;
    private volatile bool _closed;

    /// <summary>How many commands wait.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Whether the thread sleeps because nothing waits.</summary>
    public bool IsIdle => Volatile.Read(ref _asleep) == 1 && Count == 0 && !_closed;

    /// <summary>Puts a command in. False when there is no room, or when nobody takes any more.</summary>
    public bool TryPut(Pending pending)
    {
        if (Interlocked.Increment(ref _count) > capacity || _closed)
        {
            Interlocked.Decrement(ref _count);
            return false;
        }

        _waiting.Enqueue(pending);
        Interlocked.MemoryBarrier(); // The thread says that it sleeps, then looks once more: one of us sees the other.
        if (_closed) FailAll();
        else if (_asleep == 1 && Interlocked.Exchange(ref _asleep, 0) == 1) _bell.Set();
        return true;
    }

    /// <summary>Takes what waits, oldest first, and sleeps while nothing does. False when the inbox is closed.</summary>
    public bool Take(List<Pending> into, int most)
    {
        while (!_closed)
        {
            while (into.Count < most && _waiting.TryDequeue(out var pending)) into.Add(pending);
            if (into.Count > 0)
            {
                Interlocked.Add(ref _count, -into.Count);
                return true;
            }

            Interlocked.Exchange(ref _asleep, 1);
            if (_waiting.IsEmpty && !_closed) _bell.WaitOne();
            Volatile.Write(ref _asleep, 0);
        }

        return false;
    }

    /// <summary>Wakes the thread for good, and tells those who wait that they were not heard.</summary>
    public void Close()
    {
        _closed = true;
        _bell.Set();
        FailAll();
    }

    public void Dispose() => _bell.Dispose();

    private void FailAll()
    {
        while (_waiting.TryDequeue(out var pending))
        {
            Interlocked.Decrement(ref _count);
            Answers.Fail(pending, new BusyException(service));
        }
    }
}

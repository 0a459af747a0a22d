using System.Text;

namespace Exchange.Kernel.Streams;

/// <summary>One thing that many look at live: each change is rendered once, and every viewer gets the latest. What a slow viewer misses in
/// between is of no use to it, so nothing is queued and memory does not grow with viewers.</summary>
/// <param name="name">The name of its server-sent events.</param>
public sealed class LiveEvent(string name)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Frame? _latest;
    private int _viewers;

    /// <summary>How many look at it now.</summary>
    public int Viewers => Volatile.Read(ref _viewers);

    /// <summary>The latest frame, or null before the first.</summary>
    public Frame? Latest => Volatile.Read(ref _latest);

    /// <summary>Completes when a later frame is shown than the one that was the latest when this was read.</summary>
    public Task Moved
    {
        get
        {
            lock (_gate) return _moved.Task;
        }
    }

    /// <summary>Shows a change to all viewers. The same id again changes nothing.</summary>
    /// <param name="id">By which a viewer that comes again says what it has seen; no line breaks.</param>
    /// <param name="data">The event's data.</param>
    public void Show(string id, string data)
    {
        TaskCompletionSource moved;
        lock (_gate)
        {
            if (_latest?.Id == id) return;
            Volatile.Write(ref _latest, new(id, Encode(name, id, data)));
            (moved, _moved) = (_moved, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        moved.SetResult();
    }

    internal void Enter() => Interlocked.Increment(ref _viewers);

    internal void Leave() => Interlocked.Decrement(ref _viewers);

    private static byte[] Encode(string name, string id, string data)
    {
        var text = new StringBuilder().Append("id: ").Append(id).Append("\nevent: ").Append(name).Append('\n');
        foreach (var line in data.AsSpan().EnumerateLines()) text.Append("data: ").Append(line).Append('\n');
        return Encoding.UTF8.GetBytes(text.Append('\n').ToString());
    }

    /// <summary>A frame as it goes over the wire.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Bytes">The event in the format of the HTML standard, section 9.2.</param>
    public sealed record Frame(string Id, byte[] Bytes);
}

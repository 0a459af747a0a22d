using Exchange.Kernel.Log;

namespace Exchange.Kernel.Writer;

/// <summary>The answers of a batch, given on the thread pool a handful at a time: one by one, waking the threads would cost more than what they do.</summary>
/// <param name="here">Whether they are given by the thread that made them, because it has nothing else to do.</param>
internal sealed class Answers(bool here = false) : IThreadPoolWorkItem
{
    private const int Handful = 8;

    private readonly List<(Pending Pending, Answer? Answer, Exception? Fault)> _given = new(Handful);

    /// <summary>Adds an answer, and gives those that have come together when the hand is full.</summary>
    /// <returns>The hand for the next one.</returns>
    public Answers Add(Pending pending, Answer? answer, Exception? fault = null)
    {
        _given.Add((pending, answer, fault));
        return _given.Count < Handful ? this : Give();
    }

    /// <summary>Gives what has come together.</summary>
    /// <returns>An empty hand.</returns>
    public Answers Give()
    {
        if (_given.Count == 0) return this;
        if (here) ((IThreadPoolWorkItem)this).Execute();
        else ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return new(here);
    }

    /// <summary>Tells a caller of a fault.</summary>
    public static void Fail(Pending pending, Exception fault) => new Answers().Add(pending, null, fault).Give();

    void IThreadPoolWorkItem.Execute()
    {
        foreach (var (pending, answer, fault) in _given)
        {
            if (fault is null) pending.TrySetResult(answer!);
            else pending.TrySetException(fault);
        }
    }
}

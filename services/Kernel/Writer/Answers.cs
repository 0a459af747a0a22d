using Exchange.Kernel.Log;

namespace Exchange.Kernel.Writer;

/// <summary>The answers of a batch, given on the thread pool a handful at a time: one by one, waking the threads would cost more than what they do.</summary>
internal sealed class Answers : IThreadPoolWorkItem
{
    private const int Handful = 8;

    private readonly List<(Pending Pending, Answer? Answer, Exception? Fault)> _given = new(Handful);

    public static void Give(IEnumerable<(Pending Pending, Answer? Answer, Exception? Fault)> answers)
    {
        var handful = new Answers();
        foreach (var answer in answers)
        {
            handful._given.Add(answer);
            if (handful._given.Count < Handful) continue;
            ThreadPool.UnsafeQueueUserWorkItem(handful, preferLocal: false);
            handful = new();
        }

        if (handful._given.Count > 0) ThreadPool.UnsafeQueueUserWorkItem(handful, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute()
    {
        foreach (var (pending, answer, fault) in _given)
        {
            if (fault is null) pending.TrySetResult(answer!);
            else pending.TrySetException(fault);
        }
    }
}

using System.Data.Common;
using Exchange.Kernel.Log;
using Microsoft.Extensions.Logging;

namespace Exchange.Kernel.Followers;

/// <summary>Sends the commands that time makes due. What is due stands in the views; the deciders have the last word.</summary>
internal sealed partial class DueLoop(Journal journal, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100), LongestPause = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _one = new(1, 1);
    private Task _running = Task.CompletedTask;

    public void Start()
    {
        if (journal.Definition.Clocks.Count > 0) _running = Task.Run(Run);
    }

    /// <summary>Sends all that is due now and returns how many commands changed something.</summary>
    public async Task<int> SendDue(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            var changed = await Recover(cancellation);
            var due = new List<Due>();
            await using (var session = await journal.Read())
                foreach (var query in journal.Definition.Clocks)
                    due.AddRange(await query(session, journal.Clock.GetUtcNow()));
            return changed + (due.Count == 0 ? 0 : await Send(due, cancellation));
        }
        finally
        {
            _one.Release();
        }
    }

    // What a downtime asks for comes first: no hammer falls before it. Told again after a crash in the middle, it changes nothing more.
    private async Task<int> Recover(CancellationToken cancellation)
    {
        if (journal.Definition.Recovers is not { } query) return 0;
        var changed = 0;
        foreach (var node in journal.Nodes)
        {
            if (node.Partition.Downtime is not { } downtime || !node.Writer.MayWrite) continue;
            var head = node.Partition.Head;
            await node.Partition.WaitUntil(partition => partition.Projected >= head, cancellation);
            await using var session = await journal.Read();
            changed += await Send(await query(session, downtime), cancellation);
            node.Partition.Downtime = null;
        }

        return changed;
    }

    private async Task<int> Send(IReadOnlyList<Due> due, CancellationToken cancellation)
    {
        var answers = new List<Task<Answer>>(due.Count);
        foreach (var (stream, command, key) in due)
            answers.Add(await journal.SubmitPatiently(stream, command, new(Sender.Clock, key), cancellation));

        var changed = 0;
        foreach (var answer in await Task.WhenAll(answers))
        {
            if (answer is Answer.Refused refused) LogRefused(journal.Definition.Service, refused.Refusal.Code);
            else if (answer is Answer.Accepted { Repeated: false, Parts.Count: > 0 }) changed++;
        }

        return changed;
    }

    private async Task Run()
    {
        var pause = Interval;
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                if (await SendDue(_stopping.Token) == 0) await Task.Delay(Interval, TimeProvider.System, _stopping.Token);
                pause = Interval;
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // Whatever it is: one command that cannot be decided must not stop the hammers and deadlines of all others, which were sent beside it.
                if (exception is DbException or BusyException) LogFault(exception, journal.Definition.Service, pause);
                else LogBug(exception, journal.Definition.Service, pause);
                await Task.Delay(pause, TimeProvider.System, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
        _one.Dispose();
    }

    [LoggerMessage(LogLevel.Debug, "{Service} refused what its clock sent: {Code}.")]
    private partial void LogRefused(string service, string code);

    [LoggerMessage(LogLevel.Warning, "The clock of {Service} could not send what is due; it tries again in {Pause}.")]
    private partial void LogFault(Exception exception, string service, TimeSpan pause);

    [LoggerMessage(LogLevel.Error, "Something that is due in {Service} failed; its clock tries again in {Pause}.")]
    private partial void LogBug(Exception exception, string service, TimeSpan pause);
}

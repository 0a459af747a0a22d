using Exchange.Kernel.Log;
using Exchange.Kernel.Writer;
using Xunit;

namespace Exchange.Tests.Kernel;

public sealed class InboxTests : IDisposable
{
    private readonly Inbox _inbox = new("tally", 100);

    public void Dispose() => _inbox.Dispose();

    [Fact]
    public async Task Everything_that_many_threads_put_in_is_taken_once_and_in_the_order_of_each()
    {
        const int Threads = 4, Each = 5_000;
        var taken = Task.Factory.StartNew(() => TakeAll(Threads * Each), TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(() =>
        {
            for (var n = 0; n < Each; n++)
                while (!_inbox.TryPut(Command($"{thread}", n))) Thread.Yield();
        })));

        var orders = (await taken).GroupBy(pending => pending.Stream, pending => (int)pending.Command).ToDictionary(group => group.Key, group => group.ToList());
        Assert.Equal(Threads, orders.Count);
        Assert.All(orders.Values, order => Assert.Equal(Enumerable.Range(0, Each), order));
        Assert.Equal(0, _inbox.Count);
    }

    [Fact]
    public void No_more_wait_than_there_is_room_for()
    {
        for (var n = 0; n < 100; n++) Assert.True(_inbox.TryPut(Command("a", n)));
        Assert.False(_inbox.TryPut(Command("a", 100)));

        var taken = new List<Pending>();
        Assert.True(_inbox.Take(taken, 30));
        Assert.Equal((30, 70), (taken.Count, _inbox.Count));
        Assert.True(_inbox.TryPut(Command("a", 100)));
    }

    [Fact]
    public async Task Who_waits_when_the_inbox_closes_is_told_that_nobody_heard()
    {
        var waiting = Command("a", 1);
        Assert.True(_inbox.TryPut(waiting));
        _inbox.Close();

        await Assert.ThrowsAsync<BusyException>(() => waiting.Task);
        Assert.False(_inbox.Take([], 10));
        Assert.False(_inbox.TryPut(Command("a", 2)));
    }

    [Fact]
    public async Task A_sleeping_thread_wakes_when_the_inbox_closes()
    {
        var sleeping = Task.Factory.StartNew(() => _inbox.Take([], 10), TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        _inbox.Close();
        Assert.False(await sleeping);
    }

    [Fact]
    public void Actor_and_key_are_told_apart_where_they_meet() => Assert.NotEqual(KeyMemory.DigestOf("ab", "c"), KeyMemory.DigestOf("a", "bc"));

    private static Pending Command(string stream, int n) => new(stream, n, new("tester", $"{stream}-{n}"), "", DateTimeOffset.UnixEpoch);

    private List<Pending> TakeAll(int count)
    {
        var (all, taken) = (new List<Pending>(count), new List<Pending>());
        while (all.Count < count && _inbox.Take(taken, 64))
        {
            all.AddRange(taken);
            taken.Clear();
        }

        return all;
    }
}

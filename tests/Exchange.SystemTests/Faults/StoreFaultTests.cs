using System.Data.Common;
using Exchange.Kernel.Log;
using Exchange.Tests.Kernel;
using Xunit;

namespace Exchange.SystemTests.Faults;

/// <summary>A journal whose files are full, or locked by somebody else.</summary>
public sealed class StoreFaultTests : IAsyncLifetime
{
    private readonly Dictionary<string, long> _total = new(StringComparer.Ordinal); // what was answered as accepted
    private CrampedStores _files = null!;
    private int _sent;

    public async ValueTask InitializeAsync() => _files = await CrampedStores.Create();

    public ValueTask DisposeAsync() => _files.DisposeAsync();

    [Fact]
    public async Task A_full_log_holds_what_was_answered_and_nothing_else_and_takes_the_rest_once_when_there_is_room()
    {
        await _files.FillLog(pages: 20);
        await using var store = new TallyStore(_files.Stores);
        await using var journal = await store.Started();
        var failed = await SendUntilSomeFail(journal, 100);
        await AssertLogIsWhatWasAnswered(store);

        // A smaller batch may still find a place.
        failed = await Send(journal, failed);
        await AssertLogIsWhatWasAnswered(store);

        await CrampedStores.MakeRoom(_files.Stores.Log);
        Assert.Empty(await Send(journal, failed));
        await AssertLogIsWhatWasAnswered(store);
        await AssertViewsAreTheLog(store, journal);
    }

    [Fact]
    public async Task Full_views_stop_no_command_until_too_much_is_not_projected_and_catch_up_when_there_is_room()
    {
        await _files.FillViews(pages: 5);
        await using var store = new TallyStore(_files.Stores) { Options = new() { UnprojectedEntries = 2000 } };
        await using var journal = await store.Started();
        Assert.Empty(await Send(journal, Keys(1000)));
        Assert.False(await journal.WaitForViews(journal.Head()));
        var failed = await SendUntilSomeFail(journal, 500);
        Assert.True(_total.Count >= 2000);
        await AssertLogIsWhatWasAnswered(store);

        await CrampedStores.MakeRoom(_files.Stores.Views);
        await AssertViewsAreTheLog(store, journal);
        Assert.Empty(await Send(journal, failed));
        await AssertLogIsWhatWasAnswered(store);
    }

    [Fact]
    public async Task A_journal_starts_while_its_views_are_full_and_knows_what_it_has_not_projected()
    {
        await _files.FillViews(pages: 5);
        await using var store = new TallyStore(_files.Stores);
        await using (var before = await store.Started()) Assert.Empty(await Send(before, Keys(1000)));
        await using var journal = await store.Started();
        Assert.False(await journal.WaitForViews(journal.Head()));
        var again = Assert.IsType<Answer.Accepted>(await journal.Count(TallyOf("k999"), 1, "k999"));
        Assert.True(again.Repeated);
        await CrampedStores.MakeRoom(_files.Stores.Views);
        await AssertViewsAreTheLog(store, journal);
    }

    [Fact]
    public async Task A_log_that_somebody_holds_too_long_takes_nothing_and_takes_all_once_when_it_is_let_go()
    {
        await using var store = new TallyStore(_files.Stores);
        await using var journal = await store.Started();
        Assert.Empty(await Send(journal, Keys(100)));
        IReadOnlyList<string> failed;
        await using (await CrampedStores.Lock(_files.Stores.Log))
        {
            failed = await Send(journal, Keys(100));
            Assert.Equal(100, failed.Count);
            await AssertLogIsWhatWasAnswered(store);
        }

        Assert.Empty(await Send(journal, failed));
        await AssertLogIsWhatWasAnswered(store);
        await AssertViewsAreTheLog(store, journal);
    }

    [Fact]
    public async Task Commands_wait_for_a_log_that_is_let_go_in_time()
    {
        await using var store = new TallyStore(_files.Stores);
        await using var journal = await store.Started();
        Task<IReadOnlyList<string>> first, later;
        await using (await CrampedStores.Lock(_files.Stores.Log))
        {
            // A lone command is committed by its caller, who then waits for the log; those that come meanwhile wait for the writer's thread.
            first = Task.Run(() => Send(journal, Keys(1)));
            await Task.Delay(TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken);
            later = Task.Run(() => Send(journal, Keys(50)));
            await Task.Delay(TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken);
            Assert.False(later.IsCompleted);
            Assert.False(first.IsCompleted);
        }

        Assert.Empty(await first);
        Assert.Empty(await later);
        await AssertLogIsWhatWasAnswered(store);
    }

    [Fact]
    public async Task Views_that_somebody_holds_stop_no_command_and_catch_up_when_they_are_let_go()
    {
        await using var store = new TallyStore(_files.Stores);
        await using var journal = await store.Started();
        await using (await CrampedStores.Lock(_files.Stores.Views))
        {
            for (var i = 0; i < 10; i++) Assert.Empty(await Send(journal, Keys(100)));
            Assert.False(await journal.WaitForViews(journal.Head()));
            await AssertLogIsWhatWasAnswered(store);
        }

        await AssertViewsAreTheLog(store, journal);
    }

    private static string TallyOf(string key) => "tally-of-" + key;

    private List<string> Keys(int count) => [.. Enumerable.Range(0, count).Select(_ => $"k{_sent++}")];

    private async Task<IReadOnlyList<string>> SendUntilSomeFail(TallyJournal journal, int together)
    {
        while (true)
            if (await Send(journal, Keys(together)) is { Count: > 0 } failed) return failed;
    }

    // All at once, so that many share a row. Each has a tally of its own, so that state and view rows take room. Returns the keys that met a fault.
    private async Task<IReadOnlyList<string>> Send(TallyJournal journal, IReadOnlyList<string> keys)
    {
        var outcomes = keys.Select(key => Outcome(journal, key)).ToList();
        foreach (var (key, outcome) in keys.Zip(await Task.WhenAll(outcomes)))
            if (outcome is Answer.Accepted accepted) _total.Add(key, accepted.First<Counted>()!.Total);
        return [.. keys.Where(key => !_total.ContainsKey(key))];
    }

    private static async Task<Answer?> Outcome(TallyJournal journal, string key)
    {
        try
        {
            return await journal.Count(TallyOf(key), 1, key);
        }
        catch (Exception fault) when (fault is BusyException or DbException)
        {
            return null;
        }
    }

    // The chain is checked on the way. Nothing that met a fault may be there, because these faults tell that nothing was written.
    private async Task AssertLogIsWhatWasAnswered(TallyStore store)
    {
        var entries = (await store.Rows()).SelectMany(row => row.Entries).ToList();
        Assert.Equal(_total.Keys.Order(), entries.Select(entry => entry.Key).Order());
        Assert.All(entries, entry => Assert.Equal(1, Assert.Single(entry.Parts).Version));
    }

    private async Task AssertViewsAreTheLog(TallyStore store, TallyJournal journal)
    {
        await journal.Settle(TestContext.Current.CancellationToken);
        await using var session = await store.Stores.Views.Read();
        Assert.Equal(_total.Count, await session.QuerySingle<long>("select count(*) from tallies where total = 1"));
        lock (store.Sent) Assert.Equal(_total.Count, store.Sent.SelectMany(pack => pack.Items).Select(item => item.Id).Distinct().Count());
    }
}

using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;
using Exchange.Kernel.Writer;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Exchange.Tests.Kernel;

public sealed class StateRowTests : IAsyncLifetime
{
    private static readonly TimeSpan Never = TimeSpan.FromHours(1), AtOnce = TimeSpan.FromMilliseconds(1);

    private readonly TallyStore _store = new();
    private TallyJournal _journal = null!;

    public async ValueTask InitializeAsync()
    {
        _store.Options = new() { SaveStates = Never };
        _journal = await _store.Started();
    }

    public async ValueTask DisposeAsync()
    {
        await _journal.DisposeAsync();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task States_beyond_the_memory_come_from_their_state_rows()
    {
        await Restart(new() { CachedStates = 10, SaveStates = AtOnce });
        for (var round = 0; round < 5; round++)
            await Task.WhenAll(Enumerable.Range(0, 300).Select(i => _journal.Count($"t{i}", 1, $"k{round}-{i}")));
        Assert.Equal(Enumerable.Repeat(5L, 300), await Task.WhenAll(Enumerable.Range(0, 300).Select(i => _journal.Total($"t{i}"))));
    }

    [Fact]
    public async Task A_state_that_is_not_saved_stays_in_memory_however_little_may_be_held()
    {
        await Restart(new() { CachedStates = 10, SaveStates = Never });
        await CountEach(300);
        await CountEach(300, round: 2);
        await _journal.Settle(CancellationToken.None);
        Assert.Equal(0, await Rows());
        Assert.Equal(Enumerable.Repeat(2L, 300), await Task.WhenAll(Enumerable.Range(0, 300).Select(i => _journal.Total($"t{i}"))));
    }

    [Fact]
    public async Task What_a_row_changes_that_is_about_to_be_the_head_is_not_forgotten_where_nothing_before_it_is_to_be_saved()
    {
        await using var partition = new Partition(TallyJournal.Tallies, _store.Stores, 0, _store.Options);
        await using var views = new ViewWriter(_store.Stores.Views);
        var keeper = new StateKeeper(partition, views, Never, NullLogger.Instance);
        partition.NoteUnsaved(["tally/t0"], [new(1, new(1, 0))]); // as the writer does before its head moves
        Assert.Equal(0, await keeper.Save(0, TestContext.Current.CancellationToken));
        var (streams, keys, _) = partition.TakeUnsaved();
        Assert.Equal("tally/t0", Assert.Single(streams));
        Assert.Equal(new(1, 0), Assert.Single(keys).Known);
    }

    [Fact]
    public async Task A_clean_end_saves_every_state()
    {
        await CountEach(30);
        Assert.Equal(0, await Rows());
        await _journal.DisposeAsync();
        Assert.Equal(30, await Rows());
        var cursors = await Cursors.Of(_store.Stores.Views);
        Assert.Equal((await _store.Rows())[^1].Position.Sequence, cursors.Single(cursor => cursor.Name == "states").Sequence);
    }

    [Theory]
    [InlineData("delete from states", "delete from cursors where name = 'states'")] // nothing was saved before the crash
    [InlineData("delete from states where stream > 'tally/t5'", "update cursors set sequence = 0 where name = 'states'")] // a part was, and the cursor not yet
    [InlineData("update states set state = state", "update cursors set sequence = 1 where name = 'states'")] // the rows were, and are ahead of the cursor
    public async Task What_was_not_saved_before_a_crash_is_read_from_the_log(string rows, string cursor)
    {
        await CountEach(9);
        await CountEach(9, round: 2);
        await _journal.DisposeAsync();
        await using (var session = await _store.Stores.Views.Read())
        {
            await session.Execute(rows);
            await session.Execute(cursor);
        }

        _journal = await _store.Started();
        Assert.True(Assert.IsType<Answer.Accepted>(await _journal.Count("t3", 1, "k2-3")).Repeated);
        await CountEach(9, round: 3);
        Assert.Equal(Enumerable.Repeat(3L, 9), await Task.WhenAll(Enumerable.Range(0, 9).Select(i => _journal.Total($"t{i}"))));
        await _journal.DisposeAsync();
        Assert.Empty(await Rebuild.Run(TallyJournal.Tallies, _store.Stores, _store.Options));
    }

    [Fact]
    public async Task More_unsaved_states_than_memory_may_hold_are_answered_busy()
    {
        await Restart(new() { SaveStates = Never, UnsavedStates = 20 });
        await CountEach(21);
        await Assert.ThrowsAsync<BusyException>(() => _journal.Count("one-more", 1, "k"));
    }

    [Fact]
    public async Task A_node_that_does_not_write_does_not_pretend_to_know()
    {
        await CountEach(1);
        await using var other = await _store.Started();
        await Assert.ThrowsAsync<BusyException>(async () => await other.Total("t0"));
    }

    private async Task Restart(JournalOptions options)
    {
        await _journal.DisposeAsync();
        _store.Options = options;
        _journal = await _store.Started();
    }

    private Task<Answer[]> CountEach(int streams, int round = 1) => Task.WhenAll(Enumerable.Range(0, streams).Select(i => _journal.Count($"t{i}", 1, $"k{round}-{i}")));

    private async Task<long> Rows()
    {
        await using var session = await _store.Stores.Views.Read();
        return await session.QuerySingle<long>("select count(*) from states");
    }
}

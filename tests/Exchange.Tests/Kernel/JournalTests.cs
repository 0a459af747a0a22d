using Exchange.Kernel.Bus;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;
using Exchange.Kernel.Values;
using Exchange.Kernel.Writer;
using Xunit;

namespace Exchange.Tests.Kernel;

public sealed class JournalTests : IAsyncLifetime
{
    private readonly TallyStore _store = new();
    private TallyJournal _journal = null!;

    public async ValueTask InitializeAsync() => _journal = await _store.Started();

    public async ValueTask DisposeAsync()
    {
        await _journal.DisposeAsync();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task An_accepted_command_is_in_the_log_when_it_is_answered()
    {
        var accepted = Assert.IsType<Answer.Accepted>(await _journal.Count("a", 3, "k1"));
        var row = (await _store.Rows())[(int)accepted.Position.Sequence - 1];
        Assert.Equal(new Counted(3, 3), row.Happenings().Single().Event);
        Assert.Equal("k1", row.Entries.Single().Key);
        Assert.Equal(_store.Clock.GetUtcNow(), row.Entries.Single().ReceivedAt);
    }

    [Fact]
    public async Task A_refusal_writes_nothing()
    {
        Assert.Equal("tally.below-zero", Assert.IsType<Answer.Refused>(await _journal.Count("a", -1, "k1")).Refusal.Code);
        Assert.Empty(await _store.Rows());
    }

    [Fact]
    public async Task What_changes_nothing_writes_nothing()
    {
        Assert.Empty(Assert.IsType<Answer.Accepted>(await _journal.Count("a", 0, "k1")).Parts);
        Assert.Empty(await _store.Rows());
    }

    [Fact]
    public async Task A_repeat_gets_the_same_answer_and_happens_once()
    {
        var first = Assert.IsType<Answer.Accepted>(await _journal.Count("a", 5, "k1"));
        var again = Assert.IsType<Answer.Accepted>(await _journal.Count("a", 5, "k1"));
        Assert.True(again.Repeated);
        Assert.Equal(first.Position, again.Position);
        Assert.Equal(first.First<Counted>(), again.First<Counted>());
        Assert.Equal(5, await _journal.Total("a"));
    }

    [Fact]
    public async Task Another_command_under_the_same_key_is_refused()
    {
        await _journal.Count("a", 5, "k1");
        Assert.Equal("request.key-reused", Assert.IsType<Answer.Refused>(await _journal.Count("a", 6, "k1")).Refusal.Code);
    }

    [Fact]
    public async Task Repeats_that_race_in_one_batch_happen_once()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => _journal.Count("a", 1, "same"))));
        Assert.Equal(49, answers.Count(answer => ((Answer.Accepted)answer).Repeated));
        Assert.Equal(1, await _journal.Total("a"));
    }

    [Fact]
    public async Task Keys_are_known_again_after_a_restart()
    {
        var first = Assert.IsType<Answer.Accepted>(await _journal.Count("a", 5, "k1"));
        await _journal.DisposeAsync();
        _journal = await _store.Started();
        var again = Assert.IsType<Answer.Accepted>(await _journal.Count("a", 5, "k1"));
        Assert.True(again.Repeated);
        Assert.Equal(first.Position, again.Position);
    }

    [Fact]
    public async Task Keys_are_forgotten_after_a_day()
    {
        await _journal.Count("a", 5, "k1");
        _store.Clock.Advance(TimeSpan.FromHours(25));
        await _journal.Count("a", 1, "k2");
        Assert.False(Assert.IsType<Answer.Accepted>(await _journal.Count("a", 5, "k1")).Repeated);
        Assert.Equal(11, await _journal.Total("a"));
    }

    [Fact]
    public async Task Racing_commands_are_all_counted_and_their_rows_are_dense_and_chained()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 2000).Select(i => Task.Run(() => _journal.Count($"t{i % 7}", 1, $"k{i}"))));
        Assert.All(answers, answer => Assert.IsType<Answer.Accepted>(answer));
        var rows = await _store.Rows();
        Assert.Equal(Enumerable.Range(1, rows.Count).Select(i => (long)i), rows.Select(row => row.Position.Sequence));
        Assert.Equal(2000, rows.Sum(row => row.Entries.Count));
        Assert.True(rows.Count < 2000, "Commands that wait together are written together.");
    }

    [Fact]
    public async Task A_lone_command_is_committed_by_its_caller()
    {
        // Other tests keep threads busy, and then the writer's own thread does it.
        for (var tries = 0; tries < 1000; tries++)
        {
            var answer = _journal.Count("a", 1, $"k{tries}");
            if (answer.IsCompleted) return;
            await answer;
            await Task.Delay(TimeSpan.FromMilliseconds(5), TestContext.Current.CancellationToken);
        }

        Assert.Fail("No command of a thousand was committed by its caller.");
    }

    [Fact]
    public async Task Callers_that_commit_for_themselves_and_the_writers_thread_take_turns()
    {
        var callers = Enumerable.Range(0, 4).Select(caller => Task.Factory.StartNew(
            () =>
            {
                for (var i = 0; i < 250; i++) Assert.IsType<Answer.Accepted>(_journal.Count($"t{i % 3}", 1, $"{caller}-{i}").GetAwaiter().GetResult());
            },
            TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        await Task.WhenAll(callers);
        var rows = await _store.Rows();
        Assert.Equal(Enumerable.Range(1, rows.Count).Select(i => (long)i), rows.Select(row => row.Position.Sequence));
        Assert.Equal(1000, rows.Sum(row => row.Entries.Count));
        Assert.Equal(1000, await _journal.Total("t0") + await _journal.Total("t1") + await _journal.Total("t2"));
    }

    [Fact]
    public async Task Companions_happen_together_or_not_at_all()
    {
        await _journal.Count("b", 3, "k1");
        await _journal.Count("a", 10, "k2");
        Assert.IsType<Answer.Refused>(await _journal.Count("a", -5, "k3", alsoIn: "b"));
        Assert.Equal((10, 3), (await _journal.Total("a"), await _journal.Total("b")));
        Assert.IsType<Answer.Accepted>(await _journal.Count("a", -2, "k4", alsoIn: "b"));
        Assert.Equal((8, 1), (await _journal.Total("a"), await _journal.Total("b")));
        Assert.Equal(2, (await _store.Rows())[^1].Entries.Single().Parts.Count);
    }

    [Fact]
    public void Ids_beside_one_home_are_in_one_partition_and_others_where_they_always_were()
    {
        var ids = Enumerable.Range(0, 100).Select(n => Id.Beside(Id.From($"{n}"), "home")).ToList();
        Assert.Equal(100, ids.Distinct().Count());
        Assert.All(ids, id => Assert.True(Id.IsValid(id)));
        Assert.Single(ids.SelectMany(id => new[] { "auction/" + id, "group/" + id }).Select(stream => Journal.PartitionOf(stream, 7)).Distinct());
        Assert.Equal(7, Enumerable.Range(0, 100).Select(n => Journal.PartitionOf("auction/" + Id.From($"{n}"), 7)).Distinct().Count());
        Assert.Equal(7, Enumerable.Range(0, 100).Select(n => Journal.PartitionOf("auction/" + Id.Beside(Id.From("one"), $"{n}"), 7)).Distinct().Count());
        Assert.Equal(0, Journal.PartitionOf("auction/1777777", 4));
    }

    [Fact]
    public async Task A_bug_in_a_decider_fails_its_own_caller_only()
    {
        var bug = _journal.Count("a", 666, "k1");
        var good = _journal.Count("a", 1, "k2");
        await Assert.ThrowsAsync<InvalidOperationException>(() => bug);
        Assert.IsType<Answer.Accepted>(await good);
    }

    [Fact]
    public async Task Commands_that_come_together_find_the_states_of_their_streams_in_their_rows()
    {
        await using var store = new TallyStore();
        foreach (var round in new[] { 1, 2 })
        {
            await using var journal = await store.Started();
            foreach (var by in new[] { 2, -1 })
                await Task.WhenAll(Enumerable.Range(0, 100).Select(n => Task.Run(() => journal.Count($"{n}", by, $"{round}-{by}-{n}", n == 7 ? "other" : null))));
        }

        await using var again = await store.Started();
        for (var n = 0; n < 100; n++) Assert.Equal(2, await again.Total($"{n}"));
        Assert.Equal(2, await again.Total("other"));
    }

    [Fact]
    public async Task A_bug_in_what_is_due_does_not_stop_what_else_is_due()
    {
        var rounds = 0;
        await using var store = new TallyStore();
        await using var journal = store.New([(_, _) => Task.FromResult<IReadOnlyList<Due>>([new("tally/broken", new Count(666), "k"), new("tally/sound", new Count(1), $"round {++rounds}")])]);
        await journal.Start();
        for (var position = new Position(0, 0); await journal.Total("sound") < 3; position = new(0, position.Sequence + 1))
            await journal.Follow(position, TestContext.Current.CancellationToken).FirstAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_query_that_names_a_position_sees_what_was_done()
    {
        var accepted = Assert.IsType<Answer.Accepted>(await _journal.Count("a", 4, "k1"));
        Assert.True(await _journal.WaitForViews(accepted.Position));
        await using var session = await _journal.Read();
        Assert.Equal(4, await session.QuerySingle<long>("select total from tallies where tally = 'a'"));
    }

    [Fact]
    public async Task A_query_does_not_wait_for_ever() => Assert.False(await _journal.WaitForViews(new(0, 99)));

    [Fact]
    public async Task A_follower_gets_old_rows_and_then_new_ones()
    {
        await _journal.Count("a", 1, "k1");
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await using var rows = _journal.Follow(new(0, 0), enough.Token).GetAsyncEnumerator(enough.Token);
        Assert.True(await rows.MoveNextAsync());
        var next = rows.MoveNextAsync();
        await _journal.Count("a", 1, "k2");
        Assert.True(await next);
        Assert.Equal(2, rows.Current.Position.Sequence);
    }

    [Fact]
    public async Task What_the_bus_refuses_is_sent_again()
    {
        _store.FailuresToCome = 2;
        await _journal.Count("a", 1, "k1");
        await _journal.Settle(CancellationToken.None);
        lock (_store.Sent) Assert.Equal("tallies-0-1-0-0-0", _store.Sent.Single().Items.Single().Id);
    }

    [Fact]
    public async Task A_message_heard_twice_is_once()
    {
        await _journal.Count("a", 1, "k1");
        await _journal.Settle(CancellationToken.None);
        Announcements pack;
        lock (_store.Sent) pack = _store.Sent[0];
        await _journal.Hear(pack, CancellationToken.None);
        await _journal.Hear(pack, CancellationToken.None);
        Assert.Equal(1, await _journal.Total("copy-of-a"));
        Assert.Equal(1, _journal.Status().Heard["tallies-0"]);
    }

    [Fact]
    public async Task A_full_queue_is_answered_busy_at_once()
    {
        await _journal.DisposeAsync();
        _store.Options = new() { WaitingCommands = 4 };
        _journal = await _store.Started();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => Task.Run(async () =>
        {
            try
            {
                return await _journal.Count("a", 1, $"k{i}") is Answer.Accepted;
            }
            catch (BusyException)
            {
                return false;
            }
        })));
        Assert.Contains(false, outcomes);
        Assert.Equal(outcomes.Count(accepted => accepted), await _journal.Total("a"));
    }

    [Fact]
    public async Task What_another_node_has_projected_does_not_wait_any_more()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => _journal.Count("a", 1, $"k{i}")));
        await using var partition = new Partition(TallyJournal.Tallies, _store.Stores, 0, new() { UnprojectedEntries = 10 });
        foreach (var row in await _store.Rows()) await partition.Commit(row);
        Assert.True(partition.IsOverdue);

        partition.Projected = partition.Head;
        await partition.CountUnprojected();
        Assert.False(partition.IsOverdue);
    }

    [Fact]
    public async Task A_rebuild_changes_nothing_and_finds_what_was_tampered_with()
    {
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => _journal.Count($"t{i % 9}", 1, $"k{i}")));
        await _journal.DisposeAsync();
        Assert.Empty(await Rebuild.Run(TallyJournal.Tallies, _store.Stores, _store.Options));

        await using (var session = await _store.Stores.Views.Read()) await session.Execute("update tallies set total = 99 where tally = 't3'");
        var difference = Assert.Single(await Rebuild.Run(TallyJournal.Tallies, _store.Stores, _store.Options));
        Assert.Equal(("tallies", "t3|99"), (difference.Table, difference.Before));
        Assert.Empty(await Rebuild.Run(TallyJournal.Tallies, _store.Stores, _store.Options));
    }
}

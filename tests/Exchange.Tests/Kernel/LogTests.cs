using Dapper;
using Exchange.Kernel.Log;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Exchange.Tests.Kernel;

public sealed class LogTests : IAsyncDisposable
{
    private readonly TallyStore _store = new();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Two_writers_of_one_partition_lose_and_double_nothing()
    {
        await using var one = await _store.Started();
        await using var two = await _store.Started();
        Assert.False(two.Status().Partitions[0].Writes);
        await Assert.ThrowsAsync<BusyException>(() => two.Count("a", 1, "x"));

        // A paused node wakes up after its lease was taken: for a while both write. Only the key of the log keeps them apart.
        two.Nodes[0].Writer.MayWrite = true;
        var answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => Task.Run(() => (i % 2 == 0 ? one : two).Count("a", 1, $"k{i}"))));
        Assert.All(answers, answer => Assert.IsType<Answer.Accepted>(answer));
        var events = (await _store.Rows()).SelectMany(row => row.Happenings()).ToList();
        Assert.Equal(Enumerable.Range(1, 1000).Select(i => (long)i), events.Select(happened => happened.Version));
        Assert.Equal(1000, ((Counted)events[^1].Event).Total);
        Assert.Equal(1000, events.Select(happened => happened.Cause.Key).Distinct().Count());
    }

    [Fact]
    public async Task A_node_that_stops_gives_its_lease_back()
    {
        await (await _store.Started()).DisposeAsync();
        await using var next = await _store.Started();
        Assert.True(next.Status().Partitions[0].Writes);
    }

    [Fact]
    public async Task A_changed_row_is_found_and_named()
    {
        await using (var journal = await _store.Started())
            for (var i = 0; i < 5; i++) await journal.Count("a", 1, $"k{i}");

        await using (var connection = await _store.Stores.Log.Open())
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "update log_rows set data = replace(data, '\"by\":1', '\"by\":2') where sequence = 3";
            Assert.Equal(1, await command.ExecuteNonQueryAsync());
        }

        var exception = await Assert.ThrowsAsync<InvalidDataException>(_store.Rows);
        Assert.Contains("0-3 was changed", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_is_tended_begins_its_file_anew_while_others_write()
    {
        await (await _store.Started()).DisposeAsync();
        var (writing, log, turn) = (true, _store.Stores.Log, new SemaphoreSlim(1));
        await using var connection = await log.Open();
        // Quicker than any log, so that something is always written while the file is tended.
        await connection.ExecuteAsync("pragma synchronous=off; create table notes (note bigint, data varchar); insert into notes values (1, '')");
        var writer = Task.Run(() =>
        {
            while (Volatile.Read(ref writing))
            {
                turn.Wait();
                connection.Execute("update notes set data = randomblob(3000)");
                turn.Release();
            }
        });
        // Some hundred megabytes come in this time. The last look is while nobody writes, as the writer of a partition grants it.
        for (var round = 0; round < 30; round++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken);
            if (!await log.Tend()) continue;
            await turn.WaitAsync(TestContext.Current.CancellationToken);
            await log.Tend();
            turn.Release();
        }

        Volatile.Write(ref writing, false);
        await writer;
        var file = new SqliteConnectionStringBuilder(log.ConnectionString).DataSource + "-wal";
        Assert.InRange(new FileInfo(file).Length, 1, 100_000_000);
    }

    [Fact]
    public async Task A_removed_row_is_found()
    {
        await using (var journal = await _store.Started())
            for (var i = 0; i < 5; i++) await journal.Count("a", 1, $"k{i}");
        await using (var connection = await _store.Stores.Log.Open())
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "delete from log_rows where sequence = 3";
            await command.ExecuteNonQueryAsync();
        }

        await Assert.ThrowsAsync<InvalidDataException>(_store.Rows);
    }

    [Fact]
    public void A_row_of_an_older_shape_is_read()
    {
        // Before fingerprints, traces and notes; and with a member that nobody knows any more.
        const string Old = """
            {"entries":[{"key":"k1","actor":"tester","at":623552400000,"colour":"red",
              "parts":[{"stream":"tally/a","version":2,"events":[{"type":"counted.v1","by":1,"total":2,"mood":"good"}]}]}]}
            """;
        var entry = Assert.Single(LogCodec.Read(TallyJournal.Tallies, 1, Old));
        Assert.Equal(("k1", "", null), (entry.Key, entry.Fingerprint, entry.Trace));
        Assert.Equal(new Counted(1, 2), Assert.Single(Assert.Single(entry.Parts).Events));
    }

    [Theory]
    [InlineData(2, """{"entries":[]}""")]
    [InlineData(1, """{"entries":[{"key":"k1"}]}""")]
    [InlineData(1, """{"entries":[""")]
    [InlineData(1, """{"entries":[{"key":"k","actor":"t","at":1,"parts":[{"stream":"tally/a","version":1,"events":[{"type":"unheard-of.v1"}]}]}]}""")]
    public void A_row_that_cannot_be_understood_is_never_skipped(long format, string data) =>
        Assert.Throws<InvalidDataException>(() => LogCodec.Read(TallyJournal.Tallies, format, data));

    [Fact]
    public async Task The_log_survives_a_process_that_stops_without_a_word()
    {
        var abandoned = await _store.Started();
        var accepted = Assert.IsType<Answer.Accepted>(await abandoned.Count("a", 7, "k1"));
        await using var copy = new TallyStore();
        foreach (var (from, to) in new[] { (_store.Stores.Log, copy.Stores.Log), (_store.Stores.Views, copy.Stores.Views) })
        {
            await using var source = (SqliteConnection)await from.Open();
            await using var target = (SqliteConnection)await to.Open();
            source.BackupDatabase(target);
        }

        await using (var session = await copy.Stores.Log.Read()) await session.Execute("delete from leases");
        await using var journal = await copy.Started();
        Assert.Equal(7, await journal.Total("a"));
        Assert.Equal(accepted.Position, Assert.IsType<Answer.Accepted>(await journal.Count("a", 7, "k1")).Position);
        await abandoned.DisposeAsync();
    }
}

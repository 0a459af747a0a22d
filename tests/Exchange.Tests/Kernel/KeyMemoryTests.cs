using CsCheck;
using Exchange.Kernel.Database;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;
using Exchange.Kernel.Writer;
using Xunit;

namespace Exchange.Tests.Kernel;

public sealed class KeyMemoryTests : IAsyncLifetime
{
    private const long Day = 86_400_000;

    private readonly TallyStore _store = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public void It_knows_what_a_plain_table_of_the_last_day_knows() =>
        Gen.Select(Gen.Int[0, 300], Gen.Long[0, Day / 3]).Array[0, 2000].Sample(rows =>
        {
            var (memory, plain, at) = (new KeyMemory(), new Dictionary<int, (KeyMemory.Known Known, long At)>(), 0L);
            for (var sequence = 1; sequence <= rows.Length; sequence++)
            {
                var (key, pause) = rows[sequence - 1];
                at += pause;
                memory.Put(Digest(key), new(sequence, key));
                plain.TryAdd(key, (new(sequence, key), at));
                memory.Close(at, sequence);
                // A key that is put again while it is known keeps its place, and its age.
                foreach (var old in plain.Where(known => known.Value.At < at - Day).Select(known => known.Key).ToList()) plain.Remove(old);
            }

            for (var key = 0; key <= 300; key++)
                Assert.Equal(plain.TryGetValue(key, out var known) ? known.Known : null, memory.TryGet(Digest(key), out var found) ? found : (KeyMemory.Known?)null);
        });

    [Fact]
    public void Keys_that_were_appended_are_known_as_if_they_had_been_put() =>
        Gen.Select(Gen.Int[0, 300].Array[0, 500], Gen.Int[0, 300].Array[0, 500]).Sample((early, late) =>
        {
            var (memory, plain, sequence) = (new KeyMemory(), new Dictionary<int, long>(), 0L);
            foreach (var key in early.Distinct())
            {
                memory.Append(Digest(key), new(++sequence, 7));
                plain.Add(key, sequence);
            }

            memory.Index();
            foreach (var key in late)
            {
                memory.Put(Digest(key), new(++sequence, 7));
                plain.TryAdd(key, sequence);
            }

            memory.Close(0, sequence);
            for (var key = 0; key <= 300; key++)
                Assert.Equal(plain.TryGetValue(key, out var row) ? new KeyMemory.Known(row, 7) : null, memory.TryGet(Digest(key), out var found) ? found : (KeyMemory.Known?)null);
        });

    [Fact]
    public void A_key_that_came_again_after_it_was_forgotten_is_known_by_the_later_row()
    {
        var memory = new KeyMemory();
        memory.Append(Digest(1), new(1, 0));
        memory.Close(0, 1);
        memory.Append(Digest(1), new(2, 0));
        memory.Close(Day + 1, 2);
        memory.Index();
        memory.Put(Digest(3), new(3, 0)); // makes those that are forgotten go
        memory.Put(Digest(1 + 512), new(3, 1));
        Assert.True(memory.TryGet(Digest(1), out var known));
        Assert.Equal(2, known.Sequence);
    }

    [Fact]
    public void What_is_too_old_makes_room()
    {
        var memory = new KeyMemory();
        for (var sequence = 1; sequence <= 200_000; sequence++)
        {
            memory.Put(Digest(sequence), new(sequence, 0));
            memory.Close(sequence * (Day / 1000), sequence);
        }

        Assert.InRange(memory.Count, 1000, 3000);
    }

    [Fact]
    public async Task Stored_segments_hold_every_key_of_the_log()
    {
        await Fill(segments: 3);
        var memory = new KeyMemory();
        Assert.True(await Load(memory));
        var rows = await _store.Rows();
        Assert.Equal(rows.Sum(row => row.Entries.Count), memory.Count);
        foreach (var row in rows)
            for (var i = 0; i < row.Entries.Count; i++)
            {
                Assert.True(memory.TryGet(KeyMemory.DigestOf(row.Entries[i].Actor, row.Entries[i].Key), out var known));
                Assert.Equal(new(row.Position.Sequence, i), known);
            }
    }

    [Fact]
    public async Task Many_keys_that_are_stored_at_once_stand_in_several_segments()
    {
        await using (var journal = await _store.Started())
            await Task.WhenAll(Enumerable.Range(0, 2500).Select(i => journal.Count($"t{i % 50}", 1, $"k{i}")));
        await using var session = await _store.Stores.Views.Read();
        Assert.InRange(await session.QuerySingle<long>("select count(*) from key_segments"), 2, 5);
        var memory = new KeyMemory();
        Assert.True(await Load(memory));
        Assert.Equal(2500, memory.Count);
    }

    [Theory]
    [InlineData("delete from key_segments")]
    [InlineData("delete from key_segments where first_sequence = 1")]
    [InlineData("delete from key_segments where first_sequence = (select min(last_sequence) + 1 from key_segments)")]
    [InlineData("delete from key_segments where last_sequence = (select max(last_sequence) from key_segments)")]
    public async Task Keys_are_read_from_the_log_when_a_segment_is_missing(string damage)
    {
        await Fill(segments: 3);
        await using (var session = await _store.Stores.Views.Read()) Assert.NotEqual(0, await session.Execute(damage));
        var memory = new KeyMemory();
        Assert.False(await Load(memory));
        Assert.Equal(0, memory.Count);

        await using var journal = await _store.Started();
        for (var i = 0; i < 30; i++) Assert.True(Assert.IsType<Answer.Accepted>(await journal.Count($"t{i}", 1, $"k{i}")).Repeated);
    }

    [Fact]
    public async Task Segments_older_than_the_keys_are_dropped()
    {
        await Fill(segments: 2);
        _store.Clock.Advance(TimeSpan.FromHours(26));
        await Fill(segments: 1, first: 100);
        await using var session = await _store.Stores.Views.Read();
        Assert.Equal(1, await session.QuerySingle<long>("select count(*) from key_segments"));
    }

    [Fact]
    public async Task A_rebuild_stores_the_keys_anew()
    {
        await Fill(segments: 2);
        Assert.Empty(await Rebuild.Run(TallyJournal.Tallies, _store.Stores, _store.Options));
        var memory = new KeyMemory();
        Assert.True(await Load(memory));
        Assert.Equal(20, memory.Count);
    }

    // A clean end stores what is behind.
    private async Task Fill(int segments, int first = 0)
    {
        for (var segment = 0; segment < segments; segment++)
        {
            await using var journal = await _store.Started();
            await Task.WhenAll(Enumerable.Range(first + (segment * 10), 10).Select(i => journal.Count($"t{i}", 1, $"k{i}")));
        }
    }

    private async Task<bool> Load(KeyMemory into)
    {
        var head = (await _store.Rows())[^1].Position.Sequence;
        await using ViewSession session = await _store.Stores.Views.Read();
        return await KeyTable.TryLoad(session, 0, 0, head, into);
    }

    // Close together in the index, so that they push one another along.
    private static UInt128 Digest(int key) => ((UInt128)(uint)(key / 2) << 8) | (uint)(key % 2);
}

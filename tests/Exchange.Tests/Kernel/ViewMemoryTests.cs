using Exchange.Kernel.Database;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;
using Exchange.Kernel.Writer;
using Xunit;

namespace Exchange.Tests.Kernel;

public sealed class ViewMemoryTests
{
    private readonly List<string> _read = [];

    [Fact]
    public async Task What_is_remembered_is_not_read_again()
    {
        var rows = new ThreeRows();
        Assert.Equal(["a", "b"], (await Find(rows, "a", "b", "none")).Keys);
        rows.Keep(new Dictionary<string, string> { ["a"] = "a changed" });
        Assert.Equal("a changed", (await Find(rows, "a", "b"))["a"]);
        Assert.Equal(["a", "b", "none", "b"], _read);
    }

    [Fact]
    public async Task Where_there_is_more_than_may_be_remembered_all_is_forgotten()
    {
        var rows = new ThreeRows();
        rows.Keep(new Dictionary<string, string> { ["a"] = "kept", ["b"] = "kept" });
        rows.Keep(new Dictionary<string, string> { ["c"] = "kept", ["d"] = "kept" });
        Assert.Equal(["kept", "kept", "read"], (await Find(rows, "c", "d", "a")).Values);
        rows.Keep("efgh".ToDictionary(key => key.ToString(), _ => "too many"));
        Assert.Equal("read", (await Find(rows, "e"))["e"]);
    }

    [Fact]
    public async Task What_was_remembered_of_a_batch_that_failed_is_forgotten()
    {
        await using var store = new TallyStore();
        var memory = new ViewMemory();
        var definition = new JournalDefinition { Service = "tallies", Migrations = typeof(TallyJournal).Assembly, Streams = TallyJournal.Tallies.Streams, Views = [new Forgetful()] };
        await Schema.Apply(definition, store.Stores);
        await using var partition = new Partition(definition, store.Stores, 0, store.Options);
        await using var views = new ViewWriter(store.Stores.Views);
        await Project(0, 1);
        Assert.Equal(1, memory.Of<Batches>().Count);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Project(7, 8));
        Assert.Equal(0, memory.Of<Batches>().Count);
        await Project(1, 2);
        Assert.Equal(1, memory.Of<Batches>().Count);

        Task Project(long after, long through) => Projector.Project(partition, views, memory, after, through, [], TestContext.Current.CancellationToken);
    }

    private Task<Dictionary<string, string>> Find(ThreeRows rows, params string[] keys) => rows.Find(keys, missing =>
    {
        _read.AddRange(missing);
        return Task.FromResult<IReadOnlyDictionary<string, string>>(missing.Where(key => key != "none").ToDictionary(key => key, _ => "read"));
    });

    private sealed class ThreeRows() : RememberedRows<string>(3);

    private sealed class Batches
    {
        public int Count { get; set; }
    }

    /// <summary>Counts the batches that it has seen; the cursor says that one of them is not the next.</summary>
    private sealed class Forgetful : View
    {
        public override IReadOnlyList<string> Tables { get; } = [];

        public override Task Apply(ViewSession session, IReadOnlyList<Happened> batch)
        {
            session.Memory.Of<Batches>().Count++;
            return Task.CompletedTask;
        }
    }
}

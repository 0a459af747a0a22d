using System.Data.Common;
using System.Text;
using Exchange.Kernel.Database;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;
using Exchange.Tests.Kernel;
using Xunit;

namespace Exchange.SystemTests.Databases;

/// <summary>What every database must do for the kernel.</summary>
public sealed class StoreCompliance
{
    private const string Notes = "create table notes (note bigint not null primary key, body varchar(max), amount bigint);\n";
    private const string InsertNote = "insert into notes (note, body, amount) values (@note, @body, @amount)";
    private const string SelectBody = "select body from notes where note = @note";

    public static TheoryData<string> Kinds => TestDatabase.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_migration_is_applied_once_and_may_not_change_afterwards(string kind)
    {
        await using var database = await TestDatabase.Fresh(kind);
        var views = database.Stores.Views;
        await Migrations.Apply(views, [new("0001-notes.sql", Notes)]);
        await Migrations.Apply(views, [new("0001-notes.sql", Notes), new("0002-more.sql", "create table more (n bigint not null);\n")]);
        await Assert.ThrowsAsync<InvalidDataException>(() => Migrations.Apply(views, [new("0001-notes.sql", Notes + "-- changed\n")]));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_migration_that_fails_leaves_nothing(string kind)
    {
        await using var database = await TestDatabase.Fresh(kind);
        var views = database.Stores.Views;
        await Assert.ThrowsAnyAsync<DbException>(() => Migrations.Apply(views, [new("0001.sql", Notes + "create table notes (n bigint not null);\n")]));
        await Migrations.Apply(views, [new("0001.sql", Notes)]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_key_that_exists_is_told_from_every_other_failure(string kind)
    {
        await using var database = await WithNotes(kind);
        var views = database.Stores.Views;
        await using var session = await views.Read();
        await session.Execute(InsertNote, new { note = 1, body = "first", amount = 1 });
        var duplicate = await Assert.ThrowsAnyAsync<DbException>(() => session.Execute(InsertNote, new { note = 1, body = "second", amount = 1 }));
        var missing = await Assert.ThrowsAnyAsync<DbException>(() => session.Execute("insert into nothing (n) values (1)"));
        Assert.True(views.Dialect.IsDuplicateKey(duplicate));
        Assert.False(views.Dialect.IsDuplicateKey(missing));
        Assert.False(views.Dialect.IsTransient(duplicate));
        Assert.False(views.Dialect.IsTransient(missing));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Any_text_comes_back_as_it_was(string kind)
    {
        await using var database = await WithNotes(kind);
        await using var session = await database.Stores.Views.Read();
        string[] texts = ["", "无缝钢管 Φ108×4.5", "𠮷野家", "quote ' and \" and \\", new('长', 200_000), "line\nbreak\ttab"];
        for (var i = 0; i < texts.Length; i++)
        {
            await session.Execute(InsertNote, new { note = i, body = texts[i], amount = long.MinValue });
            Assert.Equal(texts[i], await session.QuerySingle<string>(SelectBody, new { note = i }));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Bulk_insert_keeps_values_nulls_and_bounds(string kind)
    {
        await using var database = await WithNotes(kind);
        await using (var session = await database.Stores.Views.Write())
        {
            await session.BulkInsert("notes", ["note", "body", "amount"],
                [.. Enumerable.Range(0, 1000).Select(i => new object?[] { (long)i, i % 3 == 0 ? null : $"钢 {i}", i % 2 == 0 ? long.MaxValue : null })]);
            await session.Commit();
        }

        await using var reading = await database.Stores.Views.Read();
        Assert.Equal(1000, await reading.QuerySingle<long>("select count(*) from notes"));
        Assert.Equal(500, await reading.QuerySingle<long>("select count(*) from notes where amount = @max", new { max = long.MaxValue }));
        Assert.Equal("钢 1", await reading.QuerySingle<string>(SelectBody, new { note = 1 }));
        Assert.Null(await reading.QuerySingle<string>(SelectBody, new { note = 3 }));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_session_that_is_not_committed_leaves_nothing(string kind)
    {
        await using var database = await WithNotes(kind);
        await using (var session = await database.Stores.Views.Write()) await session.Execute(InsertNote, new { note = 1, body = "lost", amount = 0 });
        await using var reading = await database.Stores.Views.Read();
        Assert.Equal(0, await reading.QuerySingle<long>("select count(*) from notes"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_journal_keeps_what_it_answered_and_rebuilds_to_the_same(string kind)
    {
        await using var database = await TestDatabase.Fresh(kind);
        await using var store = new TallyStore(database.Stores);
        await using (var journal = await store.Started())
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => Task.Run(() => journal.Count($"t{i % 11}", 1, $"k{i}"))));
            Assert.All(answers, answer => Assert.IsType<Answer.Accepted>(answer));
            await journal.Settle(CancellationToken.None);
        }

        Assert.Equal(500, (await store.Rows()).Sum(row => row.Entries.Count));
        Assert.Empty(await Rebuild.Run(TallyJournal.Tallies, store.Stores, store.Options));
        await using var again = await store.Started();
        Assert.True(Assert.IsType<Answer.Accepted>(await again.Count("t1", 1, "k1")).Repeated);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Two_writers_of_one_partition_lose_and_double_nothing(string kind)
    {
        await using var database = await TestDatabase.Fresh(kind);
        await using var store = new TallyStore(database.Stores);
        await using var one = await store.Started();
        await using var two = await store.Started();
        two.Nodes[0].Writer.MayWrite = true; // as a node that slept through the end of its lease
        var answers = await Task.WhenAll(Enumerable.Range(0, 400).Select(i => Task.Run(() => (i % 2 == 0 ? one : two).Count("a", 1, $"k{i}"))));
        Assert.All(answers, answer => Assert.IsType<Answer.Accepted>(answer));
        var events = (await store.Rows()).SelectMany(row => row.Happenings()).ToList();
        Assert.Equal(Enumerable.Range(1, 400).Select(i => (long)i), events.Select(happened => happened.Version));
        Assert.Equal(400, events.Select(happened => happened.Cause.Key).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_state_that_a_late_node_writes_never_replaces_a_newer_one(string kind)
    {
        await using var database = await TestDatabase.Fresh(kind);
        await using var store = new TallyStore(database.Stores);
        await (await store.Started()).DisposeAsync();
        await using var session = await store.Stores.Views.Read();
        foreach (var version in new long[] { 2, 5, 3 }) await StateTable.Save(session, [new("tally/a", version, Encoding.UTF8.GetBytes($"as of {version}"))]);
        Assert.Equal(new("tally/a", 5, "as of 5"), await StateTable.Find(session, "tally/a"));
    }

    private static async Task<TestDatabase> WithNotes(string kind)
    {
        var database = await TestDatabase.Fresh(kind);
        await Migrations.Apply(database.Stores.Views, [new("0001-notes.sql", Notes)]);
        return database;
    }
}

using Exchange.Kernel.Database;
using Exchange.Tests.Kernel;
using Microsoft.Data.Sqlite;

namespace Exchange.SystemTests.Faults;

/// <summary>The SQLite files of a journal, of which one can be made full or be locked.</summary>
internal sealed class CrampedStores : IAsyncDisposable
{
    private const int Ballast = 4_000_000;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("exchange-tests-");

    private CrampedStores() => Stores = Stores.Sqlite(_directory.FullName, "tallies");

    public Stores Stores { get; private set; }

    /// <summary>Files with their tables, whose locks nobody waits for longer than about a second.</summary>
    public static async Task<CrampedStores> Create()
    {
        var files = new CrampedStores();
        await using var store = new TallyStore(files.Stores);
        await (await store.Started()).DisposeAsync();
        files.Stores = new(Impatient(files.Stores.Log), Impatient(files.Stores.Views));
        return files;
    }

    /// <summary>Fills the log's file, but for a few pages.</summary>
    public async Task FillLog(int pages) => Stores = Stores with { Log = await Fill(Stores.Log, pages) };

    /// <summary>Fills the file of the views, but for a few pages.</summary>
    public async Task FillViews(int pages) => Stores = Stores with { Views = await Fill(Stores.Views, pages) };

    /// <summary>Throws out what fills a file.</summary>
    public static async Task MakeRoom(Database full)
    {
        await using var session = await full.Read();
        await session.Execute("drop table ballast");
    }

    /// <summary>Takes the only write lock of a file; who disposes of it gives it back.</summary>
    public static Task<ViewSession> Lock(Database database) => database.Write();

    public ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        _directory.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    // SQLite's own bound on a file's pages: who needs one more gets SQLITE_FULL, as on a full disk.
    private static async Task<Database> Fill(Database database, int pages)
    {
        await using var session = await database.Read();
        await session.Execute("create table ballast (weight blob not null)");
        await session.Execute($"insert into ballast (weight) values (zeroblob({Ballast}))");
        var full = await session.QuerySingle<long>("pragma page_count");
        return database with { Setup = $"{database.Setup}; pragma max_page_count={full + pages}" };
    }

    private static Database Impatient(Database database) => database with
    {
        ConnectionString = new SqliteConnectionStringBuilder(database.ConnectionString) { DefaultTimeout = 1 }.ToString(),
        Setup = database.Setup.Replace("busy_timeout=5000", "busy_timeout=50", StringComparison.Ordinal),
    };
}

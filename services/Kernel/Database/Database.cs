using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Exchange.Kernel.Database;

/// <summary>Where one kind of a service's tables is, and how to reach it.</summary>
/// <param name="Dialect">The database's dialect.</param>
/// <param name="ConnectionString">Its connection string.</param>
/// <param name="Setup">What every new connection runs first, or nothing; once, however often a pool lends the connection.</param>
public sealed record Database(Dialect Dialect, string ConnectionString, string Setup = "")
{
    // A commit that finds so many pages in the write-ahead log moves them by itself: 128 MB, which is only reached when nobody moved them meanwhile.
    private const int CheckpointPages = 32_000;

    /// <summary>Does what the database would otherwise do in the middle of somebody's commit.</summary>
    /// <returns>Whether it should be done once more, which is quick, while nobody writes.</returns>
    public async Task<bool> Tend()
    {
        await using var connection = await Open();
        return await Dialect.Tend(connection);
    }

    /// <summary>An open connection with the settings of this database.</summary>
    public Task<DbConnection> Open() => Dialect.Open(ConnectionString, Setup);

    /// <summary>An open connection for who writes all the time, with more room for pages.</summary>
    public Task<DbConnection> OpenWriter() => Dialect.Open(ConnectionString, Setup + Dialect.WriterSetup);

    /// <summary>A session on such a connection, which stays open after it.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="memory">What views remember from one session to the next, where they do.</param>
    public ViewSession WriteOn(DbConnection connection, ViewMemory? memory) => new(connection, Dialect.BeginWrite(connection), Dialect, memory) { KeepsConnection = true };

    /// <summary>A session for queries.</summary>
    public async Task<ViewSession> Read() => new(await Open(), null, Dialect);

    /// <summary>A session whose changes are committed together.</summary>
    public Task<ViewSession> Write() => Begin(connection => new(connection, Dialect.BeginWrite(connection), Dialect));

    /// <summary>A session for many small queries, one right after the other: they see the tables as they are at the first.</summary>
    public Task<ViewSession> ReadMany() => Begin(connection => new(connection, Dialect.BeginRead(connection), Dialect));

    private async Task<ViewSession> Begin(Func<DbConnection, ViewSession> begin)
    {
        var connection = await Open();
        try
        {
            return begin(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>A file of SQLite. <paramref name="durable"/>: a commit is on the disk when it returns (<c>synchronous=FULL</c>); otherwise a power
    /// cut may roll back the last commits, but never breaks the file (<c>NORMAL</c>).</summary>
    public static Database SqliteFile(string path, bool durable) => new(
        Dialect.Sqlite,
        new SqliteConnectionStringBuilder { DataSource = path, Pooling = true, DefaultTimeout = 5, ForeignKeys = true }.ToString(),
        $"pragma journal_mode=wal; pragma synchronous={(durable ? "full" : "normal")}; pragma wal_autocheckpoint={CheckpointPages}; pragma busy_timeout=5000; pragma cache_size=-16000");
}

/// <summary>The two stores of a service: the log, and all that follows it.</summary>
/// <param name="Log">The log and the leases.</param>
/// <param name="Views">Cursors, state rows and views.</param>
public sealed record Stores(Database Log, Database Views)
{
    /// <summary>Two SQLite files in a directory, which is made if needed, because SQLite has one writer a file.</summary>
    public static Stores Sqlite(string directory, string service)
    {
        Directory.CreateDirectory(directory);
        return new(
            Database.SqliteFile(Path.Combine(directory, service + ".log.db"), durable: true),
            Database.SqliteFile(Path.Combine(directory, service + ".views.db"), durable: false));
    }

    /// <summary>One SQL Server database, which must exist with a UTF-8 collation.</summary>
    public static Stores SqlServer(string connectionString)
    {
        var database = new Database(Dialect.SqlServer, connectionString);
        return new(database, database);
    }
}

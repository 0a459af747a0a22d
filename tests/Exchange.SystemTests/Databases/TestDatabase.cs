using Dapper;
using Exchange.Kernel.Database;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Exchange.SystemTests.Databases;

/// <summary>A fresh, empty database of a kind, gone afterwards.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly string? _directory;
    private readonly SqlConnectionStringBuilder? _server;
    private readonly string _name = "exchange_test_" + Guid.NewGuid().ToString("N");

    private TestDatabase(string? directory, SqlConnectionStringBuilder? server) => (_directory, _server) = (directory, server);

    /// <summary>The kinds of databases; each test of the compliance suite runs on every one.</summary>
    public static TheoryData<string> Kinds { get; } = ["sqlite", "sqlserver"];

    public Stores Stores => _directory is not null
        ? Stores.Sqlite(_directory, "tallies")
        : Stores.SqlServer(new SqlConnectionStringBuilder(_server!.ConnectionString) { InitialCatalog = _name }.ToString());

    public static async Task<TestDatabase> Fresh(string kind)
    {
        if (kind == "sqlite") return new(Directory.CreateTempSubdirectory("exchange-tests-").FullName, null);
        Require.SqlServer();
        var database = new TestDatabase(null, new(Require.SqlServerConnection) { InitialCatalog = "master" });
        await database.OnServer($"create database {database._name} collate Latin1_General_100_BIN2_UTF8");
        return database;
    }

    public async ValueTask DisposeAsync()
    {
        if (_directory is not null)
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(_directory, recursive: true);
        }
        else
        {
            SqlConnection.ClearAllPools();
            await OnServer($"drop database {_name}");
        }
    }

    private async Task OnServer(string sql)
    {
        await using var connection = new SqlConnection(_server!.ConnectionString);
        await connection.ExecuteAsync(sql);
    }
}

using Dapper;
using Exchange.Kernel.Database;

namespace Exchange.Benchmarks.Ledger;

/// <summary>The limit of the store: how many rows a second it takes with a thousand of them a durable commit, with nothing else to do.</summary>
internal static class BatchedRows
{
    /// <summary>How many rows a commit has.</summary>
    public const int ACommit = 1000;

    private const string Create = "create table if not exists batched_rows (sequence bigint not null primary key, data varchar not null)";

    /// <summary>Commits rows of a size to a file in a directory for a time, and says how many it were a second.</summary>
    public static async Task<double> Measure(string directory, int rowBytes, TimeSpan time)
    {
        var (data, rows) = (new string('x', rowBytes), 0L);
        double seconds;
        var file = Database.SqliteFile(Path.Combine(directory, "batched-rows.db"), durable: true);
        await using (var connection = await file.Open())
        {
            await connection.ExecuteAsync(Create);
            var began = TimeProvider.System.GetTimestamp();
            while (TimeProvider.System.GetElapsedTime(began) < time)
            {
                await using var transaction = file.Dialect.BeginWrite(connection);
                await file.Dialect.BulkInsert(connection, transaction, "batched_rows", ["sequence", "data"], Enumerable.Range(0, ACommit).Select(n => new object?[] { rows + n, data }));
                await transaction.CommitAsync();
                rows += ACommit;
            }

            seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearPool(new(file.ConnectionString));
        foreach (var part in Directory.EnumerateFiles(directory, "batched-rows.db*")) File.Delete(part);
        return rows / seconds;
    }
}

using Dapper;
using Exchange.Kernel.Database;

namespace Exchange.Benchmarks.Limits;

/// <summary>The limit of the store: how many rows a second it commits durably, a commit a row, with nothing else to do.</summary>
public static class CommitRate
{
    private const string Create = """
        create table if not exists log_rows (
            partition_no bigint not null, sequence bigint not null, format bigint not null, written_at bigint not null,
            previous_hash varchar(64) not null, hash varchar(64) not null, data varchar not null, primary key (partition_no, sequence))
        """;

    private const string Insert = "insert into log_rows values (0, @sequence, 1, 0, @hash, @hash, @data)";

    /// <summary>Commits rows of a size to a file in a directory for a time, and says how many it were a second.</summary>
    /// <param name="directory">A directory on the disk that is measured.</param>
    /// <param name="rowBytes">The size of a row's data.</param>
    /// <param name="time">How long.</param>
    public static async Task<double> Measure(string directory, int rowBytes, TimeSpan time)
    {
        var file = Path.Combine(directory, "commit-rate.db");
        var (hash, data) = (new string('0', 64), new string('x', rowBytes));
        var rows = 0;
        double seconds;
        await using (var connection = await Database.SqliteFile(file, durable: true).Open())
        {
            await connection.ExecuteAsync(Create);
            var began = TimeProvider.System.GetTimestamp();
            while (TimeProvider.System.GetElapsedTime(began) < time) await connection.ExecuteAsync(Insert, new { sequence = ++rows, hash, data });
            seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        }

        foreach (var part in Directory.EnumerateFiles(directory, "commit-rate.db*")) File.Delete(part);
        return rows / seconds;
    }

    /// <summary>The mean size of the last rows of a log, in bytes.</summary>
    public static async Task<int> RowBytes(string log, long rows)
    {
        await using var connection = await Database.SqliteFile(log, durable: true).Open();
        return (int)await connection.ExecuteScalarAsync<double>(
            "select coalesce(avg(length(data)), 0) from log_rows where sequence > (select max(sequence) from log_rows) - @rows", new { rows });
    }
}

using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Dapper;
using Exchange.Kernel.Database;

namespace Exchange.Kernel.Writer;

/// <summary>Says which node writes a partition. It keeps nodes out of each other's way; what keeps the log correct is its primary key.</summary>
internal sealed class Lease(Database.Database database, int partition, TimeSpan term)
{
    [Sql("kernel")]
    private const string Select = "select holder, expires_at from leases where partition_no = @partition";

    [Sql("kernel")]
    private const string Insert = "insert into leases (partition_no, holder, expires_at) values (@partition, @holder, @expires)";

    [Sql("kernel")]
    private const string Take = """
        update leases set holder = @holder, expires_at = @expires
        where partition_no = @partition and holder = @was and expires_at = @wasExpires
        """;

    [Sql("kernel")]
    private const string SelectSeen = "select seen_at from seen where partition_no = @partition";

    [Sql("kernel")]
    private const string UpdateSeen = "update seen set seen_at = @seenAt where partition_no = @partition";

    [Sql("kernel")]
    private const string InsertSeen = "insert into seen (partition_no, seen_at) values (@partition, @seenAt)";

    private static readonly Process Self = Process.GetCurrentProcess();

    /// <summary>This process: machine, process id and start time, so that a dead process on the same machine is known as dead at once.</summary>
    public static string Holder { get; } =
        string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}:{Environment.ProcessId}:{Self.StartTime.ToFileTimeUtc()}");

    public sealed record Row(string Holder, long ExpiresAt);

    /// <summary>Takes or renews the lease. False when a live node holds it.</summary>
    public async Task<bool> TryHold(string holder)
    {
        // Leases run by the wall clock: they are about processes, not about fairs.
        var now = TimeProvider.System.GetUtcNow();
        var expires = (now + term).ToUnixTimeMilliseconds();
        await using var connection = await database.Open();
        var row = await connection.QuerySingleOrDefaultAsync<Row>(Select, new { partition });
        if (row is null) return await TryInsert(connection, holder, expires);
        if (row.Holder != holder && row.ExpiresAt > now.ToUnixTimeMilliseconds() && !IsDead(row.Holder)) return false;
        return await connection.ExecuteAsync(Take, new { partition, holder, expires, was = row.Holder, wasExpires = row.ExpiresAt }) == 1;
    }

    /// <summary>Gives the lease back, so that another node need not wait.</summary>
    public async Task Release(string holder)
    {
        await using var connection = await database.Open();
        var row = await connection.QuerySingleOrDefaultAsync<Row>(Select, new { partition });
        if (row?.Holder == holder)
            await connection.ExecuteAsync(Take, new { partition, holder, expires = 0, was = row.Holder, wasExpires = row.ExpiresAt });
    }

    /// <summary>Until when the partition is known to have worked, in Unix milliseconds of the exchange's clock; 0 when nothing is known.</summary>
    public async Task<long> Seen()
    {
        await using var connection = await database.Open();
        return await connection.QuerySingleOrDefaultAsync<long>(SelectSeen, new { partition });
    }

    /// <summary>Notes that the partition works, as the holder of the lease does every few seconds.</summary>
    public async Task Note(long seenAt)
    {
        await using var connection = await database.Open();
        if (await connection.ExecuteAsync(UpdateSeen, new { partition, seenAt }) == 0) await connection.ExecuteAsync(InsertSeen, new { partition, seenAt });
    }

    private async Task<bool> TryInsert(DbConnection connection, string holder, long expires)
    {
        try
        {
            return await connection.ExecuteAsync(Insert, new { partition, holder, expires }) == 1;
        }
        catch (DbException exception) when (database.Dialect.IsDuplicateKey(exception))
        {
            return false;
        }
    }

    private static bool IsDead(string holder)
    {
        if (holder.Split(':') is not [var machine, var id, var started, ..] || machine != Environment.MachineName) return false;
        try
        {
            using var process = Process.GetProcessById(int.Parse(id, CultureInfo.InvariantCulture));
            return Math.Abs(process.StartTime.ToFileTimeUtc() - long.Parse(started, CultureInfo.InvariantCulture)) > TimeSpan.TicksPerSecond;
        }
        catch (ArgumentException)
        {
            return true; // No process has this id any more.
        }
    }
}

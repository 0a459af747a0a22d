using System.Data.Common;
using Dapper;
using Exchange.Kernel.Database;

namespace Exchange.Kernel.Log;

/// <summary>The table of log rows of one partition. Appending is a single insert: its primary key says whether the row is the next one.</summary>
public sealed class LogTable(JournalDefinition definition, Database.Database database, int partition) : IAsyncDisposable
{
    [Sql("kernel")]
    private const string Insert = """
        insert into log_rows (partition_no, sequence, format, written_at, previous_hash, hash, data)
        values (@partition, @sequence, @format, @writtenAt, @previousHash, @hash, @data)
        """;

    [Sql("kernel")]
    private const string SelectRange = """
        select sequence, format, written_at, previous_hash, hash, data
        from log_rows
        where partition_no = @partition and sequence > @after and sequence <= @through
        order by sequence
        """;

    [Sql("kernel")]
    private const string SelectHead = "select coalesce(max(sequence), 0) from log_rows where partition_no = @partition";

    [Sql("kernel")]
    private const string SelectWrittenAt = "select written_at from log_rows where partition_no = @partition and sequence = @sequence";

    private readonly Scratch _scratch = new(LogCodec.Writing);
    private DbConnection? _connection;
    private RowCommand? _insert;

    /// <summary>A row as it is stored.</summary>
    public sealed record StoredRow(long Sequence, long Format, long WrittenAt, string PreviousHash, string Hash, string Data);

    /// <summary>A row that is to be appended. Its data stand where the table wrote them, until the next row is made.</summary>
    public readonly record struct NextRow(long Sequence, long WrittenAt, string PreviousHash, string Hash);

    /// <summary>Makes a row that follows another one. One thread at a time.</summary>
    public NextRow Next(long sequence, string previousHash, DateTimeOffset now, IReadOnlyList<Entry> entries)
    {
        LogCodec.Write(_scratch, definition, entries);
        var writtenAt = now.ToUnixTimeMilliseconds();
        return new(sequence, writtenAt, previousHash, LogCodec.Hash(previousHash, new(partition, sequence), LogCodec.Format, writtenAt, _scratch.Written));
    }

    /// <summary>Appends the row that was made last and returns when it is durable. False when a row with this sequence exists.</summary>
    /// <exception cref="DbException">The database failed; whether the row is stored is unknown.</exception>
    public async Task<bool> Append(NextRow row)
    {
        try
        {
            var insert = _insert ??= await PrepareInsert();
            object[] values = [(long)partition, row.Sequence, LogCodec.Format, row.WrittenAt, row.PreviousHash, row.Hash];
            for (var i = 0; i < values.Length; i++) insert.Set(i, values[i]);
            insert.Set(values.Length, _scratch.Written); // never a text of its own, which for a large batch would be a large object
            await insert.Run();
            return true;
        }
        catch (DbException exception)
        {
            await Disconnect();
            if (database.Dialect.IsDuplicateKey(exception)) return false;
            throw;
        }
    }

    /// <summary>At most <paramref name="count"/> rows after a sequence, in order.</summary>
    public async Task<IReadOnlyList<StoredRow>> ReadStored(long after, int count)
    {
        await using var connection = await database.Open();
        return (await connection.QueryAsync<StoredRow>(SelectRange, new { partition, after, through = after + count })).AsList();
    }

    /// <summary>At most <paramref name="count"/> rows after a sequence, in order, with their entries.</summary>
    public async Task<IReadOnlyList<LogRow>> Read(long after, int count) => [.. (await ReadStored(after, count)).Select(Decode)];

    public LogRow Decode(StoredRow row) => new(
        new(partition, row.Sequence), DateTimeOffset.FromUnixTimeMilliseconds(row.WrittenAt), LogCodec.Read(definition, row.Format, row.Data), row.Hash);

    /// <summary>Every row in order; breaks off with an exception where the chain is broken.</summary>
    /// <exception cref="InvalidDataException">A row is missing, out of order, or was changed after it was written.</exception>
    public async IAsyncEnumerable<LogRow> ReadVerified(long after = 0, string? previousHash = null)
    {
        var previous = previousHash ?? LogCodec.NoHash;
        while (await ReadStored(after, 500) is { Count: > 0 } rows)
        {
            foreach (var row in rows)
            {
                Verify(row, after, previous);
                (after, previous) = (row.Sequence, row.Hash);
                yield return Decode(row);
            }
        }
    }

    /// <summary>Checks that a row follows the one before it.</summary>
    /// <exception cref="InvalidDataException">It does not.</exception>
    public void Verify(StoredRow row, long previousSequence, string previousHash)
    {
        var position = new Position(partition, row.Sequence);
        if (row.Sequence != previousSequence + 1) throw new InvalidDataException($"{definition.Service}: log row {position} follows row {previousSequence}.");
        if (row.PreviousHash != previousHash) throw new InvalidDataException($"{definition.Service}: log row {position} does not carry the hash of the row before it.");
        if (row.Hash != LogCodec.Hash(previousHash, position, row.Format, row.WrittenAt, row.Data))
            throw new InvalidDataException($"{definition.Service}: log row {position} was changed after it was written.");
    }

    /// <summary>The last sequence; 0 when the log is empty.</summary>
    public async Task<long> Head()
    {
        await using var connection = await database.Open();
        return await connection.ExecuteScalarAsync<long>(SelectHead, new { partition });
    }

    /// <summary>The last sequence whose row was written before a time, by bisection: times never fall along the log.</summary>
    public async Task<long> LastBefore(DateTimeOffset time)
    {
        await using var connection = await database.Open();
        var wanted = time.ToUnixTimeMilliseconds();
        long low = 0, high = await connection.ExecuteScalarAsync<long>(SelectHead, new { partition });
        while (low < high)
        {
            var middle = low + ((high - low + 1) / 2);
            var writtenAt = await connection.ExecuteScalarAsync<long>(SelectWrittenAt, new { partition, sequence = middle });
            if (writtenAt < wanted) low = middle;
            else high = middle - 1;
        }

        return low;
    }

    // Every row goes in by the same statement, so the database reads it once.
    private async Task<RowCommand> PrepareInsert()
    {
        _connection = await database.Open();
        return database.Dialect.Prepare(_connection, null, Insert, ["partition", "sequence", "format", "writtenAt", "previousHash", "hash", "data"]);
    }

    private async Task Disconnect()
    {
        if (_insert is not null) await _insert.DisposeAsync();
        if (_connection is not null) await _connection.DisposeAsync();
        (_insert, _connection) = (null, null);
    }

    public async ValueTask DisposeAsync() => await Disconnect();
}

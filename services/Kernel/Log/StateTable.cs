using Exchange.Kernel.Database;

namespace Exchange.Kernel.Log;

/// <summary>The state rows of streams and the cursors of followers.</summary>
internal static class StateTable
{
    [Sql("kernel")]
    private const string SelectState = "select stream, version, state from states where stream = @stream";

    [Sql("kernel")]
    private const string SelectStateOf = "select stream, version, state from states where stream = @key";

    // A row never goes back: a node that slept through the end of its lease holds older states than those that its heir has written meanwhile.
    [Sql("kernel")]
    private const string UpdateState = "update states set version = @Version, state = @State where stream = @Stream and version <= @Version";

    [Sql("kernel")]
    private const string InsertState = """
        insert into states (stream, version, state)
        select @Stream, @Version, @State where not exists (select stream from states where stream = @Stream)
        """;

    [Sql("kernel")]
    private const string SelectCursor = "select sequence from cursors where name = @name and partition_no = @partition";

    [Sql("kernel")]
    private const string MoveCursor = "update cursors set sequence = @to where name = @name and partition_no = @partition and sequence = @from";

    [Sql("kernel")]
    private const string InsertCursor = "insert into cursors (name, partition_no, sequence) values (@name, @partition, @to)";

    public sealed record StateRow(string Stream, long Version, string State);

    public static Task<StateRow?> Find(ViewSession session, string stream) => session.QuerySingle<StateRow>(SelectState, new { stream });

    /// <summary>The state rows of many streams, by their names; none for a stream that has no row.</summary>
    public static Task<IReadOnlyDictionary<string, StateRow>> FindEach(ViewSession session, IEnumerable<string> streams) => session.QueryEach<StateRow>(SelectStateOf, streams);

    /// <summary>A state that is to be stored, as JSON in UTF-8.</summary>
    public sealed record Saved(string Stream, long Version, ReadOnlyMemory<byte> State);

    /// <summary>Stores states, one after the other: each is asked for when the one before is stored, so that all may use the same bytes. A stream of one event has no row in all
    /// likelihood, which is for the database to say; of any other, most have one.</summary>
    public static Task Save(ViewSession session, IEnumerable<Saved> rows) => session.Upsert(UpdateState, InsertState, rows, row => row.Version == 1);

    public static async Task<long> Cursor(ViewSession session, string name, int partition) =>
        await session.QuerySingle<long?>(SelectCursor, new { name, partition }) ?? 0;

    /// <summary>Moves a cursor from where it was read.</summary>
    /// <exception cref="InvalidOperationException">Another node has moved it meanwhile.</exception>
    public static async Task Move(ViewSession session, string name, int partition, long from, long to)
    {
        if (await session.Execute(MoveCursor, new { name, partition, from, to }) == 1) return;
        if (from != 0 || await session.QuerySingle<long?>(SelectCursor, new { name, partition }) is not null)
            throw new InvalidOperationException($"The cursor '{name}' of partition {partition} is not at {from} any more: another node follows this log.");
        await session.Execute(InsertCursor, new { name, partition, to });
    }
}

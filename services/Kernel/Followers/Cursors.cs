using Exchange.Kernel.Database;

namespace Exchange.Kernel.Followers;

/// <summary>How far a follower has come in a partition.</summary>
/// <param name="Name">The follower.</param>
/// <param name="PartitionNo">The partition.</param>
/// <param name="Sequence">The last log row that it has handled.</param>
public sealed record Cursor(string Name, long PartitionNo, long Sequence);

/// <summary>The cursors of a service's followers, for who looks from outside.</summary>
public static class Cursors
{
    [Sql("kernel")]
    private const string SelectAll = "select name as Name, partition_no as PartitionNo, sequence as Sequence from cursors order by name, partition_no";

    /// <summary>Every cursor.</summary>
    public static async Task<IReadOnlyList<Cursor>> Of(Database.Database views)
    {
        await using var session = await views.Read();
        return await session.Query<Cursor>(SelectAll);
    }
}

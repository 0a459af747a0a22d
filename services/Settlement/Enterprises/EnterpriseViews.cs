using Exchange.Kernel.Database;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;

namespace Exchange.Settlement.Enterprises;

/// <summary>A name of an enterprise, and since when it has it, in Unix milliseconds.</summary>
public sealed record NameRow(string Enterprise, long SinceAt, string Name)
{
    /// <summary>Which of an enterprise's names held at a time: the last since before it, or else its first; null where it has none.</summary>
    public static string? At(IEnumerable<NameRow> names, long at) =>
        names.OrderBy(name => name.SinceAt <= at ? 0 : 1).ThenBy(name => name.SinceAt <= at ? -name.SinceAt : name.SinceAt).FirstOrDefault()?.Name;
}

/// <summary>The table of what enterprises are called.</summary>
public sealed class EnterpriseViews : View
{
    [Sql("settlement")]
    private const string ReadNames = "select enterprise as Enterprise, since_at as SinceAt, name as Name from enterprise_names where enterprise = @enterprise";

    public override IReadOnlyList<string> Tables { get; } = ["enterprise_names"];

    /// <summary>What an enterprise is called at a time; null where nothing was heard of it.</summary>
    public static async Task<string?> NameAt(ViewSession session, string enterprise, long at) =>
        NameRow.At(await session.Query<NameRow>(ReadNames, new { enterprise }), at);

    public override async Task Apply(ViewSession session, IReadOnlyList<Happened> batch)
    {
        var noted = batch.Where(happened => happened.Event is NameNoted)
            .Select(happened => (object?[])[happened.StreamId, ((NameNoted)happened.Event).Since, ((NameNoted)happened.Event).Name]).ToList();
        if (noted.Count > 0) await session.BulkInsert("enterprise_names", ["enterprise", "since_at", "name"], noted);
    }
}

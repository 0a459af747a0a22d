using System.Text.Json;
using Exchange.Kernel.Database;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;
using Exchange.Kernel.Values;

namespace Exchange.Listing.Lots;

/// <summary>What a lot said until it was amended, as JSON.</summary>
public sealed record LotVersionRow(long Version, long UntilAt, string Content);

/// <summary>The earlier versions of lots, and the keys of their rows.</summary>
public sealed class LotVersionViews : View
{
    [Sql("listing")]
    private const string SelectOf = "select version as Version, until_at as UntilAt, content as Content from lot_versions where lot = @lot order by version";

    private static readonly string[] Columns = ["lot", "version", "until_at", "content"], KeyColumns = ["lot", "fair", "row_key"];

    public override IReadOnlyList<string> Tables { get; } = ["lot_versions", "lot_row_keys"];

    /// <summary>The versions of a lot before the one that holds, the first first.</summary>
    public static Task<IReadOnlyList<LotVersionRow>> Of(ViewSession session, string lot) => session.Query<LotVersionRow>(SelectOf, new { lot });

    public override async Task Apply(ViewSession session, IReadOnlyList<Happened> batch)
    {
        List<object?[]>? versions = null, keys = null;
        foreach (var happened in batch)
            if (happened.Event is LotAmended amended)
                (versions ??= []).Add([happened.StreamId, amended.Version - 1, amended.At, JsonSerializer.Serialize(amended.Was, StoredJson.Options)]);
            else if (happened.Event is LotEntered { Offer: { Details.RowKey: { } key } offer })
                (keys ??= []).Add([offer.Lot, offer.Fair, key]);
        if (versions is not null) await session.BulkInsert("lot_versions", Columns, versions);
        if (keys is not null) await session.BulkInsert("lot_row_keys", KeyColumns, keys);
    }
}

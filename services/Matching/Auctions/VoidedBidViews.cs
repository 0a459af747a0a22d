using Exchange.Kernel.Database;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;

namespace Exchange.Matching.Auctions;

/// <summary>The table of bids that are void, beside that of all bids.</summary>
public sealed class VoidedBidViews : View
{
    private static readonly string[] Columns = ["lot", "bid", "reason", "voided_at"];

    public override IReadOnlyList<string> Tables { get; } = ["voided_bids"];

    public override async Task Apply(ViewSession session, IReadOnlyList<Happened> batch)
    {
        var rows = batch.Where(happened => happened.Event is BidVoided).Select(Values).ToList();
        if (rows.Count > 0) await session.BulkInsert("voided_bids", Columns, rows);
    }

    private static object?[] Values(Happened happened)
    {
        var voided = (BidVoided)happened.Event;
        return [happened.StreamId, voided.Bid, voided.Proposal.Reason, happened.Cause.ReceivedAt.ToUnixTimeMilliseconds()];
    }
}

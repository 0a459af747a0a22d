using Exchange.Kernel.Database;
using Exchange.Kernel.Log;

namespace Exchange.Matching.Auctions;

/// <summary>What a batch does to the rows of sealed bids: no amount before the opening.</summary>
internal sealed class SealedRows
{
    [Sql("matching")]
    private const string End = "update sealed_bids set ended = @Ended where auction_no = @AuctionNo and bid = @Bid";

    [Sql("matching")]
    private const string OpenSalt = "update sealed_bids set salt = @Salt where auction_no = @AuctionNo and bid = @Bid";

    [Sql("matching")]
    private const string OpenAmount = "update bids set amount_minor = @AmountMinor where auction_no = @AuctionNo and bid = @Bid";

    private static readonly string[] Columns = ["auction_no", "bid", "receipt", "salt", "ended"];

    private readonly List<object?[]> _bids = [], _sealed = [];
    private readonly List<Ending> _ended = [];
    private readonly List<Opening> _opened = [];

    private sealed record Ending(long AuctionNo, long Bid, string Ended);

    private sealed record Opening(long AuctionNo, long Bid, long AmountMinor, string Salt);

    /// <summary>Takes in an event of a lot.</summary>
    public void See(long auctionNo, Happened happened)
    {
        switch (happened.Event)
        {
            case BidSealed bid:
                _bids.Add([auctionNo, bid.Bid, (long)bid.BidderNumber, 0L, 0L, happened.Cause.ReceivedAt.ToUnixTimeMilliseconds()]);
                _sealed.Add([auctionNo, bid.Bid, bid.Receipt, "", ""]);
                if (bid.Replaces is { } replaced) _ended.Add(new(auctionNo, replaced, "amended"));
                break;
            case SealedBidWithdrawn withdrawn:
                _ended.Add(new(auctionNo, withdrawn.Bid, "withdrawn"));
                break;
            case BidsOpened opened:
                _opened.AddRange(opened.Bids.Select(bid => new Opening(auctionNo, bid.Bid, bid.AmountMinor, bid.Salt)));
                break;
        }
    }

    /// <summary>Writes what the batch did.</summary>
    /// <param name="session">The session.</param>
    /// <param name="bidColumns">The columns of bids, in the order in which the rows of all formats have them.</param>
    public async Task Write(ViewSession session, IReadOnlyList<string> bidColumns)
    {
        if (_bids.Count > 0)
        {
            await session.BulkInsert("bids", bidColumns, _bids);
            await session.BulkInsert("sealed_bids", Columns, _sealed);
        }

        if (_ended.Count > 0) await session.Execute(End, _ended);
        if (_opened.Count == 0) return;
        await session.Execute(OpenSalt, _opened.Select(bid => new { bid.Salt, bid.AuctionNo, bid.Bid }));
        await session.Execute(OpenAmount, _opened.Select(bid => new { bid.AmountMinor, bid.AuctionNo, bid.Bid }));
    }
}

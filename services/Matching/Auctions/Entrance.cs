using Exchange.Kernel.Deciders;

namespace Exchange.Matching.Auctions;

/// <summary>Who may buy a lot at all, whatever its format.</summary>
internal static class Entrance
{
    /// <summary>Whether the bidder is one body with the consignor, or named as linked with it.</summary>
    public static bool IsLinked(Offering offering, BuyerCommand buyer)
    {
        if (offering.Root is { } root && root == buyer.Root) return true;

        // A loop, because the list is nearly always empty and a query would allocate on every bid.
        var linked = offering.Linked;
        for (var i = 0; i < linked.Count; i++)
            if (linked[i] == buyer.Bidder) return true;
        return false;
    }

    /// <summary>Why the fair does not let a bidder in, or null. Who has bid was let in once and may go on, as far as a limit lets it, and until it has its deposit back.</summary>
    public static Refusal? Bars(Auction auction, BuyerCommand buyer, long at)
    {
        var terms = auction.Offered.Terms;
        if (terms is { Admission: null, Licence: null, DepositMinor: null }) return null;
        if (auction.Bidders[buyer.Bidder].Number <= auction.Bidders.Count && !auction.Freed.ContainsKey(buyer.Bidder)) return BidLimit.Bars(auction, buyer, at);
        return terms.Admission is { } admission && buyer.Pass is not { IsAdmitted: true } ? AuctionRefusals.NotAdmitted(admission)
            : terms.Licence is { } licence && buyer.Pass?.Licences.Contains(licence) is not true ? AuctionRefusals.LicenceNeeded(licence)
            // The deposits of a lot end with its first end, and none is held anew.
            : terms.FairLimitMinor is not null ? BidLimit.Bars(auction, buyer, at)
            : terms.DepositMinor is { } deposit && (terms.PriorityFromAt is null || auction.Cascade.Closings == 0) && buyer.Pass is not { HasDeposit: true } && !auction.Deposits.Contains(buyer.Bidder)
                ? AuctionRefusals.DepositNeeded(deposit, auction.Offered.Lot.Currency)
            : null;
    }
}

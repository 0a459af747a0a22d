using Exchange.Kernel.Log;
using V1 = Exchange.Contracts.Settlement.V1;

namespace Exchange.Settlement.Deposits;

/// <summary>What others hear of deposits: that one is held for a lot, whose end is nobody's matter but the bidder's; and how much one that is for a whole fair lets bid.</summary>
public static class DepositAnnouncements
{
    public static IEnumerable<object> From(Happened happened) => happened.Event switch
    {
        DepositHeld { Terms: var terms } held => [new V1.DepositHeld(terms.Lot, terms.Fair, held.Bidder, terms.AmountMinor, terms.Currency, held.At, held.Hold)],
        FairDepositHeld held => [Limit(happened, held.Limit, held.Terms.Currency, held.At)],
        FairAwardNoted award => [Limit(happened, award.Limit, award.Currency, award.At)],
        FairDealEndNoted end => [Limit(happened, end.Limit, end.Currency, end.At)],
        FairDepositReleased released => [Limit(happened, released.Limit, released.Terms.Currency, released.At)],
        FairDepositCaptured captured => [Limit(happened, captured.Limit, captured.Terms.Currency, captured.At)],
        _ => [],
    };

    private static V1.BiddingLimit Limit(Happened happened, BidderLimit limit, string currency, long at) =>
        new(happened.StreamId, limit.Bidder, limit.IsHeld, limit.LeftMinor, currency, limit.Version, at);
}

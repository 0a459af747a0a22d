using Exchange.Contracts.Matching.V1;
using Exchange.Kernel.Deciders;

namespace Exchange.Listing.Lots;

/// <summary>What a lot does when it hears from Matching.</summary>
public static class LotConsumers
{
    /// <summary>An award of a lot is noted with it. What was traded in a call auction is no lot.</summary>
    public static IEnumerable<Also> OnAwarded(LotAwarded awarded) => awarded.CallAuction is true
        ? []
        : [new(Lot.Stream(awarded.Lot), new RecordAward(awarded.Award, awarded.QuantityMilli, awarded.HammerMinor, awarded.At))];

    public static IEnumerable<Also> OnWithdrawn(SaleWithdrawn withdrawn) => [new(Lot.Stream(withdrawn.Lot), new RecordWithdrawal(withdrawn.Reason, withdrawn.At))];

    public static IEnumerable<Also> OnClosed(LotClosed closed) =>
        [new(Lot.Stream(closed.Lot), new RecordClose(closed.AwardedMilli, closed.At, closed.Closing ?? 1))];

    public static IEnumerable<Also> OnReoffered(LotReoffered lot) =>
        [new(Lot.Stream(lot.Lot), new RecordAttempt(new(lot.Attempt, lot.Format, lot.OpeningMinor, lot.OpensAt, lot.ClosesAt)))];

    public static IEnumerable<Also> OnAmendmentAnswered(LotAmendmentAnswered answered) =>
        [new(Lot.Stream(answered.Lot), new RecordAmendment(answered.Version, answered.IsAllowed, answered.At))];

    public static IEnumerable<Also> OnFell(AwardFell fell) =>
        [new(Lot.Stream(fell.Lot), new RecordFall(fell.Award, fell.QuantityMilli, fell.HammerMinor, fell.Closings, fell.At))];
}

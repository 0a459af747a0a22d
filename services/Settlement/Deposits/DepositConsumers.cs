using Exchange.Contracts.Listing.V1;
using Exchange.Contracts.Matching.V1;
using Exchange.Kernel.Deciders;

namespace Exchange.Settlement.Deposits;

/// <summary>What other services' messages cause in deposits; nothing where a lot needs none.</summary>
public static class DepositConsumers
{
    public static IEnumerable<Also> On(LotEntered entered) => entered.Terms.DepositMinor is { } amount
        ? [new(LotDeposits.Stream(entered.Lot), new AskDeposit(new(
            entered.Lot, entered.Fair, entered.Consignor, amount, entered.Currency, entered.Settlement.ForfeitedBasisPoints, entered.Terms.FairLimitMinor)))]
        : [];

    /// <summary>Before its sale: nothing was awarded. Told of every lot, because it may overtake the lot itself.</summary>
    public static IEnumerable<Also> On(LotWithdrawn withdrawn) => [new(LotDeposits.Stream(withdrawn.Lot), new EndLot(0))];

    /// <summary>While it was for sale: what was awarded before stands.</summary>
    public static IEnumerable<Also> On(SaleWithdrawn withdrawn) =>
        withdrawn.DepositMinor is null ? [] : [new(LotDeposits.Stream(withdrawn.Lot), new EndLot(withdrawn.AwardedMilli + (withdrawn.FallenMilli ?? 0)))];

    /// <summary>The deposit is the bidder's, who in a tender sells. One for the lot may be a part of what the buyer pays, whose deal is open by then; asked apart, because the award is
    /// known whatever the deal says.</summary>
    public static IEnumerable<Also> On(LotAwarded award)
    {
        if (award.DepositMinor is null) yield break;
        var (stream, isTender) = (LotDeposits.Stream(award.Lot), award.Reverse is true);
        yield return new(stream, new NoteAward(award.Award, isTender ? award.Consignor : award.Winner, award.QuantityMilli, isTender ? 0 : award.HammerMinor));
        if (award.Settlement.DepositToPrice is true && !isTender) yield return new(stream, new SpendDeposit(award.Award, award.Winner));
    }

    /// <summary>Told of every fair, because it may overtake its lots.</summary>
    public static IEnumerable<Also> On(FairClosed closed) => [new(FairDeposits.Stream(closed.Fair), new CloseFair())];

    /// <summary>Who is outbid may have its deposit back before the sale has ended.</summary>
    public static IEnumerable<Also> On(DepositFreed freed) => [new(LotDeposits.Stream(freed.Lot), new FreeDeposit(freed.Bidder, freed.Hold))];

    /// <summary>An award that fell was noted like every other, and counts with what is known.</summary>
    public static IEnumerable<Also> On(LotClosed closed) => closed.DepositMinor is null ? [] :
        [new(LotDeposits.Stream(closed.Lot), new EndLot(closed.AwardedMilli + (closed.FallenMilli ?? 0)))];
}

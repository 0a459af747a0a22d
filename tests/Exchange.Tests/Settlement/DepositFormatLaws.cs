using CsCheck;
using Exchange.Matching.Auctions;
using Exchange.Settlement.Deposits;
using Exchange.Tests.Matching;
using Xunit;

namespace Exchange.Tests.Settlement;

/// <summary>What every format of sale owes to those who have a deposit held.</summary>
public sealed class DepositFormatLaws
{
    [Fact]
    public void Whatever_the_format_who_won_nothing_has_its_deposit_back_with_the_end_and_who_won_has_it_held_for_its_deal() => AuctionLaws.AnyStory.Sample(story =>
    {
        var lot = Heard(LotDeposits.Initial, new AskDeposit(new(Sale.LotId, Sale.Fair, Sale.Mill, 500, "CNY")));
        lot = AuctionLaws.Enterprises.Where(enterprise => enterprise != Sale.Mill).Aggregate(lot, (state, bidder) => Heard(state, new HoldDeposit(bidder)));
        foreach (var @event in story.Events)
            lot = @event switch
            {
                QuantityAwarded award => Heard(lot, new NoteAward(award.Award, award.Winner, award.QuantityMilli)),
                AuctionClosed closed => Heard(lot, new EndLot(closed.AwardedMilli + (closed.FallenMilli ?? 0))),
                _ => lot,
            };
        var (hasEnded, winners) = (story.Events.Exists(@event => @event is AuctionClosed), story.Events.OfType<QuantityAwarded>().Select(award => award.Winner).ToHashSet(StringComparer.Ordinal));
        return lot.Deposits.All(deposit => deposit.Value.IsHeld == (!hasEnded || winners.Contains(deposit.Key)));
    });

    private static LotDeposits Heard(LotDeposits lot, DepositCommand command) =>
        LotDeposits.Decide(lot, command, Awards.Awarded).Events.Aggregate(lot, LotDeposits.Evolve);
}

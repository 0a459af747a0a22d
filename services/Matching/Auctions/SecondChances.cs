using System.Diagnostics;
using Exchange.Kernel.Deciders;

namespace Exchange.Matching.Auctions;

/// <summary>What follows the default of a winner. The award falls. While the lot's own time runs, what fell is for sale again by its format, and a lot that was taken by priority for
/// sale to everybody from its opening. After the close, or once nobody might bid any more,
/// the next best bidder is offered it at their own best price, for a time that the terms set; whoever declines, or lets the time pass, is not asked again.
/// Of many units, each bid that was left without has its turn, for as much of it as there is; who takes some may be asked again for the rest, when there is more.
/// When nobody is left, or nobody who is left meets the reserve, the lot goes on down its ladder, if it has one and time; else the sale ends with what still stands.
/// A bidder whose bids are all void is nobody. Where a deal is cancelled and nobody defaulted, the award falls too, but its goods are not to be had: nobody is asked, no rung follows,
/// and the sale ends with what still stands; with nothing, as if the lot had been withdrawn.
/// A bidder's own best price, and not the winner's or the second price, because it is the only one to which they have agreed.</summary>
public static class SecondChances
{
    /// <summary>How long a second chance stands where the terms do not say: a day.</summary>
    public const long UsualMs = 86_400_000;

    /// <summary>The longest that terms may give: thirty days.</summary>
    public const long LongestMs = 30 * UsualMs;

    /// <summary>Who would be asked next, best first, each with the most and the price that it would be asked for: of a lot that is sold, if all of it fell. Nobody
    /// while the sale runs, so that nothing of a bid is told before the hammer.</summary>
    public static IEnumerable<Award> Order(Auction auction) => auction.Outcome switch
    {
        AuctionStatus.Sold => Next(auction, auction.UnawardedMilli + auction.AwardedMilli),
        AuctionStatus.SecondChance or AuctionStatus.PassedIn => Next(auction, auction.UnawardedMilli),
        _ => [],
    };

    internal static Decision<AuctionEvent> Decide(Auction auction, CascadeCommand command, long at) => (command, auction.Cascade.Chance) switch
    {
        // In a reverse tender the consignor is the buyer: its default is not the winner's, whose award stands.
        (FallAward, _) when auction.Format.IsReverse => Decision<AuctionEvent>.Nothing,
        (FallAward fall, _) when auction.Cascade.Awards.Find(award => award.Award == fall.Award) is { } award => Fall(auction, award, fall.Reason, at),
        (FallAward fall, _) => auction.HasAwarded(fall.Award) ? Decision<AuctionEvent>.Nothing : AuctionRefusals.UnknownAward,

        (CancelAward cancel, _) when auction.Cascade.Awards.Find(award => award.Award == cancel.Award) is { } award => Cancel(auction, award, cancel.Reason),
        (CancelAward cancel, _) => auction.HasAwarded(cancel.Award) ? Decision<AuctionEvent>.Nothing : AuctionRefusals.UnknownAward,

        (LapseSecondChance, null) => Decision<AuctionEvent>.Nothing,
        (LapseSecondChance, { } chance) when at < chance.Until => AuctionRefusals.NotDue(chance.Until),
        (LapseSecondChance, { } chance) => End(auction, chance, PassedOver.Lapsed, at),

        (AnswerSecondChance { Bidder: "" }, _) => AuctionRefusals.NoEnterprise,
        (AnswerSecondChance, null) => AuctionRefusals.NoSecondChance,
        (AnswerSecondChance answer, { } chance) when answer.Bidder != chance.Bidder => AuctionRefusals.NotYourSecondChance,
        (AnswerSecondChance, { } chance) when at >= chance.Until => AuctionRefusals.SecondChanceLapsed(chance.Until),
        (AnswerSecondChance { Accepts: false }, { } chance) => End(auction, chance, PassedOver.Declined, at),
        (AnswerSecondChance, { } chance) => Take(auction, chance, at),

        _ => throw new UnreachableException(command.GetType().Name),
    };

    /// <summary>The state after an event of the cascade, or null when the event cannot follow.</summary>
    internal static Auction? Evolve(Auction auction, CascadeEvent @event) => (@event, auction.Cascade) switch
    {
        (AwardFell fell, var cascade) when cascade.Awards.Find(award => award.Award == fell.Award) is { } award => auction with
        {
            Outcome = auction.Outcome is AuctionStatus.Sold ? null : auction.Outcome,
            AwardedMilli = auction.AwardedMilli - award.QuantityMilli,
            Leader = auction.Leader == award.Winner ? null : auction.Leader,
            PriceMinor = fell.PriceMinor is null ? auction.PriceMinor : 0,
            Cascade = cascade with
            {
                Awards = cascade.Awards.Remove(award),
                Passed = cascade.Passed.Add(new(
                    award.Winner, award.QuantityMilli, award.HammerMinor,
                    fell.Cancelled is true ? PassedOver.Cancelled : fell.Reason == PassedOver.Unwound ? PassedOver.Unwound : PassedOver.Defaulted, award.Priority)),
                GoneMilli = cascade.GoneMilli + (fell.Cancelled is true ? award.QuantityMilli : 0),
            },
        },
        (SecondChanceOffered offered, { Chance: null } cascade) when auction.Outcome is null && offered.QuantityMilli <= auction.RemainingMilli => auction with
        {
            Outcome = AuctionStatus.SecondChance,
            Cascade = cascade with { Chance = new(offered.Bidder, offered.QuantityMilli, offered.HammerMinor, offered.Until) },
        },
        (SecondChanceOffered { DownTo: not null } more, { Chance: { } chance } cascade) when chance == new SecondChance(more.Bidder, more.QuantityMilli, more.HammerMinor, chance.Until) =>
            auction with { Cascade = cascade with { Chance = chance with { Until = more.Until } } },
        (SecondChanceEnded ended, { Chance: { } chance } cascade) => auction with
        {
            Outcome = null,
            Leader = ended.Why is SecondChanceEnded.Accepted && auction.Format.HasLeader ? chance.Bidder : auction.Leader,
            Cascade = cascade with
            {
                Chance = null,
                Passed = ended.Why is SecondChanceEnded.Accepted ? cascade.Passed : cascade.Passed.Add(new(chance.Bidder, chance.QuantityMilli, chance.HammerMinor, ended.Why)),
            },
        },
        _ => null,
    };

    /// <summary>The state after an award, which stands until its buyer defaults.</summary>
    internal static Auction Awarded(Auction auction, QuantityAwarded award) => auction with
    {
        Awards = auction.Awards + 1,
        AwardedMilli = auction.AwardedMilli + award.QuantityMilli,
        PriceMinor = award.PriceMinor ?? auction.PriceMinor,
        Cascade = auction.Cascade with { Awards = auction.Cascade.Awards.Add(new(award.Award, award.Winner, award.QuantityMilli, award.HammerMinor, award.Priority)) },
    };

    /// <summary>The state after an end of the sale, for the first time or after a default.</summary>
    internal static Auction Ended(Auction auction) => auction with
    {
        Outcome = auction.AwardedMilli > 0 ? AuctionStatus.Sold : AuctionStatus.PassedIn,
        Book = auction.Book?.Unasked(),
        Cascade = auction.Cascade with { Closings = auction.Cascade.Closings + 1 },
    };

    private static AuctionEvent[] Fall(Auction auction, StandingAward award, string reason, long at)
    {
        var fell = new AwardFell(award.Award, auction.Offered.Lot.Fair, award.QuantityMilli, award.HammerMinor, reason, auction.Cascade.Closings);
        // The market was never open, and what was taken at the opening price is no price of its.
        if (award.Priority is true) fell = fell with { PriceMinor = auction.Format.PriceMinor(auction with { PriceMinor = 0, Outcome = null }, at) };
        return auction.Outcome is AuctionStatus.Sold ? [fell, .. GoOn(Auction.Evolve(auction, fell), at)] : [fell];
    }

    private static AuctionEvent[] Cancel(Auction auction, StandingAward award, string reason)
    {
        var lot = auction.Offered.Lot;
        var fell = new AwardFell(award.Award, lot.Fair, award.QuantityMilli, award.HammerMinor, reason, auction.Cascade.Closings, Cancelled: true);
        if (auction.Outcome is not AuctionStatus.Sold) return [fell];
        var after = Auction.Evolve(auction, fell);
        return
        [
            fell,
            after.AwardedMilli > 0
                ? Hammer.End(after, after.RemainingMilli)
                : new AuctionWithdrawn(reason, Fair: lot.Fair, AwardedMilli: 0, DepositMinor: auction.Offered.Terms.DepositMinor, FallenMilli: after.Cascade.FallenMilli),
        ];
    }

    private static AuctionEvent[] End(Auction auction, SecondChance chance, string why, long at)
    {
        var ended = new SecondChanceEnded(auction.Offered.Lot.Fair, chance.Bidder, auction.Bidders[chance.Bidder].Number, why);
        return [ended, .. GoOn(Auction.Evolve(auction, ended), at)];
    }

    private static AuctionEvent[] Take(Auction auction, SecondChance chance, long at)
    {
        var lot = auction.Offered.Lot;
        AuctionEvent ended = new SecondChanceEnded(lot.Fair, chance.Bidder, auction.Bidders[chance.Bidder].Number, SecondChanceEnded.Accepted);
        var free = Auction.Evolve(auction, ended);
        // What is sold by the unit keeps the price that the hammer made.
        var price = auction.Format.PricesUnits(auction.Offered.Terms) ? (long?)null : chance.HammerMinor;
        var taken = Hammer.Award(free, [new(chance.Bidder, chance.QuantityMilli, chance.HammerMinor, price)]);
        var after = taken.Aggregate(free, Auction.Evolve);
        return [ended, .. taken, .. after.Outcome is null ? GoOn(after, at) : []];
    }

    // What an open state comes to after a default: it runs on, or the next one is asked, or it ends again.
    private static AuctionEvent[] GoOn(Auction auction, long at)
    {
        var (lot, terms, _, _) = auction.Offered;
        if (at < auction.ClosesAt && !auction.Format.EndsWithAward) return [];
        return Next(auction, auction.RemainingMilli).Take(1).ToList() is [var asked]
            ? [new SecondChanceOffered(lot.Fair, asked.Winner, auction.Bidders[asked.Winner].Number, asked.QuantityMilli, asked.HammerMinor, at + (terms.SecondChanceMs ?? UsualMs))]
            : Hammer.Fall(auction, [], at, from: at);
    }

    private static IEnumerable<Award> Next(Auction auction, long freeMilli) => auction.Offered.Terms.SecondChanceMs == 0 ? []
        : auction.Format.RunnersUp(auction, freeMilli).Where(next => !auction.Cascade.HasPassed(next.Winner) && next.Winner != auction.Cascade.Chance?.Bidder);
}

using Exchange.Contracts.Listing.V1;
using Exchange.Kernel.Deciders;
using Exchange.Matching.Auctions.Formats;

namespace Exchange.Matching.Auctions;

/// <summary>A rung with the terms by which it sells.</summary>
/// <param name="Rung">Its place in the ladder, from 1.</param>
/// <param name="Terms">All its terms.</param>
public sealed record RungTerms(int Rung, SaleTerms Terms);

/// <summary>What happens to what an attempt leaves unsold: the next rung of the lot's ladder opens, by itself, until all is sold or no rung is left. A rung names its format
/// and says its opening as a part of the first one's; the secret reserve falls by the same part. On a rung at an asked price, which has no secret reserve, the parts of its opening
/// and its floor are of the higher of the first opening and the reserve. So nothing is sold below the part of the reserve that the rung names, which the consignor sees in advance.
/// A rung that comes late, because late bids moved the close before it, is cut to the end of the ladder; it is passed over when less than half of its time is left.
/// Sources: the Supreme People's Court of China on online judicial auctions (Fa Shi [2016] 18), article 26: what found no bid is offered again, at a start at most 20 % lower,
/// and then put up for sale; article 8 of its rules on auctions in enforcement (Fa Shi [2004] 16): the reserve is set lower for each auction. Ukraine's sales of public assets
/// (resolution 432 of 2018): an auction, one with a lowered start, one with a falling price. What is to come is told only to consignor and organizers, because who knows of a lower
/// price waits for it: McAfee and Vincent, "Sequentially Optimal Auctions", Games and Economic Behavior 18 (1997).</summary>
public static class Ladder
{
    private const long Whole = LadderFormats.Whole;

    /// <summary>The rungs as they come when nothing is sold, nobody defaults and no late bid moves a close, with their times.</summary>
    /// <param name="first">The terms of the first attempt.</param>
    public static IEnumerable<RungTerms> Plan(SaleTerms first) => From(first, 1, first.ClosesAt, long.MinValue);

    /// <summary>The rungs that are left to a lot, as they come from a time on when nothing more is sold; those that find no time are left out.</summary>
    /// <param name="auction">The state of a lot that was offered.</param>
    /// <param name="at">Unix milliseconds.</param>
    public static IEnumerable<RungTerms> Ahead(Auction auction, long at) => From(
        FirstOf(auction), (auction.Attempts?.Rung ?? 0) + 1, auction.Outcome is null ? auction.ClosesAt : at, at);

    /// <summary>The terms of the first attempt.</summary>
    public static SaleTerms FirstOf(Auction auction) => auction.Attempts?.First ?? auction.Offered.Terms;

    /// <summary>The terms of a rung.</summary>
    /// <param name="first">The terms of the first attempt.</param>
    /// <param name="rung">The rung's place, from 1; 0 for the first attempt.</param>
    /// <param name="opensAt">Unix milliseconds.</param>
    /// <param name="closesAt">Unix milliseconds.</param>
    public static SaleTerms TermsOf(SaleTerms first, int rung, long opensAt, long closesAt)
    {
        if (rung == 0) return first with { ClosesAt = closesAt };
        var (step, inUnits) = (first.Ladder![rung - 1], InUnits(first));
        var isEnglish = step.Format == "english";
        var terms = first with
        {
            Format = step.Format,
            OpeningMinor = Math.Max(1, Part(first.OpeningMinor, step.OpeningBasisPoints)),
            ReserveMinor = Part(first.ReserveMinor, step.OpeningBasisPoints, up: true),
            OpensAt = opensAt,
            ClosesAt = closesAt,
            HardEndAt = first.HardEndAt is { } end ? closesAt + (end - first.ClosesAt) : null,
            Proxy = isEnglish ? first.Proxy : null,
            Divisible = inUnits && step.Format is "dutch" or "best-offer" ? true : null,
            FallMinor = null,
            FallEveryMs = step.FallEveryMs,
            FloorMinor = null,
            Falls = step.Falls,
            FallBasisPoints = null,
            SealedMs = step.SealedMs,
            BestBidMs = step.BestBidMs,
            OfferMs = step.OfferMs,
            AcceptFromMinor = null,
            DeclineBelowMinor = null,
            Group = null,
            Ladder = null,
            LadderEndsAt = null,
            PriorityFromAt = null, // the market has been open
        };
        if (step.IncrementMinor is { } increment) terms = terms with { Increments = null, IncrementSteps = null, IncrementBasisPoints = null, IncrementMinor = increment };
        return AtPrices(terms, step, first);
    }

    /// <summary>The next attempt, if a rung is left that finds time.</summary>
    /// <param name="auction">The state, after the awards of the attempt that is over.</param>
    /// <param name="from">The close before, from which the pause counts, in Unix milliseconds.</param>
    /// <param name="at">Now, in Unix milliseconds.</param>
    internal static AttemptOpened? Next(Auction auction, long from, long at)
    {
        var first = FirstOf(auction);
        if (first.Ladder is null || From(first, (auction.Attempts?.Rung ?? 0) + 1, from, at).FirstOrDefault() is not { } next) return null;

        // With the first end of the sale its deposits were released, and none is held anew.
        var terms = auction.Cascade.Closings > 0 ? next.Terms with { DepositMinor = null, FairLimitMinor = null } : next.Terms;
        var opened = new AttemptOpened(
            auction.Offered.Lot.Fair, (auction.Attempts?.Number ?? 1) + 1, next.Rung, terms, auction.RemainingMilli, auction.Bids, 0, 0, Came(auction));
        var after = After(auction, opened);
        return opened with { PriceMinor = after.Format.PriceMinor(after, terms.OpensAt), NextBidMinor = after.Format.NextBidMinor(after) };
    }

    /// <summary>The state after an attempt has opened, or null when it cannot follow.</summary>
    internal static Auction? Evolve(Auction auction, AttemptOpened opened) =>
        opened.Attempt == (auction.Attempts?.Number ?? 1) + 1 && opened.Bids == auction.Bids && opened.OfferedMilli == auction.RemainingMilli ? After(auction, opened) : null;

    /// <summary>Why an offering cannot go down its ladder, or null when it can or has none.</summary>
    internal static Refusal? ObjectionTo(Offering offering)
    {
        var terms = offering.Terms;
        if (terms.Ladder is not { } rungs) return null;
        if (rungs.Count == 0 || terms.LadderEndsAt is not { } endsAt) return AuctionRefusals.UnsoundTerms("A ladder without a rung or without an end is none.");
        if (LadderFormats.OutOfBounds(rungs) is { } field) return AuctionRefusals.UnsoundTerms("The ladder is not sound at rungs" + field + ".");
        if (!LadderFormats.Has(terms.Format) || rungs.Any(rung => !LadderFormats.Suits(rung.Format, InUnits(terms))))
            return AuctionRefusals.UnsoundTerms("A tender has no ladder, and on all rungs a lot is priced as on the first: as a whole, or by the unit.");
        return endsAt - terms.ClosesAt < LadderFormats.LengthMs(rungs)
            ? AuctionRefusals.UnsoundTerms("The ladder has not time enough before its end.")
            : Plan(terms).Select(rung => Format.ObjectionTo(offering with { Terms = rung.Terms })).FirstOrDefault(objection => objection is not null);
    }

    private static IEnumerable<RungTerms> From(SaleTerms first, int rung, long from, long at)
    {
        for (; rung <= (first.Ladder?.Count ?? 0); rung++)
        {
            var (pause, lasts) = (first.Ladder![rung - 1].PauseMs ?? 0, first.Ladder[rung - 1].LastsMs);
            var opensAt = Math.Max(from + pause, at);
            var closesAt = Math.Min(opensAt + lasts, first.LadderEndsAt!.Value);
            if ((closesAt - opensAt) * 2 < lasts) continue;
            yield return new(rung, TermsOf(first, rung, opensAt, closesAt));
            from = closesAt;
        }
    }

    // What is asked openly, where there is no secret reserve: parts of the higher of the first opening and the reserve, rounded up.
    private static SaleTerms AtPrices(SaleTerms terms, LadderRung step, SaleTerms first)
    {
        if (step.Format is not ("dutch" or "dutch-sealed" or "fixed-price" or "best-offer")) return terms;
        var most = Math.Max(first.OpeningMinor, first.ReserveMinor);
        var asked = terms with { ReserveMinor = 0, OpeningMinor = Part(most, step.OpeningBasisPoints, up: true) };
        switch (step.Format)
        {
            case "dutch":
                return asked with { FloorMinor = Part(most, step.FloorBasisPoints!.Value, up: true), FallMinor = Math.Max(1, Part(asked.OpeningMinor, step.FallBasisPoints!.Value)) };
            case "dutch-sealed":
                var last = Whole - (step.Falls!.Value * step.FallBasisPoints!.Value); // no clock falls to nothing
                return asked with { OpeningMinor = Math.Max(asked.OpeningMinor, (Whole + last - 1) / last), FallBasisPoints = step.FallBasisPoints };
            default:
                return asked;
        }
    }

    private static Auction After(Auction auction, AttemptOpened opened) => auction with
    {
        Offering = auction.Offered with { Terms = opened.Terms },
        ClosesAt = opened.Terms.ClosesAt,
        Extensions = 0,
        PriceMinor = 0,
        Leader = null,
        Bidders = auction.Bidders.WithoutBids(),
        Book = null,
        Offers = auction.Offers is { } offers ? OfferBook.None with { Made = offers.Made } : null,
        Sealed = null,
        Proposal = auction.Proposal is { Bid: null } ? auction.Proposal : null, // a lot may still be withdrawn, and a bid that counts no more not be made void
        Attempts = new(
            FirstOf(auction),
            (auction.Attempts?.Past ?? []).Add(new(auction.Attempts?.Rung ?? 0, auction.Offered.Terms.OpensAt, auction.ClosesAt, auction.Bids, opened.Came)),
            opened.Rung,
            opened.OfferedMilli,
            auction.Awards),
        Cascade = auction.Cascade with { Passed = auction.Cascade.Passed.RemoveAll(passed => !passed.IsFallen) }, // who bids anew may be asked anew
    };

    private static string Came(Auction auction) =>
        !auction.HasSold ? Attempt.PassedIn : auction.AwardedMilli > 0 ? Attempt.SoldInPart : Attempt.Defaulted;

    private static bool InUnits(SaleTerms terms) => Format.Of(terms.Format)!.PricesUnits(terms);

    private static long Part(long minor, long basisPoints, bool up = false) => (long)((((Int128)minor * basisPoints) + (up ? Whole - 1 : Whole / 2)) / Whole);
}

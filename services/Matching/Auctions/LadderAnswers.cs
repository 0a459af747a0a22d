namespace Exchange.Matching.Auctions;

/// <summary>An attempt to sell a lot, as anybody may see it.</summary>
/// <param name="Attempt">Its number, from 1.</param>
/// <param name="Format">The name of its format.</param>
/// <param name="OpeningMinor">Its opening amount: of the lot, or of a unit, as in the first attempt.</param>
/// <param name="OpensAt">Unix milliseconds.</param>
/// <param name="ClosesAt">Unix milliseconds; the last close of one that is over.</param>
/// <param name="Bids">The bids accepted in it; offers are told to nobody.</param>
/// <param name="Standing">What it came to: passed-in, sold-in-part, defaulted (it was sold, and the buyers did not pay or remove); of the last one, the status of the lot.</param>
public sealed record AttemptShown(long Attempt, string Format, long OpeningMinor, long OpensAt, long ClosesAt, long Bids, string Standing)
{
    /// <summary>All attempts so far; null while the first one runs.</summary>
    public static IReadOnlyList<AttemptShown>? Of(Auction auction, long at)
    {
        if (auction.Attempts is not { } attempts) return null;
        var (shown, before) = (new List<AttemptShown>(attempts.Past.Count + 1), 0L);
        foreach (var past in attempts.Past)
        {
            var terms = Ladder.TermsOf(attempts.First, past.Rung, past.OpensAt, past.ClosesAt);
            shown.Add(new(shown.Count + 1, terms.Format, terms.OpeningMinor, past.OpensAt, past.ClosesAt, past.LastBid - before, past.Came));
            before = past.LastBid;
        }

        var present = auction.Offered.Terms;
        shown.Add(new(attempts.Number, present.Format, present.OpeningMinor, present.OpensAt, auction.ClosesAt, auction.Bids - before, auction.StatusAt(at)));
        return shown;
    }
}

/// <summary>A step of a lot's ladder, as its consignor and organizers see it in advance.</summary>
/// <param name="Rung">Its place in the ladder, from 1; 0 for the first attempt.</param>
/// <param name="Format">The name of its format.</param>
/// <param name="OpeningMinor">Its opening amount: of the lot, or of a unit, as in the first attempt.</param>
/// <param name="LeastMinor">The least for which it sells without asking: the reserve, the floor of a clock, or the asked price.</param>
/// <param name="OpensAt">Unix milliseconds.</param>
/// <param name="ClosesAt">Unix milliseconds.</param>
/// <param name="Standing">What it came to: passed-in, sold-in-part or defaulted; the status of the lot for the attempt that runs; planned for one that comes when what is
/// left is not sold before. After a sale, the times of planned ones are as if its buyer defaulted now.</param>
public sealed record LadderStep(int Rung, string Format, long OpeningMinor, long LeastMinor, long OpensAt, long ClosesAt, string Standing)
{
    /// <summary>The whole ladder of a lot at a time in Unix milliseconds: what was, what is and what is to come.</summary>
    public static IReadOnlyList<LadderStep> Of(Auction auction, long at)
    {
        var first = Ladder.FirstOf(auction);
        var past = (auction.Attempts?.Past ?? []).Select(past => Of(new(past.Rung, Ladder.TermsOf(first, past.Rung, past.OpensAt, past.ClosesAt)), past.Came));
        var present = Of(new(auction.Attempts?.Rung ?? 0, auction.Offered.Terms with { ClosesAt = auction.ClosesAt }), auction.StatusAt(at));
        var ahead = auction.Outcome is AuctionStatus.PassedIn or AuctionStatus.Withdrawn ? [] : Ladder.Ahead(auction, at).Select(rung => Of(rung, "planned"));
        return [.. past, present, .. ahead];
    }

    private static LadderStep Of(RungTerms rung, string standing)
    {
        var terms = rung.Terms;
        var least = terms.Format == "dutch-sealed" ? Formats.DutchSealed.PriceAt(terms, long.MaxValue) : terms.FloorMinor ?? Math.Max(terms.OpeningMinor, terms.ReserveMinor);
        return new(rung.Rung, terms.Format, terms.OpeningMinor, least, terms.OpensAt, terms.ClosesAt, standing);
    }
}

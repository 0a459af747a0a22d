using CsCheck;
using Exchange.Matching.Auctions;
using Exchange.Matching.Auctions.Formats;
using Xunit;
using static Exchange.Tests.Matching.Sale;

namespace Exchange.Tests.Matching;

/// <summary>Open books of price and quantity against an oracle that handles each unit by itself. Prices are whole thousands, so that a thousandth of a unit costs whole minor units.</summary>
public sealed class MultiUnitLaws
{
    private static readonly Gen<PlaceDemand> AnyBid = Gen.Select(Gen.Int[0, 4], Gen.Long[1, 12], Gen.Long[1, 8], Gen.Long[-15, 8], (bidder, price, quantity, raised) =>
        new PlaceDemand($"bidder {bidder}", price * 1000, quantity, raised < 1 ? null : raised));

    internal static readonly Gen<(Offering Offering, PlaceDemand[] Bids)> AnyBook = Gen.Select(
        Gen.OneOf<string>([.. Format.All.OfType<MultiUnit>().Select(format => format.Name)]), Gen.Long[1, 30], Gen.Long[1, 4], Gen.Long[0, 8], AnyBid.Array[0, 20],
        (format, quantity, opening, reserve, bids) => (
            InUnits(format) with { Lot = ByBids.Lot with { QuantityMilli = quantity }, Terms = InUnits(format).Terms with { OpeningMinor = opening * 1000, ReserveMinor = reserve * 1000 } },
            bids));

    [Fact]
    public void An_open_book_comes_to_what_an_oracle_says() => AnyBook.Sample(book =>
    {
        var (state, terms) = (Held(book.Offering, book.Bids), book.Offering.Terms);
        var demands = state.Standing.Bids.Select(bid => new Demand(bid.Bidder, bid.PriceMinor / 1000, bid.QuantityMilli * 1000)).ToArray();
        var expected = AllocationLaws.Naive(demands, book.Offering.Lot.QuantityMilli, Math.Max(terms.OpeningMinor, terms.ReserveMinor) / 1000, ((MultiUnit)state.Format).Pricing);
        Assert.Equal(expected, state.Resolve().ToDictionary(award => award.Winner, award => (award.QuantityMilli, award.HammerMinor)));
    });

    [Fact]
    public void The_standing_bids_are_the_accepted_ones_that_were_not_raised() => AnyBook.Sample(book =>
    {
        var (standing, state, number) = (new List<(long Bid, PlaceDemand Asked)>(), With(book.Offering).State, 0L);
        foreach (var said in book.Bids)
        {
            var bid = Meant(state, said);
            if (Auction.Decide(state, bid, During).Events is not [{ } placed]) continue;
            state = Auction.Evolve(state, placed);
            standing.RemoveAll(other => other.Bid == bid.Raises);
            standing.Add((++number, bid));
        }

        return standing.Select(bid => new StandingBid(bid.Bid, bid.Asked.Bidder, bid.Asked.PriceMinor, bid.Asked.QuantityMilli))
            .OrderByDescending(bid => bid.PriceMinor).SequenceEqual(state.Standing.Bids);
    });

    [Fact]
    public void No_unit_is_sold_under_the_opening_or_the_reserve() => AnyBook.Sample(book => Held(book.Offering, book.Bids).Resolve().All(award =>
        award.HammerMinor >= Math.Max(book.Offering.Terms.OpeningMinor, book.Offering.Terms.ReserveMinor) / 1000 * award.QuantityMilli));

    [Fact]
    public void Bids_are_numbered_without_gaps_and_closes_never_fall() => Gen.Select(AnyBook, Gen.Int[-600, 600].Array[20]).Sample((book, seconds) =>
    {
        var (state, placed, at) = (With(book.Offering).State, new List<DemandPlaced>(), Closes);
        foreach (var (bid, late) in book.Bids.Zip(seconds.Order()))
        {
            placed.AddRange(Auction.Decide(state, Meant(state, bid), at.AddSeconds(late)).Events.Cast<DemandPlaced>());
            if (placed.Count > state.Bids) state = Auction.Evolve(state, placed[^1]);
        }

        return placed.Index().All(bid => bid.Item.Bid == bid.Index + 1) && placed.Zip(placed.Skip(1)).All(pair => pair.Second.ClosesAt >= pair.First.ClosesAt);
    });

    [Fact]
    public void The_order_of_those_who_lose_is_irrelevant() => AnyBook.Sample(book =>
    {
        var state = Held(book.Offering, book.Bids);
        var winners = state.Resolve().Select(award => award.Winner).ToHashSet();
        var bids = state.Standing.Bids.OrderBy(bid => bid.Bid).Select(bid => new PlaceDemand(bid.Bidder, bid.PriceMinor, bid.QuantityMilli)).ToList();
        var moved = Held(book.Offering, [.. bids.Where(bid => winners.Contains(bid.Bidder)), .. bids.Where(bid => !winners.Contains(bid.Bidder)).Reverse()]);
        return state.Resolve().SequenceEqual(moved.Resolve()) && state.PriceMinor == moved.PriceMinor;
    });

    [Fact]
    public void A_higher_price_never_wins_its_bidder_less() => AnyBook.Sample(book =>
    {
        var state = Held(book.Offering, book.Bids);
        return state.Standing.Bids.All(bid =>
            Auction.Decide(state, new PlaceDemand(bid.Bidder, 13_000, bid.QuantityMilli, bid.Bid), During).Events is not [{ } raise]
            || Won(Auction.Evolve(state, raise), bid.Bidder) >= Won(state, bid.Bidder));
    });

    [Fact]
    public void Who_declines_every_part_leaves_whole_bids_alone() => AnyBook.Sample(book =>
    {
        var state = Held(book.Offering with { Terms = book.Offering.Terms with { PartMs = 1, SoftCloseMs = 0 } }, book.Bids);
        state = Auction.Decide(state, new CloseAuction(), Closes).Events.Aggregate(state, Auction.Evolve);
        var before = state.Standing.Bids;
        while (state.Standing.Asked is { } asked)
            state = Auction.Decide(state, new AnswerPart(asked.Parts[0].Bidder, asked.Parts[0].Bid, Accepts: false), Closes).Events.Aggregate(state, Auction.Evolve);
        var filled = ((MultiUnit)state.Format).Allot(state).Filled;
        return state.Outcome is not null && state.Standing.Bids.All(before.Contains)
            && state.Standing.Bids.Zip(filled).All(line => line.Second == 0 || line.Second == line.First.QuantityMilli)
            && state.AwardedMilli == filled.Sum();
    });

    [Fact]
    public void Books_are_worth_reading()
    {
        var (raised, shared, reserved) = (0, 0, 0);
        AnyBook.Sample(
            book =>
            {
                var state = Held(book.Offering, book.Bids);
                if (state.Bids > state.Standing.Bids.Length) Interlocked.Increment(ref raised);
                if (state.Resolve().Length > 1) Interlocked.Increment(ref shared);
                if (state.Bids > 0 && !state.Format.IsReserveMet(state)) Interlocked.Increment(ref reserved);
            },
            iter: 1000);
        Assert.All([raised, shared, reserved], count => Assert.True(count > 10));
    }

    private static Auction Held(Offering offering, IEnumerable<PlaceDemand> bids) =>
        bids.Aggregate(With(offering).State, (state, bid) => Auction.Decide(state, Meant(state, bid), During).Events.Aggregate(state, Auction.Evolve));

    // A number of a bid to raise stands for one of the bidder's own, where there is one.
    internal static PlaceDemand Meant(Auction auction, PlaceDemand bid) =>
        bid.Raises is { } place && auction.Standing.Of(bid.Bidder).ToList() is { Count: > 0 and var count } own ? bid with { Raises = own[(int)(place % count)].Bid } : bid;

    private static long Won(Auction auction, string bidder) => auction.Resolve().Where(award => award.Winner == bidder).Sum(award => award.QuantityMilli);
}

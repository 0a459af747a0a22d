using System.Text.Json;
using CsCheck;
using Exchange.Contracts.Listing.V1;
using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;
using Exchange.Matching.Auctions.Formats;
using Xunit;

namespace Exchange.Tests.Matching;

/// <summary>What every format must obey, whatever anyone sends and when. A failure prints the seed.</summary>
public sealed class AuctionLaws
{
    internal static readonly string[] Enterprises = ["ann", "bob", "cai", "dai", "eve", Sale.Mill, Sale.Wire];

    /// <summary>Stands for the quantity of the lot, which a command is made without.</summary>
    private const long Whole = long.MaxValue;

    private static readonly Gen<SaleTerms> AnyIncrements = Gen.Select(
        Gen.OneOf<string>([.. IncrementTables.ReadyMade.Keys]), Gen.Long[1, 200], Gen.Long[1, 20], Gen.Long[1, 10_000], Gen.Int[0, 6], Gen.Bool, Gen.Long[-40, 40],
        (name, bound, step, part, way, whole, own) => new SaleTerms(
            "", 0, 0, 0, 0, 0, 0,
            way == 1 ? name : null,
            way == 2 ? [new(step, bound), new(step * 2, bound * 2), new(step * 3)] : null,
            way == 3 ? part : null,
            whole ? true : null,
            OwnIncrementMinor: own > 0 ? own : null));

    private static readonly Gen<SaleTerms> AnyExtensions = Gen.Select(
        Gen.OneOf("", Extension.Reset, Extension.Add), Gen.Long[0, 3], Gen.Long[0, 60], Gen.Bool, Gen.Bool, Gen.Bool,
        (rule, most, end, isCapped, hasEnd, isProxy) => new SaleTerms(
            "", 0, 0, 0, 0, 0, 0, SoftCloseRule: rule.Length == 0 ? null : rule, MostExtensions: isCapped ? most : null, HardEndAt: hasEnd ? end : null, Proxy: isProxy ? true : null));

    private static readonly Gen<SaleTerms> AnyClock = Gen.Select(Gen.Long[1, 60], Gen.Long[1, 60], Gen.Long[0, 100], Gen.Bool, (fall, every, floor, inParts) =>
        new SaleTerms("", 0, 0, 0, 0, 0, 0, FallMinor: fall, FallEveryMs: every, FloorMinor: floor, Divisible: inParts ? true : null));

    private static readonly Gen<SaleTerms> PlainTerms = Gen.Select(
        Gen.OneOf<string>([.. Format.All.Select(format => format.Name)]), Gen.Long[1, 300], Gen.Long[0, 400], Gen.Long[1, 20], Gen.Long[0, 30], Gen.Long[10, 200],
        (format, opening, reserve, increment, softClose, open) => new SaleTerms(format, opening, reserve, increment, softClose, 20, 20 + open));

    internal static readonly Gen<SaleTerms> AnyTerms = Gen.Select(PlainTerms, AnyIncrements, AnyExtensions, AnyClock, AuctionParts.AnyTerms, (plain, steps, close, clock, parts) => plain with
    {
        IncrementMinor = Format.Of(plain.Format) is MultiUnit ? plain.IncrementMinor % 3 : plain.IncrementMinor,
        Increments = steps.Increments,
        IncrementSteps = steps.IncrementSteps,
        IncrementBasisPoints = steps.IncrementBasisPoints,
        WholeSteps = steps.WholeSteps,
        OwnIncrementMinor = steps.OwnIncrementMinor,
        SoftCloseRule = close.SoftCloseRule,
        MostExtensions = close.MostExtensions,
        HardEndAt = plain.ClosesAt + close.HardEndAt,
        Proxy = close.Proxy,
        FallMinor = clock.FallMinor,
        FallEveryMs = clock.FallEveryMs,
        FloorMinor = Math.Max(1, plain.OpeningMinor * clock.FloorMinor!.Value / 100),
        Divisible = clock.Divisible,
        Falls = 1 + (clock.FallMinor % 12),
        FallBasisPoints = 700,
        SealedMs = 1 + clock.FloorMinor,
        BestBidMs = clock.FallEveryMs,
        MinimumTakeMilli = parts.MinimumTakeMilli,
        QuantityStepMilli = parts.QuantityStepMilli,
        MostQuantityMilli = parts.MostQuantityMilli,
        Ties = parts.Ties,
        MostBids = parts.MostBids,
        OfferMs = parts.MostBids,
        AcceptFromMinor = parts.Ties is null ? null : Math.Max(1, plain.OpeningMinor - 50),
        DeclineBelowMinor = parts.Ties is null ? null : Math.Max(1, plain.OpeningMinor - 150),
    });

    internal static readonly Gen<AuctionCommand> AnyCommand = Gen.Frequency(
        (60, Gen.Select(Gen.OneOf(Enterprises), Gen.Long[1, 600], Gen.Bool, (bidder, amount, isMeant) => (AuctionCommand)new PlaceBid(bidder, amount, isMeant ? true : null))),
        (30, Gen.Select(Gen.OneOf(Enterprises), Gen.Long[1, 400], Gen.Long[0, 300], Gen.Bool, (bidder, quantity, price, isSaid) =>
            (AuctionCommand)new TakeQuantity(bidder, quantity > 300 ? Whole : quantity, isSaid ? price : null))),
        (60, AuctionParts.AnyDemand(Enterprises)),
        (80, AuctionParts.AnyOfferCommand(Enterprises)),
        (30, SealedLaws.AnyCommand(Enterprises)),
        (6, Gen.Const((AuctionCommand)new CloseAuction(Sale.Key))),
        (1, Gen.Const((AuctionCommand)new WithdrawLot("why"))));

    internal static readonly Gen<Story> AnyStory = Gen.Select(
        AnyTerms, Gen.Long[1, 1000].Select(pairs => pairs * 2), Gen.Select(AnyCommand, Gen.Long[-2, 12]).Array[0, 80],
        (terms, quantity, steps) => Story.Of(
            Sale.Of(terms) with { Lot = Sale.ByBids.Lot with { QuantityMilli = quantity } },
            [.. steps.Select(step => step.Item1 is TakeQuantity { QuantityMilli: Whole } take ? (take with { QuantityMilli = quantity }, step.Item2) : step)]));

    [Fact]
    public void Awarded_is_never_more_than_offered() => AnyStory.Sample(story =>
        story.Awards.Sum(award => award.QuantityMilli) <= story.Offering.Lot.QuantityMilli && story.Awards.All(award => award.QuantityMilli > 0));

    [Fact]
    public void A_sale_ends_once_and_nothing_follows() => AnyStory.Sample(story =>
        story.Events.FindIndex(@event => @event is AuctionClosed or AuctionWithdrawn) is var end && (end < 0 || end == story.Events.Count - 1));

    [Fact]
    public void The_closing_sums_up_what_was_awarded() => AnyStory.Sample(story =>
        story.Events.OfType<AuctionClosed>().All(closed =>
            closed.AwardedMilli == story.Awards.Sum(award => award.QuantityMilli) && closed.Bids == story.Events.Count(@event => @event is BidPlaced or DemandPlaced or BidSealed)));

    [Fact]
    public void Bids_do_not_sell_under_the_reserve() => AnyStory.Sample(story =>
        story.Offering.Terms.Format is not ("english" or "sealed-first-price" or "vickrey") || story.Awards.All(award => award.HammerMinor >= story.Offering.Terms.ReserveMinor));

    [Fact]
    public void Nobody_wins_while_the_reserve_is_not_met() => AnyStory.Sample(story =>
        story.States.All(state => state.Format.IsReserveMet(state) || state.Resolve().IsEmpty));

    [Fact]
    public void Nobody_pays_more_than_they_bid() => AnyStory.Sample(story => story.Awards.All(award =>
        (story.States[^1].Format is MultiUnit && award.HammerMinor <= AuctionParts.Best(story.States[^1].Standing.Of(award.Winner), award.QuantityMilli))
        || (story.States[^1].Format is BestOffer && award.HammerMinor == Cost(story.Offering.Terms, award.PriceMinor!.Value, award.QuantityMilli)
            && story.Steps.Any(step => step.Accepted && (step.Command is MakeOffer made ? (made.Bidder == award.Winner && made.PriceMinor >= award.PriceMinor)
                : step.Command is AnswerCounter { Accepts: true } taken && taken.Bidder == award.Winner)))
        || story.Steps.Any(step => step.Accepted && step.Command is PlaceBid bid && bid.Bidder == award.Winner && bid.AmountMinor >= award.HammerMinor)
        || story.Steps.Any(step => step.Accepted && step.Command is PlaceSealedBid bid && bid.Bidder == award.Winner && bid.Offer.AmountMinor >= award.HammerMinor)
        || story.Steps.Any(step => step.Accepted && step.Command is TakeQuantity take && take.Bidder == award.Winner && take.QuantityMilli == award.QuantityMilli
            && Asked(story.Offering.Terms, step.At) is var price && !(take.PriceMinor < price) && award.HammerMinor == Cost(story.Offering.Terms, price, award.QuantityMilli))));

    [Fact]
    public void A_clock_sells_at_no_price_above_its_opening_or_under_its_floor() => AnyStory.Sample(story =>
        story.Offering.Terms is not { Format: "dutch" } terms
        || story.Awards.All(award => award.PriceMinor is { } price && price >= terms.FloorMinor && price <= terms.OpeningMinor));

    [Fact]
    public void A_price_that_is_shown_is_the_one_at_which_a_purchase_at_that_time_is_made() => AnyStory.Sample(story => story.Steps.All(step =>
        step is not { Accepted: true, Command: TakeQuantity } || LotAnswer.Of(step.Before, "ann", step.At).PriceMinor == Asked(story.Offering.Terms, step.At)));

    [Fact]
    public void A_lot_on_a_clock_that_is_not_divisible_is_awarded_whole_or_not_at_all() => AnyStory.Sample(story =>
        story.Offering.Terms is not { Format: "dutch", Divisible: not true } || story.Awards.All(award => award.QuantityMilli == story.Offering.Lot.QuantityMilli));

    [Fact]
    public void The_earlier_of_two_equal_bids_wins() => AnyStory.Sample(story =>
    {
        var bids = story.Steps.Where(step => step.Accepted).Select(step => step.Command).OfType<PlaceBid>().ToList();
        return bids.Count == 0 || IsHybrid(story) || story.Awards.All(award =>
            bids.First(bid => IsReverse(story) ? bid.AmountMinor <= award.HammerMinor : bid.AmountMinor >= award.HammerMinor).Bidder == award.Winner);
    });

    [Fact]
    public void Consignors_and_their_links_never_win() => AnyStory.Sample(story =>
        story.Awards.All(award => award.Winner is not null && award.Winner != Sale.Mill && award.Winner != Sale.Wire));

    [Fact]
    public void Resolving_twice_is_the_same() => AnyStory.Sample(story => story.States.All(state => state.Resolve().SequenceEqual(Copy(state).Resolve())));

    [Fact]
    public void The_hammer_gives_what_was_resolved_before() => AnyStory.Sample(story =>
    {
        var state = story.States[^1];
        var events = Auction.Decide(state, new CloseAuction(Sale.Key), At(state.ClosesAt)).Events;
        var resolved = events.TakeWhile(@event => @event is BidsOpened).Aggregate(state, Auction.Evolve).Resolve(); // before it, nothing can be said of sealed bids
        if (IsHybrid(story) && !events.Any(@event => @event is AuctionClosed)) return !events.Any(@event => @event is QuantityAwarded);
        return resolved.SequenceEqual(events.OfType<QuantityAwarded>().Select(award => new Award(award.Winner, award.QuantityMilli, award.HammerMinor, award.PriceMinor)));
    });

    [Fact]
    public void Replayed_events_give_the_state_in_memory() => AnyStory.Sample(story =>
        Text(story.Events.Select(Copy).Aggregate(Auction.Initial, Auction.Evolve)) == Text(story.States[^1]));

    [Fact]
    public void A_state_that_was_stored_decides_as_the_one_in_memory() => AnyStory.Sample(story =>
    {
        var state = Auction.Initial;
        foreach (var @event in story.Events) state = Copy(Auction.Evolve(state, @event));
        return Text(state) == Text(story.States[^1]);
    });

    [Fact]
    public void Bids_are_numbered_without_gaps_and_closes_never_fall_nor_prices_but_in_a_tender() => AnyStory.Sample(story =>
    {
        var bids = story.Events.OfType<BidPlaced>().ToList();
        return IsHybrid(story) || bids.Index().All(bid => bid.Item.Bid == bid.Index + 1)
            && bids.Zip(bids.Skip(1)).All(pair =>
                pair.Second.ClosesAt >= pair.First.ClosesAt && (IsReverse(story) ? pair.Second.PriceMinor < pair.First.PriceMinor
                : pair.Second.PriceMinor > pair.First.PriceMinor || (pair.Second.PriceMinor == pair.First.PriceMinor && IsRaise(pair.First, pair.Second))));
    });

    [Fact]
    public void Each_bidder_has_one_number_in_the_order_of_first_bids() => AnyStory.Sample(story =>
    {
        var bids = story.Events.Select(@event => @event is DemandPlaced units ? (units.Bidder, units.BidderNumber) : @event is BidPlaced bid ? (bid.Bidder, bid.BidderNumber) : default)
            .Where(bid => bid.Bidder is not null).ToList();
        var order = bids.Select(bid => bid.Bidder).Distinct().ToList();
        return bids.All(bid => bid.BidderNumber == order.IndexOf(bid.Bidder) + 1);
    });

    [Fact]
    public void Nothing_is_bought_outside_the_opening_hours() => AnyStory.Sample(story => story.Steps.All(step =>
        !step.Accepted || step.Command is not BuyerCommand || (step.At >= story.Offering.Terms.OpensAt && step.At < step.Before.ClosesAt)));

    [Fact]
    public void Messages_and_hammers_told_again_change_nothing() => AnyStory.Sample(story =>
    {
        var state = story.States[^1];
        if (IsHybrid(story) && state.Outcome is null) return true; // each stage has a close of its own
        var again = story.Steps.Where(step => step.Accepted).Select(step => step.Command)
            .Where(command => command is not (BuyerCommand or ConsignorCommand or Lapse)).Append(new OfferLot(story.Offering));
        return again.All(command => Auction.Decide(state, command, At(state.ClosesAt)) is { Refusal: null, Count: 0 });
    });

    [Fact]
    public void A_close_moves_no_more_often_and_no_further_than_the_terms_allow() => AnyStory.Sample(story =>
    {
        var (terms, closes) = (story.Offering.Terms, story.States.Select(state => state.ClosesAt).ToList());
        var moved = closes.Zip(closes.Skip(1)).Count(pair => pair.First != pair.Second);
        // A clock that is stopped, and an opening before the last bid, move the close for all.
        if (terms.Format == "dutch-sealed") return true;
        return moved == story.States[^1].Extensions && !(moved > terms.MostExtensions) && !(closes[^1] > terms.HardEndAt);
    });

    [Fact]
    public void A_proxy_price_is_no_more_than_a_step_above_the_second_maximum() => AnyStory.Sample(story => story.States.All(state =>
    {
        var terms = story.Offering.Terms;
        if (terms is not { Format: "english", Proxy: true } || state.Leader is not { } leader) return true;
        var second = Enterprises.Where(bidder => bidder != leader).Max(bidder => state.Bidders[bidder].BestMinor);
        var most = Math.Max(terms.OpeningMinor, second == 0 ? 0 : second + Increments.StepMinor(terms, second));
        return second <= state.Bidders[leader].BestMinor && state.PriceMinor <= state.Bidders[leader].BestMinor && state.PriceMinor <= Math.Max(most, terms.ReserveMinor);
    }));

    [Fact]
    public void No_answer_tells_another_the_maximum_of_the_leader() => AnyStory.Sample(story => story.States.All(state =>
    {
        if (state.Offering?.Terms is not { Format: "english", Proxy: true } || state.Leader is not { } leader) return true;
        var richer = state with { Bidders = state.Bidders.After(leader, state.Bidders[leader].BestMinor + 1, state.Bids) };
        return Enterprises.Where(bidder => bidder != leader).All(other => LotAnswer.Of(state, other, 0) == LotAnswer.Of(richer, other, 0));
    }));

    [Fact]
    public void An_english_auction_is_what_a_naive_auctioneer_does() => AnyStory.Sample(story =>
    {
        if (story.Offering.Terms.Format != "english") return true;
        var naive = new NaiveAuctioneer(story.Offering);
        foreach (var step in story.Steps) naive.Hear(step.Command, step.At);
        var bids = story.Events.OfType<BidPlaced>().Select(bid => (bid.Bidder, bid.AmountMinor, bid.Leader ?? bid.Bidder, bid.PriceMinor)).ToList();
        return naive.Bids.SequenceEqual(bids) && naive.ClosesAt == story.States[^1].ClosesAt
            && naive.Winner == story.Awards.Select(award => (award.Winner, award.HammerMinor)).SingleOrDefault();
    });

    [Fact]
    public void Stories_are_worth_telling()
    {
        var (sold, passedIn, extended, refused, fallen, shared) = (0, 0, 0, 0, 0, 0);
        AnyStory.Sample(
            story =>
            {
                if (story.Awards.Count > 0) Interlocked.Increment(ref sold);
                if (story.States[^1].Outcome == AuctionStatus.PassedIn) Interlocked.Increment(ref passedIn);
                if (story.States[^1].ClosesAt > story.Offering.Terms.ClosesAt) Interlocked.Increment(ref extended);
                if (story.Steps.Any(step => !step.Accepted)) Interlocked.Increment(ref refused);
                if (story.States[^1].Format is MultiUnit && story.Awards.Count > 1) Interlocked.Increment(ref shared);
                if (story.Awards.Any(award => award.PriceMinor < story.Offering.Terms.OpeningMinor)) Interlocked.Increment(ref fallen);
            },
            iter: 3000);
        Assert.All([sold, passedIn, extended, refused, fallen, shared], count => Assert.True(count > 10));
    }

    // With proxy bids, a leader's new maximum leaves the price where it is.
    private static bool IsRaise(BidPlaced before, BidPlaced bid) => (before.Leader ?? before.Bidder) == bid.Bidder && bid.AmountMinor > bid.PriceMinor;

    private static bool IsHybrid(Story story) => story.Offering.Terms.Format == "dutch-sealed";

    private static bool IsReverse(Story story) => story.States[^1].Format.IsReverse;

    // What a purchase is asked to pay, by a clock that falls once at a time.
    private static long Asked(SaleTerms terms, long at)
    {
        var price = terms.OpeningMinor;
        if (terms.Format == "dutch")
            for (var fall = terms.OpensAt + terms.FallEveryMs!.Value; fall <= at; fall += terms.FallEveryMs.Value) price = Math.Max(terms.FloorMinor!.Value, price - terms.FallMinor!.Value);
        return price;
    }

    private static long Cost(SaleTerms terms, long price, long quantityMilli) =>
        terms is { Format: "dutch" or "best-offer", Divisible: not true } ? price : Price(price, quantityMilli);

    private static long Price(long unit, long quantityMilli) => new Money(unit, "CNY").Times(new(quantityMilli, "KGM")).Minor;

    private static DateTimeOffset At(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);

    private static string Text<T>(T value) => JsonSerializer.Serialize(value, StoredJson.Options);

    private static T Copy<T>(T value) => JsonSerializer.Deserialize<T>(Text(value), StoredJson.Options)!;

    /// <summary>One command of a story, and whether it was accepted.</summary>
    internal sealed record Step(AuctionCommand Command, long At, Auction Before, bool Accepted);

    /// <summary>A lot's sale from its offering on. The states are those after each command, the first before all of them.</summary>
    internal sealed record Story(Offering Offering, List<Step> Steps, List<AuctionEvent> Events, List<Auction> States)
    {
        public IReadOnlyList<QuantityAwarded> Awards { get; } = [.. Events.OfType<QuantityAwarded>()];

        public static Story Of(Offering offering, (AuctionCommand Command, long Ms)[] steps)
        {
            var story = new Story(offering, [], [new LotOffered(offering)], [Auction.Evolve(Auction.Initial, new LotOffered(offering))]);
            var at = offering.Terms.OpensAt - 5;
            foreach (var (command, ms) in steps)
            {
                var before = story.States[^1];
                var decision = Auction.Decide(before, command, AuctionLaws.At(at += ms));
                story.Steps.Add(new(command, at, before, decision.Refusal is null));
                story.Events.AddRange(decision.Events);
                story.States.Add(decision.Events.Aggregate(before, Auction.Evolve));
            }

            return new(story.Offering, story.Steps, story.Events, story.States);
        }
    }
}

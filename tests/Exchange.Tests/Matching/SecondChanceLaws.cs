using System.Text.Json;
using CsCheck;
using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;
using Xunit;
using static Exchange.Tests.Matching.Sale;

namespace Exchange.Tests.Matching;

/// <summary>What holds after the hammer whoever defaults, answers or is silent, and however often and late it is told. A failure prints the seed.</summary>
public sealed class SecondChanceLaws
{
    private const long Patience = 100;

    private static readonly string[] Enterprises = ["ann", "bob", "cai", "dai", "eve"];

    private static readonly Gen<AuctionCommand> AnyCommand = Gen.Frequency(
        (5, Gen.Int[1, 6].Select(award => (AuctionCommand)new FallAward(Id.From(LotId, $"{award}"), "not-paid"))),
        (6, Gen.Select(Gen.OneOf(Enterprises), Gen.Bool, (bidder, accepts) => (AuctionCommand)new AnswerSecondChance(bidder, accepts))),
        (3, Gen.Const((AuctionCommand)new LapseSecondChance())),
        (1, Gen.Const((AuctionCommand)new CloseAuction())),
        (1, Gen.OneOf(Enterprises).Select(bidder => (AuctionCommand)new PlaceBid(bidder, 900))));

    private static readonly Gen<Story> AnyStory = Gen.Select(
        Gen.Bool, Gen.Long[0, 300], Gen.Select(Gen.OneOf(Enterprises), Gen.Long[100, 400]).Array[0, 25], Gen.Select(AnyCommand, Gen.Long[0, 60]).Array[0, 40],
        (proxy, reserve, bids, steps) => Story.Of(
            Of(new("english", 100, reserve, 5, 0, 0, 1000, Proxy: proxy ? true : null, SecondChanceMs: Patience)), bids, steps));

    [Fact]
    public void Awards_that_stand_are_never_more_than_was_offered() => AnyStory.Sample(story => story.States.All(state =>
        state.AwardedMilli == state.Cascade.Awards.Sum(award => award.QuantityMilli) && state.AwardedMilli <= Offered));

    [Fact]
    public void Nobody_is_asked_twice_or_after_a_default_of_their_own() => AnyStory.Sample(story =>
    {
        var turns = story.Events.OfType<SecondChanceOffered>().Select(asked => asked.Bidder)
            .Concat(story.Events.OfType<QuantityAwarded>().Take(1).Select(award => award.Winner)).ToList();
        return turns.Distinct().Count() == turns.Count;
    });

    [Fact]
    public void Nobody_pays_more_than_they_bid_nor_less_than_the_reserve() => AnyStory.Sample(story => story.Events.OfType<QuantityAwarded>().All(award =>
        award.HammerMinor <= story.Bids.Where(bid => bid.Bidder == award.Winner).Max(bid => bid.AmountMinor) && award.HammerMinor >= story.Offering.Terms.ReserveMinor));

    [Fact]
    public void The_turns_are_those_that_a_list_of_all_bids_gives() => AnyStory.Sample(story =>
    {
        var winner = story.Events.OfType<QuantityAwarded>().Select(award => award.Winner).FirstOrDefault();
        var due = story.Bids.GroupBy(bid => bid.Bidder)
            .Select(own => own.OrderByDescending(bid => bid.AmountMinor).ThenBy(bid => bid.Bid).First())
            .Where(best => best.Bidder != winner && best.AmountMinor >= story.Offering.Terms.ReserveMinor)
            .OrderByDescending(best => best.AmountMinor).ThenBy(best => best.Bid)
            .Select(best => (best.Bidder, best.AmountMinor));
        var asked = story.Events.OfType<SecondChanceOffered>().Select(offered => (offered.Bidder, offered.HammerMinor)).ToList();
        return due.Take(asked.Count).SequenceEqual(asked);
    });

    [Fact]
    public void After_sealed_bids_the_turns_are_those_of_the_bids_that_stood_each_at_its_own() => Gen.Select(
        Gen.OneOf("sealed-first-price", "vickrey"), Gen.Long[0, 300], Gen.Select(Gen.OneOf(Enterprises), Gen.Long[100, 400]).Array[0, 12]).Sample((format, reserve, bids) =>
    {
        var sale = With(Of(new(format, 100, reserve, 0, 0, 0, 1000, SecondChanceMs: Patience)));
        foreach (var (bidder, amount) in bids) sale = sale.After(Sealed(bidder, amount), At(1));
        sale = sale.After(new CloseAuction(Key), At(1000));
        var due = bids.Index().GroupBy(bid => bid.Item.Item1).Select(own => own.Last())
            .Where(bid => bid.Item.Item2 >= reserve).OrderByDescending(bid => bid.Item.Item2).ThenBy(bid => bid.Index).Select(bid => bid.Item).ToList();
        if (due.Count == 0) return sale.State.Outcome is AuctionStatus.PassedIn;
        sale = sale.After(new FallAward(Id.From(LotId, "1"), "not-paid"), At(2000));
        var asked = new List<(string, long)>();
        while (sale.State.Cascade.Chance is { } chance)
        {
            asked.Add((chance.Bidder, chance.HammerMinor));
            sale = sale.After(new AnswerSecondChance(chance.Bidder, false), At(2000));
        }

        return due.Skip(1).SequenceEqual(asked) && sale.State.Outcome is AuctionStatus.PassedIn;
    });

    [Fact]
    public void A_lot_passes_in_only_when_nobody_is_left() => AnyStory.Sample(story => story.States[^1] is not { Outcome: AuctionStatus.PassedIn } state || !SecondChances.Order(state).Any());

    [Fact]
    public void A_lot_is_sold_while_an_award_stands_and_asks_somebody_or_passes_in_while_none_does() => AnyStory.Sample(story => story.States.All(state => state.Outcome switch
    {
        AuctionStatus.Sold => state is { AwardedMilli: Offered, Cascade.Chance: null },
        AuctionStatus.SecondChance => state is { AwardedMilli: 0, Cascade.Chance: not null },
        AuctionStatus.PassedIn => state is { AwardedMilli: 0, Cascade.Chance: null },
        _ => false,
    }));

    [Fact]
    public void A_default_told_again_at_any_time_changes_nothing() => AnyStory.Sample(story => story.States.Index().All(later =>
        story.Events.OfType<AwardFell>().Where(fell => later.Item.Cascade.Awards.TrueForAll(award => award.Award != fell.Award) && later.Item.Awards > 0)
            .Where(fell => story.FellBefore(fell.Award, later.Index))
            .All(fell => Auction.Decide(later.Item, new FallAward(fell.Award, "not-paid"), At(story.End)) is { Refusal: null, Count: 0 })));

    [Fact]
    public void Ends_are_numbered_and_each_fall_says_how_many_there_were() => AnyStory.Sample(story =>
    {
        var ends = 0;
        return story.Events.All(@event => @event switch
        {
            AuctionClosed closed => (closed.Closing ?? 1) == ++ends,
            AwardFell fell => fell.Closings == ends,
            _ => true,
        });
    });

    [Fact]
    public void A_state_that_was_stored_and_read_goes_on_as_the_one_in_memory() => AnyStory.Sample(story =>
        Text(story.Events.Aggregate(Auction.Initial, (state, @event) => Copy(Auction.Evolve(state, Copy(@event))))) == Text(story.States[^1]));

    [Fact]
    public void Stories_are_worth_telling()
    {
        var (taken, declined, lapsed, second, over) = (0, 0, 0, 0, 0);
        AnyStory.Sample(
            story =>
            {
                var ends = story.Events.OfType<SecondChanceEnded>().Select(ended => ended.Why).ToList();
                if (ends.Contains(SecondChanceEnded.Accepted)) Interlocked.Increment(ref taken);
                if (ends.Contains(PassedOver.Declined)) Interlocked.Increment(ref declined);
                if (ends.Contains(PassedOver.Lapsed)) Interlocked.Increment(ref lapsed);
                if (story.Events.OfType<AwardFell>().Count() > 1) Interlocked.Increment(ref second);
                if (story.Events.OfType<AuctionClosed>().Any(closed => closed is { Closing: not null, AwardedMilli: 0 })) Interlocked.Increment(ref over);
            },
            iter: 2000);
        Assert.All([taken, declined, lapsed, second, over], count => Assert.True(count > 10));
    }

    private static DateTimeOffset At(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);

    private static string Text<T>(T value) => JsonSerializer.Serialize(value, StoredJson.Options);

    private static T Copy<T>(T value) => JsonSerializer.Deserialize<T>(Text(value), StoredJson.Options)!;

    /// <summary>A sale from its offering on; the states are those after the hammer and after each command since.</summary>
    private sealed record Story(Exchange.Matching.Auctions.Offering Offering, List<AuctionEvent> Events, List<Auction> States, long End)
    {
        public IReadOnlyList<BidPlaced> Bids { get; } = [.. Events.OfType<BidPlaced>()];

        /// <summary>Whether an award had fallen in a state.</summary>
        public bool FellBefore(string award, int state) => Enumerable.Range(0, state + 1).Any(n => States[n].Cascade.Awards.Exists(standing => standing.Award == award))
            && States[state].Cascade.Awards.TrueForAll(standing => standing.Award != award);

        public static Story Of(Exchange.Matching.Auctions.Offering offering, (string Bidder, long Amount)[] bids, (AuctionCommand Command, long Ms)[] steps)
        {
            var story = new Story(offering, [new LotOffered(offering)], [], 1000);
            var (state, at) = (Auction.Evolve(Auction.Initial, new LotOffered(offering)), 1000L);
            foreach (var (bidder, amount) in bids) Do(new PlaceBid(bidder, amount), 1);
            Do(new CloseAuction(), at);
            story.States.Add(state);
            foreach (var (command, ms) in steps)
            {
                Do(command, at += ms);
                story.States.Add(state);
            }

            return new(offering, story.Events, story.States, at);

            void Do(AuctionCommand command, long time)
            {
                var decision = Auction.Decide(state, command, SecondChanceLaws.At(time));
                story.Events.AddRange(decision.Events);
                state = decision.Events.Aggregate(state, Auction.Evolve);
            }
        }
    }
}

using System.Text.Json;
using CsCheck;
using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;
using Exchange.Matching.Audits;
using Xunit;
using static Exchange.Tests.Matching.Sale;

namespace Exchange.Tests.Matching;

/// <summary>What holds after the hammer of a lot of many units, whoever defaults, answers or is silent. A failure prints the seed.</summary>
public sealed class UnitChanceLaws
{
    private static readonly Gen<AuctionCommand> AnyCommand = Gen.Frequency(
        (4, Gen.Int[1, 12].Select(award => (AuctionCommand)new FallAward(Id.From(LotId, $"{award}"), "not-paid"))),
        (3, Gen.Int[0, 4].Select(bidder => (AuctionCommand)new AnswerSecondChance($"bidder {bidder}", true))),
        (2, Gen.Int[0, 4].Select(bidder => (AuctionCommand)new AnswerSecondChance($"bidder {bidder}", false))),
        (2, Gen.Const((AuctionCommand)new LapseSecondChance())),
        (1, Gen.Const((AuctionCommand)new CloseAuction())));

    private static readonly Gen<Story> AnyStory = Gen.Select(MultiUnitLaws.AnyBook, Gen.Select(AnyCommand, Gen.Long[0, 60]).Array[0, 60], (book, steps) =>
        Story.Of(book.Offering with { Terms = book.Offering.Terms with { SecondChanceMs = 100 } }, book.Bids, steps));

    [Fact]
    public void Awards_that_stand_are_never_more_than_was_offered() => AnyStory.Sample(story => story.States.All(state =>
        state.AwardedMilli == state.Cascade.Awards.Sum(award => award.QuantityMilli) && state.AwardedMilli <= story.Lot.QuantityMilli));

    [Fact]
    public void What_a_cancelled_deal_was_about_is_never_awarded_again() => Gen.Select(
        MultiUnitLaws.AnyBook,
        Gen.Select(Gen.Frequency((4, AnyCommand), (1, Gen.Int[1, 9].Select(award => (AuctionCommand)new CancelAward(Id.From(LotId, $"{award}"), "agreed")))), Gen.Long[0, 60]).Array[0, 60],
        (book, steps) => Story.Of(book.Offering with { Terms = book.Offering.Terms with { SecondChanceMs = 100 } }, book.Bids, steps)).Sample(story =>
    {
        var (replay, gone) = (new LotReplay(), story.Events.OfType<AwardFell>().Where(fell => fell.Cancelled is true).Sum(fell => fell.QuantityMilli));
        replay.Follow(0, [new LotOffered(story.Offering)]);
        return story.Entries.TrueForAll(entry => replay.Take(entry.At, entry.Events) is { } fault ? throw new InvalidOperationException(fault) : true)
            && story.States.All(state => state.UnawardedMilli >= 0) && story.States[^1].UnawardedMilli + story.States[^1].AwardedMilli + gone == story.Lot.QuantityMilli;
    });

    [Fact]
    public void Nobody_is_asked_after_they_declined_were_silent_or_defaulted() => AnyStory.Sample(story =>
    {
        var (winners, out_) = (new Dictionary<string, string>(), new HashSet<string>());
        foreach (var @event in story.Events)
        {
            if (@event is SecondChanceOffered asked && out_.Contains(asked.Bidder)) return false;
            if (@event is QuantityAwarded award) winners[award.Award] = award.Winner;
            if (@event is AwardFell fell) out_.Add(winners[fell.Award]);
            if (@event is SecondChanceEnded { Why: not SecondChanceEnded.Accepted } ended) out_.Add(ended.Bidder);
        }

        return true;
    });

    [Fact]
    public void Nobody_gets_more_than_they_bid_for_nor_pays_more_than_their_bids() => AnyStory.Sample(story =>
        story.Events.OfType<QuantityAwarded>().GroupBy(award => award.Winner).All(own =>
            own.Sum(award => award.QuantityMilli) is var got && story.Units(own.Key).Count >= got
            && own.Sum(award => award.HammerMinor) <= story.Units(own.Key).Take((int)got).Sum(unit => unit.Price)));

    [Fact]
    public void The_turns_are_those_that_a_list_of_all_units_gives() => AnyStory.Sample(story =>
    {
        var (awards, out_) = (new Dictionary<string, QuantityAwarded>(), new HashSet<string>());
        foreach (var @event in story.Events)
        {
            if (@event is SecondChanceOffered asked && (asked.Bidder, asked.QuantityMilli, asked.HammerMinor) != Next()) return false;
            if (@event is QuantityAwarded award) awards.Add(award.Award, award);
            if (@event is AwardFell fell && awards.Remove(fell.Award, out var fallen)) out_.Add(fallen.Winner);
            if (@event is SecondChanceEnded { Why: not SecondChanceEnded.Accepted } ended) out_.Add(ended.Bidder);
            if (@event is AuctionClosed { Closing: not null, AwardedMilli: var sold } && sold < story.Lot.QuantityMilli && Next() is not null) return false;
        }

        return true;

        (string, long, long)? Next()
        {
            var free = story.Lot.QuantityMilli - awards.Values.Sum(award => award.QuantityMilli);
            var losing = story.Bidders.Where(bidder => !out_.Contains(bidder))
                .SelectMany(bidder => story.Units(bidder).Skip((int)awards.Values.Where(award => award.Winner == bidder).Sum(award => award.QuantityMilli))
                    .Select(unit => (Bidder: bidder, unit.Price, unit.Bid)))
                .GroupBy(unit => unit.Bid).OrderByDescending(bid => bid.First().Price).ThenBy(bid => bid.Key).FirstOrDefault();
            return losing is null || free == 0 ? null : (losing.First().Bidder, Math.Min(free, losing.Count()), losing.First().Price * Math.Min(free, losing.Count()));
        }
    });

    [Fact]
    public void What_the_consignor_is_told_comes_first_is_asked_first() => AnyStory.Sample(story => story.States.Zip(story.States.Skip(1)).All(pair =>
        pair.First.Outcome is not AuctionStatus.Sold || pair.Second.Cascade.Chance is not { } chance
        || SecondChances.Order(pair.First).First(next => pair.Second.Cascade.Passed[^1].Bidder != next.Winner) is var told
            && (chance.Bidder, Math.Min(told.QuantityMilli, pair.Second.Offered.Lot.QuantityMilli - pair.Second.AwardedMilli)) == (told.Winner, chance.QuantityMilli)));

    [Fact]
    public void A_default_told_again_changes_nothing() => AnyStory.Sample(story => story.Events.OfType<AwardFell>().All(fell =>
        Auction.Decide(story.States[^1], new FallAward(fell.Award, "not-paid"), At(story.End)) is { Refusal: null, Count: 0 }));

    [Fact]
    public void Everything_is_decided_again_from_the_audit_file() => AnyStory.Sample(story =>
    {
        var replay = new LotReplay();
        return replay.Take(0, [new LotOffered(story.Offering)]) is null
            && story.Entries.TrueForAll(entry => replay.Take(entry.At, entry.Events) is { } fault ? throw new InvalidOperationException(fault) : true);
    });

    [Fact]
    public void A_state_that_was_stored_and_read_goes_on_as_the_one_in_memory() => AnyStory.Sample(story =>
        Text(story.Events.Aggregate(Auction.Initial, (state, @event) => Copy(Auction.Evolve(state, Copy(@event))))) == Text(story.States[^1]));

    [Fact]
    public void Stories_are_worth_telling()
    {
        var (taken, again, partly, two, over) = (0, 0, 0, 0, 0);
        AnyStory.Sample(
            story =>
            {
                var asked = story.Events.OfType<SecondChanceOffered>().ToList();
                if (story.Events.OfType<SecondChanceEnded>().Any(ended => ended.Why == SecondChanceEnded.Accepted)) Interlocked.Increment(ref taken);
                if (asked.Select(offered => offered.Bidder).Distinct().Count() < asked.Count) Interlocked.Increment(ref again);
                if (asked.Exists(offered => story.States[0].Cascade.HasAward(offered.Bidder))) Interlocked.Increment(ref partly);
                if (story.Events.OfType<AwardFell>().Count() > 1) Interlocked.Increment(ref two);
                if (story.Events.OfType<AuctionClosed>().Any(closed => closed is { Closing: not null } && closed.AwardedMilli < closed.OfferedMilli)) Interlocked.Increment(ref over);
            },
            iter: 3000);
        Assert.All([taken, again, partly, two, over], count => Assert.True(count > 10));
    }

    private static DateTimeOffset At(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);

    private static string Text<T>(T value) => JsonSerializer.Serialize(value, StoredJson.Options);

    private static T Copy<T>(T value) => JsonSerializer.Deserialize<T>(Text(value), StoredJson.Options)!;

    /// <summary>A sale from its offering on; the states are those after the hammer and after each command since.</summary>
    private sealed record Story(
        Exchange.Matching.Auctions.Offering Offering, List<(long At, AuctionEvent[] Events)> Entries, List<Auction> States, long End)
    {
        public Exchange.Matching.Auctions.Lot Lot => Offering.Lot;

        public IReadOnlyList<AuctionEvent> Events { get; } = [new LotOffered(Offering), .. Entries.SelectMany(entry => entry.Events)];

        public IEnumerable<string> Bidders => Events.OfType<DemandPlaced>().Select(bid => bid.Bidder).Distinct();

        /// <summary>Every single unit that a bidder wants in bids that stand and meet the reserve, the dearest first; a thousandth is a unit, and prices are whole.</summary>
        public List<(long Price, long Bid)> Units(string bidder)
        {
            var bids = Events.OfType<DemandPlaced>().ToList();
            return
            [
                .. bids.Where(bid => bid.Bidder == bidder && bid.AmountMinor >= Math.Max(Offering.Terms.OpeningMinor, Offering.Terms.ReserveMinor) && !bids.Exists(other => other.Raises == bid.Bid))
                    .OrderByDescending(bid => bid.AmountMinor).ThenBy(bid => bid.Bid)
                    .SelectMany(bid => Enumerable.Repeat((bid.AmountMinor / 1000, bid.Bid), (int)bid.QuantityMilli)),
            ];
        }

        public static Story Of(Exchange.Matching.Auctions.Offering offering, PlaceDemand[] bids, (AuctionCommand Command, long Ms)[] steps)
        {
            var (entries, states, state) = (new List<(long, AuctionEvent[])>(), new List<Auction>(), With(offering).State);
            var at = Closes.ToUnixTimeMilliseconds();
            foreach (var bid in bids) Do(MultiUnitLaws.Meant(state, bid), During.ToUnixTimeMilliseconds());
            Do(new CloseAuction(), at);
            states.Add(state);
            foreach (var (command, ms) in steps)
            {
                Do(command, at += ms);
                states.Add(state);
            }

            return new(offering, entries, states, at);

            void Do(AuctionCommand command, long time)
            {
                AuctionEvent[] events = [.. Auction.Decide(state, command, UnitChanceLaws.At(time)).Events];
                if (events.Length > 0) entries.Add((time, events));
                state = events.Aggregate(state, Auction.Evolve);
            }
        }
    }
}

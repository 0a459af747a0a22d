using System.Buffers;
using System.Text.Json;
using CsCheck;
using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;
using Exchange.Matching.Auctions.Formats;
using Exchange.Matching.Audits;
using Xunit;

namespace Exchange.Tests.Matching;

/// <summary>What holds of priority windows in every format that has them, whoever asks for what and when. A failure prints the seed.</summary>
public sealed class PriorityLaws
{
    private const long Window = 100;

    private static readonly string[] Enterprises = ["ann", "bob", "cai", "dai", Sale.Mill, Sale.Wire], Key = ["ann", "bob", "cai", Sale.Mill, Sale.Wire];

    private static readonly Gen<AuctionCommand> AnyCommand = Gen.Frequency(
        (5, Gen.Select(Gen.OneOf(Enterprises), Gen.Bool, (bidder, isKnown) => (AuctionCommand)new TakeByPriority(bidder) { KeyEnterprises = isKnown ? Key : null })),
        (2, Gen.Select(Gen.OneOf(Enterprises), Gen.Long[1, 600], (bidder, amount) => (AuctionCommand)new PlaceBid(bidder, amount))),
        (2, Gen.Select(Gen.OneOf(Enterprises), Gen.Long[1, 600], (bidder, amount) => (AuctionCommand)new TakeQuantity(bidder, amount))),
        (2, Gen.Int[1, 3].Select(award => (AuctionCommand)new FallAward(Id.From(Sale.LotId, $"{award}"), "not-paid"))));

    // What is asked before the market opens and a little longer, and then a story of the market.
    private static readonly Gen<Story> AnyStory = Gen.Select(
        AuctionLaws.AnyStory.Where(story => Format.Of(story.Offering.Terms.Format)!.HasPriority && Format.ObjectionTo(Sound(story.Offering)) is null),
        Gen.Select(AnyCommand, Gen.Long[-10, Window + 20]).Array[0, 12],
        (market, early) => Story.Of(Sound(market.Offering), [.. early.OrderBy(step => step.Item2)], market));

    [Fact]
    public void What_is_taken_is_the_whole_lot_by_a_key_enterprise_in_the_window_at_the_opening_price() => AnyStory.Sample(story => story.Entries.All(entry =>
    {
        if (entry.Events is not [PriorityTaken taken, ..]) return entry.Events.OfType<QuantityAwarded>().All(award => award.Priority is null && entry.At >= story.Offering.Terms.OpensAt);
        var (lot, terms) = (story.Offering.Lot, story.Offering.Terms);
        var isByUnit = terms.Format is not ("english" or "dutch" or "best-offer") || (terms.Format != "english" && terms.Divisible is true);
        var price = isByUnit ? (long)Math.Round((decimal)terms.OpeningMinor * lot.QuantityMilli / 1000, MidpointRounding.ToEven) : terms.OpeningMinor;
        return entry.Events is [_, QuantityAwarded { Priority: true } award, AuctionClosed] && (award.Winner, award.QuantityMilli) == (taken.Enterprise, lot.QuantityMilli)
            && Math.Abs(award.HammerMinor - price) <= 1 && award.HammerMinor == taken.HammerMinor && Key.Contains(award.Winner) && award.Winner is not null
            && award.Winner != Sale.Mill && award.Winner != Sale.Wire && entry.At >= terms.PriorityFromAt && entry.At < terms.OpensAt;
    }));

    [Fact]
    public void Nothing_but_takings_defaults_and_a_withdrawal_happens_before_the_market_opens() => AnyStory.Sample(story =>
        story.Entries.Skip(1).Where(entry => entry.At < story.Offering.Terms.OpensAt).All(entry => entry.Events[0] is PriorityTaken or AwardFell or AuctionWithdrawn));

    [Fact]
    public void No_enterprise_takes_a_lot_twice_and_no_two_have_it_at_once() => AnyStory.Sample(story =>
    {
        var takers = story.Entries.SelectMany(entry => entry.Events).OfType<PriorityTaken>().Select(taken => taken.Enterprise).ToList();
        return takers.Distinct().Count() == takers.Count && story.States.All(state => state.AwardedMilli <= story.Offering.Lot.QuantityMilli);
    });

    [Fact]
    public void When_what_was_taken_falls_before_the_opening_the_market_is_as_if_nothing_had_been_taken() => AnyStory.Sample(story =>
    {
        var opens = story.Offering.Terms.OpensAt;
        if (story.Early.Any(step => step.Ms >= Window) || story.Entries.LastOrDefault(entry => entry.At < opens).Events is not [.., AwardFell]) return true;
        var plain = Story.Of(story.Offering, [], story.Market);
        return Market(story).SequenceEqual(Market(plain));

        static IEnumerable<string> Market(Story story) => story.Entries.Where(entry => entry.At >= story.Offering.Terms.OpensAt).SelectMany(entry => entry.Events).Select(@event => @event switch
        {
            QuantityAwarded award => Text((award.Winner, award.QuantityMilli, award.HammerMinor, award.PriceMinor).ToString()),
            AuctionClosed closed => Text(closed with { Closing = null, FallenMilli = null }),
            AwardFell => "fell", // of another number
            _ => Text(@event),
        });
    });

    [Fact]
    public void Whatever_was_taken_its_audit_file_is_right_and_written_the_same_piece_by_piece() => AnyStory.Sample(story =>
    {
        if (story.States[^1].Outcome is null) return true;
        var (file, bytes, part) = (new AuditFile(), new ArrayBufferWriter<byte>(), AuditScribe.For(new LotOffered(story.Offering)));
        foreach (var (at, events) in story.Entries)
        {
            file.Write(bytes, at, events);
            part = AuditScribe.After(part.Entries, part.Head, AuditNames.For(story.Offering.Lot.Consignor, story.Offering.Linked).With(part.Names.Known));
            part.Write(at, events);
        }

        file.End(bytes);
        var verdict = AuditVerifier.Verify(bytes.WrittenSpan.ToArray(), part.Head);
        return verdict.Faults.Count == 0 && verdict.Head == part.Head;
    });

    [Fact]
    public void A_state_that_was_stored_and_read_is_the_one_in_memory() => AnyStory.Sample(story =>
        Text(story.Entries.SelectMany(entry => entry.Events).Aggregate(Auction.Initial, (state, @event) => Copy(Auction.Evolve(state, Copy(@event))))) == Text(story.States[^1]));

    [Fact]
    public void Stories_are_worth_telling()
    {
        var (taken, twice, reopened, sold) = (0, 0, 0, 0);
        AnyStory.Sample(
            story =>
            {
                var events = story.Entries.SelectMany(entry => entry.Events).ToList();
                if (events.OfType<PriorityTaken>().Any()) Interlocked.Increment(ref taken);
                if (events.OfType<PriorityTaken>().Count() > 1) Interlocked.Increment(ref twice);
                if (events.OfType<AwardFell>().Any(fell => fell.PriceMinor is not null)) Interlocked.Increment(ref reopened);
                if (events.OfType<PriorityTaken>().Any() && events.OfType<QuantityAwarded>().Any(award => award.Priority is null)) Interlocked.Increment(ref sold);
            },
            iter: 3000);
        Assert.All([taken, twice, reopened, sold], count => Assert.True(count > 10));
    }

    private static Exchange.Matching.Auctions.Offering Sound(Exchange.Matching.Auctions.Offering offering) => offering with
    {
        Terms = offering.Terms with { ReserveMinor = Math.Min(offering.Terms.ReserveMinor, offering.Terms.OpeningMinor), PriorityFromAt = offering.Terms.OpensAt - Window },
    };

    private static string Text<T>(T value) => JsonSerializer.Serialize(value, StoredJson.Options);

    private static T Copy<T>(T value) => JsonSerializer.Deserialize<T>(Text(value), StoredJson.Options)!;

    /// <summary>A lot from its offering on: an entry for each command that did anything.</summary>
    private sealed record Story(
        Exchange.Matching.Auctions.Offering Offering, AuctionLaws.Story Market, List<(long At, IReadOnlyList<AuctionEvent> Events)> Entries, List<Auction> States)
    {
        /// <summary>What was asked for before the market's story, in milliseconds since the window began.</summary>
        public (AuctionCommand Command, long Ms)[] Early { get; private init; } = [];

        public static Story Of(Exchange.Matching.Auctions.Offering offering, (AuctionCommand Command, long Ms)[] early, AuctionLaws.Story market)
        {
            var (story, state, now) = (new Story(offering, market, [], []) { Early = early }, Auction.Initial, long.MinValue);
            Do(new OfferLot(offering), offering.Terms.PriorityFromAt!.Value - 20);
            foreach (var (command, ms) in early) Do(command, offering.Terms.PriorityFromAt.Value + ms);
            foreach (var step in market.Steps) Do(step.Command, step.At);
            Do(new CloseAuction(), state.ClosesAt);
            return story;

            void Do(AuctionCommand command, long at)
            {
                now = Math.Max(now, at);
                var events = Auction.Decide(state, command, DateTimeOffset.FromUnixTimeMilliseconds(now)).Events;
                state = events.Aggregate(state, Auction.Evolve);
                story.States.Add(state);
                if (events.Count > 0) story.Entries.Add((now, events));
            }
        }
    }
}

using System.Text.Json;
using CsCheck;
using Exchange.Contracts.Listing.V1;
using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;
using Exchange.Matching.Auctions.Formats;
using Exchange.Matching.Audits;
using Xunit;
using Attempt = Exchange.Matching.Auctions.Attempt;

namespace Exchange.Tests.Matching;

/// <summary>What holds on every rung of every ladder, whatever anyone sends and whoever defaults. A failure prints the seed.</summary>
public sealed class LadderLaws
{
    private static readonly string[] Rungs = ["english", "sealed-first-price", "vickrey", "dutch-sealed", "dutch", "best-offer", "fixed-price", "pay-as-bid", "uniform-highest-losing", "vcg"];

    private static readonly Gen<LadderRung> AnyRung = Gen.Select(
        Gen.OneOf(Rungs), Gen.Long[3_000, 10_000], Gen.Long[10, 60], Gen.Long[-20, 20], Gen.Long[1, 30], Gen.Long[1, 3_000], Gen.Int[1, 20],
        (format, opening, lasts, pause, every, part, falls) => new LadderRung(
            format, opening, lasts, pause > 0 ? pause : null,
            IncrementMinor: format == "english" ? every : null,
            FallBasisPoints: format is "dutch" or "dutch-sealed" ? Math.Max(1, part / falls) : null,
            FallEveryMs: format is "dutch" or "dutch-sealed" ? every : null,
            FloorBasisPoints: format == "dutch" ? part : null,
            Falls: format == "dutch-sealed" ? falls : null,
            SealedMs: format == "dutch-sealed" ? every : null,
            BestBidMs: format == "dutch-sealed" ? every : null,
            OfferMs: format == "best-offer" ? every : null));

    private static readonly Gen<SaleTerms> AnyTerms = Gen.Select(AuctionLaws.AnyTerms, AnyRung.Array[2, 12], Gen.Long[0, 40], Gen.Long[0, 30], (terms, rungs, slack, patience) =>
    {
        var suited = rungs.Where(rung => LadderFormats.Suits(rung.Format, Format.Of(terms.Format)!.PricesUnits(terms))).Take(LadderFormats.MostRungs).ToList();
        return terms with { SecondChanceMs = patience, Ladder = suited, LadderEndsAt = terms.ClosesAt + LadderFormats.LengthMs(suited) + slack };
    });

    private static readonly Gen<AuctionCommand> AnyCommand = Gen.Frequency(
        (8, AuctionLaws.AnyCommand.Where(command => command is not WithdrawLot)),
        (2, Gen.Const((AuctionCommand)new CloseAuction(Sale.Key))));

    private static readonly Gen<AuctionCommand> AnyBreach = Gen.Frequency(
        (10, AnyCommand),
        (1, Gen.Int[1, 4].Select(award => (AuctionCommand)new FallAward(Id.From(Sale.LotId, $"{award}"), "not-paid"))),
        (1, Gen.Select(Gen.OneOf(AuctionLaws.Enterprises), Gen.Bool, (bidder, accepts) => (AuctionCommand)new AnswerSecondChance(bidder, accepts))),
        (1, Gen.Const((AuctionCommand)new LapseSecondChance())));

    private static readonly Gen<AuctionLaws.Story> AnyStory = Stories(AnyBreach);

    /// <summary>Stories in which nobody defaults.</summary>
    internal static Gen<AuctionLaws.Story> AnyUnbrokenStory { get; } = Stories(AnyCommand);

    [Fact]
    public void Awarded_is_never_more_than_offered() => AnyStory.Sample(story => story.States.All(state =>
        state.AwardedMilli == state.Cascade.Awards.Sum(award => award.QuantityMilli) && state.AwardedMilli <= story.Offering.Lot.QuantityMilli));

    [Fact]
    public void Nothing_is_sold_below_the_reserve_of_its_rung_but_by_the_consignor() => AnyStory.Sample(story =>
    {
        var terms = story.Offering.Terms;
        foreach (var (attempt, @event) in ByAttempt(story))
        {
            if (@event is not QuantityAwarded award || attempt is null or { Terms.Format: "best-offer" }) continue;
            var rung = terms.Ladder![attempt.Rung - 1];
            var part = rung.FloorBasisPoints ?? (rung.OpeningBasisPoints * (1 - ((rung.Falls ?? 0) * (rung.FallBasisPoints ?? 0) / 10_000m)));
            var least = decimal.Floor(terms.ReserveMinor * part / 10_000m);
            var value = Format.Of(terms.Format)!.PricesUnits(terms) ? (long)((least * award.QuantityMilli / 1000) + 0.5m) : least;
            if (award.HammerMinor < value) return false;
        }

        return true;
    });

    [Fact]
    public void Attempts_are_numbered_and_each_comes_after_the_one_before_and_ends_with_the_ladder() => AnyStory.Sample(story =>
    {
        var (number, rung, last) = (1L, 0, 0L);
        foreach (var state in story.States)
        {
            if (state.Attempts is not { } attempts) { last = state.ClosesAt; continue; }
            if (attempts.Number != number)
            {
                var terms = state.Offered.Terms;
                if (attempts.Number != number + 1 || attempts.Rung <= rung || terms.OpensAt < last) return false;
                if (terms.OpensAt >= terms.ClosesAt || terms.ClosesAt > story.Offering.Terms.LadderEndsAt) return false;
                (number, rung) = (attempts.Number, attempts.Rung);
            }

            last = state.ClosesAt;
        }

        return true;
    });

    [Fact]
    public void A_sale_ends_unsold_only_when_no_rung_finds_time() => AnyStory.Sample(story => story.Steps.Zip(story.States.Skip(1)).All(step =>
    {
        var (before, after) = (step.First.Before, step.Second);
        if (before.Outcome is not (null or AuctionStatus.SecondChance or AuctionStatus.Sold) || before.Outcome == after.Outcome) return true;
        if (after.Outcome is not (AuctionStatus.PassedIn or AuctionStatus.Sold) || after.AwardedMilli == story.Offering.Lot.QuantityMilli) return true;
        var rungs = story.Offering.Terms.Ladder!.Skip(after.Attempts?.Rung ?? 0);
        var from = before.Outcome is null ? before.ClosesAt : step.First.At;
        return rungs.All(rung => (story.Offering.Terms.LadderEndsAt!.Value - Math.Max(from + (rung.PauseMs ?? 0), step.First.At)) * 2 < rung.LastsMs);
    }));

    [Fact]
    public void Bids_are_numbered_without_gaps_and_bidders_keep_their_numbers_over_all_attempts() => AnyStory.Sample(story =>
    {
        var bids = story.Events.Select(@event => @event switch
        {
            BidPlaced bid => (bid.Bid, bid.Bidder, bid.BidderNumber),
            DemandPlaced bid => (bid.Bid, bid.Bidder, bid.BidderNumber),
            BidSealed bid => (bid.Bid, bid.Bidder, bid.BidderNumber),
            OfferMade made => (0, made.Bidder, made.BidderNumber),
            _ => default,
        }).Where(bid => bid.Bidder is not null).ToList();
        var order = bids.Select(bid => bid.Bidder).Distinct().ToList();
        return bids.TrueForAll(bid => bid.BidderNumber == order.IndexOf(bid.Bidder) + 1)
            && bids.Where(bid => bid.Bid > 0).Select(bid => bid.Bid).SequenceEqual(Enumerable.Range(1, bids.Count(bid => bid.Bid > 0)).Select(bid => (long)bid));
    });

    [Fact]
    public void Whoever_defaulted_buys_nothing_in_a_later_attempt() => AnyStory.Sample(story =>
    {
        var (winners, out_) = (new Dictionary<string, string>(), new HashSet<string>());
        foreach (var (attempt, @event) in ByAttempt(story))
        {
            if (@event is QuantityAwarded award && attempt is not null && out_.Contains(award.Winner)) return false;
            if (@event is QuantityAwarded won) winners[won.Award] = won.Winner;
            if (@event is AwardFell fell && attempt is null) out_.Add(winners[fell.Award]);
        }

        return true;
    });

    [Fact]
    public void A_state_that_was_stored_and_read_goes_on_as_the_one_in_memory() => AnyStory.Sample(story =>
        Text(story.Events.Aggregate(Auction.Initial, (state, @event) => Copy(Auction.Evolve(state, Copy(@event))))) == Text(story.States[^1]));

    [Fact]
    public void Every_attempt_is_decided_again_from_the_audit_file() => AnyStory.Sample(story =>
    {
        var (replay, now) = (new LotReplay(), 0L);
        if (replay.Take(0, [new LotOffered(story.Offering)]) is not null) return false;
        foreach (var step in story.Steps)
        {
            now = Math.Max(now, step.At);
            AuctionEvent[] events = [.. Auction.Decide(replay.Auction, step.Command, DateTimeOffset.FromUnixTimeMilliseconds(now)).Events];
            if (events.Length > 0 && replay.Take(now, events) is { } fault) throw new InvalidOperationException(fault);
        }

        return true;
    });

    [Fact]
    public void What_the_consignor_is_told_is_what_comes() => AnyUnbrokenStory.Sample(story => story.Steps.Zip(story.States.Skip(1)).All(step =>
    {
        if ((step.Second.Attempts?.Number ?? 1) == (step.First.Before.Attempts?.Number ?? 1)) return true;
        var told = LadderStep.Of(step.First.Before, step.First.At).First(planned => planned.Standing == "planned");
        var terms = step.Second.Offered.Terms;
        return (told.Rung, told.Format, told.OpeningMinor, told.OpensAt, told.ClosesAt) == (step.Second.Attempts!.Rung, terms.Format, terms.OpeningMinor, terms.OpensAt, terms.ClosesAt);
    }));

    [Fact]
    public void Stories_are_worth_telling()
    {
        var (second, third, later, rest, defaulted, skipped) = (0, 0, 0, 0, 0, 0);
        AnyStory.Sample(
            story =>
            {
                var opened = story.Events.OfType<AttemptOpened>().ToList();
                if (opened.Count > 0) Interlocked.Increment(ref second);
                if (opened.Count > 2) Interlocked.Increment(ref third);
                if (opened.Count > 0 && story.States[^1].Outcome == AuctionStatus.Sold) Interlocked.Increment(ref later);
                if (opened.Exists(attempt => attempt.Came == Attempt.SoldInPart)) Interlocked.Increment(ref rest);
                if (opened.Exists(attempt => attempt.Came == Attempt.Defaulted)) Interlocked.Increment(ref defaulted);
                if (opened.Exists(attempt => attempt.Rung >= attempt.Attempt)) Interlocked.Increment(ref skipped);
            },
            iter: 3000);
        Assert.All([second, third, later, rest, defaulted, skipped], count => Assert.True(count > 10));
    }

    private static Gen<AuctionLaws.Story> Stories(Gen<AuctionCommand> commands) => Gen.Select(
            AnyTerms, Gen.Long[1, 1000].Select(pairs => pairs * 2), Gen.Select(commands, Gen.Long[0, 10]).Array[0, 100],
            (terms, quantity, steps) => (Offering: Sale.Of(terms) with { Lot = Sale.ByBids.Lot with { QuantityMilli = quantity } }, Steps: steps))
        .Where(story => story.Offering.Terms.Ladder!.Count > 0 && Format.ObjectionTo(story.Offering) is null)
        .Select(story => AuctionLaws.Story.Of(story.Offering, [.. story.Steps.Select(step =>
            (step.Item1 is TakeQuantity { QuantityMilli: long.MaxValue } take ? take with { QuantityMilli = story.Offering.Lot.QuantityMilli } : step.Item1, step.Item2))]));

    // Each event with the attempt in which it happened; null for the first.
    private static IEnumerable<(AttemptOpened? Attempt, AuctionEvent Event)> ByAttempt(AuctionLaws.Story story)
    {
        AttemptOpened? attempt = null;
        foreach (var @event in story.Events)
        {
            attempt = @event as AttemptOpened ?? attempt;
            yield return (attempt, @event);
        }
    }

    private static string Text<T>(T value) => JsonSerializer.Serialize(value, StoredJson.Options);

    private static T Copy<T>(T value) => JsonSerializer.Deserialize<T>(Text(value), StoredJson.Options)!;
}

using CsCheck;
using Exchange.Contracts.Matching.V1;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Log;
using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;
using Exchange.Matching.Auctions.Formats;
using Xunit;
using static Exchange.Tests.Matching.Sale;

namespace Exchange.Tests.Matching;

/// <summary>Lots that extend together: three lots of one group, and one beside them.</summary>
public sealed class AuctionGroupTests : IAsyncLifetime
{
    private static readonly string Group = InGroup("group");
    private static readonly string[] Lots = [InGroup("one"), InGroup("two"), InGroup("three")];
    private static readonly DateTimeOffset Late = Closes.AddMinutes(-1);
    private static readonly long ClosesAt = Closes.ToUnixTimeMilliseconds(), Moved = (Late + SoftClose).ToUnixTimeMilliseconds();

    private MatchingStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _store = await MatchingStore.Started();
        foreach (var lot in Lots) await _store.Tell(Entered(Of(lot, Group)), "m-" + lot);
        await _store.Tell(Entered(Of(LotId, null)), "m-alone");
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task A_late_bid_moves_the_close_of_all_lots_of_its_group_in_one_entry()
    {
        _store.Clock.SetUtcNow(Late);
        var accepted = await Accepted(Lots[0], new PlaceBid(Smelter, Opening));
        Assert.Equal([Moved, Moved, Moved, ClosesAt], await Ends());
        Assert.Equal([Lots[0], Lots[1], Lots[2]], accepted.Parts.Select(part => part.Stream["auction/".Length..]));
        Assert.Equal(new CloseMoved(Fair, Moved, "group", 0, 0, Lots[0]), Assert.Single(accepted.Parts[1].Events));
    }

    [Fact]
    public async Task A_bid_that_is_not_late_and_a_refused_one_move_nothing()
    {
        await Accepted(Lots[0], new PlaceBid(Smelter, Opening));
        _store.Clock.SetUtcNow(Late);
        Assert.IsType<Answer.Refused>(await _store.Submit(new PlaceBid(Foundry, 1), Lots[1]));
        Assert.All(await Ends(), end => Assert.Equal(ClosesAt, end));
    }

    [Fact]
    public async Task No_lot_falls_while_another_of_its_group_runs_on()
    {
        _store.Clock.SetUtcNow(Late);
        await Accepted(Lots[0], new PlaceBid(Smelter, Reserve));
        _store.Clock.SetUtcNow(Closes);
        await _store.Settle();
        Assert.Equal(AuctionStatus.PassedIn, (await State(LotId)).Outcome);
        foreach (var lot in Lots) Assert.Null((await State(lot)).Outcome);
        await Accepted(Lots[1], new PlaceBid(Foundry, Opening));

        _store.Clock.SetUtcNow(Closes + SoftClose);
        await _store.Settle();
        foreach (var lot in Lots) Assert.Equal(lot == Lots[0] ? AuctionStatus.Sold : AuctionStatus.PassedIn, (await State(lot)).Outcome);
        Assert.Empty((await _store.Journal.Peek<AuctionGroup>(AuctionGroup.Stream(Group))).Lots);
    }

    [Fact]
    public async Task A_bid_told_again_extends_once_and_a_restart_changes_nothing()
    {
        _store.Clock.SetUtcNow(Late);
        await _store.Submit(new PlaceBid(Smelter, Opening), Lots[0], "twice");
        await _store.Submit(new PlaceBid(Smelter, Opening), Lots[0], "twice");
        await _store.Start();
        Assert.Equal([Moved, Moved, Moved, ClosesAt], await Ends());
        Assert.Equal(1, (await State(Lots[2])).Extensions);
        await _store.Settle();
        Assert.Empty(await _store.RebuildDifferences());
    }

    [Fact]
    public async Task A_lot_that_was_withdrawn_is_out_of_its_group()
    {
        await _store.Submit(new WithdrawLot("broken"), Lots[1]);
        _store.Clock.SetUtcNow(Late);
        Assert.Equal(2, (await Accepted(Lots[0], new PlaceBid(Smelter, Opening))).Parts.Count);
    }

    [Fact]
    public async Task The_others_hear_that_the_close_of_all_has_moved()
    {
        _store.Clock.SetUtcNow(Late);
        await Accepted(Lots[0], new PlaceBid(Smelter, Opening));
        await _store.Settle();
        var moved = _store.Sent.Where(sent => sent.Type == "matching.lots-moved.v1")
            .SelectMany(sent => System.Text.Json.JsonSerializer.Deserialize<LotsMoved>(sent.Data, StoredJson.Options)!.Lots).ToList();
        Assert.Equal(Lots.Order(StringComparer.Ordinal), moved.Select(lot => lot.Lot));
        Assert.All(moved, lot => Assert.Equal(Moved, lot.ClosesAt));
    }

    [Fact]
    public void A_lot_moves_with_its_group_no_more_often_and_no_further_than_its_terms_allow()
    {
        var capped = With(Sale.Of(ByBids.Terms with { MostExtensions = 1, HardEndAt = ClosesAt + 60_000 }));
        var once = capped.When(new ExtendWith(Lots[0], ClosesAt + 90_000), Late).Then(new CloseMoved(Fair, ClosesAt + 60_000, "group", 0, 0, Lots[0]));
        Assert.Equal(0, Auction.Decide(once.State, new ExtendWith(Lots[0], ClosesAt + 60_000), Late).Count);
        Assert.Equal(0, Auction.Decide(capped.State with { Extensions = 1 }, new ExtendWith(Lots[0], ClosesAt + 1), Late).Count);
    }

    [Fact]
    public void A_lot_that_has_ended_does_not_move() => Assert.Equal(
        0, Auction.Decide(With(ByBids).After(new CloseAuction(), Closes).State, new ExtendWith(Lots[0], ClosesAt + 1), Closes).Count);

    [Fact]
    public void A_close_that_moves_back_is_corruption() =>
        Assert.Throws<InvalidDataException>(() => With(ByBids).Given(new CloseMoved(Fair, ClosesAt, "group", 0, 0, Lots[0])).State);

    public static TheoryData<string> SoftClosing => [.. Format.All.Where(format => format.SoftCloses).Select(format => format.Name)];

    [Theory]
    [MemberData(nameof(SoftClosing))]
    public void A_late_bid_in_any_lot_whose_close_bids_move_moves_those_of_all_others(string format)
    {
        foreach (var (from, to) in new[] { (0, 1), (1, 0) })
        {
            var states = Offered(Of(Lots[0], Group), Mixed(Lots[1], format));
            Assert.True(Do(states, Auction.Stream(Lots[from]), NextBid(states, Lots[from], Smelter, 1), Late));
            Assert.All(new[] { from, to }, lot => Assert.Equal(Moved, State(states, Lots[lot]).ClosesAt));
            Assert.Equal(1, State(states, Lots[to]).Extensions);
        }
    }

    [Fact]
    public void A_lot_whose_close_no_bid_moves_is_in_no_group() => Assert.All(
        Format.All.Where(format => !format.SoftCloses), format => Assert.Equal("auction.unsound-terms", Format.ObjectionTo(Mixed(Lots[0], format.Name))?.Code));

    [Fact]
    public void A_lot_that_ends_by_an_answer_or_by_silence_is_out_of_its_group()
    {
        foreach (var command in new AuctionCommand[] { new AnswerPart(Foundry, 2, Accepts: true), new Lapse() })
        {
            var units = Mixed(Lots[0], "vcg");
            var states = Offered(units with { Terms = units.Terms with { PartMs = 600_000 } }, Of(Lots[1], Group));
            foreach (var bidder in new[] { Smelter, Foundry }) Do(states, Auction.Stream(Lots[0]), new PlaceDemand(bidder, 3_000, 1_500_000), During);
            Do(states, Auction.Stream(Lots[0]), new CloseAuction(), Closes);
            Assert.Equal([Lots[0], Lots[1]], ((AuctionGroup)states[AuctionGroup.Stream(Group)]).Lots);
            Assert.True(Do(states, Auction.Stream(Lots[0]), command, command is Lapse ? Closes.AddMinutes(10) : Closes));
            Assert.Equal([Lots[1]], ((AuctionGroup)states[AuctionGroup.Stream(Group)]).Lots);
        }
    }

    [Fact]
    public void A_lot_that_waits_for_answers_is_opened_again_neither_by_its_group_nor_by_a_downtime()
    {
        var units = Mixed(Lots[0], "pay-as-bid");
        var asked = With(units with { Terms = units.Terms with { PartMs = 600_000, GraceMs = 600_000 } })
            .After(new PlaceDemand(Smelter, 3_000, 1_500_000), During).After(new PlaceDemand(Foundry, 2_900, 1_500_000), During).After(new CloseAuction(), Closes).State;
        Assert.Equal(0, Auction.Decide(asked, new ExtendWith(Lots[1], ClosesAt + 1), Closes).Count);
        var after = Assert.IsType<PartsOffered>(Assert.Single(Auction.Decide(asked, new ExtendForDowntime(ClosesAt - 1, ClosesAt + 1), Closes).Events)); // time to answer, and not to bid
        Assert.Equal((ClosesAt, AuctionStatus.Closing), Auction.Evolve(asked, after) is var moved ? (moved.ClosesAt, moved.StatusAt(ClosesAt)) : default);
    }

    [Fact]
    public void The_lots_of_a_group_of_several_formats_always_close_at_one_time_and_leave_it_when_they_end() => Gen.Select(Gen.Int[0, 2], Gen.Long[0, 240_000], Gen.Bool, Gen.Long[1, 5])
        .Array[1, 40].Select(Gen.Int[0, 3]).Sample((steps, pricing) =>
        {
            var units = Mixed(Lots[1], Format.All.OfType<MultiUnit>().ElementAt(pricing).Name);
            var states = Offered(Of(Lots[0], Group), units with { Terms = units.Terms with { PartMs = 120_000 } }, Mixed(Lots[2], "reverse-open"));
            var (now, end) = (Closes.AddMinutes(-6), ClosesAt);
            foreach (var (lot, wait, hammer, by) in steps)
            {
                now = now.AddMilliseconds(wait);
                var before = State(states, Lots[lot]);
                AuctionCommand command = hammer ? new CloseAuction() : NextBid(states, Lots[lot], by % 2 == 0 ? Smelter : Foundry, by);
                var isTaken = Do(states, Auction.Stream(Lots[lot]), command, now) && !hammer && before.Outcome is null;
                if (isTaken && Changes(before, State(states, Lots[lot]))) end = Math.Max(end, (now + SoftClose).ToUnixTimeMilliseconds());
            }

            return Lots.All(lot => State(states, lot).ClosesAt == end)
                && ((AuctionGroup)states[AuctionGroup.Stream(Group)]).Lots.SequenceEqual(Lots.Where(lot => State(states, lot).Outcome is null));
        });

    // A bid of many units that wins nothing, and takes nothing from others, moves no close.
    private static bool Changes(Auction before, Auction after) =>
        before.Format is not MultiUnit units || !units.Allot(before).Awards.SequenceEqual(units.Allot(after).Awards);

    private static Dictionary<string, object> Offered(params Offering[] offerings)
    {
        var states = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var offering in offerings) Do(states, Auction.Stream(offering.Lot.Id), new OfferLot(offering), During);
        return states;
    }

    private static Auction State(Dictionary<string, object> states, string lot) => (Auction)states[Auction.Stream(lot)];

    // A bid that the lot's format takes, further from the last one by so many steps.
    private static AuctionCommand NextBid(Dictionary<string, object> states, string lot, string bidder, long steps)
    {
        var auction = State(states, lot);
        return auction.Format switch
        {
            MultiUnit => new PlaceDemand(bidder, 2_500 + (100 * steps), 300_000),
            ReverseOpen => new PlaceBid(bidder, auction.Format.NextBidMinor(auction) - steps),
            _ => new PlaceBid(bidder, Math.Max(Opening, auction.PriceMinor + (Increment * steps))),
        };
    }

    // A lot of the group in a format, as far as it has it.
    private static Offering Mixed(string lot, string format)
    {
        var offering = format switch
        {
            "fixed-price" => AtPrice,
            "dutch" => OnClock,
            "sealed-first-price" or "vickrey" => Sale.Of(BySealedBids.Terms with { Format = format }),
            "dutch-sealed" => Hybrid,
            "reverse-sealed" => SealedTender,
            "reverse-open" => Sale.Of(Tender.Terms with { IncrementMinor = 1, SoftCloseMs = (long)SoftClose.TotalMilliseconds }),
            "best-offer" => ByOffers,
            "english" => ByBids,
            _ => InUnits(format),
        };
        return offering with { Lot = offering.Lot with { Id = lot, Number = 1 + Array.IndexOf(Lots, lot) }, Terms = offering.Terms with { Group = Group } };
    }

    // A command with its companions, as the writer decides them: all or none.
    private static bool Do(Dictionary<string, object> states, string stream, object command, DateTimeOffset now)
    {
        var changed = new Dictionary<string, object>(states, StringComparer.Ordinal);
        if (!Decide(stream, command)) return false;
        foreach (var (name, state) in changed) states[name] = state;
        return true;

        bool Decide(string name, object asked)
        {
            StreamKind kind = name.StartsWith("group/", StringComparison.Ordinal)
                ? StreamKind.Of<AuctionGroup, GroupCommand, GroupEvent>("group")
                : StreamKind.Of<Auction, AuctionCommand, AuctionEvent>("auction");
            var state = changed.GetValueOrDefault(name) ?? kind.Initial;
            var decision = kind.Decide(state, asked, now);
            changed[name] = decision.Events.Aggregate(state, kind.Evolve);
            return decision.Refusal is null && decision.Companions.All(also => Decide(also.Stream, also.Command));
        }
    }

    private async Task<Answer.Accepted> Accepted(string lot, AuctionCommand command) => Assert.IsType<Answer.Accepted>(await _store.Submit(command, lot));

    private async Task<IEnumerable<long>> Ends()
    {
        var ends = new List<long>();
        foreach (var lot in Lots.Append(LotId)) ends.Add((await State(lot)).ClosesAt);
        return ends;
    }

    private ValueTask<Auction> State(string lot) => _store.Journal.Peek<Auction>(Auction.Stream(lot));

    private static string InGroup(string name) => Id.Beside(Id.From(name), "group");

    private static Offering Of(string lot, string? group) =>
        ByBids with { Lot = ByBids.Lot with { Id = lot, Number = lot == LotId ? 4 : 1 + Array.IndexOf(Lots, lot) }, Terms = ByBids.Terms with { Group = group } };
}

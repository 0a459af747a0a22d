using System.Buffers;
using System.Text;
using Exchange.Contracts.Matching.V1;
using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;
using Exchange.Matching.Audits;
using Xunit;
using static Exchange.Tests.Matching.Sale;
using AwardFell = Exchange.Matching.Auctions.AwardFell;
using MatchingFair = Exchange.Matching.Fairs.Fair;

namespace Exchange.Tests.Matching;

/// <summary>The hours in which key enterprises may take a lot before the market opens, rule by rule. The window begins two hours before the lot opens.</summary>
public sealed class PriorityTests
{
    private static readonly DateTimeOffset From = Opens.AddHours(-2), Within = Opens.AddHours(-1);

    private static readonly IReadOnlyList<string> Key = [.. new[] { Smelter, Foundry, Mill, Wire }.Order(StringComparer.Ordinal)];

    private static readonly FallAward FirstFalls = new(Id.From(LotId, "1"), "not-paid");

    private static Exchange.Matching.Auctions.Offering Preferred { get; } = Windowed(ByBids with { Terms = ByBids.Terms with { ReserveMinor = Opening } });

    private static Scenario<Auction, AuctionCommand, AuctionEvent> Taken { get; } = With(Preferred).After(Take(Smelter), Within);

    [Fact]
    public void A_key_enterprise_takes_the_whole_lot_at_its_opening_price_and_the_sale_ends()
    {
        var taken = With(Preferred).When(Take(Smelter), Within).Then(
            new PriorityTaken(Preferred.Lot, FirstFalls.Award, Smelter, Opening, Opening, Key),
            new QuantityAwarded(FirstFalls.Award, Preferred.Lot, Smelter, Offered, Opening, Settled, Opening, Priority: true),
            new AuctionClosed(Fair, Offered, Offered, 0));
        Assert.Equal((AuctionStatus.Sold, Opening), (taken.State.Outcome, taken.State.PriceMinor));
        Assert.Equal(Smelter, LotAnswer.Of(taken.State, Foundry, Within.ToUnixTimeMilliseconds()).Priority!.TakenBy);
    }

    [Fact]
    public void The_window_is_open_from_its_first_millisecond_to_the_last_before_the_opening()
    {
        With(Preferred).When(Take(Smelter), From.AddMilliseconds(-1)).Refused("auction.not-open-yet");
        With(Preferred).After(Take(Smelter), From);
        With(Preferred).After(Take(Smelter), Opens.AddMilliseconds(-1));
        Assert.Equal(Opens.ToUnixTimeMilliseconds(), With(Preferred).When(Take(Smelter), Opens).Refused("auction.priority-over").Facts["opensAt"]);
        With(Preferred).When(Take(Smelter), Closes).Refused("auction.priority-over");
        Assert.Equal(
            ["scheduled", "priority", "priority", "open"],
            new[] { From.AddMilliseconds(-1), From, Opens.AddMilliseconds(-1), Opens }.Select(at => With(Preferred).State.StatusAt(at.ToUnixTimeMilliseconds())));
    }

    [Fact]
    public void A_bid_of_anybody_is_refused_in_the_window_and_told_when_the_market_opens()
    {
        foreach (var bidder in new[] { Smelter, Id.From("another") })
            Assert.Equal(Opens.ToUnixTimeMilliseconds(), With(Preferred).When(new PlaceBid(bidder, Opening), Within).Refused("auction.priority-window").Facts["opensAt"]);
        Assert.Equal(Opens.ToUnixTimeMilliseconds(), With(Preferred).When(new PlaceBid(Smelter, Opening), From.AddMilliseconds(-1)).Refused("auction.not-open-yet").Facts["opensAt"]);
        With(Preferred).When(new PlaceBid(Smelter, Opening), Opens).Then<BidPlaced>();
    }

    [Fact]
    public void Who_may_not_buy_may_not_take()
    {
        Nothing.When(Take(Smelter), Within).Refused("auction.unknown-lot");
        With(Preferred).When(Take(""), Within).Refused("auction.no-enterprise");
        With(Preferred).When(Take(Id.From("another")), Within).Refused("auction.not-a-key-enterprise");
        With(Preferred).When(new TakeByPriority(Smelter), Within).Refused("auction.not-a-key-enterprise");
        With(Preferred).When(Take(Mill), Within).Refused("auction.own-lot");
        With(Preferred).When(Take(Wire), Within).Refused("auction.linked-enterprise");
        With(Preferred with { Root = "MA0001234" }).When(Take(Smelter) with { Root = "MA0001234" }, Within).Refused("auction.linked-enterprise");
        With(ByBids).When(Take(Smelter), Within).Refused("auction.no-priority");
        With(Preferred).After(new WithdrawLot("Sold before"), From).When(Take(Smelter), Within).Refused("auction.withdrawn");
        Taken.When(Take(Foundry), Within).Refused("auction.taken-by-priority");
        Taken.When(Take(Smelter), Within).Refused("auction.taken-by-priority");
        Taken.When(new PlaceBid(Foundry, Opening), Opens).Refused("auction.closed");
    }

    [Fact]
    public void Admission_licence_and_deposit_are_asked_of_key_enterprises_too()
    {
        var terms = Preferred.Terms with { Admission = "approved", Licence = "74", DepositMinor = 500 };
        var asked = With(Preferred with { Terms = terms });
        asked.When(Take(Smelter), Within).Refused("auction.not-admitted");
        asked.When(Take(Smelter) with { Pass = new(true, []) }, Within).Refused("auction.licence-needed");
        asked.When(Take(Smelter) with { Pass = new(true, ["74"]) }, Within).Refused("auction.deposit-needed");
        var taken = asked.After(new NoteDeposit(Smelter), From).After(Take(Smelter) with { Pass = new(true, ["74"]) }, Within);
        Assert.Equal(500, taken.History.OfType<AuctionClosed>().Single().DepositMinor);
    }

    [Theory]
    [InlineData("english", false, 10_000)]
    [InlineData("fixed-price", false, 20_000_000)]
    [InlineData("pay-as-bid", false, 20_000_000)]
    [InlineData("vcg", false, 20_000_000)]
    [InlineData("dutch", false, 10_000)]
    [InlineData("dutch", true, 20_000_000)]
    [InlineData("best-offer", false, 10_000)]
    [InlineData("best-offer", true, 20_000_000)]
    public void The_price_is_the_opening_of_the_lot_or_of_a_unit(string format, bool divisible, long hammer)
    {
        var taken = With(Windowed(OfFormat(format, divisible))).After(Take(Smelter), Opens.AddMilliseconds(-1));
        Assert.Equal((hammer, Opening, Offered), taken.History.OfType<QuantityAwarded>().Select(award => (award.HammerMinor, award.PriceMinor!.Value, award.QuantityMilli)).Single());
        Assert.Equal(hammer, LotAnswer.Of(With(Windowed(OfFormat(format, divisible))).State, Smelter, From.ToUnixTimeMilliseconds()).Priority!.HammerMinor);
    }

    [Fact]
    public void A_clock_begins_to_fall_when_the_market_opens()
    {
        var clock = With(Windowed(OnClock)).State;
        Assert.Equal(10_000, clock.Format.PriceMinor(clock, Opens.AddMinutes(9).ToUnixTimeMilliseconds()));
        Assert.Equal(9_400, clock.Format.PriceMinor(clock, Opens.AddMinutes(10).ToUnixTimeMilliseconds()));
    }

    [Fact]
    public void Terms_that_cannot_have_a_window_are_refused()
    {
        foreach (var sealedOrBought in new[] { BySealedBids, BySecondPrice, Tender, SealedTender, Hybrid })
            Nothing.When(new OfferLot(Windowed(sealedOrBought)), From).Refused("auction.unsound-terms");
        Nothing.When(new OfferLot(Windowed(ByBids)), From).Refused("auction.unsound-terms"); // a reserve above the opening
        Nothing.When(new OfferLot(Preferred with { Terms = Preferred.Terms with { PriorityFromAt = Preferred.Terms.OpensAt } }), From).Refused("auction.unsound-terms");
        Nothing.When(new OfferLot(Preferred), From).Then<LotOffered>();
    }

    [Fact]
    public void When_the_taker_defaults_while_the_lots_time_runs_it_is_for_sale_to_everybody()
    {
        var open = Taken.When(FirstFalls, During).Then(new AwardFell(FirstFalls.Award, Fair, Offered, Opening, "not-paid", 1, 0));
        Assert.Equal((null, 0L, Offered, null), (open.State.Outcome, open.State.PriceMinor, open.State.RemainingMilli, LotAnswer.Of(open.State, Mill, 0).Priority!.TakenBy));
        var sold = open.After(new PlaceBid(Foundry, Opening), During).After(new CloseAuction(), Closes);
        Assert.Equal((Foundry, Opening), sold.History.OfType<QuantityAwarded>().Select(award => (award.Winner, award.HammerMinor)).Last());
        Assert.Equal((2L, Offered), (sold.History.OfType<AuctionClosed>().Last().Closing, sold.History.OfType<AuctionClosed>().Last().FallenMilli));
        open.When(new CloseAuction(), Closes).Then(new AuctionClosed(Fair, Offered, 0, 0, Closing: 2, FallenMilli: Offered));
    }

    [Fact]
    public void Within_the_window_another_key_enterprise_may_take_what_fell_and_the_one_that_defaulted_may_not()
    {
        var again = Taken.After(FirstFalls, Within);
        again.When(Take(Smelter), Within).Refused("auction.priority-spent");
        Assert.Equal(Foundry, again.After(Take(Foundry), Within).State.Cascade.Awards.Single().Winner);
    }

    [Fact]
    public void When_the_taker_defaults_after_the_close_nobody_is_asked_and_the_lot_passes_in() => Taken.When(FirstFalls, Closes).Then(
        new AwardFell(FirstFalls.Award, Fair, Offered, Opening, "not-paid", 1, 0), new AuctionClosed(Fair, Offered, 0, 0, Closing: 2, FallenMilli: Offered));

    [Fact]
    public void A_lot_that_was_taken_and_not_paid_goes_down_its_ladder_after_its_close_and_has_no_window_there()
    {
        var terms = Preferred.Terms with { Ladder = [new("english", 8_500, 3_600_000, 600_000)], LadderEndsAt = Closes.AddDays(2).ToUnixTimeMilliseconds() };
        var down = With(Preferred with { Terms = terms }).After(Take(Smelter), Within).After(FirstFalls, Closes);
        var attempt = Assert.IsType<AttemptOpened>(down.History[^1]);
        Assert.Equal((null, 8_500L, AuctionStatus.Scheduled), (attempt.Terms.PriorityFromAt, attempt.Terms.OpeningMinor, down.State.StatusAt(Closes.ToUnixTimeMilliseconds())));
        down.When(Take(Foundry), Closes).Refused("auction.no-priority");
        down.When(new PlaceBid(Smelter, 8_500), Closes.AddMinutes(10)).Refused("auction.has-defaulted");
        down.When(new PlaceBid(Foundry, 8_500), Closes).Refused("auction.not-open-yet");
        var sold = down.After(new PlaceBid(Foundry, 8_500), Closes.AddMinutes(10)).After(new CloseAuction(), Closes.AddHours(2));
        Assert.Equal(AuctionStatus.Sold, sold.State.Outcome);
    }

    [Fact]
    public void What_opens_to_everybody_after_a_default_asks_for_no_deposit_because_the_lots_deposits_have_ended()
    {
        var open = With(Preferred with { Terms = Preferred.Terms with { DepositMinor = 500 } })
            .After(new NoteDeposit(Smelter), From).After(Take(Smelter), Within).After(FirstFalls, During);
        open.When(new PlaceBid(Foundry, Opening), During).Then<BidPlaced>();
    }

    [Fact]
    public void A_lot_of_a_group_leaves_it_when_it_is_taken_and_is_in_it_again_when_that_falls()
    {
        var group = Id.From("group");
        var lot = With(Preferred with { Terms = Preferred.Terms with { Group = group } });
        var taking = Auction.Decide(lot.State, Take(Smelter), Within);
        Assert.Equal(new LeaveGroup(LotId), Assert.Single(taking.Companions).Command);
        Assert.Equal(new JoinGroup(LotId), Assert.Single(Auction.Decide(lot.Given(taking.Events).State, FirstFalls, During).Companions).Command);
        Assert.Equal(new LeaveGroup(LotId), Assert.Single(Auction.Decide(lot.Given(taking.Events).State, FirstFalls, Closes).Companions).Command);
    }

    [Fact]
    public void After_the_window_nothing_that_anybody_does_takes_a_lot_from_the_market_for_a_key_enterprise()
    {
        var bid = With(Preferred with { Organizer = Mill }).After(new PlaceBid(Foundry, Opening), During);
        bid.When(Take(Smelter), During).Refused("auction.priority-over");
        var withdrawn = bid.After(new Propose("wang", Mill, false, null, "Damaged in store"), During).After(new ConfirmProposal("li", Mill, false, 1), During);
        withdrawn.When(Take(Smelter), During).Refused("auction.withdrawn");
        Assert.Equal((AuctionStatus.Withdrawn, 0L), (withdrawn.State.Outcome, withdrawn.State.AwardedMilli));
    }

    [Fact]
    public void The_message_of_the_award_says_that_it_was_by_priority()
    {
        var award = Taken.History.OfType<QuantityAwarded>().Single();
        var happened = new Exchange.Kernel.Log.Happened(new(0, 1), 0, 1, new("k", "", "t", Within, null, []), Auction.Stream(LotId), 3, award);
        Assert.True(Assert.IsType<LotAwarded>(Assert.Single(AuctionAnnouncements.From(happened))).Priority);
    }

    [Fact]
    public void The_audit_file_names_the_taker_and_proves_that_it_was_in_the_window_by_a_key_enterprise_at_the_opening_price()
    {
        var verdict = AuditVerifier.Verify(Encoding.UTF8.GetBytes(AuditText));
        Assert.Empty(verdict.Faults);
        Assert.Equal([("Bidder 1", Opening)], verdict.Result!.Awards.Select(award => (award.Winner, award.HammerMinor)));
        Assert.Contains($"\"enterprise\":\"{Smelter}\"", AuditText, StringComparison.Ordinal);
        Assert.DoesNotContain($"\"consignor\":\"{Mill}\"", AuditText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"enterprise\":\"{smelter}\"", "\"enterprise\":\"{other}\"", "auction.not-a-key-enterprise")]
    [InlineData("\"at\":{within}", "\"at\":{opens}", "auction.priority-over")]
    [InlineData("\"at\":{within}", "\"at\":{early}", "auction.not-open-yet")]
    [InlineData("\"hammerMinor\":10000,\"keyEnterprises\"", "\"hammerMinor\":9000,\"keyEnterprises\"", "events[0].hammerMinor is 9000, and by the rules 10000")]
    public void A_taking_that_is_against_the_rules_is_named(string from, string to, string named)
    {
        var changed = AuditText.Replace(Filled(from), Filled(to), StringComparison.Ordinal);
        Assert.NotEqual(AuditText, changed);
        Assert.Contains(AuditVerifier.Verify(Encoding.UTF8.GetBytes(changed)).Faults, fault => fault.Contains(named, StringComparison.Ordinal));

        static string Filled(string text) => text.Replace("{smelter}", Smelter, StringComparison.Ordinal).Replace("{other}", Id.From("another"), StringComparison.Ordinal)
            .Replace("{within}", $"{Within.ToUnixTimeMilliseconds()}", StringComparison.Ordinal).Replace("{opens}", $"{Opens.ToUnixTimeMilliseconds()}", StringComparison.Ordinal)
            .Replace("{early}", $"{From.ToUnixTimeMilliseconds() - 1}", StringComparison.Ordinal);
    }

    [Fact]
    public void Key_enterprises_are_heard_of_once()
    {
        var note = new Exchange.Matching.Fairs.NoteKeyEnterprises(Fair, Key);
        var heard = MatchingFair.Decide(MatchingFair.Initial, note, From);
        Assert.Equal(0, MatchingFair.Decide(MatchingFair.Evolve(MatchingFair.Initial, heard[0]), note with { Enterprises = [.. Key] }, From).Count);
    }

    private static string AuditText { get; } = Written();

    private static TakeByPriority Take(string bidder) => new(bidder) { KeyEnterprises = Key };

    private static Exchange.Matching.Auctions.Offering Windowed(Exchange.Matching.Auctions.Offering offering) =>
        offering with { Terms = offering.Terms with { PriorityFromAt = From.ToUnixTimeMilliseconds() } };

    private static Exchange.Matching.Auctions.Offering OfFormat(string format, bool divisible) => (format switch
    {
        "english" => Preferred,
        "fixed-price" => AtPrice,
        "dutch" => OnClock,
        "best-offer" => ByOffers,
        _ => InUnits(format),
    }) is var offering ? offering with { Terms = offering.Terms with { OpeningMinor = Opening, Divisible = divisible ? true : null } } : offering;

    // Taken by the smelter, which defaults, and sold by bids then.
    private static string Written()
    {
        var (file, bytes, state) = (new AuditFile(), new ArrayBufferWriter<byte>(), Auction.Initial);
        foreach (var (at, command) in new (DateTimeOffset, AuctionCommand)[]
        {
            (From.AddHours(-1), new OfferLot(Preferred)), (Within, Take(Smelter)), (Opens, FirstFalls), (During, new PlaceBid(Foundry, Opening)), (Closes, new CloseAuction()),
        })
        {
            var events = Auction.Decide(state, command, at).Events;
            file.Write(bytes, at.ToUnixTimeMilliseconds(), events);
            state = events.Aggregate(state, Auction.Evolve);
        }

        file.End(bytes);
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}

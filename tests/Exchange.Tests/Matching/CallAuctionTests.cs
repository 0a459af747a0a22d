using Exchange.Contracts.Listing.V1;
using Exchange.Kernel.Values;
using Exchange.Matching.CallAuctions;
using Xunit;
using static Exchange.Tests.Matching.Trade;

namespace Exchange.Tests.Matching;

/// <summary>A call auction from its opening to the call.</summary>
public sealed class CallAuctionTests
{
    public static TheoryData<CallTerms, string> Unsound => new()
    {
        { Terms with { Grade = Terms.Grade with { Currency = "USD" } }, "call-auction.other-currency" },
        { Terms with { TickMinor = 0 }, "call-auction.unsound-terms" },
        { Terms with { TickMinor = long.MaxValue }, "call-auction.unsound-terms" },
        { Terms with { LotMilli = 0 }, "call-auction.unsound-terms" },
        { Terms with { LotMilli = 1, TickMinor = 1, ReferenceMinor = null }, "call-auction.unsound-terms" },
        { Terms with { ReferenceMinor = 350_001 }, "call-auction.unsound-terms" },
        { Terms with { ReferenceMinor = -500 }, "call-auction.unsound-terms" },
        { Terms with { OpensAt = Published.OpensAt - 1 }, "call-auction.unsound-terms" },
        { Terms with { CallsAt = Published.ClosesAt + 1 }, "call-auction.unsound-terms" },
        { Terms with { CallsAt = Terms.OpensAt }, "call-auction.unsound-terms" },
        { Terms with { LockedMs = 600_000 }, "call-auction.unsound-terms" },
        { Terms with { Groups = [[Works]] }, "call-auction.unsound-terms" },
        { Terms with { Groups = [.. Enumerable.Repeat(new[] { Works, Branch }, CallTerms.MostGroups + 1)] }, "call-auction.unsound-terms" },
    };

    public static TheoryData<CallAuctionCommand, string> Refused => new()
    {
        { new PlaceOrder(Builder, Side.Buy, 350_001, 1_000), "call-auction.off-tick" },
        { new PlaceOrder(Builder, Side.Buy, 350_000, 1_500), "call-auction.not-whole-lots" },
        { new PlaceOrder(Builder, Side.Buy, 350_000, 0), "call-auction.nothing-ordered" },
        { new PlaceOrder(Builder, Side.Sell, 0, 1_000), "call-auction.nothing-ordered" },
        { new PlaceOrder(Builder, Side.Sell, -500, 1_000), "call-auction.nothing-ordered" },
        { new PlaceOrder(Builder, Side.Buy, long.MaxValue, 1_000), "call-auction.too-large" },
        { new PlaceOrder(Builder, Side.Buy, 500, long.MaxValue), "call-auction.too-large" },
        { new PlaceOrder(Builder, Side.Buy, CallTerms.MostMinor, 2_000), "call-auction.too-large" },
        { new PlaceOrder(Builder, Side.Buy, 350_000, 1_000, "USD"), "call-auction.other-currency" },
        { new PlaceOrder("", Side.Buy, 350_000, 1_000), "call-auction.no-enterprise" },
        { new AmendOrder(Mill, 2, 350_000, 1_000), "call-auction.unknown-order" },
        { new CancelOrder(Mill, 0), "call-auction.unknown-order" },
        { new AmendOrder(Builder, 1, 350_000, 1_000), "call-auction.not-your-order" },
        { new CancelOrder(Builder, 1), "call-auction.not-your-order" },
        { new AmendOrder(Mill, 1, 350_001, 1_000), "call-auction.off-tick" },
        { new AmendOrder(Mill, 1, 350_000, 0), "call-auction.nothing-ordered" },
        { new CallOrders(), "call-auction.not-due" },
    };

    private static Exchange.Matching.Auctions.Pass Admitted { get; } = new(true, []);

    [Fact]
    public void The_organizer_opens_it_once()
    {
        var opened = Nothing.When(Open, Before).Then(new CallAuctionOpened(Terms));
        opened.When(Open with { Terms = Terms with { Groups = [[Works, Branch]] } }, Before).Then();
        opened.When(Open with { Terms = Terms with { TickMinor = 100 } }, Before).Refused("call-auction.exists");
        opened.When(Open with { Terms = Terms with { Groups = [] } }, Before).Refused("call-auction.exists");
    }

    [Fact]
    public void Nobody_else_opens_it_and_in_no_fair_that_is_not_known()
    {
        Nothing.When(Open with { By = Mill }, Before).Refused("call-auction.not-yours");
        Nothing.When(Open with { By = "", AsOperator = true }, Before).Then<CallAuctionOpened>();
        Nothing.When(Open with { Fair = null }, Before).Refused("call-auction.unknown-fair");
        Nothing.When(Open with { Fair = Published with { Organizer = null } }, Before).Refused("call-auction.unknown-fair");
        Nothing.When(Open, Calls).Refused("call-auction.unsound-terms");
    }

    [Theory]
    [MemberData(nameof(Unsound))]
    public void Terms_by_which_nothing_can_be_traded_are_refused(CallTerms terms, string code) => Nothing.When(Open with { Terms = terms }, Before).Refused(code);

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_cannot_be_ordered_is_refused(CallAuctionCommand command, string code) => Opened.After(Sell(Mill, 3_500, 100)).When(command, During).Refused(code);

    [Fact]
    public void Orders_are_taken_from_the_opening_to_the_call()
    {
        Nothing.When(Buy(Builder, 3_500, 1), During).Refused("call-auction.unknown");
        Assert.Equal(Terms.OpensAt, Opened.When(Buy(Builder, 3_500, 1), Opens.AddMilliseconds(-1)).Refused("call-auction.not-open-yet").Facts["opensAt"]);
        Opened.When(Buy(Builder, 3_500, 1), Opens).Then<OrderPlaced>();
        Opened.When(Buy(Builder, 3_500, 1), Calls.AddMilliseconds(-1)).Then<OrderPlaced>();
        Opened.When(Buy(Builder, 3_500, 1), Calls).Refused("call-auction.closed");
        Opened.After(new CallOrders(), Calls).When(Buy(Builder, 3_500, 1), Calls).Refused("call-auction.closed");
    }

    [Fact]
    public void Shortly_before_the_call_orders_are_placed_and_no_longer_changed()
    {
        var story = Opened.After(Sell(Mill, 3_500, 100));
        story.When(new CancelOrder(Mill, 1), Locks.AddMilliseconds(-1)).Then(new OrderCancelled(new(1, Mill, Side.Sell, 350_000, 100_000)));
        story.When(new CancelOrder(Mill, 1), Locks).Refused("call-auction.locked");
        story.When(new AmendOrder(Mill, 1, 349_500, 100_000), Locks).Refused("call-auction.locked");
        story.When(Sell(Mill, 3_495, 100), Locks).Then<OrderPlaced>();
    }

    [Fact]
    public void Only_less_at_the_same_price_keeps_the_time()
    {
        var story = Opened.After(Sell(Mill, 3_500, 100), Sell(Yard, 3_500, 100));
        Assert.Equal([1, 2], Numbers(new AmendOrder(Mill, 1, 350_000, 99_000)));
        Assert.Equal([2, 1], Numbers(new AmendOrder(Mill, 1, 350_000, 101_000)));
        Assert.Equal([2, 1], Numbers(new AmendOrder(Mill, 1, 349_500, 99_000)));
        Assert.Equal([2], Numbers(new CancelOrder(Mill, 1)));
        story.When(new AmendOrder(Mill, 1, 350_000, 100_000), During).Then();

        IEnumerable<long> Numbers(CallAuctionCommand command) => story.After(command).State.Book.Select(order => order.Number);
    }

    [Fact]
    public void An_order_that_could_meet_an_own_one_is_refused_and_one_that_could_not_is_taken()
    {
        var story = Opened.After(Sell(Works, 3_500, 10));
        Assert.Equal(1L, story.When(Buy(Works, 3_500, 10), During).Refused("call-auction.meets-own-order").Facts["order"]);
        story.When(Buy(Works, 3_600, 10), During).Refused("call-auction.meets-own-order");
        story.When(Buy(Works, 3_495, 10), During).Then<OrderPlaced>();
        story.After(Buy(Works, 3_400, 10)).When(new AmendOrder(Works, 2, 350_000, 10_000), During).Refused("call-auction.meets-own-order");
        story.After(new CancelOrder(Works, 1)).When(Buy(Works, 3_600, 10), During).Then<OrderPlaced>();
    }

    [Fact]
    public void Linked_enterprises_count_as_one()
    {
        var story = Opened.After(Sell(Works, 3_500, 10));
        Assert.Empty(story.When(Buy(Branch, 3_500, 10), During).Refused("call-auction.meets-linked-order").Facts);
        story.When(Buy(Branch, 3_495, 10), During).Then<OrderPlaced>();
        story.When(Buy(Builder, 3_500, 10), During).Then<OrderPlaced>();
    }

    [Fact]
    public void Enterprises_of_one_credit_code_root_count_as_one()
    {
        var story = Opened.After(Sell(Mill, 3_500, 10) with { Root = "MA0001234" }, Sell(Yard, 3_600, 10));
        story.When(Buy(Builder, 3_500, 10) with { Root = "MA0001234" }, During).Refused("call-auction.meets-linked-order");
        story.When(Buy(Builder, 3_495, 10) with { Root = "MA0001234" }, During).Then<OrderPlaced>();
        story.When(Buy(Builder, 3_600, 10) with { Root = "MA0001235" }, During).Then<OrderPlaced>();
        story.When(Buy(Builder, 3_600, 10), During).Then<OrderPlaced>();
        story.After(Buy(Builder, 3_495, 10) with { Root = "MA0001234" }).When(new AmendOrder(Builder, 3, 350_000, 10_000), During).Refused("call-auction.meets-linked-order");
    }

    [Fact]
    public void Whoever_buys_in_a_fair_that_is_not_open_is_admitted_and_whoever_sells_need_not_be()
    {
        var approved = Nothing.Given(new CallAuctionOpened(Terms with { Admission = "approved" }));
        Assert.Equal("approved", approved.When(Buy(Builder, 3_500, 10), During).Refused("call-auction.not-admitted").Facts["admission"]);
        approved.When(Buy(Builder, 3_500, 10) with { Pass = new(false, []) }, During).Refused("call-auction.not-admitted");
        approved.When(Buy(Builder, 3_500, 10) with { Pass = Admitted }, During).Then<OrderPlaced>();
        approved.When(Sell(Mill, 3_500, 10), During).Then<OrderPlaced>();
        approved.After(Sell(Works, 3_500, 10)).When(Buy(Works, 3_400, 10), During).Refused("call-auction.not-admitted");
    }

    [Fact]
    public void Whoever_buys_a_licensed_grade_has_shown_the_licence()
    {
        var licensed = Nothing.Given(new CallAuctionOpened(Terms with { Licence = "95" }));
        Assert.Equal("95", licensed.When(Buy(Builder, 3_500, 10), During).Refused("call-auction.licence-needed").Facts["licence"]);
        licensed.When(Buy(Builder, 3_500, 10) with { Pass = Admitted }, During).Refused("call-auction.licence-needed");
        licensed.When(Buy(Builder, 3_500, 10) with { Pass = new(false, ["95"]) }, During).Then<OrderPlaced>();
        licensed.When(Sell(Mill, 3_500, 10), During).Then<OrderPlaced>();
    }

    [Fact]
    public void Whose_order_to_buy_waits_was_let_in_and_orders_on()
    {
        var approved = Nothing.Given(new CallAuctionOpened(Terms with { Admission = "invited" })).After(Buy(Builder, 3_500, 10) with { Pass = Admitted });
        approved.When(Buy(Builder, 3_400, 10), During).Then<OrderPlaced>();
        approved.When(new AmendOrder(Builder, 1, 360_000, 20_000), During).Then<OrderAmended>();
        approved.After(new CancelOrder(Builder, 1)).When(Buy(Builder, 3_400, 10), During).Refused("call-auction.not-admitted");
    }

    [Fact]
    public void The_book_is_bounded()
    {
        var own = Opened.Given(Enumerable.Range(1, CallAuction.MostOfOne).Select(n => new OrderPlaced(new(n, Mill, Side.Sell, 350_000, 1_000))));
        own.When(Sell(Mill, 3_500, 1), During).Refused("call-auction.too-many-orders");
        own.After(new CancelOrder(Mill, 1)).When(Sell(Mill, 3_500, 1), During).Then<OrderPlaced>();
        var full = Opened.Given(Enumerable.Range(1, CallAuction.MostOrders).Select(n => new OrderPlaced(new(n, Id.From($"{n / 20}"), Side.Sell, 350_000, 1_000))));
        full.When(Buy(Builder, 3_500, 1), During).Refused("call-auction.book-full");
    }

    [Fact]
    public void At_the_call_all_trade_at_one_price_and_each_pair_gets_one_award()
    {
        var story = Opened.After(
            Buy(Builder, 3_520, 300), Sell(Mill, 3_480, 200), Buy(Works, 3_500, 200), Sell(Yard, 3_500, 150), Sell(Mill, 3_490, 100), Buy(Builder, 3_480, 500));
        var crossed = story.When(new CallOrders(), Calls).Then<OrdersCrossed>();
        Assert.Equal((350_000L, 450_000L, 50_000L), (crossed.Result.PriceMinor, crossed.Result.VolumeMilli, crossed.Result.SurplusMilli));
        Assert.Equal([(1, 300), (2, 200), (3, 150), (4, 150), (5, 100)], crossed.Result.Fills.Select(fill => (fill.Order, fill.QuantityMilli / 1000)));
        Assert.Equal(
            [(Builder, Mill, 300, 105_000_000), (Works, Yard, 150, 52_500_000)],
            crossed.Awards.Select(award => (award.Buyer, award.Seller, award.QuantityMilli / 1000, award.HammerMinor)));
        Assert.Equal(Id.From(Auction, "1"), crossed.Awards[0].Award);
        story.After(new CallOrders(), Calls).When(new CallOrders(), Calls).Then();
    }

    [Fact]
    public void Where_nothing_meets_nothing_is_traded()
    {
        var crossed = Opened.After(Buy(Builder, 3_480, 300), Sell(Mill, 3_500, 200)).When(new CallOrders(), Calls).Then<OrdersCrossed>();
        Assert.Equal((null, 0L), (crossed.Result.PriceMinor, crossed.Result.VolumeMilli));
        Assert.Empty(crossed.Awards);
        Opened.When(new CallOrders(), Calls).Then<OrdersCrossed>();
    }

    [Fact]
    public void What_cannot_follow_is_corruption()
    {
        var placed = new OrderPlaced(new(2, Mill, Side.Sell, 350_000, 1_000));
        Assert.Throws<InvalidDataException>(() => CallAuction.Evolve(CallAuction.Initial, placed));
        Assert.Throws<InvalidDataException>(() => CallAuction.Evolve(Opened.State, placed));
        Assert.Throws<InvalidDataException>(() => CallAuction.Evolve(Opened.State, new OrderCancelled(placed.Order)));
        Assert.Throws<InvalidDataException>(() => CallAuction.Evolve(Opened.After(new CallOrders(), Calls).State, placed with { Order = placed.Order with { Number = 1 } }));
    }

    [Fact]
    public void A_fair_is_heard_once()
    {
        var heard = Scenario.Of<Exchange.Matching.Fairs.Fair, Exchange.Matching.Fairs.FairCommand, Exchange.Matching.Fairs.FairEvent>()
            .When(new Exchange.Matching.Fairs.NoteFair(Licensed()), Before).Then(new Exchange.Matching.Fairs.FairHeard(Licensed()));
        heard.When(new Exchange.Matching.Fairs.NoteFair(Licensed()), Before).Then();
        heard.When(new Exchange.Matching.Fairs.NoteFair(Published), Before).Then(new Exchange.Matching.Fairs.FairHeard(Published));
        heard.When(new Exchange.Matching.Fairs.NoteFair(Licensed() with { Settlement = new SettlementTerms(150, 3_600_000, 7_200_000) }), Before).Then();

        static FairPublished Licensed() => Published with { Licensed = ["95"] };
    }
}

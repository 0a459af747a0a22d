using System.Text.Json;
using CsCheck;
using Exchange.Kernel.Values;
using Exchange.Matching.CallAuctions;
using Xunit;
using static Exchange.Tests.Matching.Trade;

namespace Exchange.Tests.Matching;

/// <summary>Laws of whole call auctions, over random commands of a few enterprises, most of which a rule refuses.</summary>
public sealed class CallAuctionLaws
{
    private static readonly string[] Enterprises = [Mill, Builder, Works, Branch, Yard];

    internal static readonly Gen<CallAuctionCommand> AnyCommand = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 4], Gen.Bool, Gen.Long[690, 710], Gen.Long[1, 9], Gen.Long[1, 12])
        .Select(CallAuctionCommand (what, who, buy, ticks, lots, order) => what switch
        {
            0 => new CancelOrder(Enterprises[who], order),
            1 or 2 => new AmendOrder(Enterprises[who], order, ticks * Tick, lots * Lot),
            _ => new PlaceOrder(Enterprises[who], buy ? Side.Buy : Side.Sell, ticks * Tick, lots * Lot) { Root = RootOf(Enterprises[who]) },
        });

    // The mill and the yard are one body.
    private static string? RootOf(string enterprise) => enterprise == Mill || enterprise == Yard ? "MA0001234" : null;

    internal static readonly Gen<CallAuctionCommand[]> AnyCommands = AnyCommand.Array[0, 40];

    [Fact]
    public void Enterprises_that_are_one_never_trade_with_each_other() => AnyCommands.Sample(commands =>
        Assert.DoesNotContain(Crossed(Run(commands)).Awards, award => Body(award.Buyer) == Body(award.Seller)));

    [Fact]
    public void An_order_is_refused_for_meeting_its_own_only_if_one_price_would_fill_both() => AnyCommands.Sample(commands =>
    {
        var auction = Opened.State;
        foreach (var command in commands)
        {
            var decision = CallAuction.Decide(auction, command, During);
            if (command is PlaceOrder place && decision.Refusal?.Code is "call-auction.meets-own-order" or "call-auction.meets-linked-order")
                Assert.Contains(auction.Book, order => order.Side != place.Side && Body(order.Enterprise) == Body(place.Enterprise)
                    && Enumerable.Range(690, 21).Any(ticks => Takes(order.Side, order.PriceMinor, ticks * Tick) && Takes(place.Side, place.PriceMinor, ticks * Tick)));
            auction = decision.Events.Aggregate(auction, CallAuction.Evolve);
        }

        static bool Takes(Side side, long limit, long price) => side == Side.Buy ? limit >= price : limit <= price;
    });

    [Fact]
    public void Awards_are_the_fills_of_each_enterprise_and_at_most_one_a_pair() => AnyCommands.Sample(commands =>
    {
        var auction = Run(commands);
        var crossed = Crossed(auction);
        Assert.Equal(crossed.Awards.Count, crossed.Awards.Select(award => (award.Buyer, award.Seller)).Distinct().Count());
        Assert.Equal(crossed.Result.VolumeMilli, crossed.Awards.Sum(award => award.QuantityMilli));
        foreach (var enterprise in Enterprises)
        {
            Assert.Equal(Filled(enterprise, Side.Buy), crossed.Awards.Where(award => award.Buyer == enterprise).Sum(award => award.QuantityMilli));
            Assert.Equal(Filled(enterprise, Side.Sell), crossed.Awards.Where(award => award.Seller == enterprise).Sum(award => award.QuantityMilli));
        }

        long Filled(string enterprise, Side side) => auction.Book.Where(order => order.Enterprise == enterprise && order.Side == side)
            .Sum(order => crossed.Result.Fills.FirstOrDefault(fill => fill.Order == order.Number)?.QuantityMilli ?? 0);
    });

    [Fact]
    public void Nobody_pays_more_or_gets_less_than_their_limit_and_all_quantities_are_whole_lots() => AnyCommands.Sample(commands =>
    {
        var auction = Run(commands);
        var crossed = Crossed(auction);
        Assert.All(crossed.Result.Fills, fill =>
        {
            var order = auction.Book.Single(order => order.Number == fill.Order);
            Assert.True(order.Side == Side.Buy ? order.PriceMinor >= crossed.Result.PriceMinor : order.PriceMinor <= crossed.Result.PriceMinor);
            Assert.InRange(fill.QuantityMilli, Lot, order.QuantityMilli);
            Assert.Equal((0, 0), (fill.QuantityMilli % Lot, crossed.Result.PriceMinor % Tick));
        });
        Assert.All(crossed.Awards, award => Assert.Equal(crossed.Result.PriceMinor * award.QuantityMilli / 1000, award.HammerMinor));
    });

    [Fact]
    public void What_the_book_shows_before_the_call_is_what_the_call_comes_to() => AnyCommands.Sample(commands =>
    {
        var auction = Run(commands);
        var shown = CallAuctionAnswer.Of(auction, During.ToUnixTimeMilliseconds());
        var called = CallAuctionAnswer.Of(CallAuction.Evolve(auction, Crossed(auction)), Calls.ToUnixTimeMilliseconds());
        Assert.Equal(shown with { Status = "called" }, called);
    });

    [Fact]
    public void The_state_from_replay_and_from_a_state_row_is_the_state_in_memory() => AnyCommands.Sample(commands =>
    {
        var (auction, events) = (Opened.State, new List<CallAuctionEvent>(Opened.History));
        foreach (var command in commands)
        {
            var decided = CallAuction.Decide(auction, command, During).Events;
            events.AddRange(decided);
            auction = decided.Aggregate(auction, CallAuction.Evolve);
            auction = JsonSerializer.Deserialize<CallAuction>(Text(auction), StoredJson.Options)!;
        }

        var stored = events.Select(@event => JsonSerializer.Deserialize<CallAuctionEvent>(JsonSerializer.Serialize(@event, StoredJson.Options), StoredJson.Options)!);
        Assert.Equal(Text(auction), Text(stored.Aggregate(CallAuction.Initial, CallAuction.Evolve)));
        Assert.Equal(Text(Crossed(auction)), Text(Crossed(stored.Aggregate(CallAuction.Initial, CallAuction.Evolve))));
    });

    private static string Body(string enterprise) => enterprise == Branch ? Works : RootOf(enterprise) ?? enterprise;

    private static string Text<T>(T value) => JsonSerializer.Serialize(value, StoredJson.Options);

    private static CallAuction Run(CallAuctionCommand[] commands) => commands.Aggregate(
        Opened.State, (auction, command) => CallAuction.Decide(auction, command, During).Events.Aggregate(auction, CallAuction.Evolve));

    private static OrdersCrossed Crossed(CallAuction auction) => Assert.IsType<OrdersCrossed>(Assert.Single(CallAuction.Decide(auction, new CallOrders(), Calls).Events));
}

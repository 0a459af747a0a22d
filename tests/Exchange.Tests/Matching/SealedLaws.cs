using System.Text.Json;
using CsCheck;
using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;
using Xunit;

namespace Exchange.Tests.Matching;

/// <summary>What sales by sealed bids must obey, beside the laws of all formats. A failure prints the seed.</summary>
public sealed class SealedLaws
{
    private static readonly string[] Bidders = ["ann", "bob", "cai", "dai"];

    private static readonly Gen<Story> AnyStory = Gen.Select(
        Gen.OneOf("sealed-first-price", "vickrey", "reverse-sealed"), Gen.Long[1, 50], Gen.Long[0, 60], Gen.Select(Gen.OneOf(Bidders), Gen.Long[1, 80], Gen.Int[0, 9]).Array[0, 25],
        (format, opening, reserve, steps) => new Story(format, opening, reserve, steps));

    /// <summary>A sealed bid, or its withdrawal.</summary>
    public static Gen<AuctionCommand> AnyCommand(string[] enterprises) => Gen.Select(Gen.OneOf(enterprises), Gen.Long[1, 600], Gen.Bool, (bidder, amount, isPlaced) =>
        isPlaced || amount > 200 ? (AuctionCommand)Sale.Sealed(bidder, amount) : new WithdrawSealedBid(bidder));

    [Fact]
    public void The_winner_and_the_price_are_those_of_a_naive_auctioneer() => AnyStory.Sample(story =>
    {
        var award = story.Events().OfType<QuantityAwarded>().SingleOrDefault();
        (string, long)? won = award is null ? null : (award.Winner, award.HammerMinor);
        return story.Naive() == won;
    });

    [Fact]
    public void Every_receipt_can_be_checked_by_what_the_opening_publishes() => AnyStory.Sample(story =>
    {
        var events = story.Events();
        var receipts = events.OfType<BidSealed>().ToDictionary(bid => bid.Bid, bid => bid.Receipt);
        return events.OfType<BidsOpened>().All(opened => opened.Bids.All(bid => receipts[bid.Bid] == LotKey.Receipt(Sale.LotId, bid.BidderNumber, bid.AmountMinor, bid.Salt)));
    });

    [Fact]
    public void Before_the_opening_amounts_change_nothing_but_what_cannot_be_read() => AnyStory.Sample(story =>
    {
        var other = story with { Steps = [.. story.Steps.Select(step => (step.Item1, story.IsReverse ? Math.Max(1, step.Item2 - 1) : step.Item2 + 1, step.Item3))] };
        if (story.Refused().Count > 0 || other.Refused().Count > 0) return true;
        return Seen(story).SequenceEqual(Seen(other));
    });

    [Fact]
    public void The_order_of_the_losers_is_irrelevant() => AnyStory.Sample(story =>
    {
        if (story.Naive() is not { } winner) return true;
        var placed = story.Steps.Where(step => step.Item3 > 0).GroupBy(step => step.Item1).Select(mine => mine.Last()).ToArray();
        var first = new Story(story.Format, story.Opening, story.Reserve, [.. placed.Where(step => step.Item1 == winner.Winner), .. placed.Where(step => step.Item1 != winner.Winner)]);
        var turned = first with { Steps = [first.Steps[0], .. first.Steps.Skip(1).Reverse()] };
        return first.Naive() is not { } one || one.Winner != first.Steps[0].Item1 || turned.Naive() == one;
    });

    [Fact]
    public void Boxes_are_of_one_length() => AnyStory.Sample(story => story.Events().OfType<BidSealed>().Select(bid => bid.Box.Length).Distinct().Count() <= 1);

    private static IEnumerable<string> Seen(Story story) => story.Events().TakeWhile(@event => @event is not BidsOpened)
        .Select(@event => JsonSerializer.Serialize(@event is BidSealed bid ? bid with { Box = "", Receipt = "" } : @event, StoredJson.Options));

    /// <summary>A sale: who bids what, or withdraws where the last is 0.</summary>
    private sealed record Story(string Format, long Opening, long Reserve, (string, long, int)[] Steps)
    {
        public bool IsReverse => Format == "reverse-sealed";

        private Offering Offering => Sale.Of(Sale.BySealedBids.Terms with
        {
            Format = Format,
            OpeningMinor = Opening,
            ReserveMinor = IsReverse ? 0 : Reserve,
            FloorMinor = IsReverse ? Math.Min(Reserve, Opening) : null,
        });

        public List<AuctionEvent> Events() => Told().Events;

        public List<string> Refused() => Told().Refused;

        // By a dictionary and loops.
        public (string Winner, long Price)? Naive()
        {
            var standing = new Dictionary<string, (long Amount, int Order)>();
            foreach (var (order, (bidder, amount, kind)) in Steps.Index())
            {
                if (kind == 0) standing.Remove(bidder);
                else if (IsReverse ? amount <= Opening : amount >= Opening) standing[bidder] = (amount, order);
            }

            var counting = standing.Where(bid => IsReverse ? bid.Value.Amount >= Math.Min(Reserve, Opening) : bid.Value.Amount >= Reserve)
                .OrderBy(bid => IsReverse ? bid.Value.Amount : -bid.Value.Amount).ThenBy(bid => bid.Value.Order).ToList();
            if (counting.Count == 0) return null;
            var price = counting[0].Value.Amount;
            if (Format == "vickrey") price = Math.Max(Reserve, standing.Where(bid => bid.Key != counting[0].Key).Select(bid => bid.Value.Amount).DefaultIfEmpty(Opening).Max());
            return (counting[0].Key, price);
        }

        private (List<AuctionEvent> Events, List<string> Refused) Told()
        {
            var (events, refused) = (new List<AuctionEvent> { new LotOffered(Offering) }, new List<string>());
            var state = Auction.Evolve(Auction.Initial, events[0]);
            foreach (var (bidder, amount, kind) in Steps) Take(kind == 0 ? new WithdrawSealedBid(bidder) : Sale.Sealed(bidder, amount), Sale.During);
            Take(new CloseAuction(Sale.Key), Sale.Closes);
            return (events, refused);

            void Take(AuctionCommand command, DateTimeOffset at)
            {
                var decision = Auction.Decide(state, command, at);
                if (decision.Refusal is { } refusal) refused.Add(refusal.Code);
                events.AddRange(decision.Events);
                state = decision.Events.Aggregate(state, Auction.Evolve);
            }
        }
    }
}

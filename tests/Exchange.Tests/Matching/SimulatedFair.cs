using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Exchange.Kernel.Values;
using Exchange.Matching;
using Exchange.Matching.Auctions;
using Exchange.Matching.Auctions.Formats;
using Exchange.Matching.CallAuctions;

namespace Exchange.Tests.Matching;

/// <summary>A command on its way to a stream.</summary>
/// <param name="At">When it is sent, in Unix milliseconds.</param>
/// <param name="Stream">The stream.</param>
/// <param name="Number">The lot's number; 0 for a call auction.</param>
/// <param name="Command">The command.</param>
/// <param name="Key">The key by which it is known when it comes again.</param>
internal sealed record SimulatedStep(long At, string Stream, long Number, object Command, string Key);

/// <summary>What is done at a simulated fair: lots of every format, of which some extend together, and a call auction for every ten of them. The commands of a lot are a story of
/// <see cref="AuctionLaws"/> or, of every third, of <see cref="LadderLaws"/>, with more of what the format takes; sealed bids are sealed by the lot's own key.</summary>
internal sealed class SimulatedFair(int seed, SealingKey sealing)
{
    /// <summary>Every so many lots begin a group, and a call auction.</summary>
    private const int GroupEvery = 9, CallEvery = 10;

    private static readonly string[] Bidders = ["ann", "bob", "cai", "dai", "eve", Sale.Wire];

    // At the close, and what is after it if nobody has moved it.
    private static readonly Gen<(AuctionCommand Command, long Part)[]> LateBids = Gen.Select(TakenBy(Format.Of("english")!), Gen.Long[900, 1_200]).Array[4, 12];

    private static readonly Gen<(CallAuctionCommand Command, long Part)[]> Orders = Gen.Select(CallAuctionLaws.AnyCommand, Gen.Long[0, 1_050]).Array[30, 90];

    private readonly PCG _chance = new(1, (ulong)seed);

    /// <summary>All commands, in the order of their times.</summary>
    /// <param name="lots">How many lots.</param>
    public List<SimulatedStep> Steps(int lots)
    {
        var steps = new List<SimulatedStep>();
        Offering? first = null;
        for (var n = 1; n <= lots; n++)
        {
            var (offering, story) = Drawn(n);
            if (Format.ObjectionTo(offering) is not null) (offering, story) = Drawn(n); // so that few lots are refused by their own terms
            // Three lots, which close at one time.
            offering = (n % GroupEvery) switch
            {
                0 => first = Grouped(offering, Id.From("simulated group", offering.Lot.Id)),
                1 or 2 when first is not null => offering with { Terms = first.Terms },
                _ => offering,
            };
            steps.AddRange(OfLot(offering, story));
            if (n % CallEvery == 0) steps.AddRange(OfCall(Id.From("simulated call", n.ToString(CultureInfo.InvariantCulture))));
        }

        return [.. steps.OrderBy(step => step.At)];
    }

    private (Offering Offering, AuctionLaws.Story Story) Drawn(int number)
    {
        var story = Generated(number % 3 == 1 ? LadderLaws.AnyUnbrokenStory : AuctionLaws.AnyStory);
        var (lot, terms) = (story.Offering.Lot with { Id = Id.From("simulated", number.ToString(CultureInfo.InvariantCulture)), Number = number }, story.Offering.Terms);
        return (story.Offering with { Lot = lot, Terms = terms.Format == "best-offer" ? terms with { ReserveMinor = 0 } : terms }, story);
    }

    private static Offering Grouped(Offering offering, string group) => offering with
    {
        Terms = new("english", offering.Terms.OpeningMinor, offering.Terms.ReserveMinor, 5, 20, offering.Terms.OpensAt, offering.Terms.ClosesAt, Group: group),
    };

    private IEnumerable<SimulatedStep> OfLot(Offering offering, AuctionLaws.Story story)
    {
        var (terms, key) = (offering.Terms, sealing.Of(offering.Lot.Id));
        var commands = story.Steps.Select(step => (step.Command, step.At)).ToList();
        // Of sealed bids and offers the story alone has few that count.
        var (format, rare) = (Format.Of(terms.Format)!, terms.Format is "best-offer" || Format.Of(terms.Format) is SealedFormat);
        commands.AddRange(Generated(Gen.Select(TakenBy(format), Gen.Long[0, 999]).Array[rare ? 12 : 3, rare ? 40 : 16]).Select(taken => (taken.Item1, Between(taken.Item2))));
        if (terms.Group is not null) commands.AddRange(Generated(LateBids).Select(late => (late.Command, Between(late.Part))));
        return commands.Select((step, i) => Step(step.At, WithKey(step.Command, key), i)).Prepend(Step(1, new OfferLot(offering), -1));

        long Between(long part) => terms.OpensAt + (part * (terms.ClosesAt - terms.OpensAt) / 1_000);

        SimulatedStep Step(long at, AuctionCommand command, int i) =>
            new(at, Auction.Stream(offering.Lot.Id), offering.Lot.Number, command, string.Create(CultureInfo.InvariantCulture, $"{offering.Lot.Number}-{i}"));
    }

    // What a format may say yes to; the story has the rest.
    private static Gen<AuctionCommand> TakenBy(Format format) => format switch
    {
        DutchSealed => Gen.OneOf(AnyBid, SealedLaws.AnyCommand(Bidders)),
        SealedFormat => SealedLaws.AnyCommand(Bidders),
        MultiUnit => AuctionParts.AnyDemand(Bidders),
        BestOffer => AuctionParts.AnyOfferCommand(Bidders),
        Dutch or FixedPrice => Gen.Select(Gen.OneOf(Bidders), Gen.Long[1, 400], (bidder, quantity) => (AuctionCommand)new TakeQuantity(bidder, quantity)),
        _ => AnyBid,
    };

    private static Gen<AuctionCommand> AnyBid => Gen.Select(Gen.OneOf(Bidders), Gen.Long[1, 900], (bidder, amount) => (AuctionCommand)new PlaceBid(bidder, amount, Confirmed: true));

    // Orders are collected for 150 ms, of which the last 30 are locked.
    private IEnumerable<SimulatedStep> OfCall(string auction)
    {
        const long opens = 20, calls = 170;
        var terms = Trade.Terms with { Grade = Trade.Terms.Grade with { Auction = auction, Fair = Sale.Fair }, OpensAt = opens, CallsAt = calls, LockedMs = 30 };
        var open = Trade.Open with { Fair = Trade.Published with { Fair = Sale.Fair, OpensAt = 0, ClosesAt = long.MaxValue }, Terms = terms };
        return Generated(Orders).Select((order, i) => Step(opens + (order.Part * (calls - opens) / 1_000), order.Command, i)).Prepend(Step(1, open, -1));

        SimulatedStep Step(long at, CallAuctionCommand command, int i) =>
            new(at, CallAuction.Stream(auction), 0, command, string.Create(CultureInfo.InvariantCulture, $"{auction[..8]}-{i}"));
    }

    // The story's commands are of another lot, and of another key.
    private static AuctionCommand WithKey(AuctionCommand command, LotKey key) => command switch
    {
        CloseAuction => new CloseAuction(key),
        PlaceSealedBid { Offer.AmountMinor: var amount } bid => bid with
        {
            Offer = key.Seal(
                bid.Bidder, amount, "",
                SHA512.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{bid.Bidder} {amount}"))).AsSpan(0, LotKey.SaltBytes + LotKey.NonceBytes)),
        },
        _ => command,
    };

    private T Generated<T>(Gen<T> gen) => gen.Generate(_chance, null, out _);
}

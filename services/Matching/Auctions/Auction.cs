using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Serialization;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Values;
using Exchange.Matching.Auctions.Formats;

namespace Exchange.Matching.Auctions;

/// <summary>Where a lot's sale is.</summary>
public static class AuctionStatus
{
    /// <summary>The opening time has not come.</summary>
    public const string Scheduled = "scheduled";

    /// <summary>Takes bids.</summary>
    public const string Open = "open";

    /// <summary>The close has come and the hammer has not fallen yet: it falls in a moment, or when those have answered who may decline a part.</summary>
    public const string Closing = "closing";

    /// <summary>Ended with at least one award.</summary>
    public const string Sold = "sold";

    /// <summary>Ended without an award.</summary>
    public const string PassedIn = "passed-in";

    /// <summary>Ended by withdrawal.</summary>
    public const string Withdrawn = "withdrawn";

    public static IReadOnlyList<string> All { get; } = [Scheduled, Open, Closing, Sold, PassedIn, Withdrawn];

    /// <summary>The status at a time, in Unix milliseconds as the opening and the close are; the outcome is null while the sale runs.</summary>
    public static string At(long at, long opensAt, long closesAt, string? outcome) =>
        outcome ?? (at < opensAt ? Scheduled : at < closesAt ? Open : Closing);
}

/// <summary>A quantity for a winner, and what the winner pays for all of it; with the price where that falls by itself, and with the price of a unit where all winners pay it.</summary>
public readonly record struct Award(string Winner, long QuantityMilli, long HammerMinor, long? PriceMinor = null);

/// <summary>The head of a lot's audit file, as it was published.</summary>
/// <param name="Entries">How many entries the file has.</param>
/// <param name="Head">The hash of the last one.</param>
public sealed record AuditHead(long Entries, string Head);

/// <summary>The sale of one lot: what all formats share. What a bid does, and who wins, is its <see cref="Format"/>'s.
/// The state is small whatever the number of bids, because it is held in memory for every open lot.</summary>
public sealed record Auction : IDecider<Auction, AuctionCommand, AuctionEvent>
{
    public static Auction Initial { get; } = new();

    /// <summary>The lot and its rules; null until it is offered.</summary>
    public Offering? Offering { get; init; }

    /// <summary>How the sale ended: sold, passed in or withdrawn; null while it runs.</summary>
    public string? Outcome { get; init; }

    /// <summary>The close in Unix milliseconds: the one truth, moved by extensions.</summary>
    public long ClosesAt { get; init; }

    /// <summary>How many times a late bid has moved the close.</summary>
    public long Extensions { get; init; }

    /// <summary>The price since the last bid, or of the last purchase from a clock; 0 before either.</summary>
    public long PriceMinor { get; init; }

    /// <summary>The number of accepted bids, which is the number of the last one.</summary>
    public long Bids { get; init; }

    /// <summary>The enterprise that would win now, if the reserve is met; null before the first bid.</summary>
    public string? Leader { get; init; }

    /// <summary>Everyone who has bid.</summary>
    public Bidders Bidders { get; init; } = Bidders.None;

    /// <summary>The standing bids, where they are of price and quantity; null before the first.</summary>
    public Book? Book { get; init; }

    /// <summary>The offers, where the lot is sold by them; null before the first.</summary>
    public OfferBook? Offers { get; init; }

    /// <summary>The sealed bids that stand; null where none was ever sealed.</summary>
    public SealedBids? Sealed { get; init; }

    /// <summary>The number of awards.</summary>
    public long Awards { get; init; }

    /// <summary>Thousandths of the unit that are awarded; never more than were offered.</summary>
    public long AwardedMilli { get; init; }

    /// <summary>The head of the audit file that was published last; null until the sale has ended.</summary>
    public AuditHead? Audit { get; init; }

    /// <summary>The rules of the lot's format. Only once it is offered.</summary>
    [JsonIgnore]
    public Format Format => Format.Of(Offered.Terms.Format) ?? throw new InvalidDataException($"No format '{Offered.Terms.Format}'.");

    /// <summary>The lot and its rules. Only once it is offered.</summary>
    [JsonIgnore]
    public Offering Offered => Offering ?? throw new InvalidOperationException("The lot is not offered yet.");

    /// <summary>The standing bids, where they are of price and quantity.</summary>
    [JsonIgnore]
    public Book Standing => Book ?? Book.Empty;

    /// <summary>The offers, where the lot is sold by them.</summary>
    [JsonIgnore]
    public OfferBook StandingOffers => Offers ?? OfferBook.None;

    /// <summary>Thousandths of the unit that can still be bought.</summary>
    [JsonIgnore]
    public long RemainingMilli => Outcome is null ? Offered.Lot.QuantityMilli - AwardedMilli : 0;

    /// <summary>The stream of a lot's sale.</summary>
    public static string Stream(string lot) => "auction/" + lot;

    /// <summary>Where the sale is at a time in Unix milliseconds.</summary>
    public string StatusAt(long at) => AuctionStatus.At(at, Offered.Terms.OpensAt, ClosesAt, Outcome);

    public static Decision<AuctionEvent> Decide(Auction auction, AuctionCommand command, DateTimeOffset now)
    {
        var at = now.ToUnixTimeMilliseconds();
        return command switch
        {
            // Messages come again and out of order: a withdrawal that overtakes its lot keeps the lot from ever being offered.
            OfferLot when auction.Offering is not null || auction.Outcome is not null => Decision<AuctionEvent>.Nothing,
            OfferLot offer when Format.ObjectionTo(offer.Offering) is { } objection => objection,
            OfferLot offer => InGroup(offer.Offering, new LotOffered(offer.Offering), new JoinGroup(offer.Offering.Lot.Id)),

            WithdrawLot when auction.Outcome is AuctionStatus.Withdrawn => Decision<AuctionEvent>.Nothing,
            WithdrawLot when auction.IsOver(at) => AuctionRefusals.Closed,
            WithdrawLot withdraw => InGroup(auction.Offering, new AuctionWithdrawn(withdraw.Reason), new LeaveGroup(auction.LotId)),

            _ when auction.Offering is null => AuctionRefusals.UnknownLot,

            BuyerCommand { Bidder.Length: 0 } => AuctionRefusals.NoEnterprise,
            BuyerCommand when auction.Outcome is AuctionStatus.Withdrawn => AuctionRefusals.Withdrawn,
            BuyerCommand when at < auction.Offering.Terms.OpensAt => AuctionRefusals.NotOpenYet(auction.Offering.Terms.OpensAt),
            BuyerCommand buyer when auction.IsOver(at) => SealedBids.TooLate(auction, buyer),
            BuyerCommand buyer when buyer.Bidder == auction.Offering.Lot.Consignor => AuctionRefusals.OwnLot,
            BuyerCommand buyer when auction.IsLinked(buyer.Bidder) => AuctionRefusals.LinkedEnterprise,
            SealedCommand bid => auction.Format.AcceptSealed(auction, bid, at),
            OfferCommand when auction.Format is not BestOffer => AuctionRefusals.TakesNoOffers,
            BuyerCommand buyer when auction.Offering.Terms.Group is not null => auction.WithGroup(auction.Format.Accept(auction, buyer, at)),
            BuyerCommand buyer => auction.Format.Accept(auction, buyer, at),
            ConsignorCommand consignor => auction.Answered(consignor, at),

            ExtendWith extend => auction.Extend(extend),

            CloseAuction when auction.Outcome is not null => Decision<AuctionEvent>.Nothing,
            CloseAuction when at < auction.ClosesAt => AuctionRefusals.NotDue(auction.ClosesAt),
            CloseAuction close => auction.WithGroup(auction.Format.Close(auction, close, at)),

            Lapse when auction.Outcome is not null => Decision<AuctionEvent>.Nothing,
            Lapse => auction.Format.Lapse(auction, at),

            AnswerPart when auction.Outcome is not null => AuctionRefusals.Closed,
            AnswerPart answer => auction.Format.Answer(auction, answer, at),

            PublishAudit publish => auction.Publish(publish),

            _ => throw new UnreachableException(command.GetType().Name),
        };
    }

    public static Auction Evolve(Auction auction, AuctionEvent @event) => @event switch
    {
        AuctionWithdrawn when auction.Outcome is null => auction with { Outcome = AuctionStatus.Withdrawn },
        LotOffered offered when auction is { Offering: null, Outcome: null } =>
            auction with { Offering = offered.Offering, ClosesAt = offered.Offering.Terms.ClosesAt },

        AuditPublished published when auction is { Offering: not null, Outcome: not null } => auction with { Audit = new(published.Entries, published.Head) },

        _ when auction.Offering is null || auction.Outcome is not null => throw CannotFollow(auction, @event),

        BidPlaced bid when bid.Bid == auction.Bids + 1 && (bid.Leader is null || bid.Leader == auction.Leader) => auction with
        {
            Bids = bid.Bid,
            PriceMinor = bid.PriceMinor,
            Leader = bid.Leader ?? bid.Bidder,
            ClosesAt = bid.ClosesAt,
            Extensions = auction.Extensions + (bid.ClosesAt > auction.ClosesAt ? 1 : 0),
            Bidders = auction.Bidders.After(bid.Bidder, bid.AmountMinor),
        },
        DemandPlaced or PartsOffered or PartAnswered or OfferEvent => auction.InBooks(@event) ?? throw CannotFollow(auction, @event),
        CloseMoved moved when moved.ClosesAt > auction.ClosesAt => auction with
        {
            ClosesAt = moved.ClosesAt,
            Extensions = auction.Extensions + (moved.Reason == CloseMoved.WithGroup ? 1 : 0),
        },
        BidSealed or SealedBidWithdrawn or BidsOpened => SealedBids.Evolve(auction, @event) ?? throw CannotFollow(auction, @event),
        QuantityAwarded award when award.QuantityMilli <= auction.RemainingMilli =>
            auction with
            {
                Awards = auction.Awards + 1,
                AwardedMilli = auction.AwardedMilli + award.QuantityMilli,
                PriceMinor = award.PriceMinor ?? auction.PriceMinor,
            },
        AuctionClosed closed when closed.AwardedMilli == auction.AwardedMilli =>
            auction with { Outcome = auction.AwardedMilli > 0 ? AuctionStatus.Sold : AuctionStatus.PassedIn, Book = auction.Book?.Unasked() },

        _ => throw CannotFollow(auction, @event),
    };

    /// <summary>Who would win what if the hammer fell now; nobody once the sale has ended. Pure: the same however often it is asked.</summary>
    /// <exception cref="InvalidOperationException">The format awards more than remains.</exception>
    public ImmutableArray<Award> Resolve()
    {
        if (Outcome is not null) return [];
        var awards = Format.Resolve(this);
        return awards.Sum(award => award.QuantityMilli) <= RemainingMilli
            ? awards
            : throw new InvalidOperationException($"{Format.Name} awards more than remains of lot {Offered.Lot.Id}.");
    }

    /// <summary>The events that award, and close the sale if asked or when nothing remains.</summary>
    internal AuctionEvent[] Award(ImmutableArray<Award> awards, bool andClose)
    {
        var (lot, _, settlement, _) = Offered;
        var awarded = AwardedMilli + awards.Sum(award => award.QuantityMilli);
        var events = awards.Select(AuctionEvent (award, n) => new QuantityAwarded(
            Id.From(lot.Id, (Awards + n + 1).ToString(CultureInfo.InvariantCulture)), lot, award.Winner, award.QuantityMilli, award.HammerMinor, settlement, award.PriceMinor,
            Format.IsReverse ? true : null));
        return andClose || awarded == lot.QuantityMilli ? [.. events, new AuctionClosed(lot.Fair, lot.QuantityMilli, awarded, Bids)] : [.. events];
    }

    /// <summary>The id of the lot; empty before it is offered.</summary>
    private string LotId => Offering?.Lot.Id ?? "";

    // The other lots of the group hear of a close that has moved, and of an end, in the same log entry.
    private Decision<AuctionEvent> WithGroup(Decision<AuctionEvent> decision)
    {
        if (Offered.Terms.Group is not { } group || decision.Count == 0) return decision;
        return decision[decision.Count - 1] switch
        {
            BidPlaced bid when bid.ClosesAt > ClosesAt => decision.And(AuctionGroup.Stream(group), new ExtendGroup(LotId, bid.ClosesAt)),
            AuctionClosed => decision.And(AuctionGroup.Stream(group), new LeaveGroup(LotId)),
            _ => decision,
        };
    }

    private static Decision<AuctionEvent> InGroup(Offering? offering, AuctionEvent @event, GroupCommand command)
    {
        Decision<AuctionEvent> decision = @event;
        return offering?.Terms.Group is { } group ? decision.And(AuctionGroup.Stream(group), command) : decision;
    }

    // As far as the other lot's close, but by the lot's own terms no more often and not beyond its hard end.
    private Decision<AuctionEvent> Extend(ExtendWith extend)
    {
        var terms = Offered.Terms;
        var moved = Math.Min(extend.ClosesAt, terms.HardEndAt ?? long.MaxValue);
        return Outcome is not null || moved <= ClosesAt || Extensions >= terms.MostExtensions
            ? Decision<AuctionEvent>.Nothing
            : new CloseMoved(Offered.Lot.Fair, moved, CloseMoved.WithGroup, PriceMinor, Bids, extend.Lot);
    }

    private Decision<AuctionEvent> Answered(ConsignorCommand command, long at) =>
        command.Consignor != Offered.Lot.Consignor ? AuctionRefusals.NotYourLot
        : Format is not BestOffer ? AuctionRefusals.TakesNoOffers
        : Outcome is AuctionStatus.Withdrawn ? AuctionRefusals.Withdrawn
        : IsOver(at) ? AuctionRefusals.Closed
        : BestOffer.Answer(this, command, at);

    // This sale after an event of its standing bids or offers, or null when it cannot follow.
    private Auction? InBooks(AuctionEvent @event) => @event switch
    {
        DemandPlaced bid when bid.Bid == Bids + 1 && (bid.Raises is not { } raised || Standing.Find(raised)?.Bidder == bid.Bidder) => this with
        {
            Bids = bid.Bid,
            PriceMinor = bid.PriceMinor,
            ClosesAt = bid.ClosesAt,
            Extensions = Extensions + (bid.ClosesAt > ClosesAt ? 1 : 0),
            Bidders = Bidders.After(bid.Bidder, bid.AmountMinor),
            Book = Standing.After(bid),
        },
        PartsOffered offered => this with { Book = Standing.After(offered) },
        PartAnswered answered when Standing.AskedOf(answered.Bidder, answered.Bid) is not null => this with { Book = Standing.After(answered) },
        OfferEvent offer when StandingOffers.After(offer) is { } after => this with
        {
            Offers = after,
            Bidders = offer is OfferMade made ? Bidders.After(made.Bidder, made.PriceMinor) : Bidders,
        },
        _ => null,
    };

    private Decision<AuctionEvent> Publish(PublishAudit publish) =>
        Outcome is null ? AuctionRefusals.NotDue(ClosesAt)
        : publish.Entries <= (Audit?.Entries ?? 0) ? Decision<AuctionEvent>.Nothing
        : new AuditPublished(Offered.Lot.Fair, publish.Entries, publish.Head);

    private bool IsOver(long at) => Outcome is not null || (Offering is not null && at >= ClosesAt);

    // A loop, because the list is nearly always empty and a query would allocate on every bid.
    private bool IsLinked(string bidder)
    {
        var linked = Offered.Linked;
        for (var i = 0; i < linked.Count; i++)
            if (linked[i] == bidder) return true;
        return false;
    }

    private static InvalidDataException CannotFollow(Auction auction, AuctionEvent @event) =>
        new($"{@event.GetType().Name} cannot follow {auction.Bids} bids and outcome '{auction.Outcome}' of lot '{auction.Offering?.Lot.Id}'.");
}

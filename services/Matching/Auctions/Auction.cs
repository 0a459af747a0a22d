using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Serialization;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Values;
using Exchange.Matching.Auctions.Formats;

namespace Exchange.Matching.Auctions;

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
    private static readonly ImmutableSortedDictionary<string, long> NoneFreed = ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal);

    public static Auction Initial { get; } = new();

    /// <summary>The lot and its rules; null until it is offered.</summary>
    public Offering? Offering { get; init; }

    /// <summary>How the sale ended: sold, passed in or withdrawn, or second chance until it ends anew; null while it runs.</summary>
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

    /// <summary>The bidders whose deposit for the lot is held, in the order in which that was heard; nobody where none is needed.</summary>
    public ImmutableList<string> Deposits { get; init; } = ImmutableList<string>.Empty;

    /// <summary>How many deposits of each bidder for the lot were free before the sale had ended; nobody where none was.</summary>
    public ImmutableSortedDictionary<string, long> Freed { get; init; } = NoneFreed;

    /// <summary>What one organizer has proposed and nobody has confirmed; null for nothing.</summary>
    public Proposal? Proposal { get; init; }

    /// <summary>How many proposals there were.</summary>
    public long Proposals { get; init; }

    /// <summary>The numbers of the bids that are void.</summary>
    public ImmutableList<long> Voided { get; init; } = ImmutableList<long>.Empty;

    /// <summary>The number of awards, those too that fell.</summary>
    public long Awards { get; init; }

    /// <summary>Thousandths of the unit in awards that stand; never more than were offered.</summary>
    public long AwardedMilli { get; init; }

    /// <summary>The head of the audit file that was published last; null until the sale has ended.</summary>
    public AuditHead? Audit { get; init; }

    /// <summary>The awards that stand, and who is asked when one falls.</summary>
    public Cascade Cascade { get; init; } = Cascade.None;

    /// <summary>The attempts before this one; null while the first one runs.</summary>
    public Attempts? Attempts { get; init; }

    /// <summary>The ring of barter for which the lot is kept; null where it is kept for none.</summary>
    public RingHold? Held { get; init; }

    /// <summary>The number of the version of what is said about the lot that was answered last; null where none was asked for.</summary>
    public long? AnsweredAmendment { get; init; }

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

    /// <summary>Whether anything was awarded in the attempt that runs; what fell of a priority window is as if it had not been.</summary>
    [JsonIgnore]
    public bool HasSold => Awards > (Attempts?.AwardsBefore ?? Cascade.PriorityFallen);

    /// <summary>Thousandths of the unit that can still be bought.</summary>
    [JsonIgnore]
    public long RemainingMilli => Outcome is null ? UnawardedMilli : 0;

    /// <summary>Thousandths of the unit that nobody has, whether the sale runs or not; without those whose deals were cancelled.</summary>
    [JsonIgnore]
    public long UnawardedMilli => Offered.Lot.QuantityMilli - AwardedMilli - Cascade.GoneMilli;

    /// <summary>The stream of a lot's sale.</summary>
    public static string Stream(string lot) => "auction/" + lot;

    /// <summary>Where the sale is at a time in Unix milliseconds.</summary>
    public string StatusAt(long at) => AuctionStatus.At(at, Offered.Terms.OpensAt, ClosesAt, Outcome, Offered.Terms.PriorityFromAt);

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
            WithdrawLot withdraw when auction.Held is { } held => RingHold.Note(auction, held, withdraw),
            WithdrawLot when auction.IsOver(at) => AuctionRefusals.Closed,
            WithdrawLot withdraw => InGroup(auction.Offering, new AuctionWithdrawn(withdraw.Reason), new LeaveGroup(auction.LotId)),

            LotDepositCommand deposit => LotDeposit.Decide(auction, deposit, at),
            AllowAmendment asked => Amendments.Decide(auction, asked, at),
            // An award of a call auction falls too, and no lot was offered for it.
            FallAward or CancelAward when auction.Offering is null => Decision<AuctionEvent>.Nothing,
            _ when auction.Offering is null => AuctionRefusals.UnknownLot,
            _ when auction.Held is { } held && RingHold.Bars(held, command) is { } kept => kept,

            BuyerCommand buyer => auction.Accept(buyer, at),
            ConsignorCommand consignor => auction.Answered(consignor, at),

            ExtendWith extend => Extension.With(auction, extend),
            ExtendForDowntime downtime => Extension.After(auction, downtime),

            OrganizerCommand organizer => AuctionRemedies.Decide(auction, organizer, at),
            CascadeCommand after => auction.WithGroup(SecondChances.Decide(auction, after, at)),
            RingHoldCommand ring => auction.WithGroup(RingHold.Decide(auction, ring, at)),

            CloseAuction or Lapse when auction.Outcome is not null => Decision<AuctionEvent>.Nothing,
            CloseAuction when at < auction.ClosesAt => AuctionRefusals.NotDue(auction.ClosesAt),
            CloseAuction close => auction.WithGroup(auction.Format.Close(auction, close, at)),
            Lapse => auction.WithGroup(auction.Format.Lapse(auction, at)),

            AnswerPart when auction.Outcome is not null => AuctionRefusals.Closed,
            AnswerPart answer => auction.WithGroup(auction.Format.Answer(auction, answer, at)),

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
        AmendmentEvent answer => Amendments.Evolve(auction, answer) ?? throw CannotFollow(auction, @event),
        LotDepositEvent deposit => LotDeposit.Evolve(auction, deposit) ?? throw CannotFollow(auction, @event),
        CascadeEvent after when auction.Offering is not null => SecondChances.Evolve(auction, after) ?? throw CannotFollow(auction, @event),
        RingHoldEvent hold when auction.Offering is not null => RingHold.Evolve(auction, hold) ?? throw CannotFollow(auction, @event),
        QuantityAwarded { Ring: not null } award when auction.Offering is not null => RingHold.Evolve(auction, award) ?? throw CannotFollow(auction, @event),

        _ when auction.Offering is null || auction.Outcome is not null => throw CannotFollow(auction, @event),

        BidPlaced bid when bid.Bid == auction.Bids + 1 && (bid.Leader is null || bid.Leader == auction.Leader) => auction with
        {
            Bids = bid.Bid,
            PriceMinor = bid.PriceMinor,
            Leader = bid.Leader ?? bid.Bidder,
            ClosesAt = bid.ClosesAt,
            Extensions = auction.Extensions + (bid.ClosesAt > auction.ClosesAt ? 1 : 0),
            Bidders = auction.Bidders.After(bid.Bidder, bid.AmountMinor, bid.Bid),
        },
        DemandPlaced or PartsOffered or PartAnswered or OfferEvent => Books.Evolve(auction, @event) ?? throw CannotFollow(auction, @event),
        RemedyProposed or BidVoided when AuctionRemedies.After(auction, @event) is { } after => after,
        CloseMoved moved when moved.ClosesAt > auction.ClosesAt =>
            auction with { ClosesAt = moved.ClosesAt, Extensions = auction.Extensions + (moved.Reason == CloseMoved.WithGroup ? 1 : 0) },
        BidSealed or SealedBidWithdrawn or BidsOpened => SealedBids.Evolve(auction, @event) ?? throw CannotFollow(auction, @event),
        AttemptOpened opened => Ladder.Evolve(auction, opened) ?? throw CannotFollow(auction, @event),
        PriorityTaken when auction.AwardedMilli == 0 => auction,
        QuantityAwarded award when award.QuantityMilli <= auction.RemainingMilli => SecondChances.Awarded(auction, award),
        AuctionClosed closed when closed.AwardedMilli == auction.AwardedMilli && closed.Closing == auction.Cascade.NextClosing => SecondChances.Ended(auction),

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

    /// <summary>Whether an id is that of an award of this lot, one that fell included.</summary>
    internal bool HasAwarded(string award)
    {
        for (var n = 1L; n <= Awards; n++)
            if (AwardId(n) == award) return true;
        return false;
    }

    /// <summary>The awards of the attempt that runs, or was the last one, that stand.</summary>
    internal IEnumerable<StandingAward> StandingAwards()
    {
        if (Attempts is not { AwardsBefore: > 0 and var before }) return Cascade.Awards;
        var earlier = Enumerable.Range(1, (int)before).Select(number => AwardId(number)).ToHashSet(StringComparer.Ordinal);
        return Cascade.Awards.Where(award => !earlier.Contains(award.Award));
    }

    /// <summary>The id of an award of this lot, by its number.</summary>
    internal string AwardId(long number) => Id.From(Offered.Lot.Id, number.ToString(CultureInfo.InvariantCulture));

    /// <summary>The id of the lot; empty before it is offered.</summary>
    private string LotId => Offering?.Lot.Id ?? "";

    private Decision<AuctionEvent> WithGroup(Decision<AuctionEvent> decision) => AuctionGroup.Hears(this, decision);

    private static Decision<AuctionEvent> InGroup(Offering? offering, AuctionEvent @event, GroupCommand command)
    {
        Decision<AuctionEvent> decision = @event;
        return offering?.Terms.Group is { } group ? decision.And(AuctionGroup.Stream(group), command) : decision;
    }

    private Decision<AuctionEvent> Accept(BuyerCommand buyer, long at) => buyer switch
    {
        TakeByPriority take => WithGroup(PriorityWindow.Take(this, take, at)),
        { Bidder.Length: 0 } => AuctionRefusals.NoEnterprise,
        _ when Outcome is AuctionStatus.Withdrawn => AuctionRefusals.Withdrawn,
        { Attempt: > 0 } when buyer.Attempt != (Attempts?.Number ?? 1) => AuctionRefusals.OtherAttempt(Attempts?.Number ?? 1),
        _ when at < Offered.Terms.OpensAt => PriorityWindow.NotOpen(Offered.Terms, at),
        _ when IsOver(at) => SealedBids.TooLate(this, buyer),
        _ when Attempts is not null && Cascade.HasDefaulted(buyer.Bidder) => AuctionRefusals.HasDefaulted,
        _ when buyer.Bidder == Offered.Lot.Consignor => AuctionRefusals.OwnLot,
        _ when Entrance.IsLinked(Offered, buyer) => AuctionRefusals.LinkedEnterprise,
        OfferCommand when Format is not BestOffer => AuctionRefusals.TakesNoOffers,
        _ when Entrance.Bars(this, buyer, at) is { } barred => barred,
        SealedCommand bid => Format.AcceptSealed(this, bid, at),
        _ when Offered.Terms.Group is not null => WithGroup(Format.Accept(this, buyer, at)),
        _ => Format.Accept(this, buyer, at),
    };

    private Decision<AuctionEvent> Answered(ConsignorCommand command, long at) =>
        command.Consignor != Offered.Lot.Consignor ? AuctionRefusals.NotYourLot
        : Format is not BestOffer ? AuctionRefusals.TakesNoOffers
        : Outcome is AuctionStatus.Withdrawn ? AuctionRefusals.Withdrawn
        : IsOver(at) ? AuctionRefusals.Closed
        : BestOffer.Answer(this, command, at);

    private Decision<AuctionEvent> Publish(PublishAudit publish) =>
        Outcome is null ? AuctionRefusals.NotDue(ClosesAt)
        : publish.Entries <= (Audit?.Entries ?? 0) ? Decision<AuctionEvent>.Nothing
        : new AuditPublished(Offered.Lot.Fair, publish.Entries, publish.Head);

    /// <summary>Ends the sale as two organizers agreed.</summary>
    internal Decision<AuctionEvent> Withdraw(Proposal proposal, string confirmedBy) => InGroup(
        Offering, new AuctionWithdrawn(proposal.Reason, proposal, confirmedBy, Offered.Lot.Fair, AwardedMilli, Offered.Terms.DepositMinor, Cascade.FallenMilli), new LeaveGroup(LotId));

    private bool IsOver(long at) => Outcome is not null || (Offering is not null && at >= ClosesAt);

    private static InvalidDataException CannotFollow(Auction auction, AuctionEvent @event) =>
        new($"{@event.GetType().Name} cannot follow {auction.Bids} bids and outcome '{auction.Outcome}' of lot '{auction.Offering?.Lot.Id}'.");
}

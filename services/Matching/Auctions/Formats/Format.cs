using System.Collections.Frozen;
using System.Collections.Immutable;
using Exchange.Contracts.Listing.V1;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Values;

namespace Exchange.Matching.Auctions.Formats;

/// <summary>One way in which a lot finds its buyer. Pure, and without state of its own. A new format is one file and one line in <see cref="All"/>;
/// the laws that every format must obey then run on it by themselves.</summary>
public abstract class Format
{
    /// <summary>The greatest amount of money in a sale, in minor units; sums and products of it stay far from overflow.</summary>
    public const long MostMinor = 1_000_000_000_000_000;

    /// <summary>Every format that there is.</summary>
    public static IReadOnlyList<Format> All { get; } =
    [
        new English(), new FixedPrice(), new Dutch(), new SealedFirstPrice(), new Vickrey(), new ReverseSealed(), new ReverseOpen(), new DutchSealed(),
        new MultiUnit("pay-as-bid", Pricing.PayAsBid), new MultiUnit("uniform-lowest-winning", Pricing.UniformLowestWinning),
        new MultiUnit("uniform-highest-losing", Pricing.UniformHighestLosing), new MultiUnit("vcg", Pricing.Vickrey),
        new BestOffer(),
    ];

    private static readonly FrozenDictionary<string, Format> ByName = All.ToFrozenDictionary(format => format.Name, StringComparer.Ordinal);

    /// <summary>The name in a lot's terms.</summary>
    public abstract string Name { get; }

    /// <summary>The format of a name, or null.</summary>
    public static Format? Of(string name) => ByName.GetValueOrDefault(name);

    /// <summary>Why an offering cannot be sold by its own terms, or null when it can.</summary>
    public static Refusal? ObjectionTo(Offering offering)
    {
        var (lot, terms) = (offering.Lot, offering.Terms);
        return Of(terms.Format) is not { } format ? AuctionRefusals.UnknownFormat(terms.Format)
            : lot.QuantityMilli < 1 ? AuctionRefusals.UnsoundTerms("The quantity is not positive.")
            : terms.OpeningMinor is < 1 or > MostMinor ? AuctionRefusals.UnsoundTerms("The opening amount is not between 1 and 10^15 minor units.")
            : terms.ReserveMinor is < 0 or > MostMinor ? AuctionRefusals.UnsoundTerms("The reserve is not between 0 and 10^15 minor units.")
            : terms.OpensAt >= terms.ClosesAt ? AuctionRefusals.UnsoundTerms("The close does not come after the opening.")
            : terms.Group is not null && !format.SoftCloses ? AuctionRefusals.UnsoundTerms("Lots whose close no bid moves do not extend together.")
            : terms.SoftCloseMs < 0 ? AuctionRefusals.UnsoundTerms("The soft close is negative.")
            : terms.SecondChanceMs is < 0 or > SecondChances.LongestMs ? AuctionRefusals.UnsoundTerms("The time for a second chance is not between 0 and thirty days.")
            : PriorityWindow.ObjectionTo(terms, format.HasPriority) ?? format.ObjectionTo(lot, terms) ?? Ladder.ObjectionTo(offering);
    }

    /// <summary>What a buyer's command does in an open lot. The caller has seen to times and to who may bid.</summary>
    /// <param name="auction">The state.</param>
    /// <param name="command">A bid or a purchase; a format refuses what it does not take.</param>
    /// <param name="at">When it was received, in Unix milliseconds.</param>
    public abstract Decision<AuctionEvent> Accept(Auction auction, BuyerCommand command, long at);

    /// <summary>What is asked of sealed bids in an open lot; refused where a format takes none.</summary>
    /// <param name="auction">The state.</param>
    /// <param name="command">What is asked.</param>
    /// <param name="at">When it was received, in Unix milliseconds.</param>
    public virtual Decision<AuctionEvent> AcceptSealed(Auction auction, SealedCommand command, long at) => SealedRefusals.TakesNoSealedBids;

    /// <summary>What happens at a close that has come: the awards and the end, unless the format has something to ask before, or another stage.</summary>
    /// <param name="auction">The state.</param>
    /// <param name="command">With the key, where bids are sealed.</param>
    /// <param name="at">When, in Unix milliseconds.</param>
    public virtual Decision<AuctionEvent> Close(Auction auction, CloseAuction command, long at) => Hammer.Fall(auction, auction.Resolve(), at);

    /// <summary>Whether the sale of an attempt that has sold is over before its close, because nobody might bid any more: what falls then is not for sale again.</summary>
    public virtual bool EndsWithAward => false;

    /// <summary>Whether the opening and the reserve are prices of one unit, and not of the whole lot.</summary>
    public virtual bool PricesUnits(SaleTerms terms) => false;

    /// <summary>Whether a late bid may move the close, so that lots of the format may extend together with others.</summary>
    public virtual bool SoftCloses => false;

    /// <summary>Whether one bidder leads, or has won, where there are bids.</summary>
    public virtual bool HasLeader => true;

    /// <summary>Whether the consignor wants to buy, and bidders offer to sell to it.</summary>
    public virtual bool IsReverse => false;

    /// <summary>Whether key enterprises may take the whole of a lot at its opening price before the market opens. Not where bids are sealed, whose opening is the least that is bid,
    /// nor where the consignor buys.</summary>
    public virtual bool HasPriority => false;

    /// <summary>Who wins what when the hammer falls; nobody when the lot passes in, or when everything was awarded before.</summary>
    public abstract ImmutableArray<Award> Resolve(Auction auction);

    /// <summary>What ends because its time has run out, in Unix milliseconds; nothing where nothing waits.</summary>
    public virtual Decision<AuctionEvent> Lapse(Auction auction, long at) => Decision<AuctionEvent>.Nothing;

    /// <summary>What a bidder's answer does who may decline a part. The hammer has not fallen.</summary>
    public virtual Decision<AuctionEvent> Answer(Auction auction, AnswerPart answer, long at) => AuctionRefusals.NothingAsked;

    /// <summary>Who might take the place of a winner who defaults, best first: each with what they bid for and did not get, and with their own best price for it,
    /// which meets the reserve. Who has got the whole is none of them; whose turn is over may be, and the caller passes over them. Nobody where lots are not sold by bids.
    /// The caller asks only after the hammer, and shows each of the bids to the consignor, the organizers and its own bidder.</summary>
    /// <param name="auction">The state.</param>
    /// <param name="freeMilli">How much there is to take, in thousandths of the unit; nobody is named for more.</param>
    public virtual IEnumerable<Award> RunnersUp(Auction auction, long freeMilli) => [];

    /// <summary>What one pays at a time in Unix milliseconds: for the lot, or for a unit where parts of it are sold; 0 while there is no price.</summary>
    public abstract long PriceMinor(Auction auction, long at);

    /// <summary>When the price falls by itself next after a time, both in Unix milliseconds; null where it does not.</summary>
    public virtual long? NextFallAt(Auction auction, long at) => null;

    /// <summary>The least acceptable next bid; 0 where nobody bids.</summary>
    public abstract long NextBidMinor(Auction auction);

    /// <summary>Whether a bid binds nobody once another is better: of all who have bid, only the leader may have to buy.</summary>
    public virtual bool OnlyLeaderIsBound => false;

    /// <summary>Whether organizers can make a bid void: price and leader must follow from the bids that remain, and no other bidder be bound by what is gone.</summary>
    public virtual bool CanVoid => false;

    /// <summary>Whether the lot would be sold if the hammer fell now. All that anyone learns of a reserve.</summary>
    public abstract bool IsReserveMet(Auction auction);

    /// <summary>Why terms cannot be this format's, beyond what is asked of all, or null when they can.</summary>
    protected abstract Refusal? ObjectionTo(Lot lot, SaleTerms terms);

    /// <summary>Whether there is the whole of a lot for a bidder, who has not got it.</summary>
    protected static bool IsFree(Auction auction, long freeMilli, string bidder) => freeMilli >= auction.Offered.Lot.QuantityMilli && !auction.Cascade.HasAward(bidder);

    /// <summary>What a quantity costs at a price for a unit, rounded once.</summary>
    protected static long ValueOf(Lot lot, long quantityMilli, long unitMinor) => new Money(unitMinor, lot.Currency).Times(new(quantityMilli, lot.Unit)).Minor;

    /// <summary>Why a lot cannot be sold in parts at the opening as the price of a unit, or null when it can.</summary>
    protected static Refusal? ObjectionToWhole(Lot lot, SaleTerms terms) =>
        (Int128)terms.OpeningMinor * lot.QuantityMilli / 1000 > MostMinor ? AuctionRefusals.UnsoundTerms("The whole quantity costs more than 10^15 minor units.") : null;

    /// <summary>Why a lot cannot be sold in steps of quantity, or null when it can.</summary>
    protected static Refusal? ObjectionToSteps(Lot lot, SaleTerms terms) => terms.QuantityStepMilli is not { } step || (step >= 1 && lot.QuantityMilli % step == 0)
        ? null
        : AuctionRefusals.UnsoundTerms("The quantity is not a whole number of its steps.");

    /// <summary>Why a quantity is not one that a lot is sold in, or null when it is. All that is left may always be taken: an attempt before may have left no whole number of steps.</summary>
    protected static Refusal? ObjectionToQuantity(SaleTerms terms, long quantityMilli, long leftMilli) =>
        terms.QuantityStepMilli is { } step && quantityMilli % step != 0 && quantityMilli != leftMilli ? AuctionRefusals.NotWholeQuantities(step) : null;
}

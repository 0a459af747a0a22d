namespace Exchange.Host.Rehearsal;

/// <summary>What every bidder can see of a lot in the catalogue.</summary>
/// <param name="Lot">The lot's id.</param>
/// <param name="Number">Its catalogue number.</param>
/// <param name="IsFixedPrice">Whether units of it are sold at a price, first come first served; else it is an English auction.</param>
/// <param name="OpeningMinor">The first acceptable bid, or the price of a unit.</param>
/// <param name="QuantityMilli">Thousandths of the unit.</param>
/// <param name="OpensAt">When it opens.</param>
/// <param name="ClosesAt">When it closes unless late bids move the close.</param>
public sealed record LotFacts(string Lot, long Number, bool IsFixedPrice, long OpeningMinor, long QuantityMilli, DateTimeOffset OpensAt, DateTimeOffset ClosesAt);

/// <summary>Who may come and how keen they are.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Bidders">How many enterprises are admitted.</param>
/// <param name="BidsPerLot">How many bids an auction gets on average.</param>
/// <param name="Proxy">Whether their bids are maxima.</param>
public sealed record Crowd(long Seed, int Bidders, double BidsPerLot, bool Proxy = false)
{
    /// <summary>What they do after the hammer.</summary>
    public Conduct Conduct { get; init; } = Conduct.Honest;
}

/// <summary>A bid or a purchase that a simulated enterprise makes.</summary>
/// <param name="Bidder">The enterprise's number, from 0.</param>
/// <param name="Amount">The amount of the bid in minor units, or the quantity of the purchase in thousandths.</param>
/// <param name="Ordinal">The number of the move in its sale, from 1; with the lot it is the idempotency key.</param>
/// <param name="Again">Whether an impatient client sends it a second time.</param>
public readonly record struct Move(int Bidder, long Amount, int Ordinal, bool Again);

/// <summary>The enterprises that want one lot, from its opening to its close. Pure: the driver carries their moves to the exchange, one at a time,
/// and the answers back.</summary>
public abstract class Sale(LotFacts lot)
{
    /// <summary>How often a client that got its answer sends the same request again.</summary>
    protected const double Impatient = 0.006;

    /// <summary>The lot.</summary>
    public LotFacts Lot => lot;

    /// <summary>The enterprises that mean to come, by their numbers; some more than once.</summary>
    public abstract IEnumerable<int> Bidders { get; }

    /// <summary>When it closes, as far as is known.</summary>
    public DateTimeOffset ClosesAt { get; protected set; } = lot.ClosesAt;

    /// <summary>When somebody wants to move next, or null when nobody ever will.</summary>
    public abstract DateTimeOffset? NextAt { get; }

    /// <summary>The next move that is wanted before a time. The one who makes it waits for the answer.</summary>
    /// <param name="before">The time.</param>
    /// <param name="now">What the clock of the exchange shows, by which the move is judged.</param>
    public abstract Move? Take(DateTimeOffset before, DateTimeOffset now);

    /// <summary>The move was accepted.</summary>
    /// <param name="nextBidMinor">The least that is accepted now; 0 at a fixed price.</param>
    /// <param name="closesAt">The close, perhaps moved.</param>
    /// <param name="outbid">Whether another's maximum, bid before, leads on.</param>
    public abstract void Accepted(long nextBidMinor, DateTimeOffset closesAt, bool outbid);

    /// <summary>The move was refused.</summary>
    /// <param name="nextBidMinor">The least that is accepted now when the bid was too low, else null: the enterprise gives up.</param>
    public abstract void Refused(long? nextBidMinor);

    /// <summary>The enterprises that come to a lot.</summary>
    public static Sale Of(LotFacts lot, Crowd crowd) => lot.IsFixedPrice ? new Counter(lot, crowd) : new Contest(lot, crowd);
}

/// <summary>The enterprises that buy units of a lot at its price: each comes once, while the lot is open, for a part of it.</summary>
public sealed class Counter : Sale
{
    private readonly Dice _dice;
    private readonly PriorityQueue<(int Bidder, long QuantityMilli), (DateTimeOffset At, int Order)> _waiting = new();
    private int _moves;

    public Counter(LotFacts lot, Crowd crowd)
        : base(lot)
    {
        _dice = Dice.For(crowd.Seed, "counter", lot.Number);
        var units = Math.Max(1, lot.QuantityMilli / 1000);
        for (var i = (int)_dice.Exponential(4); i > 0; i--)
        {
            // Early in the fair more than late: what is cheap goes first.
            var at = lot.OpensAt + ((lot.ClosesAt - lot.OpensAt) * Math.Pow(_dice.Unit(), 2));
            var wanted = Math.Max(1, (long)(units * _dice.Between(0.15, 0.7)));
            _waiting.Enqueue((_dice.Below(crowd.Bidders), Math.Min(wanted * 1000, lot.QuantityMilli)), (at, i));
        }
    }

    public override IEnumerable<int> Bidders => _waiting.UnorderedItems.Select(buyer => buyer.Element.Bidder);

    public override DateTimeOffset? NextAt => _waiting.TryPeek(out _, out var when) ? when.At : null;

    public override Move? Take(DateTimeOffset before, DateTimeOffset now)
    {
        if (!_waiting.TryPeek(out var buyer, out var when) || when.At >= before) return null;
        _waiting.Dequeue();
        return new(buyer.Bidder, buyer.QuantityMilli, ++_moves, _dice.Chance(Impatient));
    }

    public override void Accepted(long nextBidMinor, DateTimeOffset closesAt, bool outbid)
    {
    }

    public override void Refused(long? nextBidMinor)
    {
    }
}

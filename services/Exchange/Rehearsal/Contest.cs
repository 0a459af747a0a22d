namespace Exchange.Host.Rehearsal;

/// <summary>The enterprises that bid for one lot in an English auction. Each has a limit that it tells nobody and raises the leader only as far as it
/// must; they bunch before the close, some look in early, some lose patience, some come too late.</summary>
public sealed class Contest : Sale
{
    private const double Unwanted = 0.06, Careless = 0.012, Latecomer = 0.02, WalksAway = 0.03;
    private static readonly TimeSpan Reflex = TimeSpan.FromSeconds(8), Bunching = TimeSpan.FromMinutes(9), TooLateBy = TimeSpan.FromMinutes(2);

    private readonly Dice _dice;
    private readonly List<Enterprise> _enterprises = [];
    private readonly PriorityQueue<Enterprise, (DateTimeOffset At, int Order)> _waiting = new();
    private readonly double _stride;
    private long _nextBid;
    private Enterprise? _leader, _moving;
    private int _order, _moves;

    public Contest(LotFacts lot, Crowd crowd)
        : base(lot)
    {
        _nextBid = lot.OpeningMinor;
        _dice = Dice.For(crowd.Seed, "contest", lot.Number);
        if (_dice.Chance(Unwanted)) return;

        var count = 2 + (int)_dice.Exponential(2.4);
        for (var i = 0; i < count; i++) Invite(crowd, late: false);
        if (_dice.Chance(Latecomer)) Invite(crowd, late: true);
        // The way from the opening to where the last but one gives up, in as many steps as this lot gets bids.
        var second = _enterprises.OrderByDescending(enterprise => enterprise.LimitMinor).ElementAt(1).LimitMinor;
        var steps = Math.Max(2, crowd.BidsPerLot * (0.55 + _dice.Exponential(0.95)));
        _stride = Math.Max(1, (second - lot.OpeningMinor) / steps);
    }

    public override IEnumerable<int> Bidders => _enterprises.Select(enterprise => enterprise.Bidder);

    public override DateTimeOffset? NextAt => _waiting.TryPeek(out _, out var when) ? when.At : null;

    public override Move? Take(DateTimeOffset before, DateTimeOffset now)
    {
        while (_waiting.TryPeek(out var enterprise, out var when) && when.At < before)
        {
            _waiting.Dequeue();
            if (enterprise == _leader || (when.At >= ClosesAt && !enterprise.Late) || _nextBid > enterprise.LimitMinor) continue;
            _moving = enterprise;
            enterprise.At = now;
            return new(enterprise.Bidder, Amount(enterprise), ++_moves, _dice.Chance(Impatient));
        }

        return null;
    }

    public override void Accepted(long nextBidMinor, DateTimeOffset closesAt, bool outbid)
    {
        var (mover, beaten, now) = (_moving!, outbid ? _moving : _leader, _moving!.At);
        (_leader, _moving, _nextBid, ClosesAt) = (outbid ? _leader : mover, null, nextBidMinor, closesAt);
        if (beaten is not null && beaten != _leader && !_dice.Chance(WalksAway)) Wait(beaten, React(beaten, now));
    }

    public override void Refused(long? nextBidMinor)
    {
        var mover = _moving!;
        _moving = null;
        mover.Careless = false;
        if (nextBidMinor is not { } next) return;
        _nextBid = next;
        Wait(mover, mover.At);
    }

    private void Invite(Crowd crowd, bool late)
    {
        var limit = (long)(Lot.OpeningMinor * Math.Exp(0.44 + (0.24 * _dice.Normal())));
        var style = _dice.Unit();
        var life = Lot.ClosesAt - Lot.OpensAt;
        var at = late ? Lot.ClosesAt + TooLateBy
            : style < 0.2 ? Lot.OpensAt + (life * _dice.Unit())
            : style < 0.45 ? Lot.ClosesAt - (life * 0.2 * _dice.Unit())
            : Lot.ClosesAt - TimeSpan.FromSeconds(_dice.Exponential(Bunching.TotalSeconds));
        var bidder = Free(_dice.Below(crowd.Bidders), crowd.Bidders);
        var enterprise = new Enterprise(bidder, Math.Max(limit, Lot.OpeningMinor), late, style >= 0.45) { Careless = _dice.Chance(Careless) };
        _enterprises.Add(enterprise);
        Wait(enterprise, at < Lot.OpensAt ? Lot.OpensAt : at);
    }

    // Two clients of one enterprise do not bid against each other.
    private int Free(int bidder, int bidders)
    {
        for (var step = 0; step < bidders; step++)
            if (!_enterprises.Exists(other => other.Bidder == (bidder + step) % bidders)) return (bidder + step) % bidders;
        return bidder;
    }

    private void Wait(Enterprise enterprise, DateTimeOffset at) => _waiting.Enqueue(enterprise, (at, _order++));

    private long Amount(Enterprise enterprise)
    {
        if (enterprise.Careless && _leader is not null) return _nextBid - 1;
        var raised = _nextBid + (long)(_stride * _dice.Between(0, 1.6) * (_leader is null ? 0.2 : 1));
        return Math.Clamp(Rounded(raised), _nextBid, enterprise.LimitMinor);
    }

    // People name amounts with few digits.
    private static long Rounded(long minor)
    {
        var unit = 100L;
        while (unit * 2000 < minor) unit *= 10;
        return minor / unit * unit;
    }

    private DateTimeOffset React(Enterprise enterprise, DateTimeOffset now)
    {
        var left = ClosesAt - now;
        var at = enterprise.Sniper
            ? ClosesAt - TimeSpan.FromSeconds(_dice.Exponential(100))
            : now + Reflex + TimeSpan.FromSeconds(_dice.Exponential(Math.Clamp(left.TotalSeconds / 5, 15, 6 * 3600)));
        if (at >= ClosesAt) at = ClosesAt - (left * _dice.Between(0.05, 0.5));
        return at < now + Reflex ? now + Reflex : at;
    }

    private sealed class Enterprise(int bidder, long limitMinor, bool late, bool sniper)
    {
        public int Bidder => bidder;

        public long LimitMinor => limitMinor;

        public bool Late => late;

        public bool Sniper => sniper;

        public bool Careless { get; set; }

        public DateTimeOffset At { get; set; }
    }
}

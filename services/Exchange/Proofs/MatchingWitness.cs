using System.Globalization;
using Exchange.Kernel.Log;
using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;
using Exchange.Matching.CallAuctions;

namespace Exchange.Host.Proofs;

/// <summary>An award as Matching's log has it.</summary>
public sealed record SeenAward(string Fair, string Lot, long QuantityMilli, long HammerMinor);

/// <summary>Sees Matching's log: every bid and award. Knows the rules of the formats in its own, slow words.</summary>
internal sealed partial class MatchingWitness : Witness
{
    public const string NoLostBid = "no lost bid", FairOrder = "fair order", NoDoubleAward = "no double award", Reproducible = "reproducible award", Audited = "audit files verify";

    private readonly Evidence _evidence;
    private readonly Dictionary<(string Lot, long Bid), AcknowledgedBid> _unseen;
    private readonly Dictionary<string, Course> _lots = new(StringComparer.Ordinal);
    private readonly AuditTrail _audits = new();
    private readonly Dictionary<string, SeenAward> _awards = new(StringComparer.Ordinal);
    private long _bids, _bidsOfFair;

    public MatchingWitness(Evidence evidence)
        : base("matching")
    {
        _evidence = evidence;
        _unseen = evidence.Bids.ToDictionary(bid => (bid.Lot, bid.Bid));
    }

    /// <summary>Every award by its id.</summary>
    public IReadOnlyDictionary<string, SeenAward> Awards => _awards;

    public override void See(Happened happened)
    {
        var lot = happened.StreamId;
        if (happened.Event is OrdersCrossed crossed) SeeAwards(crossed);
        if (happened.Event is LotOffered offered) _lots[lot] = new(offered.Offering);
        if (!_lots.TryGetValue(lot, out var course)) return;
        if (_audits.Fault(happened) is { } fault) Fault(Audited, fault);
        SeeSealed(lot, course, happened);
        switch (happened.Event)
        {
            case BidPlaced bid:
                SeeBid(lot, course, bid, happened);
                break;
            case BidVoided or CloseMoved:
                SeeMove(lot, course, happened.Event);
                break;
            case DemandPlaced bid:
                SeeDemand(lot, course, bid, happened);
                break;
            case PartAnswered answered:
                course.Book?.Take(answered);
                break;
            case OfferEvent offer:
                course.Offers?.Take(offer);
                break;
            case QuantityAwarded award when course.Offers is { } offers:
                SeeAward(lot, course, award);
                if (offers.Due is var due && due != (award.Winner, award.QuantityMilli, award.HammerMinor))
                    Fault(Reproducible, $"Award {award.Award} of lot {lot} gives {(award.Winner, award.QuantityMilli, award.HammerMinor)} where the offer that was taken says {due}.");
                break;
            case QuantityAwarded award when course.Book is { } book:
                SeeAward(lot, course, award);
                SeeDue(lot, course.Due ??= book.Due(), award);
                break;
            case QuantityAwarded award:
                SeeAward(lot, course, award);
                SeePrice(lot, course, award, happened.Cause.ReceivedAt.ToUnixTimeMilliseconds());
                break;
            case AuctionClosed closed:
                SeeClose(lot, course, closed);
                break;
        }
    }

    public override IEnumerable<Proof> Testify()
    {
        foreach (var bid in _unseen.Values.Take(100))
            Fault(NoLostBid, $"Bid {bid.Bid} of {bid.AmountMinor} for lot {bid.Lot} was answered 201 at {bid.Position} and is not in the log.");
        if (_evidence.Fair is not null && _bidsOfFair != _evidence.Bids.Count)
            Fault(NoLostBid, $"The log has {_bidsOfFair} bids of the fair, and {_evidence.Bids.Count} were answered 201.");
        if (_evidence.Fair is not null) yield return Verdict(NoLostBid, Text($"{_evidence.Bids.Count:N0} bids that were answered 201 are in the log, and no others"));
        yield return Verdict(FairOrder, Text($"{_bids:N0} bids of {_lots.Count:N0} lots"));
        yield return Verdict(NoDoubleAward, Text($"{_awards.Count:N0} awards of {_lots.Count:N0} lots"));
        yield return Verdict(Reproducible, Text($"{_lots.Values.Count(course => course.IsClosed):N0} closed lots have the winner that their bids give"));
        yield return Verdict(Audited, Text($"{_audits.Entries:N0} entries of {_audits.Lots:N0} lots are what the rules give, and {_audits.Heads:N0} published heads are those of their chains"));
    }

    private void SeeBid(string lot, Course course, BidPlaced bid, Happened happened)
    {
        SeeTurn(lot, course, new(lot, 0, bid.Bid, bid.AmountMinor, bid.Bidder, ""), bid.Fair, bid.ClosesAt, happened);
        if (course.Hybrid?.Take(bid, happened.Cause.ReceivedAt.ToUnixTimeMilliseconds()) is { } wrong) Fault(FairOrder, $"Bid {bid.Bid} for lot {lot} {wrong}.");
        if (course.IsReverse && bid.AmountMinor > course.NextBidMinor) Fault(FairOrder, $"Offer {bid.Bid} for lot {lot} is {bid.AmountMinor}, above the most of {course.NextBidMinor}.");
        if (course is { IsReverse: false, Hybrid: null } && bid.AmountMinor < course.LeastOf(bid.Bidder))
            Fault(FairOrder, $"Bid {bid.Bid} for lot {lot} is {bid.AmountMinor}, below the least of {course.LeastOf(bid.Bidder)}.");
        if (course.Hybrid is null && course.DueAfter(bid) is var due && due != (bid.Leader ?? bid.Bidder, bid.PriceMinor))
            Fault(Reproducible, $"Bid {bid.Bid} for lot {lot} led to {(bid.Leader ?? bid.Bidder, bid.PriceMinor)} where its rules say {due}.");
        course.Take(bid);
        (course.NextBidMinor, course.Last) = (bid.NextBidMinor, bid);
    }

    private void SeeDemand(string lot, Course course, DemandPlaced bid, Happened happened)
    {
        SeeTurn(lot, course, new(lot, 0, bid.Bid, bid.AmountMinor, bid.Bidder, ""), bid.Fair, bid.ClosesAt, happened);
        if (bid.AmountMinor < course.NextBidMinor) Fault(FairOrder, $"Bid {bid.Bid} for lot {lot} is {bid.AmountMinor}, below the least of {course.NextBidMinor}.");
        course.Book?.Take(bid);
    }

    // What holds for a bid of any kind: that it is the one that was answered, and that it had its turn.
    private void SeeTurn(string lot, Course course, AcknowledgedBid bid, string fair, long closesAt, Happened happened)
    {
        _bids++;
        if (fair == _evidence.Fair) _bidsOfFair++;
        if (_unseen.Remove((lot, bid.Bid), out var known)
            && (known.AmountMinor != bid.AmountMinor || known.Bidder != bid.Bidder || known.Position != happened.Position.ToString()))
            Fault(NoLostBid, $"Bid {bid.Bid} for lot {lot} was answered as {known} and is {happened.Event} at {happened.Position} in the log.");

        var at = happened.Cause.ReceivedAt.ToUnixTimeMilliseconds();
        if (bid.Bid != course.Bids + 1) Fault(FairOrder, $"Lot {lot} has bid {bid.Bid} after bid {course.Bids}.");
        if (at < course.OpensAt || at >= course.ClosesAt || course.IsClosed) Fault(FairOrder, $"Bid {bid.Bid} for lot {lot} came when the lot was not open.");
        if (at < course.LastAt) Fault(FairOrder, $"Bid {bid.Bid} for lot {lot} came before the bid before it.");
        if (closesAt < course.ClosesAt && course.Hybrid is null) Fault(FairOrder, $"Bid {bid.Bid} for lot {lot} moved its close to an earlier time.");
        (course.Bids, course.ClosesAt, course.LastAt) = (bid.Bid, closesAt, at);
    }

    private void SeeAwards(OrdersCrossed crossed)
    {
        foreach (var award in crossed.Awards)
            if (!_awards.TryAdd(award.Award, new(crossed.Grade.Fair, crossed.Grade.Auction, award.QuantityMilli, award.HammerMinor)))
                Fault(NoDoubleAward, $"Award {award.Award} of call auction {crossed.Grade.Auction} happened twice.");
    }

    private void SeeSealed(string lot, Course course, Happened happened)
    {
        if (happened.Event is BidSealed bid) SeeTurn(lot, course, new(lot, 0, bid.Bid, 0, bid.Bidder, ""), bid.Fair, bid.ClosesAt, happened);
        foreach (var fault in happened.Event switch
        {
            BidSealed sealedBid => course.Sealed.Take(sealedBid) is { } wrong ? [wrong] : [],
            SealedBidWithdrawn withdrawn => course.Sealed.Take(withdrawn) is { } wrong ? [wrong] : [],
            BidsOpened opened => course.Sealed.Take(opened).ToList(),
            _ => [],
        }) Fault(Reproducible, $"Lot {lot}: {fault}");
        if (happened.Event is BidsOpened { ClosesAt: var closesAt }) course.ClosesAt = closesAt;
    }

    private void SeeAward(string lot, Course course, QuantityAwarded award)
    {
        course.AwardedMilli += award.QuantityMilli;
        if (course.AwardedMilli > course.OfferedMilli)
            Fault(NoDoubleAward, $"Lot {lot} offered {course.OfferedMilli} and {course.AwardedMilli} are awarded.");
        if (!_awards.TryAdd(award.Award, new(award.Lot.Fair, lot, award.QuantityMilli, award.HammerMinor)))
            Fault(NoDoubleAward, $"Award {award.Award} of lot {lot} happened twice.");
    }

    // An award of many units is what the book comes to, one for each winner.
    private void SeeDue(string lot, Dictionary<string, (long, long)> due, QuantityAwarded award)
    {
        var known = due.Remove(award.Winner, out var mine);
        if (!known || mine != (award.QuantityMilli, award.HammerMinor))
            Fault(Reproducible, $"Award {award.Award} of lot {lot} gives {award.Winner} {(award.QuantityMilli, award.HammerMinor)} where its bids say {(known ? mine : (0, 0))}.");
    }

    private void SeePrice(string lot, Course course, QuantityAwarded award, long at)
    {
        var due = course.TakesPurchases ? course.ValueOf(award, at) : course.Winner?.PriceMinor;
        if (award.HammerMinor != due) Fault(Reproducible, $"Award {award.Award} of lot {lot} costs {award.HammerMinor} where its rules say {due}.");
        if (!course.TakesPurchases && award.Winner != course.Winner?.Bidder) Fault(Reproducible, $"Lot {lot} went to {award.Winner} and {course.Winner?.Bidder} bid best.");
        if (!course.TakesPurchases && !course.MeetsReserve) Fault(Reproducible, $"Lot {lot} was awarded below its reserve.");
    }

    private void SeeClose(string lot, Course course, AuctionClosed closed)
    {
        if (course.IsClosed) Fault(NoDoubleAward, $"Lot {lot} closed twice.");
        course.IsClosed = true;
        if (closed.AwardedMilli != course.AwardedMilli || closed.OfferedMilli != course.OfferedMilli)
            Fault(NoDoubleAward, $"Lot {lot} closed with {closed.AwardedMilli} of {closed.OfferedMilli} awarded; {course.AwardedMilli} of {course.OfferedMilli} were.");
        if (course.Book is { } book && (course.Due ??= book.Due()).Keys.FirstOrDefault() is { } missed) Fault(Reproducible, $"Lot {lot} closed without an award to {missed}, whose bids win.");
        if (!course.TakesPurchases && course.AwardedMilli == 0 && course.MeetsReserve) Fault(Reproducible, $"Lot {lot} passed in, and a bid had met its reserve.");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>How a lot's sale went so far.</summary>
    private sealed class Course(Offering offering)
    {
        private readonly List<BidPlaced> _bids = [];

        public bool TakesPurchases { get; } = offering.Terms.Format is "fixed-price" or "dutch";

        /// <summary>The standing bids, where they are of price and quantity.</summary>
        public OpenBook? Book { get; } = offering.Terms.Format is "pay-as-bid" or "uniform-lowest-winning" or "uniform-highest-losing" or "vcg" ? new(offering) : null;

        /// <summary>What the standing bids come to, less what was awarded; null before it was asked for.</summary>
        public Dictionary<string, (long QuantityMilli, long HammerMinor)>? Due { get; set; }

        /// <summary>The offers, where the lot is sold by them.</summary>
        public OfferCourse? Offers { get; } = offering.Terms.Format == "best-offer" ? new(offering) : null;

        public long OfferedMilli { get; } = offering.Lot.QuantityMilli;

        public long OpensAt { get; } = offering.Terms.OpensAt;

        public long ClosesAt { get; set; } = offering.Terms.ClosesAt;

        public long? GraceMs { get; } = offering.Terms.GraceMs;

        public long NextBidMinor { get; set; } = offering.Terms.OpeningMinor;

        public long Bids { get; set; }

        public long LastAt { get; set; }

        public BidPlaced? Last { get; set; }

        public long AwardedMilli { get; set; }

        public bool IsClosed { get; set; }

        /// <summary>Who led last, and with what maximum.</summary>
        private string? Leader { get; set; }

        /// <summary>The sealed bids.</summary>
        public SealedCourse Sealed { get; } = new(offering);

        /// <summary>The clock that a bid stops; null in other formats.</summary>
        public HybridCourse? Hybrid { get; } = offering.Terms.Format == "dutch-sealed" ? new(offering) : null;

        public bool IsReverse { get; } = offering.Terms.Format is "reverse-open" or "reverse-sealed";

        /// <summary>Who should win now, and at what price.</summary>
        public (string Bidder, long PriceMinor)? Winner =>
            Hybrid is not null ? Hybrid.Due(Sealed.Due()) : Sealed.IsUsed ? Sealed.Due() : Leader is { } leader ? (leader, Last!.PriceMinor) : null;

        private long MaximumMinor { get; set; }

        /// <summary>The least that an enterprise may bid: a leader improves their own bid by the own increment, and a maximum by anything where there is none.</summary>
        public long LeastOf(string bidder) => bidder != Leader ? NextBidMinor
            : offering.Terms.OwnIncrementMinor is { } own ? MaximumMinor + own
            : offering.Terms.Proxy is true ? MaximumMinor + 1
            : NextBidMinor;

        /// <summary>Who leads after a bid, and at what price, by the rules: two maxima meet, and the lower one with a step on top is the price, or the reserve
        /// where the higher one reaches it.</summary>
        public (string Leader, long PriceMinor) DueAfter(BidPlaced bid)
        {
            if (offering.Terms.Proxy is not true) return (bid.Bidder, bid.AmountMinor);
            var isAlone = Leader is null || Leader == bid.Bidder;
            var winner = isAlone || bid.AmountMinor > MaximumMinor ? bid.Bidder : Leader!;
            var (low, high) = (Math.Min(bid.AmountMinor, MaximumMinor), Math.Max(bid.AmountMinor, MaximumMinor));
            var price = Leader is null ? offering.Terms.OpeningMinor : isAlone ? Last!.PriceMinor : Math.Min(high, low + Increments.StepMinor(offering.Terms, low));
            return (winner, high >= offering.Terms.ReserveMinor && price < offering.Terms.ReserveMinor ? offering.Terms.ReserveMinor : price);
        }

        /// <summary>What a purchase costs that was received at a time: the price of then, for the quantity, or for the whole of a lot that is not divisible.</summary>
        public long ValueOf(QuantityAwarded award, long at)
        {
            var terms = offering.Terms;
            var fallen = terms is { Format: "dutch", FallMinor: { } fall } ? (Int128)fall * ((at - terms.OpensAt) / terms.FallEveryMs!.Value) : 0;
            var price = terms.Format == "dutch" ? (long)Int128.Max(terms.OpeningMinor - fallen, terms.FloorMinor ?? 0) : terms.OpeningMinor;
            return terms is { Format: "dutch", Divisible: not true } ? price : new Money(price, award.Lot.Currency).Times(new(award.QuantityMilli, award.Lot.Unit)).Minor;
        }

        /// <summary>Who leads, and at what price, when a bid had never been: all others again, without those that the rules would then have refused.</summary>
        public (string? Leader, long PriceMinor) Void(long bid)
        {
            _bids.RemoveAll(known => known.Bid == bid);
            var left = _bids.ToList();
            (Leader, MaximumMinor, Last, NextBidMinor) = (null, 0, null, offering.Terms.OpeningMinor);
            _bids.Clear();
            foreach (var known in left)
            {
                var isDue = known.AmountMinor >= LeastOf(known.Bidder) && (offering.Terms.Proxy is true || known.Bidder != Leader || !MeetsReserve) && IsOnALadder(known);
                if (!isDue)
                {
                    _bids.Add(known);
                    continue;
                }

                var (leader, price) = DueAfter(known);
                var now = known with { PriceMinor = price, Leader = leader == known.Bidder ? null : leader };
                Take(now);
                (Last, NextBidMinor) = (now, price + Increments.StepMinor(offering.Terms, price));
            }

            return (Leader, Last?.PriceMinor ?? 0);
        }

        private bool IsOnALadder(BidPlaced bid)
        {
            if (offering.Terms.WholeSteps is not true) return true;
            var from = Last?.PriceMinor ?? offering.Terms.OpeningMinor;
            return bid.Bidder == Leader && offering.Terms.OwnIncrementMinor is { } own
                ? (bid.AmountMinor - MaximumMinor) % own == 0
                : (bid.AmountMinor - from) % Increments.StepMinor(offering.Terms, from) == 0;
        }

        /// <summary>Remembers a bid.</summary>
        public void Take(BidPlaced bid)
        {
            _bids.Add(bid);
            if (bid.Leader is null) (Leader, MaximumMinor) = (bid.Bidder, bid.AmountMinor);
        }

        public bool MeetsReserve => Winner is { } winner && winner.PriceMinor >= offering.Terms.ReserveMinor;
    }
}

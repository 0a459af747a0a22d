using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;

namespace Exchange.Host.Proofs;

/// <content>What is remembered of one lot's sale.</content>
internal sealed partial class MatchingWitness
{
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

        public long OfferedMilli { get; private init; } = offering.Lot.QuantityMilli;

        /// <summary>The lot's way down its ladder.</summary>
        public LadderCourse Ladder { get; private init; } = new(offering.Terms);

        /// <summary>Whether anything was awarded in the attempt that runs.</summary>
        public bool HasSold { get; set; }

        /// <summary>Whether the sale has ended in the attempt that runs, though a default after its close may have opened it again.</summary>
        public bool HasEnded { get; set; }

        public long OpensAt { get; } = offering.Terms.OpensAt;

        public long ClosesAt { get; set; } = offering.Terms.ClosesAt;

        public long? GraceMs { get; } = offering.Terms.GraceMs;

        public long NextBidMinor { get; set; } = offering.Terms.OpeningMinor;

        public long Bids { get; set; }

        public long LastAt { get; set; }

        public BidPlaced? Last { get; set; }

        public SecondTurns Turns { get => field ??= new(offering.Terms, offering.Lot, Book); private set; }

        public long AwardedMilli { get; set; }

        /// <summary>What went with deals that were cancelled.</summary>
        public long GoneMilli { get; set; }

        public long FreeMilli => OfferedMilli - AwardedMilli - GoneMilli;

        public bool IsClosed { get; set; }

        public bool IsWithdrawn { get; set; }

        /// <summary>Who led last, and with what maximum.</summary>
        private string? Leader { get; set; }

        /// <summary>What was taken before the lot opened.</summary>
        public PriorityCourse Priority { get; } = new(offering);

        /// <summary>The sealed bids.</summary>
        public SealedCourse Sealed { get; } = new(offering);

        /// <summary>The clock that a bid stops; null in other formats.</summary>
        public HybridCourse? Hybrid { get; } = offering.Terms.Format == "dutch-sealed" ? new(offering) : null;

        public bool IsReverse { get; } = offering.Terms.Format is "reverse-open" or "reverse-sealed";

        /// <summary>Who should win now, and at what price.</summary>
        public (string Bidder, long PriceMinor)? Winner =>
            Hybrid is not null ? Hybrid.Due(Sealed.Due()) : Sealed.IsUsed ? Sealed.Due() : Leader is { } leader ? (leader, Last!.PriceMinor) : null;

        private long MaximumMinor { get; set; }

        /// <summary>The course of the next attempt, which has none of the bids.</summary>
        public Course Next(AttemptOpened opened)
        {
            var left = offering with { Terms = opened.Terms, Lot = offering.Lot with { QuantityMilli = opened.OfferedMilli } };
            var next = new Course(left) { OfferedMilli = OfferedMilli, Ladder = Ladder, Bids = Bids, LastAt = LastAt, AwardedMilli = AwardedMilli, GoneMilli = GoneMilli };
            next.Turns = Turns.Anew(left.Terms, left.Lot, next.Book);
            return next;
        }

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
            Turns.ForgetBids();
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
                Turns.See(now);
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

using System.Globalization;
using Exchange.Kernel.Log;
using Exchange.Matching.Auctions;
using Exchange.Matching.CallAuctions;
using Exchange.Matching.Fairs;

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
    private readonly HashSet<string> _fallen = new(StringComparer.Ordinal);
    private long _bids, _bidsOfFair;

    public MatchingWitness(Evidence evidence)
        : base("matching")
    {
        _evidence = evidence;
        _unseen = evidence.Bids.ToDictionary(bid => (bid.Lot, bid.Bid));
    }

    /// <summary>Every award by its id.</summary>
    public IReadOnlyDictionary<string, SeenAward> Awards => _awards;

    /// <summary>Whether an award falls when its buyer defaults: it is of a lot's own sale, and the buyer is who won it.</summary>
    public bool FallsWithDeal(string award) => _awards.TryGetValue(award, out var seen) && _lots.TryGetValue(seen.Lot, out var course) && !course.IsReverse;

    /// <summary>The awards that fell.</summary>
    public IReadOnlySet<string> Fallen => _fallen;

    public override void See(Happened happened)
    {
        var lot = happened.StreamId;
        if (_audits.Fault(happened) is { } fault) Fault(Audited, fault);
        if (happened.Event is KeyEnterprisesHeard heard) SeeKeyEnterprises(heard);
        if (happened.Event is OrdersCrossed crossed) SeeAwards(crossed);
        if (happened.Event is TradeFell trade && !(_awards.ContainsKey(trade.Award) && _fallen.Add(trade.Award)))
            Fault(NoDoubleAward, $"Trade {trade.Award} of call auction {lot} fell and did not stand.");
        if (happened.Event is LotOffered offered) _lots[lot] = new(offered.Offering);
        if (!_lots.TryGetValue(lot, out var course)) return;
        SeeSealed(lot, course, happened);
        SeePriority(lot, course, happened);
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
            case QuantityAwarded award:
                SeeAward(lot, course, award);
                SeeWinner(lot, course, award, happened.Cause.ReceivedAt.ToUnixTimeMilliseconds());
                course.Turns.See(award);
                break;
            case AuctionClosed closed:
                SeeClose(lot, course, closed, happened.Cause.ReceivedAt.ToUnixTimeMilliseconds());
                break;
            case AttemptOpened opened:
                SeeAttempt(lot, course, opened, happened.Cause.ReceivedAt.ToUnixTimeMilliseconds());
                break;
            case CascadeEvent after:
                SeeCascade(lot, course, after, happened.Cause.ReceivedAt.ToUnixTimeMilliseconds());
                break;
        }
    }

    public override IEnumerable<Proof> Testify()
    {
        CompareKeyEnterprises();
        foreach (var bid in _unseen.Values.Take(100))
            Fault(NoLostBid, $"Bid {bid.Bid} of {bid.AmountMinor} for lot {bid.Lot} was answered 201 at {bid.Position} and is not in the log.");
        if (_evidence.Fair is not null && _bidsOfFair != _evidence.Bids.Count)
            Fault(NoLostBid, $"The log has {_bidsOfFair} bids of the fair, and {_evidence.Bids.Count} were answered 201.");
        if (_evidence.Fair is not null) yield return Verdict(NoLostBid, Text($"{_evidence.Bids.Count:N0} bids that were answered 201 are in the log, and no others"));
        yield return Verdict(FairOrder, Text($"{_bids:N0} bids of {_lots.Count:N0} lots"));
        yield return Verdict(NoDoubleAward, Text($"{_awards.Count:N0} awards of {_lots.Count:N0} lots"));
        yield return Verdict(Reproducible, Text($"{_lots.Values.Count(course => course.IsClosed):N0} closed lots have the winner that their bids give"));
        yield return Verdict(Preferred, Text($"{_taken.Count:N0} lots were taken by key enterprises of {_keyEnterprises.Count:N0} fairs in their windows, at their opening prices"));
        yield return Verdict(Audited, Text(
            $"{_audits.Entries:N0} entries of {_audits.Files:N0} lots and call auctions are what the rules give, and {_audits.Heads:N0} published heads are those of their chains"));
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
        course.Turns.See(bid);
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
        if (happened.Event is not BidsOpened { ClosesAt: var closesAt }) return;
        course.ClosesAt = closesAt;
        foreach (var (bidder, number, amountMinor) in course.Sealed.Opened) course.Turns.See(bidder, number, amountMinor);
    }

    private void SeeAward(string lot, Course course, QuantityAwarded award)
    {
        course.HasSold = true;
        if (award.Ring is not null) course.IsClosed = false; // a lot that passed in may be given in a ring, and ends anew
        course.AwardedMilli += award.QuantityMilli;
        if (course.FreeMilli < 0)
            Fault(NoDoubleAward, $"Lot {lot} offered {course.OfferedMilli - course.GoneMilli} and {course.AwardedMilli} are awarded.");
        if (!_awards.TryAdd(award.Award, new(award.Lot.Fair, lot, award.QuantityMilli, award.HammerMinor)))
            Fault(NoDoubleAward, $"Award {award.Award} of lot {lot} happened twice.");
    }

    private void SeeWinner(string lot, Course course, QuantityAwarded award, long at)
    {
        if (award.Ring is not null || SeePreferred(lot, course, award, at)) return; // what a ring gives is for RingWitness
        if (course.Book is { } book && course.Turns.Taking is null) SeeDue(lot, course.Due ??= book.Due(), award);
        else if (course.Offers is not { } offers) SeePrice(lot, course, award, at);
        else if (offers.Due is var due && due != (award.Winner, award.QuantityMilli, award.HammerMinor))
            Fault(Reproducible, $"Award {award.Award} of lot {lot} gives {(award.Winner, award.QuantityMilli, award.HammerMinor)} where the offer that was taken says {due}.");
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
        var taking = course.Turns.Taking;
        var due = taking is not null ? taking.HammerMinor : course.TakesPurchases ? course.ValueOf(award, at) : course.Winner?.PriceMinor;
        var winner = taking is not null ? taking.Bidder : course.TakesPurchases ? award.Winner : course.Winner?.Bidder;
        if (award.HammerMinor != due) Fault(Reproducible, $"Award {award.Award} of lot {lot} costs {award.HammerMinor} where its rules say {due}.");
        if (award.Winner != winner) Fault(Reproducible, $"Lot {lot} went to {award.Winner} and {winner} bid best.");
        if (taking is not null && award.QuantityMilli != taking.QuantityMilli)
            Fault(Reproducible, $"Award {award.Award} of lot {lot} is of {award.QuantityMilli} where {taking.QuantityMilli} were taken.");
        if (taking is null && !course.TakesPurchases && !course.MeetsReserve) Fault(Reproducible, $"Lot {lot} was awarded below its reserve.");
    }

    private void SeeCascade(string lot, Course course, CascadeEvent @event, long at)
    {
        switch (@event)
        {
            case AwardFell fell:
                if (course.Turns.See(fell) is { } fallen) (course.AwardedMilli, course.GoneMilli) = (course.AwardedMilli - fallen, course.GoneMilli + (fell.Cancelled is true ? fallen : 0));
                else Fault(NoDoubleAward, $"Award {fell.Award} of lot {lot} fell and did not stand.");
                _fallen.Add(fell.Award);
                course.IsClosed = false;
                if (at < course.ClosesAt && fell.Cancelled is not true) course.HasEnded = false; // its own time goes on, as if nothing had been sold
                if (fell.PriceMinor is not null) course.Due = null; // nothing was bid yet
                break;
            case SecondChanceOffered offered when course.Turns.See(offered, course.FreeMilli) is { } wrong:
                Fault(Reproducible, $"Lot {lot} {wrong}.");
                break;
            case SecondChanceEnded ended when course.Turns.See(ended, at) is { } wrong:
                Fault(Reproducible, $"Lot {lot} {wrong}.");
                break;
        }
    }

    private void SeeClose(string lot, Course course, AuctionClosed closed, long at)
    {
        if (course.IsClosed) Fault(NoDoubleAward, $"Lot {lot} closed twice.");
        if (course.FreeMilli > 0 && course.Ladder.Next(course.HasEnded ? at : course.ClosesAt, at) is { } next)
            Fault(Reproducible, $"Lot {lot} ended, and rung {next.Rung} of its ladder was left.");
        var isAgain = course.HasEnded;
        course.IsClosed = course.HasEnded = true;
        if (course.Hybrid is not null) course.ClosesAt = Math.Min(course.ClosesAt, at); // the last bid ends it early, and for good
        if (closed.AwardedMilli != course.AwardedMilli || closed.OfferedMilli != course.OfferedMilli)
            Fault(NoDoubleAward, $"Lot {lot} closed with {closed.AwardedMilli} of {closed.OfferedMilli} awarded; {course.AwardedMilli} of {course.OfferedMilli} were.");
        SeeUnsold(lot, course, closed.AwardedMilli == 0 ? "passed in" : "closed", isAgain);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

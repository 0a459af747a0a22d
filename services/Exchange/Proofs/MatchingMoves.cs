using Exchange.Matching.Auctions;

namespace Exchange.Host.Proofs;

/// <content>What moves a lot without a bid in it: a bid that is made void, a close that another lot or a downtime moves.</content>
internal sealed partial class MatchingWitness
{
    private void SeeMove(string lot, Course course, object move)
    {
        if (move is BidVoided voided) SeeVoid(lot, course, voided);
        if (move is CloseMoved moved) SeeMove(lot, course, moved);
    }

    private void SeeVoid(string lot, Course course, BidVoided voided)
    {
        if (course.Void(voided.Bid) is var left && left != (voided.Leader, voided.PriceMinor))
            Fault(Reproducible, $"Without bid {voided.Bid} lot {lot} has {(voided.Leader, voided.PriceMinor)} where its rules say {left}.");
        if (voided.ConfirmedBy == voided.Proposal.By) Fault(Reproducible, $"One organizer alone made bid {voided.Bid} of lot {lot} void.");
        course.NextBidMinor = voided.NextBidMinor;
    }

    private void SeeMove(string lot, Course course, CloseMoved moved)
    {
        if (moved.ClosesAt <= course.ClosesAt || course.IsClosed) Fault(FairOrder, $"Lot {lot}'s close moved from {course.ClosesAt} to {moved.ClosesAt} ({moved.Reason}).");
        if (moved.Reason == CloseMoved.ForDowntime && (course.ClosesAt <= moved.DownFrom || moved.ClosesAt != moved.DownTo + course.GraceMs))
            Fault(FairOrder, $"Lot {lot}'s close moved to {moved.ClosesAt} for a downtime from {moved.DownFrom} to {moved.DownTo}.");
        course.ClosesAt = moved.ClosesAt;
    }
}

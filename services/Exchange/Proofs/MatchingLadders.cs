using Exchange.Matching.Auctions;

namespace Exchange.Host.Proofs;

/// <content>Lots that are not sold, and go down their ladders.</content>
internal sealed partial class MatchingWitness
{
    private void SeeAttempt(string lot, Course course, AttemptOpened opened, long at)
    {
        foreach (var wrong in course.Ladder.Take(opened, course.HasEnded ? at : course.ClosesAt, at)) Fault(Reproducible, $"Lot {lot} {wrong}.");
        SeeUnsold(lot, course, "went down its ladder", course.HasEnded);
        if (at < course.ClosesAt || course.IsClosed) Fault(FairOrder, $"Lot {lot} went down its ladder before its close, or after its end.");
        if (opened.OfferedMilli != course.FreeMilli || opened.OfferedMilli < 1)
            Fault(NoDoubleAward, $"Lot {lot} is offered again for {opened.OfferedMilli} where {course.FreeMilli} of {course.OfferedMilli} are left.");
        if (opened.Bids != course.Bids) Fault(FairOrder, $"Lot {lot} goes on after bid {opened.Bids} where {course.Bids} were accepted.");
        _lots[lot] = course.Next(opened);
    }

    // Nobody who should have won, or been asked, was passed over.
    private void SeeUnsold(string lot, Course course, string came, bool isAgain)
    {
        if (course.Book is { } book && (course.Due ??= book.Due()).Keys.FirstOrDefault() is { } missed) Fault(Reproducible, $"Lot {lot} {came} without an award to {missed}, whose bids win.");
        if (!course.HasSold && !course.TakesPurchases && course.MeetsReserve) Fault(Reproducible, $"Lot {lot} {came}, and a bid had met its reserve.");
        if ((isAgain || (course.HasSold && course.AwardedMilli == 0)) && course.Turns.Next(course.FreeMilli) is { } next)
            Fault(Reproducible, $"Lot {lot} {came} after a default, and {next.Bidder} was not asked.");
    }
}

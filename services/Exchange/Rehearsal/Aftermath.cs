using System.Collections.Concurrent;

namespace Exchange.Host.Rehearsal;

/// <summary>What follows the hammer, deal by deal as its parties do it: the contract, the money, the goods, perhaps a dispute. A round takes deals from their award to their end; the clock moves with
/// it. Whoever defaults lets the contract stand by silence and does so at the end of a round, all at once, so that those who are asked in their place are asked at one time.</summary>
internal sealed class Aftermath(Parties parties, Cashier cashier, ClockHand clock, FairTerms terms, Conduct conduct, RehearsalSettings settings, Cast cast)
{
    private const long Overpaid = 100_00; // rounding up to what one has in hand, and more
    private static readonly TimeSpan Moment = TimeSpan.FromHours(1), Day = TimeSpan.FromDays(1);

    // Where one of a ring does not keep its word all of it falls; in a rehearsal all do.
    private static readonly Course Bartered = new(Payment.Whole, Ending.Accepted) { HasNote = true };

    private readonly Dictionary<string, int> _places = cast.Bidders.Index().ToDictionary(bidder => bidder.Item.Id, bidder => bidder.Index, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Course> _courses = new(StringComparer.Ordinal);

    /// <summary>Deals that were taken in hand, with what their parties do.</summary>
    public IReadOnlyDictionary<string, Course> Courses => _courses;

    /// <summary>Those of some deals that were not taken in hand yet. They are from now on.</summary>
    /// <param name="deals">The deals of the fair.</param>
    /// <param name="areAsked">Whether their buyers took the lots after another's default or on a ladder.</param>
    public IReadOnlyList<SeenDeal> New(IReadOnlyList<SeenDeal> deals, bool areAsked) =>
        [.. deals.Where(deal => _courses.TryAdd(deal.Deal, deal.Ring is null ? conduct.CourseOf(deal.Number, _places[deal.Buyer], areAsked) : Bartered))];

    /// <summary>Contracts are confirmed, by one, by both, or by nobody; some deals are given up.</summary>
    public async Task Conclude(IReadOnlyList<SeenDeal> deals, Action<long> progress, CancellationToken cancellation)
    {
        await Each(deals, progress, async (deal, course, stop) =>
        {
            if (course.Ending == Ending.Cancelled && course.Pays)
            {
                await parties.Cancel(deal, stop);
                return;
            }

            if (deal.Stage != "awaiting-contract") return; // it stands by silence already
            if (course.ConsignorConfirms) await parties.ConfirmAsConsignor(deal, stop);
            if (course.BuyerConfirms) await parties.ConfirmAsBuyer(deal, stop);
        }, cancellation);
        await clock.MoveTo(clock.Now + Moment, cancellation);
    }

    /// <summary>The bank's receipts come in, whole or in parts; then the last contracts stand.</summary>
    public async Task Pay(IReadOnlyList<SeenDeal> deals, Action<long> progress, CancellationToken cancellation)
    {
        var began = clock.Now;
        await Each([.. deals.Where(deal => !IsGivenUp(deal))], progress, (deal, course, stop) => course.Payment switch
        {
            Payment.Nothing or Payment.TooLate => Task.CompletedTask,
            _ when deal.OutstandingMinor == 0 => Task.CompletedTask, // the deposit was enough
            Payment.InParts or Payment.FirstPart => cashier.Receive(deal, 0, FirstPart(deal), stop),
            Payment.TooMuch => cashier.Receive(deal, 0, deal.OutstandingMinor + Overpaid, stop),
            _ => cashier.Receive(deal, 0, deal.OutstandingMinor, stop),
        }, cancellation);
        await clock.MoveTo(began + Day, cancellation);
        await Each([.. deals.Where(deal => !IsGivenUp(deal) && CourseOf(deal).Payment == Payment.InParts && deal.OutstandingMinor > FirstPart(deal))], _ => { },
            (deal, _, stop) => cashier.Receive(deal, 1, deal.OutstandingMinor - FirstPart(deal), stop), cancellation);
        await clock.MoveTo(began + terms.ConfirmFor, cancellation);
    }

    /// <summary>The goods are weighed and fetched, by some in a slot and by some of those in vain; they are accepted, or disputed.</summary>
    public async Task Remove(IReadOnlyList<SeenDeal> deals, Action<long> progress, CancellationToken cancellation)
    {
        var (paid, slot) = (deals.Where(deal => CourseOf(deal).Pays && !IsGivenUp(deal)).ToList(), terms.NextMorning(clock.Now));
        await Each(paid, _ => { }, (deal, course, stop) => course switch
        {
            { Ending: Ending.CancelledPaid } => parties.Cancel(deal, stop),
            { HasSlot: true } => parties.Book(deal, slot, stop),
            { IsHandedOver: true } => parties.HandOver(deal, Weighed(deal), stop),
            _ => Task.CompletedTask,
        }, cancellation);
        await clock.MoveTo(slot.Through, cancellation);
        var fetched = paid.Where(deal => CourseOf(deal) is { HasSlot: true, Ending: not Ending.CancelledPaid }).ToList();
        await Each(fetched, _ => { }, (deal, course, stop) => course.ComesInVain ? parties.ReportMissed(deal, stop) : parties.HandOver(deal, Weighed(deal), stop), cancellation);
        await clock.MoveTo(clock.Now + Moment, cancellation);
        await Each([.. fetched.Where(deal => CourseOf(deal) is { ComesInVain: true, IsHandedOver: true })], _ => { }, (deal, _, stop) => parties.HandOver(deal, Weighed(deal), stop), cancellation);
        await clock.MoveTo(clock.Now + Moment, cancellation);
        await Each(paid, progress, async (deal, course, stop) =>
        {
            if (course.IsDisputed) await parties.Dispute(deal, stop);
            if (course.Ending != Ending.Accepted) return;
            if (Weighed(deal) > deal.QuantityMilli && await parties.Outstanding(deal, stop) is > 0 and var more) await cashier.Receive(deal, 2, more, stop);
            await parties.Accept(deal, stop);
        }, cancellation);
        await clock.MoveTo(clock.Now + Moment, cancellation);
    }

    /// <summary>Disputes are decided; then every time is over, and who comes with money is too late.</summary>
    public async Task Decide(IReadOnlyList<SeenDeal> deals, Action<long> progress, CancellationToken cancellation)
    {
        await clock.MoveTo(clock.Now + Day, cancellation);
        await Each([.. deals.Where(deal => CourseOf(deal) is { Pays: true, IsDisputed: true, Ending: not Ending.Undecided })], progress,
            (deal, course, stop) => parties.Decide(deal, course.Decision(deal.HammerMinor), stop), cancellation);
        await clock.MoveTo(terms.AllOver(clock.Now) + Moment, cancellation);
        await Each([.. deals.Where(deal => CourseOf(deal).Payment == Payment.TooLate)], _ => { }, (deal, _, stop) => cashier.Receive(deal, 0, deal.TotalMinor, stop), cancellation);
    }

    private Course CourseOf(SeenDeal deal) => _courses[deal.Deal];

    private bool IsGivenUp(SeenDeal deal) => CourseOf(deal) is { Pays: true, Ending: Ending.Cancelled };

    private long Weighed(SeenDeal deal) => CourseOf(deal).WeighedMilli(deal.Unit, deal.QuantityMilli);

    // More than the part that the fair wants first.
    private static long FirstPart(SeenDeal deal) => (deal.OutstandingMinor + 1) / 2;

    private async Task Each(IReadOnlyList<SeenDeal> deals, Action<long> progress, Func<SeenDeal, Course, CancellationToken, Task> work, CancellationToken cancellation)
    {
        var done = 0L;
        await Parallel.ForEachAsync(deals, settings.AtOnce(cancellation), async (deal, stop) =>
        {
            await work(deal, CourseOf(deal), stop);
            progress(Interlocked.Increment(ref done));
        });
    }
}

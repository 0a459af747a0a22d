using Exchange.Contracts.Listing.V1;
using Exchange.Contracts.Settlement.V1;
using Exchange.Kernel.Bus;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Log;
using Exchange.Matching.Auctions;
using Exchange.Matching.Audits;
using Exchange.Matching.CallAuctions;
using Exchange.Matching.Fairs;
using Exchange.Matching.Rings;

namespace Exchange.Matching;

/// <summary>The log of Matching: every lot's sale and every call auction is a stream of its own, so that partitions run side by side. Lots that extend
/// together have a stream in common, and are in one partition.</summary>
public sealed class MatchingJournal(JournalHost host, SealingKey key) : Journal(Made(key), host)
{
    /// <summary>What Matching is made of, for those who read its log and close nothing.</summary>
    public static new JournalDefinition Definition { get; } = Made(null);

    /// <summary>Everything that time makes due, with the key that opens sealed bids.</summary>
    public static IReadOnlyList<DueQuery> ClocksWith(SealingKey key) =>
        [
            new AuctionClock(key).Due, AuctionClock.Lapsed, AuctionClock.SecondChances, CallAuctionClock.Due, AuditClock.Due, RingRoundClock.Due, RingClock.Lapsed,
            RingClock.Steps,
        ];

    private static JournalDefinition Made(SealingKey? key) => new()
    {
        Service = "matching",
        Migrations = typeof(MatchingJournal).Assembly,
        Streams =
        [
            StreamKind.Of<Auction, AuctionCommand, AuctionEvent>("auction"),
            StreamKind.Of<AuctionGroup, GroupCommand, GroupEvent>("group"),
            StreamKind.Of<Admission, AdmissionCommand, AdmissionEvent>("admission"),
            StreamKind.Of<BidLimit, BidLimitCommand, BidLimitEvent>("limit"),
            StreamKind.Of<CallAuction, CallAuctionCommand, CallAuctionEvent>("call-auction"),
            StreamKind.Of<Fair, FairCommand, FairEvent>("fair"),
            StreamKind.Of<LotWants, LotWantsCommand, LotWantsEvent>("want"),
            StreamKind.Of<RingRound, RingRoundCommand, RingRoundEvent>("ring-round"),
            StreamKind.Of<Ring, RingCommand, RingEvent>("ring"),
        ],
        MayPartition = true,
        Views =
        [
            new AuctionViews(), new AdmissionViews(), new BidLimitViews(), new VoidedBidViews(), new LapseViews(), new SecondChanceViews(), new PriorityViews(), new CallAuctionViews(),
            new AuditViews(), new LotWantsViews(), new RingRoundViews(), new RingViews(),
        ],
        Announce = happened => happened.Event switch
        {
            CallAuctionEvent => CallAuctionAnnouncements.From(happened),
            RingEvent => RingAnnouncements.From(happened),
            _ => AuctionAnnouncements.From(happened),
        },
        Fold = AuctionAnnouncements.Moved,
        Hears =
        [
            Hearing.Of<LotEntered>(AuctionConsumers.On),
            Hearing.Of<LotWithdrawn>(AuctionConsumers.On),
            Hearing.Of<LotAmendmentAsked>(AuctionConsumers.On),
            Hearing.Of<DealDefaulted>(AuctionConsumers.On),
            Hearing.Of<DealCancelled>(AuctionConsumers.On),
            Hearing.Of<FairPublished>(FairConsumers.On),
            Hearing.Of<KeyEnterprises>(FairConsumers.On),
            Hearing.Of<BidderAdmission>(AuctionConsumers.On),
            Hearing.Of<DepositHeld>(AuctionConsumers.On),
            Hearing.Of<BiddingLimit>(AuctionConsumers.On),
        ],
        Clocks = key is null ? [] : ClocksWith(key),
        Recovers = AuctionClock.After,
    };
}

using System.Diagnostics;
using System.Text.Json.Serialization;
using Exchange.Kernel.Deciders;
using Exchange.Listing.Fairs;

namespace Exchange.Listing.Lots;

/// <summary>Where a lot is in its life, as the catalogue sees it; whether bids run is Matching's knowledge.</summary>
public enum LotStatus
{
    /// <summary>Nothing has happened: there is no such lot.</summary>
    Unknown,

    /// <summary>It has its number in a fair that is a draft.</summary>
    Entered,

    /// <summary>Others have heard of it: the fair is published.</summary>
    Announced,

    /// <summary>Its sale ended with an award.</summary>
    Sold,

    /// <summary>Its sale ended without one.</summary>
    PassedIn,

    /// <summary>It was taken back before its sale.</summary>
    Withdrawn,
}

/// <summary>What is sold as one, from its entry in a fair to the end of its sale.</summary>
/// <remarks>A lot is announced once: with its entry when the fair is published already, which costs nothing; else by <see cref="AnnounceLot"/>, which the
/// clock sends to the lots that were entered while the fair was a draft. So publishing a fair with 20,000 lots is one small event, and the announcements
/// follow in batches, each made from the lot's own event.</remarks>
public sealed record Lot : IDecider<Lot, LotCommand, LotEvent>
{
    public LotStatus Status { get; init; }

    public Offer? Offer { get; init; }

    /// <summary>Thousandths of the unit in awards that stand.</summary>
    public long SoldMilli { get; init; }

    /// <summary>The hammer value of its awards that stand.</summary>
    public long HammerMinor { get; init; }

    /// <summary>The ids of the awards it has heard of, so that none counts twice.</summary>
    public IReadOnlyList<string> Awards { get; init; } = [];

    /// <summary>The ids of the awards that fell because the buyer defaulted, as far as it has heard.</summary>
    public IReadOnlyList<string> Fallen { get; init; } = [];

    /// <summary>The highest number of an end of its sale that it has heard of, whether that end holds or a default undid it. Ends that come later with this number or
    /// a lower one say nothing new.</summary>
    public long Closing { get; init; }

    /// <summary>Where it is on its ladder; null in the first attempt.</summary>
    public LaterAttempt? Attempt { get; init; }

    /// <summary>The number of what is said about it now; higher with every amendment.</summary>
    public long Version { get; init; } = 1;

    /// <summary>The description with which it was entered, once that was amended.</summary>
    public LotDescription? FirstDescription { get; init; }

    /// <summary>An amendment that waits for Matching; null for none.</summary>
    public AskedAmendment? Asked { get; init; }

    public static Lot Initial { get; } = new();

    /// <summary>The stream of a lot.</summary>
    public static string Stream(string lot) => "lot/" + lot;

    public static Decision<LotEvent> Decide(Lot lot, LotCommand command, DateTimeOffset now) => command switch
    {
        ListLot { Offer.Consignor: "" } => LotRefusals.NoEnterprise,
        ListLot list when lot.Offer is { } offer => lot.Status != LotStatus.Withdrawn && list.Offer.IsSame(lot.AsEntered(offer))
            ? LotRefusals.Unchanged
            : LotRefusals.Exists,
        ListLot list => new LotEntered(list.Offer, list.Announced),

        _ when lot.Offer is null => LotRefusals.Unknown,

        AnnounceLot when lot.Status != LotStatus.Entered => Decision<LotEvent>.Nothing,
        AnnounceLot => ((Decision<LotEvent>)new LotAnnounced(lot.Offer)).And(Fair.Stream(lot.Offer.Fair), new ConfirmPublished()),

        WithdrawLot withdraw when withdraw.By != lot.Offer.Consignor && !withdraw.AsOperator => LotRefusals.NotYours,
        WithdrawLot { Reason: { Length: 0 or > LotDetails.LongestTitle } } => LotRefusals.ReasonUnclear,
        WithdrawLot withdraw when LotDetails.HasControls(withdraw.Reason) => LotRefusals.ReasonUnclear,
        WithdrawLot when lot.Status == LotStatus.Withdrawn => Decision<LotEvent>.Nothing,
        WithdrawLot when lot.Status is LotStatus.Sold or LotStatus.PassedIn || now.ToUnixTimeMilliseconds() >= lot.Offer.SaleFromAt => LotRefusals.OnSale,
        WithdrawLot { AsOperator: false } when now.ToUnixTimeMilliseconds() >= lot.Offer.FrozenFromAt => FairRefusals.CatalogueFrozen.With("frozenFromAt", lot.Offer.FrozenFromAt!),
        WithdrawLot withdraw => new LotWithdrawn(
            lot.Offer.Lot, lot.Offer.Fair, withdraw.Reason, now.ToUnixTimeMilliseconds(), lot.Status == LotStatus.Announced),

        ConfirmConsignor confirm when confirm.By != lot.Offer.Consignor => LotRefusals.NotYours,
        ConfirmLotsOrganizer confirm => confirm.AsOperator || confirm.By == lot.Offer.Organizer ? Decision<LotEvent>.Nothing : FairRefusals.NotYours,
        ConfirmShown or ConfirmConsignor when lot.Status is LotStatus.Withdrawn or LotStatus.Sold or LotStatus.PassedIn => LotRefusals.Over,
        ConfirmShown when lot.Status == LotStatus.Entered => LotRefusals.Unknown,
        ConfirmShown shown => shown.By == lot.Offer.Consignor ? LotRefusals.OwnLot : Decision<LotEvent>.Nothing,
        ConfirmConsignor confirm => confirm.ThroughAt > lot.Offer.ClosesAt ? InspectionRefusals.SlotUnclear.With("closesAt", lot.Offer.ClosesAt) : Decision<LotEvent>.Nothing,

        AmendLot amend => LotAmendments.Decide(lot, amend, now),
        RecordAmendment answer => LotAmendments.Decide(lot, answer),

        RegroupLot when lot.Status == LotStatus.Withdrawn => LotRefusals.Withdrawn,
        RegroupLot regroup when regroup.Was != lot.Offer.Details => LotRefusals.Changed,
        RegroupLot regroup => Decide(lot, new WithdrawLot(regroup.By, regroup.AsOperator, regroup.Reason), now).And(regroup.Companions(lot.Offer.Fair)),

        _ => Hear(lot, command),
    };

    public static Lot Evolve(Lot lot, LotEvent @event) => @event switch
    {
        LotEntered entered when lot.Status == LotStatus.Unknown =>
            lot with { Offer = entered.Offer, Status = entered.Announced ? LotStatus.Announced : LotStatus.Entered },
        LotAnnounced when lot.Status == LotStatus.Entered => lot with { Status = LotStatus.Announced },
        LotWithdrawn when lot.Status is LotStatus.Entered or LotStatus.Announced || lot.IsOver => lot with { Status = LotStatus.Withdrawn },
        AwardRecorded award when lot.Offer is not null =>
            lot with { SoldMilli = award.SoldMilli, HammerMinor = award.HammerMinor, Awards = [.. lot.Awards, award.Award] },
        FallRecorded fall when lot.Offer is not null => lot with
        {
            SoldMilli = fall.SoldMilli,
            HammerMinor = fall.HammerMinor,
            Fallen = [.. lot.Fallen, fall.Award],
            Closing = Math.Max(lot.Closing, fall.Closings),
            Status = fall.Reopened ? LotStatus.Announced : lot.Status,
        },
        AmendmentEvent amendment when lot.Offer is not null => LotAmendments.Evolve(lot, amendment) ?? throw CannotFollow(lot, @event),
        AttemptRecorded attempt when lot.Offer is not null => lot with { Attempt = attempt.Attempt },
        CloseRecorded close when lot.IsOver || lot.Status == LotStatus.Announced =>
            lot with { Status = close.Sold ? LotStatus.Sold : LotStatus.PassedIn, Closing = close.Closing ?? 1 },
        _ => throw CannotFollow(lot, @event),
    };

    private static InvalidOperationException CannotFollow(Lot lot, LotEvent @event) => new($"{@event.GetType().Name} cannot follow in a lot that is {lot.Status}.");

    // What is sent again is held against what was sent, not against what was amended since.
    private Offer AsEntered(Offer offer) => Version == 1 ? offer : offer with { Details = offer.Details with { Description = FirstDescription } };

    /// <summary>What a lot hears from where it is sold.</summary>
    private static Decision<LotEvent> Hear(Lot lot, LotCommand command) => command switch
    {
        RecordAward award when lot.Awards.Contains(award.Award) => Decision<LotEvent>.Nothing,
        RecordAward award => new AwardRecorded(
            award.Award, checked(lot.SoldMilli + award.QuantityMilli), checked(lot.HammerMinor + award.HammerMinor), award.At),

        // Only a sale that runs is withdrawn: an end that was heard of before was undone, whether or not the fall that undid it was heard of.
        RecordWithdrawal when !lot.IsOver && lot.Status != LotStatus.Announced => Decision<LotEvent>.Nothing,
        RecordWithdrawal withdrawn => new LotWithdrawn(lot.Offer!.Lot, lot.Offer!.Fair, withdrawn.Reason, withdrawn.At, WasAnnounced: true),

        RecordFall fall when lot.Fallen.Contains(fall.Award) => Decision<LotEvent>.Nothing,
        RecordFall fall => new FallRecorded(
            fall.Award, checked(lot.SoldMilli - fall.QuantityMilli), checked(lot.HammerMinor - fall.HammerMinor), fall.Closings,
            lot.IsOver && fall.Closings >= lot.Closing, fall.At),

        RecordAttempt record when record.Attempt.Attempt <= (lot.Attempt?.Attempt ?? 1) => Decision<LotEvent>.Nothing,
        RecordAttempt record => new AttemptRecorded(record.Attempt),

        RecordClose when !lot.IsOver && lot.Status != LotStatus.Announced => Decision<LotEvent>.Nothing,
        RecordClose close when close.Closing <= lot.Closing => Decision<LotEvent>.Nothing,
        RecordClose close => new CloseRecorded(close.AwardedMilli > 0, close.At, close.Closing),

        _ => throw new UnreachableException(command.GetType().Name),
    };

    private bool IsOver => Status is LotStatus.Sold or LotStatus.PassedIn;
}

/// <summary>What a lot can be told.</summary>
public abstract record LotCommand;

/// <summary>Begins the lot; sent by the fair together with its number.</summary>
/// <param name="Offer">The lot as it is offered.</param>
/// <param name="Announced">Whether the fair is published, so that others hear of it at once.</param>
public sealed record ListLot(Offer Offer, bool Announced) : LotCommand;

/// <summary>The fair was published after the lot was entered.</summary>
public sealed record AnnounceLot : LotCommand;

/// <param name="By">The enterprise that asks.</param>
/// <param name="AsOperator">Whether the exchange itself asks.</param>
/// <param name="Reason">For those who watched it.</param>
public sealed record WithdrawLot(string By, bool AsOperator, string Reason) : LotCommand;

/// <summary>Takes it back before its sale, and with it others, and enters in their place what they became: all in one decision, so that nothing is offered twice and nothing lost.</summary>
/// <param name="By">The enterprise that asks.</param>
/// <param name="AsOperator">Whether the exchange itself asks.</param>
/// <param name="Reason">For those who watched it.</param>
/// <param name="Was">What it said when that was decided; it must still say so.</param>
/// <param name="Others">The other lots that go with it.</param>
/// <param name="Entries">What is entered in the same fair.</param>
public sealed record RegroupLot(
    string By, bool AsOperator, string Reason, LotDetails Was, IReadOnlyList<RegroupedLot> Others, IReadOnlyList<EnterLot> Entries) : LotCommand
{
    /// <summary>What happens with it.</summary>
    public IEnumerable<Also> Companions(string fair) =>
    [
        .. Others.Select(other => new Also(Lot.Stream(other.Lot), new RegroupLot(By, AsOperator, Reason, other.Was, [], []))),
        .. Entries.Select(entry => new Also(Fair.Stream(fair), entry)),
    ];
}

/// <summary>A lot that is taken back with another, and what it said.</summary>
public sealed record RegroupedLot(string Lot, LotDetails Was);

/// <summary>Says no where the lot is not shown to others, or is the asker's own; the companion of what others do about it.</summary>
public sealed record ConfirmShown(string By) : LotCommand;

/// <summary>Says no where the lot is another's, or is over; the companion of what its consignor does about it.</summary>
/// <param name="By">The enterprise that asks.</param>
/// <param name="ThroughAt">Until when it would last, in Unix milliseconds; no later than the lot's close.</param>
public sealed record ConfirmConsignor(string By, long? ThroughAt = null) : LotCommand;

/// <summary>Says no where another enterprise runs the lot's fair.</summary>
/// <param name="By">The enterprise that asks.</param>
/// <param name="AsOperator">Whether the exchange itself asks.</param>
public sealed record ConfirmLotsOrganizer(string By, bool AsOperator) : LotCommand;

/// <summary>Matching awarded units of it.</summary>
public sealed record RecordAward(string Award, long QuantityMilli, long HammerMinor, long At) : LotCommand;

/// <summary>Two organizers withdrew it in Matching while its sale ran.</summary>
public sealed record RecordWithdrawal(string Reason, long At) : LotCommand;

/// <summary>An award fell, because its buyer defaulted; it may be heard of before the award.</summary>
/// <param name="Award">The award's id.</param>
/// <param name="QuantityMilli">Thousandths of the unit.</param>
/// <param name="HammerMinor">The hammer value of the whole award.</param>
/// <param name="Closings">How many times its sale had ended before; none of these ends holds any more.</param>
/// <param name="At">Unix milliseconds.</param>
public sealed record RecordFall(string Award, long QuantityMilli, long HammerMinor, long Closings, long At) : LotCommand;

/// <summary>Matching offers it again, by the next rung of its ladder.</summary>
public sealed record RecordAttempt(LaterAttempt Attempt) : LotCommand;

/// <summary>Matching ended its sale.</summary>
/// <param name="AwardedMilli">Thousandths of the unit in awards that stand.</param>
/// <param name="At">Unix milliseconds.</param>
/// <param name="Closing">How many times it has ended with this.</param>
public sealed record RecordClose(long AwardedMilli, long At, long Closing = 1) : LotCommand;

/// <summary>What can have happened to a lot.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(LotEntered), "lot-entered.v1")]
[JsonDerivedType(typeof(LotAnnounced), "lot-announced.v1")]
[JsonDerivedType(typeof(LotWithdrawn), "lot-withdrawn.v1")]
[JsonDerivedType(typeof(LotAmended), "lot-amended.v1")]
[JsonDerivedType(typeof(AmendmentAsked), "amendment-asked.v1")]
[JsonDerivedType(typeof(AmendmentRefused), "amendment-refused.v1")]
[JsonDerivedType(typeof(AwardRecorded), "award-recorded.v1")]
[JsonDerivedType(typeof(FallRecorded), "fall-recorded.v1")]
[JsonDerivedType(typeof(AttemptRecorded), "attempt-recorded.v1")]
[JsonDerivedType(typeof(CloseRecorded), "close-recorded.v1")]
public abstract record LotEvent;

public sealed record LotEntered(Offer Offer, bool Announced) : LotEvent;

/// <summary>Carries the offer again, so that what others hear is a function of this event alone.</summary>
public sealed record LotAnnounced(Offer Offer) : LotEvent;

/// <param name="Lot">The lot's id.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="Reason">For those who watched it.</param>
/// <param name="At">Unix milliseconds.</param>
/// <param name="WasAnnounced">Whether others had heard of it and must hear of this too.</param>
public sealed record LotWithdrawn(string Lot, string Fair, string Reason, long At, bool WasAnnounced) : LotEvent;

/// <summary>An award, with the lot's sums after it.</summary>
public sealed record AwardRecorded(string Award, long SoldMilli, long HammerMinor, long At) : LotEvent;

/// <summary>An award fell, with the lot's sums after it.</summary>
/// <param name="Award">The award's id.</param>
/// <param name="SoldMilli">Thousandths of the unit in awards that stand.</param>
/// <param name="HammerMinor">Their hammer value.</param>
/// <param name="Closings">How many times its sale had ended before.</param>
/// <param name="Reopened">Whether it had ended, and is for sale again.</param>
/// <param name="At">Unix milliseconds.</param>
public sealed record FallRecorded(string Award, long SoldMilli, long HammerMinor, long Closings, bool Reopened, long At) : LotEvent;

/// <summary>It is offered again, by the next rung of its ladder.</summary>
public sealed record AttemptRecorded(LaterAttempt Attempt) : LotEvent;

/// <summary>Its sale ended.</summary>
/// <param name="Sold">Whether an award stands.</param>
/// <param name="At">Unix milliseconds.</param>
/// <param name="Closing">How many times it has ended with this; the first when null.</param>
public sealed record CloseRecorded(bool Sold, long At, long? Closing = null) : LotEvent;

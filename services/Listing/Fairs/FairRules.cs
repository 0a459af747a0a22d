using System.Text.Json.Serialization;
using Exchange.Kernel.Deciders;
using Exchange.Listing.Admissions;

namespace Exchange.Listing.Fairs;

/// <summary>The rules of a fair, which stand from its creation on.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Region">The region of the organizer; the region of a lot that names none.</param>
/// <param name="Currency">ISO 4217, upper case; every price of the fair is in it.</param>
/// <param name="TimeZone">The IANA time zone of its days and hours: <c>Asia/Shanghai</c>.</param>
/// <param name="OpensAt">Unix milliseconds.</param>
/// <param name="ClosesAt">Unix milliseconds.</param>
/// <param name="ClosingFromMinute">Minute of the local day, 0–1439, after which lots close.</param>
/// <param name="ClosingToMinute">Minute of the local day, 1–1440, up to which lots close.</param>
/// <param name="SoftCloseMs">A bid accepted within this time of a lot's close moves the close to this long after the bid; 0 for none.</param>
/// <param name="IncrementMinor">The least step of a lot that names none, in minor units.</param>
/// <param name="CommissionBasisPoints">The consignor's commission, in 1/10,000 of the hammer value.</param>
/// <param name="PaymentDueMs">How long after the award the buyer may pay.</param>
/// <param name="RemovalDueMs">How long after the payment the buyer may remove.</param>
/// <param name="Bidding">How lots that are sold by ascending bids take them, if it says more than the increment and the soft close.</param>
/// <param name="ClosingGapMs">How far apart lots close, in the order of their numbers; spread evenly over the closing windows when null.</param>
/// <param name="Admission">Who may bid; everybody when null.</param>
/// <param name="Deposit">What a bidder must have held before its first bid on a lot; nothing when null.</param>
/// <param name="DowntimeGraceMs">How long a lot stays open at least once the exchange is back from a downtime; up to a day, no longer when null.</param>
/// <param name="SecondChanceMs">How long the next best bidder may think it over when a winner defaults; a day when null, and nobody is asked when 0.</param>
/// <param name="Ladder">What happens to lots that are not sold; they pass in when null.</param>
/// <param name="Priority">Which lots key enterprises may take before the market opens, and for how long; none when null.</param>
/// <param name="Settlement">How its sales are settled, beyond the commission and the times to pay and to remove; no further when null.</param>
/// <param name="CatalogueFreezeMs">How long before the opening the catalogue is frozen: a minute to thirty days; lots come and go until the opening when null.</param>
/// <param name="Essentials">Which lots are marked as essential commodities; those with a priority window alone when null.</param>
public sealed record FairRules(
    string Name, string Region, string Currency, string TimeZone, long OpensAt, long ClosesAt, long ClosingFromMinute, long ClosingToMinute,
    long SoftCloseMs, long IncrementMinor, long CommissionBasisPoints, long PaymentDueMs, long RemovalDueMs, BiddingRules? Bidding = null,
    long? ClosingGapMs = null, AdmissionRules? Admission = null, DepositRules? Deposit = null,
    long? DowntimeGraceMs = null, long? SecondChanceMs = null, LadderRules? Ladder = null, PriorityRules? Priority = null,
    SettlementRules? Settlement = null, long? CatalogueFreezeMs = null, EssentialRules? Essentials = null)
{
    public const long MinutesOfDay = 1440;

    /// <summary>The longest fair: a year.</summary>
    public const long LongestMs = 366L * 24 * 3600 * 1000;

    /// <summary>The longest soft close: a day.</summary>
    public const long LongestSoftCloseMs = 24L * 3600 * 1000;

    /// <summary>The longest gap between two closes: a day.</summary>
    public const long LongestGapMs = LongestSoftCloseMs;

    /// <summary>The longest time for a second chance: thirty days.</summary>
    public const long LongestSecondChanceMs = 30L * 24 * 3600 * 1000;

    /// <summary>The longest time to pay or to remove: a year.</summary>
    public const long LongestDueMs = LongestMs;

    /// <summary>The shortest and the longest freeze of the catalogue: a minute and thirty days.</summary>
    public const long ShortestFreezeMs = 60_000, LongestFreezeMs = 30L * 24 * 3600 * 1000;

    /// <summary>When the catalogue is frozen, in Unix milliseconds: with the opening, if not before.</summary>
    [JsonIgnore]
    public long FrozenFromAt => OpensAt - (CatalogueFreezeMs ?? 0);

    /// <summary>Whether lots of a category are essential commodities of the fair: on its list, or with a priority window.</summary>
    public bool IsEssential(string category) => Essentials?.Covers(category) is true || Priority?.Names(category) is true;

    /// <summary>The first rule of rules that these break at a time, or null.</summary>
    public Refusal? Check(DateTimeOffset now) => this switch
    {
        _ when OpensAt <= now.ToUnixTimeMilliseconds() => FairRefusals.OpensInThePast,
        _ when ClosesAt <= OpensAt => FairRefusals.ClosesBeforeOpening,
        _ when ClosesAt - OpensAt > LongestMs => FairRefusals.TooLong,
        _ when !TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out var zone) || !zone.HasIanaId => FairRefusals.UnknownTimeZone,
        _ when ClosingFromMinute is < 0 or >= MinutesOfDay || ClosingToMinute > MinutesOfDay || ClosingToMinute <= ClosingFromMinute => FairRefusals.WindowUnclear,
        _ when SoftCloseMs is < 0 or > LongestSoftCloseMs => FairRefusals.OutOfBounds.With("field", "softCloseMs"),
        _ when IncrementMinor is < 1 or > Lots.LotDetails.MaxMinor => FairRefusals.OutOfBounds.With("field", "incrementMinor"),
        _ when CommissionBasisPoints is < 0 or > 10_000 => FairRefusals.OutOfBounds.With("field", "commissionBasisPoints"),
        _ when PaymentDueMs is < 1 or > LongestDueMs => FairRefusals.OutOfBounds.With("field", "paymentDueMs"),
        _ when RemovalDueMs is < 1 or > LongestDueMs => FairRefusals.OutOfBounds.With("field", "removalDueMs"),
        _ when ClosingGapMs is < 1 or > LongestGapMs => FairRefusals.OutOfBounds.With("field", "closingGapMs"),
        _ when Admission?.OutOfBounds() is { } field => FairRefusals.OutOfBounds.With("field", field),
        _ when Deposit?.OutOfBounds() is { } field => FairRefusals.OutOfBounds.With("field", field),
        _ when DowntimeGraceMs is < 1 or > LongestSoftCloseMs => FairRefusals.OutOfBounds.With("field", "downtimeGraceMs"),
        _ when SecondChanceMs is < 0 or > LongestSecondChanceMs => FairRefusals.OutOfBounds.With("field", "secondChanceMs"),
        _ when Ladder?.OutOfBounds() is { } field => FairRefusals.OutOfBounds.With("field", field),
        _ when Ladder?.NeededMs >= ClosesAt - OpensAt => FairRefusals.LadderTooLong,
        _ when Priority?.OutOfBounds() is { } field => FairRefusals.OutOfBounds.With("field", field),
        _ when CatalogueFreezeMs is < ShortestFreezeMs or > LongestFreezeMs => FairRefusals.OutOfBounds.With("field", "catalogueFreezeMs"),
        _ when Essentials?.OutOfBounds() is { } field => FairRefusals.OutOfBounds.With("field", field),
        _ when Settlement?.ObjectionIn(this) is { } refusal => refusal,
        _ when Bidding?.OutOfBounds() is { } field => FairRefusals.OutOfBounds.With("field", field),
        _ when ClosingSchedule.Windows(this).Count == 0 => FairRefusals.NoClosingWindow,
        _ => null,
    };
}

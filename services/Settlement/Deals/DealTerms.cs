using Exchange.Contracts.Listing.V1;
using Exchange.Kernel.Values;

namespace Exchange.Settlement.Deals;

/// <summary>What a deal is about. It never changes.</summary>
/// <param name="Deal">The deal's id, which is the award's.</param>
/// <param name="Lot">The lot's id.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="Number">The lot's catalogue number.</param>
/// <param name="Title">What was sold.</param>
/// <param name="Category">The code of its category.</param>
/// <param name="Region">Where it lies.</param>
/// <param name="Consignor">The enterprise that sold it.</param>
/// <param name="Buyer">The enterprise that bought it.</param>
/// <param name="QuantityMilli">Thousandths of the unit.</param>
/// <param name="Unit">UN/CEFACT Recommendation 20 code.</param>
/// <param name="HammerMinor">The price of the goods.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="AwardedAt">Unix milliseconds.</param>
/// <param name="CommissionBasisPoints">The consignor's commission, in 1/10,000 of the hammer value.</param>
/// <param name="PaymentDueMs">How long after the contract the buyer may pay.</param>
/// <param name="RemovalDueMs">How long after the payment the buyer may remove.</param>
/// <param name="DepositMinor">What bidders had to hold for the lot; nothing when null.</param>
/// <param name="Reverse">True where a tender was awarded: its bidder sells. Null elsewhere.</param>
/// <param name="Settlement">All that the fair says of settlement, where it says more than the three terms above; null elsewhere.</param>
/// <param name="Ring">The ring of barter to which it belongs; null elsewhere.</param>
public sealed record DealTerms(
    string Deal, string Lot, string Fair, long Number, string Title, string Category, string Region, string Consignor, string Buyer,
    long QuantityMilli, string Unit, long HammerMinor, string Currency, long AwardedAt,
    long CommissionBasisPoints, long PaymentDueMs, long RemovalDueMs, long? DepositMinor = null, bool? Reverse = null, SettlementTerms? Settlement = null,
    string? Ring = null)
{
    /// <summary>No deadline is longer than ten years, so that times always fit.</summary>
    public const long LongestMs = 3_652L * 86_400_000, MostDays = 2_500;

    /// <summary>No price and no receipt is greater, so that sums of them fit into 64 bits: ten million million yuan.</summary>
    public const long MostMinor = 1_000_000_000_000_000;

    /// <summary>No weighed quantity differs by more, in 1/10,000 of what was awarded: what differs by a fifth is another thing.</summary>
    public const long MostToleranceBasisPoints = 2_000;

    private static readonly SettlementTerms NothingMore = new(0, 0, 0);

    private SettlementTerms Rules => Settlement ?? NothingMore;

    /// <summary>Who had a deposit held for the lot, if it asked for one: the buyer, or in a tender the consignor.</summary>
    public string Bidder() => Reverse is true ? Consignor : Buyer;

    /// <summary>Whether an enterprise is the buyer or the consignor.</summary>
    public bool IsParty(string enterprise) => enterprise.Length > 0 && (enterprise == Buyer || enterprise == Consignor);

    /// <summary>By when both parties must have confirmed the contract, in Unix milliseconds; null where there is one at once: also in a ring, to which both have said yes.</summary>
    public long? ConfirmDueAt() => Ring is null ? AwardedAt + Rules.ConfirmMs : null;

    /// <summary>When the whole must have been paid if the contract stands since a time, in Unix milliseconds.</summary>
    public long PaymentDueAt(long since) => DueAt(since, Rules.PaymentDays, PaymentDueMs);

    /// <summary>When the first part must have been paid; 0 where there is none.</summary>
    public long FirstPartDueAt(long since) => Rules.FirstPartBasisPoints is null ? 0 : DueAt(since, Rules.FirstPartDays, 0);

    /// <summary>When goods that were paid at a time must have been removed.</summary>
    public long RemovalDueAt(long since) => DueAt(since, Rules.RemovalDays, RemovalDueMs);

    /// <summary>Until when the buyer may accept or dispute what was handed over; null where the removal's own deadline goes on.</summary>
    public long? AcceptanceDueAt(long since) => Rules.AcceptanceDays is { } days ? Calendar().DueAt(since, days) : null;

    /// <summary>Until when the consignor has to hand over when the buyer came in vain; null where the fair gives no such time.</summary>
    public long? DeliveryDueAt(long since) => Rules.DeliveryDays is { } days ? Calendar().DueAt(since, days) : null;

    /// <summary>Until when the organizer has to decide a dispute; null where there are none.</summary>
    public long? DecisionDueAt(long since) => Rules.DecisionDays is { } days ? Calendar().DueAt(since, days) : null;

    /// <summary>Whether a day of a time, at the place of the fair, is one on which goods are handed over.</summary>
    public bool IsBusinessTime(long at) => Rules.TimeZone is null || (Calendar() is var calendar && calendar.IsBusinessDay(calendar.DayOf(at)));

    /// <summary>The most and the least that may be handed over, in thousandths of the unit.</summary>
    public (long Least, long Most) QuantityBounds()
    {
        var leeway = (long)((Int128)QuantityMilli * (Rules.ToleranceBasisPoints ?? 0) / 10_000);
        return (QuantityMilli - leeway, QuantityMilli + leeway);
    }

    /// <summary>Whether a deal can be run by these terms.</summary>
    public bool AreSound() =>
        HammerMinor is > 0 and <= MostMinor && Currency is { Length: 3 } && IsRate(CommissionBasisPoints) && QuantityMilli > 0
        && AwardedAt is >= 0 and <= 253_402_300_799_999 - (2 * LongestMs) && PaymentDueMs is >= 0 and <= LongestMs && RemovalDueMs is >= 0 and <= LongestMs
        && (Settlement is null || AreSound(Settlement));

    private static bool AreSound(SettlementTerms rules) =>
        IsRate(rules.PremiumBasisPoints) && IsRate(rules.TaxBasisPoints) && IsRate(rules.ForfeitedBasisPoints) && rules.FirstPartBasisPoints is null or (> 0 and < 10_000)
        && rules.ToleranceBasisPoints is null or (>= 0 and <= MostToleranceBasisPoints) && rules.ConfirmMs is null or (>= 0 and <= LongestMs) && rules.RemovalsAtOnce is null or >= 1
        && new[] { rules.PaymentDays, rules.FirstPartDays, rules.RemovalDays, rules.AcceptanceDays, rules.DeliveryDays, rules.DecisionDays } is var days
        && days.All(count => count is null or (>= 0 and <= MostDays))
        && (rules.AcceptanceDays is null || rules.DecisionDays is not null) && (rules.FirstPartBasisPoints is null || rules.FirstPartDays is not null)
        && (rules.TimeZone is null ? days.All(count => count is null) : BusinessCalendar.IsSound(rules.TimeZone, rules.Holidays, rules.WorkingDays))
        && (rules.CommissionTiers is null || Charges.AreSound(rules.CommissionTiers));

    private static bool IsRate(long? basisPoints) => basisPoints is null or (>= 0 and <= 10_000);

    private long DueAt(long since, long? days, long ms) => days is { } count ? Calendar().DueAt(since, count) : since + ms;

    private BusinessCalendar Calendar() => BusinessCalendar.Of(Rules.TimeZone!, Rules.Holidays, Rules.WorkingDays);
}

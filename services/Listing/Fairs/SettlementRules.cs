using System.Globalization;
using Exchange.Contracts.Listing.V1;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Values;
using Exchange.Listing.Lots;

namespace Exchange.Listing.Fairs;

/// <summary>How the sales of a fair are settled, beyond its commission and its times to pay and to remove. What is null is not asked of the parties. Days are business days, from 0 to 250.</summary>
/// <param name="CommissionTiers">The consignor's commission by slices of the hammer value, in place of the one rate: 1 to 20, of which only the last has no bound.</param>
/// <param name="PremiumBasisPoints">The buyer's premium, in 1/10,000 of the hammer value, paid on top of it: 1 to 10,000.</param>
/// <param name="TaxBasisPoints">The rate of value-added tax of what no class has a rate for, in 1/10,000: 0 to 5,000.</param>
/// <param name="TaxRates">The rates of classes of goods: 1 to 100; the longest code counts.</param>
/// <param name="TaxAdded">Whether the tax comes on top of the hammer value; it is contained in it when null.</param>
/// <param name="ConfirmMs">How long after the award both parties may confirm the contract: a minute to thirty days; there is a contract at once when null.</param>
/// <param name="ConfirmedBySilence">Whether the contract stands when that time is over; who has not confirmed defaults when null.</param>
/// <param name="PaymentDays">The time to pay in business days, in place of the fair's.</param>
/// <param name="FirstPartBasisPoints">The part of the total, in 1/10,000, that must be paid by an earlier day: 1 to 9,999.</param>
/// <param name="FirstPartDays">That day, in business days; earlier than the payment's.</param>
/// <param name="RemovalDays">The time to remove in business days, in place of the fair's.</param>
/// <param name="AcceptanceDays">How long after the handover the buyer may accept or dispute; who is silent has accepted.</param>
/// <param name="DeliveryDays">How long the consignor has to hand over when the buyer came in vain.</param>
/// <param name="DecisionDays">How long the organizer has to decide a dispute.</param>
/// <param name="ToleranceBasisPoints">By what part the weighed quantity may differ from the awarded one, in 1/10,000: 1 to 2,000.</param>
/// <param name="ForfeitedBasisPoints">The consignor's share of a defaulting buyer's deposit, in 1/10,000: 1 to 10,000.</param>
/// <param name="DepositToPrice">Whether the winner's deposit is a part of the payment; it is given back at the end when null.</param>
/// <param name="Holidays">Days of rest besides Saturdays and Sundays, as <see cref="BusinessCalendar"/> reads them; needed where there are days, and at most 2,000 characters.</param>
/// <param name="WorkingDays">Saturdays and Sundays that are worked, likewise.</param>
/// <param name="RemovalsAtOnce">How many buyers may fetch their goods at once from a consignor in a region: 1 to 1,000; as many as come when null.</param>
public sealed record SettlementRules(
    IReadOnlyList<CommissionTier>? CommissionTiers = null, long? PremiumBasisPoints = null,
    long? TaxBasisPoints = null, IReadOnlyList<TaxRate>? TaxRates = null, bool? TaxAdded = null,
    long? ConfirmMs = null, bool? ConfirmedBySilence = null, long? PaymentDays = null, long? FirstPartBasisPoints = null, long? FirstPartDays = null,
    long? RemovalDays = null, long? AcceptanceDays = null, long? DeliveryDays = null, long? DecisionDays = null,
    long? ToleranceBasisPoints = null, long? ForfeitedBasisPoints = null, bool? DepositToPrice = null,
    string? Holidays = null, string? WorkingDays = null, long? RemovalsAtOnce = null)
{
    public const int MostTiers = 20, MostRates = 100, LongestCalendar = 2_000;

    public const long MostDays = 250, MostTax = 5_000, MostTolerance = 2_000, MostRemovalsAtOnce = 1_000;

    public const long ShortestConfirmMs = 60_000, LongestConfirmMs = 30L * 24 * 3600 * 1000;

    private bool HasDays => (PaymentDays ?? FirstPartDays ?? RemovalDays ?? AcceptanceDays ?? DeliveryDays ?? DecisionDays) is not null;

    /// <summary>Why sales of a fair cannot be settled by these rules, or null when they can.</summary>
    public Refusal? ObjectionIn(FairRules fair) =>
        OutOfBounds() is { } field ? FairRefusals.OutOfBounds.With("field", "settlement." + field) : Contradiction(fair) ?? CalendarObjection(fair);

    /// <summary>The terms of a sale in a fair by these rules.</summary>
    /// <param name="fair">The fair's rules.</param>
    /// <param name="category">The code of the lot's category; null for what holds where no class has a rate of its own.</param>
    public SettlementTerms Of(FairRules fair, string? category) => new(
        fair.CommissionBasisPoints, fair.PaymentDueMs, fair.RemovalDueMs, CommissionTiers, PremiumBasisPoints,
        Taxes.For(TaxRates, TaxBasisPoints, category), TaxAdded, ConfirmMs, ConfirmedBySilence,
        PaymentDays, FirstPartBasisPoints, FirstPartDays, RemovalDays, AcceptanceDays, DeliveryDays, DecisionDays, ToleranceBasisPoints, ForfeitedBasisPoints, DepositToPrice,
        HasDays ? fair.TimeZone : null, Holidays, WorkingDays, RemovalsAtOnce);

    /// <summary>The terms of a sale in a fair, whether or not it has such rules.</summary>
    public static SettlementTerms TermsIn(FairRules fair, string? category) =>
        fair.Settlement?.Of(fair, category) ?? new(fair.CommissionBasisPoints, fair.PaymentDueMs, fair.RemovalDueMs);

    /// <summary>Whether other rules say the same, line by line, because rules that are sent again must be known again.</summary>
    public bool Equals(SettlementRules? other) => other is not null
        && (CommissionTiers ?? []).SequenceEqual(other.CommissionTiers ?? []) && (TaxRates ?? []).SequenceEqual(other.TaxRates ?? [])
        && (PremiumBasisPoints, TaxBasisPoints, TaxAdded, ConfirmMs, ConfirmedBySilence, PaymentDays, FirstPartBasisPoints, FirstPartDays)
            == (other.PremiumBasisPoints, other.TaxBasisPoints, other.TaxAdded, other.ConfirmMs, other.ConfirmedBySilence, other.PaymentDays, other.FirstPartBasisPoints,
                other.FirstPartDays)
        && (RemovalDays, AcceptanceDays, DeliveryDays, DecisionDays, ToleranceBasisPoints, ForfeitedBasisPoints, DepositToPrice, Holidays, WorkingDays, RemovalsAtOnce)
            == (other.RemovalDays, other.AcceptanceDays, other.DeliveryDays, other.DecisionDays, other.ToleranceBasisPoints, other.ForfeitedBasisPoints, other.DepositToPrice,
                other.Holidays, other.WorkingDays, other.RemovalsAtOnce);

    public override int GetHashCode() => HashCode.Combine(PremiumBasisPoints, TaxBasisPoints, ConfirmMs, PaymentDays, RemovalDays, AcceptanceDays, Holidays);

    /// <summary>The first field that is out of its bounds, or null.</summary>
    private string? OutOfBounds() => this switch
    {
        { CommissionTiers: { } tiers } when !AreTiers(tiers) => "commissionTiers",
        { PremiumBasisPoints: < 1 or > 10_000 } => "premiumBasisPoints",
        { TaxBasisPoints: < 0 or > MostTax } => "taxBasisPoints",
        { TaxRates: { } rates } when !AreRates(rates) => "taxRates",
        { ConfirmMs: < ShortestConfirmMs or > LongestConfirmMs } => "confirmMs",
        { PaymentDays: < 0 or > MostDays } => "paymentDays",
        { FirstPartBasisPoints: < 1 or > 9_999 } => "firstPartBasisPoints",
        { FirstPartDays: < 0 or > MostDays } => "firstPartDays",
        { RemovalDays: < 0 or > MostDays } => "removalDays",
        { AcceptanceDays: < 0 or > MostDays } => "acceptanceDays",
        { DeliveryDays: < 0 or > MostDays } => "deliveryDays",
        { DecisionDays: < 0 or > MostDays } => "decisionDays",
        { ToleranceBasisPoints: < 1 or > MostTolerance } => "toleranceBasisPoints",
        { ForfeitedBasisPoints: < 1 or > 10_000 } => "forfeitedBasisPoints",
        { RemovalsAtOnce: < 1 or > MostRemovalsAtOnce } => "removalsAtOnce",
        { Holidays.Length: > LongestCalendar } => "holidays",
        { WorkingDays.Length: > LongestCalendar } => "workingDays",
        _ => null,
    };

    /// <summary>What one rule says against another, or null.</summary>
    private Refusal? Contradiction(FairRules fair) => this switch
    {
        { TaxAdded: not null, TaxBasisPoints: null, TaxRates: null } => Against("taxAdded", "There is no rate of tax that could be added."),
        _ when HighestCommission(fair) + HighestTax > 10_000 =>
            Against(CommissionTiers is null ? "taxBasisPoints" : "commissionTiers", "The highest commission and the highest tax are more than all of the price."),
        { ConfirmedBySilence: not null, ConfirmMs: null } => Against("confirmedBySilence", "Silence needs a time, confirmMs, after which it counts."),
        { FirstPartBasisPoints: null, FirstPartDays: not null } or { FirstPartBasisPoints: not null, FirstPartDays: null } =>
            Against("firstPartDays", "A first part of the payment needs both its share and its day."),
        { FirstPartDays: not null } when !(PaymentDays > FirstPartDays) => Against("firstPartDays", "The first part is due earlier than the payment, of which paymentDays says the day."),
        { AcceptanceDays: null, DecisionDays: not null } or { AcceptanceDays: not null, DecisionDays: null } =>
            Against("decisionDays", "A time to accept or dispute needs a time to decide disputes, and the other way round."),
        { ForfeitedBasisPoints: not null } when fair.Deposit is null => Against("forfeitedBasisPoints", "The fair asks for no deposit that could be forfeited."),
        { DepositToPrice: not null } when fair.Deposit is null => Against("depositToPrice", "The fair asks for no deposit that could become a part of the price."),
        { Holidays: null } when HasDays => Against("holidays", "Business days need a calendar."),
        _ when !HasDays && (Holidays ?? WorkingDays) is not null => Against("holidays", "A calendar is of use only where a time is given in days."),
        _ => null,
    };

    /// <summary>What is wrong with the calendar, or null. One that has no holiday in the year of the fair's close is another year's.</summary>
    private Refusal? CalendarObjection(FairRules fair)
    {
        if (Holidays is null) return null;
        if (!BusinessCalendar.TryOf(fair.TimeZone, Holidays, WorkingDays, out var calendar, out var wrong)) return FairRefusals.CalendarUnclear.With("wrong", wrong);
        var year = calendar.DayOf(fair.ClosesAt).Year.ToString("0000-", CultureInfo.InvariantCulture);
        return Holidays.Contains(year, StringComparison.Ordinal) ? null : Against("holidays", $"The calendar has no holiday in {year[..4]}, in which the fair closes.");
    }

    private long HighestTax => Math.Max(TaxBasisPoints ?? 0, (TaxRates ?? []).Select(rate => rate.BasisPoints).DefaultIfEmpty().Max());

    private long HighestCommission(FairRules fair) => CommissionTiers?.Max(tier => tier.BasisPoints) ?? fair.CommissionBasisPoints;

    private static Refusal Against(string field, string why) => FairRefusals.Contradiction("settlement." + field, why);

    private static bool AreTiers(IReadOnlyList<CommissionTier> tiers) =>
        tiers.Count is >= 1 and <= MostTiers && tiers.All(tier => tier is { BasisPoints: >= 0 and <= 10_000 })
        && tiers[^1].BelowMinor is null && tiers.Take(tiers.Count - 1).All(tier => tier.BelowMinor is >= 1 and <= LotDetails.MaxMinor)
        && tiers.Zip(tiers.Skip(1).SkipLast(1)).All(pair => pair.First.BelowMinor < pair.Second.BelowMinor);

    private static bool AreRates(IReadOnlyList<TaxRate> rates) =>
        rates.Count is >= 1 and <= MostRates && rates.All(rate => rate is { Category: not null, BasisPoints: >= 0 and <= MostTax } && LotDetails.IsCategory(rate.Category))
        && rates.DistinctBy(rate => rate.Category).Count() == rates.Count;
}

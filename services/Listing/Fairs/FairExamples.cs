using Exchange.Contracts.Listing.V1;

namespace Exchange.Listing.Fairs;

/// <summary>Fairs as their organizers create them: the API document shows them.</summary>
public static class FairExamples
{
    private const long Hour = 3_600_000, Day = 24 * Hour;

    /// <summary>A fair that says no more than it must, and one that says how its sales are settled.</summary>
    public static IReadOnlyDictionary<string, FairRequest> All { get; } = new Dictionary<string, FairRequest>(StringComparer.Ordinal)
    {
        ["plain"] = Fair(),
        ["settled"] = Fair() with
        {
            Deposit = new(BasisPoints: 500),
            Settlement = new(
                [new CommissionTier(300, 10_000_000), new CommissionTier(200)], PremiumBasisPoints: 150, TaxBasisPoints: 1_300, TaxRates: [new("28", 900)],
                ConfirmMs: Day, ConfirmedBySilence: true, PaymentDays: 5, FirstPartBasisPoints: 3_000, FirstPartDays: 2, RemovalDays: 10, AcceptanceDays: 3, DeliveryDays: 5,
                DecisionDays: 7, ToleranceBasisPoints: 500, ForfeitedBasisPoints: 6_000, DepositToPrice: true),
            CalendarFile = "date,through,kind\n2026-10-01,2026-10-07,rest\n2026-10-10,,work\n",
        },
    };

    private static FairRequest Fair() => new()
    {
        Name = "Jilin autumn fair",
        Region = "Jilin",
        Currency = "CNY",
        TimeZone = "Asia/Shanghai",
        OpensAt = 1_791_766_800_000,
        ClosesAt = 1_792_112_400_000,
        ClosingFromMinute = 600,
        ClosingToMinute = 1_020,
        IncrementMinor = 10_000,
        CommissionBasisPoints = 300,
    };
}

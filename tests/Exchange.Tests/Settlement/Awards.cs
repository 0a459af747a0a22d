using Exchange.Contracts.Listing.V1;
using Exchange.Contracts.Matching.V1;
using Exchange.Kernel.Values;
using Exchange.Settlement.Deals;

namespace Exchange.Tests.Settlement;

/// <summary>Awards and times that the tests of settlement share.</summary>
public static class Awards
{
    public const long Hour = 3_600_000, Day = 24 * Hour;

    public static readonly DateTimeOffset Awarded = new(1989, 10, 16, 10, 0, 0, TimeSpan.FromHours(8));

    public static readonly string Buyer = Id.From("buyer"), Consignor = Id.From("consignor"), Fair = Id.From("fair"), DealId = Id.From("deal");

    public static DateTimeOffset After(long ms) => Awarded.AddMilliseconds(ms);

    /// <summary>Terms that say everything: both confirm in a day, a fifth is due in two business days and the rest in five, removal in five, acceptance, delivery and decision in three each;
    /// 2 % premium, 13 % tax in the price, commission of 5 % on the first thousand yuan and 2 % above, a tolerance of 5 %, half of a lost deposit for the consignor. Autumn 1989 had its days
    /// of rest on Sundays alone, so that Saturdays are worked.</summary>
    public static SettlementTerms Everything { get; } = new(
        0, 0, 0, [new(500, 100_000), new(200)], 200, 1_300, null, Day, null, 5, 2_000, 2, 5, 3, 3, 3, 500, 5_000, true, "Asia/Shanghai",
        "1989-10-01/1989-10-02", "1989-10-21 1989-10-28 1989-11-04");

    /// <summary>The same wire on terms that say everything.</summary>
    public static LotAwarded FullAward(SettlementTerms? terms = null, long hammerMinor = 120_001) => Award(hammerMinor) with { Settlement = terms ?? Everything };

    /// <summary>Three tonnes of wire for 1,200.01 yuan, 2.5 % commission, payable in two days, removable in three.</summary>
    public static LotAwarded Award(long hammerMinor = 120_001, long commission = 250, string? award = null, string currency = "CNY") => new(
        award ?? DealId, Id.From("lot"), Fair, 17, "镀锌钢丝 Galvanized wire", "9505", "CN-22", Consignor, Buyer, 3_000, "TNE", hammerMinor, currency,
        Awarded.ToUnixTimeMilliseconds(), new SettlementTerms(commission, 2 * Day, 3 * Day));

    /// <summary>The command that hearing an award causes.</summary>
    public static OpenDeal Open(LotAwarded? award = null) => (OpenDeal)DealConsumers.On(award ?? Award()).Single().Command;
}

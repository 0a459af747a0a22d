using Exchange.Contracts.Listing.V1;
using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;
using Exchange.Matching.Rings;
using static Exchange.Tests.Matching.Sale;

namespace Exchange.Tests.Matching;

/// <summary>A fair at which a mill has cable and wants steel, a works has steel and wants pumps, and a yard has pumps and wants cable; and what its tests say about it.</summary>
internal static class Barter
{
    public const long CableMinor = 50_000, SteelMinor = 52_000, PumpsMinor = 49_000;

    public static readonly string Organizer = Id.From("organizer"), Works = Id.From("works"), Yard = Id.From("yard"), Port = Id.From("port"),
        Cable = Id.From("cable"), Steel = Id.From("steel"), Pumps = Id.From("pumps"), Paint = Id.From("paint"), RoundId = Id.From("round"), RingId = Id.From("ring");

    public static FairPublished Published { get; } = new(
        Fair, "Changchun clearance", "Asia/Shanghai", "CNY", Opens.ToUnixTimeMilliseconds(), Closes.ToUnixTimeMilliseconds(), "Jilin", Organizer, Settled);

    public static Offering CableLot { get; } = Of(Cable, Mill, 1, "Cable, 2 t", "8544");

    public static Offering SteelLot { get; } = Of(Steel, Works, 2, "Rebar, 9 t", "7214");

    public static Offering PumpsLot { get; } = Of(Pumps, Yard, 3, "Pumps, 4", "8413");

    /// <summary>The port's paint, for which nobody asks but whoever the test says.</summary>
    public static Offering PaintLot { get; } = Of(Paint, Port, 4, "Paint, 300 kg", "3208");

    /// <summary>The lots, as a round looks at them: each wants the next, and up to 30.00 are paid in cash.</summary>
    public static IReadOnlyList<BarterWant> Pool { get; } =
    [
        Wanted(CableLot, CableMinor, Steel), Wanted(SteelLot, SteelMinor, Pumps), Wanted(PumpsLot, PumpsMinor, Cable),
    ];

    /// <summary>The ring of three that there is: the yard takes the cable, the mill the steel, the works the pumps.</summary>
    public static IReadOnlyList<ProposedLeg> Legs { get; } =
        [new(CableLot.Lot, Yard, CableMinor), new(SteelLot.Lot, Mill, SteelMinor), new(PumpsLot.Lot, Works, PumpsMinor)];

    public static RingTerms Proposed { get; } = new(RingId, RoundId, Fair, "CNY", Legs, During.AddHours(1).ToUnixTimeMilliseconds(), RingRound.HoldMs);

    /// <summary>A lot for sale by bids until the fair closes.</summary>
    public static Offering Of(string lot, string consignor, long number, string title, string category, SaleTerms? terms = null) => ByBids with
    {
        Lot = new(lot, Fair, number, title, consignor, category, "Jilin", 4_000, "NMB", "CNY"),
        Terms = terms ?? ByBids.Terms,
        Linked = [],
    };

    /// <summary>A lot for which a lot is wanted, with at most 30.00 in cash to pay and any to receive.</summary>
    public static BarterWant Wanted(Offering offering, long valueMinor, params string[] lots) => new(Seen(offering), new(lots, [], valueMinor, 3_000, 1_000_000));

    /// <summary>A lot as barter sees it.</summary>
    public static BarterLot Seen(Offering offering) => new(offering.Lot, offering.Linked, offering.Root, IsForBarter: true);

    /// <summary>What the lots would be in the words of the log, for <see cref="MatchingHost"/>.</summary>
    public static IReadOnlyList<object> Heard => [Published, Entered(CableLot), Entered(SteelLot), Entered(PumpsLot), Entered(PaintLot)];
}

using Exchange.Contracts.Listing.V1;
using Exchange.Kernel.Values;
using Exchange.Matching.CallAuctions;

namespace Exchange.Tests.Matching;

/// <summary>A call auction for wire rod at a fair, and what its tests say about it.</summary>
internal static class Trade
{
    public const long Tick = 500, Lot = 1_000, Reference = 350_000;

    public static readonly DateTimeOffset Opens = new(2026, 10, 12, 9, 15, 0, TimeSpan.FromHours(8)), Calls = Opens.AddMinutes(10),
        Locks = Calls.AddMinutes(-5), During = Opens.AddMinutes(1), Before = Opens.AddDays(-1);

    public static readonly string Auction = Id.From("call auction"), Fair = Id.From("fair"), Organizer = Id.From("organizer"), Mill = Id.From("mill"),
        Builder = Id.From("builder"), Works = Id.From("works"), Yard = Id.From("yard"), Branch = Id.From("branch of the works");

    public static SettlementTerms Settled { get; } = new(150, 3_600_000, 7_200_000);

    public static FairPublished Published { get; } = new(
        Fair, "Changchun steel fair", "Asia/Shanghai", "CNY", Opens.AddHours(-1).ToUnixTimeMilliseconds(), Calls.AddDays(2).ToUnixTimeMilliseconds(), "Jilin",
        Organizer, Settled);

    /// <summary>Tonnes at multiples of 5.00, called after ten minutes, of which the last five are locked; the works and their branch are one.</summary>
    public static CallTerms Terms { get; } = new(
        new(Auction, Fair, "Wire rod Q195 6.5 mm", "9510", "Jilin", "TNE", "CNY"), Tick, Lot, Reference, Opens.ToUnixTimeMilliseconds(), Calls.ToUnixTimeMilliseconds(),
        300_000, Settled, [[Works, Branch]]);

    public static OpenCallAuction Open { get; } = new(Published, Organizer, AsOperator: false, Terms);

    public static Scenario<CallAuction, CallAuctionCommand, CallAuctionEvent> Nothing => Scenario.Of<CallAuction, CallAuctionCommand, CallAuctionEvent>();

    public static Scenario<CallAuction, CallAuctionCommand, CallAuctionEvent> Opened => Nothing.Given(new CallAuctionOpened(Terms));

    /// <summary>An order for tonnes at yuan.</summary>
    public static PlaceOrder Buy(string enterprise, long yuan, long tonnes) => new(enterprise, Side.Buy, yuan * 100, tonnes * 1000);

    /// <summary>An order for tonnes at yuan.</summary>
    public static PlaceOrder Sell(string enterprise, long yuan, long tonnes) => new(enterprise, Side.Sell, yuan * 100, tonnes * 1000);

    /// <summary>This story after orders that must be accepted, a second apart.</summary>
    public static Scenario<CallAuction, CallAuctionCommand, CallAuctionEvent> After(
        this Scenario<CallAuction, CallAuctionCommand, CallAuctionEvent> story, params CallAuctionCommand[] commands) =>
        commands.Aggregate(story, (so, command) => so.After(command, During));
}

using System.Text.Json;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Values;
using Exchange.Listing.Fairs;
using Exchange.Listing.Lots;

namespace Exchange.Tests.Listing;

/// <summary>A fair and a lot as the tests of Listing know them, and the way from events to a decision.</summary>
internal static class Given
{
    public const string FairId = "fa000000000000000000000000000001", LotId = "10000000000000000000000000000001";
    public const string Organizer = "0e000000000000000000000000000001", Consignor = "c0000000000000000000000000000001";

    public static readonly DateTimeOffset Before = new(2026, 9, 1, 0, 0, 0, TimeSpan.Zero);

    public static readonly FairRules Rules = new(
        "Jilin fair", "Jilin", "CNY", "Asia/Shanghai", At(2026, 10, 12, 1, 0), At(2026, 10, 16, 9, 0), 600, 1020,
        120_000, 10_000, 300, 72 * 3_600_000L, 240 * 3_600_000L);

    public static readonly LotDetails Details = new("Bearing 6204", "3110", "Changchun", 12_000, "C62", LotDetails.English, 50_000, 60_000, 1_000);

    public static readonly FairEvent Created = new FairCreated(FairId, Organizer, Rules, ClosingSchedule.Windows(Rules));
    public static readonly FairEvent Published = new FairPublished(FairId, Rules, Organizer);
    public static readonly FairEvent Opened = new FairOpened(FairId, Rules.OpensAt);
    public static readonly FairEvent Closed = new FairClosed(FairId, Rules.ClosesAt);

    public static readonly Offer Offered = new(
        LotId, FairId, 1, Consignor, "CNY", Details, Rules.OpensAt, ClosingSchedule.CloseOf(1, ClosingSchedule.Windows(Rules)), 120_000, 300,
        Rules.PaymentDueMs, Rules.RemovalDueMs);

    public static DateTimeOffset Opening => DateTimeOffset.FromUnixTimeMilliseconds(Rules.OpensAt);

    public static DateTimeOffset Closing => DateTimeOffset.FromUnixTimeMilliseconds(Rules.ClosesAt);

    public static long At(int year, int month, int day, int hour, int minute) =>
        new DateTimeOffset(year, month, day, hour, minute, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    public static Fair Fair(params FairEvent[] events) => events.Aggregate(Exchange.Listing.Fairs.Fair.Initial, Exchange.Listing.Fairs.Fair.Evolve);

    public static Lot Lot(params LotEvent[] events) => events.Aggregate(Exchange.Listing.Lots.Lot.Initial, Exchange.Listing.Lots.Lot.Evolve);

    public static Decision<FairEvent> When(this Fair fair, FairCommand command, DateTimeOffset now) => Exchange.Listing.Fairs.Fair.Decide(fair, command, now);

    public static Decision<LotEvent> When(this Lot lot, LotCommand command, DateTimeOffset now) => Exchange.Listing.Lots.Lot.Decide(lot, command, now);

    /// <summary>The state after it was written as a state row and read again.</summary>
    public static TState Stored<TState>(this TState state) =>
        JsonSerializer.Deserialize<TState>(JsonSerializer.Serialize(state, StoredJson.Options), StoredJson.Options)!;

    public static string Json<T>(this T value) => JsonSerializer.Serialize(value, StoredJson.Options);
}

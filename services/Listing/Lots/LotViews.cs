using System.Text;
using Exchange.Kernel.Database;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;

namespace Exchange.Listing.Lots;

/// <summary>A lot in the catalogue.</summary>
public sealed record LotRow(
    string Lot, string Fair, long Number, string Consignor, string Title, string Category, string Region, string ItemNumber, long QuantityMilli, string Unit,
    string Currency, string Format, long OpeningMinor, long ReserveMinor, long IncrementMinor, long OpensAt, long ClosesAt, string Status, long SoldMilli, long HammerMinor);

/// <summary>A lot that is still to be announced.</summary>
public sealed record UnannouncedRow(string Lot, long Number);

/// <summary>The catalogue.</summary>
public sealed class LotViews : View
{
    [Sql("listing")]
    private const string SelectPage =
        """
        select Lot, Fair, Number, Consignor, Title, Category, Region, ItemNumber, QuantityMilli, Unit,
               Currency, Format, OpeningMinor, ReserveMinor, IncrementMinor, OpensAt, ClosesAt, Status, SoldMilli, HammerMinor
        from (
            select lot as Lot, fair as Fair, number as Number, consignor as Consignor, title as Title, category as Category, region as Region,
                   item_number as ItemNumber, quantity_milli as QuantityMilli, unit as Unit, currency as Currency, format as Format,
                   opening_minor as OpeningMinor, reserve_minor as ReserveMinor, increment_minor as IncrementMinor,
                   opens_at as OpensAt, closes_at as ClosesAt, status as Status, sold_milli as SoldMilli, hammer_minor as HammerMinor,
                   row_number() over (order by number) as n
            from lots
            where fair = @fair and number > @after and (@category = '' or category = @category)
                and (@like = '' or search_title like @like escape '\')
        ) page
        where n <= @limit
        order by n
        """;

    [Sql("listing")]
    private const string SelectUnannounced =
        """
        select Lot, Number
        from (
            select l.lot as Lot, l.number as Number, row_number() over (order by l.fair, l.number) as n
            from lots l
            join fairs f on f.fair = l.fair
            where l.status = 'entered' and f.status in ('published', 'open')
        ) due
        where n <= @most
        order by n
        """;

    [Sql("listing")]
    private const string UpdateStatus = "update lots set status = @status where lot = @lot";

    [Sql("listing")]
    private const string UpdateSold = "update lots set sold_milli = @soldMilli, hammer_minor = @hammerMinor where lot = @lot";

    [Sql("listing")]
    private const string UpdateAttempt = "update lots set format = @format, opening_minor = @openingMinor, opens_at = @opensAt, closes_at = @closesAt where lot = @lot";

    private static readonly string[] Columns =
    [
        "fair", "number", "lot", "consignor", "title", "search_title", "category", "region", "item_number", "quantity_milli", "unit", "currency", "format",
        "opening_minor", "reserve_minor", "increment_minor", "opens_at", "closes_at", "status", "sold_milli", "hammer_minor",
    ];

    public override IReadOnlyList<string> Tables { get; } = ["lots"];

    /// <summary>Lots of a fair after a catalogue number, in the order of their numbers.</summary>
    /// <param name="session">The session.</param>
    /// <param name="fair">The fair.</param>
    /// <param name="after">The number after which to begin.</param>
    /// <param name="category">A category's code, or empty for all.</param>
    /// <param name="text">What the title holds somewhere, in any case, or empty for all.</param>
    /// <param name="limit">At most so many.</param>
    public static Task<IReadOnlyList<LotRow>> Page(ViewSession session, string fair, long after, string category, string text, int limit) =>
        session.Query<LotRow>(SelectPage, new { fair, after, category, like = Like(text), limit });

    /// <summary>Lots that were entered in a fair while it was a draft, and it is one no more.</summary>
    public static Task<IReadOnlyList<UnannouncedRow>> Unannounced(ViewSession session, int most) =>
        session.Query<UnannouncedRow>(SelectUnannounced, new { most });

    public override async Task Apply(ViewSession session, IReadOnlyList<Happened> batch)
    {
        var (entered, statuses, sums) = (new List<LotEntered>(), new Dictionary<string, string>(StringComparer.Ordinal), new Dictionary<string, Sums>(StringComparer.Ordinal));
        var attempts = new Dictionary<string, LaterAttempt>(StringComparer.Ordinal);
        foreach (var happened in batch)
            switch (happened.Event)
            {
                case LotEntered lot:
                    entered.Add(lot);
                    break;
                case AwardRecorded award:
                    sums[happened.StreamId] = new(award.SoldMilli, award.HammerMinor);
                    break;
                case AttemptRecorded attempt:
                    attempts[happened.StreamId] = attempt.Attempt;
                    break;
                case FallRecorded fall:
                    sums[happened.StreamId] = new(fall.SoldMilli, fall.HammerMinor);
                    if (fall.Reopened) statuses[happened.StreamId] = "announced";
                    break;
                case LotEvent @event when StatusAfter(@event) is { } status:
                    statuses[happened.StreamId] = status;
                    break;
                default:
                    break;
            }

        // What was entered in this batch gets its last status with its row; only lots of earlier batches are updated.
        if (entered.Count > 0) await session.BulkInsert("lots", Columns, [.. entered.Select(lot => Values(lot, statuses))]);
        if (statuses.Count > 0) await session.Execute(UpdateStatus, statuses.Select(pair => new { lot = pair.Key, status = pair.Value }));
        if (attempts.Count > 0)
            await session.Execute(UpdateAttempt, attempts.Select(pair => new
            {
                lot = pair.Key,
                format = LotFormat.Stored(pair.Value.Format),
                openingMinor = pair.Value.OpeningMinor,
                opensAt = pair.Value.OpensAt,
                closesAt = pair.Value.ClosesAt,
            }));
        if (sums.Count > 0) await session.Execute(UpdateSold, sums.Select(pair => new { lot = pair.Key, soldMilli = pair.Value.SoldMilli, hammerMinor = pair.Value.HammerMinor }));
    }

    private sealed record Sums(long SoldMilli, long HammerMinor);

    /// <summary>The pattern that finds a text anywhere: what stands for other characters in either database stands for itself.</summary>
    private static string Like(string text)
    {
        if (text.Length == 0) return "";
        var pattern = new StringBuilder("%");
        foreach (var c in text.ToLowerInvariant()) pattern.Append(c is '%' or '_' or '[' or '\\' ? "\\" : "").Append(c);
        return pattern.Append('%').ToString();
    }

    private static string? StatusAfter(LotEvent @event) => @event switch
    {
        LotAnnounced => "announced",
        LotWithdrawn => "withdrawn",
        CloseRecorded close => close.Sold ? "sold" : "passed-in",
        _ => null,
    };

    private static object?[] Values(LotEntered entered, Dictionary<string, string> statuses)
    {
        var (offer, details) = (entered.Offer, entered.Offer.Details);
        var status = statuses.Remove(offer.Lot, out var later) ? later : entered.Announced ? "announced" : "entered";
        return
        [
            offer.Fair, offer.Number, offer.Lot, offer.Consignor, details.Title, details.Title.ToLowerInvariant(), details.Category, details.Region,
            details.ItemNumber ?? "", details.QuantityMilli, details.Unit, offer.Currency, LotFormat.Stored(details.Format),
            details.OpeningMinor, details.ReserveMinor, details.IncrementMinor, offer.OpensAt, offer.ClosesAt, status, 0L, 0L,
        ];
    }
}

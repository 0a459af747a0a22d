using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Exchange.Host.Rehearsal;

/// <summary>The name and the times of a fair.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="OpensAt">When it opens.</param>
/// <param name="ClosesAt">When it closes by its rules.</param>
/// <param name="FirstCloseMinute">The minute of the day after which lots close.</param>
/// <param name="LastCloseMinute">The minute of the day up to which lots close.</param>
public sealed record FairTimes(string Name, string Currency, DateTimeOffset OpensAt, DateTimeOffset ClosesAt, int FirstCloseMinute, int LastCloseMinute)
{
    /// <summary>A fair that opens at nine in the morning of the day after the start and closes at six in the evening of its last day.</summary>
    public static FairTimes Of(RehearsalSettings settings)
    {
        var opens = new DateTimeOffset(settings.Start.Date.AddDays(1).AddHours(9), settings.Start.Offset);
        return new(
            string.Create(CultureInfo.InvariantCulture, $"Rehearsal {settings.Seed}"), settings.Currency,
            opens, opens.AddDays(settings.Days - 1).AddHours(9), 10 * 60, 18 * 60);
    }
}

/// <summary>A fair on its way to its opening: created by the organizer, filled by the consignors, published, and seen by the bidders. Without further terms its sales
/// are paid and removed, and nothing else.</summary>
internal sealed class Fairground(Targets targets, Wire wire, Tokens tokens, FairTimes times, Cast cast, FairTerms? terms = null, bool proxy = false, bool ladder = false)
{
    private static readonly TimeSpan PaymentDue = TimeSpan.FromDays(10), RemovalDue = TimeSpan.FromDays(30);

    /// <summary>The organizer creates the fair.</summary>
    public async Task<string> Create(CancellationToken cancellation)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                name = times.Name,
                region = "CN-JL",
                currency = times.Currency,
                timeZone = FairTerms.TimeZone,
                opensAt = times.OpensAt.ToUnixTimeMilliseconds(),
                closesAt = times.ClosesAt.ToUnixTimeMilliseconds(),
                closingFromMinute = times.FirstCloseMinute,
                closingToMinute = times.LastCloseMinute,
                softCloseMs = 3 * 60_000,
                incrementMinor = 100,
                commissionBasisPoints = 300,
                paymentDueMs = (long)PaymentDue.TotalMilliseconds,
                removalDueMs = (long)RemovalDue.TotalMilliseconds,
                bidding = proxy ? new { proxy } : null,
                deposit = terms?.Deposit,
                secondChanceMs = terms is null ? null : (long?)FairTerms.Thinking.TotalMilliseconds,
                ladder = ladder ? Rung.Ladder : null,
                settlement = terms?.Settlement,
            },
            Tokens.Json);
        var reply = await AsOrganizer("/api/listing/fairs", body, "fair-" + times.OpensAt.ToUnixTimeMilliseconds(), cancellation);
        return reply.OrThrow("Creating the fair").Text("fair")!;
    }

    /// <summary>One consignor after the other imports its stock, so that the catalogue numbers do not depend on who was faster.</summary>
    /// <returns>How many lots were entered and how many rows were refused.</returns>
    public async Task<ImportTotals> Import(string fair, IReadOnlyList<string> files, Action<long> progress, CancellationToken cancellation)
    {
        var totals = new ImportTotals(0, 0);
        for (var i = 0; i < files.Count; i++)
        {
            var (body, key) = (Encoding.UTF8.GetBytes(files[i]), string.Create(CultureInfo.InvariantCulture, $"import-{fair}-{i}"));
            var reply = await tokens.As(
                cast.Consignors[i],
                (token, stop) => wire.Send(HttpMethod.Post, new(targets.Listing, $"/api/listing/fairs/{fair}/imports"), body, new("text/csv"), token, key, stop),
                cancellation);
            totals = totals.With(reply.OrThrow("Importing the stock of " + cast.Consignors[i].Name).Json());
            progress(i + 1);
        }

        return totals;
    }

    /// <summary>The organizer publishes the fair.</summary>
    public async Task Publish(string fair, CancellationToken cancellation) =>
        (await AsOrganizer($"/api/listing/fairs/{fair}/publish", "{}"u8.ToArray(), "publish-" + fair, cancellation)).OrThrow("Publishing the fair");

    /// <summary>What is for sale, as a bidder sees it before the opening.</summary>
    public async Task<IReadOnlyList<LotFacts>> Lots(string fair, CancellationToken cancellation)
    {
        var lots = new List<LotFacts>();
        for (var next = $"/api/matching/fairs/{fair}/lots?limit=500"; next is not null;)
        {
            var address = new Uri(targets.Matching, next);
            var reply = await tokens.As(cast.Bidders[0], (token, stop) => wire.Get(address, token, stop), cancellation);
            lots.AddRange(reply.OrThrow("Reading the lots").Json().EnumerateArray().Select(Facts));
            next = reply.Next;
        }

        return lots;
    }

    private static LotFacts Facts(JsonElement lot)
    {
        long Number(string name) => lot.GetProperty(name).GetInt64();
        var isFixed = lot.GetProperty("format").GetString() == "fixed-price";
        return new(
            lot.GetProperty("lot").GetString()!, Number("number"), isFixed, Number(isFixed ? "priceMinor" : "nextBidMinor"), Number("quantityMilli"),
            DateTimeOffset.FromUnixTimeMilliseconds(Number("opensAt")), DateTimeOffset.FromUnixTimeMilliseconds(Number("closesAt")));
    }

    private Task<Reply> AsOrganizer(string path, byte[] body, string key, CancellationToken cancellation) =>
        tokens.As(cast.Organizer, (token, stop) => wire.Post(new(targets.Listing, path), body, token, key, stop), cancellation);
}

/// <summary>What the imports came to.</summary>
/// <param name="Entered">Lots that were entered.</param>
/// <param name="Refused">Rows that were not.</param>
internal sealed record ImportTotals(long Entered, long Refused)
{
    public ImportTotals With(JsonElement report) => new(Entered + Count(report, "entered") + Count(report, "unchanged"), Refused + Count(report, "bad"));

    private static long Count(JsonElement report, string name) => report.TryGetProperty(name, out var count) ? count.GetInt64() : 0;
}

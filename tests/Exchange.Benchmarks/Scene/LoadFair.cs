using System.Globalization;
using System.Text;
using System.Text.Json;
using Exchange.Benchmarks.Load;
using Exchange.Host.Rehearsal;
using Exchange.Host.Serving;
using Exchange.Identity.Enterprises;
using Exchange.Kernel.Security;

namespace Exchange.Benchmarks.Scene;

/// <summary>A fair whose lots take bids, made the way that fairs are made: an organizer, a consignor with a stock file, bidders with tokens of their own.</summary>
/// <param name="Fair">The fair's id.</param>
/// <param name="Lots">The ids of its lots by their numbers.</param>
/// <param name="Tokens">The bidders' access tokens, good for an hour.</param>
public sealed record LoadFair(string Fair, IReadOnlyList<string> Lots, IReadOnlyList<string> Tokens)
{
    private const long OpeningMinor = 100, IncrementMinor = 1;

    /// <summary>The first lots of the fair as a market.</summary>
    public Market Market(int lots) => new([.. Lots.Take(lots)], OpeningMinor, IncrementMinor);

    /// <summary>Makes a fair and returns when all its lots are open.</summary>
    public static async Task<LoadFair> Make(ServedExchange exchange, int lots, int bidders, CancellationToken cancellation)
    {
        using var wire = new Wire(16);
        var tokens = new Tokens(exchange.Address, wire, new("", "the operator", Secrets.OperatorClient, (await exchange.OperatorSecret()).Trim()));
        var maker = new Maker(exchange, wire, tokens, new(exchange.Address, wire, tokens));
        return await maker.Make(lots, bidders, cancellation);
    }

    private sealed class Maker(ServedExchange exchange, Wire wire, Tokens tokens, Registrar registrar)
    {
        private const int MostTries = 300; // half a minute

        // As long as the slowest machine needs to import so many lots; bids begin when it is over.
        private static readonly TimeSpan LeastLead = TimeSpan.FromSeconds(4), LeadOfLot = TimeSpan.FromMilliseconds(1), BetweenLooks = TimeSpan.FromMilliseconds(50);
        private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(100);

        public async Task<LoadFair> Make(int lots, int bidders, CancellationToken cancellation)
        {
            var bidding = await Bidders(bidders, cancellation);
            var organizer = await registrar.Register(CodeOf(0), "Organizer", "CN-JL", Roles.Organizer, cancellation);
            var consignor = await registrar.Register(CodeOf(1), "Consignor", "CN-JL", Roles.Consignor, cancellation);
            var opens = TimeProvider.System.GetUtcNow() + LeastLead + (lots * LeadOfLot);
            var fair = (await Post(organizer, "/api/listing/fairs", Json(Rules(opens)), "fair", cancellation)).Text("fair")!;
            var import = new Uri(exchange.Address, $"/api/listing/fairs/{fair}/imports");
            (await tokens.As(consignor, (token, stop) => wire.Send(HttpMethod.Post, import, Stock(lots), new("text/csv"), token, "stock", stop), cancellation))
                .OrThrow("Importing the stock");
            await Post(organizer, $"/api/listing/fairs/{fair}/publish", "{}"u8.ToArray(), "publish", cancellation);
            var ids = await Offered(fair, lots, organizer, cancellation);
            if (opens - TimeProvider.System.GetUtcNow() is { Ticks: > 0 } early) await Task.Delay(early + BetweenLooks, cancellation);
            await exchange.Settle();
            return new(fair, ids, bidding);
        }

        private async Task<string[]> Bidders(int count, CancellationToken cancellation)
        {
            var bidding = new string[count];
            await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellation }, async (i, stop) =>
            {
                var bidder = await registrar.Register(CodeOf(i + 2), $"Bidder {i}", "CN-JL", Roles.Bidder, stop);
                bidding[i] = await tokens.Of(bidder, stop);
            });
            return bidding;
        }

        // It closes in the last minute of its life, which is on the next day: the window of the first day lies before the opening.
        private static object Rules(DateTimeOffset opens)
        {
            var closes = new DateTimeOffset(opens.Year, opens.Month, opens.Day, opens.Hour, 30, 0, TimeSpan.Zero).AddHours(22);
            var minute = (closes.Hour * 60) + closes.Minute;
            return new
            {
                name = "Load",
                region = "CN-JL",
                currency = "CNY",
                timeZone = "Etc/UTC",
                opensAt = opens.ToUnixTimeMilliseconds(),
                closesAt = closes.ToUnixTimeMilliseconds(),
                closingFromMinute = minute - 1,
                closingToMinute = minute,
                softCloseMs = 180_000,
                incrementMinor = IncrementMinor,
                commissionBasisPoints = 300,
            };
        }

        private static byte[] Stock(int lots)
        {
            var csv = new StringBuilder("key,title,category,region,unit,quantity,unit value,format,opening,increment\n");
            for (var i = 0; i < lots; i++)
                csv.Append(CultureInfo.InvariantCulture, $"R{i:000000},热轧卷板 hot-rolled coil Q235B 3.0×1500 no. {i},steel,CN-JL,TNE,{1 + (i % 90)},3800.00,english,")
                    .Append(CultureInfo.InvariantCulture, $"{OpeningMinor / 100m},{IncrementMinor / 100m}\n");
            return Encoding.UTF8.GetBytes(csv.ToString());
        }

        private async Task<IReadOnlyList<string>> Offered(string fair, int lots, Actor reader, CancellationToken cancellation)
        {
            await exchange.Settle();
            // Listing's clock announces the lots of a published fair a hundred milliseconds later.
            for (var tries = 0; ; tries++)
            {
                var ids = await Catalogue(fair, reader, cancellation);
                if (ids.Count == lots) return ids;
                if (tries == MostTries) throw new InvalidOperationException($"{ids.Count} of {lots} lots were offered.");
                await Task.Delay(BetweenTries, TimeProvider.System, cancellation);
            }
        }

        private async Task<IReadOnlyList<string>> Catalogue(string fair, Actor reader, CancellationToken cancellation)
        {
            var ids = new List<string>();
            for (var next = $"/api/matching/fairs/{fair}/lots?limit=500"; next is not null;)
            {
                var address = new Uri(exchange.Address, next);
                var reply = await tokens.As(reader, (token, stop) => wire.Get(address, token, stop), cancellation);
                ids.AddRange(reply.OrThrow("Reading the lots").Json().EnumerateArray().Select(lot => lot.GetProperty("lot").GetString()!));
                next = reply.Next;
            }

            return ids;
        }

        private async Task<Reply> Post(Actor actor, string path, byte[] body, string key, CancellationToken cancellation) =>
            (await tokens.As(actor, (token, stop) => wire.Post(new(exchange.Address, path), body, token, key, stop), cancellation)).OrThrow(path);

        private static byte[] Json(object value) => JsonSerializer.SerializeToUtf8Bytes(value, Host.Rehearsal.Tokens.Json);

        private static string CodeOf(int number) => CreditCode.Complete(string.Create(CultureInfo.InvariantCulture, $"91220000{number:000000000}"));
    }
}

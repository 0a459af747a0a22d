using System.Text.Json;
using Exchange.Matching.Auctions;
using Exchange.Matching.Auctions.Formats;

namespace Exchange.Host.Workbench;

/// <summary>Auctions held again from a file of bids, by the rules that Matching has.</summary>
internal static class Replaying
{
    /// <summary>What a row is counted as whose amount is below what is asked, so that there is nothing to ask of the auction.</summary>
    private const string BelowThePrice = "below-the-price";

    private static readonly string[] Prices = ["reserve", "floor", "ceiling"];

    // Far from the end of the calendar, in Unix seconds.
    private const decimal LastSecond = 100_000_000_000m;

    private sealed record Summary(int Auctions, int Sold, int Accepted, int Rejected, SortedDictionary<string, int> Refusals);

    /// <summary>Reads bids, holds each auction, writes a row for each winner, and says as a line of JSON what was refused and why.</summary>
    /// <param name="file">Columns <c>auction,bidder,amount,seconds,opening</c>, and where used <c>quantity,reserve,floor,ceiling,units</c>.</param>
    /// <param name="rules">By which rules.</param>
    /// <param name="output">Where the result goes: <c>auction,winner,price,quantity,accepted,rejected</c>.</param>
    /// <param name="say">Takes the line of JSON.</param>
    public static void Run(FileInfo file, ReplayRules rules, FileInfo output, Action<string> say)
    {
        var sheet = Sheet.Read(file, ["auction", "bidder", "amount", "seconds", "opening", .. rules.Format.Parts == Parts.Always ? ["quantity"] : Array.Empty<string>()]);
        var scale = new Scale([.. sheet.Rows.Select(row => row.Number("amount")), .. sheet.Rows.Select(row => row.Number("opening")), .. Others(sheet), .. rules.Amounts]);
        var refusals = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var held = sheet.Rows.GroupBy(row => row.Name("auction"), StringComparer.Ordinal)
            .Select(rows => SheetException.Within($"auction '{rows.Key}'", () => Hold(rows.Key, [.. rows], rules, scale, refusals))).ToList();

        Results.Write(output, ["auction", "winner", "price", "quantity", "accepted", "rejected"], held.SelectMany(auction => auction.Rows));
        say(JsonSerializer.Serialize(
            new Summary(held.Count, held.Count(auction => auction.IsSold), held.Sum(auction => auction.Accepted), held.Sum(auction => auction.Rejected), refusals),
            JsonSerializerOptions.Web));
    }

    private static Held Hold(string name, IReadOnlyList<SheetRow> rows, ReplayRules rules, Scale scale, SortedDictionary<string, int> refusals)
    {
        var offering = Offered(name, rows, rules, scale);
        var decision = Auction.Decide(Auction.Initial, new OfferLot(offering), At(0));
        if (decision.Refusal is { } objection) throw new SheetException($"auction '{name}': {objection.Detail}");
        var (auction, accepted, awards) = (Auction.Evolve(Auction.Initial, decision[0]), 0, new List<QuantityAwarded>());
        foreach (var row in rows.OrderBy(row => row.Number("seconds")))
        {
            EndStages(Milliseconds(row));
            var command = rules.Format.Command(row, scale, auction);
            var code = command is null ? BelowThePrice : Take(command, Milliseconds(row));
            if (code is null) accepted++;
            else refusals[code] = refusals.GetValueOrDefault(code) + 1;
        }

        EndStages(long.MaxValue);
        var before = auction;
        Take(new CloseAuction(ReplayFormat.KeyOf(name)), auction.ClosesAt);
        return new(name, accepted, rows.Count - accepted, [.. SoldIn(before, awards, scale)]);

        // A stage that ends opens the next one, which has an end of its own.
        void EndStages(long ms)
        {
            while (auction is { Outcome: null, Format: DutchSealed } && auction.ClosesAt <= ms) Take(new CloseAuction(ReplayFormat.KeyOf(name)), auction.ClosesAt);
        }

        string? Take(AuctionCommand command, long ms)
        {
            var decision = Auction.Decide(auction, command, At(ms));
            foreach (var @event in decision.Events) auction = Auction.Evolve(auction, @event);
            awards.AddRange(decision.Events.OfType<QuantityAwarded>());
            return decision.Refusal?.Code;
        }
    }

    // Who bought how much at which price: of the whole lot, or of a unit where units are sold. With Vickrey's payments it is the payment's share of a unit.
    private static IEnumerable<Sold> SoldIn(Auction before, List<QuantityAwarded> awards, Scale scale) => before.Format switch
    {
        MultiUnit { Pricing: Pricing.PayAsBid } units => before.Standing.Bids
            .Zip(units.Allot(before).Filled, (bid, milli) => new Sold(bid.Bidder, scale.Major(bid.PriceMinor), milli))
            .Where(sold => sold.Milli > 0 && awards.Any(award => award.Winner == sold.Winner)).OrderByDescending(sold => sold.Price),
        MultiUnit { Pricing: Pricing.Vickrey } => awards.Select(award => new Sold(
            award.Winner, decimal.Round(scale.Major(award.HammerMinor) * 1000 / award.QuantityMilli, Sheet.MostDecimals), award.QuantityMilli)),
        FixedPrice => awards.Select(award => new Sold(award.Winner, scale.Major(before.Offered.Terms.OpeningMinor), award.QuantityMilli)),
        _ => awards.Select(award => new Sold(award.Winner, scale.Major(award.PriceMinor ?? award.HammerMinor), award.QuantityMilli)),
    };

    private static Offering Offered(string name, IReadOnlyList<SheetRow> rows, ReplayRules rules, Scale scale)
    {
        foreach (var column in new[] { "opening", "reserve", "floor", "ceiling", "units" }) MustAgree(rows, column);
        var first = rows[0];
        var floor = NumberOrNull(first, "floor") ?? rules.Floor;
        var reserve = rules.Format.Settings.Contains("reserve") ? NumberOrNull(first, "reserve") ?? rules.Reserve : 0;
        var inParts = rules.Format.Parts == Parts.Always || (rules.Format.Parts == Parts.OfUnits && (rules.Units is not null || first.Text("units").Length > 0));
        var milli = !inParts ? 1000
            : first.Text("units").Length > 0 ? first.Milli("units")
            : (long)((rules.Units ?? throw new SheetException("Say how much is offered: by the setting units, or by a column units.")) * 1000);
        var terms = rules.Clocked(rules.Terms(scale, Opening(first, rules), reserve, rows.Max(Milliseconds)), scale, floor, inParts);
        // Of sealed bids either column is the least price; of offers in a tender the floor is the least that counts.
        if (rules.Format.Settings.Contains("reserve") && rules.Format.Settings.Contains("floor"))
            terms = terms with { ReserveMinor = Math.Max(terms.ReserveMinor, scale.Minor(floor)) };
        if (rules.Format.Settings.Contains("ceiling")) terms = terms with { FloorMinor = scale.Minor(floor) };
        terms = rules.InQuantities(terms, scale, milli % 1000 == 0 && rows.All(row => row.Text("quantity").Length == 0 || row.Milli("quantity") % 1000 == 0));
        terms = rules.ByOffers(terms, scale, inParts);
        // A replay has no consignor and no currency that could matter: nobody bids on their own lot, and nothing is settled.
        return new(new(name, "", 1, name, "", "", "", milli, "C62", "CNY"), terms, new(0, 0, 0), []);
    }

    // In a tender the most that may be asked, which the opening says where nothing else does.
    private static decimal Opening(SheetRow first, ReplayRules rules) =>
        !rules.Format.Settings.Contains("ceiling") ? first.Positive("opening")
        : first.Text("ceiling").Length > 0 ? first.Positive("ceiling")
        : rules.Ceiling ?? first.Positive("opening");

    private static IEnumerable<decimal> Others(Sheet sheet) =>
        sheet.Rows.SelectMany(row => Prices.Select(column => NumberOrNull(row, column) ?? 0));

    private static decimal? NumberOrNull(SheetRow row, string column) => row.Text(column).Length > 0 ? row.Number(column) : null;

    private static void MustAgree(IReadOnlyList<SheetRow> rows, string column)
    {
        if (rows.FirstOrDefault(row => NumberOrNull(row, column) != NumberOrNull(rows[0], column)) is { } other)
            throw other.At(column, $"'{other.Text(column)}' where line {rows[0].Line} says '{rows[0].Text(column)}'");
    }

    private static long Milliseconds(SheetRow row) =>
        row.Number("seconds") is <= LastSecond and var seconds ? ReplayRules.Ms(seconds) : throw row.At("seconds", $"{row.Text("seconds")} is above {LastSecond}");

    private static DateTimeOffset At(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);

    private sealed record Sold(string Winner, decimal Price, long Milli);

    /// <summary>One auction that was held.</summary>
    private sealed record Held(string Name, int Accepted, int Rejected, IReadOnlyList<Sold> Sales)
    {
        public bool IsSold => Sales.Count > 0;

        /// <summary>A row for each winner and price, in the order in which they won, or one without a winner.</summary>
        public IEnumerable<IReadOnlyList<string>> Rows => IsSold
            ? Sales.GroupBy(sold => (sold.Winner, sold.Price)).Select(mine => Row(mine.Key.Winner, Scale.Text(mine.Key.Price), Results.Units(mine.Sum(sold => sold.Milli))))
            : [Row("", "", "0")];

        private IReadOnlyList<string> Row(string winner, string price, string quantity) => [Name, winner, price, quantity, $"{Accepted}", $"{Rejected}"];
    }
}

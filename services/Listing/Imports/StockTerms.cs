using System.Globalization;
using Exchange.Listing.Lots;

namespace Exchange.Listing.Imports;

/// <summary>The columns of a stock file that hold settings of formats: each is a term of <see cref="FormatTerms"/>, in the units in which people write it.</summary>
public static class StockTerms
{
    private static readonly string[] ByTime = ["time", "时间", "时间优先"], ProRata = ["pro-rata", "prorata", "按比例", "比例"];

    /// <summary>A column.</summary>
    /// <param name="Field">The field.</param>
    /// <param name="Term">The name of the term.</param>
    /// <param name="Read">The term's value as rules see it, null when the field is empty or wrong.</param>
    /// <param name="With">Terms with the value.</param>
    public sealed record Column(StockField Field, string Term, Func<StockRow, long?> Read, Func<FormatTerms, long, FormatTerms> With);

    /// <summary>Every column, one for each term.</summary>
    public static IReadOnlyList<Column> All { get; } =
    [
        Money(StockField.Fall, "fallMinor", static (terms, minor) => terms with { FallMinor = minor }),
        Time(StockField.FallEvery, "fallEveryMs", static (terms, ms) => terms with { FallEveryMs = ms }),
        Money(StockField.Floor, "floorMinor", static (terms, minor) => terms with { FloorMinor = minor }),
        new(StockField.Divisible, "divisible", static row => row.Choice(StockField.Divisible), static (terms, yes) => terms with { Divisible = yes == 1 }),
        Money(StockField.OwnIncrement, "ownIncrementMinor", static (terms, minor) => terms with { OwnIncrementMinor = minor }),
        Quantity(StockField.MinimumTake, "minimumTakeMilli", static (terms, milli) => terms with { MinimumTakeMilli = milli }),
        Quantity(StockField.QuantityStep, "quantityStepMilli", static (terms, milli) => terms with { QuantityStepMilli = milli }),
        Quantity(StockField.MostQuantity, "mostQuantityMilli", static (terms, milli) => terms with { MostQuantityMilli = milli }),
        new(StockField.Ties, "ties", TiesOf, static (terms, way) => terms with { Ties = way == 0 ? "time" : "pro-rata" }),
        new(StockField.MostBids, "mostBids", static row => row.Count(StockField.MostBids, 10_000), static (terms, bids) => terms with { MostBids = bids }),
        Time(StockField.PartFor, "partMs", static (terms, ms) => terms with { PartMs = ms }),
        Time(StockField.OfferFor, "offerMs", static (terms, ms) => terms with { OfferMs = ms }),
        Money(StockField.AcceptFrom, "acceptFromMinor", static (terms, minor) => terms with { AcceptFromMinor = minor }),
        Money(StockField.DeclineBelow, "declineBelowMinor", static (terms, minor) => terms with { DeclineBelowMinor = minor }),
        new(StockField.Falls, "falls", static row => row.Count(StockField.Falls, 9_999), static (terms, falls) => terms with { Falls = falls }),
        new(StockField.FallShare, "fallBasisPoints", static row => row.Share(StockField.FallShare, 9_999), static (terms, part) => terms with { FallBasisPoints = part }),
        Time(StockField.SealedFor, "sealedMs", static (terms, ms) => terms with { SealedMs = ms }),
        Time(StockField.BestBidFor, "bestBidMs", static (terms, ms) => terms with { BestBidMs = ms }),
    ];

    /// <summary>The columns that hold prices.</summary>
    public static IEnumerable<StockField> Prices => All.Where(column => column.Term.EndsWith("Minor", StringComparison.Ordinal)).Select(column => column.Field);

    /// <summary>The fields without which no row of a format is a lot.</summary>
    public static IEnumerable<StockField> NeededBy(LotFormat format) => All.Where(column => format.Needs.Contains(column.Term)).Select(column => column.Field);

    /// <summary>The terms of a row; what its format lacks or has no use for is a finding.</summary>
    public static FormatTerms Read(StockRow row, LotFormat format)
    {
        var terms = new FormatTerms();
        foreach (var column in All)
        {
            var needed = format.Needs.Contains(column.Term);
            if (!row.Has(column.Field))
            {
                if (needed) row.Fail(column.Field, "", "required", $"A lot in the format {format.Name} needs it.");
            }
            else if (!needed && !format.May.Contains(column.Term)) Unused(row, column.Field, format);
            else if (column.Read(row) is { } value) terms = Bounded(row, column, value, terms);
        }

        return terms;
    }

    /// <summary>Says of a field that its format has no use for it: nobody shall believe that a floor holds where there is none.</summary>
    public static void Unused(StockRow row, StockField field, LotFormat format) =>
        row.Fail(field, "unused", $"A lot in the format {format.Name} has nothing of the kind. Leave the field empty, or choose another format.");

    private static FormatTerms Bounded(StockRow row, Column column, long value, FormatTerms terms)
    {
        var least = FormatTerms.All.First(term => term.Name == column.Term).Least;
        if (value >= least) return column.With(terms, value);
        row.Fail(column.Field, least == 1 ? "positive" : "too-small", string.Create(CultureInfo.InvariantCulture, $"It is {(least == 1 ? "more than 0" : $"at least {least}")}."));
        return terms;
    }

    private static long? TiesOf(StockRow row)
    {
        var text = row.Text(StockField.Ties, false, static text => ByTime.Contains(Plain(text)) || ProRata.Contains(Plain(text)), "Write time or pro-rata.");
        return ByTime.Contains(Plain(text)) ? 0 : ProRata.Contains(Plain(text)) ? 1 : null;
    }

    private static string Plain(string text) => text.ToLowerInvariant();

    private static Column Money(StockField field, string term, Func<FormatTerms, long, FormatTerms> with) => new(field, term, row => row.Minor(field), with);

    private static Column Quantity(StockField field, string term, Func<FormatTerms, long, FormatTerms> with) => new(field, term, row => row.Milli(field), with);

    private static Column Time(StockField field, string term, Func<FormatTerms, long, FormatTerms> with) => new(field, term, row => row.Time(field), with);
}

using System.Globalization;
using System.Text;

namespace Exchange.Host.Rehearsal;

/// <summary>A line of an enterprise's list of surplus stock, which becomes a lot.</summary>
/// <param name="Reference">The consignor's own number for it, unique for the consignor.</param>
/// <param name="Title">What it is.</param>
/// <param name="Category">The code of its category.</param>
/// <param name="Region">Where it lies.</param>
/// <param name="Unit">UN/CEFACT Recommendation 20 code.</param>
/// <param name="Quantity">Whole units.</param>
/// <param name="UnitValueMinor">What one unit is worth, in fen.</param>
/// <param name="Terms">How it is offered.</param>
public sealed record StockLine(
    string Reference, string Title, string Category, string Region, string Unit, long Quantity, long UnitValueMinor, OfferTerms Terms)
{
    /// <summary>What the line is worth, in fen.</summary>
    public long ValueMinor => checked(Quantity * UnitValueMinor);
}

/// <summary>How a line is offered.</summary>
/// <param name="Format"><c>english</c> or <c>fixed-price</c>.</param>
/// <param name="OpeningMinor">English: the first acceptable bid for the whole lot. Fixed price: the price of one unit.</param>
/// <param name="ReserveMinor">The secret least price for the whole lot; 0 for none.</param>
/// <param name="IncrementMinor">English: the least step; fixed price: 0.</param>
/// <param name="Ladder">Whether it goes down the fair's ladder when it is not sold.</param>
public sealed record OfferTerms(string Format, long OpeningMinor, long ReserveMinor, long IncrementMinor, bool Ladder = false);

/// <summary>What one consignor brings to the fair.</summary>
/// <param name="Consignor">Its number, from 0.</param>
/// <param name="Region">Where it is.</param>
/// <param name="Lines">Its stock.</param>
public sealed record ConsignorStock(int Consignor, string Region, IReadOnlyList<StockLine> Lines);

/// <summary>A seeded stock of our own: many small lots and a few that are worth millions, as in any real list of surplus.</summary>
public static class Stock
{
    // Log-normal with this spread: the dearest hundredth of the lots makes a sixth of the worth, without one lot that makes the fair.
    private const double Spread = 1.15, Widest = 2.8, FixedPrice = 0.06, Reserved = 0.5;

    /// <summary>The stock of all consignors; the same for the same arguments, and worth <paramref name="worthMinor"/> within a hundredth
    /// when there are lots enough for rounding not to matter.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="consignors">How many enterprises bring stock; each brings something when there are lots enough.</param>
    /// <param name="lots">How many lines there are in all.</param>
    /// <param name="worthMinor">What all lines together shall be worth, in fen.</param>
    /// <param name="ladders">The share of the lines that go down a ladder, from 0 to 1.</param>
    public static IReadOnlyList<ConsignorStock> Generate(long seed, int consignors, int lots, long worthMinor, double ladders = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(consignors, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(lots, 1);
        var dice = Dice.For(seed, "stock");
        var regions = Enumerable.Range(0, consignors).Select(_ => dice.Pick(Materials.Regions)).ToArray();
        var sketches = Enumerable.Range(0, lots).Select(lot => new Sketch(
            OwnerOf(lot, consignors, dice), dice.Pick(Materials.All), Weight(dice), Dice.For(seed, "has ladder", lot).Chance(ladders), dice)).ToList();
        var perWeight = worthMinor / sketches.Sum(sketch => sketch.Weight);
        return
        [
            .. sketches.GroupBy(sketch => sketch.Owner).OrderBy(group => group.Key).Select(group => new ConsignorStock(
                group.Key, regions[group.Key], [.. group.Select((sketch, row) => sketch.Line(row + 1, regions[group.Key], perWeight))])),
        ];
    }

    /// <summary>The lines of one consignor as it would export them, with a header.</summary>
    public static string ToCsv(IEnumerable<StockLine> lines)
    {
        var csv = new StringBuilder("key,title,category,region,unit,quantity,unit value,format,opening,reserve,increment,ladder\n");
        foreach (var line in lines)
            csv.Append(CultureInfo.InvariantCulture, $"{line.Reference},{Workbench.Results.Quoted(line.Title)},{line.Category},{line.Region},{line.Unit},{line.Quantity},")
                .Append(CultureInfo.InvariantCulture, $"{Yuan(line.UnitValueMinor)},{line.Terms.Format},{Yuan(line.Terms.OpeningMinor)},")
                .Append(line.Terms.ReserveMinor > 0 ? Yuan(line.Terms.ReserveMinor) : "").Append(',')
                .Append(line.Terms.IncrementMinor > 0 ? Yuan(line.Terms.IncrementMinor) : "").Append(line.Terms.Ladder ? ",yes\n" : ",no\n");
        return csv.ToString();
    }

    private static string Yuan(long fen) => string.Create(CultureInfo.InvariantCulture, $"{fen / 100}.{fen % 100:00}");

    // Everybody brings something first; after that some bring far more than others.
    private static int OwnerOf(int lot, int consignors, Dice dice) => lot < consignors ? lot : (int)(consignors * dice.Unit() * dice.Unit());

    private static double Weight(Dice dice) => Math.Exp(Spread * Math.Clamp(dice.Normal(), -Widest, Widest));

    private sealed class Sketch(int owner, Material material, double weight, bool ladder, Dice dice)
    {
        private readonly string _title = $"{material.Title} {dice.Pick(material.Grades)} {dice.Pick(material.Sizes)}";
        private readonly double _unitYuan = Math.Exp(dice.Between(Math.Log(material.LowYuan), Math.Log(material.HighYuan)));
        private readonly bool _isFixed = dice.Chance(FixedPrice), _hasReserve = dice.Chance(Reserved);
        private readonly double _hope = dice.Between(0.6, 0.72);

        public int Owner => owner;

        public double Weight => weight;

        public StockLine Line(int row, string region, double perWeight)
        {
            var worth = weight * perWeight;
            var unitMinor = Math.Max(1, (long)Math.Round(_unitYuan * 100));
            // A lot of less than one unit's worth is one unit in poor condition; a lot of more is so many units at the price that gives the worth.
            var quantity = Math.Max(1, (long)Math.Round(worth / unitMinor));
            var unitValue = Math.Max(1, (long)Math.Round(worth / quantity));
            return new($"R{row:00000}", _title, material.Category, region, material.Unit, quantity, unitValue, Terms(checked(unitValue * quantity), unitValue));
        }

        // Owners of dead stock open low to draw bidders, and half of them keep a reserve near what it is worth to them.
        private OfferTerms Terms(long value, long unitValue) => _isFixed
            ? new("fixed-price", Math.Max(1, (long)(unitValue * 0.92)), 0, 0, ladder)
            : new("english", Math.Max(1, (long)(value * _hope)), _hasReserve ? (long)(value * (_hope + 0.12)) : 0, Math.Max(1, (long)(value * _hope / 100)), ladder);
    }
}

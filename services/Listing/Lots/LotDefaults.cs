using Exchange.Listing.Categories;

namespace Exchange.Listing.Lots;

/// <summary>How something is usually sold.</summary>
/// <param name="Format">The name of the format.</param>
/// <param name="Terms">What the format asks for beyond the prices; null for nothing.</param>
/// <param name="PricedByUnit">Whether the opening is the price of one unit in it.</param>
/// <param name="Because">Why, for people.</param>
public sealed record FormatChoice(string Format, FormatTerms? Terms, bool PricedByUnit, string Because);

/// <summary>The format that suits what is to be sold, with settings. It is proposed and never assumed: in another format the same opening is the price of something else.</summary>
public static class LotDefaults
{
    private const long Hour = 3_600_000, Unit = 1_000, ManyTonnes = 20 * Unit, ManyPieces = 50 * Unit;

    private static readonly Dictionary<string, string> Reasons = new(StringComparer.Ordinal)
    {
        [LotDetails.English] = "What one buyer takes as a whole, and of which bidders think differently, finds its price by ascending bids.",
        [LotDetails.FixedPrice] = "Many equal pieces are sold at a fixed price to whoever needs some, and what is left can go down a ladder.",
        [LotDetails.Dutch] = "What spoils or costs its keep should be gone soon: the price falls until somebody takes it.",
        ["best-offer"] = "What few look for is offered at an asking price, and offers below it are answered.",
        ["sealed-first-price"] = "Where few know each other well, sealed bids keep them from agreeing.",
        ["vickrey"] = "The highest sealed bid wins at the price of the next, so that each may bid what it is worth.",
        ["uniform-lowest-winning"] = "So much is more than one buyer may want: each bids for what it needs, and all pay the same price.",
    };

    /// <summary>The format for what a draft says.</summary>
    public static FormatChoice Of(DraftContent draft) => Of(draft.Category ?? "", draft.Unit, draft.QuantityMilli ?? Unit);

    /// <summary>The format for a quantity of goods.</summary>
    /// <param name="category">The code of their category, of our tree or another.</param>
    /// <param name="unit">Their unit; the category's usual one, or pieces, when null.</param>
    /// <param name="quantityMilli">How much, in thousandths of the unit.</param>
    public static FormatChoice Of(string category, string? unit, long quantityMilli)
    {
        var known = Materials.Of(category);
        var format = IsForMany(unit ?? known?.Unit ?? Imports.Units.Piece, quantityMilli) ?? known?.Format ?? LotDetails.English;
        var terms = TermsOf(format, quantityMilli);
        return new(format, terms, LotFormat.Of(format)!.IsPricedByUnit(terms ?? new()), Reasons.GetValueOrDefault(format, "It is the usual format of the category."));
    }

    /// <summary>The format for more than one buyer may want, whatever it is; null for less.</summary>
    private static string? IsForMany(string unit, long quantityMilli) => unit switch
    {
        "TNE" when quantityMilli >= ManyTonnes => "uniform-lowest-winning",
        "KGM" when quantityMilli >= ManyTonnes * 1_000 => "uniform-lowest-winning",
        "C62" or "H87" or "EA" or "PR" or "SET" when quantityMilli >= ManyPieces => LotDetails.FixedPrice,
        _ => null,
    };

    /// <summary>Settings with which a format works for a quantity, as far as they do not depend on a price.</summary>
    private static FormatTerms? TermsOf(string format, long quantityMilli) => format switch
    {
        "best-offer" => new(OfferMs: 24 * Hour),
        "dutch-sealed" => new(FallEveryMs: Hour / 12, Falls: 80, FallBasisPoints: 100, SealedMs: Hour / 6, BestBidMs: Hour / 12),
        LotDetails.FixedPrice or "pay-as-bid" or "uniform-lowest-winning" or "uniform-highest-losing" or "vcg" when quantityMilli % Unit == 0 => new(QuantityStepMilli: Unit),
        _ => null,
    };
}

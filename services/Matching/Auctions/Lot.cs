using Exchange.Contracts.Listing.V1;

namespace Exchange.Matching.Auctions;

/// <summary>What is sold as one.</summary>
/// <param name="Id">The lot's id.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="Number">The catalogue number in the fair.</param>
/// <param name="Title">What it is.</param>
/// <param name="Consignor">The enterprise that offers it.</param>
/// <param name="Category">The code of its category.</param>
/// <param name="Region">Where it lies.</param>
/// <param name="QuantityMilli">Thousandths of the unit.</param>
/// <param name="Unit">UN/CEFACT Recommendation 20 code.</param>
/// <param name="Currency">ISO 4217.</param>
public sealed record Lot(
    string Id, string Fair, long Number, string Title, string Consignor, string Category, string Region, long QuantityMilli, string Unit, string Currency);

/// <summary>A lot with the rules of its sale, as they were when it was entered; on its ladder each attempt has terms of its own, which follow from them.</summary>
/// <param name="Lot">What is sold.</param>
/// <param name="Terms">How it is sold.</param>
/// <param name="Settlement">How the sale is settled.</param>
/// <param name="Linked">Enterprises linked with the consignor, which may not bid.</param>
public sealed record Offering(Lot Lot, SaleTerms Terms, SettlementTerms Settlement, IReadOnlyList<string> Linked)
{
    /// <summary>The enterprise that runs the fair; null where it is not known.</summary>
    public string? Organizer { get; init; }

    /// <summary>The root of the consignor's credit code; null where it is not known.</summary>
    public string? Root { get; init; }
}

using Exchange.Kernel.Values;
using Exchange.Listing.Fairs;
using Exchange.Listing.Media;

namespace Exchange.Listing.Lots;

/// <summary>A lot as far as its consignor has described it. All may be left out, and nothing has to be right yet; each means what it means in <see cref="LotDetails"/>.</summary>
public sealed record DraftContent(
    string? Title = null, string? Category = null, string? Region = null, long? QuantityMilli = null, string? Unit = null, string? Format = null,
    long? OpeningMinor = null, long? ReserveMinor = null, long? IncrementMinor = null, string? ItemNumber = null, FormatTerms? Terms = null,
    string? Group = null, OwnLadder? Ladder = null, string? RowKey = null, LotDescription? Description = null, IReadOnlyList<string>? Linked = null)
{
    /// <summary>What a lot says, as a draft of another one.</summary>
    public static DraftContent Of(LotDetails details, IReadOnlyList<string>? linked) => new(
        details.Title, details.Category, details.Region, details.QuantityMilli, details.Unit, details.Format, details.OpeningMinor,
        details.ReserveMinor > 0 ? details.ReserveMinor : null, details.IncrementMinor > 0 ? details.IncrementMinor : null, details.ItemNumber, details.Terms,
        details.Group, details.Ladder, details.RowKey, details.Description, linked);

    public bool Equals(DraftContent? other) => other is not null
        && (Title, Category, Region, QuantityMilli, Unit, Format, OpeningMinor, ReserveMinor)
            == (other.Title, other.Category, other.Region, other.QuantityMilli, other.Unit, other.Format, other.OpeningMinor, other.ReserveMinor)
        && (IncrementMinor, ItemNumber, Terms, Group, Ladder, RowKey, Description)
            == (other.IncrementMinor, other.ItemNumber, other.Terms, other.Group, other.Ladder, other.RowKey, other.Description)
        && (Linked ?? []).SequenceEqual(other.Linked ?? []);

    public override int GetHashCode() => HashCode.Combine(Title, Category, QuantityMilli, Format, OpeningMinor, RowKey, Description);

    /// <summary>The lot that this says, with what holds where it says nothing: what is needed and missing is empty or 0, and no lot.</summary>
    public LotDetails Details() => new(
        Title ?? "", Category ?? "", Region ?? "", QuantityMilli ?? 0, Unit ?? Imports.Units.Piece, Format ?? LotDetails.English,
        OpeningMinor ?? 0, ReserveMinor ?? 0, IncrementMinor ?? 0, ItemNumber, Terms?.OrNothing(), Group, Ladder, RowKey, Description?.OrNothing());

    /// <summary>The command that enters it in a fair.</summary>
    /// <param name="id">What makes the lot's id.</param>
    /// <param name="fair">The fair's id.</param>
    /// <param name="consignor">The enterprise that offers it.</param>
    /// <param name="root">See <see cref="Offer"/>.</param>
    /// <param name="files">Its photos and documents; null for none.</param>
    public EnterLot Entry(string id, string fair, string consignor, string? root, IReadOnlyList<LotFile>? files = null) =>
        new(Fair.LotOf(Id.From(id, fair), fair, Group), consignor, Details(), Offer.LinkedOf(Linked), root, files);
}

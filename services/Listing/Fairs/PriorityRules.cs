using Exchange.Kernel.Deciders;
using Exchange.Listing.Lots;

namespace Exchange.Listing.Fairs;

/// <summary>Which lots of a fair its key enterprises may take before the market opens. Such a lot opens to them with the fair, to take whole at its opening price, and to everybody
/// when the window is over. Source: the priority purchases of the materials fair of Jilin in October 1989, with 36 classes of essential commodities and 52 key enterprises.</summary>
/// <param name="Categories">Codes of categories of essential commodities, 1 to 100; a code covers the categories that begin with it.</param>
/// <param name="WindowMs">How long the window is: a minute to thirty days.</param>
public sealed record PriorityRules(IReadOnlyList<string>? Categories = null, long? WindowMs = null)
{
    public const int MostCategories = 100, MostEnterprises = 500;

    public const long ShortestMs = 60_000, LongestMs = 30L * 24 * 3600 * 1000;

    /// <summary>The first field that is out of its bounds, or null.</summary>
    public string? OutOfBounds() => this switch
    {
        { Categories: not { Count: >= 1 and <= MostCategories } } => "priority.categories",
        _ when Categories!.Any(code => code is null || !LotDetails.IsCategory(code)) => "priority.categories",
        { WindowMs: not (>= ShortestMs and <= LongestMs) } => "priority.windowMs",
        _ => null,
    };

    /// <summary>Whether a lot has a window: its category is covered, and its format can be left to who takes the whole at the opening price.</summary>
    public bool Covers(LotDetails details) => LotFormat.Of(details.Format)!.HasPriority && Names(details.Category);

    /// <summary>Whether a category is one of the essential commodities.</summary>
    public bool Names(string category) => Categories!.Any(code => category.StartsWith(code, StringComparison.Ordinal));

    /// <summary>Why a lot cannot be entered under these rules, or null when it can: a secret reserve above the opening would make the taking a sale below it, and a taking at the
    /// reserve would tell it.</summary>
    public Refusal? ObjectionTo(LotDetails details) => Covers(details) && details.ReserveMinor > details.OpeningMinor ? LotRefusals.ReserveAboveOpening : null;

    /// <summary>Whether other rules say the same, code by code.</summary>
    public bool Equals(PriorityRules? other) => other is not null && WindowMs == other.WindowMs && (Categories ?? []).SequenceEqual(other.Categories ?? []);

    public override int GetHashCode() => HashCode.Combine(WindowMs, Categories?.Count);
}

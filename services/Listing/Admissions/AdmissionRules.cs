using Exchange.Contracts.Listing.V1;
using Exchange.Listing.Lots;

namespace Exchange.Listing.Admissions;

/// <summary>Who may bid in a fair.</summary>
/// <param name="Policy">open (everybody; meant when null), approved (whom the organizer admits on application) or invited (whom the organizer names).</param>
/// <param name="Licensed">Codes of categories for which a bidder needs a licence that the organizer has seen, 50 at most; a code covers the categories that begin with it.</param>
public sealed record AdmissionRules(string? Policy = null, IReadOnlyList<string>? Licensed = null)
{
    public const string Open = "open", Approved = "approved", Invited = "invited";

    public const int MostLicensed = 50;

    /// <summary>The first field that is out of its bounds, or null.</summary>
    public string? OutOfBounds() => this switch
    {
        { Policy: not (null or Open or Approved or Invited) } => "admission.policy",
        { Licensed: { } codes } when codes.Count > MostLicensed || codes.Any(code => code is null || !LotDetails.IsCategory(code)) => "admission.licensed",
        _ => null,
    };

    /// <summary>The policy of a fair's lots; null where everybody may bid.</summary>
    public string? Closed => Policy is Open ? null : Policy;

    /// <summary>The code whose licence a lot of a category needs; null for none.</summary>
    public string? LicenceFor(string category) => Licences.For(Licensed, category);

    /// <summary>Whether other rules say the same, code by code.</summary>
    public bool Equals(AdmissionRules? other) => other is not null && Policy == other.Policy && (Licensed ?? []).SequenceEqual(other.Licensed ?? []);

    public override int GetHashCode() => HashCode.Combine(Policy, Licensed?.Count);
}

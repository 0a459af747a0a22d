using Exchange.Kernel.Deciders;

namespace Exchange.Listing.Admissions;

/// <summary>How an admission says no.</summary>
public static class AdmissionRefusals
{
    public static readonly Refusal NoEnterprise = new("admission.no-enterprise", "Only an enterprise is admitted; the token or the address names none.", RefusalKind.Forbidden);
    public static readonly Refusal Unknown = new("admission.unknown", "This bidder has neither asked to be admitted nor been invited.", RefusalKind.NotFound);
    public static readonly Refusal Rejected = new("admission.rejected", "The organizer has said no; only the organizer can change that.");
    public static readonly Refusal NotByApplication = new("admission.not-by-application", "This fair takes no applications: everybody may bid, or the organizer invites.");
    public static readonly Refusal NotNeeded = new("admission.not-needed", "Everybody may bid in this fair.");
    public static readonly Refusal LicenceNotNeeded = new("admission.licence-not-needed", "No lot of this fair needs a licence of this code.", RefusalKind.Unacceptable);
    public static readonly Refusal FairOver = new("admission.fair-over", "The fair is over.");
    public static readonly Refusal ReasonUnclear = new("admission.reason-unclear", "A reason has 1 to 200 characters without control characters.", RefusalKind.Unacceptable);
}

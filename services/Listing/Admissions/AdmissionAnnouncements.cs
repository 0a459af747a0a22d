using V1 = Exchange.Contracts.Listing.V1;

namespace Exchange.Listing.Admissions;

/// <summary>What others hear of admissions. An application alone changes nothing for them, and is told all the same, because versions have no gaps.</summary>
public static class AdmissionAnnouncements
{
    public static IEnumerable<object> From(object @event) => @event is AdmissionChanged changed
        ? [new V1.BidderAdmission(changed.Fair, changed.Bidder, changed.Status == AdmissionStatus.Admitted, changed.Licences, changed.Version, changed.At)]
        : [];
}

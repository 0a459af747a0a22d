using Exchange.Contracts.Listing.V1;
using Exchange.Kernel.Deciders;

namespace Exchange.Matching.Fairs;

/// <summary>What other services' messages cause in fairs.</summary>
public static class FairConsumers
{
    public static IEnumerable<Also> On(FairPublished published) => [new(Fair.Stream(published.Fair), new NoteFair(published))];

    public static IEnumerable<Also> On(KeyEnterprises key) => [new(Fair.Stream(key.Fair), new NoteKeyEnterprises(key.Fair, key.Enterprises))];
}

using Exchange.Contracts.Identity.V1;
using Exchange.Kernel.Deciders;

namespace Exchange.Settlement.Enterprises;

/// <summary>What Identity's messages cause.</summary>
public static class EnterpriseConsumers
{
    /// <summary>The name of an enterprise, which stands on documents.</summary>
    public static IEnumerable<Also> On(EnterpriseNamed named) => [new(EnterpriseNames.Stream(named.Enterprise), new NoteName(named.Name, named.At))];
}

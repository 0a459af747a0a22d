using Exchange.Contracts.Matching.V1;
using Exchange.Kernel.Deciders;

namespace Exchange.Settlement.Documents;

/// <summary>What other services' messages cause in documents.</summary>
public static class DocumentConsumers
{
    /// <summary>The head of a lot's audit file, which its documents carry.</summary>
    public static IEnumerable<Also> On(LotAudited audited) => [new(AuditHead.Stream(audited.Lot), new NoteAuditHead(audited.Entries, audited.Head, audited.At))];
}

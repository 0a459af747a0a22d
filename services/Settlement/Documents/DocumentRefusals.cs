using Exchange.Kernel.Deciders;

namespace Exchange.Settlement.Documents;

/// <summary>The codes with which documents say no.</summary>
public static class DocumentRefusals
{
    public static Refusal NotFound { get; } = new("document.not-found", "There is no such document.", RefusalKind.NotFound);

    public static Refusal NotYours { get; } = new("document.not-yours", "Only the buyer, the consignor, an organizer and the operator see a document.", RefusalKind.Forbidden);

    public static Refusal Unsound { get; } = new("document.unsound", "A step of the deal would issue a document that cannot be.", RefusalKind.Unacceptable);
}

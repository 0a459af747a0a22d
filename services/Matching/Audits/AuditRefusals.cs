using Exchange.Kernel.Deciders;

namespace Exchange.Matching.Audits;

/// <summary>The codes with which an audit says no; <c>docs/problems.md</c> says how to mend each.</summary>
public static class AuditRefusals
{
    public static Refusal NotPublished { get; } =
        new("audit.not-published", "The audit file is there when the sale has ended and the head of the file is published, moments later.");
}

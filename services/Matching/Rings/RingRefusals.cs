using Exchange.Kernel.Deciders;

namespace Exchange.Matching.Rings;

/// <summary>The codes with which a ring says no; <c>docs/problems.md</c> says how to mend each.</summary>
public static class RingRefusals
{
    public static Refusal Unknown { get; } = new("ring.unknown", "There is no such ring.", RefusalKind.NotFound);

    public static Refusal Unsound { get; } =
        new("ring.unsound", "A ring goes once around two to five lots, and whoever gives one takes another.", RefusalKind.Unacceptable);

    public static Refusal NotAMember { get; } = new("ring.not-a-member", "Only members of a ring accept or leave it.", RefusalKind.Forbidden);

    public static Refusal Agreed { get; } = new("ring.agreed", "All members have accepted, and nobody leaves the ring any more.");

    public static Refusal Dissolved { get; } = new("ring.dissolved", "The ring was dissolved.");

    public static Refusal TooLate(long acceptBy) => new Refusal("ring.too-late", "The time to accept the ring has passed.").With("acceptBy", acceptBy);

    public static Refusal NotDue(long at) => new Refusal("ring.not-due", "The time of the ring has not passed.").With("dueAt", at);
}

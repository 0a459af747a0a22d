using Exchange.Kernel.Deciders;

namespace Exchange.Matching.Rings;

/// <summary>The codes with which a round of rings says no; <c>docs/problems.md</c> says how to mend each.</summary>
public static class RingRoundRefusals
{
    public static Refusal Unknown { get; } = new("ring-round.unknown", "There is no such round of rings.", RefusalKind.NotFound);

    public static Refusal UnknownFair { get; } = new("ring-round.unknown-fair", "No such fair is published.", RefusalKind.NotFound);

    public static Refusal NotYours { get; } = new("ring-round.not-yours", "Only the organizer of the fair plans rounds of rings in it.", RefusalKind.Forbidden);

    public static Refusal Exists { get; } = new("ring-round.exists", "A round with this key was planned before, with other terms.");

    public static Refusal InThePast { get; } = new("ring-round.in-the-past", "A round does not start in the past.", RefusalKind.Unacceptable);

    public static Refusal UnsoundTerms { get; } =
        new("ring-round.unsound-terms", "Rings have 2 to 5 lots, and a minute to thirty days to be accepted.", RefusalKind.Unacceptable);

    public static Refusal UnsoundRings { get; } =
        new("ring-round.unsound-rings", "The rings are too long, name a lot twice, or name one that is out of the round.", RefusalKind.Unacceptable);

    public static Refusal NotDue(long at) => new Refusal("ring-round.not-due", "The round does not look for rings yet.").With("dueAt", at);
}

using Exchange.Kernel.Deciders;

namespace Exchange.Settlement.Netting;

/// <summary>The codes with which a round of set-off says no.</summary>
public static class RoundRefusals
{
    public static Refusal NotFound { get; } = new("round.not-found", "There is no such round of set-off.", RefusalKind.NotFound);

    public static Refusal Exists { get; } = new("round.exists", "There is a round of this id on other terms.");

    public static Refusal InThePast { get; } = new("round.in-the-past", "A round is computed at a time that is to come.", RefusalKind.Unacceptable);

    public static Refusal CutOffOutOfRange { get; } =
        new Refusal("round.cut-off-out-of-range", "From the notices to the cut-off there is a minute at least, and thirty days at most.", RefusalKind.Unacceptable)
            .With("leastMs", Round.ShortestCutOffMs).With("mostMs", Round.LongestCutOffMs);

    public static Refusal TooMany { get; } = new Refusal("round.too-many", "Not so many rounds are planned at once.", RefusalKind.Unacceptable).With("most", Round.MostRounds);

    public static Refusal NotComputed { get; } = new("round.not-computed", "The round is not computed yet, so that there is nothing to withdraw from.");

    public static Refusal Computed { get; } = new("round.computed", "The round is computed: its parties may withdraw from it until the cut-off, and it is not called off any more.");

    public static Refusal NoSuchLeg { get; } = new("round.no-such-leg", "The round has no such obligation.", RefusalKind.NotFound);

    public static Refusal NotAParty { get; } = new("round.not-a-party", "Only the debtor and the creditor of an obligation withdraw it.", RefusalKind.Forbidden);

    public static Refusal PastCutOff { get; } = new("round.past-cut-off", "The cut-off has passed: the set-off is final.");

    public static Refusal TooLarge { get; } = new Refusal("round.too-large", "A round has not so many obligations.", RefusalKind.Unacceptable).With("most", Round.MostLegs);

    public static Refusal TooEarly(long dueAt) => new Refusal("round.too-early", "The round is not due yet.").With("dueAt", dueAt);

    public static Refusal Changed(string leg) => new Refusal("round.changed", "An obligation has changed since the round was computed; it is computed again.").With("leg", leg);

    public static Refusal Unproved(string fault) => new Refusal("round.unproved", "What was computed is no set-off, or not the largest.", RefusalKind.Unacceptable).With("fault", fault);
}

using Exchange.Kernel.Deciders;

namespace Exchange.Matching.Rings;

/// <summary>The codes with which the wants of a lot say no; <c>docs/problems.md</c> says how to mend each.</summary>
public static class LotWantsRefusals
{
    public static Refusal None { get; } = new("wants.none", "Nothing was ever wanted for the lot.", RefusalKind.NotFound);

    public static Refusal Unsound { get; } = new(
        "wants.unsound", "Wants are 1 to 50 lots or up to 20 classes, a value above zero, and cash differences of zero or more; no amount is above 10^15 minor units.", RefusalKind.Unacceptable);

    public static Refusal OwnLot { get; } = new("wants.own-lot", "A lot is not wanted for itself.", RefusalKind.Unacceptable);

    public static Refusal UnknownLots(IReadOnlyList<string> lots) =>
        new Refusal("wants.unknown-lots", "The fair does not have all the lots that are wanted.", RefusalKind.Unacceptable).With("lots", lots);
}

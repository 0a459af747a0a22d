using Exchange.Contracts.Listing.V1;
using Exchange.Kernel.Deciders;
using Exchange.Listing.Lots;

namespace Exchange.Listing.Fairs;

/// <summary>What a fair does with a lot that is not sold: how often, how and by how much cheaper it is offered again. First attempts close so early that the whole ladder
/// fits before its end. Of it a lot has the rungs whose formats can sell it as it is priced, as a whole or by the unit; a tender has none.</summary>
/// <param name="Rungs">The further attempts in their order, ten at most; none where only lots of their own accord have any.</param>
/// <param name="AfterCloseMs">How long after the fair's close ladders may still run, because a winner defaulted, say: up to a year; not at all when null.</param>
/// <param name="Choice">What a consignor may choose for a lot: leave (to have no ladder) or own (that, or another one); nothing when null.</param>
public sealed record LadderRules(IReadOnlyList<LadderRung> Rungs, long? AfterCloseMs = null, string? Choice = null)
{
    public const string Leave = "leave", Own = "own";

    /// <summary>How long before the fair's close the last first attempt has to close, in milliseconds.</summary>
    public long NeededMs => Math.Max(0, LadderFormats.LengthMs(Rungs) - (AfterCloseMs ?? 0));

    /// <summary>The first field that is out of its bounds, or null.</summary>
    public string? OutOfBounds() => this switch
    {
        { Rungs: null } => "ladder.rungs",
        _ when LadderFormats.OutOfBounds(Rungs) is { } field => "ladder.rungs" + field,
        { AfterCloseMs: < 1 or > LadderFormats.LongestMs } => "ladder.afterCloseMs",
        { Choice: not (null or Leave or Own) } => "ladder.choice",
        _ => null,
    };

    /// <summary>Why a lot cannot have the ladder that it asks for, or null when it can, or asks for none of its own.</summary>
    /// <param name="rules">The fair's ladder, or null when it has none.</param>
    /// <param name="details">What the consignor says about the lot.</param>
    public static Refusal? ObjectionTo(LadderRules? rules, LotDetails details) => details.Ladder switch
    {
        null => null,
        { Rungs.Count: 0 } => rules is null or { Choice: not null } ? null : LotRefusals.LadderNotAllowed,
        _ when rules?.Choice != Own => LotRefusals.LadderNotAllowed,
        { Rungs: var own } => own.All(rung => LadderFormats.Has(details.Format) && LadderFormats.Suits(rung.Format, InUnits(details))) ? null : LotRefusals.LadderUnsuited,
    };

    /// <summary>The ladder of a lot: its own, or what of the fair's suits it; null for none. A rung of ascending bids that says no increment has the fair's where the lot has none.</summary>
    /// <param name="rules">The fair's rules.</param>
    /// <param name="details">What the consignor says about the lot.</param>
    public static IReadOnlyList<LadderRung>? Of(FairRules rules, LotDetails details)
    {
        if (!LadderFormats.Has(details.Format)) return null;
        var rungs = (details.Ladder?.Rungs ?? rules.Ladder?.Rungs ?? []).Where(rung => LadderFormats.Suits(rung.Format, InUnits(details)))
            .Select(rung => rung is { Format: LotDetails.English, IncrementMinor: null } && details.Format != LotDetails.English ? rung with { IncrementMinor = rules.IncrementMinor } : rung);
        return rungs.ToList() is { Count: > 0 } some ? some : null;
    }

    /// <summary>Whether other rules say the same, rung by rung, because rules that are sent again must be known again.</summary>
    public bool Equals(LadderRules? other) =>
        other is not null && AfterCloseMs == other.AfterCloseMs && Choice == other.Choice && Rungs.SequenceEqual(other.Rungs);

    public override int GetHashCode() => HashCode.Combine(AfterCloseMs, Choice, Rungs.Count);

    private static bool InUnits(LotDetails details) => LotFormat.Of(details.Format)!.IsPricedByUnit(details);
}

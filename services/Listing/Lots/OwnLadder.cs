using Exchange.Contracts.Listing.V1;

namespace Exchange.Listing.Lots;

/// <summary>A ladder of a lot's own, in place of the fair's: a value, as all that a consignor says about a lot.</summary>
/// <param name="Rungs">The further attempts in their order; empty for none.</param>
public sealed record OwnLadder(IReadOnlyList<LadderRung> Rungs)
{
    public bool Equals(OwnLadder? other) => other is not null && Rungs.SequenceEqual(other.Rungs);

    public override int GetHashCode() => Rungs.Count;
}

/// <summary>Where a lot is on its ladder, as Matching says.</summary>
/// <param name="Attempt">The number of the attempt, from 2.</param>
/// <param name="Format">The name of its format.</param>
/// <param name="OpeningMinor">Its opening amount.</param>
/// <param name="OpensAt">Unix milliseconds.</param>
/// <param name="ClosesAt">Unix milliseconds; late bids may move it.</param>
public sealed record LaterAttempt(long Attempt, string Format, long OpeningMinor, long OpensAt, long ClosesAt);

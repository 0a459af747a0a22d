using System.Collections.Immutable;
using Exchange.Kernel.Log;

namespace Exchange.Turnover.Board;

/// <summary>The board made anew from the log, slowly and obviously: from what the lots and awards say, never from the board's own events.
/// Promise 12 says that the board shown at a position is this fold up to it.</summary>
public sealed class BoardFold
{
    private readonly Dictionary<string, LotOnBoard> _lots = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AwardOnBoard> _awards = new(StringComparer.Ordinal);

    /// <summary>Folds what happened next in the log.</summary>
    public BoardFold Add(Happened happened) => Add(happened.Stream, happened.Event);

    /// <summary>Folds the next event.</summary>
    public BoardFold Add(string stream, object @event)
    {
        switch (@event)
        {
            case LotEvent lot:
                _lots[stream] = LotOnBoard.Evolve(_lots.GetValueOrDefault(stream, LotOnBoard.Initial), lot);
                break;
            case AwardEvent award:
                _awards[stream] = AwardOnBoard.Evolve(_awards.GetValueOrDefault(stream, AwardOnBoard.Initial), award);
                break;
        }

        return this;
    }

    /// <summary>Every fair of which a lot or an award is known.</summary>
    public IReadOnlyList<string> Fairs =>
    [
        .. _lots.Values.Select(lot => lot.Counted?.Fair).Concat(_awards.Values.Select(award => award.Counted?.Fair)).OfType<string>()
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    /// <summary>The figures of a fair.</summary>
    public Figures Figures(string fair)
    {
        var shares = _lots.Values.Where(lot => lot.Counted?.Fair == fair).Select(lot => (Place: lot.Place!, lot.Share))
            .Concat(_awards.Values.Where(award => award.Counted?.Fair == fair).Select(award => (Place: award.Place!, award.Share)))
            .ToList();
        return new(
            Sum(shares.Select(share => share.Share)),
            Lines(shares.Where(share => share.Place.At is not null), share => Turnover.Board.Figures.QuarterOf(share.Place.At!.Value), share => share.Share.Timed),
            Lines(shares, share => share.Place.Category, share => share.Share),
            Lines(shares, share => share.Place.Region, share => share.Share),
            Lines(shares, share => share.Place.Consignor, share => share.Share));
    }

    /// <summary>The latest awards of a fair.</summary>
    public IReadOnlyList<RecentAward> Recent(string fair) =>
    [
        .. _awards.Values.Where(award => award.Counted?.Fair == fair).Select(award => award.Recent!)
            .OrderByDescending(award => award.At).ThenByDescending(award => award.Award, StringComparer.Ordinal).Take(Board.RecentAwards),
    ];

    private static ImmutableDictionary<TKey, Tally> Lines<TShare, TKey>(IEnumerable<TShare> shares, Func<TShare, TKey> key, Func<TShare, Tally> tally)
        where TKey : notnull =>
        shares.GroupBy(key, tally).Select(line => KeyValuePair.Create(line.Key, Sum(line))).Where(line => line.Value != Tally.Zero).ToImmutableDictionary();

    private static Tally Sum(IEnumerable<Tally> tallies) => tallies.Aggregate(Tally.Zero, (sum, tally) => sum + tally);
}

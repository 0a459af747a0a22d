using System.Globalization;

namespace Exchange.Host.Rehearsal;

/// <summary>What bidders pay in and have held before they bid, where the fair asks for deposits: for each lot to which they mean to come, a part of its opening price.</summary>
internal sealed class Deposits(Targets targets, Wire wire, Tokens tokens, Cashier cashier, RehearsalSettings settings, Cast cast, IReadOnlyList<LotFacts> lots)
{
    private readonly Dictionary<string, LotFacts> _lots = lots.ToDictionary(lot => lot.Lot, StringComparer.Ordinal);

    /// <summary>Whether the fair asks for any.</summary>
    public bool AreAsked => settings.Deposits > 0;

    /// <summary>Who means to come to which lots.</summary>
    public static IReadOnlyList<(string Lot, int Bidder)> Wanted(IEnumerable<LotFacts> lots, Crowd crowd) =>
        [.. lots.SelectMany(lot => Sale.Of(lot, crowd).Bidders.Distinct().Select(bidder => (lot.Lot, bidder)))];

    /// <summary>Each pays in at once what all of its deposits need, and has them held. A lot that has ended once asks for none any more.</summary>
    /// <param name="wanted">Lots and bidders.</param>
    /// <param name="occasion">For what: each bidder pays in once for it.</param>
    /// <param name="progress">Told how many are held.</param>
    /// <param name="cancellation">Breaks it off.</param>
    public async Task Hold(IReadOnlyList<(string Lot, int Bidder)> wanted, string occasion, Action<long> progress, CancellationToken cancellation)
    {
        var done = 0L;
        var bounded = settings.AtOnce(cancellation);
        await Parallel.ForEachAsync(wanted.GroupBy(one => one.Bidder), bounded, async (lots, stop) =>
            await cashier.Receive(cast.Bidders[lots.Key], occasion, lots.Sum(one => NeededMinor(_lots[one.Lot])), stop));
        await Parallel.ForEachAsync(wanted, bounded, async (one, stop) =>
        {
            var (address, key) = (new Uri(targets.Settlement, $"/api/settlement/lots/{one.Lot}/deposit"), string.Create(CultureInfo.InvariantCulture, $"deposit-{one.Lot}-{one.Bidder}-{occasion}"));
            var reply = await tokens.As(cast.Bidders[one.Bidder], (token, stopped) => wire.Post(address, "{}"u8.ToArray(), token, key, stopped), stop);
            if (reply.Code != "deposit.lot-over") reply.OrThrow($"The deposit for lot {_lots[one.Lot].Number}");
            progress(Interlocked.Increment(ref done));
        });
    }

    // Rounded up, so that it is enough however the exchange rounds; what is over is paid out in the end.
    private long NeededMinor(LotFacts lot)
    {
        var opening = lot.IsFixedPrice ? (decimal)lot.OpeningMinor * lot.QuantityMilli / 1000 : lot.OpeningMinor;
        return (long)(opening * (decimal)settings.Deposits) + 1;
    }
}

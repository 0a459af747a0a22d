using Exchange.Host.Cli;

namespace Exchange.Host.Proofs;

/// <summary>Proves the promises of the exchange on stored data. The one checker, for rehearsals, <c>check</c> and the tests.</summary>
public static class Promises
{
    /// <summary>Reads every log once and says of each promise whether it is held. Processes may be serving the data meanwhile, but nothing may be under way.</summary>
    /// <param name="exchange">The data.</param>
    /// <param name="evidence">What clients remember.</param>
    /// <param name="screen">Shows how far it is.</param>
    /// <param name="cancellation">Breaks it off.</param>
    public static async Task<IReadOnlyList<Proof>> Prove(
        StoredExchange exchange, Evidence evidence, Screen screen, CancellationToken cancellation)
    {
        var proofs = new List<Proof>();
        var (matching, settlement, turnover) = (new MatchingWitness(evidence), new SettlementWitness(), new TurnoverWitness());
        Witness[] witnesses = [matching, new CallAuctionWitness(), new RingWitness(), settlement, turnover];
        // Both read every log, a thread a service, and neither waits for the other.
        var rebuilding = Task.WhenAll(exchange.Logs.Select(log => Task.Run(() => LogProof.Rebuild(log), cancellation)));
        try
        {
            proofs.AddRange(await Read(exchange, witnesses, screen, cancellation));
        }
        finally
        {
            await screen.Work("Rebuilding the views", 1, _ => rebuilding); // A copy of the views goes only when it is not needed any more.
        }

        proofs.AddRange(witnesses.Where(witness => exchange.Of(witness.Service) is not null).SelectMany(witness => witness.Testify()));
        if (witnesses.All(witness => exchange.Of(witness.Service) is not null)) proofs.Add(BoardIsLedger.Prove(matching, settlement, turnover, evidence));
        if (evidence.Bank is { } book && exchange.Of(settlement.Service) is not null) proofs.Add(settlement.Money.Against(book));
        foreach (var log in exchange.Logs) proofs.Add(await LogProof.Followers(log));
        return [.. proofs, .. await rebuilding];
    }

    // Each witness hears one service, so the services can be read side by side.
    private static async Task<IReadOnlyList<Proof>> Read(StoredExchange exchange, Witness[] witnesses, Screen screen, CancellationToken cancellation)
    {
        IReadOnlyList<Proof> proofs = [];
        await screen.Work("Reading the logs", await Rows(exchange), async progress =>
        {
            var rows = 0L;
            proofs = await Task.WhenAll(exchange.Logs.Select(log => Task.Run(
                () => LogProof.Read(log, [.. witnesses.Where(witness => witness.Service == log.Service)], () => progress(Interlocked.Increment(ref rows)), cancellation),
                cancellation)));
        });
        return proofs;
    }

    private static async Task<long> Rows(StoredExchange exchange)
    {
        var rows = 0L;
        foreach (var log in exchange.Logs)
            foreach (var partition in await log.Partitions())
            {
                await using var table = new Kernel.Log.LogTable(log.Definition, log.Stores.Log, partition);
                rows += await table.Head();
            }

        return rows;
    }
}

using System.Text.Json;

namespace Exchange.Host.Rehearsal;

/// <summary>A deal as the operator sees it.</summary>
/// <param name="Deal">Its id.</param>
/// <param name="Buyer">The enterprise that bought.</param>
/// <param name="Number">The lot's catalogue number.</param>
/// <param name="HammerMinor">What is owed.</param>
/// <param name="Stage">Where it stands.</param>
internal sealed record SeenDeal(string Deal, string Buyer, long Number, long HammerMinor, string Stage);

/// <summary>What follows the hammer: every buyer pays into escrow, takes its goods away and accepts them, and the consignor gets its money.</summary>
internal sealed class Aftermath(Targets targets, Wire wire, Tokens tokens, RehearsalSettings settings, Cast cast)
{
    private const int EveryTenthPaysInParts = 10;

    private readonly Dictionary<string, Actor> _buyers = cast.Bidders.ToDictionary(bidder => bidder.Id, StringComparer.Ordinal);

    /// <summary>Every deal of the fair.</summary>
    public async Task<IReadOnlyList<SeenDeal>> Deals(string fair, CancellationToken cancellation)
    {
        var deals = new List<SeenDeal>();
        for (var next = $"/api/settlement/deals?fair={fair}&limit=500"; next is not null;)
        {
            var address = new Uri(targets.Settlement, next);
            var reply = await tokens.AsOperator((token, stop) => wire.Get(address, token, stop), cancellation);
            deals.AddRange(reply.OrThrow("Reading the deals").Json().EnumerateArray().Select(deal => new SeenDeal(
                deal.GetProperty("deal").GetString()!, deal.GetProperty("buyer").GetString()!, deal.GetProperty("number").GetInt64(),
                deal.GetProperty("hammerMinor").GetInt64(), deal.GetProperty("stage").GetString()!)));
            next = reply.Next;
        }

        return deals;
    }

    /// <summary>Whether the buyer is one of the simulated enterprises.</summary>
    public bool IsOurs(SeenDeal deal) => _buyers.ContainsKey(deal.Buyer);

    /// <summary>The bank's receipts come in.</summary>
    public Task Pay(IReadOnlyList<SeenDeal> deals, Action<long> progress, CancellationToken cancellation) => Each(deals, Pay, progress, cancellation);

    /// <summary>The goods are fetched and accepted.</summary>
    public Task Remove(IReadOnlyList<SeenDeal> deals, Action<long> progress, CancellationToken cancellation) => Each(deals, Remove, progress, cancellation);

    private async Task Pay(SeenDeal deal, CancellationToken cancellation)
    {
        var address = new Uri(targets.Settlement, $"/api/settlement/deals/{deal.Deal}/payments");
        var inParts = deal.Number % EveryTenthPaysInParts == 0 && deal.HammerMinor > 1;
        long[] parts = inParts ? [deal.HammerMinor / 2, deal.HammerMinor - (deal.HammerMinor / 2)] : [deal.HammerMinor];
        for (var part = 0; part < parts.Length; part++)
        {
            var (reference, key) = ($"RCPT-{deal.Deal[..12]}-{part}", $"pay-{deal.Deal}-{part}");
            var body = JsonSerializer.SerializeToUtf8Bytes(new { amountMinor = parts[part], reference }, Tokens.Json);
            (await tokens.AsOperator((token, stop) => wire.Post(address, body, token, key, stop), cancellation)).OrThrow($"The payment of lot {deal.Number}");
        }
    }

    private async Task Remove(SeenDeal deal, CancellationToken cancellation)
    {
        var address = new Uri(targets.Settlement, $"/api/settlement/deals/{deal.Deal}/removal");
        var buyer = _buyers.GetValueOrDefault(deal.Buyer) ?? throw new RehearsalException($"Lot {deal.Number} was sold to {deal.Buyer}, who took no part.");
        (await tokens.As(buyer, (token, stop) => wire.Post(address, "{}"u8.ToArray(), token, $"remove-{deal.Deal}", stop), cancellation))
            .OrThrow($"The removal of lot {deal.Number}");
    }

    private async Task Each(IReadOnlyList<SeenDeal> deals, Func<SeenDeal, CancellationToken, Task> work, Action<long> progress, CancellationToken cancellation)
    {
        var done = 0L;
        await Parallel.ForEachAsync(deals, new ParallelOptions { MaxDegreeOfParallelism = settings.Connections, CancellationToken = cancellation }, async (deal, stop) =>
        {
            await work(deal, stop);
            progress(Interlocked.Increment(ref done));
        });
    }
}

using System.Globalization;
using System.Text.Json;
using Exchange.Host.Proofs;

namespace Exchange.Host.Rehearsal;

/// <summary>The operator at the bank's counter: it records at the exchange what the bank received, sends back what the exchange does not take, and lets the bank
/// pay out what the exchange owes.</summary>
internal sealed class Cashier(Targets targets, Wire wire, Tokens tokens, Bank bank)
{
    /// <summary>The bank.</summary>
    public Bank Bank => bank;

    /// <summary>A buyer pays in for its deal.</summary>
    /// <param name="deal">The deal.</param>
    /// <param name="part">Which of its payments it is, from 0.</param>
    /// <param name="amountMinor">Above zero.</param>
    /// <param name="cancellation">Breaks it off.</param>
    public async Task Receive(SeenDeal deal, int part, long amountMinor, CancellationToken cancellation)
    {
        var line = bank.Receive(string.Create(CultureInfo.InvariantCulture, $"RCPT-{deal.Deal}-{part}"), deal.Deal, amountMinor);
        var reply = await Record($"deals/{deal.Deal}/payments", new { amountMinor, reference = line.Reference }, line, cancellation);
        if (reply.IsSuccess) return;
        if (reply.Code is not ("deal.ended" or "deal.overdue")) reply.OrThrow($"The payment of lot {deal.Number}");
        bank.SendBack(line);
    }

    /// <summary>A bidder pays in for its deposits.</summary>
    /// <param name="bidder">The bidder.</param>
    /// <param name="occasion">For which of them; it pays in once for each.</param>
    /// <param name="amountMinor">Above zero.</param>
    /// <param name="cancellation">Breaks it off.</param>
    public async Task Receive(Actor bidder, string occasion, long amountMinor, CancellationToken cancellation)
    {
        var line = bank.Receive($"DEP-{bidder.Id}-{occasion}", bidder.Id, amountMinor);
        (await Record($"bidders/{bidder.Id}/receipts", new { amountMinor, reference = line.Reference, currency = line.Currency }, line, cancellation))
            .OrThrow($"The deposits of {bidder.Name}");
    }

    /// <summary>The bank pays out what the exchange owes to buyers, bidders and consignors.</summary>
    /// <param name="connections">How many payouts are under way at once.</param>
    /// <param name="progress">Told how many there were.</param>
    /// <param name="cancellation">Breaks it off.</param>
    public async Task PayOut(int connections, Action<long> progress, CancellationToken cancellation)
    {
        var done = 0L;
        var bounded = new ParallelOptions { MaxDegreeOfParallelism = connections, CancellationToken = cancellation };
        await Parallel.ForEachAsync(await Owed(cancellation), bounded, async (owed, stop) =>
        {
            var line = bank.Pay("OUT-" + owed.Account.Replace(':', '-'), owed.Account, owed.BalanceMinor);
            (await Record("payouts", new { account = owed.Account, amountMinor = owed.BalanceMinor, reference = line.Reference, currency = owed.Currency }, line, stop))
                .OrThrow("The payout of " + owed.Account);
            progress(Interlocked.Increment(ref done));
        });
    }

    private async Task<IReadOnlyList<OwedMoney>> Owed(CancellationToken cancellation)
    {
        var owed = new List<OwedMoney>();
        for (var next = "/api/settlement/ledger/accounts?limit=500"; next is not null;)
        {
            var address = new Uri(targets.Settlement, next);
            var reply = (await tokens.AsOperator((token, stop) => wire.Get(address, token, stop), cancellation)).OrThrow("Reading the accounts");
            var accounts = JsonSerializer.Deserialize<OwedMoney[]>(reply.Body, Tokens.Json)!;
            owed.AddRange(accounts.Where(account => account is { BalanceMinor: > 0, Kind: "bidder" or "buyer" or "consignor" } && !account.Account.EndsWith(":held", StringComparison.Ordinal)));
            // Accounts come by their codes, and those of enterprises before the escrow of deals, of which there are many.
            next = accounts.Any(account => account.Kind == "escrow") ? null : reply.Next;
        }

        return owed;
    }

    private Task<Reply> Record<T>(string path, T body, BankLine line, CancellationToken cancellation) => tokens.AsOperator(
        (token, stop) => wire.Post(
            new(targets.Settlement, "/api/settlement/" + path), JsonSerializer.SerializeToUtf8Bytes(body, Tokens.Json), token, line.Reference, stop), cancellation);

    /// <summary>What the exchange holds on an account, in minor units.</summary>
    private sealed record OwedMoney(string Account, string Kind, string Currency, long BalanceMinor);
}

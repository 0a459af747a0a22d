using Exchange.Kernel.Values;

namespace Exchange.Settlement.Ledger;

/// <summary>One posting as it stands in a view or in the log.</summary>
/// <param name="Transfer">The entry's id.</param>
/// <param name="Account">Where it landed.</param>
/// <param name="AmountMinor">Minor units.</param>
/// <param name="Currency">ISO 4217.</param>
public sealed record BookedPosting(string Transfer, string Account, long AmountMinor, string Currency);

/// <summary>What an account is said to hold.</summary>
public sealed record ClaimedBalance(string Account, string Currency, long BalanceMinor);

/// <summary>Proves the promises of the ledger from nothing but its postings, by adding them up: every entry balances in each currency; no guarded
/// account was below zero after any entry; the claimed balances are the sums; the bank's account mirrors all others. Postings must be given in the
/// order of the log, those of one entry together.</summary>
public sealed class LedgerProof
{
    private const int MostFaults = 100;

    private readonly Dictionary<(string Account, string Currency), Int128> _balances = [];
    private readonly HashSet<string> _transfers = new(StringComparer.Ordinal);
    private readonly List<BookedPosting> _open = [];
    private readonly List<string> _faults = [];

    /// <summary>How many entries were seen.</summary>
    public long Entries => _transfers.Count;

    /// <summary>How many postings were seen.</summary>
    public long Postings { get; private set; }

    /// <summary>Takes the next posting.</summary>
    public LedgerProof Add(BookedPosting posting)
    {
        if (_open.Count > 0 && _open[0].Transfer != posting.Transfer) EndEntry();
        _open.Add(posting);
        Postings++;
        return this;
    }

    /// <summary>Takes many.</summary>
    public LedgerProof Add(IEnumerable<BookedPosting> postings)
    {
        foreach (var posting in postings) Add(posting);
        return this;
    }

    /// <summary>The sum of all postings on an account; zero when it has none.</summary>
    public Money Balance(string account, string currency)
    {
        if (_open.Count > 0) EndEntry();
        return new(checked((long)_balances.GetValueOrDefault((account, currency))), currency);
    }

    /// <summary>Everything that does not hold, in words; empty when all is proven. Each claim must be the sum of its account's postings, and each
    /// account that has postings must be claimed.</summary>
    public IReadOnlyList<string> Faults(IEnumerable<ClaimedBalance> claims)
    {
        if (_open.Count > 0) EndEntry();
        var faults = new List<string>(_faults);
        var claimed = new HashSet<(string, string)>();
        foreach (var claim in claims)
        {
            var sum = _balances.GetValueOrDefault((claim.Account, claim.Currency));
            if (!claimed.Add((claim.Account, claim.Currency))) faults.Add($"{claim.Account} is claimed twice in {claim.Currency}.");
            if (sum != claim.BalanceMinor) faults.Add($"{claim.Account} is said to hold {claim.BalanceMinor} {claim.Currency}; its postings sum to {sum}.");
        }

        faults.AddRange(_balances.Keys.Where(key => !claimed.Contains(key)).Select(key => $"{key.Account} has postings in {key.Currency} and no balance."));
        foreach (var currency in _balances.GroupBy(pair => pair.Key.Currency, StringComparer.Ordinal))
        {
            Int128 inside = 0, outside = 0;
            foreach (var (key, sum) in currency)
                if (AccountCode.IsOutside(key.Account)) outside += sum;
                else inside += sum;
            if (inside + outside != 0) faults.Add($"The accounts hold {inside} {currency.Key}, and {-outside} came in at the bank.");
        }

        return [.. faults.Take(MostFaults)];
    }

    private void EndEntry()
    {
        var transfer = _open[0].Transfer;
        if (!_transfers.Add(transfer)) Fault($"Entry {transfer} is booked twice.");
        if (_open.Count < 2) Fault($"Entry {transfer} has one posting.");
        foreach (var currency in _open.GroupBy(posting => posting.Currency, StringComparer.Ordinal))
            if (currency.Aggregate((Int128)0, (sum, posting) => sum + posting.AmountMinor) is var sum && sum != 0)
                Fault($"Entry {transfer} does not balance: {sum} {currency.Key} are left.");
        foreach (var posting in _open) Land(posting);
        _open.Clear();
    }

    private void Land(BookedPosting posting)
    {
        var balance = _balances.GetValueOrDefault((posting.Account, posting.Currency)) + posting.AmountMinor;
        _balances[(posting.Account, posting.Currency)] = balance;
        if (balance < 0 && posting.AmountMinor < 0 && !AccountCode.MayGoNegative(posting.Account))
            Fault($"Entry {posting.Transfer} takes {posting.Account} to {balance} {posting.Currency}.");
    }

    private void Fault(string fault)
    {
        if (_faults.Count < MostFaults) _faults.Add(fault);
    }
}

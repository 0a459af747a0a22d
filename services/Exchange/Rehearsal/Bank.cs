using Exchange.Host.Proofs;

namespace Exchange.Host.Rehearsal;

/// <summary>The bank of a rehearsed fair, with a book of its own that only grows. It knows what was paid in, what it was told to pay out, and nothing of deals, lots or ledgers: so it can
/// bear witness against the exchange. It gives nothing that it does not have. Many may come at once.</summary>
/// <param name="currency">The currency of its one account, ISO 4217.</param>
public sealed class Bank(string currency)
{
    private readonly Lock _lock = new();
    private readonly List<BankLine> _lines = [];
    private readonly HashSet<string> _references = new(StringComparer.Ordinal);
    private long _balanceMinor;

    /// <summary>What it holds.</summary>
    public long BalanceMinor
    {
        get
        {
            lock (_lock) return _balanceMinor;
        }
    }

    /// <summary>Its lines so far, in the order in which they were written.</summary>
    public IReadOnlyList<BankLine> Book
    {
        get
        {
            lock (_lock) return [.. _lines];
        }
    }

    /// <summary>Somebody pays in.</summary>
    /// <param name="reference">Its name for the movement; each has its own.</param>
    /// <param name="for">What it is for, as the payer says.</param>
    /// <param name="amountMinor">Above zero.</param>
    /// <exception cref="RehearsalException">The reference has a line, or the amount is none.</exception>
    public BankLine Receive(string reference, string @for, long amountMinor) => Write(new(reference, @for, amountMinor, currency), amountMinor > 0);

    /// <summary>It pays out what it is told to.</summary>
    /// <param name="reference">Its name for the movement.</param>
    /// <param name="for">What it is for, as the exchange says.</param>
    /// <param name="amountMinor">Above zero.</param>
    /// <exception cref="RehearsalException">It has less, the reference has a line, or the amount is none.</exception>
    public BankLine Pay(string reference, string @for, long amountMinor) => Write(new(reference, @for, -amountMinor, currency), amountMinor > 0);

    /// <summary>What was paid in goes back to its payer.</summary>
    /// <param name="line">The line that it wrote then.</param>
    /// <exception cref="RehearsalException">It went back before.</exception>
    public BankLine SendBack(BankLine line) => Write(new(line.Reference + "-back", line.For, -line.AmountMinor, line.Currency, line.Reference), line.AmountMinor > 0);

    private BankLine Write(BankLine line, bool isAmount)
    {
        lock (_lock)
        {
            if (!isAmount) throw new RehearsalException($"The bank moves nothing for {line.For}.");
            if (_balanceMinor + line.AmountMinor < 0) throw new RehearsalException($"The bank has {_balanceMinor} and was told to pay {-line.AmountMinor} for {line.For}.");
            if (!_references.Add(line.Reference)) throw new RehearsalException($"The bank has a line {line.Reference}.");
            _balanceMinor += line.AmountMinor;
            _lines.Add(line);
            return line;
        }
    }
}

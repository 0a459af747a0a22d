using System.Globalization;
using Exchange.Settlement.Ledger;

namespace Exchange.Host.Proofs;

/// <summary>The promise that no money comes or goes but at the bank: the bank's own book against the ledger's account of the bank. The two were written by different hands, so that a movement
/// that one of them has not, or has twice, or of another amount, is seen by its reference, and both come to the same balance.</summary>
internal sealed class MoneyConserved
{
    public const string Promise = "money conserved";

    private readonly Dictionary<Movement, Booked> _booked = [];

    /// <summary>Takes the next entry of the ledger.</summary>
    public void Add(EntryPosted entry)
    {
        foreach (var posting in entry.Postings)
        {
            if (posting.Account != AccountCode.Bank) continue;
            var movement = new Movement(entry.Memo, entry.Subject, posting.Currency);
            var before = _booked.GetValueOrDefault(movement);
            // Of an entry and its reversal nothing stands.
            _booked[movement] = new(before.AmountMinor - posting.AmountMinor, before.Entries + (entry.Reverses is null ? 1 : -1));
        }
    }

    /// <summary>Compares the ledger with the bank's book, line by line and in sum.</summary>
    public Proof Against(IReadOnlyList<BankLine> book)
    {
        var faults = book.GroupBy(line => line.Reference, StringComparer.Ordinal).Where(lines => lines.Count() > 1).Select(lines => $"The bank has {lines.Count()} lines {lines.Key}.").ToList();
        var sentBack = SentBack(book, faults);
        var left = new Dictionary<Movement, Booked>(_booked);
        foreach (var line in book.Where(line => line.SendsBack.Length == 0 && !sentBack.Contains(line.Reference)))
        {
            left.Remove(new(line.Reference, line.For, line.Currency), out var booked);
            if (booked != new Booked(line.AmountMinor, 1))
                faults.Add($"The bank has {line.AmountMinor} {line.Currency} as {line.Reference} for {line.For}, and the ledger {booked.AmountMinor} in {booked.Entries} entries.");
        }

        faults.AddRange(left.Where(rest => rest.Value != default).Select(
            rest => $"The ledger has {rest.Value.AmountMinor} {rest.Key.Currency} as {rest.Key.Reference} for {rest.Key.For}, and the bank has not."));
        return Proof.Of(Promise, faults, string.Join("; ", Balances(book, faults).DefaultIfEmpty("the bank's book is empty")));
    }

    // What the exchange refused goes back as it came, and was never the ledger's.
    private static HashSet<string> SentBack(IReadOnlyList<BankLine> book, List<string> faults)
    {
        var lines = book.DistinctBy(line => line.Reference).ToDictionary(line => line.Reference, StringComparer.Ordinal);
        var sentBack = new HashSet<string>(StringComparer.Ordinal);
        foreach (var back in book.Where(line => line.SendsBack.Length > 0))
            if (!lines.TryGetValue(back.SendsBack, out var line) || (line.AmountMinor, line.Currency) != (-back.AmountMinor, back.Currency) || !sentBack.Add(line.Reference))
                faults.Add($"The bank's line {back.Reference} sends back {back.SendsBack}, which is not its opposite.");
        return sentBack;
    }

    private IEnumerable<string> Balances(IReadOnlyList<BankLine> book, List<string> faults)
    {
        foreach (var lines in book.GroupBy(line => line.Currency, StringComparer.Ordinal).OrderBy(lines => lines.Key, StringComparer.Ordinal))
        {
            var (came, went) = (lines.Where(line => line.AmountMinor > 0).Sum(line => line.AmountMinor), -lines.Where(line => line.AmountMinor < 0).Sum(line => line.AmountMinor));
            var ledger = _booked.Where(booked => booked.Key.Currency == lines.Key).Sum(booked => booked.Value.AmountMinor);
            if (came - went != ledger) faults.Add($"The bank holds {came - went} {lines.Key}, and the ledger says {ledger}.");
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{lines.Count():N0} lines of the bank, each once in the ledger: {came / 100m:N2} in, {went / 100m:N2} out, {(came - went) / 100m:N2} {lines.Key} there");
        }
    }

    private readonly record struct Movement(string Reference, string For, string Currency);

    // As the bank sees it: above zero came in.
    private readonly record struct Booked(long AmountMinor, int Entries);
}

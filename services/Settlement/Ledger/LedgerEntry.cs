using System.Diagnostics;
using System.Text.Json.Serialization;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Values;

namespace Exchange.Settlement.Ledger;

/// <summary>One leg of a ledger entry.</summary>
/// <param name="Account">Where it lands.</param>
/// <param name="AmountMinor">Minor units, never zero; above zero gives to the account, below takes from it.</param>
/// <param name="Currency">ISO 4217.</param>
public sealed record Posting(string Account, long AmountMinor, string Currency);

public abstract record LedgerEntryCommand;

/// <summary>Books an entry, all its postings or none.</summary>
/// <param name="Transfer">The entry's id, unique forever, made from what causes it.</param>
/// <param name="Step">What kind of business event it books: <c>receipt</c>, <c>release</c>, <c>return</c>.</param>
/// <param name="Subject">What it belongs to: the deal.</param>
/// <param name="Memo">The bank's reference, or empty.</param>
/// <param name="Postings">At least two, at most one an account and currency, summing to zero by currency.</param>
/// <param name="Reverses">The entry that it undoes; null where it is no reversal.</param>
public sealed record PostEntry(
    string Transfer, string Step, string Subject, string Memo, IReadOnlyList<Posting> Postings, string? Reverses = null) : LedgerEntryCommand
{
    /// <summary>The entry that undoes this one: the opposite postings, under an id that comes from this one's, so that it can be booked once.</summary>
    public PostEntry Reversed() => new(
        LedgerEntry.TransferOfReversal(Transfer), LedgerEntry.Reversal, Subject, Memo, [.. Postings.Select(posting => posting with { AmountMinor = checked(-posting.AmountMinor) })], Transfer);
}

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(EntryPosted), "entry-posted.v1")]
public abstract record LedgerEntryEvent;

/// <summary>An entry was booked. It never changes; a correction is another entry with the opposite postings.</summary>
/// <param name="Transfer">The entry's id.</param>
/// <param name="Step">What kind of business event it books.</param>
/// <param name="Subject">What it belongs to.</param>
/// <param name="Memo">The bank's reference, or empty.</param>
/// <param name="Postings">Its legs.</param>
/// <param name="At">Unix milliseconds.</param>
/// <param name="Reverses">The entry that it undoes; null where it is no reversal.</param>
public sealed record EntryPosted(
    string Transfer, string Step, string Subject, string Memo, IReadOnlyList<Posting> Postings, long At, string? Reverses = null) : LedgerEntryEvent;

/// <summary>An entry of the ledger: stream <c>entry/{transfer}</c>, in which one thing happens, once. What it carries is in the log and the views;
/// the state remembers only that its id is taken.</summary>
/// <param name="IsPosted">Whether the id is taken.</param>
public sealed record LedgerEntry(bool IsPosted) : IDecider<LedgerEntry, LedgerEntryCommand, LedgerEntryEvent>
{
    /// <summary>The step of an entry that undoes another.</summary>
    public const string Reversal = "reversal";

    /// <summary>The most postings of an entry: two for each obligation of the largest round of set-off.</summary>
    public const int MostPostings = 2 * Netting.Round.MostLegs;

    public static LedgerEntry Initial { get; } = new(false);

    // One for all that are in memory.
    private static LedgerEntry Posted { get; } = new(true);

    public static string Stream(string transfer) => "entry/" + transfer;

    /// <summary>The id of the entry that undoes one.</summary>
    public static string TransferOfReversal(string transfer) => Id.From(Reversal, transfer);

    /// <summary>Books the entry together with a posting on each of its accounts: if one account refuses, nothing happens.</summary>
    public static Decision<LedgerEntryEvent> Decide(LedgerEntry state, LedgerEntryCommand command, DateTimeOffset now) => command switch
    {
        PostEntry when state.IsPosted => LedgerRefusals.TransferExists,
        PostEntry post when !Id.IsValid(post.Transfer) => LedgerRefusals.TransferId,
        PostEntry { Postings.Count: < 2 or > MostPostings } => LedgerRefusals.PostingCount,
        PostEntry post when post.Postings.FirstOrDefault(posting => !AccountCode.IsValid(posting.Account)) is { } wrong => LedgerRefusals.UnknownAccount(wrong.Account),
        PostEntry post when !post.Postings.All(posting => IsCurrency(posting.Currency)) => LedgerRefusals.UnknownCurrency,
        PostEntry post when post.Postings.Any(posting => posting.AmountMinor == 0) => LedgerRefusals.EmptyPosting,
        PostEntry post when post.Postings.DistinctBy(posting => (posting.Account, posting.Currency)).Count() < post.Postings.Count => LedgerRefusals.AccountTwice,
        PostEntry post when !IsBalanced(post.Postings) => LedgerRefusals.Unbalanced,
        PostEntry post => Book(post, now),

        _ => throw new UnreachableException(command.GetType().Name),
    };

    public static LedgerEntry Evolve(LedgerEntry state, LedgerEntryEvent @event) => (state, @event) switch
    {
        ({ IsPosted: false }, EntryPosted) => Posted,
        _ => throw new InvalidDataException($"{@event.GetType().Name} on an entry that is posted."),
    };

    /// <summary>Whether postings sum to zero in each of their currencies.</summary>
    public static bool IsBalanced(IEnumerable<Posting> postings)
    {
        var sums = new Dictionary<string, Int128>(StringComparer.Ordinal);
        foreach (var posting in postings) sums[posting.Currency] = sums.GetValueOrDefault(posting.Currency) + posting.AmountMinor;
        return sums.Values.All(sum => sum == 0);
    }

    private static Decision<LedgerEntryEvent> Book(PostEntry post, DateTimeOffset now)
    {
        Decision<LedgerEntryEvent> booked = new EntryPosted(
            post.Transfer, post.Step, post.Subject, post.Memo, post.Postings, now.ToUnixTimeMilliseconds(), post.Reverses);
        return booked.And(post.Postings.Select(posting =>
            new Also(Account.Stream(posting.Account), new PostAmount(post.Transfer, posting.Account, posting.AmountMinor, posting.Currency))));
    }

    private static bool IsCurrency(string currency) => currency is { Length: 3 } && currency.All(char.IsAsciiLetterUpper);
}

using System.Text.Json;
using Exchange.Kernel.Deciders;
using Exchange.Settlement.Banking;
using Exchange.Settlement.Deals;
using Exchange.Settlement.Deposits;
using Exchange.Settlement.Documents;
using Exchange.Settlement.Enterprises;
using Exchange.Settlement.Ledger;
using Exchange.Settlement.Netting;

namespace Exchange.Tests.Settlement;

/// <summary>Settlement's streams in memory: decides a command with all its companions, and keeps what happened only if none of them is refused.</summary>
public sealed class Books
{
    private static readonly StreamKind[] Kinds =
    [
        StreamKind.Of<Deal, DealCommand, DealEvent>("deal"),
        StreamKind.Of<Yard, YardCommand, YardEvent>("yard"),
        StreamKind.Of<LotDeposits, DepositCommand, DepositEvent>("deposit"),
        StreamKind.Of<FairDeposits, FairDepositCommand, FairDepositEvent>("fair-deposit"),
        StreamKind.Of<DepositReceipt, DepositReceiptCommand, DepositReceiptEvent>("receipt"),
        StreamKind.Of<Payout, PayoutCommand, PayoutEvent>("payout"),
        StreamKind.Of<Reversal, ReversalCommand, ReversalEvent>("reversal"),
        StreamKind.Of<Document, DocumentCommand, DocumentEvent>("document"),
        StreamKind.Of<Register, RegisterCommand, RegisterEvent>("register"),
        StreamKind.Of<EnterpriseNames, EnterpriseNamesCommand, EnterpriseNamesEvent>("enterprise"),
        StreamKind.Of<Debt, DebtCommand, DebtEvent>("debt"),
        StreamKind.Of<Round, RoundCommand, RoundEvent>("round"),
        StreamKind.Of<LedgerEntry, LedgerEntryCommand, LedgerEntryEvent>("entry"),
        StreamKind.Of<Account, AccountCommand, AccountEvent>("account"),
    ];

    private Dictionary<string, object> _states = new(StringComparer.Ordinal);

    /// <summary>Everything that happened, in order.</summary>
    public List<(string Stream, object Event)> Log { get; } = [];

    public IEnumerable<string> Streams => _states.Keys;

    public IEnumerable<BookedPosting> Postings => Log.Select(happened => happened.Event).OfType<EntryPosted>()
        .SelectMany(entry => entry.Postings.Select(posting => new BookedPosting(entry.Transfer, posting.Account, posting.AmountMinor, posting.Currency)));

    public IEnumerable<ClaimedBalance> Balances => _states.Where(pair => pair.Value is Account)
        .SelectMany(pair => ((Account)pair.Value).Balances.Select(money => new ClaimedBalance(pair.Key["account/".Length..], money.Currency, money.Minor)));

    public TState State<TState>(string stream) => (TState)(_states.TryGetValue(stream, out var state) ? state : KindOf(stream).Initial);

    public Deal Deal(string deal) => State<Deal>(Exchange.Settlement.Deals.Deal.Stream(deal));

    public long Balance(string account, string currency = "CNY") => State<Account>(Account.Stream(account)).Balance(currency).Minor;

    /// <summary>The refusal, or null when the command was accepted.</summary>
    public Refusal? Submit(string stream, object command, DateTimeOffset now)
    {
        var states = new Dictionary<string, object>(_states, StringComparer.Ordinal);
        var happened = new List<(string, object)>();
        if (Decide(states, happened, stream, command, now) is { } refusal) return refusal;
        _states = states;
        Log.AddRange(happened);
        return null;
    }

    /// <summary>The same streams made from the log alone, each event through its JSON.</summary>
    public Books Replayed()
    {
        var books = new Books();
        foreach (var (stream, @event) in Log)
        {
            var kind = KindOf(stream);
            using var json = new MemoryStream();
            using (var writer = new Utf8JsonWriter(json)) kind.WriteEvent(writer, @event);
            using var document = JsonDocument.Parse(json.ToArray());
            books._states[stream] = kind.Evolve(books._states.GetValueOrDefault(stream, kind.Initial), kind.ReadEvent(document.RootElement));
        }

        return books;
    }

    /// <summary>Every state as JSON; with <paramref name="throughJson"/> after it was read back and written again.</summary>
    public SortedDictionary<string, string> States(bool throughJson = false) => new(
        _states.ToDictionary(pair => pair.Key, pair => KindOf(pair.Key) is var kind && throughJson
            ? kind.WriteState(kind.ReadState(kind.WriteState(pair.Value)))
            : kind.WriteState(pair.Value)),
        StringComparer.Ordinal);

    private static Refusal? Decide(Dictionary<string, object> states, List<(string, object)> happened, string stream, object command, DateTimeOffset now)
    {
        var kind = KindOf(stream);
        var state = states.GetValueOrDefault(stream, kind.Initial);
        var decision = kind.Decide(state, command, now);
        if (decision.Refusal is not null) return decision.Refusal;
        foreach (var @event in decision.Events)
        {
            state = kind.Evolve(state, @event);
            happened.Add((stream, @event));
        }

        if (decision.Events.Count > 0) states[stream] = state;
        return decision.Companions.Select(also => Decide(states, happened, also.Stream, also.Command, now)).FirstOrDefault(refusal => refusal is not null);
    }

    private static StreamKind KindOf(string stream) => Kinds.Single(kind => stream.StartsWith(kind.Name + "/", StringComparison.Ordinal));
}

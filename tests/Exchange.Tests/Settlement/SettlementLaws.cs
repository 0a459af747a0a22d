using System.Text.Json;
using CsCheck;
using Exchange.Kernel.Values;
using Exchange.Settlement.Deals;
using Exchange.Settlement.Ledger;
using Xunit;
using static Exchange.Tests.Settlement.Awards;

namespace Exchange.Tests.Settlement;

/// <summary>What holds after any history of awards, receipts, removals and deadlines, told in any order and more than once.</summary>
public sealed class SettlementLaws
{
    private static readonly string[] Deals = [.. Enumerable.Range(0, 4).Select(i => Id.From("deal", $"{i}"))];

    private static readonly Gen<DealCommand> AnyCommand = Gen.Frequency(
        (2, Gen.Select(Gen.Long[1, 1_000_000], Gen.Long[0, 10_000]).Select((hammer, commission) => (DealCommand)Open(Award(hammer, commission)))),
        (5, Gen.Select(Gen.OneOf(Gen.Long[1, 400_000], Gen.Const(DealTerms.MostMinor)), Gen.Int[0, 9])
            .Select((amount, reference) => (DealCommand)new RecordReceipt(amount, $"B{reference}"))),
        (2, Gen.Int[0, 4].Select(by => (DealCommand)new AcceptRemoval(by switch { 3 => Consignor, 4 => "", _ => Buyer }))),
        (1, Gen.Int[0, 2].Select(reason => (DealCommand)new DefaultDeal(reason switch { 0 => "not-paid", 1 => "not-removed", _ => "nonsense" }))));

    /// <summary>A history: which deal hears what, and how long after the step before.</summary>
    private static readonly Gen<(int Deal, DealCommand Command, long Ms)[]> AnyHistory =
        Gen.Select(Gen.Int[0, Deals.Length - 1], AnyCommand, Gen.OneOf(Gen.Const(0L), Gen.Long[0, 12 * Hour])).Array[0, 60];

    [Fact]
    public void The_ledger_is_whole_after_any_history() =>
        AnyHistory.Sample(history => Run(history).Books is var books && new LedgerProof().Add(books.Postings).Faults(books.Balances).Count == 0);

    [Fact]
    public void Balances_are_what_a_naive_book_keeper_has() => AnyHistory.Sample(history =>
    {
        var books = Run(history).Books;
        var naive = new Dictionary<string, long>();
        void Move(string from, string to, long minor)
        {
            naive[from] = naive.GetValueOrDefault(from) - minor;
            naive[to] = naive.GetValueOrDefault(to) + minor;
        }

        foreach (var (stream, @event) in books.Log)
        {
            var terms = @event is DealEvent ? books.Deal(stream["deal/".Length..]).Terms! : null;
            if (@event is ReceiptBooked booked) Move("bank", $"escrow {terms!.Deal}", booked.AmountMinor);
            if (@event is ReceiptBooked over) Move($"escrow {terms!.Deal}", "buyer", over.CreditMinor);
            if (@event is DealSettled settled) Move($"escrow {terms!.Deal}", "consignor", settled.ReleasedMinor);
            if (@event is DealSettled charged) Move($"escrow {terms!.Deal}", "organizer", charged.CommissionMinor);
            if (@event is DealDefaulted defaulted) Move($"escrow {terms!.Deal}", "buyer", defaulted.ReturnedMinor);
        }

        Assert.Equal(naive.GetValueOrDefault("bank"), books.Balance(AccountCode.Bank));
        Assert.Equal(naive.GetValueOrDefault("buyer"), books.Balance(AccountCode.BuyerPayable(Buyer)));
        Assert.Equal(naive.GetValueOrDefault("consignor"), books.Balance(AccountCode.ConsignorPayable(Consignor)));
        Assert.Equal(naive.GetValueOrDefault("organizer"), books.Balance(AccountCode.Commission(Fair)));
        foreach (var deal in Deals) Assert.Equal(naive.GetValueOrDefault($"escrow {deal}"), books.Balance(AccountCode.Escrow(deal)));
    });

    [Fact]
    public void Escrow_holds_what_was_paid_until_the_deal_ends_and_nothing_after() => AnyHistory.Sample(history =>
    {
        var books = Run(history).Books;
        foreach (var id in Deals)
            Assert.Equal(books.Deal(id) is { HasEnded: false } deal ? deal.PaidMinor : 0, books.Balance(AccountCode.Escrow(id)));
    });

    [Fact]
    public void Every_deal_ends_by_its_deadlines() => AnyHistory.Sample(history =>
    {
        var (books, _) = Run(history);
        foreach (var id in Deals.Where(id => books.Deal(id).Terms is not null))
        {
            // A clock that sees each deadline once ends any deal: no stage leads to another after its deadline.
            while (books.Deal(id) is { NextDefault: { } reason, DueAt: var dueAt })
                Assert.Null(books.Submit(Deal.Stream(id), new DefaultDeal(reason), DateTimeOffset.FromUnixTimeMilliseconds(dueAt)));
            Assert.True(books.Deal(id).HasEnded);
        }
    });

    [Fact]
    public void A_command_told_again_changes_nothing() => AnyHistory.Sample(history =>
    {
        var once = new Books();
        var now = Awarded;
        foreach (var (deal, command, ms) in history)
        {
            now = now.AddMilliseconds(ms);
            Tell(once, deal, command, now);
            var before = once.Log.Count;
            Tell(once, deal, command, now);
            Assert.Equal(before, once.Log.Count);
        }
    });

    [Fact]
    public void Whole_histories_told_again_change_nothing_in_deals_that_ended() => AnyHistory.Sample(history =>
    {
        var (books, end) = Run(history);
        var ended = Deals.Where(id => books.Deal(id).HasEnded).ToDictionary(id => id, id => JsonSerializer.Serialize(books.Deal(id), StoredJson.Options));
        foreach (var (deal, command, _) in history) Tell(books, deal, command, end);
        foreach (var (id, state) in ended) Assert.Equal(state, JsonSerializer.Serialize(books.Deal(id), StoredJson.Options));
    });

    [Fact]
    public void States_made_from_the_log_are_the_states_in_memory() => AnyHistory.Sample(history =>
    {
        var books = Run(history).Books;
        Assert.Equal(books.States(), books.Replayed().States());
    });

    [Fact]
    public void States_survive_being_stored() => AnyHistory.Sample(history =>
    {
        var books = Run(history).Books;
        Assert.Equal(books.States(), books.States(throughJson: true));
    });

    [Fact]
    public void Consignor_and_organizer_get_the_price_and_nothing_more() => AnyHistory.Sample(history =>
    {
        var books = Run(history).Books;
        foreach (var settled in books.Log.Select(happened => happened.Event).OfType<DealSettled>())
        {
            var terms = books.Deal(settled.Deal).Terms!;
            Assert.Equal(terms.HammerMinor, settled.ReleasedMinor + settled.CommissionMinor);
            Assert.True(Math.Abs(settled.CommissionMinor - ((decimal)terms.HammerMinor * terms.CommissionBasisPoints / 10_000)) < 1);
        }
    });

    private static (Books Books, DateTimeOffset End) Run((int Deal, DealCommand Command, long Ms)[] history)
    {
        var books = new Books();
        var now = Awarded;
        foreach (var (deal, command, ms) in history) Tell(books, deal, command, now = now.AddMilliseconds(ms));
        return (books, now);
    }

    private static void Tell(Books books, int deal, DealCommand command, DateTimeOffset now) => books.Submit(
        Deal.Stream(Deals[deal]), command is OpenDeal open ? new OpenDeal(open.Terms with { Deal = Deals[deal] }) : command, now);
}

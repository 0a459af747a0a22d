using System.Text.Json;
using CsCheck;
using Exchange.Contracts.Listing.V1;
using Exchange.Contracts.Matching.V1;
using Exchange.Host.Proofs;
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

    private static readonly Gen<string> Anybody = Gen.Int[0, 6].Select(by => by switch { 0 or 1 or 2 => Buyer, 3 or 4 or 5 => Consignor, _ => "" });

    private static readonly Gen<(bool Confirm, bool Silence, bool Parts, bool Dispute, int Tax, bool Yard)> AnyChoice =
        Gen.Select(Gen.Bool, Gen.Bool, Gen.Bool, Gen.Bool, Gen.Int[0, 2], Gen.Bool);

    private static readonly Gen<SettlementTerms> AnyTerms = AnyChoice.Select((confirm, silence, parts, dispute, tax, yard) => Everything with
    {
        RemovalsAtOnce = yard ? 1 : null,
        ConfirmMs = confirm ? Day : null,
        ConfirmedBySilence = silence ? true : null,
        FirstPartBasisPoints = parts ? 2_000 : null,
        AcceptanceDays = dispute ? 3 : null,
        TaxBasisPoints = tax == 0 ? null : 1_300,
        TaxAdded = tax == 2 ? true : null,
    });

    private static readonly Gen<LotAwarded> AnyAward = Gen.Frequency(
        (1, Gen.Select(Gen.Long[1, 1_000_000], Gen.Long[0, 10_000]).Select((hammer, commission) => Award(hammer, commission))),
        (2, Gen.Select(Gen.Long[1, 1_000_000], AnyTerms).Select((hammer, terms) => FullAward(terms, hammer))));

    private static readonly Gen<DealCommand> AnyCommand = Gen.Frequency(
        (3, AnyAward.Select(award => (DealCommand)Open(award))),
        (6, Gen.Select(Gen.OneOf(Gen.Long[1, 400_000], Gen.Const(DealTerms.MostMinor), Gen.Const(1_500_000L)), Gen.Int[0, 9])
            .Select((amount, reference) => (DealCommand)new RecordReceipt(amount, $"B{reference}"))),
        (3, Gen.Int[0, 9].Select(reference => (DealCommand)new UndoReceipt($"B{reference}", ""))),
        (4, Anybody.Select(by => (DealCommand)new ConfirmContract(by))),
        (2, Gen.Select(Anybody, Gen.Long[-Hour, 10 * Day]).Select((by, from) => (DealCommand)new BookRemoval(by, After(from).ToUnixTimeMilliseconds(), After(from + Hour).ToUnixTimeMilliseconds()))),
        (2, Anybody.Select(by => (DealCommand)new ReportMissedDelivery(by))),
        (4, Gen.Select(Anybody, Gen.Long[2_800, 3_200]).Select((by, quantity) => (DealCommand)new HandOver(by, quantity == 3_000 ? null : quantity, ""))),
        (2, Anybody.Select(by => (DealCommand)new AcceptRemoval(by))),
        (3, Anybody.Select(by => (DealCommand)new OpenDispute(by, "Rust"))),
        (1, Anybody.Select(by => (DealCommand)new AddEvidence(by, "Photo"))),
        (2, Gen.Select(Gen.Int[0, 2], Gen.Long[0, 50_000]).Select((outcome, minor) => (DealCommand)(outcome switch
        {
            0 => new DecideDispute("organizer", Deal.Full, 0, "Right"),
            1 => new DecideDispute("organizer", Deal.Partial, minor, "Half"),
            _ => new DecideDispute("organizer", Deal.Refund, 0, "Wrong"),
        }))),
        (1, Anybody.Select(by => (DealCommand)new AskCancellation(by, "Regret"))),
        (1, Anybody.Select(by => (DealCommand)new TakeBackCancellation(by))),
        (2, Gen.Long[1, 20].Select(days => (DealCommand)new PassDeadline(days))));

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
            if (@event is ReceiptReversed undone) Move($"escrow {terms!.Deal}", "bank", undone.EscrowMinor);
            if (@event is ReceiptReversed credited) Move("buyer", "bank", credited.CreditMinor);
            if (@event is DealSettled settled)
            {
                Move($"escrow {terms!.Deal}", "consignor", settled.ReleasedMinor);
                Move($"escrow {terms.Deal}", "organizer", settled.CommissionMinor);
                Move($"escrow {terms.Deal}", "premium", settled.PremiumMinor ?? 0);
                Move($"escrow {terms.Deal}", "tax", settled.TaxMinor ?? 0);
                Move($"escrow {terms.Deal}", "buyer", settled.ReturnedMinor ?? 0);
            }

            if (@event is DealDefaulted defaulted) Move($"escrow {terms!.Deal}", "buyer", defaulted.ReturnedMinor);
            if (@event is DealCancelled cancelled) Move($"escrow {terms!.Deal}", "buyer", cancelled.ReturnedMinor);
        }

        Assert.Equal(naive.GetValueOrDefault("bank"), books.Balance(AccountCode.Bank));
        Assert.Equal(naive.GetValueOrDefault("buyer"), books.Balance(AccountCode.BuyerPayable(Buyer)));
        Assert.Equal(naive.GetValueOrDefault("consignor"), books.Balance(AccountCode.ConsignorPayable(Consignor)));
        Assert.Equal(naive.GetValueOrDefault("organizer"), books.Balance(AccountCode.Commission(Fair)));
        Assert.Equal(naive.GetValueOrDefault("premium"), books.Balance(AccountCode.Premium(Fair)));
        Assert.Equal(naive.GetValueOrDefault("tax"), books.Balance(AccountCode.Tax(Fair)));
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
    public void Escrow_holds_the_receipts_that_stand_and_a_deal_is_paid_as_often_as_it_is_told() => AnyHistory.Sample(history =>
    {
        var books = Run(history).Books;
        foreach (var id in Deals.Where(id => books.Deal(id).Terms is not null))
        {
            var deal = books.Deal(id);
            var events = books.Log.Where(happened => happened.Stream == Deal.Stream(id)).Select(happened => happened.Event).ToList();
            Assert.Equal(deal.PaidMinor, deal.Receipts.Where(receipt => receipt.IsReversed is not true).Sum(receipt => receipt.EscrowMinor));
            Assert.Equal(Enumerable.Range(1, (int)deal.Payments).Select(n => (long)n), events.OfType<DealPaid>().Select(paid => paid.Payment ?? 1));
            Assert.Equal(deal.Payments, events.OfType<DealUnpaid>().Select(unpaid => unpaid.Payment).LastOrDefault() + (events.Any(one => one is DealPaid) && IsPaid(events) ? 1 : 0));
        }

        static bool IsPaid(List<object> events) => events.FindLastIndex(one => one is DealPaid) > events.FindLastIndex(one => one is DealUnpaid);
    });

    [Fact]
    public void A_place_knows_the_slots_of_the_deals_that_run_and_no_two_meet_where_it_takes_one() => AnyHistory.Sample(history =>
    {
        var books = Run(history).Books;
        var running = Deals.Select(books.Deal).Where(deal => deal is { HasEnded: false, Slot: not null, Terms.Settlement.RemovalsAtOnce: not null }).ToList();
        var known = books.State<Yard>(Yard.Stream(Open().Terms)).Slots;
        Assert.Equal(running.Select(deal => (deal.Terms!.Deal, deal.Slot!)).OrderBy(slot => slot.Deal, StringComparer.Ordinal), known.Select(slot => (slot.Key, slot.Value)));
        foreach (var one in known)
            Assert.DoesNotContain(known, other => other.Key != one.Key && other.Value.FromAt < one.Value.ThroughAt && one.Value.FromAt < other.Value.ThroughAt);
    });

    [Fact]
    public void What_a_check_of_the_log_proves_of_the_ledger_and_of_deals_holds_after_any_history() => AnyHistory.Sample(history =>
    {
        var witness = new SettlementWitness();
        foreach (var (place, (stream, @event)) in Run(history).Books.Log.Index())
            witness.See(new(new(0, 1), 0, place, new("k", "f", "a", Awarded, null, []), stream, place, @event));
        Assert.Empty(witness.Testify()
            .Where(proof => proof is { Held: false, Promise: SettlementWitness.Balanced or SettlementWitness.Agree or SettlementWitness.Yards }).Select(proof => proof.Detail));
    });

    [Fact]
    public void Every_deal_ends_by_its_deadlines() => AnyHistory.Sample(history =>
    {
        var (books, _) = Run(history);
        foreach (var id in Deals.Where(id => books.Deal(id).Terms is not null))
        {
            // A clock that sees each deadline once ends any deal: what follows one has a later one, and there are not many.
            for (var step = 0; !books.Deal(id).HasEnded; step++)
            {
                var dueAt = books.Deal(id).DueAt;
                Assert.True(step < 6);
                Assert.Null(books.Submit(Deal.Stream(id), new PassDeadline(dueAt), DateTimeOffset.FromUnixTimeMilliseconds(dueAt)));
                Assert.True(books.Deal(id).HasEnded || books.Deal(id).DueAt > dueAt);
            }

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
    public void The_parts_of_every_end_are_what_was_paid() => AnyHistory.Sample(history =>
    {
        var books = Run(history).Books;
        foreach (var id in Deals.Where(id => books.Deal(id).HasEnded))
        {
            var deal = books.Deal(id);
            var parts = books.Log.Where(happened => happened.Stream == Deal.Stream(id)).Sum(happened => happened.Event switch
            {
                DealSettled settled => settled.ReleasedMinor + settled.CommissionMinor + (settled.PremiumMinor ?? 0) + (settled.TaxMinor ?? 0) + (settled.ReturnedMinor ?? 0),
                DealDefaulted defaulted => defaulted.ReturnedMinor + (defaulted.ForfeitedMinor ?? 0),
                DealCancelled cancelled => cancelled.ReturnedMinor,
                _ => 0,
            });
            Assert.Equal(deal.PaidMinor, parts);
        }
    });

    [Fact]
    public void Charges_are_shares_of_the_price_to_half_a_minor_unit() => Gen.Select(Gen.Long[1, DealTerms.MostMinor], AnyTerms).Sample((hammer, terms) =>
    {
        var charges = Charges.Of(Open(FullAward(terms, hammer)).Terms);
        Assert.True(Math.Abs(charges.PremiumMinor - (hammer * 0.02m)) <= 0.5m);
        Assert.True(Math.Abs(charges.CommissionMinor - ((Math.Min(hammer, 100_000) * 0.05m) + (Math.Max(hammer - 100_000, 0) * 0.02m))) <= 0.5m);
        var tax = terms.TaxBasisPoints is null ? 0 : terms.TaxAdded is true ? hammer * 0.13m : hammer - (hammer / 1.13m);
        Assert.True(Math.Abs(charges.TaxMinor - tax) <= 0.5m);
        Assert.Equal(charges.TotalMinor, charges.ReleasedMinor + charges.CommissionMinor + charges.PremiumMinor + charges.TaxMinor);
    });

    [Fact]
    public void What_the_view_makes_of_the_events_is_what_the_deal_is() => AnyHistory.Sample(history =>
    {
        var books = Run(history).Books;
        foreach (var id in Deals.Where(id => books.Deal(id).Terms is not null))
        {
            var deal = books.Deal(id);
            var events = books.Log.Where(happened => happened.Stream == Deal.Stream(id)).Select(happened => (DealEvent)happened.Event).ToList();
            var opened = (DealOpened)events[0];
            var seen = events.Skip(1).Aggregate(new DealSeen(DealRow.Of(opened, 1), DealProgress.Of(opened)), (seen, @event) => seen.After(@event, 1));
            Assert.Equal((DealStages.NameOf(deal.Stage), deal.DueAt, deal.PaidMinor), (seen.Row.Stage, seen.Row.DueAt, seen.Row.PaidMinor));
            if (!deal.HasEnded) Assert.Equal(deal.Charges.TotalMinor, seen.Progress.TotalMinor);
            Assert.Equal(deal.HasEnded, NextStep.Of(seen) is null);
            Assert.All(events, @event => Assert.True(DealStep.Of(id, 1, @event).HappenedAt > 0));
        }
    });

    private static Receipt? Known(Books books, int deal, string reference) => books.Deal(Deals[deal]).Receipts.Find(receipt => receipt.Reference == reference);

    private static (Books Books, DateTimeOffset End) Run((int Deal, DealCommand Command, long Ms)[] history)
    {
        var books = new Books();
        var now = Awarded;
        foreach (var (deal, command, ms) in history) Tell(books, deal, command, now = now.AddMilliseconds(ms));
        return (books, now);
    }

    private static void Tell(Books books, int deal, DealCommand command, DateTimeOffset now) => books.Submit(
        Deal.Stream(Deals[deal]),
        command switch
        {
            OpenDeal open => new OpenDeal(open.Terms with { Deal = Deals[deal] }),
            // The wrong recording is undone by the id of its entry, and the right one names that.
            UndoReceipt undo => undo with { Transfer = Known(books, deal, undo.Reference)?.TransferIn(Deals[deal]) ?? "" },
            RecordReceipt receipt when Known(books, deal, receipt.Reference) is { IsReversed: true } wrong => receipt with { Corrects = wrong.TransferIn(Deals[deal]) },
            PassDeadline { DueAt: > 10 } => new PassDeadline(books.Deal(Deals[deal]).DueAt),
            _ => command,
        },
        now);
}

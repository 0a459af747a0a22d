using CsCheck;
using Exchange.Contracts.Listing.V1;
using Exchange.Contracts.Matching.V1;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Log;
using Exchange.Kernel.Values;
using Exchange.Settlement.Deals;
using Exchange.Settlement.Deposits;
using Exchange.Settlement.Ledger;
using Xunit;
using static Exchange.Tests.Settlement.Awards;

namespace Exchange.Tests.Settlement;

/// <summary>Deposits: held before the first bid, ended once.</summary>
public sealed class DepositTests : IAsyncLifetime
{
    private const long Amount = 10_000;

    private static readonly string Lot = Id.From("lot"), Other = Id.From("other bidder");
    private static readonly DepositTerms Terms = new(Lot, Fair, Consignor, Amount, "CNY");
    private static readonly LotDeposits Asked = On(LotDeposits.Initial, new AskDeposit(Terms));

    private SettlementStore _store = null!;

    public async ValueTask InitializeAsync() => _store = await SettlementStore.Started();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public void A_deposit_is_held_once_for_a_lot_that_asks_for_it()
    {
        Assert.Equal(DepositRefusals.NotAsked, Refused(LotDeposits.Initial, new HoldDeposit(Buyer)));
        Assert.Equal(DepositRefusals.NoEnterprise, Refused(Asked, new HoldDeposit("")));
        Assert.Equal(DepositRefusals.OwnLot, Refused(Asked, new HoldDeposit(Consignor)));
        var held = On(Asked, new HoldDeposit(Buyer));
        Assert.Equal(0, LotDeposits.Decide(held, new HoldDeposit(Buyer), Awarded).Count);
        Assert.Equal(DepositRefusals.LotOver, Refused(On(held, new EndLot(0)), new HoldDeposit(Other)));
        Assert.Equal(DepositRefusals.TooMany, Refused(Enumerable.Range(0, LotDeposits.Most).Aggregate(Asked, (lot, n) => On(lot, new HoldDeposit($"b{n}"))), new HoldDeposit(Other)));
    }

    [Fact]
    public void A_withdrawal_that_overtakes_its_lot_leaves_nothing_to_hold() =>
        Assert.Equal(DepositRefusals.LotOver, Refused(On(On(LotDeposits.Initial, new EndLot(0)), new AskDeposit(Terms)), new HoldDeposit(Buyer)));

    [Fact]
    public void Losers_are_released_when_the_lot_and_all_its_awards_are_known_in_either_order()
    {
        var held = On(On(Asked, new HoldDeposit(Buyer)), new HoldDeposit(Other));
        var closeFirst = On(held, new EndLot(3_000));
        Assert.True(closeFirst.Deposits[Other].IsHeld);
        var known = On(closeFirst, new NoteAward(DealId, Buyer, 3_000));
        var awardFirst = On(On(held, new NoteAward(DealId, Buyer, 3_000)), new EndLot(3_000));
        Assert.All([known, awardFirst], lot => Assert.Equal((true, false), (lot.Deposits[Buyer].IsHeld, lot.Deposits[Other].IsHeld)));
        Assert.Equal(0, LotDeposits.Decide(known, new NoteAward(DealId, Buyer, 3_000), Awarded).Count);
        Assert.Equal(0, LotDeposits.Decide(known, new EndLot(3_000), Awarded).Count);
    }

    [Fact]
    public void A_winners_deposit_ends_with_the_last_of_its_deals()
    {
        var won = On(On(On(On(Asked, new HoldDeposit(Buyer)), new NoteAward("one", Buyer, 1_000)), new NoteAward("two", Buyer, 2_000)), new EndLot(3_000));
        var one = On(won, new NoteDealEnd("one", Buyer, HasDefaulted: false));
        Assert.True(one.Deposits[Buyer].IsHeld);
        Assert.False(On(one, new NoteDealEnd("two", Buyer, HasDefaulted: false)).Deposits[Buyer].IsHeld);
    }

    [Fact]
    public void A_default_captures_the_deposit_and_what_ends_later_changes_nothing()
    {
        var won = On(On(On(Asked, new HoldDeposit(Buyer)), new NoteAward(DealId, Buyer, 3_000)), new EndLot(3_000));
        var decision = LotDeposits.Decide(won, new NoteDealEnd(DealId, Buyer, HasDefaulted: true), Awarded);
        Assert.Equal(new DepositCaptured(Buyer, Terms, Awarded.ToUnixTimeMilliseconds()), decision.Events[^1]);
        Assert.Equal(0, LotDeposits.Decide(decision.Events.Aggregate(won, LotDeposits.Evolve), new NoteDealEnd("two", Buyer, false), Awarded).Count);
    }

    [Fact]
    public void Who_is_outbid_has_its_deposit_back_and_may_have_it_held_again()
    {
        var books = new Books();
        var stream = LotDeposits.Stream(Lot);
        books.Submit(DepositReceipt.Stream(Buyer, "B1"), new BookReceipt(Buyer, "B1", Amount, "CNY"), Awarded);
        books.Submit(stream, new AskDeposit(Terms), Awarded);
        for (var hold = 1; hold <= 3; hold++)
        {
            Assert.Null(books.Submit(stream, new HoldDeposit(Buyer), Awarded));
            Assert.Equal((0, Amount), (books.Balance(AccountCode.Available(Buyer)), books.Balance(AccountCode.Held(Buyer))));
            // What comes late of an earlier hold ends no later one.
            Assert.Null(books.Submit(stream, new FreeDeposit(Buyer, hold - 1), Awarded));
            Assert.Equal(Amount, books.Balance(AccountCode.Held(Buyer)));
            Assert.Null(books.Submit(stream, new FreeDeposit(Buyer, hold), Awarded));
            Assert.Null(books.Submit(stream, new FreeDeposit(Buyer, hold), Awarded));
            Assert.Equal((Amount, 0), (books.Balance(AccountCode.Available(Buyer)), books.Balance(AccountCode.Held(Buyer))));
        }

        Assert.Null(books.Submit(stream, new HoldDeposit(Buyer), Awarded));
        Assert.Null(books.Submit(stream, new EndLot(0), Awarded));
        Assert.Equal(Amount, books.Balance(AccountCode.Available(Buyer)));
        Assert.Null(books.Submit(stream, new HoldDeposit(Buyer), Awarded));
        Assert.Equal((4, 4), (books.Log.Count(happened => happened.Event is DepositHeld), books.Log.Count(happened => happened.Event is DepositReleased)));
        Assert.Empty(new LedgerProof().Add(books.Postings).Faults(books.Balances));
    }

    [Fact]
    public void A_deposit_that_is_lost_is_shared_as_the_fair_says_to_the_last_fen() =>
        Gen.Select(Gen.Long[1, 1_000_000], Gen.Long[0, 10_000]).Sample((amount, part) =>
        {
            var books = new Books();
            var stream = LotDeposits.Stream(Lot);
            books.Submit(DepositReceipt.Stream(Buyer, "B1"), new BookReceipt(Buyer, "B1", amount, "CNY"), Awarded);
            foreach (var command in new DepositCommand[]
            {
                new AskDeposit(Terms with { AmountMinor = amount, ForfeitedBasisPoints = part }), new HoldDeposit(Buyer), new NoteAward(DealId, Buyer, 1, 1), new NoteDealEnd(DealId, Buyer, true),
            })
                Assert.Null(books.Submit(stream, command, Awarded));
            var (consignor, organizer) = (books.Balance(AccountCode.ConsignorPayable(Consignor)), books.Balance(AccountCode.Forfeited(Fair)));
            return consignor + organizer == amount && books.Balance(AccountCode.Held(Buyer)) == 0 && Math.Abs(consignor - (amount * part / 10_000m)) <= 0.5m;
        });

    [Fact]
    public void Whatever_is_told_in_whatever_order_each_hold_ends_at_most_once_and_all_end_with_the_last_deal() =>
        Gen.Shuffle(new DepositCommand[]
        {
            new EndLot(3_000), new NoteAward("one", Buyer, 1_000), new NoteAward("two", Other, 2_000),
            new EndLot(3_000), new NoteAward("one", Buyer, 1_000), new NoteAward("two", Other, 2_000),
        }).Select(Gen.Bool, Gen.Bool).Sample((told, first, second) =>
        {
            var lot = new[] { Buyer, Other, Fair }.Aggregate(Asked, (state, bidder) => On(state, new HoldDeposit(bidder)));
            var events = new List<DepositEvent>();
            foreach (var command in told.Concat([new NoteDealEnd("one", Buyer, first), new NoteDealEnd("two", Other, second)]))
            {
                var decision = LotDeposits.Decide(lot, command, Awarded);
                events.AddRange(decision.Events);
                lot = decision.Events.Aggregate(lot, LotDeposits.Evolve);
            }

            return lot.Deposits.Values.All(deposit => !deposit.IsHeld)
                && events.Count(@event => @event is DepositReleased or DepositCaptured) == 3
                && events.Count(@event => @event is DepositCaptured) == (first ? 1 : 0) + (second ? 1 : 0);
        });

    [Fact]
    public void After_a_default_the_ends_and_the_next_award_in_whatever_order_end_each_hold_once() =>
        Gen.Shuffle(new DepositCommand[]
        {
            new EndLot(3_000), new EndLot(6_000), new NoteAward("two", Other, 3_000), new EndLot(6_000), new NoteAward("two", Other, 3_000), new NoteAward("one", Buyer, 3_000),
        }).Select(Gen.Bool).Sample((told, second) =>
        {
            var lot = new[] { Buyer, Other, Fair }.Aggregate(Asked, (state, bidder) => On(state, new HoldDeposit(bidder)));
            var events = new List<DepositEvent>();
            DepositCommand[] commands = [new NoteAward("one", Buyer, 3_000), new NoteDealEnd("one", Buyer, true), .. told, new NoteDealEnd("two", Other, second)];
            foreach (var command in commands)
            {
                var decision = LotDeposits.Decide(lot, command, Awarded);
                events.AddRange(decision.Events);
                lot = decision.Events.Aggregate(lot, LotDeposits.Evolve);
            }

            return lot.Deposits.Values.All(deposit => !deposit.IsHeld) && events.Count(@event => @event is DepositReleased or DepositCaptured) == 3
                && events.OfType<DepositCaptured>().First().Bidder == Buyer;
        });

    [Fact]
    public void A_quantity_that_fell_and_was_sold_again_does_not_stand_for_an_award_that_is_not_known_yet()
    {
        // Of 10, Buyer took 6 and defaulted; then Other took 7 and Fair 3, of which is not heard yet when the sale ends.
        DepositCommand[] heard =
        [
            new HoldDeposit(Buyer), new HoldDeposit(Other), new HoldDeposit(Fair),
            new NoteAward("one", Buyer, 6_000), new NoteDealEnd("one", Buyer, true), new NoteAward("two", Other, 7_000),
        ];
        var closed = new LotClosed(Lot, Fair, 10_000, 10_000, 0, 0, Amount, FallenMilli: 6_000);
        var lot = DepositConsumers.On(closed).Select(also => (DepositCommand)also.Command).Aggregate(heard.Aggregate(Asked, On), On);
        Assert.True(lot.Deposits[Fair].IsHeld);
        Assert.True(On(lot, new NoteAward("three", Fair, 3_000)).Deposits[Fair].IsHeld);
    }

    [Fact]
    public async Task Who_takes_a_lot_after_a_default_has_no_deposit_held_and_the_books_hold()
    {
        await Offer();
        await Receive(Buyer, "B1");
        await Receive(Other, "B2");
        await Hold(Buyer);
        await Hold(Other);
        await _store.Hear(Award() with { DepositMinor = Amount });
        await _store.HearAlso("matching", new LotClosed(Lot, Fair, 3_000, 3_000, 4, 0, Amount), "closed");
        await _store.At(2 * Day);
        await _store.Hear(Award() with { Award = Id.From("second award"), Winner = Other, DepositMinor = Amount });
        await _store.HearAlso("matching", new LotClosed(Lot, Fair, 3_000, 3_000, 4, 0, Amount, Closing: 2, FallenMilli: 3_000), "closed again");
        await _store.At(4 * Day);
        Assert.Equal((12_000L, 0L, Amount), (await Balance(AccountCode.Available(Other)), await Balance(AccountCode.Held(Other)), await Balance(AccountCode.Forfeited(Fair))));
        Assert.Empty(await _store.Broken());
    }

    [Fact]
    public async Task A_loser_gets_its_deposit_back_and_a_winner_when_its_deal_is_settled()
    {
        await Offer();
        Assert.IsType<Answer.Refused>(await Hold(Buyer));
        await Receive(Buyer, "B1");
        await Receive(Buyer, "B1");
        await Receive(Other, "B2");
        Assert.IsType<Answer.Accepted>(await Hold(Buyer));
        Assert.IsType<Answer.Accepted>(await Hold(Other));
        Assert.Equal((2_000L, Amount), (await Balance(AccountCode.Available(Buyer)), await Balance(AccountCode.Held(Buyer))));

        await _store.Hear(Award() with { DepositMinor = Amount });
        await _store.HearAlso("matching", new LotClosed(Lot, Fair, 3_000, 3_000, 4, 0, Amount), "closed");
        Assert.Equal((12_000L, 0L), (await Balance(AccountCode.Available(Other)), await Balance(AccountCode.Held(Other))));
        Assert.Equal(Amount, await Balance(AccountCode.Held(Buyer)));
        await _store.Tell(DealId, new RecordReceipt(120_001, "B3"));
        await _store.Tell(DealId, new AcceptRemoval(Buyer));
        Assert.Equal((12_000L, 0L), (await Balance(AccountCode.Available(Buyer)), await Balance(AccountCode.Held(Buyer))));
        Assert.Equal(2, _store.Said.Count(said => said.Type == "settlement.deposit-held.v1"));
        Assert.Equal("released", (await _store.Ask(session => DepositViews.Page(session, Buyer, "", 10))).Single().Status);
        Assert.Empty(await _store.Broken());
    }

    [Fact]
    public async Task A_winner_who_does_not_pay_loses_its_deposit()
    {
        await Offer();
        await Receive(Buyer, "B1");
        await Hold(Buyer);
        await _store.HearAlso("matching", new LotClosed(Lot, Fair, 3_000, 3_000, 4, 0, Amount), "closed");
        await _store.Hear(Award() with { DepositMinor = Amount });
        await _store.At(2 * Day);
        Assert.Equal((2_000L, 0L, Amount), (await Balance(AccountCode.Available(Buyer)), await Balance(AccountCode.Held(Buyer)), await Balance(AccountCode.Forfeited(Fair))));
        Assert.Equal("captured", (await _store.Ask(session => DepositViews.Page(session, Buyer, "", 10))).Single().Status);
        Assert.Empty(await _store.Broken());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_won_a_tender_gets_its_deposit_back_when_the_deal_ends_however_the_buyer_ends_it(bool isSettled)
    {
        await Offer();
        await Receive(Buyer, "B1");
        await Hold(Buyer);
        await _store.Hear(Award() with { DepositMinor = Amount, Consignor = Buyer, Winner = Consignor, Reverse = true });
        await _store.HearAlso("matching", new LotClosed(Lot, Fair, 3_000, 3_000, 4, 0, Amount), "closed");
        Assert.Equal((2_000L, Amount), (await Balance(AccountCode.Available(Buyer)), await Balance(AccountCode.Held(Buyer))));
        if (isSettled)
        {
            await _store.Tell(DealId, new RecordReceipt(120_001, "B3"));
            await _store.Tell(DealId, new AcceptRemoval(Consignor));
        }
        else await _store.At(2 * Day);

        Assert.Equal((12_000L, 0L, 0L), (await Balance(AccountCode.Available(Buyer)), await Balance(AccountCode.Held(Buyer)), await Balance(AccountCode.Forfeited(Fair))));
        Assert.Empty(await _store.Broken());
    }

    [Fact]
    public async Task Money_that_is_held_for_no_deposit_is_found()
    {
        await Offer();
        await Receive(Buyer, "B1");
        await Hold(Buyer);
        await _store.Journal.Submit(
            LedgerEntry.Stream(Id.From("stray")),
            new PostEntry(Id.From("stray"), "hold", Lot, "", [new(AccountCode.Available(Buyer), -1, "CNY"), new(AccountCode.Held(Buyer), 1, "CNY")]), new("tester", "stray"));
        Assert.Contains(await _store.Broken(), proof => proof.Promise == "every hold ends once");
    }

    [Fact]
    public void A_receipt_is_booked_once_and_another_amount_under_its_reference_is_refused()
    {
        var booked = DepositReceipt.Evolve(DepositReceipt.Initial, new DepositReceiptBooked(Buyer, "B1", 5, "CNY", 0));
        Assert.Equal(0, DepositReceipt.Decide(booked, new BookReceipt(Buyer, "B1", 5, "CNY"), Awarded).Count);
        Assert.Equal("deal.reference-used", DepositReceipt.Decide(booked, new BookReceipt(Buyer, "B1", 6, "CNY"), Awarded).Refusal?.Code);
        Assert.Equal("deal.amount-out-of-range", DepositReceipt.Decide(booked, new BookReceipt(Buyer, "B2", 0, "CNY"), Awarded).Refusal?.Code);
    }

    [Fact]
    public void Only_lots_that_ask_for_a_deposit_are_heard_of()
    {
        Assert.Empty(DepositConsumers.On(new LotClosed(Lot, Fair, 1, 1, 1, 0)));
        Assert.Empty(DepositConsumers.On(Award()));
        var terms = new SaleTerms("english", 1, 0, 1, 0, 0, 1);
        Assert.Empty(DepositConsumers.On(new LotEntered(Lot, Fair, 1, "t", Consignor, "c", "r", 1, "C62", "CNY", terms, new(0, 0, 0))));
    }

    private Task Offer() => _store.HearAlso(
        "listing",
        new LotEntered(Lot, Fair, 17, "Wire", Consignor, "9505", "CN-22", 3_000, "TNE", "CNY", new("english", 100_000, 0, 1, 0, 0, 1, DepositMinor: Amount), new(0, 0, 0)),
        "entered");

    private Task<Answer> Hold(string bidder) => _store.Journal.Submit(LotDeposits.Stream(Lot), new HoldDeposit(bidder), new(bidder, Guid.NewGuid().ToString("N")));

    private Task<Answer> Receive(string bidder, string reference) => _store.Journal.Submit(
        DepositReceipt.Stream(bidder, reference), new BookReceipt(bidder, reference, 12_000, "CNY"), new("operator", Guid.NewGuid().ToString("N")));

    private async Task<long> Balance(string account) => (await _store.Ask(session => LedgerViews.Find(session, account))).SingleOrDefault()?.BalanceMinor ?? 0;

    private static Refusal? Refused(LotDeposits lot, DepositCommand command) => LotDeposits.Decide(lot, command, Awarded).Refusal;

    private static LotDeposits On(LotDeposits lot, DepositCommand command) => LotDeposits.Decide(lot, command, Awarded).Events.Aggregate(lot, LotDeposits.Evolve);
}

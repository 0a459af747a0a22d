using CsCheck;
using Exchange.Contracts.Listing.V1;
using Exchange.Contracts.Matching.V1;
using Exchange.Kernel.Log;
using Exchange.Kernel.Values;
using Exchange.Settlement.Deals;
using Exchange.Settlement.Deposits;
using Exchange.Settlement.Ledger;
using Xunit;
using static Exchange.Tests.Settlement.Awards;
using V1 = Exchange.Contracts.Settlement.V1;

namespace Exchange.Tests.Settlement;

/// <summary>One deposit for all lots of a fair: held once, a limit while it is held, ended once.</summary>
public sealed class FairDepositTests : IAsyncLifetime
{
    private const long Amount = 10_000, Limit = 300_000;

    private static readonly string One = Id.From("one lot"), Two = Id.From("two lots"), Other = Id.From("other bidder");
    private static readonly FairDepositTerms Terms = new(Fair, Amount, Limit, "CNY");

    private readonly Books _books = new();
    private SettlementStore _store = null!;

    public async ValueTask InitializeAsync() => _store = await SettlementStore.Started();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public void A_deposit_is_held_once_for_the_fair_and_not_for_its_lots()
    {
        Fund();
        Assert.Equal("deposit.not-asked", Hold(Buyer));
        Enter(One);
        Assert.Equal("deposit.for-the-fair", Tell(One, new HoldDeposit(Buyer)));
        Assert.Equal("deposit.no-enterprise", Hold(""));
        Assert.Null(Hold(Buyer));
        Assert.Null(Hold(Buyer));
        Assert.Equal((90_000, Amount), (_books.Balance(AccountCode.Available(Buyer)), _books.Balance(AccountCode.Held(Buyer))));
        Assert.Equal("account.overdraft", Hold(Id.From("somebody without money")));
    }

    [Fact]
    public void What_is_won_and_not_settled_is_no_longer_left()
    {
        Fund();
        Enter(One);
        Hold(Buyer);
        Assert.Equal(Limit, Left());
        Tell(One, new NoteAward("a", Buyer, 1_000, 120_000));
        Tell(One, new NoteAward("a", Buyer, 1_000, 120_000));
        Assert.Equal(180_000, Left());
        Tell(One, new NoteAward("b", Buyer, 1_000, 250_000));
        Assert.Equal(0, Left());
        Tell(One, new NoteDealEnd("a", Buyer, false));
        Tell(One, new NoteDealEnd("a", Buyer, false));
        Assert.Equal(50_000, Left());
        Assert.Equal(0, Tell(One, new NoteAward("c", Buyer, 1_000, 0)) is null ? Left() - 50_000 : -1); // who sells in a tender owes nothing
    }

    [Fact]
    public void It_is_released_when_the_fair_its_lots_and_the_bidders_deals_have_ended_in_whatever_order()
    {
        (string Stream, object Command)[] ends =
        [
            (FairDeposits.Stream(Fair), new CloseFair()), (LotDeposits.Stream(One), new EndLot(1_000)), (LotDeposits.Stream(Two), new EndLot(0)),
            (LotDeposits.Stream(One), new NoteDealEnd("a", Buyer, false)),
        ];
        Gen.Shuffle(ends).Sample(told =>
        {
            var books = Begun();
            Assert.Null(books.Submit(LotDeposits.Stream(One), new NoteAward("a", Buyer, 1_000, 5), Awarded));
            foreach (var (n, (stream, command)) in told.Index())
            {
                Assert.True(books.State<FairDeposits>(FairDeposits.Stream(Fair)).Deposits[Buyer].IsHeld, $"released after {n}");
                Assert.Null(books.Submit(stream, command, Awarded));
            }

            return books.Balance(AccountCode.Held(Buyer)) == 0 && books.Balance(AccountCode.Available(Buyer)) == 100_000 && books.Balance(AccountCode.Held(Other)) == 0;
        });
    }

    [Fact]
    public void The_first_default_captures_it_and_what_ends_later_changes_nothing()
    {
        Fund();
        Enter(One, forfeited: 3_333);
        Hold(Buyer);
        Tell(One, new NoteAward("a", Buyer, 1_000, 5));
        Tell(One, new NoteAward("b", Buyer, 1_000, 5));
        Tell(One, new NoteDealEnd("a", Buyer, true));
        Assert.Equal((0, 3_333, 6_667), (_books.Balance(AccountCode.Held(Buyer)), _books.Balance(AccountCode.ConsignorPayable(Consignor)), _books.Balance(AccountCode.Forfeited(Fair))));
        Tell(One, new NoteDealEnd("b", Buyer, true));
        Assert.Equal((3_333, 6_667), (_books.Balance(AccountCode.ConsignorPayable(Consignor)), _books.Balance(AccountCode.Forfeited(Fair))));
        Assert.Null(Hold(Buyer));
        Assert.Equal(0, _books.Balance(AccountCode.Held(Buyer)));
    }

    [Fact]
    public void Nothing_is_held_once_the_fair_is_over()
    {
        Fund();
        Enter(One);
        Tell(One, new EndLot(0));
        _books.Submit(FairDeposits.Stream(Fair), new CloseFair(), Awarded);
        Assert.Equal("deposit.fair-over", Hold(Buyer));
    }

    [Fact]
    public void Whatever_is_told_in_whatever_order_and_twice_each_hold_ends_once_and_the_books_hold() =>
        Gen.Select(Gen.Shuffle(new DepositCommand[]
        {
            new EndLot(3_000), new NoteAward("a", Buyer, 1_000, 100), new NoteAward("b", Other, 2_000, 200), new NoteDealEnd("a", Buyer, false), new NoteDealEnd("b", Other, true),
            new EndLot(3_000), new NoteAward("a", Buyer, 1_000, 100), new NoteAward("b", Other, 2_000, 200), new NoteDealEnd("a", Buyer, false), new NoteDealEnd("b", Other, true),
        }), Gen.Int[0, 9], Gen.Int[0, 9]).Sample((told, closed, entered) =>
        {
            // A lot may be heard of after its awards, where Listing's message comes later than Matching's.
            var books = Begun(lots: [Two]);
            books.Submit(LotDeposits.Stream(Two), new EndLot(0), Awarded);
            foreach (var (n, command) in told.Index())
            {
                if (n == closed) books.Submit(FairDeposits.Stream(Fair), new CloseFair(), Awarded);
                if (n == 0 && entered > 0) Assert.Null(books.Submit(LotDeposits.Stream(One), Ask(One), Awarded));
                Assert.Null(books.Submit(LotDeposits.Stream(One), command, Awarded));
            }

            var fair = books.State<FairDeposits>(FairDeposits.Stream(Fair));
            Assert.Equal(books.States(), books.Replayed().States());
            Assert.Empty(new LedgerProof().Add(books.Postings).Faults(books.Balances));
            var ends = books.Log.Select(happened => happened.Event).Count(@event => @event is FairDepositReleased or FairDepositCaptured);
            return entered == 0 ? ends <= 2 : ends == 2 && fair.Deposits.Values.All(deposit => deposit is { IsHeld: false, WonMinor: 0, RunningDeals: 0 });
        });

    [Fact]
    public async Task Matching_hears_how_much_is_left_and_the_books_hold_to_the_end()
    {
        await _store.HearAlso("listing", Entered(One), "one");
        await _store.HearAlso("listing", Entered(Two), "two");
        await _store.Journal.Submit(DepositReceipt.Stream(Buyer, "B1"), new BookReceipt(Buyer, "B1", 12_000, "CNY"), new("operator", "B1"));
        Assert.IsType<Answer.Accepted>(await _store.Journal.Submit(FairDeposits.Stream(Fair), new HoldFairDeposit(Buyer), new("bidder", "hold")));
        await _store.Hear(Award() with { Lot = One, DepositMinor = Amount });
        await _store.HearAlso("matching", new LotClosed(One, Fair, 3_000, 3_000, 4, 0, Amount), "one closed");
        await _store.HearAlso("matching", new LotClosed(Two, Fair, 3_000, 0, 0, 0, Amount), "two closed");
        await _store.HearAlso("listing", new FairClosed(Fair, 0), "fair closed");
        Assert.Equal("held", Assert.Single(await _store.Ask(session => DepositViews.Page(session, Buyer, "", 10))).Status);
        Assert.Empty(await _store.Broken());

        await _store.Tell(DealId, new RecordReceipt(120_001, "B2"));
        await _store.Tell(DealId, new AcceptRemoval(Buyer));
        Assert.Equal("released", Assert.Single(await _store.Ask(session => DepositViews.Page(session, Buyer, "", 10))).Status);
        Assert.Equal(
            [(true, Limit, 1L), (true, Limit - 120_001, 2), (true, Limit, 3), (false, 0, 4)],
            _store.Said.Where(said => said.Type == ContractNameOf<V1.BiddingLimit>()).Select(said => Read(said.Data)));
        Assert.Empty(await _store.Broken());
    }

    private static string ContractNameOf<TMessage>() => Exchange.Kernel.Bus.ContractName.Of(typeof(TMessage));

    private static (bool, long, long) Read(System.Text.Json.JsonElement data) =>
        System.Text.Json.JsonSerializer.Deserialize<V1.BiddingLimit>(data, StoredJson.Options) is { } limit ? (limit.IsHeld, limit.LeftMinor, limit.Version) : default;

    private static LotEntered Entered(string lot) => new(
        lot, Fair, 17, "Wire", Consignor, "9505", "CN-22", 3_000, "TNE", "CNY", new("english", 100_000, 0, 1, 0, 0, 1, DepositMinor: Amount, FairLimitMinor: Limit), new(0, 0, 0));

    private static AskDeposit Ask(string lot, long? forfeited = null) => new(new(lot, Fair, Consignor, Amount, "CNY", forfeited, Limit));

    private static Books Begun(string[]? lots = null)
    {
        var books = new Books();
        foreach (var bidder in new[] { Buyer, Other }) books.Submit(DepositReceipt.Stream(bidder, "B1"), new BookReceipt(bidder, "B1", 100_000, "CNY"), Awarded);
        foreach (var lot in lots ?? [One, Two]) Assert.Null(books.Submit(LotDeposits.Stream(lot), Ask(lot), Awarded));
        foreach (var bidder in new[] { Buyer, Other }) Assert.Null(books.Submit(FairDeposits.Stream(Fair), new HoldFairDeposit(bidder), Awarded));
        return books;
    }

    private void Fund() => _books.Submit(DepositReceipt.Stream(Buyer, "B1"), new BookReceipt(Buyer, "B1", 100_000, "CNY"), Awarded);

    private void Enter(string lot, long? forfeited = null) => Assert.Null(Tell(lot, Ask(lot, forfeited)));

    private string? Hold(string bidder) => _books.Submit(FairDeposits.Stream(Fair), new HoldFairDeposit(bidder), Awarded)?.Code;

    private string? Tell(string lot, DepositCommand command) => _books.Submit(LotDeposits.Stream(lot), command, Awarded)?.Code;

    private long Left() => _books.Log.Select(happened => happened.Event).OfType<FairDepositEvent>().Select(@event => @event switch
    {
        FairDepositHeld held => held.Limit,
        FairAwardNoted award => award.Limit,
        FairDealEndNoted end => end.Limit,
        _ => null,
    }).Last(limit => limit is not null)!.LeftMinor;
}

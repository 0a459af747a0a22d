using Exchange.Settlement.Deals;
using Exchange.Settlement.Ledger;
using Xunit;
using static Exchange.Tests.Settlement.Awards;

namespace Exchange.Tests.Settlement;

public sealed class DealTests : DealStory
{
    [Fact]
    public void An_award_opens_a_deal_with_a_payment_deadline()
    {
        Accept(0, Open());
        Assert.Equal((DealStage.AwaitingPayment, After(2 * Day).ToUnixTimeMilliseconds()), (State.Stage, State.DueAt));
        Assert.Equal(DealId, State.Terms!.Deal);
    }

    [Fact]
    public void An_award_heard_again_changes_nothing()
    {
        Accept(0, Open());
        Unchanged(() => Accept(Hour, Open()));
    }

    [Fact]
    public void An_award_on_other_terms_is_refused()
    {
        Accept(0, Open());
        Refuse("deal.already-opened", Hour, Open(Award(hammerMinor: 5)));
    }

    [Theory]
    [InlineData(0, 250)]
    [InlineData(-1, 250)]
    [InlineData(1, -1)]
    [InlineData(1, 10_001)]
    [InlineData(DealTerms.MostMinor + 1, 250)]
    public void An_award_that_cannot_be_settled_is_refused(long hammer, long commission) => Refuse("deal.unsound-terms", 0, Open(Award(hammer, commission)));

    [Fact]
    public void Payment_of_the_price_waits_in_escrow_for_removal()
    {
        Accept(0, Open());
        Accept(Day, new RecordReceipt(120_001, "B1"));
        Assert.Equal((DealStage.AwaitingRemoval, After(4 * Day).ToUnixTimeMilliseconds()), (State.Stage, State.DueAt));
        HoldsAll(bank: -120_001, escrow: 120_001, buyer: 0, consignor: 0, commission: 0);
    }

    [Fact]
    public void Parts_add_up_until_the_price_is_whole()
    {
        Accept(0, Open());
        Accept(1, new RecordReceipt(20_000, "B1"));
        Accept(2, new RecordReceipt(100_000, "B2"));
        Assert.Equal(DealStage.AwaitingPayment, State.Stage);
        Refuse("deal.not-paid", 3, new AcceptRemoval(Buyer));
        Accept(4, new RecordReceipt(1, "B3"));
        Assert.Equal((DealStage.AwaitingRemoval, 120_001), (State.Stage, State.PaidMinor));
        HoldsAll(bank: -120_001, escrow: 120_001, buyer: 0, consignor: 0, commission: 0);
    }

    [Fact]
    public void What_is_over_the_price_is_the_buyers_credit()
    {
        Accept(0, Open());
        Accept(1, new RecordReceipt(120_100, "B1"));
        HoldsAll(bank: -120_100, escrow: 120_001, buyer: 99, consignor: 0, commission: 0);
        Accept(2, new RecordReceipt(7, "B2"));
        HoldsAll(bank: -120_107, escrow: 120_001, buyer: 106, consignor: 0, commission: 0);
        Assert.Equal(DealStage.AwaitingRemoval, State.Stage);
    }

    [Fact]
    public void A_receipt_told_again_changes_nothing()
    {
        Accept(0, Open());
        Accept(1, new RecordReceipt(500, "B1"));
        Unchanged(() => Accept(2, new RecordReceipt(500, "B1")));
    }

    [Fact]
    public void A_receipt_told_again_with_another_amount_is_refused()
    {
        Accept(0, Open());
        Accept(1, new RecordReceipt(500, "B1"));
        Refuse("deal.reference-used", 2, new RecordReceipt(501, "B1"));
    }

    [Fact]
    public void A_receipt_told_again_after_the_end_changes_nothing()
    {
        Settle();
        Unchanged(() => Accept(30 * Day, new RecordReceipt(120_001, "B1")));
    }

    [Theory]
    [InlineData("deal.amount-out-of-range", 0, "B1", null)]
    [InlineData("deal.amount-out-of-range", -5, "B1", null)]
    [InlineData("deal.amount-out-of-range", DealTerms.MostMinor + 1, "B1", null)]
    [InlineData("deal.no-reference", 5, "", null)]
    [InlineData("deal.wrong-currency", 5, "B1", "USD")]
    public void A_receipt_without_sense_is_refused(string code, long amount, string reference, string? currency)
    {
        Accept(0, Open());
        Refuse(code, 1, new RecordReceipt(amount, reference, currency));
    }

    [Fact]
    public void A_receipt_in_the_deals_currency_is_booked()
    {
        Accept(0, Open());
        Accept(1, new RecordReceipt(5, "B1", "CNY"));
        Assert.Equal(5, State.PaidMinor);
    }

    [Fact]
    public void A_receipt_that_an_account_refuses_leaves_the_deal_as_it_was()
    {
        Accept(0, Open());
        const long much = long.MaxValue - 10;
        var transfer = Exchange.Kernel.Values.Id.From("much");
        var postings = new Posting[] { new(AccountCode.Bank, -much, "CNY"), new(AccountCode.Commission(Fair), much, "CNY") };
        Assert.Null(Books.Submit(LedgerEntry.Stream(transfer), new PostEntry(transfer, "test", DealId, "", postings), Awarded));
        Refuse("account.overflow", 2, new RecordReceipt(12, "B1"));
        Assert.Empty(State.Receipts);
        Accept(2, new RecordReceipt(11, "B1"));
    }

    [Fact]
    public void A_deal_is_paid_in_at_most_a_hundred_parts()
    {
        Accept(0, Open());
        for (var i = 0; i < Deal.MostReceipts; i++) Accept(1, new RecordReceipt(1, $"B{i}"));
        Refuse("deal.too-many-receipts", 2, new RecordReceipt(1, "one more"));
    }

    [Fact]
    public void Accepted_removal_releases_escrow_less_commission()
    {
        Settle();
        Assert.Equal((DealStage.Settled, 0L), (State.Stage, State.DueAt));
        HoldsAll(bank: -120_001, escrow: 0, buyer: 0, consignor: 117_001, commission: 3_000);
    }

    [Theory]
    [InlineData(0, 120_001, 0)]
    [InlineData(10_000, 0, 120_001)]
    public void Commission_may_be_nothing_or_all(long basisPoints, long consignor, long commission)
    {
        Settle(basisPoints);
        HoldsAll(bank: -120_001, escrow: 0, buyer: 0, consignor, commission);
    }

    [Fact]
    public void Removal_accepted_again_changes_nothing()
    {
        Settle();
        Unchanged(() => Accept(30 * Day, new AcceptRemoval(Buyer)));
    }

    [Fact]
    public void Only_the_buyer_accepts_removal()
    {
        Accept(0, Open());
        Accept(1, new RecordReceipt(120_001, "B1"));
        Refuse("deal.not-the-buyer", 2, new AcceptRemoval(Consignor));
        Refuse("deal.not-the-buyer", 2, new AcceptRemoval(""));
    }

    [Fact]
    public void A_deal_that_is_not_paid_in_time_defaults()
    {
        Accept(0, Open());
        Accept(2 * Day, Due(2 * Day));
        Assert.Equal(DealStage.Defaulted, State.Stage);
        Assert.DoesNotContain(Books.Log, happened => happened.Event is EntryPosted);
    }

    [Fact]
    public void A_part_that_was_paid_is_the_buyers_again_after_a_default()
    {
        Accept(0, Open());
        Accept(1, new RecordReceipt(400, "B1"));
        Accept(2 * Day, Due(2 * Day));
        HoldsAll(bank: -400, escrow: 0, buyer: 400, consignor: 0, commission: 0);
    }

    [Fact]
    public void A_deal_that_is_not_removed_in_time_defaults_and_returns_escrow()
    {
        Accept(0, Open());
        Accept(Day, new RecordReceipt(120_001, "B1"));
        Accept(4 * Day, Due(4 * Day));
        HoldsAll(bank: -120_001, escrow: 0, buyer: 120_001, consignor: 0, commission: 0);
    }

    [Fact]
    public void A_deadline_is_the_first_moment_that_is_too_late()
    {
        Accept(0, Open());
        Refuse("deal.not-overdue", (2 * Day) - 1, Due(2 * Day));
        Refuse("deal.overdue", 2 * Day, new RecordReceipt(120_001, "B1"));
        Accept((2 * Day) - 1, new RecordReceipt(120_001, "B1"));
        Refuse("deal.overdue", (5 * Day) - 1, new AcceptRemoval(Buyer));
        Refuse("deal.not-overdue", (5 * Day) - 2, Due((5 * Day) - 1));
    }

    [Fact]
    public void A_deadline_of_a_step_that_was_taken_changes_nothing()
    {
        Accept(0, Open());
        Accept(Day, new RecordReceipt(120_001, "B1"));
        Unchanged(() => Accept(2 * Day, Due(2 * Day)));
    }

    [Fact]
    public void A_default_declared_again_changes_nothing()
    {
        Accept(0, Open());
        Accept(2 * Day, Due(2 * Day));
        Unchanged(() => Accept(3 * Day, Due(2 * Day)));
    }

    [Fact]
    public void An_ended_deal_takes_no_more_steps()
    {
        Accept(0, Open());
        Accept(2 * Day, Due(2 * Day));
        Refuse("deal.ended", 2 * Day, new RecordReceipt(1, "B1"));
        Refuse("deal.ended", 2 * Day, new AcceptRemoval(Buyer));
    }

    [Fact]
    public void A_deal_that_was_never_opened_is_not_found()
    {
        Refuse("deal.not-found", 0, new RecordReceipt(1, "B1"));
        Refuse("deal.not-found", 0, new AcceptRemoval(Buyer));
        Refuse("deal.not-found", 0, Due(2 * Day));
    }

    [Fact]
    public void An_event_that_cannot_follow_is_corruption() =>
        Assert.Throws<InvalidDataException>(() => Deal.Evolve(Deal.Initial, new RemovalAccepted(Buyer, 0)));

    private static PassDeadline Due(long ms) => new(After(ms).ToUnixTimeMilliseconds());

    private void Settle(long commission = 250)
    {
        Accept(0, Open(Award(commission: commission)));
        Accept(Day, new RecordReceipt(120_001, "B1"));
        Accept(2 * Day, new AcceptRemoval(Buyer));
    }

    private void HoldsAll(long bank, long escrow, long buyer, long consignor, long commission) => Assert.Equal(
        (bank, escrow, buyer, consignor, commission),
        (Books.Balance(AccountCode.Bank), Books.Balance(AccountCode.Escrow(DealId)), Books.Balance(AccountCode.BuyerPayable(Buyer)),
            Books.Balance(AccountCode.ConsignorPayable(Consignor)), Books.Balance(AccountCode.Commission(Fair))));
}

using Exchange.Settlement.Deals;
using Exchange.Settlement.Ledger;
using Xunit;
using static Exchange.Tests.Settlement.Awards;

namespace Exchange.Tests.Settlement;

/// <summary>The steps of a deal on terms that say everything. It is awarded on Monday, 16 October 1989, at ten in the morning: 1,200.01 yuan, on which the premium is 24.00, so that
/// the buyer pays 1,224.01; the tax of 13 % in the price is 138.05, and the commission 50.00 + 4.00.</summary>
public sealed class DealStepTests : DealStory
{
    private const long Tax = 13_805, Commission = 5_400, Premium = 2_400;

    [Fact]
    public void A_contract_is_concluded_when_both_have_confirmed()
    {
        Accept(0, Open(FullAward()));
        Assert.Equal((DealStage.AwaitingContract, At(Day)), (State.Stage, State.DueAt));
        Accept(Hour, new ConfirmContract(Consignor));
        Assert.Equal(DealStage.AwaitingContract, State.Stage);
        Accept(2 * Hour, new ConfirmContract(Buyer));
        Assert.Equal(DealStage.AwaitingPayment, State.Stage);
    }

    [Fact]
    public void Confirming_again_changes_nothing_and_a_stranger_cannot()
    {
        Accept(0, Open(FullAward()));
        Accept(Hour, new ConfirmContract(Buyer));
        Unchanged(() => Accept(2 * Hour, new ConfirmContract(Buyer)));
        Refuse("deal.not-a-party", 2 * Hour, new ConfirmContract(Fair));
        Refuse("deal.not-a-party", 2 * Hour, new ConfirmContract(""));
    }

    [Fact]
    public void A_buyer_who_does_not_confirm_defaults()
    {
        Accept(0, Open(FullAward()));
        Accept(Hour, new ConfirmContract(Consignor));
        Pass();
        Assert.Equal("not-confirmed", Last<DealDefaulted>().Reason);
    }

    [Fact]
    public void A_consignor_who_does_not_confirm_leaves_the_buyer_free()
    {
        Accept(0, Open(FullAward()));
        Accept(Hour, new ConfirmContract(Buyer));
        Accept(2 * Hour, new RecordReceipt(500, "early"));
        Pass();
        Assert.Equal(("consignor-silent", 500), (Last<DealCancelled>().Reason, Last<DealCancelled>().ReturnedMinor));
        Assert.Equal(500, Books.Balance(AccountCode.BuyerPayable(Buyer)));
    }

    [Fact]
    public void Silence_concludes_the_contract_where_the_fair_says_so()
    {
        Accept(0, Open(FullAward(Everything with { ConfirmedBySilence = true })));
        Pass();
        Assert.Equal((DealStage.AwaitingPayment, "silence"), (State.Stage, Last<ContractConcluded>().How));
    }

    [Fact]
    public void The_first_part_is_due_before_the_rest_and_both_on_business_days()
    {
        Conclude();
        Assert.Equal(At("1989-10-18"), State.DueAt);
        Accept(Day, new RecordReceipt(24_479, "B1"));
        Assert.Equal(At("1989-10-18"), State.DueAt);
        Accept(Day, new RecordReceipt(1, "B2"));
        Assert.Equal(At("1989-10-21"), State.DueAt);
    }

    [Fact]
    public void Who_does_not_pay_the_first_part_defaults_and_has_back_what_was_paid()
    {
        Conclude();
        Accept(Hour, new RecordReceipt(24_479, "B1"));
        Pass();
        Assert.Equal(("not-paid", 24_479), (Last<DealDefaulted>().Reason, Last<DealDefaulted>().ReturnedMinor));
    }

    [Fact]
    public void Money_that_came_before_the_contract_pays_it()
    {
        Accept(0, Open(FullAward()));
        Accept(1, new RecordReceipt(Total, "B1"));
        Accept(2, new ConfirmContract(Buyer));
        Accept(3, new ConfirmContract(Consignor));
        Assert.Equal(DealStage.AwaitingRemoval, State.Stage);
    }

    [Fact]
    public void Accepted_goods_release_the_price_less_commission_and_tax()
    {
        HandedOver();
        Accept(4 * Day, new AcceptRemoval(Buyer));
        Holds(buyer: 0, consignor: 120_001 - Commission - Tax, Commission, Premium, Tax);
    }

    [Fact]
    public void Tax_on_top_of_the_price_is_paid_by_the_buyer()
    {
        Accept(0, Open(FullAward(Everything with { TaxAdded = true, ConfirmMs = null, FirstPartBasisPoints = null })));
        Accept(1, new RecordReceipt(Total + 15_600, "B1"));
        Accept(2, new AcceptRemoval(Buyer));
        Holds(buyer: 0, consignor: 120_001 - Commission, Commission, Premium, tax: 15_600);
    }

    [Fact]
    public void Silence_accepts_what_was_handed_over()
    {
        HandedOver();
        Assert.Equal((DealStage.AwaitingAcceptance, At("1989-10-21")), (State.Stage, State.DueAt));
        Pass();
        Assert.True(Last<RemovalAccepted>().BySilence);
        Assert.Equal(DealStage.Settled, State.Stage);
    }

    [Fact]
    public void The_price_follows_a_weight_that_is_less()
    {
        HandedOver(2_850);
        Accept(4 * Day, new AcceptRemoval(Buyer));
        // 1,140.01 yuan: premium 22.80, tax 131.15, commission 50.00 + 2.80.
        Holds(buyer: Total - 114_001 - 2_280, consignor: 114_001 - 5_280 - 13_115, commission: 5_280, premium: 2_280, tax: 13_115);
    }

    [Fact]
    public void What_is_weighed_above_is_paid_for_before_it_is_accepted()
    {
        HandedOver(3_150);
        Refuse("deal.not-paid", 4 * Day, new AcceptRemoval(Buyer));
        Accept(4 * Day, new RecordReceipt(7_000, "B2"));
        Assert.Equal((128_521, 880), (State.PaidMinor, Last<ReceiptBooked>().CreditMinor));
        Accept(4 * Day, new AcceptRemoval(Buyer));
        Assert.Null(Last<DealSettled>().UnpaidMinor);
        Holds(buyer: 880, consignor: 126_001 - 5_520 - 14_496, commission: 5_520, premium: 2_520, tax: 14_496);
    }

    [Fact]
    public void What_is_weighed_above_and_not_paid_is_told_and_no_part_of_the_deal()
    {
        HandedOver(3_150);
        Accept(4 * Day, new RecordReceipt(100, "B2"));
        Pass();
        Assert.Equal((6_120, 100), (Last<DealSettled>().UnpaidMinor, Last<DealSettled>().ReturnedMinor));
        Holds(buyer: 100, consignor: 120_001 - Commission - Tax, Commission, Premium, Tax);
    }

    [Theory]
    [InlineData(2_849)]
    [InlineData(3_151)]
    public void A_weight_out_of_tolerance_is_refused(long quantity)
    {
        Paid();
        Refuse("deal.quantity-out-of-tolerance", 2 * Day, new HandOver(Consignor, quantity, ""));
    }

    [Fact]
    public void Only_the_consignor_hands_over_and_once()
    {
        Paid();
        Refuse("deal.not-the-consignor", 2 * Day, new HandOver(Buyer, null, ""));
        Refuse("deal.note-too-long", 2 * Day, new HandOver(Consignor, null, new('9', 101)));
        Accept(2 * Day, new HandOver(Consignor, 2_990, "W-17"));
        Unchanged(() => Accept(2 * Day, new HandOver(Consignor, 2_990, "W-17")));
        Refuse("deal.handed-over", 2 * Day, new HandOver(Consignor, 2_991, "W-17"));
    }

    [Fact]
    public void Nothing_is_handed_over_before_it_is_paid()
    {
        Conclude();
        Refuse("deal.not-paid", Hour, new HandOver(Consignor, null, ""));
        Refuse("deal.not-paid", Hour, new BookRemoval(Buyer, At(Day), At(Day + Hour)));
        Refuse("deal.not-paid", Hour, new ReportMissedDelivery(Buyer));
    }

    [Fact]
    public void A_slot_is_to_come_and_over_before_the_deadline_on_business_days()
    {
        Paid(Everything with { RemovalDays = 10 });
        Refuse("deal.not-the-buyer", Day, new BookRemoval(Consignor, At(2 * Day), At((2 * Day) + Hour)));
        Refuse("deal.slot-out-of-range", Day, new BookRemoval(Buyer, At(Hour), At(2 * Hour)));
        Refuse("deal.slot-out-of-range", Day, new BookRemoval(Buyer, At(2 * Day), At(2 * Day)));
        Refuse("deal.slot-out-of-range", Day, new BookRemoval(Buyer, At(2 * Day), At((3 * Day) + 1)));
        Refuse("deal.slot-out-of-range", Day, new BookRemoval(Buyer, At(30 * Day), At((30 * Day) + Hour)));
        Refuse("deal.slot-on-rest-day", Day, new BookRemoval(Buyer, At(6 * Day), At((6 * Day) + Hour)));
        Accept(Day, new BookRemoval(Buyer, At(2 * Day), At((2 * Day) + Hour)));
        Unchanged(() => Accept(Day, new BookRemoval(Buyer, At(2 * Day), At((2 * Day) + Hour))));
        Accept(Day, new BookRemoval(Buyer, At(3 * Day), At((3 * Day) + Hour)));
        Assert.Equal(new RemovalSlot(At(3 * Day), At((3 * Day) + Hour)), State.Slot);
    }

    [Fact]
    public void A_consignor_who_hands_nothing_over_gives_the_money_back()
    {
        Paid();
        Refuse("deal.slot-not-over", Day, new ReportMissedDelivery(Buyer));
        Accept(Day, new BookRemoval(Buyer, At(2 * Day), At((2 * Day) + Hour)));
        Refuse("deal.slot-not-over", 2 * Day, new ReportMissedDelivery(Buyer));
        Accept((2 * Day) + Hour, new ReportMissedDelivery(Buyer));
        Unchanged(() => Accept((2 * Day) + Hour, new ReportMissedDelivery(Buyer)));
        Assert.Equal((DealStage.AwaitingDelivery, At("1989-10-21")), (State.Stage, State.DueAt));
        Pass();
        Assert.Equal("not-delivered", Last<DealCancelled>().Reason);
        Holds(buyer: Total, 0, 0, 0, 0);
    }

    [Fact]
    public void Goods_may_be_handed_over_late()
    {
        Paid();
        Accept(Day, new BookRemoval(Buyer, At(2 * Day), At((2 * Day) + Hour)));
        Accept((2 * Day) + Hour, new ReportMissedDelivery(Buyer));
        Accept(3 * Day, new HandOver(Consignor, null, ""));
        Assert.Equal(DealStage.AwaitingAcceptance, State.Stage);
    }

    [Fact]
    public void Where_the_fair_gives_no_time_for_a_second_delivery_the_parties_must_agree()
    {
        Paid(Everything with { DeliveryDays = null });
        Accept(Day, new BookRemoval(Buyer, At(2 * Day), At((2 * Day) + Hour)));
        Refuse("deal.no-delivery-time", (2 * Day) + Hour, new ReportMissedDelivery(Buyer));
    }

    [Fact]
    public void A_buyer_who_does_not_remove_defaults()
    {
        Paid();
        Assert.Equal(At("1989-10-21"), State.DueAt);
        Pass();
        Assert.Equal("not-removed", Last<DealDefaulted>().Reason);
        Holds(buyer: Total, 0, 0, 0, 0);
    }

    [Fact]
    public void A_deposit_is_a_part_of_the_payment_and_lost_with_a_default()
    {
        Hold(20_000);
        Conclude();
        Accept(Hour, new NoteDeposit(20_000));
        Refuse("deal.out-of-step", Hour, new NoteDeposit(20_000));
        Accept(2 * Hour, new RecordReceipt(10_000, "B1"));
        Assert.Equal(30_000, State.PaidMinor);
        Accept(6 * Day, new PassDeadline(State.DueAt));
        Assert.Equal((10_000, 20_000), (Last<DealDefaulted>().ReturnedMinor, Last<DealDefaulted>().ForfeitedMinor));
        Holds(buyer: 10_000, consignor: 10_000, 0, 0, 0);
        Assert.Equal((10_000, 0), (Books.Balance(AccountCode.Forfeited(Fair)), Books.Balance(AccountCode.Held(Buyer))));
    }

    [Fact]
    public void What_a_deposit_has_above_the_total_is_available_again()
    {
        Hold(150_000);
        Conclude();
        Accept(Hour, new NoteDeposit(150_000));
        Assert.Equal((DealStage.AwaitingRemoval, 150_000 - Total), (State.Stage, Books.Balance(AccountCode.Available(Buyer))));
    }

    // The end of a day in Shanghai, which had summer time until September 1989.
    private static long At(string day) => new DateTimeOffset(DateTime.Parse(day, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.FromHours(8)).AddDays(1).ToUnixTimeMilliseconds();

    private void Hold(long minor)
    {
        var transfer = Exchange.Kernel.Values.Id.From("hold");
        Posting[] postings = [new(AccountCode.Bank, -minor, "CNY"), new(AccountCode.Held(Buyer), minor, "CNY")];
        Assert.Null(Books.Submit(LedgerEntry.Stream(transfer), new PostEntry(transfer, "hold", "lot", "", postings), Awarded));
    }
}

using Exchange.Settlement.Deals;
using Exchange.Settlement.Ledger;
using Xunit;
using static Exchange.Tests.Settlement.Awards;

namespace Exchange.Tests.Settlement;

/// <summary>How a deal ends when the parties are not content: by a dispute that the organizer decides, or by agreement.</summary>
public sealed class DisputeTests : DealStory
{
    [Fact]
    public void Money_stays_in_escrow_until_a_dispute_is_decided()
    {
        Dispute();
        Assert.Equal((DealStage.Disputed, Total), (State.Stage, Books.Balance(AccountCode.Escrow(DealId))));
        Refuse("deal.out-of-step", 3 * Day, new AcceptRemoval(Buyer));
    }

    [Fact]
    public void A_full_decision_releases_all()
    {
        Dispute();
        Accept(3 * Day, new DecideDispute("o1", Deal.Full, 0, "The sample was right."));
        Holds(buyer: 0, consignor: 120_001 - 5_400 - 13_805);
    }

    [Fact]
    public void A_partial_decision_lowers_the_price_with_all_that_follows_from_it()
    {
        Dispute();
        Accept(3 * Day, new DecideDispute("o1", Deal.Partial, 20_001, "A sixth is rusty."));
        // 1,000.00 yuan: premium 20.00, tax 115.04, commission 50.00.
        Holds(buyer: Total - 102_000, consignor: 100_000 - 5_000 - 11_504);
        Assert.Equal((2_000, 11_504, 5_000), (Books.Balance(AccountCode.Premium(Fair)), Books.Balance(AccountCode.Tax(Fair)), Books.Balance(AccountCode.Commission(Fair))));
    }

    [Fact]
    public void A_refund_gives_all_back_and_the_award_falls()
    {
        Dispute();
        Accept(3 * Day, new DecideDispute("o1", Deal.Refund, 0, "It is another alloy."));
        Assert.Equal((DealStage.Cancelled, "refunded"), (State.Stage, Books.Log.Select(happened => happened.Event).OfType<DealCancelled>().Single().Reason));
        Holds(buyer: Total, consignor: 0);
    }

    [Fact]
    public void What_is_not_decided_in_time_is_released()
    {
        Dispute();
        Pass();
        Assert.Equal(DealStage.Settled, State.Stage);
        Holds(buyer: 0, consignor: 120_001 - 5_400 - 13_805);
    }

    [Theory]
    [InlineData("deal.unknown-outcome", "half", 0)]
    [InlineData("deal.reduction-out-of-range", Deal.Partial, 0)]
    [InlineData("deal.reduction-out-of-range", Deal.Partial, -1)]
    [InlineData("deal.reduction-out-of-range", Deal.Partial, 120_001)]
    [InlineData("deal.reduction-out-of-range", Deal.Full, 1)]
    [InlineData("deal.reduction-out-of-range", Deal.Refund, 1)]
    public void A_decision_that_cannot_be_is_refused(string code, string outcome, long reduction)
    {
        Dispute();
        Refuse(code, 3 * Day, new DecideDispute("o1", outcome, reduction, "Because."));
    }

    [Fact]
    public void A_decision_has_a_reason_and_a_dispute()
    {
        HandedOver();
        Refuse("deal.out-of-step", 3 * Day, new DecideDispute("o1", Deal.Full, 0, "Because."));
        Accept(3 * Day, new OpenDispute(Buyer, "Rust"));
        Refuse("deal.no-reason", 3 * Day, new DecideDispute("o1", Deal.Full, 0, ""));
        Refuse("deal.overdue", 30 * Day, new DecideDispute("o1", Deal.Full, 0, "Because."));
    }

    [Fact]
    public void Only_the_buyer_disputes_and_only_what_was_handed_over()
    {
        HandedOver();
        Refuse("deal.not-the-buyer", 3 * Day, new OpenDispute(Consignor, "Rust"));
        Refuse("deal.no-reason", 3 * Day, new OpenDispute(Buyer, ""));
        Accept(3 * Day, new OpenDispute(Buyer, "Rust"));
        Unchanged(() => Accept(3 * Day, new OpenDispute(Buyer, "Rust")));
    }

    [Fact]
    public void A_dispute_after_its_time_is_refused()
    {
        HandedOver();
        Refuse("deal.overdue", 6 * Day, new OpenDispute(Buyer, "Rust"));
    }

    [Fact]
    public void Where_the_fair_has_no_disputes_none_is_opened()
    {
        HandedOver(terms: Everything with { AcceptanceDays = null, DecisionDays = null });
        Refuse("deal.no-disputes", 3 * Day, new OpenDispute(Buyer, "Rust"));
    }

    [Fact]
    public void Both_parties_bring_evidence_until_it_is_enough()
    {
        HandedOver();
        Refuse("deal.out-of-step", 3 * Day, new AddEvidence(Buyer, "Photo"));
        Accept(3 * Day, new OpenDispute(Buyer, "Rust"));
        Refuse("deal.not-a-party", 3 * Day, new AddEvidence(Fair, "Photo"));
        Refuse("deal.no-reason", 3 * Day, new AddEvidence(Buyer, ""));
        for (var i = 0; i < Deal.MostEvidence; i++) Accept(3 * Day, new AddEvidence(i % 2 == 0 ? Buyer : Consignor, $"Photo {i}", new('a', 64)));
        Refuse("deal.too-much-evidence", 3 * Day, new AddEvidence(Buyer, "One more"));
    }

    [Fact]
    public void The_same_words_and_document_brought_again_add_nothing()
    {
        HandedOver();
        Accept(3 * Day, new OpenDispute(Buyer, "Rust"));
        Accept(3 * Day, new AddEvidence(Buyer, "Photo", new('a', 64)));
        var before = Books.Log.Count;
        Accept(4 * Day, new AddEvidence(Buyer, "Photo", new('a', 64)));
        Assert.Equal(before, Books.Log.Count);
        AddEvidence[] others = [new(Consignor, "Photo", new('a', 64)), new(Buyer, "Photo", new('b', 64)), new(Buyer, "Photo"), new(Buyer, "Photos")];
        foreach (var other in others) Accept(4 * Day, other);
        Assert.Equal(before + others.Length, Books.Log.Count);
    }

    [Fact]
    public void A_deal_is_cancelled_when_both_want_it()
    {
        Paid();
        Refuse("deal.not-a-party", Day, new AskCancellation(Fair, "Regret"));
        Refuse("deal.no-reason", Day, new AskCancellation(Buyer, ""));
        Accept(Day, new AskCancellation(Buyer, "Regret"));
        Unchanged(() => Accept(Day, new AskCancellation(Buyer, "Regret")));
        Assert.Equal(DealStage.AwaitingRemoval, State.Stage);
        Accept(Day, new AskCancellation(Consignor, "Very well"));
        Assert.Equal(DealStage.Cancelled, State.Stage);
        Holds(buyer: Total, consignor: 0);
    }

    [Fact]
    public void Who_no_longer_wants_to_cancel_takes_it_back()
    {
        Paid();
        Accept(Day, new AskCancellation(Buyer, "Regret"));
        Refuse("deal.not-a-party", Day, new TakeBackCancellation(Fair));
        Unchanged(() => Accept(Day, new TakeBackCancellation(Consignor)));
        Accept(Day, new TakeBackCancellation(Buyer));
        Accept(Day, new AskCancellation(Consignor, "Regret"));
        Assert.Equal(DealStage.AwaitingRemoval, State.Stage);
    }

    [Fact]
    public void An_ended_deal_takes_none_of_these_steps()
    {
        Paid();
        Accept(Day, new AcceptRemoval(Buyer));
        foreach (var command in new DealCommand[]
        {
            new BookRemoval(Buyer, 1, 2), new ReportMissedDelivery(Buyer), new HandOver(Consignor, null, ""), new OpenDispute(Buyer, "Rust"), new AddEvidence(Buyer, "Photo"),
            new DecideDispute("o1", Deal.Full, 0, "Because."), new AskCancellation(Buyer, "Regret"), new TakeBackCancellation(Buyer),
        })
            Refuse("deal.ended", Day, command);
    }

    private void Dispute()
    {
        HandedOver();
        Accept(3 * Day, new OpenDispute(Buyer, "Rust"));
    }

    private void Holds(long buyer, long consignor) =>
        Assert.Equal((buyer, consignor), (Books.Balance(AccountCode.BuyerPayable(Buyer)), Books.Balance(AccountCode.ConsignorPayable(Consignor))));
}

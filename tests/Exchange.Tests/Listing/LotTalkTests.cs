using CsCheck;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Security;
using Exchange.Listing.Fairs;
using Exchange.Listing.Lots;
using Exchange.Tests.Kernel;
using Xunit;
using static Exchange.Tests.Listing.Given;
using static Exchange.Tests.Listing.ListingHost;

namespace Exchange.Tests.Listing;

/// <summary>Questions about a lot, and the times at which it can be seen.</summary>
public sealed class LotTalkTests
{
    private const string Bidder = "b1000000000000000000000000000001", Other = "b2000000000000000000000000000002";

    private const long Hour = 3_600_000;

    private static readonly LotEvent Announced = new LotEntered(Offered with { Organizer = Organizer }, Announced: true);

    private static readonly long Now = Before.ToUnixTimeMilliseconds();

    private static readonly OfferInspection Offering = new(LotId, Consignor, Now + Hour, Now + (2 * Hour), 2, "Gate 3, ask for Wang");

    [Fact]
    public void A_question_is_told_by_a_number_and_answered_once()
    {
        QuestionEvent[] asked = [new QuestionAsked(1, Bidder, 1, "Complete?", 1), new QuestionAsked(2, Other, 2, "Seen?", 2)];
        var again = Assert.IsType<QuestionAsked>(Only(Ask(Bidder), asked));
        Assert.Equal((3, 1), (again.Number, again.Asker));
        Assert.Equal(("lot/" + LotId, (object)new ConfirmShown(Bidder)), Companion(LotQuestions.Decide(Talk(asked), Ask(Bidder), Before).Companions));

        var answered = Only(new AnswerQuestion(LotId, Consignor, "Yes.", 1), asked);
        Assert.Equal(QuestionRefusals.Answered, Refused(new AnswerQuestion(LotId, Consignor, "No.", 1), [.. asked, answered]));
        Assert.Equal(QuestionRefusals.Unknown, Refused(new AnswerQuestion(LotId, Consignor, "Yes.", 3), asked));
        Assert.Equal(QuestionRefusals.TextUnclear, Refused(new AnswerQuestion(LotId, Consignor, " ", 2), asked));
        var hidden = Only(new HideQuestion(LotId, Organizer, false, "It names a person.", 1), asked);
        Assert.Equal(QuestionRefusals.Answered, Refused(new AnswerQuestion(LotId, Consignor, "Yes.", 1), [.. asked, hidden]));
        Assert.Equal("It names a person.", Talk(asked, hidden).All[0].Hidden);
    }

    [Fact]
    public void A_lot_takes_so_many_questions_and_no_more()
    {
        var mine = Enumerable.Range(1, LotQuestions.MostOfAsker).Select(number => (QuestionEvent)new QuestionAsked(number, Bidder, 1, "?", 1)).ToArray();
        Assert.Equal(QuestionRefusals.NoEnterprise, Refused(Ask(""), []));
        Assert.Equal(QuestionRefusals.TooMany, Refused(Ask(Bidder), mine));
        Assert.IsType<QuestionAsked>(Only(Ask(Other), mine));
        var all = Enumerable.Range(1, LotQuestions.Most).Select(number => (QuestionEvent)new QuestionAsked(number, "b" + number, number, "?", 1)).ToArray();
        Assert.Equal(QuestionRefusals.TooMany, Refused(Ask(Bidder), all));
    }

    [Fact]
    public void The_lot_says_whose_it_is_and_whether_others_see_it()
    {
        var lot = Lot(Announced);
        Assert.Null(lot.When(new ConfirmShown(Bidder), Before).Refusal);
        Assert.Equal(LotRefusals.OwnLot, lot.When(new ConfirmShown(Consignor), Before).Refusal);
        Assert.Equal(LotRefusals.Unknown, Lot(new LotEntered(Offered, false)).When(new ConfirmShown(Bidder), Before).Refusal);
        Assert.Equal(LotRefusals.Over, Lot(Announced, new CloseRecorded(true, 5)).When(new ConfirmShown(Bidder), Before).Refusal);
        Assert.Equal(LotRefusals.NotYours, lot.When(new ConfirmConsignor(Bidder), Before).Refusal);
        Assert.Equal("inspection.slot-unclear", lot.When(new ConfirmConsignor(Consignor, Offered.ClosesAt + 1), Before).Refusal?.Code);
        Assert.Null(lot.When(new ConfirmConsignor(Consignor, Offered.ClosesAt), Before).Refusal);
        Assert.Equal(FairRefusals.NotYours, lot.When(new ConfirmLotsOrganizer(Consignor, false), Before).Refusal);
        Assert.Null(lot.When(new ConfirmLotsOrganizer(Organizer, false), Before).Refusal);
    }

    [Fact]
    public void A_slot_is_to_come_and_bounded()
    {
        Assert.IsType<InspectionOffered>(Assert.Single(Inspections.Decide(Inspections.Initial, Offering, Before).Events));
        foreach (var bad in new[]
            {
                Offering with { FromAt = Now - 1 }, Offering with { ThroughAt = Offering.FromAt }, Offering with { ThroughAt = Offering.FromAt + (24 * Hour) + 1 },
                Offering with { Places = 0 }, Offering with { Places = 101 },
            })
            Assert.Equal(InspectionRefusals.SlotUnclear, Inspections.Decide(Inspections.Initial, bad, Before).Refusal);
        Assert.Equal(InspectionRefusals.NoEnterprise, Inspections.Decide(Inspections.Initial, Offering with { By = "" }, Before).Refusal);
        var all = Seen(Enumerable.Range(1, Inspections.Most).Select(slot => Slot(slot, 1)));
        Assert.Equal(InspectionRefusals.TooMany, Inspections.Decide(all, Offering, Before).Refusal);
    }

    [Fact]
    public void Who_books_another_slot_leaves_the_one_before_and_a_full_one_says_which_are_free()
    {
        InspectionEvent[] offered = [Slot(1, places: 1), Slot(2, places: 1), new InspectionBooked(1, Bidder)];
        Assert.Equal([new InspectionCancelled(1, Bidder), new InspectionBooked(2, Bidder)], Inspections.Decide(Seen(offered), new BookInspection(LotId, Bidder, 2), Before).Events);
        var full = Inspections.Decide(Seen(offered), new BookInspection(LotId, Other, 1), Before).Refusal;
        Assert.Equal("inspection.full", full?.Code);
        Assert.Equal([2L], (IEnumerable<long>)full!.Facts["free"]);
        Assert.Equal(0, Inspections.Decide(Seen(offered), new BookInspection(LotId, Bidder, 1), Before).Count);
        Assert.Equal(InspectionRefusals.TooLate, Inspections.Decide(Seen(offered), new BookInspection(LotId, Other, 2), Before.AddHours(1)).Refusal);
        Assert.Equal(InspectionRefusals.Withdrawn, Inspections.Decide(Seen([.. offered, new InspectionWithdrawn(2)]), new BookInspection(LotId, Other, 2), Before).Refusal);
        Assert.Equal(InspectionRefusals.Unknown, Inspections.Decide(Seen(offered), new BookInspection(LotId, Other, 3), Before).Refusal);
    }

    [Fact]
    public void However_they_book_and_cancel_no_more_come_than_there_are_places_and_nobody_twice()
    {
        var commands = Gen.Select(Gen.Int[0, 9], Gen.Long[1, 3], Gen.Int[1, 6]).Select((InspectionCommand (what, slot, who) => what switch
        {
            0 => new WithdrawInspection(LotId, Consignor, slot),
            < 4 => new CancelInspection(LotId, "b" + who, slot),
            _ => new BookInspection(LotId, "b" + who, slot),
        }));
        commands.Array[0, 60].Sample(history =>
        {
            var inspections = Seen(Slot(1, 1), Slot(2, 2), Slot(3, 3));
            foreach (var command in history)
                inspections = Inspections.Decide(inspections, command, Before).Events.Aggregate(inspections, Inspections.Evolve).Stored();
            Assert.All(inspections.Slots, slot => Assert.InRange(slot.Bookings.Count, 0, slot.IsWithdrawn ? 0 : (int)slot.Places));
            var coming = inspections.Slots.SelectMany(slot => slot.Bookings).ToList();
            Assert.Equal(coming.Distinct(), coming);
        });
    }

    [Fact]
    public async Task Bidders_ask_and_come_and_stay_unknown_to_each_other()
    {
        await using var host = await Start();
        var fair = await host.NewFair(published: true);
        var lot = "/api/listing/lots/" + (await Json(await host.Post($"/api/listing/fairs/{fair}/lots", Details, Consignor, Roles.Consignor), 201)).GetProperty("lot").GetString();
        await Json(await host.Post(lot + "/questions", new { text = "Complete?" }, Bidder, Roles.Bidder), 200);
        await (await host.Post(lot + "/questions", new { text = "Complete?" }, Consignor, Roles.Bidder)).Problem(403, "lot.own-lot");
        await (await host.Post(lot + "/questions/1/answer", new { text = "Yes." }, Other, Roles.Consignor)).Problem(403, "lot.not-yours");
        await Json(await host.Post(lot + "/questions/1/answer", new { text = "Yes." }, Consignor, Roles.Consignor), 200);
        var seen = await host.Get(lot + "/questions", Other, Roles.Bidder);
        Assert.DoesNotContain(Bidder, await seen.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var question = (await Json(seen, 200))[0];
        Assert.Equal(("Asker 1", "Yes.", false), (question.GetProperty("asker").GetString(), question.GetProperty("answer").GetString(), question.GetProperty("isMine").GetBoolean()));
        await (await host.Post(lot + "/questions/1/hide", new { text = "x" }, Other, Roles.Organizer)).Problem(403, "fair.not-yours");
        await Json(await host.Post(lot + "/questions/1/hide", new { text = "It names a person." }, Organizer, Roles.Organizer), 200);
        Assert.False((await Json(await host.Get(lot + "/questions", Other, Roles.Bidder), 200))[0].TryGetProperty("text", out _));
        Assert.Equal("Complete?", (await Json(await host.Get(lot + "/questions", Organizer, Roles.Organizer), 200))[0].GetProperty("text").GetString());

        await Json(await host.Post(lot + "/inspections", new { fromAt = Now + Hour, throughAt = Now + (2 * Hour), places = 1, note = "Gate 3" }, Consignor, Roles.Consignor), 200);
        await Json(await host.Post(lot + "/inspections/1/book", new { }, Bidder, Roles.Bidder), 200);
        await (await host.Post(lot + "/inspections/1/book", new { }, Other, Roles.Bidder)).Problem(409, "inspection.full");
        var slot = (await Json(await host.Get(lot + "/inspections", Other, Roles.Bidder), 200))[0];
        Assert.Equal((0, false), (slot.GetProperty("free").GetInt64(), slot.TryGetProperty("bookings", out _)));
        Assert.Equal(Bidder, (await Json(await host.Get(lot + "/inspections", Consignor, Roles.Consignor), 200))[0].GetProperty("bookings")[0].GetString());
        await Json(await host.Post(lot + "/inspections/1/cancel", new { }, Bidder, Roles.Bidder), 200);
        await Json(await host.Post(lot + "/inspections/1/book", new { }, Other, Roles.Bidder), 200);
        await Json(await host.Post(lot + "/inspections/1/withdraw", new { }, Consignor, Roles.Consignor), 200);
        Assert.Equal(0, (await Json(await host.Get(lot + "/inspections"), 200)).GetArrayLength());
        Assert.Empty(await host.Rebuilt());
    }

    private static AskQuestion Ask(string by) => new(LotId, by, "Complete?");

    private static InspectionOffered Slot(long slot, long places) => new InspectionOffered(slot, Offering.FromAt, Offering.ThroughAt, places, null);

    private static LotQuestions Talk(params IEnumerable<QuestionEvent> events) => events.Aggregate(LotQuestions.Initial, LotQuestions.Evolve);

    private static LotQuestions Talk(QuestionEvent[] before, QuestionEvent last) => Talk([.. before, last]);

    private static Inspections Seen(params IEnumerable<InspectionEvent> events) => events.Aggregate(Inspections.Initial, Inspections.Evolve);

    private static QuestionEvent Only(QuestionCommand command, QuestionEvent[] before)
    {
        var decision = LotQuestions.Decide(Talk(before), command, Before);
        Assert.Null(decision.Refusal);
        return Assert.Single(decision.Events);
    }

    private static Refusal? Refused(QuestionCommand command, QuestionEvent[] before) => LotQuestions.Decide(Talk(before), command, Before).Refusal;

    private static (string, object) Companion(IReadOnlyList<Also> companions) => (Assert.Single(companions).Stream, companions[0].Command);
}

using Exchange.Contracts.Listing.V1;
using Exchange.Host.Proofs;
using Exchange.Kernel.Values;
using Exchange.Settlement.Deals;
using Xunit;
using static Exchange.Tests.Settlement.Awards;

namespace Exchange.Tests.Settlement;

/// <summary>Where a fair says how many removals a place takes at once, no more are booked there.</summary>
public sealed class YardTests
{
    private static readonly string[] Ids = [DealId, Id.From("second"), Id.From("third")];

    private readonly Books _books = new();

    [Fact]
    public void A_slot_that_is_full_is_refused_and_the_nearest_free_ones_are_named()
    {
        Paid(AtOnce(1));
        Assert.Null(Book(0, Day, Day + (2 * Hour)));
        var refusal = Refused(1, Day + Hour, Day + (2 * Hour));
        Assert.Equal(("deal.slot-full", 1L), (refusal.Code, refusal.Facts["atOnce"]));
        Assert.Equal([Slot(Day - Hour, Day), Slot(Day + (2 * Hour), Day + (3 * Hour))], (IEnumerable<RemovalSlot>)refusal.Facts["free"]);
        Assert.Null(_books.Deal(Ids[1]).Slot);
        Assert.Null(Book(1, Day + (2 * Hour), Day + (3 * Hour)));
        Assert.Equal("deal.slot-full", Refused(2, Day - Hour, Day + (4 * Hour)).Code);
        Holds();
    }

    [Fact]
    public void As_many_as_the_place_takes_are_there_at_once_and_no_more()
    {
        Paid(AtOnce(2));
        Assert.Null(Book(0, Day, Day + Hour));
        Assert.Null(Book(1, Day + Hour, Day + (2 * Hour)));
        Assert.Null(Book(2, Day, Day + (2 * Hour)));
        Assert.Equal(3, YardOf(0).Slots.Count);
        Assert.Equal("deal.slot-full", Book(1, Day, Day + Hour));
        Holds();
    }

    [Fact]
    public void A_deal_changes_its_slot_for_one_that_overlaps_it_and_books_the_same_once()
    {
        Paid(AtOnce(1));
        Assert.Null(Book(0, Day, Day + (2 * Hour)));
        Assert.Null(Book(0, Day + Hour, Day + (3 * Hour)));
        var before = _books.Log.Count;
        Assert.Null(Book(0, Day + Hour, Day + (3 * Hour)));
        Assert.Equal(before, _books.Log.Count);
        Assert.Null(Book(1, Day, Day + Hour));
        Holds();
    }

    [Fact]
    public void Who_has_fetched_or_does_not_buy_leaves_its_slot()
    {
        Paid(AtOnce(1));
        Assert.Null(Book(0, Day, Day + Hour));
        Assert.Null(Tell(0, new AcceptRemoval(Buyer)));
        Assert.Empty(YardOf(0).Slots);
        Assert.Null(Book(1, Day, Day + Hour));
        Assert.Null(Tell(1, new UndoReceipt("B1", DealPostings.TransferOfReceipt(Ids[1], "B1"))));
        Assert.Null(Book(2, Day, Day + Hour));
        Assert.Null(_books.Submit(Deal.Stream(Ids[2]), new PassDeadline(_books.Deal(Ids[2]).DueAt), DateTimeOffset.FromUnixTimeMilliseconds(_books.Deal(Ids[2]).DueAt)));
        Assert.Equal(DealStage.Defaulted, _books.Deal(Ids[2]).Stage);
        Assert.Empty(YardOf(2).Slots);
        Holds();
    }

    [Fact]
    public void Another_consignor_another_region_and_another_fair_are_other_places()
    {
        var terms = Open(FullAward()).Terms;
        Assert.Equal(Yard.Stream(terms), Yard.Stream(terms with { Deal = Ids[1], Lot = Id.From("another lot"), Buyer = Id.From("another buyer") }));
        Assert.Equal(4, new[] { terms, terms with { Consignor = Buyer }, terms with { Region = "CN-21" }, terms with { Fair = Id.From("another fair") } }.Select(Yard.Stream).Distinct().Count());
    }

    [Fact]
    public void Where_the_fair_does_not_say_how_many_a_place_takes_it_takes_all()
    {
        Paid(Everything);
        Assert.All(Enumerable.Range(0, 3), deal => Assert.Null(Book(deal, Day, Day + Hour)));
        Assert.Empty(YardOf(0).Slots);
    }

    [Fact]
    public void Only_business_days_before_the_deadline_are_named_as_free()
    {
        Paid(AtOnce(1));
        // The award was on a Monday: the sixth day after is Sunday.
        Assert.Null(Book(0, 5 * Day, (5 * Day) + (14 * Hour)));
        Assert.Equal([Slot((5 * Day) - (14 * Hour), 5 * Day)], (IEnumerable<RemovalSlot>)Refused(1, 5 * Day, (5 * Day) + (14 * Hour)).Facts["free"]);
    }

    [Fact]
    public void The_proof_finds_more_than_a_place_takes()
    {
        var (course, deal) = (new YardCourse(), new Deal(DealStage.AwaitingRemoval, Open(FullAward(AtOnce(1))).Terms, 0, 0, []));
        var booked = new RemovalBooked(10, 20, 1);
        Assert.Null(course.Fault(deal, booked));
        Assert.Null(course.Fault(deal with { Terms = deal.Terms! with { Deal = Ids[1] } }, new RemovalBooked(20, 30, 1)));
        Assert.NotNull(course.Fault(deal with { Terms = deal.Terms! with { Deal = Ids[2] } }, new RemovalBooked(15, 25, 1)));
        Assert.Equal(3, course.Booked);
    }

    private static SettlementTerms AtOnce(long removals) => Everything with { RemovalsAtOnce = removals, ConfirmMs = null };

    private static RemovalSlot Slot(long from, long through) => new(After(from).ToUnixTimeMilliseconds(), After(through).ToUnixTimeMilliseconds());

    private void Paid(SettlementTerms terms)
    {
        for (var deal = 0; deal < Ids.Length; deal++)
        {
            Assert.Null(Tell(deal, Open(FullAward(terms with { ConfirmMs = null }) with { Award = Ids[deal] })));
            Assert.Null(Tell(deal, new RecordReceipt(122_401, "B1")));
        }
    }

    private Yard YardOf(int deal) => _books.State<Yard>(Yard.Stream(_books.Deal(Ids[deal]).Terms!));

    private string? Book(int deal, long from, long through) => Tell(deal, new BookRemoval(Buyer, After(from).ToUnixTimeMilliseconds(), After(through).ToUnixTimeMilliseconds()))?.Code;

    private Exchange.Kernel.Deciders.Refusal Refused(int deal, long from, long through) =>
        Tell(deal, new BookRemoval(Buyer, After(from).ToUnixTimeMilliseconds(), After(through).ToUnixTimeMilliseconds()))!;

    private Exchange.Kernel.Deciders.Refusal? Tell(int deal, DealCommand command) => _books.Submit(Deal.Stream(Ids[deal]), command, After(Hour));

    private void Holds()
    {
        var (course, deals) = (new YardCourse(), new Dictionary<string, Deal>());
        foreach (var (stream, happened) in _books.Log.Where(happened => happened.Event is DealEvent))
        {
            Assert.Null(course.Fault(deals.GetValueOrDefault(stream, Deal.Initial), (DealEvent)happened));
            deals[stream] = Deal.Evolve(deals.GetValueOrDefault(stream, Deal.Initial), (DealEvent)happened);
        }
    }
}

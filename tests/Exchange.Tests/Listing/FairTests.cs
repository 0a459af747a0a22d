using Exchange.Listing.Fairs;
using Exchange.Listing.Lots;
using Xunit;
using static Exchange.Tests.Listing.Given;

namespace Exchange.Tests.Listing;

public class FairTests
{
    private static readonly EnterLot Entry = new(LotId, Consignor, Details);

    [Fact]
    public void A_fair_is_created_as_a_draft_with_its_windows()
    {
        var decision = Fair().When(new CreateFair(FairId, Organizer, Rules), Before);
        var created = Assert.IsType<FairCreated>(Assert.Single(decision.Events));
        Assert.Equal(5, created.Windows.Count);
        Assert.Equal(FairStatus.Draft, Fair(created).Status);
    }

    [Fact]
    public void Creating_the_same_fair_again_changes_nothing_and_another_is_refused()
    {
        Assert.Equal(0, Fair(Created).When(new CreateFair(FairId, Organizer, Rules), Before).Count);
        Assert.Equal(FairRefusals.Exists, Fair(Created).When(new CreateFair(FairId, Organizer, Rules with { Name = "Other" }), Before).Refusal);
    }

    [Fact]
    public void Nobody_runs_a_fair_without_an_enterprise() =>
        Assert.Equal(FairRefusals.NoEnterprise, Fair().When(new CreateFair(FairId, "", Rules), Before).Refusal);

    public static TheoryData<string, string> Bad => new()
    {
        { "opens", "fair.opens-in-the-past" }, { "closes", "fair.closes-before-opening" }, { "long", "fair.too-long" }, { "zone", "fair.unknown-time-zone" },
        { "windows-zone", "fair.unknown-time-zone" }, { "window", "fair.window-unclear" }, { "gap", "fair.no-closing-window" }, { "soft", "fair.out-of-bounds" },
        { "commission", "fair.out-of-bounds" }, { "increment", "fair.out-of-bounds" }, { "payment", "fair.out-of-bounds" }, { "removal", "fair.out-of-bounds" },
        { "table", "fair.out-of-bounds" }, { "two-ways", "fair.out-of-bounds" }, { "part", "fair.out-of-bounds" }, { "rule", "fair.out-of-bounds" },
        { "closing-gap", "fair.out-of-bounds" }, { "extensions", "fair.out-of-bounds" }, { "extension", "fair.out-of-bounds" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Rules_that_cannot_work_are_refused(string what, string code)
    {
        var rules = what switch
        {
            "opens" => Rules with { OpensAt = Before.ToUnixTimeMilliseconds() },
            "closes" => Rules with { ClosesAt = Rules.OpensAt },
            "long" => Rules with { ClosesAt = Rules.OpensAt + FairRules.LongestMs + 1 },
            "zone" => Rules with { TimeZone = "Mars/Olympus" },
            "windows-zone" => Rules with { TimeZone = "China Standard Time" },
            "window" => Rules with { ClosingToMinute = 600 },
            "gap" => Rules with { OpensAt = At(2026, 10, 12, 12, 0), ClosesAt = At(2026, 10, 12, 13, 0) },
            "soft" => Rules with { SoftCloseMs = -1 },
            "commission" => Rules with { CommissionBasisPoints = 10_001 },
            "increment" => Rules with { IncrementMinor = 0 },
            "table" => Rules with { Bidding = new("ebay-uk") },
            "two-ways" => Rules with { Bidding = new("yuan", 100) },
            "part" => Rules with { Bidding = new(IncrementBasisPoints: 0) },
            "closing-gap" => Rules with { ClosingGapMs = 0 },
            "rule" => Rules with { Bidding = new(SoftCloseRule: "never") },
            "extensions" => Rules with { Bidding = new(MostExtensions: -1) },
            "extension" => Rules with { Bidding = new(LongestExtensionMs: -1) },
            "payment" => Rules with { PaymentDueMs = 0 },
            _ => Rules with { RemovalDueMs = long.MaxValue },
        };
        Assert.Equal(code, Fair().When(new CreateFair(FairId, Organizer, rules), Before).Refusal?.Code);
    }

    [Fact]
    public void Only_its_organizer_or_the_exchange_publishes_a_fair()
    {
        Assert.Equal(FairRefusals.NotYours, Fair(Created).When(new PublishFair(Consignor, AsOperator: false), Before).Refusal);
        Assert.Equal(Published, Assert.Single(Fair(Created).When(new PublishFair(Organizer, AsOperator: false), Before).Events));
        Assert.Equal(Published, Assert.Single(Fair(Created).When(new PublishFair("", AsOperator: true), Before).Events));
    }

    [Fact]
    public void A_draft_is_not_published_after_its_opening_time() =>
        Assert.Equal(FairRefusals.TooLateToPublish, Fair(Created).When(new PublishFair(Organizer, false), Opening).Refusal);

    [Fact]
    public void A_fair_opens_and_closes_at_its_times_and_not_before()
    {
        var published = Fair(Created, Published);
        Assert.Equal(FairRefusals.TooEarly, published.When(new OpenFair(), Opening.AddMilliseconds(-1)).Refusal);
        Assert.Equal(Opened, Assert.Single(published.When(new OpenFair(), Opening).Events));
        var open = Fair(Created, Published, Opened);
        Assert.Equal(FairRefusals.TooEarly, open.When(new CloseFair(), Closing.AddMilliseconds(-1)).Refusal);
        Assert.Equal(Closed, Assert.Single(open.When(new CloseFair(), Closing).Events));
    }

    [Fact]
    public void Twice_is_once_in_every_step()
    {
        Assert.Equal(0, Fair(Created, Published).When(new PublishFair(Organizer, false), Before).Count);
        Assert.Equal(0, Fair(Created, Published, Opened).When(new OpenFair(), Opening).Count);
        Assert.Equal(0, Fair(Created, Published, Opened, Closed).When(new CloseFair(), Closing).Count);
        Assert.Null(Fair(Created, Published, Opened, Closed).When(new OpenFair(), Closing).Refusal);
    }

    [Fact]
    public void A_draft_never_opens() => Assert.Equal(FairRefusals.NotPublished, Fair(Created).When(new OpenFair(), Opening).Refusal);

    [Fact]
    public void A_lot_gets_the_next_number_and_is_listed_in_the_same_decision()
    {
        var decision = Fair(Created, new LotNumbered("other", 1)).When(Entry, Before);
        Assert.Equal(new LotNumbered(LotId, 2), Assert.Single(decision.Events));
        var companion = Assert.Single(decision.Companions);
        Assert.Equal("lot/" + LotId, companion.Stream);
        var list = Assert.IsType<ListLot>(companion.Command);
        Assert.False(list.Announced);
        Assert.Equal((2, Consignor, "CNY"), (list.Offer.Number, list.Offer.Consignor, list.Offer.Currency));
    }

    [Fact]
    public void A_lot_in_a_published_fair_is_announced_with_its_entry()
    {
        var companion = Assert.Single(Fair(Created, Published).When(Entry, Before).Companions);
        Assert.True(Assert.IsType<ListLot>(companion.Command).Announced);
    }

    [Fact]
    public void A_lot_takes_from_the_fair_what_its_consignor_leaves_open()
    {
        var entry = Entry with { Details = Details with { Region = "", IncrementMinor = 0 } };
        var list = Assert.IsType<ListLot>(Assert.Single(Fair(Created).When(entry, Before).Companions).Command);
        Assert.Equal(("Jilin", 10_000), (list.Offer.Details.Region, list.Offer.Details.IncrementMinor));
    }

    [Theory]
    [InlineData("english", 500L, null, 500)]
    [InlineData("english", null, 1_000L, 5_000)]
    [InlineData("english", null, 1L, 5)]
    [InlineData("fixed-price", null, 1_000L, 60_000)]
    public void A_deposit_is_an_amount_or_a_part_of_the_opening_price_of_the_whole(string format, long? amount, long? basisPoints, long deposit) =>
        Assert.Equal(deposit, new DepositRules(amount, basisPoints).Of(Details with { Format = format }));

    [Fact]
    public void A_deposit_that_is_neither_or_both_is_refused()
    {
        Assert.Equal("deposit.amountMinor", new DepositRules().OutOfBounds());
        Assert.Equal("deposit.amountMinor", new DepositRules(0).OutOfBounds());
        Assert.Equal("deposit.basisPoints", new DepositRules(1, 1).OutOfBounds());
        Assert.Equal("deposit.basisPoints", new DepositRules(null, 10_001).OutOfBounds());
        Assert.Equal("deposit.perFairMinor", new DepositRules(1, PerFairMinor: 1, LimitMinor: 1).OutOfBounds());
        Assert.Equal("deposit.perFairMinor", new DepositRules(PerFairMinor: 0, LimitMinor: 1).OutOfBounds());
        Assert.Equal("deposit.limitMinor", new DepositRules(PerFairMinor: 1).OutOfBounds());
        Assert.Equal("deposit.limitMinor", new DepositRules(PerFairMinor: 2, LimitMinor: 1).OutOfBounds());
        Assert.Equal("deposit.limitMinor", new DepositRules(1, LimitMinor: 1).OutOfBounds());
        Assert.Null(new DepositRules(PerFairMinor: 2, LimitMinor: 2).OutOfBounds());
        Assert.Equal("deposit.basisPoints", Fair().When(new CreateFair(FairId, Organizer, Rules with { Deposit = new(1, 1) }), Before).Refusal?.Facts["field"]);
    }

    [Fact]
    public void Lots_close_a_gap_apart_in_the_order_of_their_numbers_where_the_fair_says_so()
    {
        var windows = ClosingSchedule.Windows(Rules);
        Assert.Equal(windows[0].FromAt + 60_000, ClosingSchedule.CloseOf(1, windows, 60_000));
        Assert.Equal(windows[0].FromAt + 120_000, ClosingSchedule.CloseOf(2, windows, 60_000));
        Assert.Equal(windows[0].ToAt, ClosingSchedule.CloseOf(windows[0].LengthMs / 60_000, windows, 60_000));
        Assert.Equal(windows[1].FromAt + 60_000, ClosingSchedule.CloseOf((windows[0].LengthMs / 60_000) + 1, windows, 60_000));
        var all = windows.Sum(window => window.LengthMs) / 60_000;
        Assert.Equal(windows[0].FromAt + 60_000, ClosingSchedule.CloseOf(all + 1, windows, 60_000));
    }

    [Fact]
    public void Lots_of_a_group_close_when_the_first_of_them_does()
    {
        var grouped = Entry with { Details = Details with { Group = "bearings" } };
        var first = Fair(Created, Published).When(grouped, Before);
        var numbered = Assert.IsType<LotNumbered>(Assert.Single(first.Events));
        var fair = Fair(Created, Published, numbered, new LotNumbered("other", 2)).Stored();
        var third = fair.When(grouped with { Lot = "third" }, Before);
        Assert.Equal((3L, "bearings", OfferOf(first).ClosesAt), (OfferOf(third).Number, OfferOf(third).Details.Group, OfferOf(third).ClosesAt));
        Assert.NotEqual(OfferOf(first).ClosesAt, OfferOf(fair.When(Entry, Before)).ClosesAt);
    }

    [Fact]
    public void A_group_and_the_number_of_groups_have_an_end()
    {
        var grouped = Entry with { Details = Details with { Group = "bearings" } };
        var full = Fair(Created) with { Groups = Fair(Created).Groups.Add("bearings", new(1, GroupOfLots.MostLots)) };
        Assert.Equal(LotRefusals.GroupFull, full.When(grouped, Before).Refusal);
        var many = Fair(Created) with { Groups = Fair(Created).Groups.AddRange(Enumerable.Range(0, GroupOfLots.Most).Select(n => KeyValuePair.Create($"g{n}", new GroupOfLots(1, 1)))) };
        Assert.Equal(LotRefusals.TooManyGroups, many.When(grouped, Before).Refusal);
        Assert.Null(many.When(grouped with { Details = Details with { Group = "g7" } }, Before).Refusal);
    }

    [Fact]
    public void Only_lots_whose_close_a_late_bid_moves_are_in_a_group()
    {
        Assert.Equal(
            Exchange.Matching.Auctions.Formats.Format.All.Where(format => format.SoftCloses).Select(format => format.Name).Order(),
            LotFormat.All.Where(format => format.SoftCloses).Select(format => format.Name).Order());
        Assert.All(LotFormat.All.Where(format => format.SoftCloses), format => Assert.Null((Details with { Format = format.Name, ReserveMinor = 0, IncrementMinor = 0, Group = "g" }).Check()));
        Assert.Equal(LotRefusals.NotInAGroup, (Details with { Format = LotDetails.FixedPrice, ReserveMinor = 0, IncrementMinor = 0, Group = "g" }).Check());
        Assert.Equal("group", (Details with { Group = new string('g', 41) }).Check()?.Facts["field"]);
    }

    private static Offer OfferOf(Exchange.Kernel.Deciders.Decision<FairEvent> decision) => Assert.IsType<ListLot>(Assert.Single(decision.Companions).Command).Offer;

    [Fact]
    public void No_lot_enters_once_the_opening_time_has_come_even_before_the_clock_opens_the_fair()
    {
        Assert.Equal(FairRefusals.EntriesClosed, Fair(Created, Published).When(Entry, Opening).Refusal);
        Assert.Equal(FairRefusals.EntriesClosed, Fair(Created, Published, Opened).When(Entry, Before).Refusal);
        Assert.Null(Fair(Created, Published).When(Entry, Opening.AddMilliseconds(-1)).Refusal);
    }

    [Fact]
    public void An_unknown_fair_refuses_everything_but_its_creation()
    {
        Assert.Equal(FairRefusals.Unknown, Fair().When(Entry, Before).Refusal);
        Assert.Equal(FairRefusals.Unknown, Fair().When(new PublishFair(Organizer, true), Before).Refusal);
    }

    [Fact]
    public void A_number_that_is_not_the_next_is_corruption() =>
        Assert.Throws<InvalidOperationException>(() => Fair(Created, new LotNumbered(LotId, 2)));

    [Fact]
    public void What_others_hear_of_a_fair()
    {
        var heard = Assert.IsType<Exchange.Contracts.Listing.V1.FairPublished>(Assert.Single(FairAnnouncements.From(Published)));
        Assert.Equal(("Jilin fair", "Asia/Shanghai", "CNY", Rules.OpensAt, Rules.ClosesAt), (heard.Name, heard.TimeZone, heard.Currency, heard.OpensAt, heard.ClosesAt));
        Assert.Equal((null, null), (heard.Admission, heard.Licensed));
        var closed = FairAnnouncements.From(new FairPublished(FairId, Rules with { Admission = new("invited", ["28"]) }, Organizer));
        Assert.Equal(("invited", "28"), Assert.Single(closed) is Exchange.Contracts.Listing.V1.FairPublished told ? (told.Admission, told.Licensed?.Single()) : default);
        Assert.Empty(FairAnnouncements.From(Created));
        Assert.Single(FairAnnouncements.From(Opened));
        Assert.Single(FairAnnouncements.From(Closed));
    }
}

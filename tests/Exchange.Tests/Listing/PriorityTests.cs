using Exchange.Kernel.Security;
using Exchange.Listing.Fairs;
using Exchange.Listing.Lots;
using Exchange.Tests.Kernel;
using Xunit;
using static Exchange.Tests.Listing.Given;
using V1 = Exchange.Contracts.Listing.V1;

namespace Exchange.Tests.Listing;

/// <summary>What Listing knows of priority: which classes, which enterprises, and for how long.</summary>
public sealed class PriorityTests
{
    private const long TwoHours = 7_200_000;

    private static readonly string[] Key = ["a0000000000000000000000000000001", "b0000000000000000000000000000001"];

    private static readonly FairRules Preferring = Rules with { Priority = new(["31", "7404"], TwoHours) };

    private static readonly LotDetails Plain = Details with { ReserveMinor = 0 };

    [Fact]
    public void A_lot_of_an_essential_class_opens_to_everybody_when_its_window_is_over()
    {
        var offer = OfferOf(Plain);
        Assert.Equal((Rules.OpensAt, Rules.OpensAt + TwoHours), (offer.PriorityFromAt, offer.OpensAt));
        var terms = Assert.IsType<V1.LotEntered>(Assert.Single(LotAnnouncements.From(new LotEntered(offer, true)))).Terms;
        Assert.Equal((offer.PriorityFromAt, offer.OpensAt), (terms.PriorityFromAt, terms.OpensAt));
    }

    [Theory]
    [InlineData("3110", true)]
    [InlineData("74041", true)]
    [InlineData("7403", false)]
    [InlineData("3", false)]
    public void A_code_covers_the_categories_that_begin_with_it(string category, bool covered) =>
        Assert.Equal(covered, OfferOf(Plain with { Category = category }).PriorityFromAt is not null);

    [Fact]
    public void No_lot_closes_before_the_market_has_opened_for_all()
    {
        var allDay = Preferring with { ClosingFromMinute = 0, ClosingToMinute = FairRules.MinutesOfDay };
        Assert.Equal(Rules.OpensAt + TwoHours, ClosingSchedule.Windows(allDay)[0].FromAt);
        Assert.Null(allDay.Check(Before));
        var wholeFair = allDay with { Priority = new(["31"], Rules.ClosesAt - Rules.OpensAt) };
        Assert.Equal("fair.no-closing-window", wholeFair.Check(Before)?.Code);
    }

    [Fact]
    public void A_secret_reserve_above_the_opening_price_is_refused_where_key_enterprises_may_take_the_lot()
    {
        Assert.Equal(LotRefusals.ReserveAboveOpening, Entered(Plain with { ReserveMinor = Plain.OpeningMinor + 1 }).Refusal);
        Assert.Null(Entered(Plain with { ReserveMinor = Plain.OpeningMinor }).Refusal);
        Assert.Null(Entered(Plain with { ReserveMinor = Plain.OpeningMinor + 1, Category = "9999" }).Refusal);
    }

    [Fact]
    public void A_lot_is_withdrawn_by_its_consignor_until_its_window_begins_and_no_later()
    {
        var lot = Lot(new LotEntered(OfferOf(Plain), true));
        Assert.Null(lot.When(new WithdrawLot(Consignor, false, "Sold"), Opening.AddMilliseconds(-1)).Refusal);
        Assert.Equal(LotRefusals.OnSale, lot.When(new WithdrawLot(Consignor, false, "Kept for the smelter"), Opening).Refusal);
    }

    [Fact]
    public void Key_enterprises_are_named_by_the_organizer_until_the_fair_is_published()
    {
        var draft = Fair(new FairCreated(FairId, Organizer, Preferring, ClosingSchedule.Windows(Preferring)));
        Assert.Equal(FairRefusals.NotYours, draft.When(new NameKeyEnterprises(Consignor, false, Key), Before).Refusal);
        Assert.Equal(FairRefusals.NoKeyEnterprises, draft.When(new PublishFair(Organizer, false), Before).Refusal);
        var named = Exchange.Listing.Fairs.Fair.Evolve(draft, draft.When(new NameKeyEnterprises(Organizer, false, Key), Before)[0]);
        Assert.Equal(0, named.When(new NameKeyEnterprises(Organizer, false, [.. Key]), Before).Count);
        var fewer = Exchange.Listing.Fairs.Fair.Evolve(named, named.When(new NameKeyEnterprises(Organizer, false, Key[..1]), Before)[0]).Stored();
        Assert.Equal((1, 2L), (fewer.KeyEnterprises.Count, fewer.Namings));

        var published = Assert.IsType<FairPublished>(named.When(new PublishFair(Organizer, false), Before)[0]);
        Assert.Equal(Key, Assert.IsType<V1.KeyEnterprises>(FairAnnouncements.From(published).Last()).Enterprises);
        Assert.Equal(FairRefusals.KeyEnterprisesStand, Exchange.Listing.Fairs.Fair.Evolve(named, published).When(new NameKeyEnterprises(Organizer, false, Key[..1]), Before).Refusal);
        Assert.Equal(FairRefusals.NoPriority, Fair(Created).When(new NameKeyEnterprises(Organizer, false, Key), Before).Refusal);
        Assert.Single(FairAnnouncements.From(Published));
    }

    [Theory]
    [InlineData(null, TwoHours, "priority.categories")]
    [InlineData("", TwoHours, "priority.categories")]
    [InlineData("a b", TwoHours, "priority.categories")]
    [InlineData("31", 59_999L, "priority.windowMs")]
    [InlineData("31", 2_592_000_001L, "priority.windowMs")]
    public void Rules_of_priority_out_of_bounds_are_refused(string? code, long window, string field)
    {
        var rules = Rules with { Priority = new(code is null ? null : code.Length == 0 ? [] : [code], window) };
        Assert.Equal(field, Fair().When(new CreateFair(FairId, Organizer, rules), Before).Refusal?.Facts["field"]);
    }

    [Fact]
    public void The_same_rules_sent_again_are_the_same() => Assert.Equal(Preferring.Priority, new PriorityRules(["31", "7404"], TwoHours).Stored());

    [Fact]
    public async Task An_organizer_names_key_enterprises_that_everybody_sees_over_http()
    {
        await using var host = await ListingHost.Start();
        var fair = (await ListingHost.Json(await host.Post("/api/listing/fairs", Preferring, Organizer, Roles.Organizer), 201)).GetProperty("fair").GetString()!;
        var at = $"/api/listing/fairs/{fair}";
        await (await host.Post($"{at}/publish", new { }, Organizer, Roles.Organizer)).Problem(409, "fair.no-key-enterprises");
        await (await host.Post($"{at}/key-enterprises", new { enterprises = new[] { "x" } }, Organizer, Roles.Organizer)).Problem(400, "request.invalid");
        await (await host.Post($"{at}/key-enterprises", new { enterprises = Key }, Consignor, Roles.Organizer)).Problem(403, "fair.not-yours");
        await ListingHost.Json(await host.Post($"{at}/key-enterprises", new { enterprises = Key.Reverse() }, Organizer, Roles.Organizer), 200);
        await ListingHost.Json(await host.Post($"{at}/publish", new { }, Organizer, Roles.Organizer), 200);
        await (await host.Post($"{at}/key-enterprises", new { enterprises = Key[..1] }, Organizer, Roles.Organizer)).Problem(409, "fair.key-enterprises-stand");
        var seen = (await ListingHost.Json(await host.Get(at, Consignor, Roles.Consignor), 200)).GetProperty("keyEnterprises");
        Assert.Equal(Key, seen.EnumerateArray().Select(id => id.GetString()));
        await host.Settle();
        Assert.Equal(Key, Assert.Single(host.Heard<V1.KeyEnterprises>()).Enterprises);
        Assert.Empty(await host.Rebuilt());
    }

    private static Exchange.Kernel.Deciders.Decision<FairEvent> Entered(LotDetails details) =>
        Fair(new FairCreated(FairId, Organizer, Preferring, ClosingSchedule.Windows(Preferring))).When(new EnterLot(LotId, Consignor, details), Before);

    private static Offer OfferOf(LotDetails details) => ((ListLot)Assert.Single(Entered(details).Companions).Command).Offer;
}

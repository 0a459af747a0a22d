using System.Reflection;
using Exchange.Kernel.Security;
using Exchange.Listing.Fairs;
using Exchange.Listing.Lots;
using Exchange.Tests.Contracts;
using Exchange.Tests.Kernel;
using Xunit;
using static Exchange.Tests.Listing.Given;
using static Exchange.Tests.Listing.ListingHost;
using V1 = Exchange.Contracts.Listing.V1;

namespace Exchange.Tests.Listing;

/// <summary>Presets, the freeze of a catalogue, and essential commodities.</summary>
public sealed class FairPresetTests
{
    private const long Day = 86_400_000;

    /// <summary>What a request says of the one fair, so that a preset does not.</summary>
    private static readonly string[] OfOneFair = ["Name", "Region", "Currency", "TimeZone", "OpensAt", "ClosesAt", "Preset", "CalendarFile", "EssentialList"];

    private static readonly FairRules Frozen = Rules with { CatalogueFreezeMs = Day };

    private static readonly EssentialRules Essential = new([new("31", "轴承", "Bearings"), new("7404")]);

    public static TheoryData<string> Codes => [.. FairPresets.All.Select(preset => preset.Code)];

    [Theory]
    [MemberData(nameof(Codes))]
    public void A_fair_by_a_preset_can_be_created_and_its_rules_are_said(string code)
    {
        var request = new FairRequest { Name = "Fair", Region = "Jilin", Currency = "CNY", TimeZone = "Asia/Shanghai", OpensAt = Rules.OpensAt, Preset = code };
        var create = Assert.IsType<CreateFair>(request.Parse(FairId, Organizer).Command);
        Assert.IsType<FairCreated>(Fair().When(create, Before).Events[0]);
        Assert.Equal(FairPresets.Of(code)!.LastsMs, create.Rules.ClosesAt - create.Rules.OpensAt);
        Assert.All(FairPresets.All, preset => Assert.False(string.IsNullOrEmpty(preset.Chinese) || string.IsNullOrEmpty(preset.ChineseAbout) || string.IsNullOrEmpty(preset.EnglishAbout)));
    }

    [Fact]
    public void A_preset_gives_every_setting_that_a_request_leaves_out_and_none_that_it_says()
    {
        var (all, none) = ((FairRequest)Sample.Of(typeof(FairRequest)), new FairRequest());
        var preset = new FairPreset("x", "", "", "", "", 5, all);
        foreach (var property in typeof(FairRequest).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => !OfOneFair.Contains(property.Name)))
        {
            Assert.Equal(property.GetValue(all), property.GetValue(preset.Under(none)));
            Assert.Equal(property.GetValue(all), property.GetValue(new FairPreset("x", "", "", "", "", 5, none).Under(all)));
        }
    }

    [Fact]
    public async Task A_fair_is_created_by_a_preset_with_what_shall_be_otherwise()
    {
        await using var host = await Start();
        var presets = await Json(await host.Get("/api/listing/presets"), 200);
        Assert.Equal(FairPresets.All.Count, presets.GetArrayLength());
        var body = new { name = "Fair", region = "Jilin", currency = "CNY", timeZone = "Asia/Shanghai", opensAt = Rules.OpensAt, preset = "province-five-days", commissionBasisPoints = 250 };
        var fair = (await Json(await host.Post("/api/listing/fairs", body, Organizer, Roles.Organizer), 201)).GetProperty("fair").GetString();
        var rules = (await Json(await host.Get($"/api/listing/fairs/{fair}"), 200)).GetProperty("rules");
        Assert.Equal((250, 500), (rules.GetProperty("commissionBasisPoints").GetInt64(), rules.GetProperty("deposit").GetProperty("basisPoints").GetInt64()));
        await (await host.Post("/api/listing/fairs", body with { preset = "none" }, Organizer, Roles.Organizer)).Problem(400, "request.invalid");
    }

    [Fact]
    public void A_catalogue_takes_lots_until_it_is_frozen_and_says_since_when()
    {
        var fair = Fair(new FairCreated(FairId, Organizer, Frozen, ClosingSchedule.Windows(Frozen)));
        var (last, first) = (Opening.AddDays(-1).AddMilliseconds(-1), Opening.AddDays(-1));
        Assert.Null(fair.When(new EnterLot(LotId, Consignor, Details), last).Refusal);
        var refusal = fair.When(new EnterLot(LotId, Consignor, Details), first).Refusal;
        Assert.Equal((FairRefusals.CatalogueFrozen.Code, Rules.OpensAt - Day), (refusal?.Code, refusal?.Facts["frozenFromAt"]));
        Assert.Equal(FairRefusals.EntriesClosed, fair.When(new EnterLot(LotId, Consignor, Details), Opening).Refusal);
        Assert.Equal((false, true), (fair.IsFrozen(last), fair.IsFrozen(first)));
    }

    [Fact]
    public void A_lot_of_a_frozen_catalogue_is_withdrawn_by_the_exchange_alone()
    {
        var fair = Fair(new FairCreated(FairId, Organizer, Frozen, ClosingSchedule.Windows(Frozen)));
        var lot = Lot(new LotEntered(((ListLot)fair.When(new EnterLot(LotId, Consignor, Details), Before).Companions[0].Command).Offer, true));
        Assert.Null(lot.When(new WithdrawLot(Consignor, false, "Sold"), Opening.AddDays(-1).AddMilliseconds(-1)).Refusal);
        Assert.Equal(FairRefusals.CatalogueFrozen.Code, lot.When(new WithdrawLot(Consignor, false, "Sold"), Opening.AddDays(-1)).Refusal?.Code);
        Assert.Null(lot.When(new WithdrawLot("", true, "Forbidden goods"), Opening.AddDays(-1)).Refusal);
    }

    [Theory]
    [InlineData("3110", true)]
    [InlineData("7404", true)]
    [InlineData("28", true)]
    [InlineData("9999", null)]
    public void A_lot_is_essential_where_the_fair_lists_its_category_or_gives_it_priority(string category, bool? essential)
    {
        var rules = Rules with { Essentials = Essential, Priority = new(["28"], 60_000) };
        var fair = Fair(new FairCreated(FairId, Organizer, rules, ClosingSchedule.Windows(rules)));
        var offer = ((ListLot)fair.When(new EnterLot(LotId, Consignor, Details with { Category = category, ReserveMinor = 0 }), Before).Companions[0].Command).Offer;
        Assert.Equal(essential, offer.Essential);
        Assert.Equal(essential, Assert.IsType<V1.LotEntered>(Assert.Single(LotAnnouncements.From(new LotEntered(offer, true)))).Essential);
        Assert.Equal(essential, LotAnswer.Of(Lot(new LotEntered(offer, true)), false).Essential);
    }

    [Theory]
    [InlineData("essentials.commodities", "31", "31")]
    [InlineData("essentials.commodities", "a b", null)]
    [InlineData("essentials.commodities", null, null)]
    [InlineData("catalogueFreezeMs", "31", null)]
    public void Rules_of_a_catalogue_out_of_bounds_are_refused(string field, string? first, string? second)
    {
        var lines = new[] { first, second }.OfType<string>().Select(code => new EssentialCommodity(code)).ToList();
        var rules = Rules with { Essentials = new(lines), CatalogueFreezeMs = field == "catalogueFreezeMs" ? 59_999 : null };
        Assert.Equal(field, Fair().When(new CreateFair(FairId, Organizer, rules), Before).Refusal?.Facts["field"]);
    }

    [Fact]
    public void The_same_essential_commodities_sent_again_are_the_same()
    {
        var fair = Fair(new FairCreated(FairId, Organizer, Rules with { Essentials = Essential }, []));
        Assert.Null(fair.When(new CreateFair(FairId, Organizer, Rules with { Essentials = Essential.Stored() }), Before).Refusal);
    }
}

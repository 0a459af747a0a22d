using Exchange.Kernel.Deciders;
using Exchange.Kernel.Security;
using Exchange.Listing.Fairs;
using Exchange.Listing.Lots;
using Exchange.Tests.Kernel;
using Xunit;
using static Exchange.Tests.Listing.Given;
using static Exchange.Tests.Listing.ListingHost;

namespace Exchange.Tests.Listing;

public sealed class DraftTests
{
    private const string Id = "d0000000000000000000000000000001";

    private static readonly DraftContent Lathe = new("Lathe CW6163", "3416", "Jilin", 1_000, "C62", "english", 1_000_000, 1_800_000, RowKey: "WH2-1");

    private static readonly DraftEvent Saved = new DraftSaved(Id, Consignor, Lathe, 1);

    [Fact]
    public void All_that_is_missing_or_wrong_is_said_at_once()
    {
        var draft = new DraftContent(
            Category: "a b", QuantityMilli: -1, Unit: "NOPE", Format: "best-offer", ReserveMinor: 5, Group: "", Terms: new(FallMinor: 1),
            Description: new(" ", "mint", [new("", 1, "C62"), new("Chuck", 0, "C62")]), Linked: ["nobody"]);
        Assert.Equal(
            [
                "title", "openingMinor", "category", "quantityMilli", "unit", "group", "linked", "reserveMinor", "terms.fallMinor", "terms.offerMs", "description.text",
                "description.condition", "description.manifest[0].title", "description.manifest[1].quantityMilli",
            ],
            DraftCheck.Of(draft).Where(finding => !finding.IsAdvice).Select(finding => finding.Field));
        Assert.All(DraftCheck.Of(draft), finding => Assert.True(finding is { Code.Length: > 0, Message.Length: > 10 }));
    }

    [Fact]
    public void A_rule_of_several_fields_is_said_once_each_is_right_by_itself()
    {
        var crossed = Lathe with { Format = "best-offer", ReserveMinor = null, Terms = new(OfferMs: 60_000, AcceptFromMinor: 2_000_000) };
        Assert.Equal(("terms.declineBelowMinor", "lot.offer-prices-cross"), Only(DraftCheck.Of(crossed)));
        Assert.Equal(("ladder", "lot.ladder-not-allowed"), Only(DraftCheck.Of(Lathe with { Ladder = new([new("english", 8_000, 3_600_000)]) }, Fair(Created), Before)));
        Assert.Equal(("fair", "fair.entries-closed"), Only(DraftCheck.Of(Lathe, Fair(Created, Published), Opening)));
        Assert.DoesNotContain(DraftCheck.Of(Lathe, Fair(Created), Before), finding => !finding.IsAdvice);

        static (string, string) Only(IReadOnlyList<DraftFinding> findings)
        {
            var finding = Assert.Single(findings, finding => !finding.IsAdvice);
            return (finding.Field, finding.Code);
        }
    }

    [Fact]
    public void What_sells_better_is_advised_and_hinders_nothing()
    {
        var advised = DraftCheck.Of(Lathe with { Format = null });
        Assert.Equal(["description.condition", "description.place", "description.removal", "format"], advised.Select(finding => finding.Field));
        Assert.All(advised, finding => Assert.True(finding.IsAdvice));
        Assert.Null(Exchange.Listing.Lots.Draft.Decide(Draft(Saved), new EnterDraft(Consignor, FairId, null), Before).Refusal);
    }

    [Fact]
    public void A_draft_becomes_a_lot_with_its_number_in_one_decision()
    {
        var decision = Exchange.Listing.Lots.Draft.Decide(Draft(Saved), new EnterDraft(Consignor, FairId, "MA123"), Before);
        var entered = Assert.IsType<DraftEntered>(Assert.Single(decision.Events));
        var companion = Assert.Single(decision.Companions);
        var enter = Assert.IsType<EnterLot>(companion.Command);
        Assert.Equal(("fair/" + FairId, entered.Lot, Lathe.Details(), "MA123"), (companion.Stream, enter.Lot, enter.Details, enter.Root));
        Assert.Equal(DraftRefusals.Entered, Refused(new EnterDraft(Consignor, FairId, null), Saved, entered));
        Assert.Equal(DraftRefusals.Entered, Refused(new SaveDraft(Id, Consignor, Lathe, false), Saved, entered));
    }

    [Fact]
    public void What_is_not_right_is_not_entered_and_the_refusal_names_it_all()
    {
        var refusal = Refused(new EnterDraft(Consignor, FairId, null), new DraftSaved(Id, Consignor, Lathe with { Title = null, OpeningMinor = 0 }, 1));
        Assert.Equal("draft.not-ready", refusal?.Code);
        Assert.Equal(["title", "openingMinor"], ((IReadOnlyList<DraftFinding>)refusal!.Facts["findings"]).Select(finding => finding.Field));
    }

    [Fact]
    public void Nobody_else_knows_of_a_draft()
    {
        foreach (DraftCommand command in new DraftCommand[]
            { new SaveDraft(Id, Organizer, Lathe, true), new EnterDraft(Organizer, FairId, null), new DiscardDraft(Organizer), new SplitDraft(Organizer, new(2)), new UseDraft(Organizer, "x", 1) })
            Assert.Equal(DraftRefusals.Unknown, Refused(command, Saved));
        Assert.Equal(DraftRefusals.Unknown, Refused(new SaveDraft(Id, Consignor, Lathe, IsNew: false)));
        Assert.Equal(LotRefusals.NoEnterprise, Refused(new SaveDraft(Id, "", Lathe, IsNew: true)));
    }

    [Fact]
    public void Saving_the_same_again_changes_nothing_and_a_discarded_draft_stays_so()
    {
        Assert.Equal(0, Exchange.Listing.Lots.Draft.Decide(Draft(Saved), new SaveDraft(Id, Consignor, Lathe.Stored(), false), Before).Count);
        Assert.Equal(2, Draft(Saved, new DraftSaved(Id, Consignor, Lathe with { Title = "x" }, 2)).Version);
        Assert.Equal(0, Exchange.Listing.Lots.Draft.Decide(Draft(Saved, new DraftDiscarded(2)), new DiscardDraft(Consignor), Before).Count);
        Assert.Equal(DraftRefusals.Discarded, Refused(new EnterDraft(Consignor, FairId, null), Saved, new DraftDiscarded(2)));
        Assert.Equal(DraftRefusals.Changed, Refused(new UseDraft(Consignor, "other", 2), Saved));
    }

    [Fact]
    public void A_format_is_proposed_by_category_unit_and_quantity_with_settings_that_it_takes()
    {
        Assert.Equal(("english", false), Proposed("3416", "C62", 1_000));
        Assert.Equal(("fixed-price", true), Proposed("3110", "C62", 1_200_000));
        Assert.Equal(("uniform-lowest-winning", true), Proposed("FE0303", null, 20_000));
        Assert.Equal(("sealed-first-price", false), Proposed("FE01", "TNE", 5_000));
        Assert.Equal(new FormatTerms(QuantityStepMilli: 1_000), LotDefaults.Of("3110", "C62", 1_200_000).Terms);

        static (string, bool) Proposed(string category, string? unit, long quantity)
        {
            var choice = LotDefaults.Of(category, unit, quantity);
            var details = new LotDetails("Goods", category, "", quantity, unit ?? "TNE", choice.Format, 1_000, 0, 0, Terms: choice.Terms);
            Assert.Null(details.Check());
            return (choice.Format, choice.PricedByUnit);
        }
    }

    [Fact]
    public async Task A_draft_is_saved_mended_checked_and_entered()
    {
        await using var host = await Start();
        var fair = await host.NewFair(published: true);
        var draft = (await Json(await host.Post("/api/listing/drafts", new { title = "Lathe" }, Consignor, Roles.Consignor), 201)).GetProperty("draft").GetString();
        var path = "/api/listing/drafts/" + draft;
        var seen = await Json(await host.Get(path, Consignor, Roles.Consignor), 200);
        Assert.Equal("saved", seen.GetProperty("status").GetString());
        Assert.Equal("english", seen.GetProperty("suggested").GetProperty("format").GetString());
        await (await host.Get(path, "other", Roles.Consignor)).Problem(404, "draft.unknown");
        await (await host.Post(path + "/enter", new { fair }, Consignor, Roles.Consignor)).Problem(422, "draft.not-ready");
        await (await host.Post(path, new { description = new { text = new string('x', 300_000) } }, Consignor, Roles.Consignor)).Problem(422, "draft.too-large");

        await Json(await host.Post(path, LotExamples.All["english"], Consignor, Roles.Consignor), 200);
        Assert.Equal("checked", (await Json(await host.Get($"{path}?fair={fair}", Consignor, Roles.Consignor), 200)).GetProperty("status").GetString());
        var entered = await Json(await host.Post(path + "/enter", new { fair }, Consignor, Roles.Consignor, "once"), 201);
        Assert.Equal(entered.GetRawText(), (await Json(await host.Post(path + "/enter", new { fair }, Consignor, Roles.Consignor, "once"), 201)).GetRawText());
        await (await host.Post(path + "/enter", new { fair }, Consignor, Roles.Consignor)).Problem(409, "draft.entered");
        await host.Settle();
        Assert.Equal("Lathe CW6163", (await Json(await host.Get($"/api/listing/lots/{entered.GetProperty("lot").GetString()}"), 200)).GetProperty("title").GetString());
        var listed = await Json(await host.Get("/api/listing/drafts?status=entered", Consignor, Roles.Consignor), 200);
        Assert.Equal(entered.GetProperty("lot").GetString(), listed[0].GetProperty("lot").GetString());
        Assert.Equal(0, (await Json(await host.Get("/api/listing/drafts", "other", Roles.Consignor), 200)).GetArrayLength());
        Assert.Empty(await host.Rebuilt());
    }

    private static Draft Draft(params DraftEvent[] events) => events.Aggregate(Exchange.Listing.Lots.Draft.Initial, Exchange.Listing.Lots.Draft.Evolve);

    private static Refusal? Refused(DraftCommand command, params DraftEvent[] events) => Exchange.Listing.Lots.Draft.Decide(Draft(events), command, Before).Refusal;
}

using CsCheck;
using Exchange.Contracts.Matching.V1;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Security;
using Exchange.Listing.Lots;
using Exchange.Listing.Media;
using Exchange.Tests.Kernel;
using Xunit;
using static Exchange.Tests.Listing.Given;
using static Exchange.Tests.Listing.ListingHost;
using V1 = Exchange.Contracts.Listing.V1;

namespace Exchange.Tests.Listing;

public sealed class LotAmendmentTests
{
    private static readonly LotDescription First = new("Two lathes.", "good"), Second = new("Three lathes.", "good");

    private static readonly LotFile Photo = new(new string('a', 64), LotFile.Jpeg, 100, Width: 10, Height: 10);

    private static readonly AmendLot Amend = new(Consignor, false, Second);

    private static readonly LotEvent Entered = new LotEntered(Offered with { Details = Details with { Description = First } }, Announced: true);

    [Fact]
    public void Before_the_sale_an_amendment_holds_at_once_and_what_was_said_is_kept()
    {
        var amended = Assert.IsType<LotAmended>(Only(Lot(Entered).When(Amend, Before)));
        Assert.Equal((2, FairId, Second, First), (amended.Version, amended.Fair, amended.Now.Description, amended.Was.Description));
        var lot = Lot(Entered, amended);
        Assert.Equal((2, Second), (lot.Version, lot.Offer!.Details.Description));
        Assert.Empty(LotAnnouncements.From(amended));
    }

    [Fact]
    public void Between_the_freeze_of_the_catalogue_and_the_sale_nothing_is_amended_but_by_the_operator()
    {
        var lot = Lot(new LotEntered(Offered with { Details = Details with { Description = First }, FrozenFromAt = Before.ToUnixTimeMilliseconds() }, Announced: true));
        Assert.Equal("fair.catalogue-frozen", lot.When(Amend, Before).Refusal?.Code);
        Assert.IsType<LotAmended>(Only(lot.When(Amend, Before.AddMilliseconds(-1))));
        Assert.IsType<LotAmended>(Only(lot.When(Amend with { AsOperator = true }, Before)));
        Assert.IsType<AmendmentAsked>(Only(lot.When(Amend, Opening)));
    }

    [Fact]
    public void On_sale_Matching_is_asked_and_its_answer_decides()
    {
        var asked = Assert.IsType<AmendmentAsked>(Only(Lot(Entered).When(Amend, Opening)));
        Assert.Equal(new V1.LotAmendmentAsked(LotId, FairId, 2, Opening.ToUnixTimeMilliseconds()), Assert.Single(LotAnnouncements.From(asked)));
        var waiting = Lot(Entered, asked);
        Assert.Equal((1, First), (waiting.Version, waiting.Offer!.Details.Description));
        Assert.Equal(LotRefusals.AmendmentPending, waiting.When(Amend with { Description = new("Other") }, Opening).Refusal);

        var amended = Assert.IsType<LotAmended>(Only(waiting.When(new RecordAmendment(2, true, 7), Opening)));
        Assert.Equal((2, 7, Second), (amended.Version, amended.At, Lot(Entered, asked, amended).Offer!.Details.Description));
        Assert.Equal(0, Lot(Entered, asked, amended).When(new RecordAmendment(2, true, 7), Opening).Count);

        var refused = Only(waiting.When(new RecordAmendment(2, false, 7), Opening));
        Assert.Equal((1, First, null), (Lot(Entered, asked, refused).Version, Lot(Entered, asked, refused).Offer!.Details.Description, Lot(Entered, asked, refused).Asked));
    }

    [Fact]
    public void What_is_said_is_the_consignors_and_of_the_version_that_is_meant()
    {
        var lot = Lot(Entered);
        Assert.Equal(LotRefusals.NotYours, lot.When(Amend with { By = Organizer }, Before).Refusal);
        Assert.Equal("lot.changed", lot.When(Amend with { Version = 2 }, Before).Refusal?.Code);
        Assert.Equal(0, lot.When(Amend with { Description = First.Stored() }, Before).Count);
        Assert.Equal("description.condition", lot.When(Amend with { Description = new(Condition: "mint") }, Before).Refusal?.Facts["field"]);
        Assert.Equal(LotRefusals.TooManyVersions, (lot with { Version = 200 }).When(Amend, Before).Refusal);
        Assert.Equal(LotRefusals.BidOn, Lot(Entered, new CloseRecorded(true, 5)).When(Amend, Opening).Refusal);
        Assert.Equal(LotRefusals.Withdrawn, Lot(Entered, new LotWithdrawn(LotId, FairId, "x", 5, true)).When(Amend, Before).Refusal);
        Assert.Null(Assert.IsType<LotAmended>(Only(lot.When(Amend with { Description = new() }, Before))).Now.Description);
    }

    [Fact]
    public void Files_come_and_go_and_are_no_more_than_a_lot_may_have()
    {
        var added = Only(Lot(Entered).When(new AmendLot(Consignor, false, Add: [Photo]), Before));
        var lot = Lot(Entered, added);
        Assert.Equal([Photo], lot.Offer!.Files);
        Assert.Equal(First, lot.Offer.Details.Description);
        Assert.Equal(0, lot.When(new AmendLot(Consignor, false, Add: [Photo]), Before).Count);
        Assert.Equal(MediaRefusals.UnknownFile, lot.When(new AmendLot(Consignor, false, Remove: [new string('b', 64)]), Before).Refusal);
        var many = Enumerable.Range(0, 21).Select(n => Photo with { Digest = n.ToString("x64", null) }).ToList();
        Assert.Equal(MediaRefusals.TooManyFiles, lot.When(new AmendLot(Consignor, false, Add: many), Before).Refusal);
        Assert.Null(Lot(Entered, added, Only(lot.When(new AmendLot(Consignor, false, Remove: [Photo.Digest]), Before))).Offer!.Files);
    }

    [Fact]
    public void A_lot_that_was_amended_is_the_same_when_it_is_entered_again_as_it_was()
    {
        var lot = Lot(Entered, Only(Lot(Entered).When(Amend, Before)));
        Assert.Equal(LotRefusals.Unchanged, lot.When(new ListLot(((LotEntered)Entered).Offer, true), Before).Refusal);
        Assert.Equal(LotRefusals.Exists, lot.When(new ListLot(Offered with { Details = Details with { Description = Second } }, true), Before).Refusal);
    }

    [Fact]
    public void However_answers_come_a_version_follows_the_one_before_and_each_is_decided_once()
    {
        var commands = Gen.Frequency(
            (3, Gen.Int[0, 3].Select(text => (LotCommand)(Amend with { Description = new("Text " + text) }))),
            (3, Gen.Select(Gen.Long[1, 5], Gen.Bool, (version, allowed) => (LotCommand)new RecordAmendment(version, allowed, 9))),
            (1, Gen.Const((LotCommand)new RecordClose(0, 5))));
        commands.Array[0, 30].Select(Gen.Bool).Sample((history, onSale) =>
        {
            var (lot, versions) = (Lot(Entered), new List<LotAmended>());
            foreach (var command in history)
                foreach (var @event in lot.When(command, onSale ? Opening : Before).Events)
                {
                    if (@event is LotAmended amended)
                    {
                        Assert.Equal(LotVersion.Of(lot.Offer!), amended.Was);
                        versions.Add(amended);
                    }

                    lot = Exchange.Listing.Lots.Lot.Evolve(lot, @event.Stored());
                }

            Assert.Equal(Enumerable.Range(2, versions.Count).Select(number => (long)number), versions.Select(amended => amended.Version));
        });
    }

    [Fact]
    public async Task A_lot_shows_all_that_it_has_said()
    {
        await using var host = await Start();
        var fair = await host.NewFair(published: true);
        var body = new { title = "Lathes", category = "3416", quantityMilli = 2_000, openingMinor = 90_000, description = First };
        var lot = "/api/listing/lots/" + (await Json(await host.Post($"/api/listing/fairs/{fair}/lots", body, Consignor, Roles.Consignor), 201)).GetProperty("lot").GetString();
        Assert.Equal(2, (await Json(await host.Post(lot + "/amend", new { description = Second, version = 1 }, Consignor, Roles.Consignor), 200)).GetProperty("version").GetInt64());
        await (await host.Post(lot + "/amend", new { description = First, version = 1 }, Consignor, Roles.Consignor)).Problem(409, "lot.changed");
        await (await host.Post(lot + "/amend", new { description = First }, "other", Roles.Consignor)).Problem(403, "lot.not-yours");

        host.Clock.SetUtcNow(Opening);
        Assert.Equal("asked", (await Json(await host.Post(lot + "/amend", new { description = new { } }, Consignor, Roles.Consignor), 202)).GetProperty("outcome").GetString());
        Assert.Equal(3, (await Json(await host.Get(lot, Consignor, Roles.Consignor), 200)).GetProperty("askedVersion").GetInt64());
        await host.Settle();
        var asked = Assert.Single(host.Heard<V1.LotAmendmentAsked>());
        await host.Hear(new LotAmendmentAnswered(asked.Lot, fair, asked.Version, true, 77));
        var versions = (await Json(await host.Get(lot + "/versions"), 200)).EnumerateArray().ToList();
        Assert.Equal(["Two lathes.", "Three lathes."], versions.Take(2).Select(version => version.GetProperty("description").GetProperty("text").GetString()));
        Assert.Equal((3, 77, false), (versions.Count, versions[1].GetProperty("untilAt").GetInt64(), versions[2].TryGetProperty("description", out _)));
        Assert.Empty(await host.Rebuilt());
    }

    private static LotEvent Only(Decision<LotEvent> decision)
    {
        Assert.Null(decision.Refusal);
        return Assert.Single(decision.Events);
    }
}

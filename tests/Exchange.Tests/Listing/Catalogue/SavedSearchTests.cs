using Exchange.Kernel.Deciders;
using Exchange.Kernel.Security;
using Exchange.Listing.Catalogue;
using Exchange.Tests.Kernel;
using Xunit;
using static Exchange.Tests.Listing.ListingHost;

namespace Exchange.Tests.Listing.Catalogue;

public sealed class SavedSearchTests
{
    private static readonly SavedSearchesEvent Saved = new SearchSaved("owner", new("s1", "Bearings", "q=bearing", 1));

    [Fact]
    public void A_lot_is_noted_once_for_a_search_and_the_latest_are_kept()
    {
        var found = When(State(Saved), new NoteFinds("owner", "s1", ["a", "b", "a"])).Events.Single();
        Assert.Equal(["a", "b"], Assert.IsType<LotsFound>(found).Lots);
        var state = State(Saved, found);
        Assert.Empty(When(state, new NoteFinds("owner", "s1", ["b", "a"])).Events);
        var many = Assert.IsType<LotsFound>(When(state, new NoteFinds("owner", "s1", [.. Enumerable.Range(0, 600).Select(n => $"lot{n}")])).Events.Single());
        Assert.Equal((SavedSearches.MostAlerts, 3L, "lot599"), (many.Lots.Count, many.First, many.Lots[^1]));
        state = SavedSearches.Evolve(state, many).Stored();
        Assert.Equal((SavedSearches.MostAlerts, 502L), (state.Latest.Count, state.Finds));
    }

    [Fact]
    public void A_search_is_saved_once_forgotten_once_and_not_more_than_fifty()
    {
        var save = new SaveSearch("owner", "s1", "Bearings", "q=bearing");
        Assert.IsType<SearchSaved>(When(SavedSearches.Initial, save).Events.Single());
        Assert.Equal((null, 0), (When(State(Saved), save).Refusal, When(State(Saved), save).Count));
        Assert.Equal(SearchRefusals.Exists, When(State(Saved), save with { Query = "q=pump" }).Refusal);
        Assert.Equal(SearchRefusals.NameUnclear, When(SavedSearches.Initial, save with { Name = "a\nb" }).Refusal);
        Assert.Equal(SearchRefusals.Unknown, When(SavedSearches.Initial, new ForgetSearch("s1")).Refusal);
        Assert.Equal(0, When(SavedSearches.Initial, new NoteFinds("owner", "s1", ["a"])).Count);
        var full = State([.. Enumerable.Range(0, SavedSearches.Most).Select(n => new SearchSaved("owner", new($"s{n}", "n", "q=a", 1)))]);
        Assert.Equal(SearchRefusals.TooMany, When(full, save with { Search = "another" }).Refusal);
        var forgotten = SavedSearches.Evolve(State(Saved, new LotsFound("owner", "s1", 1, ["a"], 2)), new SearchForgotten("s1"));
        Assert.Equal((0, 0, 1L), (forgotten.Searches.Count, forgotten.Latest.Count, forgotten.Finds));
    }

    [Fact]
    public void A_round_of_alerts_only_goes_forward()
    {
        Assert.IsType<AlertsPassed>(AlertRound.Decide(AlertRound.Initial, new PassAlerts(3), default).Events.Single());
        Assert.Equal(0, AlertRound.Decide(new() { Through = 3 }, new PassAlerts(3), default).Count);
    }

    [Fact]
    public async Task Lots_that_are_announced_after_a_search_was_saved_become_its_alerts()
    {
        await using var host = await Start();
        var fair = await host.NewFair(published: true);
        await Enter("轴承 before");
        var saved = new { name = "Bearings", query = "q=%E8%BD%B4%E6%89%BF&region=Jilin" };
        var search = (await Json(await host.Post("/api/listing/searches", saved, "b", Roles.Bidder), 201)).GetProperty("search").GetString();
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        var (first, second) = (await Enter("轴承 6204"), await Enter("深沟球轴承"));
        await Enter("电缆");
        await Enter("轴承 elsewhere", "Dalian");
        var alerts = $"/api/listing/searches/{search}/alerts";
        var found = await Until(2);
        Assert.Equal(new HashSet<string?> { first, second }, [.. found]);
        Assert.Empty((await Json(await host.Get("/api/listing/searches", "c", Roles.Bidder), 200)).EnumerateArray());
        await (await host.Get(alerts, "c", Roles.Bidder)).Problem(404, "search.unknown");
        var page = await host.Get(alerts + "?limit=1", "b", Roles.Bidder);
        Assert.Single((await Json(page, 200)).EnumerateArray());
        Assert.Single((await Json(await host.Get(page.Headers.GetValues("Link").Single().Split('<', '>')[1], "b", Roles.Bidder), 200)).EnumerateArray());
        Assert.Empty(await host.Rebuilt());

        async Task<List<string?>> Until(int count)
        {
            for (var tries = 0; ; tries++)
            {
                var lots = (await Json(await host.Get(alerts, "b", Roles.Bidder), 200)).EnumerateArray().Select(alert => alert.GetProperty("lot").GetString()).ToList();
                if (lots.Count >= count || tries == 200) return lots;
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }
        }

        async Task<string?> Enter(string title, string region = "Jilin") => (await Json(
            await host.Post($"/api/listing/fairs/{fair}/lots", new { title, category = "3110", region, quantityMilli = 1_000, openingMinor = 100 }, Given.Consignor, Roles.Consignor), 201))
            .GetProperty("lot").GetString();
    }

    [Fact]
    public async Task A_search_that_cannot_be_is_not_saved_and_one_that_is_deleted_is_gone()
    {
        await using var host = await Start();
        await (await host.Post("/api/listing/searches", new { name = "x", query = "sort=best" }, "b", Roles.Bidder)).Problem(400, "request.invalid");
        await Json(await host.Post("/api/listing/searches", new { name = "x", query = "q=a" }, "b", Roles.Bidder), 201);
        await host.Settle();
        Assert.Single((await Json(await host.Get("/api/listing/searches", "b", Roles.Bidder), 200)).EnumerateArray());
    }

    private static SavedSearches State(params SavedSearchesEvent[] events) => events.Aggregate(SavedSearches.Initial, SavedSearches.Evolve);

    private static Decision<SavedSearchesEvent> When(SavedSearches state, SavedSearchesCommand command) => SavedSearches.Decide(state, command, DateTimeOffset.UnixEpoch);
}

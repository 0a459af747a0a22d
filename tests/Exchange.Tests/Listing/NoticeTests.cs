using Exchange.Kernel.Security;
using Exchange.Listing.Fairs;
using Exchange.Listing.Notices;
using Exchange.Tests.Kernel;
using Xunit;
using static Exchange.Tests.Listing.Given;
using static Exchange.Tests.Listing.ListingHost;

namespace Exchange.Tests.Listing;

/// <summary>What organizers tell everybody.</summary>
public sealed class NoticeTests
{
    private const string NoticeId = "d0000000000000000000000000000001";

    private static readonly NoticeText First = new("提货时间", "三号库停止提货。", "Removal hours", "Store 3 is closed."), Second = First with { English = "Store 3 is open again." };

    private static readonly Notice Posted = Of(Notice.Initial, Post(First));

    [Fact]
    public void A_correction_keeps_what_a_notice_said_before()
    {
        var corrected = Of(Posted, Correct(Second), Before.AddHours(1)).Stored();
        Assert.Equal([(1, First), (2, Second)], corrected.Versions.Select(version => (version.Version, version.Text)));
        Assert.Equal((Before.ToUnixTimeMilliseconds(), Before.AddHours(1).ToUnixTimeMilliseconds()), (corrected.Versions[0].At, corrected.Versions[1].At));
        Assert.Equal(0, Notice.Decide(corrected, Correct(Second), Before).Count);
    }

    [Fact]
    public void A_notice_stays_pinned_or_not_where_a_correction_does_not_say()
    {
        var pinned = Of(Notice.Initial, Post(First) with { Pinned = true });
        Assert.True(Of(pinned, Correct(Second)).Versions[1].Pinned);
        Assert.False(Of(pinned, Correct(First) with { Pinned = false }).Versions[1].Pinned);
    }

    [Fact]
    public void The_fair_says_who_may_post_and_correct()
    {
        foreach (var decision in new[] { Notice.Decide(Notice.Initial, Post(First), Before), Notice.Decide(Posted, Correct(Second), Before) })
            Assert.Equal((Exchange.Listing.Fairs.Fair.Stream(FairId), new ConfirmOrganizer(Organizer, false)), (decision.Companions[0].Stream, (ConfirmOrganizer)decision.Companions[0].Command));
        Assert.Null(Fair(Created).When(new ConfirmOrganizer(Organizer, false), Before).Refusal);
        Assert.Null(Fair(Created).When(new ConfirmOrganizer("", true), Before).Refusal);
        Assert.Equal(FairRefusals.NotYours, Fair(Created).When(new ConfirmOrganizer(Consignor, false), Before).Refusal);
    }

    [Theory]
    [InlineData(null, null, null, null)]
    [InlineData("提货", null, null, null)]
    [InlineData(null, "提货。", null, null)]
    [InlineData("提货", "提货。", "Removal", null)]
    [InlineData(null, null, "Re\nmoval", "Text")]
    [InlineData(null, null, "Removal", "Te\u0007xt")]
    public void A_notice_says_something_in_whole_languages(string? chineseTitle, string? chinese, string? englishTitle, string? english) =>
        Assert.Equal(NoticeRefusals.TextUnclear, Notice.Decide(Notice.Initial, Post(new(chineseTitle, chinese, englishTitle, english)), Before).Refusal);

    [Fact]
    public void Lines_may_be_broken_and_one_language_is_enough() =>
        Assert.Null(Notice.Decide(Notice.Initial, Post(new(EnglishTitle: "Removal", English: "Store 3\nStore 4")), Before).Refusal);

    [Fact]
    public void A_notice_has_a_hundred_versions_at_most()
    {
        var full = Enumerable.Range(2, Notice.MostVersions - 1).Aggregate(Posted, (notice, number) => Of(notice, Correct(First with { English = $"Version {number}" })));
        Assert.Equal(NoticeRefusals.TooManyCorrections, Notice.Decide(full, Correct(Second), Before).Refusal);
    }

    [Fact]
    public void A_notice_that_is_posted_again_is_the_same_or_refused()
    {
        Assert.Equal(0, Notice.Decide(Posted, Post(First), Before).Count);
        Assert.Equal(NoticeRefusals.Exists, Notice.Decide(Posted, Post(Second), Before).Refusal);
        Assert.Equal(NoticeRefusals.Unknown, Notice.Decide(Notice.Initial, Correct(Second), Before).Refusal);
        Assert.Equal(NoticeRefusals.Unknown, Notice.Decide(Posted, Correct(Second) with { Fair = "another" }, Before).Refusal);
    }

    [Fact]
    public async Task Notices_are_read_latest_first_with_all_that_they_have_said()
    {
        await using var host = await Start();
        var at = $"/api/listing/fairs/{await host.NewFair(published: true)}/notices";
        foreach (var number in Enumerable.Range(1, 3))
        {
            host.Clock.Advance(TimeSpan.FromMinutes(1));
            await Json(await host.Post(at, new { englishTitle = $"Notice {number}", english = "Text", pinned = number == 2 }, Organizer, Roles.Organizer), 201);
        }

        await host.Settle();
        var page = await host.Get($"{at}?limit=2", Consignor, Roles.Consignor);
        var rows = await Json(page, 200);
        Assert.Equal(["Notice 3", "Notice 2"], rows.EnumerateArray().Select(row => row.GetProperty("text").GetProperty("englishTitle").GetString()));
        Assert.Equal(1, (await Json(await host.Get(page.Headers.GetValues("Link").Single().Split('<', '>')[1]), 200)).GetArrayLength());
        var pinned = Assert.Single((await Json(await host.Get($"{at}?pinned=true"), 200)).EnumerateArray()).GetProperty("notice").GetString();
        await (await host.Post($"{at}/{pinned}", new { englishTitle = "Notice 2", english = "Other text" }, Consignor, Roles.Organizer)).Problem(403, "fair.not-yours");
        var corrected = await Json(await host.Post($"{at}/{pinned}", new { englishTitle = "Notice 2", english = "Other text" }, Organizer, Roles.Organizer), 200);
        Assert.Equal(2, corrected.GetProperty("version").GetInt64());
        Assert.Equal(["Text", "Other text"], (await Json(await host.Get($"{at}/{pinned}"), 200)).EnumerateArray().Select(version => version.GetProperty("text").GetProperty("english").GetString()));
        await (await host.Post(at, new { englishTitle = "No text" }, Organizer, Roles.Organizer)).Problem(400, "request.invalid");
        await (await host.Get($"{at}/{NoticeId}")).Problem(404, "notice.unknown");
        Assert.Empty(await host.Rebuilt());
    }

    private static PostNotice Post(NoticeText text) => new(NoticeId, FairId, Organizer, false, text);

    private static CorrectNotice Correct(NoticeText text) => new(NoticeId, FairId, Organizer, false, text);

    private static Notice Of(Notice notice, NoticeCommand command, DateTimeOffset? now = null) => Notice.Evolve(notice, Notice.Decide(notice, command, now ?? Before)[0]);
}

using System.Net;
using Exchange.Tests.Kernel;
using Xunit;
using static Exchange.Tests.Matching.Sale;

namespace Exchange.Tests.Matching;

public sealed partial class MatchingHttpTests
{
    [Fact]
    public async Task A_bidder_who_is_admitted_later_is_let_in_under_the_same_key()
    {
        await _host.Enter(Of(ByBids.Terms with { Admission = "approved", Licence = "74" }) with { Lot = ByBids.Lot with { Id = Secret, Number = 9 } });
        await Closed(403, "auction.not-admitted");
        await Tell(new(Fair, Smelter, true, [], 1, 0));
        await Closed(403, "auction.licence-needed");
        await Tell(new(Fair, Smelter, true, ["74"], 2, 0));
        var first = await _host.Send(HttpMethod.Post, $"lots/{Secret}/bids", Smelter, """{"amountMinor":10000}""", key: "door");
        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        await Tell(new(Fair, Smelter, false, [], 3, 0));
        var again = await _host.Send(HttpMethod.Post, $"lots/{Secret}/bids", Smelter, """{"amountMinor":10000}""", key: "door");
        Assert.Equal(await first.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());

        async Task Closed(int status, string code) =>
            await (await _host.Send(HttpMethod.Post, $"lots/{Secret}/bids", Smelter, """{"amountMinor":10000}""", key: "door")).Problem(status, code);

        async Task Tell(Exchange.Contracts.Listing.V1.BidderAdmission admission)
        {
            await _host.Tell(admission);
            await _host.Journal.WaitForViews(_host.Journal.Head());
        }
    }
}

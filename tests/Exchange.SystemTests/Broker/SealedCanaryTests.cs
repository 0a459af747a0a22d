using System.Net;
using System.Text;
using Exchange.SystemTests.Http;
using Exchange.Tests.Matching;
using Xunit;

namespace Exchange.SystemTests.Broker;

/// <summary>Sealed bids of an exchange whose services speak over a broker: amounts that stand nowhere else are looked for in every message that crosses it, in the server's files, and in those
/// of the exchange.</summary>
public sealed class SealedCanaryTests
{
    private const long Losing = 7_316_598_204_421, Winning = 7_316_598_204_859, Withdrawn = 7_316_598_204_337, Amended = 7_316_598_204_211, Opening = 1_000_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60), BetweenLooks = TimeSpan.FromMilliseconds(50);

    [Fact]
    public async Task Before_the_opening_an_amount_is_in_no_message_and_in_no_file_of_the_broker()
    {
        await using var broker = await RabbitBroker.Start();
        await using var tap = await BrokerTap.On(broker);
        await using var exchange = await OpenExchange.Start(broker.Settings);
        var clients = exchange.Clients;
        var (organizer, consignor) = (await clients.Register("organizer"), await clients.Register("consignor"));
        var (winner, loser) = (await clients.Register("bidder"), await clients.Register("bidder"));
        var fair = await clients.CreateFair(organizer, Clients.Opening, Clients.Opening.AddHours(6));
        await clients.Publish(fair, organizer);
        var lot = await clients.EnterLot(fair, consignor, "sealed-first-price", Opening);
        await clients.MoveTo(Clients.Opening);
        await Until(async () => await IsForSale(clients, lot, winner), "the lot is for sale");

        await Bid(winner, Amended);
        await Bid(winner, Winning);
        await Bid(loser, Withdrawn);
        await clients.Post($"/api/matching/lots/{lot}/sealed-bids/withdrawals", new { }, loser.Token);
        await Bid(loser, Losing);
        await Until(() => Crossed("\"bids\": 4"), "the last bid is told");
        foreach (var amount in new[] { Losing, Winning, Withdrawn, Amended }) Nowhere(amount);

        // What is looked for would be found: the lot is told of, and its files are there.
        Assert.True(Crossed(lot));
        Assert.Contains(Directory.EnumerateFiles(broker.Files, "*", SearchOption.AllDirectories), file => Canary.ReadShared(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(lot)) >= 0);

        await clients.MoveTo(Clients.Opening.AddHours(7));
        await Until(() => Canary.Found(Winning, tap.Seen).Any(), "the award is told");
        Assert.NotEmpty(Canary.FoundIn(broker.Files, Winning));
        foreach (var amount in new[] { Withdrawn, Amended }) Nowhere(amount);

        Task Bid(Party bidder, long amountMinor) => clients.Post($"/api/matching/lots/{lot}/sealed-bids", new { amountMinor }, bidder.Token);

        bool Crossed(string text) => tap.Seen.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;

        void Nowhere(long amount)
        {
            Assert.Empty(Canary.Found(amount, tap.Seen));
            Assert.Empty(Canary.FoundIn(broker.Files, amount));
            Assert.Empty(Canary.FoundIn(exchange.Data, amount));
        }
    }

    private static async Task<bool> IsForSale(Clients clients, string lot, Party bidder)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/matching/lots/{lot}");
        request.Headers.Authorization = new("Bearer", bidder.Token);
        using var answer = await clients.Http.SendAsync(request);
        return answer.StatusCode == HttpStatusCode.OK;
    }

    private static Task Until(Func<bool> condition, string what) => Until(() => Task.FromResult(condition()), what);

    private static async Task Until(Func<Task<bool>> condition, string what)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, $"Waited in vain until {what}.");
            await Task.Delay(BetweenLooks);
        }
    }
}

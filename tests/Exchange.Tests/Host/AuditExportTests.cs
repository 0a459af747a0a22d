using Exchange.Host.Cli;
using Exchange.Kernel.Log;
using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;
using Exchange.Tests.Matching;
using Xunit;
using static Exchange.Tests.Matching.Sale;

namespace Exchange.Tests.Host;

/// <summary>Audit files of sales that did not go their usual way, written from the stored log by <c>exchange audit</c> and verified by <c>exchange verify</c>; then each byte of
/// them is changed.</summary>
public sealed class AuditExportTests : IAsyncLifetime
{
    private const string Wang = "wang", Li = "li";

    private static readonly string Office = Id.From("office");

    private MatchingStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _store = await MatchingStore.Started();
        await _store.Tell(Entered(ByBids with { Organizer = Office, Terms = ByBids.Terms with { ReserveMinor = 0, GraceMs = 300_000 } }), "m1");
        await Accepted(new PlaceBid(Smelter, 10_000));
        await Accepted(new PlaceBid(Foundry, 12_000));
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task A_lot_with_a_bid_that_is_void_is_sold_to_the_other()
    {
        await Accepted(new Propose(Wang, Office, false, 2, "a slip of the pen"));
        await Accepted(new ConfirmProposal(Li, Office, false, 1) { Standing = [new(1, Smelter, 10_000, During.ToUnixTimeMilliseconds()), new(2, Foundry, 12_000, During.ToUnixTimeMilliseconds())] });
        var file = await Exported(Closes, "result   sold", "winner   Bidder 1, 2000 units for 10000 minor units of CNY");
        Contains(file, "\"type\":\"bid-voided.v1\"", "\"reason\":\"a slip of the pen\"");
        Flips.AreAllNamed(file);
    }

    [Fact]
    public async Task A_lot_that_two_organizers_withdrew_is_sold_to_nobody()
    {
        await Accepted(new Propose(Wang, Office, false, null, "damaged in store"));
        await Accepted(new ConfirmProposal(Li, Office, false, 1));
        var file = await Exported(During, "result   withdrawn");
        Contains(file, "\"type\":\"auction-withdrawn.v1\"", "\"reason\":\"damaged in store\"");
        Flips.AreAllNamed(file);
    }

    [Fact]
    public async Task A_lot_that_a_downtime_extended_is_sold_to_whoever_bid_in_the_grace()
    {
        _store.Clock.SetUtcNow(Closes.AddMinutes(-2));
        await Accepted(new PlaceBid(Smelter, 13_000));
        await _store.Stop();
        _store.Clock.SetUtcNow(Closes.AddMinutes(10));
        await _store.Start();
        await _store.Settle();
        await Accepted(new PlaceBid(Foundry, 14_000));
        var file = await Exported(Closes.AddMinutes(20), "result   sold", "winner   Bidder 2, 2000 units for 14000 minor units of CNY");
        Contains(file, "\"type\":\"close-moved.v1\"", "\"reason\":\"downtime\"");
        Flips.AreAllNamed(file);
    }

    // The file of the lot once its sale has ended, which both commands find right, and whose head is the published one.
    private async Task<byte[]> Exported(DateTimeOffset end, params string[] said)
    {
        _store.Clock.SetUtcNow(end);
        await _store.Settle();
        var head = (await _store.Journal.Peek<Auction>(Auction.Stream(LotId))).Audit!.Head;
        await _store.Stop();
        var file = Path.Combine(_store.Data, "audit.json");
        foreach (var line in said.Append($"head     {head}"))
        {
            Assert.Contains(line, await Run("audit", LotId, "--data", _store.Data, "--out", file), StringComparison.Ordinal);
            Assert.Contains(line, await Run("verify", file, "--head", head), StringComparison.Ordinal);
        }

        return await File.ReadAllBytesAsync(file);
    }

    private static void Contains(byte[] file, params string[] texts) =>
        Assert.All(texts, text => Assert.Contains(text, System.Text.Encoding.UTF8.GetString(file), StringComparison.Ordinal));

    private static async Task<string> Run(params string[] arguments)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        var exit = await CommandTree.Run(arguments, output, errors);
        Assert.True(exit == 0, $"{output}{errors}");
        return output.ToString();
    }

    private async Task Accepted(AuctionCommand command) => Assert.IsType<Answer.Accepted>(await _store.Submit(command));
}

using Exchange.Contracts.Settlement.V1;
using Exchange.Kernel.Log;
using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;
using Exchange.Matching.Audits;
using Exchange.Tests.Matching;
using Xunit;
using static Exchange.Tests.Matching.Sale;

namespace Exchange.Tests.Host;

/// <summary>Audit files of lots of which an award falls: what follows an end is published anew, whatever it is, and each byte of it can be checked.</summary>
public sealed class AuditAfterDefaultTests : IAsyncLifetime
{
    private static readonly string Office = Id.From("office");

    private MatchingStore _store = null!;

    public async ValueTask InitializeAsync() => _store = await MatchingStore.Started();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task A_lot_that_a_default_opened_again_and_two_organizers_withdrew_is_published_as_withdrawn_and_again_when_another_award_falls()
    {
        await _store.Tell(Entered(AtPrice with { Organizer = Office }), "m1");
        await Accepted(new TakeQuantity(Smelter, 1_500_000));
        await Accepted(new TakeQuantity(Foundry, 500_000));
        var sold = await Published(AuctionStatus.Sold, 2);

        await Falls(1);
        await _store.Settle();
        Assert.Equal(sold, (await State()).Audit); // it is for sale again, and has no end

        await Accepted(new Propose("wang", Office, false, null, "damaged in store"));
        await Accepted(new ConfirmProposal("li", Office, false, 1));
        var withdrawn = await Published(AuctionStatus.Withdrawn, 1);

        await Falls(2);
        var last = await Published(AuctionStatus.Withdrawn, 0);
        Assert.True(sold.Entries < withdrawn.Entries && withdrawn.Entries < last.Entries);
        Flips.AreAllNamed(await File());
        Assert.Empty(await _store.RebuildDifferences());
    }

    [Fact]
    public async Task While_a_bidder_is_asked_another_default_is_published_at_once()
    {
        await _store.Tell(Entered(InUnits("pay-as-bid")), "m1");
        foreach (var bidder in new[] { Smelter, Foundry, Id.From("rolling") }) await Accepted(new PlaceDemand(bidder, 3_000, 1_000_000));
        _store.Clock.SetUtcNow(Closes);
        await Published(AuctionStatus.Sold, 2);
        await Falls(1);
        var asked = await Published(AuctionStatus.SecondChance, 1);
        await Falls(2);
        Assert.True((await Published(AuctionStatus.SecondChance, 0)).Entries > asked.Entries);
        await Accepted(new AnswerSecondChance(Id.From("rolling"), Accepts: true));
        await Published(AuctionStatus.Sold, 1);
        Flips.AreAllNamed(await File());
        Assert.Empty(await _store.RebuildDifferences());
    }

    private async Task Accepted(AuctionCommand command) => Assert.IsType<Answer.Accepted>(await _store.Submit(command));

    private Task Falls(int award) => _store.Tell(new DealDefaulted(Id.From(LotId, $"{award}"), LotId, Fair, "not-paid", 0), $"d{award}");

    private Task<Auction> State() => _store.Journal.Peek<Auction>(Auction.Stream(LotId)).AsTask();

    // The head that is published now is that of the whole file, which verifies.
    private async Task<AuditHead> Published(string outcome, int awards)
    {
        await _store.Settle();
        var (head, file) = ((await State()).Audit!, await File());
        var verdict = AuditVerifier.Verify(file, head.Head);
        Assert.Empty(verdict.Faults);
        Assert.Equal((head.Entries, head.Entries, outcome, awards), (verdict.Entries, verdict.HeadAt, verdict.Result!.Outcome, verdict.Result.Awards.Count));
        return head;
    }

    private async Task<byte[]> File()
    {
        var (file, bytes) = (new AuditFile(), new System.Buffers.ArrayBufferWriter<byte>());
        await using var session = await _store.Journal.Read();
        await foreach (var (entry, part) in _store.Journal.PartsOf(Auction.Stream(LotId), await AuditViews.LogRowsOf(session, LotId)))
            if (AuditKind.Holds(part.Events)) file.Write(bytes, entry.ReceivedAt.ToUnixTimeMilliseconds(), part.Events);
        file.End(bytes);
        return bytes.WrittenSpan.ToArray();
    }
}

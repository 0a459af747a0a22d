using System.Buffers;
using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;
using Exchange.Matching.Audits;
using Xunit;
using static Exchange.Tests.Matching.Sale;

namespace Exchange.Tests.Matching;

/// <summary>Audit files from before events said all that they say now.</summary>
public sealed class OldAuditTests
{
    private static readonly string Office = Id.From("office"), Third = Id.From("third");

    [Fact]
    public void A_file_in_which_a_void_bid_does_not_say_which_bids_remain_the_best_is_right() => Assert.Empty(AuditVerifier.Verify(FileOf(Old)).Faults);

    [Fact]
    public void Any_byte_of_it_that_is_changed_is_found_and_its_place_named() => Flips.AreAllNamed(FileOf(Old));

    [Fact]
    public void What_it_does_say_must_be_right() => Assert.Contains(
        AuditVerifier.Verify(FileOf(voided => Old(voided) with { BestMinor = [10_001, 0, 12_500] })).Faults,
        fault => fault.Contains("events[0].bestMinor[0] is 10001, and by the rules 10000", StringComparison.Ordinal));

    [Fact]
    public void A_file_that_says_which_bids_remain_the_best_must_say_it_right() => Assert.Contains(
        AuditVerifier.Verify(FileOf(voided => voided with { BestBids = [2, 0, 3] })).Faults,
        fault => fault.Contains("events[0].bestBids[0] is 2, and by the rules 1", StringComparison.Ordinal));

    private static BidVoided Old(BidVoided voided) => voided with { BestBids = null };

    // Three bid, and the second bid is void.
    private static byte[] FileOf(Func<BidVoided, BidVoided> written)
    {
        var (file, bytes, state) = (new AuditFile(), new ArrayBufferWriter<byte>(), Auction.Initial);
        (AuctionCommand Command, DateTimeOffset At)[] commands =
        [
            (new OfferLot(ByBids with { Organizer = Office, Terms = ByBids.Terms with { ReserveMinor = 0 } }), Opens.AddDays(-1)),
            (new PlaceBid(Smelter, 10_000), During), (new PlaceBid(Foundry, 12_000), During), (new PlaceBid(Third, 12_500), During),
            (new Propose("wang", Office, false, 2, "a slip of the pen"), During),
            (new ConfirmProposal("li", Office, false, 1) { Standing = [Counted(1, Smelter, 10_000), Counted(2, Foundry, 12_000), Counted(3, Third, 12_500)] }, During),
            (new CloseAuction(), Closes),
        ];
        foreach (var (command, at) in commands)
        {
            AuctionEvent[] events = [.. Auction.Decide(state, command, at).Events.Select(@event => @event is BidVoided voided ? written(voided) : @event)];
            state = events.Aggregate(state, Auction.Evolve);
            file.Write(bytes, at.ToUnixTimeMilliseconds(), events);
        }

        file.End(bytes);
        return bytes.WrittenSpan.ToArray();
    }

    private static CountedBid Counted(long bid, string bidder, long amountMinor) => new(bid, bidder, amountMinor, During.ToUnixTimeMilliseconds());
}

using Exchange.Contracts.Matching.V1;
using Exchange.Kernel.Values;
using Exchange.Matching;
using Exchange.Matching.Auctions;
using Exchange.Matching.Rings;
using Xunit;
using static Exchange.Tests.Matching.Barter;
using static Exchange.Tests.Matching.Sale;
using RingTraded = Exchange.Matching.Rings.RingTraded;

namespace Exchange.Tests.Host;

/// <summary>The checker on rings of barter: a sound one holds, and each damage is found.</summary>
public sealed class RingProofTests : IDisposable
{
    private static readonly Offering[] Offered = [CableLot, SteelLot, PumpsLot];
    private static readonly string[] Awards = [.. Offered.Select(lot => Id.From(lot.Lot.Id, "1"))];

    private readonly StoredHistory _history = new();

    public void Dispose() => _history.Dispose();

    [Fact]
    public async Task A_sound_ring_holds()
    {
        await Agree();
        await Trade();
        foreach (var n in Enumerable.Range(0, 3)) await Give(n);
        foreach (var promise in new[] { "rings are all or nothing", "no double award", "reproducible award", "priority by its rule", "audit files verify", "views are the log (matching)" })
        {
            var proof = await Prove(promise);
            Assert.True(proof.Held, $"{promise}: {proof.Detail}");
        }
    }

    [Fact]
    public async Task A_ring_of_which_a_lot_was_not_given_is_seen()
    {
        await Agree();
        await Trade();
        await Give(0);
        await Give(1);
        await Fault("gave 2 lots where its log says 3");
    }

    [Fact]
    public async Task A_lot_that_was_given_at_another_value_is_seen()
    {
        await Agree();
        await Trade();
        await Give(0, award => award with { HammerMinor = 1 });
        await Give(1);
        await Give(2);
        await Fault("or others");
    }

    [Fact]
    public async Task An_award_that_does_not_name_its_ring_whole_is_seen()
    {
        await Agree();
        await Trade();
        await Give(0, award => award with { Ring = new(RingId, [Awards[0]]) });
        await Give(1);
        await Give(2);
        await Fault("does not name all of its awards");
    }

    [Fact]
    public async Task A_lot_that_is_given_though_the_ring_was_dissolved_is_seen()
    {
        await Agree();
        await Append("ring/" + RingId, new RingDissolved(RingDissolved.NotHeld, [Steel]));
        await Give(0);
        await Fault("gave 1 lots where its log says 0");
        await Fault($"Lot {Steel} is still kept");
    }

    [Fact]
    public async Task A_trade_without_a_member_or_with_other_legs_is_seen()
    {
        await Append("ring/" + RingId, new RingProposed(Proposed), new RingAccepted(Mill), Traded with { Legs = [.. Traded.Legs.Reverse()] });
        await Fault("was traded without");
    }

    [Fact]
    public async Task A_lot_in_two_rings_of_a_run_and_one_that_was_out_are_seen()
    {
        var round = new RingRoundPlanned(new(RoundId, Fair, "CNY", 3, 0, 3_600_000));
        var search = new RingSearch(3, 0, 0, 3);
        await Append("ring-round/" + RoundId, round, new RingsProposed(1, [new("a", [Cable, Steel]), new("b", [Steel, Pumps])], search));
        await Append("ring-round/" + RoundId, new RingEnded("a", false, [Cable]), new RingsProposed(2, [new("c", [Cable, Pumps])], search));
        await Append("ring-round/" + Id.From("other"), round, new RingsProposed(1, [new("d", [Cable, Steel, Pumps, Paint])], search));
        foreach (var fault in new[] { "has a lot in two rings at once", "proposes lot " + Cable + " again", "has a ring of 4 lots" }) await Fault(fault);
    }

    [Fact]
    public async Task A_bid_on_a_lot_that_is_kept_is_seen()
    {
        await Agree();
        await Append("auction/" + Cable, new BidPlaced(Fair, 1, Smelter, 1, Reserve, Reserve, Reserve + 500, Closes.ToUnixTimeMilliseconds()));
        await Fault("BidPlaced happened to lot " + Cable + " while it was kept");
    }

    private static RingTraded Traded => new(RingId, Fair, "CNY", [.. Legs.Select((leg, n) => new TradedLeg(Awards[n], leg.Lot, leg.Winner, leg.HammerMinor))]);

    private async Task Agree()
    {
        _history.Later = During - DateTimeOffset.FromUnixTimeMilliseconds(StoredHistory.At);
        await Append("ring/" + RingId, new RingProposed(Proposed), new RingAccepted(Mill), new RingAccepted(Works), new RingAccepted(Yard), new RingAgreed(Until));
        foreach (var (n, lot) in Offered.Index())
            await Append("auction/" + lot.Lot.Id, new LotOffered(lot), new HeldForRing(Fair, RingId, Awards[n], Legs[n].Winner, Legs[n].HammerMinor, Until));
    }

    private Task Trade() => Append("ring/" + RingId, [.. Offered.Select((lot, n) => new RingLotHeld(lot.Lot.Id, Awards[n])), Traded]);

    private Task Give(int n, Func<QuantityAwarded, QuantityAwarded>? damaged = null)
    {
        var award = new QuantityAwarded(Awards[n], Offered[n].Lot, Legs[n].Winner, 4_000, Legs[n].HammerMinor, Settled, Ring: new BarterRing(RingId, Awards));
        return Append("auction/" + Offered[n].Lot.Id, damaged is null ? award : damaged(award), new AuctionClosed(Fair, 4_000, 4_000, 0));
    }

    private static long Until => During.ToUnixTimeMilliseconds() + RingRound.HoldMs;

    private Task Append(string stream, params object[] events) => _history.Append(MatchingJournal.Definition, (stream, events));

    private async Task<Exchange.Host.Proofs.Proof> Prove(string promise)
    {
        await _history.Follow(MatchingJournal.Definition);
        return await _history.Prove(promise);
    }

    private async Task Fault(string text) => Assert.Contains(text, (await _history.Prove("rings are all or nothing")).Detail, StringComparison.Ordinal);
}

using Exchange.Contracts.Listing.V1;
using Exchange.Kernel.Values;
using Exchange.Matching;
using Exchange.Matching.Auctions;
using Exchange.Matching.Fairs;
using Xunit;
using Lot = Exchange.Matching.Auctions.Lot;

namespace Exchange.Tests.Host;

/// <summary>The checker on what key enterprises take: a sound taking holds, and each damage is found.</summary>
public sealed class PriorityProofTests : IDisposable
{
    private static readonly string LotId = Id.From("lot"), FairId = Id.From("fair"), Mill = Id.From("mill"), Ann = Id.From("ann"), Bob = Id.From("bob"), Award = Id.From(LotId, "1");

    private static readonly string[] Key = [.. new[] { Ann, Bob }.Order(StringComparer.Ordinal)];

    private static readonly SettlementTerms Settling = new(300, 86_400_000, 86_400_000);
    private static readonly Lot TheLot = new(LotId, FairId, 1, "Rebar", Mill, "steel", "CN-JL", 10_000, "TNE", "CNY");
    private static readonly Offering Offered = new(
        TheLot, new("english", 1_000, 0, 100, 0, StoredHistory.At + 1000, StoredHistory.At + 9000, PriorityFromAt: StoredHistory.At - 1000), Settling, []);

    private static readonly PriorityTaken Taken = new(TheLot, Award, Ann, 1_000, 1_000, Key);
    private static readonly QuantityAwarded Awarded = new(Award, TheLot, Ann, 10_000, 1_000, Settling, 1_000, Priority: true);
    private static readonly AuctionClosed Closed = new(FairId, 10_000, 10_000, 0);

    private readonly StoredHistory _history = new();

    public void Dispose() => _history.Dispose();

    [Fact]
    public async Task A_sound_taking_holds()
    {
        await Take(Taken, Awarded);
        foreach (var promise in new[] { "priority by its rule", "audit files verify", "reproducible award", "no double award", "views are the log (matching)" })
            Assert.True((await _history.Prove(promise)).Held, promise);
    }

    [Fact]
    public async Task A_taking_outside_the_window_is_seen()
    {
        _history.Later = TimeSpan.FromSeconds(1);
        await Take(Taken, Awarded);
        await Fault("outside its priority window");
    }

    [Fact]
    public async Task A_taking_at_another_price_is_seen()
    {
        await Take(Taken with { HammerMinor = 900 }, Awarded with { HammerMinor = 900 });
        await Fault("costs 1000 at its opening price");
    }

    [Fact]
    public async Task A_taking_by_one_who_is_no_key_enterprise_is_seen()
    {
        await Take(Taken with { Enterprise = Id.From("cai") }, Awarded with { Winner = Id.From("cai") });
        await Fault("which is none of the key enterprises");
    }

    [Fact]
    public async Task A_list_of_key_enterprises_that_is_not_the_fairs_is_seen()
    {
        await Take(Taken with { KeyEnterprises = [Ann] }, Awarded);
        await Fault("its fair named 2");
    }

    [Fact]
    public async Task An_award_before_the_opening_that_nobody_took_by_priority_is_seen()
    {
        await Take(Awarded with { Priority = null });
        await Fault("the lot had not opened");
    }

    [Fact]
    public async Task A_lot_that_was_withdrawn_and_then_given_to_a_key_enterprise_is_seen()
    {
        await Append(new LotOffered(Offered), new AuctionWithdrawn("Kept for the smelter"));
        await Append(Taken, Awarded, Closed);
        await Fault("when its sale had ended");
    }

    private async Task Take(params object[] events)
    {
        await _history.Append(MatchingJournal.Definition, (Fair.Stream(FairId), [new KeyEnterprisesHeard(FairId, Key)]));
        await Append(new LotOffered(Offered));
        await Append([.. events, Closed]);
        await _history.Follow(MatchingJournal.Definition);
    }

    private Task Append(params object[] events) => _history.Append(MatchingJournal.Definition, (Auction.Stream(LotId), events));

    private async Task Fault(string part)
    {
        var proof = await _history.Prove("priority by its rule");
        Assert.False(proof.Held);
        Assert.Contains(part, proof.Detail, StringComparison.Ordinal);
    }
}

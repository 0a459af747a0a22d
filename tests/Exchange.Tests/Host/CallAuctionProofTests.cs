using Exchange.Contracts.Listing.V1;
using Exchange.Kernel.Values;
using Exchange.Matching;
using Exchange.Matching.CallAuctions;
using Xunit;

namespace Exchange.Tests.Host;

/// <summary>The checker crosses every call auction again: each test damages one thing of what a call came to.</summary>
public sealed class CallAuctionProofTests : IDisposable
{
    private const string Promise = "call auctions cross by their rules", Audited = "audit files verify", Auction = "00000000000000000000000000000001";
    private const string Buyer = "0000000000000000000000000000000b", Seller = "00000000000000000000000000000005", Other = "0000000000000000000000000000000c";

    private static readonly SettlementTerms Settling = new(300, 86_400_000, 86_400_000);
    private static readonly Grade TheGrade = new(Auction, "000000000000000000000000000000fa", "Cement 42.5", "2523", "Jilin", "TNE", "CNY");

    private static readonly CallTerms Terms = new(TheGrade, 100, 1_000, null, StoredHistory.At - 1000, StoredHistory.At + 1000, 0, Settling, [[Seller, Other]]);

    private static readonly CallResult Result = new(10_100, 5_000, -1_000, [new(1, 5_000), new(2, 5_000)]);

    private static readonly CallAward Award = new(Id.From(Auction, "1"), Buyer, Seller, 5_000, 50_500);

    private readonly StoredHistory _history = new();

    public static TheoryData<CallResult, CallAward[], string> Damaged => new()
    {
        { Result with { PriceMinor = 10_000 }, [Award with { HammerMinor = 50_000 }], "traded at 10000 where its orders give 10100" },
        { Result with { VolumeMilli = 4_000 }, [Award], "traded 4000 where its orders give 5000" },
        { Result with { Fills = [new(1, 5_000), new(2, 4_000), new(3, 1_000)] }, [Award], "Order 2 of call auction" },
        { Result with { Fills = [new(1, 5_000), new(2, 6_000)] }, [Award], "got 6000 where its place gives 5000" },
        { Result, [Award with { HammerMinor = 50_501 }], "costs 50501 where its price gives 50500" },
        { Result, [Award with { QuantityMilli = 4_000, HammerMinor = 40_400 }], $"The awards of {Buyer}" },
        { Result, [Award with { Buyer = Other }], "between enterprises that are one" },
        { Result, [], "The awards of" },
    };

    public void Dispose() => _history.Dispose();

    [Fact]
    public async Task A_call_by_the_rules_holds()
    {
        await Call(Result, Award);
        Assert.True((await _history.Prove(Promise)).Held);
    }

    [Theory]
    [MemberData(nameof(Damaged))]
    public async Task A_call_against_the_rules_is_seen(CallResult result, CallAward[] awards, string fault)
    {
        await Call(result, awards);
        var proof = await _history.Prove(Promise);
        Assert.False(proof.Held);
        Assert.Contains(fault, proof.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_audit_file_that_the_rules_do_not_give_and_a_head_that_is_not_its_own_are_seen()
    {
        await Call(Result, Award);
        Assert.True((await _history.Prove(Audited)).Held);
        await _history.Append(MatchingJournal.Definition, (CallAuction.Stream(Auction), [new CallAuditPublished(TheGrade.Fair, 1, new string('0', 64))]));
        Assert.Contains($"Call auction {Auction} has the published head 000", (await _history.Prove(Audited)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fill_against_the_rules_is_seen_in_the_audit_file_too()
    {
        await Call(Result with { VolumeMilli = 4_000 }, Award);
        Assert.Contains($"Call auction {Auction}, entry 5: events[0].result.volumeMilli is 4000, and by the rules 5000", (await _history.Prove(Audited)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trade_between_two_of_one_credit_code_root_is_seen()
    {
        await Call(Result, "MA0001234", Award);
        Assert.Contains("between enterprises that are one", (await _history.Prove(Promise)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_award_that_happens_twice_is_seen()
    {
        await Call(Result, Award, Award);
        Assert.False((await _history.Prove("no double award")).Held);
    }

    // Two of the seller's offers are good enough for the buyer, and the second came later: 5 t at the highest price at which sellers are left over least.
    private Task Call(CallResult result, params CallAward[] awards) => Call(result, null, awards);

    private async Task Call(CallResult result, string? root, params CallAward[] awards)
    {
        object[] entries =
        [
            new CallAuctionOpened(Terms),
            new OrderPlaced(new(1, Buyer, Side.Buy, 10_200, 5_000) { Root = root }),
            new OrderPlaced(new(2, Seller, Side.Sell, 10_100, 6_000) { Root = root }),
            new OrderPlaced(new(3, Seller, Side.Sell, 10_200, 1_000)),
            new OrdersCrossed(TheGrade, Settling, result, awards),
        ];
        foreach (var entry in entries)
        {
            if (entry is OrdersCrossed) _history.Later = TimeSpan.FromSeconds(1);
            await _history.Append(MatchingJournal.Definition, (CallAuction.Stream(Auction), [entry]));
        }
    }
}

using BenchmarkDotNet.Attributes;
using Exchange.Contracts.Listing.V1;
using Exchange.Kernel.Deciders;
using Exchange.Matching.Auctions;

namespace Exchange.Benchmarks.Micro;

/// <summary>The rules alone: a bid decided, a bid taken in, and who wins a lot that had many bids.</summary>
[MemoryDiagnoser]
public class DecideBenchmarks
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_000);

    private Auction _auction = Auction.Initial;
    private PlaceBid _bid = null!;
    private BidPlaced _placed = null!;

    /// <summary>The bids that the lot has had, by a thousand bidders.</summary>
    [Params(10, 100_000)]
    public int Bids { get; set; }

    /// <summary>Whether the bids are maxima.</summary>
    [Params(false, true)]
    public bool Proxy { get; set; }

    [GlobalSetup]
    public void Offer()
    {
        var at = Now.ToUnixTimeMilliseconds();
        var lot = new Lot("lot", "fair", 1, "Coil", "consignor", "steel", "CN-JL", 1000, "TNE", "CNY");
        var terms = new SaleTerms("english", 100, 0, 1, 180_000, at - 1, at + 86_400_000, Proxy: Proxy);
        _auction = Auction.Evolve(Auction.Initial, new LotOffered(new(lot, terms, new(300, 1, 1), [])));
        for (var i = 0; i < Bids; i++) _auction = Auction.Evolve(_auction, Placed($"bidder {i % 1000}", 100 + i));
        _bid = new("another bidder", 100 + Bids);
        _placed = Placed(_bid.Bidder, _bid.AmountMinor);
    }

    /// <summary>Target: under a microsecond, and no allocation but the event.</summary>
    [Benchmark]
    public Decision<AuctionEvent> Decide() => Auction.Decide(_auction, _bid, Now);

    [Benchmark]
    public Auction Evolve() => Auction.Evolve(_auction, _placed);

    [Benchmark]
    public int Resolve() => _auction.Resolve().Length;

    /// <summary>What an event costs by itself, which is all that deciding may allocate.</summary>
    [Benchmark(Baseline = true)]
    public AuctionEvent EventAlone() => _placed with { Bid = 1 };

    private BidPlaced Placed(string bidder, long amount) =>
        Auction.Decide(_auction, new PlaceBid(bidder, amount), Now) is { Count: 1 } decision
            ? (BidPlaced)decision[0]
            : throw new InvalidOperationException("The bid was refused.");
}

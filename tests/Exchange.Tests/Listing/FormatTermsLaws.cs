using System.Collections.Concurrent;
using CsCheck;
using Exchange.Listing.Fairs;
using Exchange.Listing.Lots;
using Exchange.Matching.Auctions;
using Xunit;
using static Exchange.Tests.Listing.Given;
using V1 = Exchange.Contracts.Listing.V1;

namespace Exchange.Tests.Listing;

public sealed class FormatTermsLaws
{
    // Small, ordinary and extreme amounts alike.
    private static readonly Gen<long> Amount = Gen.OneOf(Gen.Long[1, 20], Gen.Long[1, 1_000_000], Gen.Long[1, LotDetails.MaxMinor]);

    private static readonly Gen<FormatTerms> AnyTerms =
        from prices in Amount.Array[5]
        from times in Gen.Long[1_000, FairRules.LongestMs].Array[5]
        from quantities in Gen.OneOf(Gen.Const(1L), Gen.Const(500L), Gen.Long[1, LotDetails.MaxMilli]).Array[3]
        from counts in Gen.Select(Gen.OneOf(Gen.Long[1, 150], Gen.Long[1, 9_999]), Gen.OneOf(Gen.Long[1, 150], Gen.Long[1, 9_999]), Gen.Long[10, 10_000])
        from ways in Gen.Select(Gen.Bool, Gen.Bool)
        select new FormatTerms(
            prices[0], times[0], prices[1], ways.Item1, prices[2], quantities[0], quantities[1], quantities[2], ways.Item2 ? "time" : "pro-rata", counts.Item3,
            times[1], times[2], prices[3], prices[4], counts.Item1, counts.Item2, times[3], times[4]);

    private static readonly BiddingRules?[] Biddings =
    [
        null, new(), new(Increments: "ebay-us", Proxy: true, WholeSteps: true, OwnIncrementMinor: 7),
        new(IncrementBasisPoints: 10_000, SoftCloseRule: "add", MostExtensions: 0, LongestExtensionMs: 0), new(IncrementSteps: [new(5, 10), new(9)]),
    ];

    private static readonly Gen<LotDetails> AnyDetails =
        from format in Gen.Int[0, LotFormat.All.Count - 1].Select(n => LotFormat.All[n])
        from terms in AnyTerms
        from said in Gen.Bool.Array[FormatTerms.All.Count]
        from prices in Amount.Array[3]
        from quantity in Gen.OneOf(Gen.Const(1_000L), Gen.Long[1, LotDetails.MaxMilli])
        from more in Gen.Bool.Array[3]
        select Details with
        {
            Format = format.Name,
            QuantityMilli = quantity,
            OpeningMinor = prices[0],
            ReserveMinor = format.HasReserve && more[0] ? prices[1] : 0,
            IncrementMinor = format.HasIncrement && more[1] ? prices[2] : 0,
            Terms = Of(format, terms, said).OrNothing(),
            Group = format.SoftCloses && more[2] ? "yard" : null,
        };

    [Fact]
    public void Whatever_a_fair_takes_matching_can_sell()
    {
        var taken = new ConcurrentDictionary<string, bool>();
        AnyDetails.Select(Gen.Int[0, Biddings.Length - 1]).Sample((details, bidding) =>
        {
            var rules = Rules with { Bidding = Biddings[bidding] };
            var decision = Fair(new FairCreated(FairId, Organizer, rules, ClosingSchedule.Windows(rules)), Published).When(new EnterLot(LotId, Consignor, details), Before);
            if (decision.Refusal is not null) return;
            taken[details.Format] = true;
            var entered = Assert.Single(Lot().When(Assert.IsType<ListLot>(Assert.Single(decision.Companions).Command), Before).Events);
            var message = Assert.IsType<V1.LotEntered>(Assert.Single(LotAnnouncements.From(entered)));
            var offering = Assert.IsType<OfferLot>(Assert.Single(AuctionConsumers.On(message)).Command).Offering;
            Assert.Null(Exchange.Matching.Auctions.Formats.Format.ObjectionTo(offering));
        }, iter: 20_000);
        Assert.Equal(LotFormat.All.Select(format => format.Name).Order(), taken.Keys.Order());
    }

    // Of all terms those that the format needs, and some of those that it may have.
    private static FormatTerms Of(LotFormat format, FormatTerms terms, bool[] said)
    {
        return new(
            Value("fallMinor", terms.FallMinor), Value("fallEveryMs", terms.FallEveryMs), Value("floorMinor", terms.FloorMinor), Said("divisible") ? terms.Divisible : null,
            Value("ownIncrementMinor", terms.OwnIncrementMinor), Value("minimumTakeMilli", terms.MinimumTakeMilli), Value("quantityStepMilli", terms.QuantityStepMilli),
            Value("mostQuantityMilli", terms.MostQuantityMilli), Said("ties") ? terms.Ties : null, Value("mostBids", terms.MostBids), Value("partMs", terms.PartMs),
            Value("offerMs", terms.OfferMs), Value("acceptFromMinor", terms.AcceptFromMinor), Value("declineBelowMinor", terms.DeclineBelowMinor), Value("falls", terms.Falls),
            Value("fallBasisPoints", terms.FallBasisPoints), Value("sealedMs", terms.SealedMs), Value("bestBidMs", terms.BestBidMs));

        long? Value(string name, long? value) => Said(name) ? value : null;

        bool Said(string name) => format.Needs.Contains(name) || (format.May.Contains(name) && said[FormatTerms.All.ToList().FindIndex(term => term.Name == name)]);
    }
}

using System.Buffers;
using System.Text;
using Exchange.Matching.Auctions;
using Exchange.Matching.Audits;
using Xunit;
using static Exchange.Tests.Matching.Sale;

namespace Exchange.Tests.Matching;

/// <summary>Audit files of sales in which parts are declined and offers are answered: anybody decides each step again.</summary>
public sealed class UnitAuditTests
{
    private const string Rolling = "a rolling mill";

    [Theory]
    [InlineData("pay-as-bid")]
    [InlineData("uniform-lowest-winning")]
    [InlineData("uniform-highest-losing")]
    [InlineData("vcg")]
    public void A_sale_with_a_part_that_was_declined_is_computed_again_from_its_file(string format) => Assert.Equal((AuctionStatus.Sold, 2), IsRight(
        InUnits(format) with { Terms = InUnits(format).Terms with { PartMs = 600_000 } },
        (new PlaceDemand(Smelter, 3_000, 1_500_000), During),
        (new PlaceDemand(Foundry, 2_800, 1_000_000), During),
        (new PlaceDemand(Rolling, 2_600, 700_000), During),
        (new PlaceDemand(Rolling, 2_700, 800_000, Raises: 3), During),
        (new CloseAuction(), Closes),
        (new AnswerPart(Foundry, 2, Accepts: false), Closes.AddMinutes(1)),
        (new Lapse(), Closes.AddMinutes(11))));

    [Fact]
    public void Offers_and_their_answers_are_computed_again_from_the_file() => Assert.Equal((AuctionStatus.Sold, 2), IsRight(
        ByOffers with { Terms = ByOffers.Terms with { OpeningMinor = 2_500, Divisible = true, AcceptFromMinor = 2_400, DeclineBelowMinor = 1_000 } },
        (new MakeOffer(Smelter, 2_000, 1_000_000), During),
        (new MakeOffer(Foundry, 999, null), During),
        (new MakeOffer(Foundry, 2_100, 900_000), During),
        (new MakeOffer(Rolling, 1_500, 900_000), During),
        (new DeclineOffer(Mill, 3), During),
        (new CounterOffer(Mill, 1, 2_300, null), During),
        (new AnswerCounter(Smelter, 1, Accepts: true), During),
        (new Lapse(), During.AddHours(2)),
        (new MakeOffer(Foundry, 2_600, 1_000_000), During.AddHours(3))));

    private static (string Outcome, int Awards) IsRight(Offering offering, params (AuctionCommand Command, DateTimeOffset At)[] commands)
    {
        var (file, bytes, state) = (new AuditFile(), new ArrayBufferWriter<byte>(), Auction.Initial);
        foreach (var (command, at) in commands.Prepend((new OfferLot(offering), Opens)))
        {
            var decision = Auction.Decide(state, command, at);
            Assert.True(decision is { Refusal: null, Count: > 0 }, $"{command}: {decision.Refusal}");
            file.Write(bytes, at.ToUnixTimeMilliseconds(), decision.Events);
            state = decision.Events.Aggregate(state, Auction.Evolve);
        }

        file.End(bytes);
        var (verdict, text) = (AuditVerifier.Verify(bytes.WrittenSpan.ToArray(), file.Head), Encoding.UTF8.GetString(bytes.WrittenSpan));
        Assert.Empty(verdict.Faults);
        Assert.All([Smelter, Foundry, Rolling, Mill], enterprise => Assert.DoesNotContain(enterprise, text, StringComparison.Ordinal));
        return (state.Outcome!, verdict.Result!.Awards.Count);
    }
}

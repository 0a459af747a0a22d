using CsCheck;
using Exchange.Contracts.Listing.V1;
using Exchange.Kernel.Values;
using Exchange.Turnover.Board;
using Xunit;
using static Exchange.Tests.Turnover.Heard;

namespace Exchange.Tests.Turnover;

/// <summary>Laws of the board over random fairs: what was heard counts, and not how often or in which order.</summary>
public sealed class BoardLaws
{
    private static readonly string[] Categories = ["steel", "cable", "bearings"], Regions = ["CN-21", "CN-22"], Consignors = ["mill", "works", "depot", "yard"];

    private static readonly Gen<object[]> Lots = Gen.Select(
        Gen.OneOf(Categories), Gen.OneOf(Regions), Gen.OneOf(Consignors), Gen.Int[0, 7], Gen.Long[0, 9], Gen.Long[0, 10_000_000]).Array[0, 12]
        .Select(lots => lots.SelectMany((lot, i) => Lot("lot" + i, lot.Item1, lot.Item2, lot.Item3, lot.Item4, lot.Item5, Start + lot.Item6)).ToArray());

    private static readonly Gen<object[]> Awards = Gen.Select(
        Gen.OneOf(Categories), Gen.OneOf(Regions), Gen.OneOf(Consignors), Gen.Int[0, 8], Gen.Long[1, 1_000_000], Gen.Long[0, 10_000_000]).Array[0, 30]
        .Select(awards => awards.SelectMany((award, i) => Award("award" + i, award.Item1, award.Item2, award.Item3, award.Item4, award.Item5, Start + award.Item6)).ToArray());

    private static readonly Gen<object[]> Messages =
        Gen.Select(Lots, Awards, (lots, awards) => (object[])[Published(), new FairOpened(Fair, Start), .. lots, .. awards, new FairClosed(Fair, Start + 9)]);

    private static readonly Gen<(object[] Sent, object[] Received)> Deliveries = Messages.SelectMany(sent =>
        Gen.Shuffle(Copy(sent)).Select(Gen.Shuffle(Copy(sent)), Gen.Int[0, 20], (first, again, repeats) => (sent, (object[])[.. first, .. again.Take(repeats)])));

    [Fact]
    public void Any_order_and_any_repetition_give_the_same_board() => Deliveries.Sample(delivery =>
    {
        var (sent, received) = (Of(delivery.Sent).Board, Of(delivery.Received).Board);
        Assert.Empty(sent.Figures.DifferencesTo(received.Figures));
        Assert.Equal(sent.Recent, received.Recent);
        Assert.Equal((sent.Fair, sent.OpenedAt, sent.ClosedAt, sent.Currency), (received.Fair, received.OpenedAt, received.ClosedAt, received.Currency));
    });

    [Fact]
    public void The_board_is_the_fold_of_what_lots_and_awards_say_after_every_message() => Deliveries.Sample(delivery =>
    {
        var (heard, fold, folded) = (new Heard(), new BoardFold(), 0);
        foreach (var message in delivery.Received)
        {
            heard.Hear(message);
            for (; folded < heard.Events.Count; folded++) fold.Add(heard.Events[folded].Stream, heard.Events[folded].Event);
            Assert.Empty(heard.Board.Figures.DifferencesTo(fold.Figures(Fair)));
            Assert.Equal(fold.Recent(Fair), heard.Board.Recent);
        }
    }, iter: 30);

    [Fact]
    public void Every_breakdown_sums_to_the_totals() => Deliveries.Sample(delivery =>
    {
        var figures = Of(delivery.Received).Board.Figures;
        Assert.Equal(figures.Totals, Sum(figures.Categories.Values));
        Assert.Equal(figures.Totals, Sum(figures.Regions.Values));
        Assert.Equal(figures.Totals, Sum(figures.Consignors.Values));
        Assert.Equal(figures.Totals.Timed, Sum(figures.Quarters.Values));
    });

    [Fact]
    public void Nothing_is_paid_beyond_what_was_awarded_nor_settled_beyond_what_was_paid() => Deliveries.Sample(delivery =>
    {
        var totals = Of(delivery.Received).Board.Figures.Totals;
        Assert.InRange(totals.PaidMinor, 0, totals.TurnoverMinor);
        Assert.InRange(totals.SettledMinor, 0, totals.PaidMinor);
        Assert.InRange(totals.LotsSold + totals.LotsPassedIn, 0, totals.LotsOffered);
    });

    [Fact]
    public void A_sum_of_tallies_can_be_taken_apart_again() =>
        Gen.Select(Gen.Long[0, 1_000_000], Gen.Long[0, 1_000_000], Gen.Long[0, 1_000_000]).Sample((a, b, c) =>
        {
            var (left, right) = (new Tally { Bids = a, TurnoverMinor = b, PaidMinor = c }, new Tally { Bids = c, TurnoverMinor = a, LotsSold = b });
            return left + right - right == left && left - left == Tally.Zero;
        });

    private static IEnumerable<object> Lot(string lot, string category, string region, string consignor, int fate, long bids, long at) =>
    [
        Entered(lot, category, region, consignor),
        .. fate > 0 && bids > 0 ? new object[] { Bids(lot, 1), Bids(lot, bids) } : [],
        .. fate switch
        {
            2 => [Closed(lot, 1000, bids, at)],
            3 => [Closed(lot, 0, bids, at)],
            4 => [new LotWithdrawn(lot, Fair, "sold elsewhere", at)],
            5 => [Closed(lot, 1000, bids, at), Fell(lot)],
            6 => [Closed(lot, 1000, bids, at), Fell(lot), Closed(lot, bids % 2 * 1000, bids, at + 5_000_000, 2)],
            7 => [Closed(lot, 1000, bids, at), Fell(lot), Closed(lot, 1000, bids, at + 9, 2), Fell(lot, 2), Closed(lot, 0, bids, at + 5_000_000, 3)],
            _ => Array.Empty<object>(),
        },
    ];

    private static IEnumerable<object> Award(string award, string category, string region, string consignor, int fate, long hammer, long at)
    {
        var commission = new Money(hammer, "CNY").Share(Terms.CommissionBasisPoints).Minor;
        return
        [
            Awarded(award, hammer, category, region, consignor, at),
            .. fate switch
            {
                1 => [Paid(award, hammer)],
                2 => [Paid(award, hammer) with { SetOffMinor = hammer / 3, BarterMinor = hammer / 5 }, Settled(award, hammer - commission, commission)],
                3 => [Defaulted(award)],
                4 => [Paid(award, hammer), Defaulted(award)],
                5 => [Paid(award, hammer), Cancelled(award)],
                6 => [Paid(award, hammer), Unpaid(award)],
                7 => [Paid(award, hammer), Unpaid(award), PaidAgain(award, 2, hammer), Settled(award, hammer - commission, commission)],
                8 => [Paid(award, hammer), Unpaid(award), PaidAgain(award, 2, hammer), Unpaid(award, 2), PaidAgain(award, 3, hammer)],
                _ => Array.Empty<object>(),
            },
        ];
    }

    private static object[] Copy(object[] messages) => [.. messages];

    private static Tally Sum(IEnumerable<Tally> tallies) => tallies.Aggregate(Tally.Zero, (sum, tally) => sum + tally);
}

using Exchange.Host.Rehearsal;
using Xunit;

namespace Exchange.Tests.Host;

/// <summary>The simulated bidders, against an auction house that fits on a page.</summary>
public sealed class ContestLaws
{
    private static readonly DateTimeOffset Opens = new(2026, 10, 8, 9, 0, 0, TimeSpan.FromHours(8));
    private static readonly Crowd Keen = new(1, 2000, 16);

    [Fact]
    public void The_same_seed_gives_the_same_contest() => Assert.Equal(Run(7, Keen).Moves, Run(7, Keen).Moves);

    [Fact]
    public void Lots_get_about_as_many_bids_as_asked_or_more()
    {
        var bids = Enumerable.Range(1, 2000).Average(number => Run(number, Keen).Moves.Count);
        Assert.InRange(bids, 16, 22);
    }

    [Fact]
    public void Most_lots_rise_well_above_their_opening_and_some_find_nobody()
    {
        var results = Enumerable.Range(1, 2000).Select(number => Run(number, Keen)).ToList();
        Assert.InRange(results.Count(result => result.PriceMinor == 0), 50, 250);
        Assert.InRange(results.Where(result => result.PriceMinor > 0).Average(result => result.PriceMinor / (double)Opening), 1.3, 1.8);
    }

    [Fact]
    public void Nobody_bids_against_itself()
    {
        for (var number = 1; number <= 300; number++)
        {
            var moves = Run(number, Keen).Accepted;
            Assert.All(moves.Zip(moves.Skip(1)), pair => Assert.NotEqual(pair.First.Bidder, pair.Second.Bidder));
        }
    }

    [Fact]
    public void Most_bids_come_shortly_before_the_close()
    {
        var times = Enumerable.Range(1, 500).SelectMany(number => Run(number, Keen).Times).ToList();
        var late = times.Count(time => time > Opens.AddDays(3).AddMinutes(-60));
        Assert.InRange(late / (double)times.Count, 0.5, 0.95);
    }

    [Fact]
    public void Some_bids_come_too_low_or_too_late_and_are_refused() =>
        Assert.InRange(Enumerable.Range(1, 1000).Sum(number => Run(number, Keen).Refused), 20, 1500);

    private const long Opening = 6_500_000, Increment = 65_000;

    private sealed record Result(IReadOnlyList<Move> Moves, IReadOnlyList<Move> Accepted, IReadOnlyList<DateTimeOffset> Times, long PriceMinor, int Refused);

    private static Result Run(long number, Crowd crowd)
    {
        var contest = new Contest(new("lot", number, false, Opening, 1000, Opens, Opens.AddDays(3)), crowd);
        var (closesAt, price, refused) = (Opens.AddDays(3), 0L, 0);
        List<Move> moves = [], accepted = [];
        List<DateTimeOffset> times = [];
        while (contest.NextAt is { } at)
        {
            if (contest.Take(at.AddTicks(1), at) is not { } move) continue;
            moves.Add(move);
            var next = price == 0 ? Opening : price + Increment;
            if (at >= closesAt || move.Amount < next)
            {
                refused++;
                contest.Refused(at >= closesAt ? null : next);
                continue;
            }

            accepted.Add(move);
            times.Add(at);
            price = move.Amount;
            if (closesAt - at < TimeSpan.FromMinutes(3)) closesAt = at.AddMinutes(3);
            contest.Accepted(price + Increment, closesAt, outbid: false);
        }

        return new(moves, accepted, times, price, refused);
    }
}

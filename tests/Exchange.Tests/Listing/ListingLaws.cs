using CsCheck;
using Exchange.Kernel.Deciders;
using Exchange.Listing.Fairs;
using Exchange.Listing.Lots;
using Xunit;
using static Exchange.Tests.Listing.Given;

namespace Exchange.Tests.Listing;

public class ListingLaws
{
    private static readonly string[] Zones = ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"];

    private static readonly Gen<FairRules> AnyRules =
        from opens in Gen.Long[At(2026, 1, 1, 0, 0), At(2027, 1, 1, 0, 0)]
        from length in Gen.Long[1, 20L * 24 * 3_600_000]
        from start in Gen.Long[0, 1439]
        from end in Gen.Long[start + 1, 1440]
        from zone in Gen.Int[0, Zones.Length - 1].Select(zone => Zones[zone])
        select Rules with { OpensAt = opens, ClosesAt = opens + length, ClosingFromMinute = start, ClosingToMinute = end, TimeZone = zone };

    [Fact]
    public void Every_close_lies_in_a_window_between_opening_and_closing() => AnyRules.Select(Gen.Long[1, 1_000_000]).Sample((rules, number) =>
    {
        var windows = ClosingSchedule.Windows(rules);
        if (windows.Count == 0) return;
        var close = ClosingSchedule.CloseOf(number, windows);
        Assert.True(close > rules.OpensAt && close <= rules.ClosesAt);
        Assert.Contains(windows, window => close > window.FromAt && close <= window.ToAt);
        var zone = TimeZoneInfo.FindSystemTimeZoneById(rules.TimeZone);
        var local = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(close - 1), zone);
        var jumps = zone.GetUtcOffset(local.Date) != zone.GetUtcOffset(local.Date.AddDays(1));
        if (!jumps) Assert.InRange(local.TimeOfDay.TotalMinutes, rules.ClosingFromMinute, rules.ClosingToMinute);
    });

    [Fact]
    public void Windows_follow_each_other_and_none_is_empty() => AnyRules.Sample(rules =>
    {
        var windows = ClosingSchedule.Windows(rules);
        Assert.All(windows, window => Assert.True(window.LengthMs > 0));
        Assert.All(windows.Zip(windows.Skip(1)), pair => Assert.True(pair.First.ToAt <= pair.Second.FromAt));
    });

    [Fact]
    public void Closes_spread_evenly_whatever_the_number_of_lots() => Gen.Int[1, 5_000].Select(Gen.Double[0, 1]).Sample((count, share) =>
    {
        var windows = ClosingSchedule.Windows(Rules);
        var total = windows.Sum(window => window.LengthMs);
        var limit = (long)(share * total);
        var before = Enumerable.Range(1, count).Count(number => Elapsed(windows, ClosingSchedule.CloseOf(number, windows)) <= limit);
        Assert.InRange(Math.Abs(before - (double)limit / total * count), 0, Math.Log2(count + 1) + 1.01);
    }, iter: 100);

    [Fact]
    public void Five_days_get_a_fifth_of_twenty_thousand_lots_each()
    {
        var windows = ClosingSchedule.Windows(Rules);
        var days = Enumerable.Range(1, 20_000).Select(number => ClosingSchedule.CloseOf(number, windows))
            .CountBy(close => windows.ToList().FindIndex(window => close <= window.ToAt)).ToDictionary();
        Assert.Equal(5, days.Count);
        Assert.All(days.Values, lots => Assert.InRange(lots, 3_984, 4_016));
    }

    [Fact]
    public void In_spring_the_window_loses_the_hour_that_the_clocks_leap_and_in_autumn_it_gains_one()
    {
        var day = Rules with { TimeZone = "Europe/Berlin", ClosingFromMinute = 0, ClosingToMinute = 1440 };
        var spring = day with { OpensAt = At(2027, 3, 27, 23, 0), ClosesAt = At(2027, 3, 28, 22, 0) };
        var autumn = day with { OpensAt = At(2026, 10, 24, 22, 0), ClosesAt = At(2026, 10, 25, 23, 0) };
        Assert.Equal(23 * 3_600_000, Assert.Single(ClosingSchedule.Windows(spring)).LengthMs);
        Assert.Equal(25 * 3_600_000, Assert.Single(ClosingSchedule.Windows(autumn)).LengthMs);
        var leapt = spring with { ClosingFromMinute = 150, ClosingToMinute = 240 };
        Assert.Equal(At(2027, 3, 28, 1, 0), Assert.Single(ClosingSchedule.Windows(leapt)).FromAt);
    }

    [Fact]
    public void A_fair_that_was_stored_and_read_goes_on_as_the_one_in_memory() =>
        Histories(FairCommands, Exchange.Listing.Fairs.Fair.Initial, Exchange.Listing.Fairs.Fair.Decide, Exchange.Listing.Fairs.Fair.Evolve);

    [Fact]
    public void A_lot_that_was_stored_and_read_goes_on_as_the_one_in_memory() =>
        Histories(LotCommands, Exchange.Listing.Lots.Lot.Initial, Exchange.Listing.Lots.Lot.Decide, Exchange.Listing.Lots.Lot.Evolve);

    private static readonly Gen<FairCommand> FairCommands = Gen.Frequency(
        (3, Gen.Const((FairCommand)new CreateFair(FairId, Organizer, Rules))),
        (2, Gen.Bool.Select(yes => (FairCommand)new PublishFair(yes ? Organizer : Consignor, AsOperator: false))),
        (2, Gen.Const((FairCommand)new OpenFair())),
        (1, Gen.Const((FairCommand)new CloseFair())),
        (6, Gen.Int[1, 9].Select(lot => (FairCommand)new EnterLot("lot" + lot, Consignor, Details))));

    private static readonly Gen<LotCommand> LotCommands = Gen.Frequency(
        (4, Gen.Bool.Select(announced => (LotCommand)new ListLot(Offered, announced))),
        (2, Gen.Const((LotCommand)new AnnounceLot())),
        (1, Gen.Const((LotCommand)new WithdrawLot(Consignor, false, "no"))),
        (3, Gen.Int[1, 3].Select(award => (LotCommand)new RecordAward("a" + award, award * 1000, award * 10, 1))),
        (2, Gen.Select(Gen.Int[1, 3], Gen.Long[0, 2], (award, closings) => (LotCommand)new RecordFall("a" + award, award * 1000, award * 10, closings, 3))),
        (2, Gen.Select(Gen.Int[0, 1], Gen.Long[1, 3], (sold, closing) => (LotCommand)new RecordClose(sold, 2, closing))));

    private static void Histories<TState, TCommand, TEvent>(
        Gen<TCommand> commands, TState initial, Func<TState, TCommand, DateTimeOffset, Decision<TEvent>> decide, Func<TState, TEvent, TState> evolve)
        where TState : class
        where TEvent : class
    {
        var times = Gen.Int[-3, 8].Select(day => Opening.AddDays(day));
        commands.Select(times).Array[0, 40].Sample(history =>
        {
            var (memory, stored, log) = (initial, initial, new List<TEvent>());
            foreach (var (command, now) in history.OrderBy(step => step.Item2))
            {
                var decision = decide(memory, command, now);
                Assert.Equal(decision.Refusal, decide(stored, command, now).Refusal);
                foreach (var @event in decision.Events)
                {
                    log.Add(@event.Stored());
                    memory = evolve(memory, @event);
                }

                stored = log.Aggregate(initial, evolve).Stored();
            }

            Assert.Equal(memory.Json(), stored.Json());
        });
    }

    private static long Elapsed(IReadOnlyList<ClosingWindow> windows, long close) =>
        windows.Sum(window => Math.Clamp(close - window.FromAt, 0, window.LengthMs));
}

using System.Text.Json;
using Exchange.Host.Rehearsal;
using Exchange.Kernel.Values;
using Exchange.Listing.Fairs;
using Xunit;

namespace Exchange.Tests.Host;

/// <summary>The terms by which the sales of rehearsed fairs are settled, for fairs of any length that begin on any day.</summary>
public sealed class FairTermsTests
{
    private static readonly DateTimeOffset FirstStart = new(2026, 1, 5, 9, 0, 0, TimeSpan.FromHours(8));

    [Theory]
    [InlineData(1, 0)]
    [InlineData(5, 0)]
    [InlineData(5, 0.05)]
    [InlineData(45, 0.05)]
    public void Listing_takes_them(int days, double deposits)
    {
        var (times, terms, settlement) = Of(days, FirstStart, deposits);
        var deposit = terms.Deposit is null ? null : JsonSerializer.SerializeToElement(terms.Deposit, Tokens.Json).Deserialize<DepositRules>(Tokens.Json);
        var rules = new FairRules(
            times.Name, "CN-JL", "CNY", FairTerms.TimeZone, times.OpensAt.ToUnixTimeMilliseconds(), times.ClosesAt.ToUnixTimeMilliseconds(), 600, 1080, 0, 100, 300, 1, 1,
            Deposit: deposit, Settlement: settlement);
        Assert.Null(rules.Check(times.OpensAt.AddHours(-24)));
        Assert.Equal(deposits > 0, settlement.DepositToPrice is true && deposit!.OutOfBounds() is null);
    }

    [Fact]
    public void Nobody_defaults_before_the_last_dispute_of_a_round_is_decided_and_everybody_by_its_end()
    {
        for (var days = 1; days <= 20; days++)
            for (var start = 0; start < 366; start++)
            {
                var (times, terms, settlement) = Of(days, FirstStart.AddDays(start), 0);
                var calendar = BusinessCalendar.Of(FairTerms.TimeZone, settlement.Holidays, null);
                // As a round goes: contracts the next morning, payments, the last contract by silence, the slots, and a day later the decisions.
                var lastContract = times.ClosesAt.AddHours(16) + terms.ConfirmFor;
                var decided = terms.NextMorning(lastContract).Through.AddHours(3).AddDays(1);
                var over = terms.AllOver(decided);
                Assert.True(At(calendar.DueAt(Ms(times.OpensAt + terms.ConfirmFor), settlement.FirstPartDays!.Value)) > decided, $"{days} days from {times.OpensAt}");
                Assert.True(At(calendar.DueAt(Ms(lastContract), settlement.PaymentDays!.Value)) <= over);
                Assert.True(At(calendar.DueAt(Ms(decided), settlement.DeliveryDays!.Value)) <= over && At(calendar.DueAt(Ms(decided), settlement.AcceptanceDays!.Value)) <= over);
                Assert.True(At(calendar.DueAt(Ms(decided), settlement.DecisionDays!.Value)) <= over);
                Assert.True(At(calendar.DueAt(Ms(times.ClosesAt.AddHours(15)), settlement.RemovalDays!.Value)) > decided);
            }
    }

    [Fact]
    public void Slots_are_on_business_days()
    {
        var (_, terms, settlement) = Of(5, FirstStart, 0);
        var calendar = BusinessCalendar.Of(FairTerms.TimeZone, settlement.Holidays, null);
        for (var hour = 0; hour < 366 * 24; hour++)
        {
            var (now, slot) = (FirstStart.AddHours(hour), terms.NextMorning(FirstStart.AddHours(hour)));
            Assert.True(slot.From > now && slot.Through > slot.From && calendar.IsBusinessDay(calendar.DayOf(Ms(slot.From))), $"{now}");
            Assert.Equal((9, 12), (slot.From.ToOffset(now.Offset).Hour, slot.Through.ToOffset(now.Offset).Hour));
        }
    }

    private static (FairTimes Times, FairTerms Terms, SettlementRules Settlement) Of(int days, DateTimeOffset start, double deposits)
    {
        var times = FairTimes.Of(new() { Days = days, Start = start });
        var terms = new FairTerms(times, deposits);
        return (times, terms, JsonSerializer.SerializeToElement(terms.Settlement, Tokens.Json).Deserialize<SettlementRules>(Tokens.Json)!);
    }

    private static long Ms(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    private static DateTimeOffset At(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);
}

using Exchange.Host.Rehearsal;
using Exchange.Settlement.Deals;
using Xunit;

namespace Exchange.Tests.Host;

/// <summary>What the parties of rehearsed deals do, and how their ends are reckoned again.</summary>
public sealed class ReckoningTests
{
    private static readonly Conduct Lively = new(7, 100, 0.1) { Parts = 0.2, Weighed = 0.3, Disputes = 0.2, Cancellations = 0.1 };
    private static readonly List<Course> Courses = [.. Enumerable.Range(0, 20_000).Select(n => Lively.CourseOf(n / 4, n % 100, isAsked: false))];

    // Bid 10,000 for ten tonnes; 9.8 were handed over, 100 of the premium and 300 of the commission.
    private static readonly SeenDeal Sold = new()
    {
        Deal = "d",
        Buyer = "b",
        Consignor = "c",
        Number = 1,
        Unit = "TNE",
        QuantityMilli = 10_000,
        HammerMinor = 10_000,
        TotalMinor = 9_898,
        Stage = "settled",
        HandedOverMilli = 9_800,
        ReleasedMinor = 8_379,
        CommissionMinor = 294,
        TaxMinor = 1_127,
        PremiumMinor = 98,
        ReturnedMinor = 202,
    };

    private static readonly Course Accepts = new(Payment.Whole, Ending.Accepted) { HasNote = true, DriftBasisPoints = -200 };

    [Fact]
    public void The_same_seed_gives_the_same_courses_and_about_as_many_of_each_as_asked()
    {
        Assert.Equal(Courses, Enumerable.Range(0, 20_000).Select(n => (Lively with { }).CourseOf(n / 4, n % 100, isAsked: false)));
        Assert.InRange(Courses.Count(course => !course.Pays), 1_700, 2_300);
        Assert.InRange(Courses.Count(course => course.Payment == Payment.InParts), 3_300, 3_900);
        Assert.InRange(Courses.Count(course => course.DriftBasisPoints != 0), 5_000, 5_800);
        Assert.InRange(Courses.Count(course => course.IsDisputed), 3_300, 3_900);
        Assert.InRange(Courses.Count(course => course.Ending is Ending.Cancelled or Ending.CancelledPaid or Ending.Undelivered), 1_600, 2_000);
        Assert.All(Enum.GetValues<Ending>(), ending => Assert.Contains(Courses, course => course.Ending == ending));
        Assert.All(Enum.GetValues<Payment>(), payment => Assert.Contains(Courses, course => course.Payment == payment));
    }

    [Fact]
    public void Who_defaults_confirms_nothing_and_who_was_asked_pays()
    {
        Assert.All(Courses.Where(course => !course.Pays), course => Assert.False(course.BuyerConfirms));
        Assert.All(Enumerable.Range(0, 5_000), n => Assert.True(Lively.CourseOf(n, n % 100, isAsked: true).Pays));
        Assert.All(Enumerable.Range(0, 5_000).Where(n => Lively.Pays(n, n % 100)), n => Assert.Equal(Lively.CourseOf(n, n % 100, true), Lively.CourseOf(n, n % 100, false)));
    }

    [Fact]
    public void Without_shares_everybody_pays_and_accepts_what_was_sold()
    {
        var plain = new Conduct(7, 100, 0);
        Assert.All(Enumerable.Range(0, 2_000).Select(n => plain.CourseOf(n, n % 100, isAsked: false)), course => Assert.True(
            course is { Pays: true, IsDisputed: false, ComesToNothing: false, DriftBasisPoints: 0 } && course.Payment != Payment.InParts));
    }

    [Fact]
    public void Whoever_disputes_or_is_silent_was_handed_something_over() => Assert.All(
        Courses.Where(course => course.Pays && (course.IsDisputed || course.Ending == Ending.AcceptedBySilence || course.DriftBasisPoints != 0)),
        course => Assert.True(course.IsHandedOver || course.ComesToNothing));

    [Fact]
    public void Only_who_has_a_slot_comes_in_vain_and_who_never_gets_the_goods_does() => Assert.All(Courses.Where(course => course.Pays), course =>
    {
        Assert.True(course.HasSlot || !course.ComesInVain);
        Assert.True(course.HasNote || !course.HasSlot);
        Assert.True(course.ComesInVain || course.Ending != Ending.Undelivered);
    });

    [Fact]
    public void What_is_weighed_is_within_what_the_fair_tolerates_and_what_is_counted_is_what_was_sold()
    {
        var terms = new DealTerms("d", "l", "f", 1, "", "", "", "c", "b", 0, "TNE", 1, "CNY", 0, 0, 0, 0) { Settlement = new(0, 0, 0, ToleranceBasisPoints: Course.MostDriftBasisPoints) };
        foreach (var (course, quantity) in Courses.Take(5_000).Select((course, n) => (course, 1L + (n * 977L))))
        {
            var (least, most) = (terms with { QuantityMilli = quantity }).QuantityBounds();
            Assert.InRange(course.WeighedMilli("TNE", quantity), least, most);
            Assert.Equal(quantity, course.WeighedMilli("C62", quantity));
        }
    }

    [Fact]
    public void A_reduction_takes_something_of_any_price_and_leaves_something_of_what_was_weighed()
    {
        foreach (var course in Courses.Where(course => course is { Pays: true, Ending: Ending.Reduced }))
        {
            Assert.InRange(course.Decision(100).ReductionMinor, 1, 94);
            Assert.Equal(("full", 0), course.Decision(99));
        }
    }

    [Fact]
    public void A_deal_that_came_out_as_it_should_has_no_faults() => Assert.Empty(Reckoning.Faults(Sold, Accepts, 10_100));

    [Fact]
    public void A_fen_that_went_astray_is_seen() =>
        Assert.Equal(["10100 came in, and 10099 went on.", "The goods cost 9799, and not 9800."], Reckoning.Faults(Sold with { ReleasedMinor = 8_378 }, Accepts, 10_100));

    [Fact]
    public void A_price_that_does_not_follow_the_weight_is_seen_though_all_was_shared_out() => Assert.Equal(
        ["The goods cost 10000, and not 9800."], Reckoning.Faults(Sold with { ReleasedMinor = 8_579, ReturnedMinor = 2 }, Accepts, 10_100));

    [Fact]
    public void Another_end_another_weight_or_another_decision_is_seen()
    {
        Assert.Contains("It is settled (), and not cancelled (refunded).", Reckoning.Faults(Sold, Accepts with { Ending = Ending.Refunded }, 10_100));
        Assert.Contains("9800 was handed over, and not .", Reckoning.Faults(Sold, Accepts with { HasNote = false }, 10_100));
        Assert.Contains("The dispute ended  less , and not partial less 1000.", Reckoning.Faults(Sold, Accepts with { Ending = Ending.Reduced, ReductionBasisPoints = 1_000 }, 10_100));
    }

    [Fact]
    public void What_is_weighed_above_and_not_paid_is_no_part_of_the_deal() => Assert.Empty(Reckoning.Faults(
        Sold with { HandedOverMilli = 10_200, ReleasedMinor = 8_579, ReturnedMinor = null, PremiumMinor = 100, UnpaidMinor = 202 }, Accepts with { DriftBasisPoints = 200 }, 10_100));

    [Fact]
    public void Who_never_pays_and_whose_deposit_was_enough_never_comes()
    {
        var never = new Course(Payment.Nothing, Ending.Accepted);
        var fallen = Sold with { Stage = "defaulted", Reason = "not-removed", HandedOverMilli = null, DepositMinor = 9_898, ForfeitedMinor = 9_898, ReturnedMinor = null };
        Assert.Empty(Reckoning.Faults(fallen, never, 0));
        Assert.Equal(["It is defaulted (not-removed), and not defaulted (not-paid).", "9897 came in, and 9898 went on."], Reckoning.Faults(fallen with { DepositMinor = 9_897 }, never, 0));
    }

    [Fact]
    public void A_deal_that_nobody_knows_is_seen() =>
        Assert.Equal(["Nobody knows of the deal d about lot 1."], Reckoning.Faults([Sold], new Dictionary<string, Course>(), []));
}

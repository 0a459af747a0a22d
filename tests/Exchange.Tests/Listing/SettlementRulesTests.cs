using Exchange.Contracts.Listing.V1;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;
using Exchange.Listing.Fairs;
using Exchange.Listing.Lots;
using Exchange.Tests.Kernel;
using Xunit;
using static Exchange.Tests.Listing.Given;
using House = Exchange.Tests.Architecture.House;
using V1 = Exchange.Contracts.Listing.V1;

namespace Exchange.Tests.Listing;

/// <summary>How the sales of a fair are settled: what its rules may say, and what becomes of them in its lots.</summary>
public sealed class SettlementRulesTests
{
    private const string Holidays = "2026-10-01/2026-10-07", Worked = "2026-10-10";

    private static readonly SettlementRules Full = new(
        [new(300, 10_000_000), new(200)], 150, 1_300, [new("28", 900), new("2815", 0)], true, 86_400_000, true, 5, 3_000, 2, 10, 3, 5, 7, 500, 6_000, true, Holidays, Worked, 4);

    private static readonly FairRules Settling = Rules with { Deposit = new(AmountMinor: 100_000), Settlement = Full };

    [Fact]
    public void A_fairs_rules_become_the_terms_of_its_lots_and_of_all_that_it_sells()
    {
        var expected = new SettlementTerms(
            300, Rules.PaymentDueMs, Rules.RemovalDueMs, [new(300, 10_000_000), new(200)], 150, 1_300, true, 86_400_000, true, 5, 3_000, 2, 10, 3, 5, 7, 500, 6_000, true,
            "Asia/Shanghai", Holidays, Worked, 4);
        Assert.Null(Settling.Check(Before));
        Assert.Equal(expected, TermsOf(Settling, Details));
        var published = Assert.IsType<V1.FairPublished>(FairAnnouncements.From(new Exchange.Listing.Fairs.FairPublished(FairId, Settling, Organizer).Stored()).First());
        Assert.Equal(expected, published.Settlement);
        Assert.Equal(Full.TaxRates, published.TaxRates);
    }

    [Fact]
    public void A_fair_without_them_settles_as_before()
    {
        Assert.Equal(new SettlementTerms(300, Rules.PaymentDueMs, Rules.RemovalDueMs), TermsOf(Rules, Details));
        Assert.Equal(new SettlementTerms(300, Rules.PaymentDueMs, Rules.RemovalDueMs), Heard(Offered).Settlement);
    }

    [Theory]
    [InlineData("3110", 1_300)]
    [InlineData("2801", 900)]
    [InlineData("28", 900)]
    [InlineData("2815", 0)]
    [InlineData("28151", 0)]
    public void The_tax_of_a_lot_is_that_of_its_class_by_the_longest_code(string category, long rate) =>
        Assert.Equal(rate, TermsOf(Settling, Details with { Category = category }).TaxBasisPoints);

    [Fact]
    public void What_no_class_covers_has_no_tax_where_there_is_no_other_rate() =>
        Assert.Null(TermsOf(Settling with { Settlement = Full with { TaxBasisPoints = null } }, Details).TaxBasisPoints);

    [Fact]
    public void The_time_zone_is_named_only_where_days_are() =>
        Assert.Null(TermsOf(Settling with { Settlement = new(PremiumBasisPoints: 100) }, Details).TimeZone);

    [Fact]
    public void The_same_rules_sent_again_are_the_same()
    {
        Assert.Equal(Full, Full.Stored());
        Assert.NotEqual(Full, Full with { CommissionTiers = [new(300, 10_000_000), new(201)] });
        Assert.NotEqual(Full, Full with { TaxRates = [new("28", 900)] });
        Assert.NotEqual(Full, Full with { WorkingDays = null });
    }

    public static TheoryData<string, SettlementRules> OutOfBounds => new()
    {
        { "commissionTiers", Full with { CommissionTiers = [] } },
        { "commissionTiers", Full with { CommissionTiers = [null!] } },
        { "commissionTiers", Full with { CommissionTiers = [new(300, 100)] } }, // the last has no bound
        { "commissionTiers", Full with { CommissionTiers = [new(300), new(200)] } }, // and only the last
        { "commissionTiers", Full with { CommissionTiers = [new(300, 200), new(250, 200), new(200)] } }, // ascending
        { "commissionTiers", Full with { CommissionTiers = [new(10_001)] } },
        { "premiumBasisPoints", Full with { PremiumBasisPoints = 0 } },
        { "taxBasisPoints", Full with { TaxBasisPoints = 5_001 } },
        { "taxRates", Full with { TaxRates = [] } },
        { "taxRates", Full with { TaxRates = [new("28", 900), new("28", 600)] } },
        { "taxRates", Full with { TaxRates = [new("a b", 900)] } },
        { "taxRates", Full with { TaxRates = [new("28", -1)] } },
        { "confirmMs", Full with { ConfirmMs = 59_999 } },
        { "paymentDays", Full with { PaymentDays = 251 } },
        { "firstPartBasisPoints", Full with { FirstPartBasisPoints = 10_000 } },
        { "firstPartDays", Full with { FirstPartDays = -1 } },
        { "removalDays", Full with { RemovalDays = -1 } },
        { "acceptanceDays", Full with { AcceptanceDays = 251 } },
        { "deliveryDays", Full with { DeliveryDays = 251 } },
        { "decisionDays", Full with { DecisionDays = long.MaxValue } },
        { "toleranceBasisPoints", Full with { ToleranceBasisPoints = 2_001 } },
        { "forfeitedBasisPoints", Full with { ForfeitedBasisPoints = 0 } },
        { "removalsAtOnce", Full with { RemovalsAtOnce = 0 } },
        { "removalsAtOnce", Full with { RemovalsAtOnce = SettlementRules.MostRemovalsAtOnce + 1 } },
        { "holidays", Full with { Holidays = string.Join(' ', Enumerable.Repeat("2026-10-01", 190)) } },
        { "workingDays", Full with { WorkingDays = new('x', 2_001) } },
    };

    [Theory]
    [MemberData(nameof(OutOfBounds))]
    public void Rules_out_of_bounds_are_refused_by_their_field(string field, SettlementRules rules) => Refused("fair.out-of-bounds", field, rules);

    public static TheoryData<string, SettlementRules> Contradictions => new()
    {
        { "taxAdded", Full with { TaxBasisPoints = null, TaxRates = null } },
        { "commissionTiers", Full with { CommissionTiers = [new(9_000)] } }, // with 13 % of tax more than all of the price
        { "confirmedBySilence", Full with { ConfirmMs = null } },
        { "firstPartDays", Full with { FirstPartDays = null } },
        { "firstPartDays", Full with { FirstPartBasisPoints = null } },
        { "firstPartDays", Full with { FirstPartDays = 5 } }, // not earlier than the payment
        { "firstPartDays", Full with { PaymentDays = null } },
        { "decisionDays", Full with { DecisionDays = null } },
        { "decisionDays", Full with { AcceptanceDays = null } },
        { "holidays", Full with { Holidays = null } },
        { "holidays", new(PremiumBasisPoints: 100, Holidays: Holidays) }, // a calendar of which nothing makes use
        { "holidays", Full with { Holidays = "2025-10-01/2025-10-07", WorkingDays = null } }, // another year's
    };

    [Theory]
    [MemberData(nameof(Contradictions))]
    public void Rules_that_contradict_each_other_are_refused_by_their_field(string field, SettlementRules rules) => Refused("fair.settlement-contradiction", field, rules);

    [Fact]
    public void Shares_of_a_deposit_need_a_deposit()
    {
        var without = Settling with { Deposit = null };
        Assert.Equal("settlement.forfeitedBasisPoints", without.Check(Before)?.Facts["field"]);
        Assert.Equal("settlement.depositToPrice", (without with { Settlement = Full with { ForfeitedBasisPoints = null } }).Check(Before)?.Facts["field"]);
    }

    [Fact]
    public void The_commission_of_the_fair_counts_where_there_are_no_slices() =>
        Assert.Equal("settlement.taxBasisPoints", (Settling with { CommissionBasisPoints = 9_000, Settlement = Full with { CommissionTiers = null } }).Check(Before)?.Facts["field"]);

    [Theory]
    [InlineData("2026-10-01 x", null, "'x'")]
    [InlineData(Holidays, "2026-10-12", "2026-10-12")]
    public void A_calendar_that_cannot_be_read_is_refused_by_the_part_that_is_wrong(string holidays, string? worked, string named)
    {
        var refusal = (Settling with { Settlement = Full with { Holidays = holidays, WorkingDays = worked } }).Check(Before);
        Assert.Equal("fair.calendar-unclear", refusal?.Code);
        Assert.Contains(named, (string)refusal!.Facts["wrong"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_calendar_file_names_days_of_rest_and_worked_weekends()
    {
        var read = CalendarFile.Read("\uFEFFkind;Date;through;name\r\nwork;2026-10-10;;\r\nrest;2026-10-01;2026-10-07;国庆节\r\n\r\nrest;2027-01-01;2027-01-01;元旦\r\n");
        Assert.Equal(("2026-10-01/2026-10-07 2027-01-01", "2026-10-10"), (read.Holidays, read.WorkingDays));
        Assert.Empty(read.Wrong);
    }

    [Theory]
    [InlineData("day,kind\n2026-10-01,rest", 0, "header")]
    [InlineData("date,date,kind\n", 0, "header")]
    [InlineData("", 0, "header")]
    [InlineData("date,kind\n2026-10-01,rest\n2026-13-01,rest", 3, "date")]
    [InlineData("date,through,kind\n2026-10-07,2026-10-01,rest", 2, "date")]
    [InlineData("date,kind\n2026-10-01,holiday", 2, "one-of")]
    [InlineData("date,kind\n\"2026-10-01,rest", 2, "date")]
    public void Rows_of_a_calendar_file_that_are_wrong_are_named_by_their_line(string text, long line, string rule)
    {
        var wrong = Assert.Single(CalendarFile.Read(text).Wrong);
        Assert.Equal((line, rule), (wrong.Line, wrong.Rule));
    }

    [Fact]
    public void The_calendar_of_2026_that_comes_with_the_exchange_is_that_of_the_state_council()
    {
        var read = CalendarFile.Read(House.Read("docs/calendars/cn-2026.csv"));
        Assert.Empty(read.Wrong);
        Assert.Null((Settling with { Settlement = Full with { Holidays = read.Holidays, WorkingDays = read.WorkingDays } }).Check(Before));
        var calendar = BusinessCalendar.Of("Asia/Shanghai", read.Holidays, read.WorkingDays);
        Assert.Equal(248, Enumerable.Range(0, 365).Count(day => calendar.IsBusinessDay(new DateOnly(2026, 1, 1).AddDays(day))));
    }

    [Fact]
    public void The_examples_are_fairs_that_can_be_created() => Assert.All(FairExamples.All.Values, example =>
        Assert.Null(Assert.IsType<CreateFair>(example.Parse(FairId, Organizer).Command).Rules.Check(Before)));

    [Fact]
    public async Task An_organizer_sends_the_rules_with_a_calendar_file_over_http()
    {
        await using var host = await ListingHost.Start();
        var plain = Full with { Holidays = null, WorkingDays = null };
        Task<HttpResponseMessage> Create(object body) => host.Post("/api/listing/fairs", body, Organizer, Roles.Organizer);

        var fair = (await ListingHost.Json(await Create(Body(plain, House.Read("docs/calendars/cn-2026.csv"))), 201)).GetProperty("fair").GetString()!;
        var rules = (await ListingHost.Json(await host.Get($"/api/listing/fairs/{fair}", Consignor, Roles.Consignor), 200)).GetProperty("rules").GetProperty("settlement");
        Assert.StartsWith("2026-01-01/2026-01-03 2026-02-15/2026-02-23", rules.GetProperty("holidays").GetString(), StringComparison.Ordinal);
        Assert.Equal(2, rules.GetProperty("commissionTiers").GetArrayLength());

        Assert.Contains("calendarFile.line2", await (await Create(Body(plain, "date,kind\nnever,rest"))).Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await (await Create(Body(plain, "day"))).Problem(400, "request.invalid");
        await (await Create(Body(Full, "date,kind\n2026-10-01,rest"))).Problem(400, "request.invalid");
        await (await Create(Body(null, "date,kind\n2026-10-01,rest"))).Problem(400, "request.invalid");
        await (await Create(Body(plain, null))).Problem(422, "fair.settlement-contradiction");
        await (await Create(Body(Full with { Holidays = "x" }, null))).Problem(422, "fair.calendar-unclear");
    }

    private static object Body(SettlementRules? rules, string? file) => new
    {
        name = Rules.Name,
        region = Rules.Region,
        currency = "CNY",
        timeZone = Rules.TimeZone,
        opensAt = Rules.OpensAt,
        closesAt = Rules.ClosesAt,
        incrementMinor = 10_000,
        deposit = Settling.Deposit,
        settlement = rules,
        calendarFile = file,
    };

    private static void Refused(string code, string field, SettlementRules rules)
    {
        var refusal = Fair().When(new CreateFair(FairId, Organizer, Settling with { Settlement = rules }), Before).Refusal;
        Assert.Equal((code, "settlement." + field), (refusal?.Code, refusal?.Facts["field"]));
    }

    private static SettlementTerms TermsOf(FairRules rules, LotDetails details)
    {
        var fair = Fair(new FairCreated(FairId, Organizer, rules, ClosingSchedule.Windows(rules)));
        return Heard(((ListLot)Assert.Single(fair.When(new EnterLot(LotId, Consignor, details), Before).Companions).Command).Offer).Settlement;
    }

    private static V1.LotEntered Heard(Offer offer) =>
        Assert.IsType<V1.LotEntered>(Assert.Single(LotAnnouncements.From(new Exchange.Listing.Lots.LotEntered(offer, true).Stored())));
}

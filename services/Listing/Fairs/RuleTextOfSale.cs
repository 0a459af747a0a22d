using System.Globalization;
using Exchange.Contracts.Listing.V1;

namespace Exchange.Listing.Fairs;

/// <summary>What the rules of a fair say of lots that are not sold, of preference, and of what follows a sale.</summary>
internal static class RuleTextOfSale
{
    public static void Add(RuleLines text, FairRules rules)
    {
        if (rules.Ladder is { } ladder) OfLadder(text, ladder, rules.Currency);
        else text.Say("ladder", "未成交的标的流拍。", "A lot that is not sold passes in.");
        OfSecondChance(text, rules);
        if (rules.Priority is { } priority) OfPriority(text, priority);
        else text.Say("priority", "没有优先认购期。", "Nobody has priority.");
        if (rules.Essentials?.Commodities is { } essentials)
            text.Say(
                "essentials.commodities", $"下列类别的标的为重要物资：{string.Join("、", essentials.Select(line => $"{line.Category}{Named(line.Chinese)}{Named(line.English)}"))}。",
                $"Lots of these categories are essential commodities: {string.Join(", ", essentials.Select(line => $"{line.Category}{Named(line.English)}{Named(line.Chinese)}"))}.");
        OfCharges(text, rules);
        OfDeadlines(text, rules);
        if (rules.Settlement is { } settlement) OfDelivery(text, settlement);
    }

    private static string Named(string? name) => name is null ? "" : $" {name}";

    private static void OfLadder(RuleLines text, LadderRules ladder, string currency)
    {
        foreach (var (index, rung) in (ladder.Rungs ?? []).Index())
            text.Say(
                "ladder.rungs", string.Create(CultureInfo.InvariantCulture, $"未成交的标的第{index + 2}次出售：{RungChinese(rung, currency)}。"),
                string.Create(CultureInfo.InvariantCulture, $"A lot that is not sold is offered a {Ordinal(index + 2)} time: {RungEnglish(rung, currency)}."));
        if (ladder.AfterCloseMs is { } after)
            text.Say(
                "ladder.afterCloseMs", $"降价阶梯至迟在闭市后{RuleWords.SpanChinese(after)}结束。", $"These attempts end at the latest {RuleWords.SpanEnglish(after)} after the fair's close.");
        else text.Say("ladder.afterCloseMs", "降价阶梯在闭市前结束。", "These attempts end before the fair closes.");
        var (chinese, english) = ladder.Choice switch
        {
            null => ("委托方不得另作选择。", "A consignor has no choice in this."),
            LadderRules.Leave => ("委托方可以不参加降价阶梯。", "A consignor may leave them off for a lot."),
            LadderRules.Own => ("委托方可以不参加，也可以为标的另设降价阶梯。", "A consignor may leave them off for a lot, or name others."),
            var other => ($"委托方的选择：{other}。", $"The consignor's choice is {other}."),
        };
        text.Say("ladder.choice", chinese, english);
    }

    private static string Ordinal(int number) => number switch { 2 => "second", 3 => "third", _ => string.Create(CultureInfo.InvariantCulture, $"{number}th") };

    private static string RungChinese(LadderRung rung, string currency) => string.Join("，", Parts(
        ($"{RuleWords.FormatChinese(rung.Format)}", true), ($"起价为首次的{RuleWords.Percent(rung.OpeningBasisPoints)}", true), ($"历时{RuleWords.SpanChinese(rung.LastsMs)}", true),
        ($"间歇{RuleWords.SpanChinese(rung.PauseMs ?? 0)}", rung.PauseMs is not null), ($"加价幅度{RuleWords.Amount(rung.IncrementMinor ?? 0, currency)}", rung.IncrementMinor is not null),
        ($"每次降{RuleWords.Percent(rung.FallBasisPoints ?? 0)}", rung.FallBasisPoints is not null), ($"每{RuleWords.SpanChinese(rung.FallEveryMs ?? 0)}降一次", rung.FallEveryMs is not null),
        ($"底价为首次的{RuleWords.Percent(rung.FloorBasisPoints ?? 0)}", rung.FloorBasisPoints is not null),
        (string.Create(CultureInfo.InvariantCulture, $"至多降{rung.Falls}次"), rung.Falls is not null),
        ($"密封报价{RuleWords.SpanChinese(rung.SealedMs ?? 0)}", rung.SealedMs is not null), ($"最后报价{RuleWords.SpanChinese(rung.BestBidMs ?? 0)}", rung.BestBidMs is not null),
        ($"还盘有效{RuleWords.SpanChinese(rung.OfferMs ?? 0)}", rung.OfferMs is not null)));

    private static string RungEnglish(LadderRung rung, string currency) => string.Join(", ", Parts(
        ($"by {RuleWords.FormatEnglish(rung.Format)}", true), ($"from {RuleWords.Percent(rung.OpeningBasisPoints)} of the first opening", true),
        ($"for {RuleWords.SpanEnglish(rung.LastsMs)}", true), ($"after a pause of {RuleWords.SpanEnglish(rung.PauseMs ?? 0)}", rung.PauseMs is not null),
        ($"in steps of {RuleWords.Amount(rung.IncrementMinor ?? 0, currency)}", rung.IncrementMinor is not null),
        ($"falling by {RuleWords.Percent(rung.FallBasisPoints ?? 0)}", rung.FallBasisPoints is not null),
        ($"every {RuleWords.SpanEnglish(rung.FallEveryMs ?? 0)}", rung.FallEveryMs is not null),
        ($"to {RuleWords.Percent(rung.FloorBasisPoints ?? 0)} of the first opening", rung.FloorBasisPoints is not null),
        (string.Create(CultureInfo.InvariantCulture, $"at most {rung.Falls} falls"), rung.Falls is not null),
        ($"sealed bids for {RuleWords.SpanEnglish(rung.SealedMs ?? 0)}", rung.SealedMs is not null),
        ($"a last bid within {RuleWords.SpanEnglish(rung.BestBidMs ?? 0)}", rung.BestBidMs is not null),
        ($"offers stand for {RuleWords.SpanEnglish(rung.OfferMs ?? 0)}", rung.OfferMs is not null)));

    private static IEnumerable<string> Parts(params (string Text, bool IsSaid)[] parts) => parts.Where(part => part.IsSaid).Select(part => part.Text);

    private static void OfSecondChance(RuleLines text, FairRules rules)
    {
        const long day = 86_400_000;
        var length = rules.SecondChanceMs ?? day;
        if (length == 0) text.Say("secondChanceMs", "买受人悔拍的，不递补。", "When a winner defaults, no other bidder is asked.");
        else
            text.Say(
                "secondChanceMs", $"买受人悔拍的，依次询问次高出价人，考虑时间为{RuleWords.SpanChinese(length)}。",
                $"When a winner defaults, the next best bidder is asked and may think it over for {RuleWords.SpanEnglish(length)}.");
    }

    private static void OfPriority(RuleLines text, PriorityRules priority)
    {
        if (priority.Categories is { } categories)
            text.Say(
                "priority.categories", $"下列类别的标的，重点企业可以起拍价优先整批认购：{string.Join("、", categories)}。",
                $"Key enterprises may take lots of these categories whole at their opening price before the market: {string.Join(", ", categories)}.");
        if (priority.WindowMs is { } window)
            text.Say("priority.windowMs", $"优先认购期自开市起{RuleWords.SpanChinese(window)}。", $"The priority window lasts {RuleWords.SpanEnglish(window)} from the opening of the fair.");
    }

    private static string InPlace(bool holds, string others) => holds ? "" : $", in place of which the {others} below hold";

    private static void OfCharges(RuleLines text, FairRules rules)
    {
        var (settlement, currency) = (rules.Settlement ?? new(), rules.Currency);
        text.Say(
            "commissionBasisPoints", $"卖方佣金为成交价的{RuleWords.Percent(rules.CommissionBasisPoints)}{(settlement.CommissionTiers is null ? "" : "，但以下列分段佣金为准")}。",
            $"The consignor's commission is {RuleWords.Percent(rules.CommissionBasisPoints)} of the hammer value{InPlace(settlement.CommissionTiers is null, "slices")}.");
        if (settlement.CommissionTiers is { } tiers)
            text.Say(
                "settlement.commissionTiers",
                $"卖方佣金分段计收：{string.Join("，", tiers.Select(tier => (tier.BelowMinor is { } below ? $"至{RuleWords.Amount(below, currency)}" : "其余") + RuleWords.Percent(tier.BasisPoints)))}。",
                "The commission goes by slices of the hammer value: "
                + $"{string.Join(", ", tiers.Select(tier => RuleWords.Percent(tier.BasisPoints) + (tier.BelowMinor is { } below ? $" up to {RuleWords.Amount(below, currency)}" : " above")))}.");
        if (settlement.PremiumBasisPoints is { } premium)
            text.Say("settlement.premiumBasisPoints", $"买方佣金为成交价的{RuleWords.Percent(premium)}，另付。", $"The buyer pays a premium of {RuleWords.Percent(premium)} on top of the hammer value.");
        if (settlement.TaxBasisPoints is { } tax)
            text.Say("settlement.taxBasisPoints", $"增值税税率为{RuleWords.Percent(tax)}，另有规定的类别除外。", $"Value-added tax is {RuleWords.Percent(tax)}, but for classes with a rate of their own.");
        if (settlement.TaxRates is { } rates)
            text.Say(
                "settlement.taxRates", $"分类税率：{string.Join("，", rates.Select(rate => $"{rate.Category} {RuleWords.Percent(rate.BasisPoints)}"))}。",
                $"Rates of tax by class: {string.Join(", ", rates.Select(rate => $"{rate.Category} {RuleWords.Percent(rate.BasisPoints)}"))}.");
        if (settlement.TaxAdded is { } added)
            text.Say(
                "settlement.taxAdded", added ? "税款在成交价之外另计。" : "成交价已含税款。",
                added ? "The tax comes on top of the hammer value." : "The hammer value contains the tax.");
        if (settlement.ForfeitedBasisPoints is { } forfeited)
            text.Say(
                "settlement.forfeitedBasisPoints", $"悔拍者的保证金，{RuleWords.Percent(forfeited)}归委托方。", $"Of a defaulting buyer's deposit the consignor gets {RuleWords.Percent(forfeited)}.");
        if (settlement.DepositToPrice is { } toPrice)
            text.Say(
                "settlement.depositToPrice", toPrice ? "买受人的保证金抵作价款。" : "买受人的保证金在结算后退还。",
                toPrice ? "The winner's deposit becomes a part of the payment." : "The winner's deposit is given back at the end.");
    }

    private static void OfDeadlines(RuleLines text, FairRules rules)
    {
        var settlement = rules.Settlement ?? new();
        if (settlement.ConfirmMs is { } confirm)
            text.Say(
                "settlement.confirmMs", $"成交后{RuleWords.SpanChinese(confirm)}内双方确认合同。", $"Both parties confirm the contract within {RuleWords.SpanEnglish(confirm)} of the award.");
        if (settlement.ConfirmedBySilence is { } silence)
            text.Say(
                "settlement.confirmedBySilence", silence ? "逾期不作表示的，视为确认。" : "逾期不确认的，视为悔拍。",
                silence ? "Who is silent has confirmed." : "Who has not confirmed by then defaults.");
        var (payment, removal) = (rules.PaymentDueMs, rules.RemovalDueMs);
        text.Say(
            "paymentDueMs", $"买受人应在{RuleWords.SpanChinese(payment)}内付款{(settlement.PaymentDays is null ? "" : "，但以下列工作日为准")}。",
            $"The buyer pays within {RuleWords.SpanEnglish(payment)}{InPlace(settlement.PaymentDays is null, "business days")}.");
        Days(text, "settlement.paymentDays", settlement.PaymentDays, "付款期限：{0}个工作日。", "The buyer pays within {0} business days.");
        if (settlement.FirstPartBasisPoints is { } part)
            text.Say("settlement.firstPartBasisPoints", $"首付款为总价的{RuleWords.Percent(part)}。", $"A first part of the payment is {RuleWords.Percent(part)} of the total.");
        Days(text, "settlement.firstPartDays", settlement.FirstPartDays, "首付款期限：{0}个工作日。", "The first part is paid within {0} business days.");
        text.Say(
            "removalDueMs", $"付款后应在{RuleWords.SpanChinese(removal)}内提货{(settlement.RemovalDays is null ? "" : "，但以下列工作日为准")}。",
            $"The buyer removes the goods within {RuleWords.SpanEnglish(removal)} of the payment{InPlace(settlement.RemovalDays is null, "business days")}.");
        Days(text, "settlement.removalDays", settlement.RemovalDays, "提货期限：{0}个工作日。", "The goods are removed within {0} business days.");
    }

    private static void OfDelivery(RuleLines text, SettlementRules settlement)
    {
        if (settlement.RemovalsAtOnce is { } atOnce)
            text.Say(
                "settlement.removalsAtOnce", string.Create(CultureInfo.InvariantCulture, $"同一委托方同一地区同时提货的不超过{atOnce}家。"),
                string.Create(CultureInfo.InvariantCulture, $"At most {atOnce} buyers fetch goods at once from a consignor in a region."));
        Days(text, "settlement.deliveryDays", settlement.DeliveryDays, "买受人空跑的，委托方应在{0}个工作日内交付。", "When the buyer came in vain, the consignor hands over within {0} business days.");
        Days(
            text, "settlement.acceptanceDays", settlement.AcceptanceDays, "交付后{0}个工作日内验收或提出异议，逾期视为验收。",
            "The buyer accepts or disputes within {0} business days of the handover; who is silent has accepted.");
        Days(text, "settlement.decisionDays", settlement.DecisionDays, "主办方在{0}个工作日内裁决争议。", "The organizer decides a dispute within {0} business days.");
        if (settlement.ToleranceBasisPoints is { } tolerance)
            text.Say(
                "settlement.toleranceBasisPoints", $"过磅数量与成交数量的差额不超过{RuleWords.Percent(tolerance)}，价款随之增减。",
                $"The weighed quantity differs from the awarded one by at most {RuleWords.Percent(tolerance)}, and the price follows it.");
        if (settlement.Holidays is { } holidays) text.Say("settlement.holidays", $"休息日（周末之外）：{holidays}。", $"Days of rest besides weekends: {holidays}.");
        if (settlement.WorkingDays is { } worked) text.Say("settlement.workingDays", $"上班的周末：{worked}。", $"Weekends that are worked: {worked}.");
    }

    private static void Days(RuleLines text, string setting, long? days, string chinese, string english)
    {
        if (days is not { } number) return;
        var count = number.ToString(CultureInfo.InvariantCulture);
        text.Say(setting, chinese.Replace("{0}", count, StringComparison.Ordinal), english.Replace("{0}", count, StringComparison.Ordinal));
    }
}

using System.Globalization;
using Exchange.Contracts.Listing.V1;
using Exchange.Listing.Admissions;

namespace Exchange.Listing.Fairs;

/// <summary>A sentence of the rules of a fair.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Settings">The settings that it says, as <c>bidding.proxy</c>.</param>
/// <param name="Chinese">The sentence in Chinese.</param>
/// <param name="English">The same in English.</param>
public sealed record RuleSentence(int Number, IReadOnlyList<string> Settings, string Chinese, string English);

/// <summary>The rules of a fair in plain language, made from its settings: each setting is said, exactly, and what is not set is said where people would ask.</summary>
public static class RuleText
{
    /// <summary>The rules, in the order in which people meet them.</summary>
    public static IReadOnlyList<RuleSentence> Of(FairRules rules)
    {
        var text = new RuleLines();
        OfFair(text, rules);
        OfCloses(text, rules);
        OfAdmission(text, rules.Admission ?? new());
        if (rules.Deposit is { } deposit) OfDeposit(text, deposit, rules.Currency);
        else text.Say("deposit", "竞买不收保证金。", "No deposit is asked of bidders.");
        OfBids(text, rules);
        if (rules.Bidding is { } bidding) OfBidding(text, bidding, rules.Currency);
        RuleTextOfSale.Add(text, rules);
        return text.Sentences;
    }

    /// <summary>The rules as plain text in one language: a numbered line for each sentence.</summary>
    public static string Plain(FairRules rules, bool chinese) => string.Concat(
        Of(rules).Select(sentence => string.Create(CultureInfo.InvariantCulture, $"{sentence.Number}. {(chinese ? sentence.Chinese : sentence.English)}\n")));

    private static void OfFair(RuleLines text, FairRules rules)
    {
        text.Say("name", $"本交易会名称为“{rules.Name}”。", $"The fair is called “{rules.Name}”.");
        text.Say("region", $"主办方所在地区为{rules.Region}；未注明所在地的标的，视为在该地区。", $"The organizer's region is {rules.Region}; a lot that names no region lies there.");
        text.Say("currency", $"全部价格以{rules.Currency}计。", $"All prices are in {rules.Currency}.");
        text.Say("timeZone", $"日期与时刻均按时区{rules.TimeZone}。", $"Days and hours are those of the time zone {rules.TimeZone}.");
        var (opens, closes) = (RuleWords.At(rules.OpensAt, rules.TimeZone), RuleWords.At(rules.ClosesAt, rules.TimeZone));
        text.Say("opensAt", $"交易会于{opens}开市。", $"The fair opens at {opens}.");
        text.Say("closesAt", $"交易会于{closes}闭市。", $"The fair closes at {closes}.");
        if (rules.CatalogueFreezeMs is { } freeze)
            text.Say(
                "catalogueFreezeMs", $"目录于开市前{RuleWords.SpanChinese(freeze)}冻结：此后标的不得再登记、修改，委托方不得撤回。",
                $"The catalogue is frozen {RuleWords.SpanEnglish(freeze)} before the opening: from then on no lot is entered, amended or withdrawn by its consignor.");
        else text.Say("catalogueFreezeMs", "开市之前均可登记和撤回标的。", "Lots may be entered and withdrawn until the fair opens.");
    }

    private static void OfCloses(RuleLines text, FairRules rules)
    {
        var (from, to) = (RuleWords.MinuteOfDay(rules.ClosingFromMinute), RuleWords.MinuteOfDay(rules.ClosingToMinute));
        text.Say("closingFromMinute closingToMinute", $"标的在每日{from}之后至{to}截止。", $"Lots close on each day after {from} and up to {to}.");
        if (rules.ClosingGapMs is { } gap)
            text.Say(
                "closingGapMs", $"标的按目录号依次截止，相邻两个间隔{RuleWords.SpanChinese(gap)}。",
                $"Lots close in the order of their catalogue numbers, {RuleWords.SpanEnglish(gap)} apart.");
        else text.Say("closingGapMs", "标的的截止时刻均匀分布在上述时段内。", "Their closes are spread evenly over these hours.");
        if (rules.SoftCloseMs > 0)
            text.Say(
                "softCloseMs", $"截止前{RuleWords.SpanChinese(rules.SoftCloseMs)}内有有效出价的，截止时刻顺延。",
                $"A bid accepted within {RuleWords.SpanEnglish(rules.SoftCloseMs)} of the close moves the close.");
        else text.Say("softCloseMs", "截止时刻不因出价而顺延。", "No bid moves a close.");
        if (rules.DowntimeGraceMs is { } grace)
            text.Say(
                "downtimeGraceMs", $"系统中断恢复后，标的至少再开放{RuleWords.SpanChinese(grace)}。",
                $"After a downtime of the exchange a lot stays open at least {RuleWords.SpanEnglish(grace)} longer.");
        else text.Say("downtimeGraceMs", "系统中断不延长截止时刻。", "A downtime of the exchange moves no close.");
    }

    private static void OfAdmission(RuleLines text, AdmissionRules admission)
    {
        var (chinese, english) = admission.Policy switch
        {
            null or AdmissionRules.Open => ("凡在交易所登记的竞买人均可出价。", "Every bidder of the exchange may bid."),
            AdmissionRules.Approved => ("竞买人须申请并经主办方核准方可出价。", "Bidders apply, and whom the organizer admits may bid."),
            AdmissionRules.Invited => ("仅主办方邀请的竞买人可以出价。", "Only bidders whom the organizer invites may bid."),
            var other => ($"准入方式为{other}。", $"The policy of admission is {other}."),
        };
        text.Say("admission.policy", chinese, english);
        if (admission.Licensed is not { Count: > 0 } licensed) return;
        text.Say(
            "admission.licensed", $"下列类别须向主办方出示许可证方可出价：{string.Join("、", licensed)}。",
            $"Who bids on lots of these categories must have shown the organizer a licence: {string.Join(", ", licensed)}.");
    }

    private static void OfDeposit(RuleLines text, DepositRules deposit, string currency)
    {
        if (deposit.AmountMinor is { } amount)
            text.Say("deposit.amountMinor", $"对每个标的首次出价前须冻结保证金{RuleWords.Amount(amount, currency)}。", $"Before its first bid on a lot a bidder has {RuleWords.Amount(amount, currency)} held.");
        if (deposit.BasisPoints is { } share)
            text.Say(
                "deposit.basisPoints", $"对每个标的首次出价前须冻结保证金，为起拍价的{RuleWords.Percent(share)}。",
                $"Before its first bid on a lot a bidder has {RuleWords.Percent(share)} of the opening price held.");
        if (deposit.PerFairMinor is { } perFair)
            text.Say(
                "deposit.perFairMinor", $"首次出价前须冻结保证金{RuleWords.Amount(perFair, currency)}，适用于本交易会全部标的。",
                $"Before its first bid a bidder has {RuleWords.Amount(perFair, currency)} held, once for all lots of the fair.");
        if (deposit.LimitMinor is { } limit)
            text.Say(
                "deposit.limitMinor", $"凭该保证金可出价至多{RuleWords.Amount(limit, currency)}，已成交未结算的金额从中扣除。",
                $"With this deposit up to {RuleWords.Amount(limit, currency)} may be bid, less what was won and is not settled.");
    }

    private static void OfBids(RuleLines text, FairRules rules)
    {
        var step = RuleWords.Amount(rules.IncrementMinor, rules.Currency);
        text.Say("incrementMinor", $"未注明加价幅度的标的，加价幅度为{step}。", $"The least step of a lot that names none is {step}.");
        if (rules.Bidding is null) text.Say("bidding", "出价即为所报金额，不代理出价。", "A bid is the amount that is bid; the system bids for nobody.");
    }

    private static void OfBidding(RuleLines text, BiddingRules bidding, string currency)
    {
        OfIncrements(text, bidding, currency);
        if (bidding.WholeSteps is { } whole)
            text.Say(
                "bidding.wholeSteps", whole ? "出价须比现价高出整数个加价幅度。" : "出价不必为加价幅度的整数倍。",
                whole ? "A bid is a whole number of steps above the price." : "A bid need not be a whole number of steps above the price.");
        if (bidding.OwnIncrementMinor is { } own)
            text.Say(
                "bidding.ownIncrementMinor", $"领先者提高自己的出价，幅度至少为{RuleWords.Amount(own, currency)}。",
                $"A leader improves its own bid by at least {RuleWords.Amount(own, currency)}.");
        if (bidding.SoftCloseRule is { } rule)
            text.Say(
                "bidding.softCloseRule", rule == "add" ? "顺延方式：在原截止时刻上加上延时时长。" : $"顺延方式：自该次出价起重新计算延时时长（{rule}）。",
                rule == "add" ? "A late bid moves the close by the time of the soft close (add)." : $"A late bid moves the close to the time of the soft close after it ({rule}).");
        if (bidding.MostExtensions is { } most)
            text.Say(
                "bidding.mostExtensions", string.Create(CultureInfo.InvariantCulture, $"每个标的至多顺延{most}次。"),
                string.Create(CultureInfo.InvariantCulture, $"Late bids move a lot's close at most {most} times."));
        if (bidding.LongestExtensionMs is { } longest)
            text.Say(
                "bidding.longestExtensionMs", $"顺延累计不超过{RuleWords.SpanChinese(longest)}。", $"Late bids move a lot's close by at most {RuleWords.SpanEnglish(longest)} in all.");
        text.Say(
            "bidding.proxy", bidding.Proxy is true ? "出价为最高限价，由系统按需代为加价。" : "出价即为所报金额，不代理出价。",
            bidding.Proxy is true ? "A bid is a maximum, and the system bids for the leader only as far as needed." : "A bid is the amount that is bid; the system bids for nobody.");
    }

    private static void OfIncrements(RuleLines text, BiddingRules bidding, string currency)
    {
        if (bidding.Increments is { } table)
        {
            var steps = IncrementTables.ReadyMade.TryGetValue(table, out var known) ? known : [];
            text.Say("bidding.increments", $"加价幅度按“{table}”表：{StepsChinese(steps, currency)}。", $"Steps follow the table {table}: {StepsEnglish(steps, currency)}.");
        }

        if (bidding.IncrementBasisPoints is { } share)
            text.Say("bidding.incrementBasisPoints", $"加价幅度为现价的{RuleWords.Percent(share)}。", $"The step is {RuleWords.Percent(share)} of the price.");
        if (bidding.IncrementSteps is { } own)
            text.Say("bidding.incrementSteps", $"加价幅度按下表：{StepsChinese(own, currency)}。", $"Steps follow a table: {StepsEnglish(own, currency)}.");
    }

    private static string StepsChinese(IReadOnlyList<IncrementStep> steps, string currency) => string.Join("，", steps.Select(step => step.BelowMinor is { } below
        ? $"不足{RuleWords.Amount(below, currency)}时{RuleWords.Amount(step.StepMinor, currency)}"
        : $"其余{RuleWords.Amount(step.StepMinor, currency)}"));

    private static string StepsEnglish(IReadOnlyList<IncrementStep> steps, string currency) => string.Join(", ", steps.Select(step => step.BelowMinor is { } below
        ? $"{RuleWords.Amount(step.StepMinor, currency)} below {RuleWords.Amount(below, currency)}"
        : $"{RuleWords.Amount(step.StepMinor, currency)} above"));
}

/// <summary>The sentences that have been said.</summary>
internal sealed class RuleLines
{
    private readonly List<RuleSentence> _sentences = [];

    public IReadOnlyList<RuleSentence> Sentences => _sentences;

    /// <summary>Says a sentence of one or more settings, which have spaces between.</summary>
    public void Say(string settings, string chinese, string english) => _sentences.Add(new(_sentences.Count + 1, settings.Split(' '), chinese, english));
}

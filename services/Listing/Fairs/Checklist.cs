using System.Globalization;

namespace Exchange.Listing.Fairs;

/// <summary>What a checklist asks beyond the fair itself, as the views know it.</summary>
/// <param name="Lots">Lots that were entered and not withdrawn.</param>
/// <param name="Unannounced">Those of them that nobody else has heard of.</param>
/// <param name="HighestOpeningMinor">The highest opening amount of a lot; 0 without lots.</param>
/// <param name="Waiting">Bidders who have asked and got no answer.</param>
/// <param name="Admitted">Bidders who were admitted.</param>
/// <param name="Lacking">Those admitted of whom the organizer has not seen every licence that the fair asks for.</param>
public sealed record ChecklistFacts(long Lots, long Unannounced, long HighestOpeningMinor, long Waiting, long Admitted, long Lacking);

/// <summary>Something that is missing before a fair opens.</summary>
/// <param name="Code">What, as <c>no-lots</c>.</param>
/// <param name="Severity">blocking (the fair cannot be published, or cannot open), warning (it can, and people will ask why), or note.</param>
/// <param name="Chinese">What is missing, in Chinese.</param>
/// <param name="English">The same in English.</param>
/// <param name="Where">The address at which it is mended.</param>
public sealed record ChecklistItem(string Code, string Severity, string Chinese, string English, string Where);

/// <summary>The checklist before opening: it names what is missing. It says what the rules and the views say and decides nothing; only what publishing refuses is blocking.</summary>
public static class Checklist
{
    public const string Blocking = "blocking", Warning = "warning", Note = "note";

    /// <summary>All that is missing at a time, the worst first; nothing where the fair has opened.</summary>
    public static IReadOnlyList<ChecklistItem> Of(Fair fair, ChecklistFacts facts, DateTimeOffset now)
    {
        if (fair.Status is not (FairStatus.Draft or FairStatus.Published)) return [];
        var (rules, at) = (fair.Rules!, "/api/listing/fairs/" + fair.Id);
        return
        [
            .. OfPublishing(fair, now, at).Concat(OfLots(fair, facts, at)).Concat(OfCloses(fair, facts, now, at)).Concat(OfAdmission(rules, facts, at)).Concat(OfSettlement(rules, facts))
                .OrderBy(item => item.Severity switch { Blocking => 0, Warning => 1, _ => 2 }),
        ];
    }

    private static IEnumerable<ChecklistItem> OfPublishing(Fair fair, DateTimeOffset now, string at)
    {
        if (fair.Status != FairStatus.Draft) yield break;
        if (now.ToUnixTimeMilliseconds() >= fair.Rules!.OpensAt)
            yield return new("too-late-to-publish", Blocking, "开市时刻已过，草案不能再发布；请复制到新的日期。", "The opening has passed, and the draft can no longer be published. Copy it to other dates.", at + "/copy");
        else yield return new("not-published", Warning, "交易会尚未发布，不会开市。", "The fair is not published, and will not open.", at + "/publish");
        if (fair is { Rules.Priority: not null, KeyEnterprises: [] })
            yield return new("no-key-enterprises", Blocking, "有优先认购期，但未指定重点企业。", "There is a priority window, and no key enterprises are named.", at + "/key-enterprises");
    }

    private static IEnumerable<ChecklistItem> OfLots(Fair fair, ChecklistFacts facts, string at)
    {
        if (facts.Lots == 0) yield return new("no-lots", Warning, "目录中没有标的。", "The catalogue has no lots.", at + "/imports");
        if (facts.Unannounced > 0)
            yield return new(
                "lots-unannounced", Note, string.Create(CultureInfo.InvariantCulture, $"有{facts.Unannounced}个标的尚未公布，发布后即公布。"),
                string.Create(CultureInfo.InvariantCulture, $"{facts.Unannounced} lots are not announced; they are, moments after the fair is published."), at + "/publish");
        if (fair.Rules!.CatalogueFreezeMs is null)
            yield return new("catalogue-not-frozen", Note, "目录不冻结：开市前一刻仍可登记和撤回。", "The catalogue is never frozen: lots come and go until the fair opens.", "/api/listing/fairs");
    }

    private static IEnumerable<ChecklistItem> OfCloses(Fair fair, ChecklistFacts facts, DateTimeOffset now, string at)
    {
        var (rules, calendar) = (fair.Rules!, FairPhases.Calendar(fair.Rules!));
        if (fair.Windows.All(window => window.ToAt <= now.ToUnixTimeMilliseconds()))
            yield return new("no-closing-window-left", Warning, "所有截止时段都已过去。", "All closing windows have passed.", at + "/copy");
        if (rules.ClosingGapMs is { } gap && fair.Windows.Sum(window => window.LengthMs) / gap is var most && fair.Lots > most)
            yield return new(
                "closes-full", Warning, string.Create(CultureInfo.InvariantCulture, $"按间隔只排得下{most}个标的，已有{fair.Lots}个目录号。"),
                string.Create(CultureInfo.InvariantCulture, $"By the gap {most} lots can close, and {fair.Lots} have catalogue numbers."), at + "/plan");
        var rest = fair.Windows.Select(window => calendar.DayOf(window.FromAt)).Where(day => !calendar.IsBusinessDay(day)).Distinct().ToList();
        if (rest.Count > 0)
        {
            var days = string.Join(", ", rest.Select(day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
            yield return new("closes-on-rest-days", Warning, $"有标的在休息日截止：{days}。", $"Lots close on days of rest: {days}.", "/api/listing/fairs");
        }

        if (rules is { ClosingFromMinute: < Morning } or { ClosingToMinute: > Night })
            yield return new(
                "closes-at-night", Note, $"按时区{rules.TimeZone}，有标的在夜间截止。", $"Lots close at night by the time zone {rules.TimeZone}.", "/api/listing/fairs");
        if (rules.Ladder?.AfterCloseMs > rules.PaymentDueMs && rules.Settlement?.PaymentDays is null)
            yield return new(
                "ladder-after-payment", Note, "降价阶梯结束时，最早成交的标的付款期限已过。", "The ladders end after the lots that are sold at the close must be paid.", "/api/listing/fairs");
    }

    private static IEnumerable<ChecklistItem> OfAdmission(FairRules rules, ChecklistFacts facts, string at)
    {
        if (facts.Waiting > 0)
            yield return new(
                "bidders-waiting", Warning, string.Create(CultureInfo.InvariantCulture, $"有{facts.Waiting}个竞买人等待核准。"),
                string.Create(CultureInfo.InvariantCulture, $"{facts.Waiting} bidders wait for an answer."), at + "/admissions/work-list?status=applied");
        if (rules.Admission?.Closed is not null && facts.Admitted == 0)
            yield return new("nobody-admitted", Warning, "尚未核准任何竞买人，没有人可以出价。", "Nobody is admitted, so nobody may bid.", at + "/admissions/work-list");
        if (rules.Admission?.Licensed is { Count: > 0 } && facts.Lacking > 0)
            yield return new(
                "licences-unseen", Warning, string.Create(CultureInfo.InvariantCulture, $"有{facts.Lacking}个已核准的竞买人尚有许可证未出示。"),
                string.Create(CultureInfo.InvariantCulture, $"Of {facts.Lacking} admitted bidders a licence was not seen."), at + "/admissions/work-list?status=admitted&lacking=true");
    }

    private static IEnumerable<ChecklistItem> OfSettlement(FairRules rules, ChecklistFacts facts)
    {
        if (rules.Settlement is null)
            yield return new(
                "no-settlement-terms", Warning, "没有约定结算条件：只有佣金、付款和提货期限。", "No terms of settlement are said beyond commission and the times to pay and to remove.", "/api/listing/fairs");
        if (rules.Deposit?.LimitMinor < facts.HighestOpeningMinor)
            yield return new(
                "deposit-limit-too-low", Warning, $"凭保证金至多可出价{RuleWords.Amount(rules.Deposit.LimitMinor.Value, rules.Currency)}，低于某些标的的起拍价。",
                $"With the deposit {RuleWords.Amount(rules.Deposit.LimitMinor.Value, rules.Currency)} may be bid at most, less than the opening price of some lots.", "/api/listing/fairs");
        if (rules.Settlement?.Holidays is not { } holidays) yield break;
        var last = FairPhases.Calendar(rules).DayOf(FairPhases.Of(rules, []).Max(phase => phase.ToAt ?? phase.FromAt) - 1).Year.ToString("0000", CultureInfo.InvariantCulture);
        if (!holidays.Contains(last + "-", StringComparison.Ordinal))
            yield return new(
                "calendar-of-next-year", Warning, $"付款或提货期限延至{last}年，而日历没有该年的休息日。", $"Payments or removals reach into {last}, of which the calendar has no holidays.", "/api/listing/fairs");
    }

    private const long Morning = 6 * 60, Night = 22 * 60;
}

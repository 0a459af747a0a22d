using Exchange.Kernel.Values;

namespace Exchange.Listing.Fairs;

/// <summary>A part of a fair's life as a calendar shows it.</summary>
/// <param name="Phase">entries-end, freeze, priority, open, closing, ladder, payment-due or removal-due.</param>
/// <param name="FromAt">When it begins, in Unix milliseconds; the moment itself, where it is one.</param>
/// <param name="ToAt">When it ends; null where it is a moment.</param>
/// <param name="Chinese">Its name in Chinese.</param>
/// <param name="English">Its name in English.</param>
public sealed record FairPhase(string Phase, long FromAt, long? ToAt, string Chinese, string English);

/// <summary>The phases of a fair by its rules: what organizers and enterprises put into their diaries.</summary>
public static class FairPhases
{
    /// <summary>All phases, in the order in which they begin. The times to pay and to remove are those of a lot that is sold last, soft closes left aside.</summary>
    public static IReadOnlyList<FairPhase> Of(FairRules rules, IReadOnlyList<ClosingWindow> windows)
    {
        var (lastAward, paid) = (rules.ClosesAt + (rules.Ladder?.AfterCloseMs ?? 0), Paid(rules));
        List<FairPhase> phases =
        [
            new("entries-end", rules.FrozenFromAt, null, "标的登记截止", "Entries end"),
            new("open", rules.OpensAt, rules.ClosesAt, "交易会", "The fair"),
            .. windows.Select(window => new FairPhase("closing", window.FromAt, window.ToAt, "标的截止时段", "Lots close")),
            new("payment-due", paid, null, "付款最迟时限", "Payments due at the latest"),
            new("removal-due", Removed(rules, paid), null, "提货最迟时限", "Removals due at the latest"),
        ];
        if (rules.CatalogueFreezeMs is not null) phases.Add(new("freeze", rules.FrozenFromAt, rules.OpensAt, "目录冻结", "Catalogue frozen"));
        if (rules.Priority?.WindowMs is { } window) phases.Add(new("priority", rules.OpensAt, rules.OpensAt + window, "优先认购期", "Priority window"));
        if (lastAward > rules.ClosesAt) phases.Add(new("ladder", rules.ClosesAt, lastAward, "降价阶梯", "Price ladders end"));
        return [.. phases.OrderBy(phase => phase.FromAt).ThenBy(phase => phase.Phase, StringComparer.Ordinal)];
    }

    private static long Paid(FairRules rules)
    {
        var contract = rules.ClosesAt + (rules.Ladder?.AfterCloseMs ?? 0) + (rules.Settlement?.ConfirmMs ?? 0);
        return rules.Settlement?.PaymentDays is { } days ? Calendar(rules).DueAt(contract, days) : contract + rules.PaymentDueMs;
    }

    private static long Removed(FairRules rules, long paid) => rules.Settlement?.RemovalDays is { } days ? Calendar(rules).DueAt(paid - 1, days) : paid + rules.RemovalDueMs;

    /// <summary>The business days of a fair: by its own calendar, or Mondays to Fridays.</summary>
    public static BusinessCalendar Calendar(FairRules rules) => BusinessCalendar.Of(rules.TimeZone, rules.Settlement?.Holidays, rules.Settlement?.WorkingDays);
}

using Exchange.Kernel.Database;
using Exchange.Kernel.Log;

namespace Exchange.Settlement.Deals;

/// <summary>Sends the defaults that deadlines make due.</summary>
public static class DealClock
{
    public static async Task<IReadOnlyList<Due>> Due(ViewSession session, DateTimeOffset now) =>
        [.. (await DealViews.Overdue(session, now)).Select(Default)];

    private static Due Default(DealRow row)
    {
        var reason = row.Stage == DealRow.AwaitingPayment ? Deal.NotPaid : Deal.NotRemoved;
        return new(Deal.Stream(row.Deal), new DefaultDeal(reason), $"{reason}/{row.Deal}");
    }
}

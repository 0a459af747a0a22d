using Exchange.Portal.Api;

namespace Exchange.Portal.Pages;

/// <summary>A key enterprise takes a lot before the market opens, from its page.</summary>
public static class PriorityEndpoints
{
    public static void MapPriority(this IEndpointRouteBuilder pages) =>
        pages.MapLotForm("priority", form => form.Post<PurchaseAccepted>("priority-purchases", taken => new BidOutcome.Purchased(taken)));
}

using Exchange.Portal.Api;

namespace Exchange.Portal.Pages;

/// <summary>The answer of a bidder who is asked whether they take a lot after a default, from its page.</summary>
public static class SecondChanceEndpoints
{
    public static void MapSecondChances(this IEndpointRouteBuilder pages) => pages.MapLotForm("second-chance", form => form.Fields["answer"].ToString() == "accept"
        ? form.Post<PurchaseAccepted>("second-chance/accept", taken => new BidOutcome.Purchased(taken))
        : form.Post<DeclineAccepted>("second-chance/decline", _ => new BidOutcome.Declined()));
}

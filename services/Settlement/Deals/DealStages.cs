namespace Exchange.Settlement.Deals;

/// <summary>The names of the stages, as answers and views have them.</summary>
public static class DealStages
{
    public const string AwaitingContract = "awaiting-contract", AwaitingPayment = "awaiting-payment", AwaitingRemoval = "awaiting-removal", AwaitingDelivery = "awaiting-delivery",
        AwaitingAcceptance = "awaiting-acceptance", Disputed = "disputed", Settled = "settled", Defaulted = "defaulted", Cancelled = "cancelled";

    /// <summary>A stage by its name.</summary>
    public static string NameOf(DealStage stage) => stage switch
    {
        DealStage.AwaitingContract => AwaitingContract,
        DealStage.AwaitingPayment => AwaitingPayment,
        DealStage.AwaitingRemoval => AwaitingRemoval,
        DealStage.AwaitingDelivery => AwaitingDelivery,
        DealStage.AwaitingAcceptance => AwaitingAcceptance,
        DealStage.Disputed => Disputed,
        DealStage.Settled => Settled,
        DealStage.Defaulted => Defaulted,
        DealStage.Cancelled => Cancelled,
        _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, "A deal that was not opened has no row."),
    };
}

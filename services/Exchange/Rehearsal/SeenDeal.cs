namespace Exchange.Host.Rehearsal;

/// <summary>A deal as the operator sees it, in the words of the interface: amounts in minor units, quantities in thousandths of the unit; what has not happened is left out.</summary>
public sealed record SeenDeal
{
    public required string Deal { get; init; }

    public required string Buyer { get; init; }

    public required string Consignor { get; init; }

    /// <summary>The lot's catalogue number.</summary>
    public long Number { get; init; }

    public string Unit { get; init; } = "";

    /// <summary>The ring of barter to which it belongs.</summary>
    public string? Ring { get; init; }

    public long QuantityMilli { get; init; }

    public string Currency { get; init; } = "";

    public long HammerMinor { get; init; }

    /// <summary>What the buyer pays, premium included.</summary>
    public long TotalMinor { get; init; }

    /// <summary>What of it is not paid.</summary>
    public long OutstandingMinor { get; init; }

    /// <summary>Where it stands: <c>awaiting-contract</c>, <c>settled</c> …</summary>
    public string Stage { get; init; } = "";

    /// <summary>Why it ended without a sale.</summary>
    public string? Reason { get; init; }

    /// <summary>Who has confirmed the contract: <c>buyer</c>, <c>consignor</c>, <c>both</c>.</summary>
    public string? Confirmed { get; init; }

    /// <summary>Since when the contract stands, in Unix milliseconds.</summary>
    public long? ConcludedAt { get; init; }

    /// <summary>When the buyer fetches the goods.</summary>
    public SeenSlot? Slot { get; init; }

    public long? HandedOverMilli { get; init; }

    /// <summary>How a dispute was decided: <c>full</c>, <c>partial</c>, <c>refund</c>.</summary>
    public string? Outcome { get; init; }

    public long? ReductionMinor { get; init; }

    public long CreditMinor { get; init; }

    public long? DepositMinor { get; init; }

    public long? ReleasedMinor { get; init; }

    public long? CommissionMinor { get; init; }

    public long? PremiumMinor { get; init; }

    public long? TaxMinor { get; init; }

    public long? ReturnedMinor { get; init; }

    public long? ForfeitedMinor { get; init; }

    /// <summary>What of the payment was set off.</summary>
    public long? SetOffMinor { get; init; }

    /// <summary>What of that the consignor owes the buyer since the deal fell.</summary>
    public long? OwedBackMinor { get; init; }

    /// <summary>What was weighed above the awarded quantity and not paid.</summary>
    public long? UnpaidMinor { get; init; }
}

/// <summary>When goods are fetched, in Unix milliseconds; the second is the first moment after.</summary>
public sealed record SeenSlot(long FromAt, long ThroughAt);

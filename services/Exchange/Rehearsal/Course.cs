namespace Exchange.Host.Rehearsal;

/// <summary>How a buyer pays.</summary>
public enum Payment
{
    /// <summary>All at once.</summary>
    Whole,

    /// <summary>A first part, and the rest a day later.</summary>
    InParts,

    /// <summary>All at once, and something over.</summary>
    TooMuch,

    /// <summary>Never: it defaults.</summary>
    Nothing,

    /// <summary>A first part, and never the rest.</summary>
    FirstPart,

    /// <summary>When it has defaulted already.</summary>
    TooLate,
}

/// <summary>How a deal ends that is paid, or is given up before.</summary>
public enum Ending
{
    /// <summary>The buyer accepts the goods.</summary>
    Accepted,

    /// <summary>It says nothing, which accepts them.</summary>
    AcceptedBySilence,

    /// <summary>It disputes them in vain.</summary>
    Released,

    /// <summary>It disputes them, and the price falls.</summary>
    Reduced,

    /// <summary>It disputes them, and has its money back.</summary>
    Refunded,

    /// <summary>It disputes them, and nobody decides.</summary>
    Undecided,

    /// <summary>Both give it up before anything is paid.</summary>
    Cancelled,

    /// <summary>Both give it up when it is paid.</summary>
    CancelledPaid,

    /// <summary>The buyer comes in its slot in vain, and nothing is ever handed over.</summary>
    Undelivered,
}

/// <summary>What the two parties of one deal do, and what is decided between them.</summary>
/// <param name="Payment">How the buyer pays.</param>
/// <param name="Ending">How the deal ends if it is paid.</param>
public sealed record Course(Payment Payment, Ending Ending)
{
    /// <summary>By how much a weighed quantity differs at most from what was awarded, in 1/10,000; what the fair tolerates.</summary>
    public const long MostDriftBasisPoints = 500;

    private const long Whole = 10_000, LeastDisputedMinor = 100;

    private static readonly string[] Measured = ["TNE", "KGM", "MTR"]; // tonnes, kilograms and metres differ; pieces and sets are counted

    /// <summary>Who confirms the contract; who does not lets it stand by silence.</summary>
    public bool BuyerConfirms { get; init; }

    public bool ConsignorConfirms { get; init; }

    /// <summary>Whether the consignor hands over with a note of what was weighed; else the buyer takes the goods and accepts them in one.</summary>
    public bool HasNote { get; init; }

    /// <summary>Whether the buyer books when it fetches the goods.</summary>
    public bool HasSlot { get; init; }

    /// <summary>Whether it comes in its slot in vain, and the goods are handed over later if at all.</summary>
    public bool ComesInVain { get; init; }

    /// <summary>By how much what is weighed differs from what was awarded, in 1/10,000.</summary>
    public long DriftBasisPoints { get; init; }

    /// <summary>By how much a reduced price falls, in 1/10,000 of what was bid.</summary>
    public long ReductionBasisPoints { get; init; }

    /// <summary>Whether the buyer keeps its word.</summary>
    public bool Pays => Payment is Payment.Whole or Payment.InParts or Payment.TooMuch;

    /// <summary>Whether the buyer disputes the goods.</summary>
    public bool IsDisputed => Ending is Ending.Released or Ending.Reduced or Ending.Refunded or Ending.Undecided;

    /// <summary>Whether the deal comes to nothing though nobody defaults: it is no turnover.</summary>
    public bool ComesToNothing => Ending is Ending.Refunded or Ending.Cancelled or Ending.CancelledPaid or Ending.Undelivered;

    /// <summary>Whether the consignor hands over with a note in the end.</summary>
    public bool IsHandedOver => Pays && HasNote && Ending is not (Ending.Cancelled or Ending.CancelledPaid or Ending.Undelivered);

    /// <summary>What the consignor hands over of a quantity in thousandths of a unit; what is counted is what was awarded.</summary>
    public long WeighedMilli(string unit, long quantityMilli) =>
        HasNote && Measured.Contains(unit) ? quantityMilli + (long)((Int128)quantityMilli * DriftBasisPoints / Whole) : quantityMilli;

    /// <summary>The organizer's decision of a dispute about goods for which so much was bid: its name, and by how much the price falls. A price of a few fen is not reduced.</summary>
    public (string Outcome, long ReductionMinor) Decision(long hammerMinor) => Ending switch
    {
        Ending.Refunded => ("refund", 0),
        Ending.Reduced when hammerMinor >= LeastDisputedMinor => ("partial", (long)((Int128)hammerMinor * ReductionBasisPoints / Whole)),
        _ => ("full", 0),
    };
}

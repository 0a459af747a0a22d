using System.Text.Json.Serialization;

namespace Exchange.Turnover.Board;

/// <summary>What happened to some lots and awards, as figures that add up. Money in minor units of the fair's currency.</summary>
public sealed record Tally
{
    public static Tally Zero { get; } = new();

    /// <summary>Lots in the catalogue, withdrawn ones too.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long LotsEntered { get; init; }

    /// <summary>Lots that left before their sale.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long LotsWithdrawn { get; init; }

    /// <summary>Lots whose sale ended with at least one award.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long LotsSold { get; init; }

    /// <summary>Lots whose sale ended without an award.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long LotsPassedIn { get; init; }

    /// <summary>Accepted bids.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Bids { get; init; }

    /// <summary>Awards that stand.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Awards { get; init; }

    /// <summary>The hammer value of the awards that stand.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long TurnoverMinor { get; init; }

    /// <summary>Awards that stand and whose money is whole in escrow, or has gone on from there.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long DealsPaid { get; init; }

    /// <summary>What was paid for them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long PaidMinor { get; init; }

    /// <summary>What of that was set off against debts.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long SetOffMinor { get; init; }

    /// <summary>What of that was given in goods, in rings of barter.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long BarterMinor { get; init; }

    /// <summary>Awards that stand and are done: removed and released.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long DealsSettled { get; init; }

    /// <summary>What was released for them, commission included.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long SettledMinor { get; init; }

    /// <summary>Awards that fell because the buyer defaulted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long DealsDefaulted { get; init; }

    /// <summary>Their hammer value, which is no turnover.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long DefaultedMinor { get; init; }

    /// <summary>What was paid in money.</summary>
    [JsonIgnore]
    public long CashMinor => PaidMinor - SetOffMinor - BarterMinor;

    /// <summary>Lots on offer or sold or passed in: all that were entered and not withdrawn.</summary>
    [JsonIgnore]
    public long LotsOffered => LotsEntered - LotsWithdrawn;

    /// <summary>The figures that have a moment: the end of a sale and what became of its awards. Entering, leaving and bidding have none.</summary>
    [JsonIgnore]
    public Tally Timed => this with { LotsEntered = 0, LotsWithdrawn = 0, Bids = 0 };

    public static Tally operator +(Tally left, Tally right) => Combine(left, right, 1);

    public static Tally operator -(Tally left, Tally right) => Combine(left, right, -1);

    private static Tally Combine(Tally left, Tally right, long sign) => checked(new()
    {
        LotsEntered = left.LotsEntered + (sign * right.LotsEntered),
        LotsWithdrawn = left.LotsWithdrawn + (sign * right.LotsWithdrawn),
        LotsSold = left.LotsSold + (sign * right.LotsSold),
        LotsPassedIn = left.LotsPassedIn + (sign * right.LotsPassedIn),
        Bids = left.Bids + (sign * right.Bids),
        Awards = left.Awards + (sign * right.Awards),
        TurnoverMinor = left.TurnoverMinor + (sign * right.TurnoverMinor),
        DealsPaid = left.DealsPaid + (sign * right.DealsPaid),
        PaidMinor = left.PaidMinor + (sign * right.PaidMinor),
        SetOffMinor = left.SetOffMinor + (sign * right.SetOffMinor),
        BarterMinor = left.BarterMinor + (sign * right.BarterMinor),
        DealsSettled = left.DealsSettled + (sign * right.DealsSettled),
        SettledMinor = left.SettledMinor + (sign * right.SettledMinor),
        DealsDefaulted = left.DealsDefaulted + (sign * right.DealsDefaulted),
        DefaultedMinor = left.DefaultedMinor + (sign * right.DefaultedMinor),
    });
}

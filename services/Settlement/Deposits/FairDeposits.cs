using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;
using Exchange.Kernel.Deciders;

namespace Exchange.Settlement.Deposits;

/// <summary>What one deposit for all lots of a fair is asked by.</summary>
/// <param name="Fair">The fair's id.</param>
/// <param name="AmountMinor">What each bidder must have held.</param>
/// <param name="LimitMinor">How much it may bid with it, less what it has won and not settled.</param>
/// <param name="Currency">ISO 4217.</param>
public sealed record FairDepositTerms(string Fair, long AmountMinor, long LimitMinor, string Currency);

/// <summary>How much one bidder may bid, since a version.</summary>
/// <param name="Bidder">The enterprise.</param>
/// <param name="IsHeld">Whether its deposit is held.</param>
/// <param name="LeftMinor">The limit less what it has won and not settled; at least 0.</param>
/// <param name="Version">From 1, higher with every change.</param>
public sealed record BidderLimit(string Bidder, bool IsHeld, long LeftMinor, long Version);

/// <summary>One bidder's deposit for a fair.</summary>
/// <param name="IsHeld">Whether it is held still; else it was released or captured.</param>
/// <param name="Version">How many times its limit has changed.</param>
/// <param name="WonMinor">What it has won as a buyer and not settled.</param>
/// <param name="RunningDeals">How many of its deals in the fair have not ended.</param>
public sealed record FairDeposit(bool IsHeld, long Version = 1, long WonMinor = 0, long RunningDeals = 0);

/// <summary>The deposits for one fair that has one for all its lots: stream <c>fair-deposit/{fair}</c>. Each ends once: captured with the first default of its bidder, or released when the
/// fair has closed, the sale of each of its lots has ended and so has the bidder's last deal. What the lots hear they tell it, each thing once (<see cref="LotDeposits"/>); so it counts
/// lots, and knows none of them by name. It is never a part of a price, because it stands for all of the bidder's lots.</summary>
public sealed record FairDeposits : IDecider<FairDeposits, FairDepositCommand, FairDepositEvent>
{
    /// <summary>The most bidders with a deposit for one fair: they are released in one entry of the log.</summary>
    public const int Most = 1_000;

    public static FairDeposits Initial { get; } = new();

    /// <summary>What is asked; null before a lot of the fair is known.</summary>
    public FairDepositTerms? Terms { get; init; }

    /// <summary>The bidders' deposits.</summary>
    public ImmutableSortedDictionary<string, FairDeposit> Deposits { get; init; } = ImmutableSortedDictionary.Create<string, FairDeposit>(StringComparer.Ordinal);

    /// <summary>How many lots are known.</summary>
    public long Lots { get; init; }

    /// <summary>For how many of them the sale has ended, and all its awards are known.</summary>
    public long EndedLots { get; init; }

    /// <summary>Whether the fair has closed.</summary>
    public bool IsClosed { get; init; }

    /// <summary>Whether nothing more is bid for.</summary>
    [JsonIgnore]
    public bool IsOver => IsClosed && EndedLots >= Lots;

    public static string Stream(string fair) => "fair-deposit/" + fair;

    public static Decision<FairDepositEvent> Decide(FairDeposits fair, FairDepositCommand command, DateTimeOffset now)
    {
        var at = now.ToUnixTimeMilliseconds();
        return command switch
        {
            EnterFairLot enter => new FairLotEntered(enter.Terms),
            EndFairLot => fair.Then(new FairLotEnded(), at),
            CloseFair when fair.IsClosed => Decision<FairDepositEvent>.Nothing,
            CloseFair => fair.Then(new FairSaleClosed(), at),

            HoldFairDeposit { Bidder: "" } => DepositRefusals.NoEnterprise,
            HoldFairDeposit when fair.Terms is null => DepositRefusals.NotAsked,
            HoldFairDeposit hold when fair.Deposits.ContainsKey(hold.Bidder) => Decision<FairDepositEvent>.Nothing,
            HoldFairDeposit when fair.IsOver => DepositRefusals.FairOver,
            HoldFairDeposit when fair.Deposits.Count == Most => DepositRefusals.TooMany,
            HoldFairDeposit hold => ((Decision<FairDepositEvent>)new FairDepositHeld(fair.Terms, new(hold.Bidder, true, fair.Terms.LimitMinor, 1), at))
                .And(DepositPostings.Held(fair.Terms, hold.Bidder)),

            NoteFairAward award when !fair.Deposits.ContainsKey(award.Bidder) => Decision<FairDepositEvent>.Nothing,
            NoteFairAward award => new FairAwardNoted(award.AmountMinor, fair.Terms!.Currency, fair.Changed(award.Bidder, award.AmountMinor), at),

            NoteFairDealEnd end when !fair.Deposits.ContainsKey(end.Bidder) => Decision<FairDepositEvent>.Nothing,
            NoteFairDealEnd end => fair.Then(new FairDealEndNoted(end.AmountMinor, fair.Terms!.Currency, end.HasDefaulted, fair.Changed(end.Bidder, -end.AmountMinor), at, end.Share), at),

            _ => throw new UnreachableException(command.GetType().Name),
        };
    }

    public static FairDeposits Evolve(FairDeposits fair, FairDepositEvent @event) => @event switch
    {
        FairLotEntered entered => fair with { Terms = fair.Terms ?? entered.Terms, Lots = fair.Lots + 1 },
        FairLotEnded => fair with { EndedLots = fair.EndedLots + 1 },
        FairSaleClosed when !fair.IsClosed => fair with { IsClosed = true },
        FairDepositHeld { Limit.Bidder: var bidder } when !fair.Deposits.ContainsKey(bidder) => fair with { Deposits = fair.Deposits.Add(bidder, new(true)) },
        FairAwardNoted award => fair.With(award.Limit, deposit => deposit with { WonMinor = deposit.WonMinor + award.AmountMinor, RunningDeals = deposit.RunningDeals + 1 }),
        FairDealEndNoted end => fair.With(end.Limit, deposit => deposit with { WonMinor = deposit.WonMinor - end.AmountMinor, RunningDeals = deposit.RunningDeals - 1 }),
        FairDepositReleased released when fair.Deposits[released.Limit.Bidder].IsHeld => fair.With(released.Limit, deposit => deposit with { IsHeld = false }),
        FairDepositCaptured captured when fair.Deposits[captured.Limit.Bidder].IsHeld => fair.With(captured.Limit, deposit => deposit with { IsHeld = false }),
        _ => throw new InvalidDataException($"{@event} cannot follow in deposits of the fair {fair.Terms?.Fair}."),
    };

    // What happened, and the ends of deposits that it brings.
    private Decision<FairDepositEvent> Then(FairDepositEvent happened, long at)
    {
        var after = Evolve(this, happened);
        var fallen = happened is FairDealEndNoted { HasDefaulted: true, Limit.Bidder: var bidder } ? bidder : null;
        FairDepositEvent[] ends =
        [
            .. after.Deposits.Where(deposit => deposit.Value.IsHeld && deposit.Key == fallen)
                .Select(deposit => new FairDepositCaptured(after.Terms!, after.Ended(deposit.Key), at, ((FairDealEndNoted)happened).Share)),
            .. after.Deposits.Where(deposit => deposit.Value.IsHeld && deposit.Key != fallen && after.IsOver && deposit.Value.RunningDeals <= 0)
                .Select(deposit => new FairDepositReleased(after.Terms!, after.Ended(deposit.Key), at)),
        ];
        Decision<FairDepositEvent> decision = (FairDepositEvent[])[happened, .. ends];
        return decision.And(ends.Select(DepositPostings.Ended));
    }

    private BidderLimit Changed(string bidder, long wonMinor)
    {
        var deposit = Deposits[bidder];
        return new(bidder, deposit.IsHeld, deposit.IsHeld ? Math.Clamp(Terms!.LimitMinor - deposit.WonMinor - wonMinor, 0, Terms.LimitMinor) : 0, deposit.Version + 1);
    }

    private BidderLimit Ended(string bidder) => new(bidder, false, 0, Deposits[bidder].Version + 1);

    private FairDeposits With(BidderLimit limit, Func<FairDeposit, FairDeposit> change) =>
        this with { Deposits = Deposits.SetItem(limit.Bidder, change(Deposits[limit.Bidder]) with { Version = limit.Version }) };
}

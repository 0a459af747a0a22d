using System.Collections.Immutable;
using System.Diagnostics;
using Exchange.Kernel.Deciders;

namespace Exchange.Settlement.Deposits;

/// <summary>What a deposit for a lot is asked by.</summary>
/// <param name="Lot">The lot's id.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="Consignor">The enterprise that offers it.</param>
/// <param name="AmountMinor">What each bidder must have held.</param>
/// <param name="Currency">ISO 4217.</param>
public sealed record DepositTerms(string Lot, string Fair, string Consignor, long AmountMinor, string Currency);

/// <summary>One bidder's deposit.</summary>
/// <param name="IsHeld">Whether it is held still; else it was released or captured.</param>
/// <param name="Awards">How many awards in the lot the bidder got.</param>
/// <param name="EndedDeals">How many of their deals have ended.</param>
public sealed record Deposit(bool IsHeld, long Awards = 0, long EndedDeals = 0);

/// <summary>The deposits for one lot: stream <c>deposit/{lot}</c>. Every one that is held ends once. When the sale has ended and all its awards are known, those of
/// who won nothing are released; a winner's is kept until the last of its deals has ended: released, or captured with the first that defaults. Messages may come in any
/// order: the close says how much was awarded, and what is not heard of yet is waited for. The first end that is heard of is the end: where a default opens the sale
/// again, no deposit is held anew, and an award to who has none held finds nothing to keep.</summary>
public sealed record LotDeposits : IDecider<LotDeposits, DepositCommand, DepositEvent>
{
    /// <summary>The most bidders with a deposit for one lot: they are released in one entry of the log.</summary>
    public const int Most = 1_000;

    public static LotDeposits Initial { get; } = new();

    /// <summary>What is asked; null before the lot is known.</summary>
    public DepositTerms? Terms { get; init; }

    /// <summary>The bidders' deposits.</summary>
    public ImmutableSortedDictionary<string, Deposit> Deposits { get; init; } = ImmutableSortedDictionary.Create<string, Deposit>(StringComparer.Ordinal);

    /// <summary>The awards that are known.</summary>
    public ImmutableList<string> Awards { get; init; } = ImmutableList<string>.Empty;

    /// <summary>How much they awarded, in thousandths of the unit.</summary>
    public long KnownMilli { get; init; }

    /// <summary>How much had been awarded when the sale ended, what fell by a default included; null while it runs.</summary>
    public long? AwardedMilli { get; init; }

    public static string Stream(string lot) => "deposit/" + lot;

    private bool IsOver => AwardedMilli is not null;

    public static Decision<DepositEvent> Decide(LotDeposits lot, DepositCommand command, DateTimeOffset now)
    {
        var at = now.ToUnixTimeMilliseconds();
        return command switch
        {
            AskDeposit when lot.Terms is not null => Decision<DepositEvent>.Nothing,
            AskDeposit ask => new DepositAsked(ask.Terms),

            HoldDeposit { Bidder: "" } => DepositRefusals.NoEnterprise,
            HoldDeposit when lot.Terms is null => DepositRefusals.NotAsked,
            HoldDeposit hold when lot.Deposits.ContainsKey(hold.Bidder) => Decision<DepositEvent>.Nothing,
            HoldDeposit when lot.IsOver => DepositRefusals.LotOver,
            HoldDeposit hold when hold.Bidder == lot.Terms.Consignor => DepositRefusals.OwnLot,
            HoldDeposit when lot.Deposits.Count == Most => DepositRefusals.TooMany,
            HoldDeposit hold => ((Decision<DepositEvent>)new DepositHeld(hold.Bidder, lot.Terms, at)).And(DepositPostings.Held(lot.Terms, hold.Bidder)),

            NoteAward award when lot.Awards.Contains(award.Award) => Decision<DepositEvent>.Nothing,
            NoteAward award => lot.Then([new AwardNoted(award.Award, award.Winner, award.QuantityMilli)], at),

            EndLot when lot.IsOver => Decision<DepositEvent>.Nothing,
            EndLot end => lot.Then([new SaleEnded(end.AwardedMilli)], at),

            // A sale that was withdrawn ends with what was awarded before.
            NoteDealEnd end when !lot.Deposits.TryGetValue(end.Buyer, out var deposit) || !deposit.IsHeld => Decision<DepositEvent>.Nothing,
            NoteDealEnd end => lot.Then([new DealEndNoted(end.Deal, end.Buyer, end.HasDefaulted)], at),

            _ => throw new UnreachableException(command.GetType().Name),
        };
    }

    public static LotDeposits Evolve(LotDeposits lot, DepositEvent @event) => @event switch
    {
        DepositAsked asked when lot.Terms is null => lot with { Terms = asked.Terms },
        DepositHeld held when !lot.IsOver && !lot.Deposits.ContainsKey(held.Bidder) =>
            lot with { Deposits = lot.Deposits.Add(held.Bidder, new(true)) },
        AwardNoted award => lot.With(award.Winner, deposit => deposit with { Awards = deposit.Awards + 1 }) with
        {
            Awards = lot.Awards.Add(award.Award),
            KnownMilli = lot.KnownMilli + award.QuantityMilli,
        },
        SaleEnded ended when !lot.IsOver => lot with { AwardedMilli = ended.AwardedMilli },
        DealEndNoted end => lot.With(end.Buyer, deposit => deposit with { EndedDeals = deposit.EndedDeals + 1 }),
        DepositReleased released when lot.Deposits[released.Bidder].IsHeld => lot.With(released.Bidder, deposit => deposit with { IsHeld = false }),
        DepositCaptured captured when lot.Deposits[captured.Bidder].IsHeld => lot.With(captured.Bidder, deposit => deposit with { IsHeld = false }),
        _ => throw new InvalidDataException($"{@event} cannot follow in deposits of {lot.Terms?.Lot}."),
    };

    // What happened, and the ends of deposits that it brings.
    private Decision<DepositEvent> Then(ImmutableArray<DepositEvent> events, long at)
    {
        var after = events.Aggregate(this, Evolve);
        var ends = new List<DepositEvent>();
        foreach (var (bidder, deposit) in after.Deposits)
            if (deposit.IsHeld && events.Any(@event => @event is DealEndNoted { HasDefaulted: true } fallen && fallen.Buyer == bidder))
                ends.Add(new DepositCaptured(bidder, after.Terms!, at));
            else if (deposit.IsHeld && after.AwardedMilli <= after.KnownMilli && deposit.EndedDeals >= deposit.Awards)
                ends.Add(new DepositReleased(bidder, after.Terms!, at));
        Decision<DepositEvent> decision = (DepositEvent[])[.. events, .. ends];
        return decision.And(ends.Select(DepositPostings.Ended));
    }

    private LotDeposits With(string bidder, Func<Deposit, Deposit> change) =>
        Deposits.TryGetValue(bidder, out var deposit) ? this with { Deposits = Deposits.SetItem(bidder, change(deposit)) } : this;
}

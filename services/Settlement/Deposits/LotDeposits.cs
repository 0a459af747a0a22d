using System.Collections.Immutable;
using System.Diagnostics;
using Exchange.Kernel.Deciders;
using Exchange.Settlement.Deals;

namespace Exchange.Settlement.Deposits;

/// <summary>What a deposit for a lot is asked by.</summary>
/// <param name="Lot">The lot's id.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="Consignor">The enterprise that offers it.</param>
/// <param name="AmountMinor">What each bidder must have held.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="ForfeitedBasisPoints">The consignor's share of what a defaulting buyer loses, in 1/10,000; nothing when null.</param>
/// <param name="FairLimitMinor">How much may be bid with it, where it is one for the whole fair; null where it is for this lot.</param>
public sealed record DepositTerms(
    string Lot, string Fair, string Consignor, long AmountMinor, string Currency, long? ForfeitedBasisPoints = null, long? FairLimitMinor = null)
{
    /// <summary>What the consignor gets of a captured deposit; nothing when null.</summary>
    public ForfeitShare? Share() => ForfeitedBasisPoints is > 0 and var part ? new(Consignor, part) : null;
}

/// <summary>A consignor's share of a captured deposit; the rest is the organizer's.</summary>
/// <param name="Consignor">The enterprise.</param>
/// <param name="BasisPoints">In 1/10,000, rounded once to the nearest minor unit.</param>
public sealed record ForfeitShare(string Consignor, long BasisPoints);

/// <summary>One bidder's deposit.</summary>
/// <param name="IsHeld">Whether it is held still; else it was released or captured.</param>
/// <param name="Awards">How many awards in the lot the bidder got.</param>
/// <param name="EndedDeals">How many of their deals have ended.</param>
/// <param name="Hold">Which of the bidder's holds it is; the first when null.</param>
/// <param name="IsFree">True when it ended because the bidder was outbid: it may be held again.</param>
public sealed record Deposit(bool IsHeld, long Awards = 0, long EndedDeals = 0, long? Hold = null, bool? IsFree = null);

/// <summary>What a bidder won in a lot of a fair with one deposit for all.</summary>
/// <param name="Bidder">The enterprise.</param>
/// <param name="AmountMinor">The hammer value; nothing where it sells.</param>
public sealed record WonInFair(string Bidder, long AmountMinor);

/// <summary>The deposits for one lot: stream <c>deposit/{lot}</c>. Every one that is held ends once. When the sale has ended and all its awards are known, those of
/// who won nothing are released; a winner's is kept until the last of its deals has ended: released, or captured with the first that defaults. Messages may come in any
/// order: the close says how much was awarded, and what is not heard of yet is waited for. The first end that is heard of is the end: where a default opens the sale
/// again, no deposit is held anew, and an award to who has none held finds nothing to keep. Where one deposit is for the whole fair (<see cref="FairDeposits"/>) the lot holds none, and
/// tells the fair what it hears: each thing once, whatever the order in which it heard it.</summary>
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

    /// <summary>What running deals are about, by their ids, where one deposit is for the whole fair.</summary>
    public ImmutableSortedDictionary<string, WonInFair> Won { get; init; } = ImmutableSortedDictionary.Create<string, WonInFair>(StringComparer.Ordinal);

    /// <summary>Deals whose end was heard of before their award, and whether the bidder defaulted, in such a fair.</summary>
    public ImmutableSortedDictionary<string, bool> Early { get; init; } = ImmutableSortedDictionary.Create<string, bool>(StringComparer.Ordinal);

    public static string Stream(string lot) => "deposit/" + lot;

    private bool IsOver => AwardedMilli is not null;

    private bool IsSettled => Terms is not null && AwardedMilli <= KnownMilli;

    private bool IsForFair => Terms is { FairLimitMinor: not null };

    public static Decision<DepositEvent> Decide(LotDeposits lot, DepositCommand command, DateTimeOffset now)
    {
        var at = now.ToUnixTimeMilliseconds();
        return command switch
        {
            AskDeposit when lot.Terms is not null => Decision<DepositEvent>.Nothing,
            AskDeposit ask => lot.Then([new DepositAsked(ask.Terms)], at),

            HoldDeposit { Bidder: "" } => DepositRefusals.NoEnterprise,
            HoldDeposit when lot.Terms is null => DepositRefusals.NotAsked,
            HoldDeposit when lot.IsForFair => DepositRefusals.ForTheFair(lot.Terms.Fair),
            HoldDeposit hold when lot.Deposits.TryGetValue(hold.Bidder, out var known) && (known.IsHeld || known.IsFree is not true) => Decision<DepositEvent>.Nothing,
            HoldDeposit when lot.IsOver => DepositRefusals.LotOver,
            HoldDeposit hold when hold.Bidder == lot.Terms.Consignor => DepositRefusals.OwnLot,
            HoldDeposit hold when lot.Deposits.Count == Most && !lot.Deposits.ContainsKey(hold.Bidder) => DepositRefusals.TooMany,
            HoldDeposit hold => lot.Held(hold.Bidder, at),

            FreeDeposit free when !lot.Deposits.TryGetValue(free.Bidder, out var known) || !known.IsHeld || (known.Hold ?? 1) != free.Hold => Decision<DepositEvent>.Nothing,
            FreeDeposit free => lot.Then([new DepositReleased(free.Bidder, lot.Terms!, at, lot.Deposits[free.Bidder].Hold)], at),

            NoteAward award when lot.Awards.Contains(award.Award) => Decision<DepositEvent>.Nothing,
            NoteAward award => lot.Then([new AwardNoted(award.Award, award.Winner, award.QuantityMilli, award.AmountMinor)], at),

            SpendDeposit spend when !lot.Deposits.TryGetValue(spend.Bidder, out var known) || !known.IsHeld => Decision<DepositEvent>.Nothing,
            SpendDeposit spend => lot.Spent(spend, at),

            EndLot when lot.IsOver => Decision<DepositEvent>.Nothing,
            EndLot end => lot.Then([new SaleEnded(end.AwardedMilli)], at),

            // A sale that was withdrawn ends with what was awarded before.
            NoteDealEnd end when lot.IsForFair => lot.Awards.Contains(end.Deal) && !lot.Won.ContainsKey(end.Deal)
                ? Decision<DepositEvent>.Nothing
                : lot.Then([new DealEndNoted(end.Deal, end.Buyer, end.HasDefaulted)], at),
            NoteDealEnd end when !lot.Deposits.TryGetValue(end.Buyer, out var deposit) || !deposit.IsHeld => Decision<DepositEvent>.Nothing,
            NoteDealEnd end => lot.Then([new DealEndNoted(end.Deal, end.Buyer, end.HasDefaulted)], at),

            _ => throw new UnreachableException(command.GetType().Name),
        };
    }

    public static LotDeposits Evolve(LotDeposits lot, DepositEvent @event) => @event switch
    {
        DepositAsked asked when lot.Terms is null => lot with { Terms = asked.Terms },
        DepositHeld held when !lot.IsOver && (!lot.Deposits.TryGetValue(held.Bidder, out var known) || known is { IsHeld: false, IsFree: true }) =>
            lot with { Deposits = lot.Deposits.SetItem(held.Bidder, new(true, Hold: held.Hold)) },
        AwardNoted award => lot.With(award.Winner, deposit => deposit with { Awards = deposit.Awards + 1 }) with
        {
            Awards = lot.Awards.Add(award.Award),
            Won = award.AmountMinor is { } amount && (lot.Terms is null || lot.IsForFair) && !lot.Early.ContainsKey(award.Award)
                ? lot.Won.Add(award.Award, new(award.Winner, amount))
                : lot.Won,
            KnownMilli = lot.KnownMilli + award.QuantityMilli,
        },
        SaleEnded ended when !lot.IsOver => lot with { AwardedMilli = ended.AwardedMilli },
        DealEndNoted end when lot.IsForFair => lot.Won.ContainsKey(end.Deal)
            ? lot with { Won = lot.Won.Remove(end.Deal) }
            : lot with { Early = lot.Early.SetItem(end.Deal, end.HasDefaulted) },
        DealEndNoted end => lot.With(end.Buyer, deposit => deposit with { EndedDeals = deposit.EndedDeals + 1 }),
        DepositReleased released when lot.Deposits[released.Bidder].IsHeld => lot.With(released.Bidder, deposit => deposit with { IsHeld = false, IsFree = lot.IsOver ? null : true }),
        DepositSpent spent when lot.Deposits[spent.Bidder].IsHeld => lot.With(spent.Bidder, deposit => deposit with { IsHeld = false }),
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
                ends.Add(new DepositCaptured(bidder, after.Terms!, at, deposit.Hold));
            else if (deposit.IsHeld && after.AwardedMilli <= after.KnownMilli && deposit.EndedDeals >= deposit.Awards)
                ends.Add(new DepositReleased(bidder, after.Terms!, at, deposit.Hold));
        Decision<DepositEvent> decision = (DepositEvent[])[.. events, .. ends];
        return decision.And(events.OfType<DepositReleased>().Concat(ends).Select(DepositPostings.Ended)).And(after.IsForFair ? after.Told(this, events[0]) : []);
    }

    private Decision<DepositEvent> Held(string bidder, long at)
    {
        long? hold = Deposits.TryGetValue(bidder, out var before) ? (before.Hold ?? 1) + 1 : null;
        return ((Decision<DepositEvent>)new DepositHeld(bidder, Terms!, at, hold)).And(DepositPostings.Held(Terms!, bidder, hold));
    }

    // The deal books it into its escrow, up to its total; where it says no, the deposit is held still and ends with the deal.
    private Decision<DepositEvent> Spent(SpendDeposit spend, long at)
    {
        var hold = Deposits[spend.Bidder].Hold;
        return ((Decision<DepositEvent>)new DepositSpent(spend.Bidder, Terms!, spend.Deal, at, hold)).And(Deal.Stream(spend.Deal), new NoteDeposit(Terms!.AmountMinor, hold));
    }

    // What the fair's deposits hear of it.
    private IEnumerable<Also> Told(LotDeposits before, DepositEvent happened)
    {
        var (terms, stream) = (Terms!, FairDeposits.Stream(Terms!.Fair));
        if (happened is DepositAsked)
        {
            yield return new(stream, new EnterFairLot(new(terms.Fair, terms.AmountMinor, terms.FairLimitMinor!.Value, terms.Currency)));
            foreach (var won in Won.Values) yield return new(stream, new NoteFairAward(won.Bidder, won.AmountMinor));
        }

        if (happened is AwardNoted award)
        {
            yield return new(stream, new NoteFairAward(award.Winner, award.AmountMinor ?? 0));
            if (before.Early.TryGetValue(award.Award, out var hasDefaulted))
                yield return new(stream, new NoteFairDealEnd(award.Winner, award.AmountMinor ?? 0, hasDefaulted, terms.Share()));
        }

        if (happened is DealEndNoted end && before.Won.TryGetValue(end.Deal, out var ended))
            yield return new(stream, new NoteFairDealEnd(ended.Bidder, ended.AmountMinor, end.HasDefaulted, terms.Share()));
        if (IsSettled && !before.IsSettled) yield return new(stream, new EndFairLot());
    }

    private LotDeposits With(string bidder, Func<Deposit, Deposit> change) =>
        Deposits.TryGetValue(bidder, out var deposit) ? this with { Deposits = Deposits.SetItem(bidder, change(deposit)) } : this;
}

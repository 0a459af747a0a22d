namespace Exchange.Host.Rehearsal;

/// <summary>What a bidder does that is asked whether it takes a lot after a default.</summary>
public enum Reaction
{
    Accepts,
    Declines,

    /// <summary>It lets the time pass.</summary>
    IsSilent,
}

/// <summary>What simulated enterprises do after the hammer: most pay, some never do; of those who are asked in their place some accept; and what goes down a ladder finds somebody or
/// nobody. Drawn for each lot and enterprise by itself, so that the driver and the forecast see the same, whoever is asked first.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Bidders">How many enterprises there are.</param>
/// <param name="Defaults">The share of the winners who do not pay, from 0 to 1.</param>
public sealed record Conduct(long Seed, int Bidders, double Defaults)
{
    private const double Accepting = 0.6, Declining = 0.25, Wanted = 0.7;
    private const double BuyerConfirms = 0.8, ConsignorConfirms = 0.9, Overpaying = 0.02, Silent = 0.15, WithNote = 0.4, WithSlot = 0.2, InVain = 0.1;
    private const long More = 1_000_003; // than there are enterprises
    private const long LeastReduction = 500, MostReduction = 4_000;

    /// <summary>Everybody pays, and nobody is asked anything.</summary>
    public static Conduct Honest { get; } = new(0, 1, 0);

    /// <summary>The share of the buyers who pay in two parts, from 0 to 1.</summary>
    public double Parts { get; init; }

    /// <summary>The share of the deals over goods by weight or length in which another quantity is weighed than was sold.</summary>
    public double Weighed { get; init; }

    /// <summary>The share of the deals that are disputed.</summary>
    public double Disputes { get; init; }

    /// <summary>The share of the deals that both parties give up, or whose goods are never delivered.</summary>
    public double Cancellations { get; init; }

    /// <summary>The share of the sales of which nobody knows beforehand whether they stand, because it depends on who wins.</summary>
    public double Risk => Math.Min(1, Defaults + Disputes + Cancellations);

    /// <summary>That of the enterprises of a rehearsal.</summary>
    public static Conduct Of(RehearsalSettings settings) => new(settings.Seed, settings.Bidders, settings.Defaults)
    {
        Parts = settings.Parts,
        Weighed = settings.Weighed,
        Disputes = settings.Disputes,
        Cancellations = settings.Cancellations,
    };

    /// <summary>Whether the winner of a lot pays for it.</summary>
    /// <param name="lot">The lot's catalogue number.</param>
    /// <param name="bidder">The enterprise's number, from 0.</param>
    public bool Pays(long lot, int bidder) => Defaults <= 0 || !Dice.For(Seed, "pays", (lot * More) + bidder).Chance(Defaults);

    /// <summary>What becomes of a deal.</summary>
    /// <param name="lot">The lot's catalogue number.</param>
    /// <param name="bidder">The buyer's number, from 0.</param>
    /// <param name="isAsked">Whether it took the lot after another's default or on a ladder: who does pays.</param>
    public Course CourseOf(long lot, int bidder, bool isAsked)
    {
        var dice = Dice.For(Seed, "course", (lot * More) + bidder);
        if (!isAsked && !Pays(lot, bidder)) return new(dice.Pick<Payment>([Payment.Nothing, Payment.Nothing, Payment.FirstPart, Payment.TooLate]), Ending.Accepted) { ConsignorConfirms = true };
        var (way, fate, drift) = (dice.Unit(), dice.Unit(), dice.Chance(Weighed) ? DriftBy(dice) : 0);
        var payment = way < Parts ? Payment.InParts : way < Parts + Overpaying ? Payment.TooMuch : Payment.Whole;
        var ending = fate < Disputes ? DisputeBy(dice)
            : fate < Disputes + Cancellations ? dice.Pick<Ending>([Ending.Cancelled, Ending.CancelledPaid, Ending.Undelivered])
            : dice.Chance(Silent) ? Ending.AcceptedBySilence : Ending.Accepted;
        var course = new Course(payment, ending)
        {
            BuyerConfirms = dice.Chance(BuyerConfirms),
            ConsignorConfirms = dice.Chance(ConsignorConfirms),
            DriftBasisPoints = drift,
            ReductionBasisPoints = LeastReduction + dice.Below((int)(MostReduction - LeastReduction)),
        };
        var hasNote = dice.Chance(WithNote) || drift != 0 || course.IsDisputed || ending is Ending.AcceptedBySilence or Ending.Undelivered;
        var hasSlot = (dice.Chance(WithSlot) && hasNote) || ending == Ending.Undelivered;
        return course with { HasNote = hasNote, HasSlot = hasSlot, ComesInVain = hasSlot && (dice.Chance(InVain) || ending == Ending.Undelivered) };
    }

    /// <summary>Whether a deal of somebody who pays stands at its end.</summary>
    /// <param name="lot">The lot's catalogue number.</param>
    /// <param name="bidder">The buyer's number, from 0.</param>
    public bool Stands(long lot, int bidder) => !CourseOf(lot, bidder, isAsked: true).ComesToNothing;

    /// <summary>What a bidder says that is asked after a default. Who accepts pays.</summary>
    /// <param name="lot">The lot's catalogue number.</param>
    /// <param name="bidder">The enterprise's number, from 0.</param>
    public Reaction Reacts(long lot, int bidder) => Dice.For(Seed, "reacts", (lot * More) + bidder).Unit() switch
    {
        < Accepting => Reaction.Accepts,
        < Accepting + Declining => Reaction.Declines,
        _ => Reaction.IsSilent,
    };

    /// <summary>Who takes what is left of a lot on its ladder; null where nobody does.</summary>
    /// <param name="lot">The lot's catalogue number.</param>
    /// <param name="isOut">Whether an enterprise defaulted on the lot, and may not buy it.</param>
    public int? TakerOf(long lot, Func<int, bool> isOut)
    {
        var dice = Dice.For(Seed, "ladder", lot);
        if (!dice.Chance(Wanted)) return null;
        var first = dice.Below(Bidders);
        for (var step = 0; step < Bidders; step++)
            if (!isOut((first + step) % Bidders)) return (first + step) % Bidders;
        return null;
    }

    private static long DriftBy(Dice dice) => (dice.Chance(0.5) ? 1 : -1) * (1 + dice.Below((int)Course.MostDriftBasisPoints));

    private static Ending DisputeBy(Dice dice) => dice.Unit() switch { < 0.3 => Ending.Released, < 0.65 => Ending.Reduced, < 0.9 => Ending.Refunded, _ => Ending.Undecided };
}

/// <summary>The one rung of a rehearsed fair's ladder: a clock that begins some days after the lot's close, in whose days both lots that nobody wanted and lots whose
/// winners defaulted are for sale.</summary>
public static class Rung
{
    /// <summary>How long after the close, or after the last one who was asked, the clock begins; how long it runs; and how long after the fair ladders may run.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromDays(5), Lasts = TimeSpan.FromDays(120), AfterFair = TimeSpan.FromDays(240);

    private const long Opening = 9_000, Floor = 6_000, Fall = 100, Whole = 10_000;

    /// <summary>The ladder of the fair, as the organizer says it.</summary>
    public static object Ladder { get; } = new
    {
        rungs = new[]
        {
            new
            {
                format = "dutch",
                openingBasisPoints = Opening,
                lastsMs = (long)Lasts.TotalMilliseconds,
                pauseMs = (long)Pause.TotalMilliseconds,
                fallBasisPoints = Fall,
                fallEveryMs = 24L * 3600 * 1000,
                floorBasisPoints = Floor,
            },
        },
        afterCloseMs = (long)AfterFair.TotalMilliseconds,
        choice = "leave",
    };

    /// <summary>About what the clock shows so many days after it began, for an opening and a reserve in minor units.</summary>
    public static long PriceAfter(long days, long openingMinor, long reserveMinor)
    {
        var most = Math.Max(openingMinor, reserveMinor);
        var opening = Math.Max(1, most * Opening / Whole);
        return Math.Max(Math.Max(1, most * Floor / Whole), opening - (opening * Fall / Whole * days));
    }
}

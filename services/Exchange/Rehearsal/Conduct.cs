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
    private const long More = 1_000_003; // than there are enterprises

    /// <summary>Everybody pays, and nobody is asked anything.</summary>
    public static Conduct Honest { get; } = new(0, 1, 0);

    /// <summary>That of the enterprises of a rehearsal.</summary>
    public static Conduct Of(RehearsalSettings settings) => new(settings.Seed, settings.Bidders, settings.Defaults);

    /// <summary>Whether the winner of a lot pays for it.</summary>
    /// <param name="lot">The lot's catalogue number.</param>
    /// <param name="bidder">The enterprise's number, from 0.</param>
    public bool Pays(long lot, int bidder) => Defaults <= 0 || !Dice.For(Seed, "pays", (lot * More) + bidder).Chance(Defaults);

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
}

/// <summary>The one rung of a rehearsed fair's ladder: a clock that begins some days after the lot's close, in whose days both lots that nobody wanted and lots whose
/// winners defaulted are for sale.</summary>
public static class Rung
{
    /// <summary>How long buyers have to pay, and then to remove.</summary>
    public static readonly TimeSpan PaymentDue = TimeSpan.FromDays(10), RemovalDue = TimeSpan.FromDays(30);

    /// <summary>How long after the close, or after the last one who was asked, the clock begins; how long it runs; and how long after the fair ladders may run.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromDays(5), Lasts = TimeSpan.FromDays(30), AfterFair = TimeSpan.FromDays(60);

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

using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Exchange.Matching.Auctions;

/// <summary>An award that stands.</summary>
/// <param name="Award">Its id.</param>
/// <param name="Winner">The enterprise.</param>
/// <param name="QuantityMilli">Thousandths of the unit.</param>
/// <param name="HammerMinor">The price of the whole award.</param>
/// <param name="Priority">True where a key enterprise took the whole lot before the market opened.</param>
public sealed record StandingAward(string Award, string Winner, long QuantityMilli, long HammerMinor, bool? Priority = null);

/// <summary>The next best bidder may take what a default left.</summary>
/// <param name="Bidder">The enterprise.</param>
/// <param name="QuantityMilli">Thousandths of the unit.</param>
/// <param name="HammerMinor">What it pays for them: its own best price.</param>
/// <param name="Until">When the chance lapses, in Unix milliseconds.</param>
public sealed record SecondChance(string Bidder, long QuantityMilli, long HammerMinor, long Until);

/// <summary>A bidder whose turn is over.</summary>
/// <param name="Bidder">The enterprise.</param>
/// <param name="QuantityMilli">Thousandths of the unit that it did not take.</param>
/// <param name="HammerMinor">What it would have paid for them.</param>
/// <param name="Why">One of <see cref="Defaulted"/>, <see cref="Cancelled"/>, <see cref="Unwound"/>, <see cref="Declined"/> and <see cref="Lapsed"/>.</param>
/// <param name="Priority">True where it had taken the lot by priority.</param>
public sealed record PassedOver(string Bidder, long QuantityMilli, long HammerMinor, string Why, bool? Priority = null)
{
    /// <summary>It was awarded them, and did not pay or remove in time.</summary>
    public const string Defaulted = "defaulted";

    /// <summary>It was awarded them, and its deal was cancelled without its default.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>It was to take them in a ring of barter, which was unwound because another member failed: it may buy them yet. Also the reason for which such an award falls.</summary>
    public const string Unwound = "ring-unwound";

    /// <summary>It had a second chance and said no.</summary>
    public const string Declined = "declined";

    /// <summary>It had a second chance and said nothing.</summary>
    public const string Lapsed = "lapsed";

    /// <summary>Whether an award fell, and not only an offer of a second chance.</summary>
    [JsonIgnore]
    public bool IsFallen => Why is Defaulted or Cancelled or Unwound;
}

/// <summary>What is left of a lot's awards, and who is asked when one falls: one after the other, best first, each at their own best price.</summary>
/// <param name="Awards">The awards that stand, in their order.</param>
/// <param name="Passed">Whose turn is over, in the order in which it ended. None of them is asked again.</param>
/// <param name="Chance">Who is asked now; null while nobody is.</param>
/// <param name="Closings">How many times the sale has ended: once, and once more after each default that opened it again.</param>
public sealed record Cascade(ImmutableList<StandingAward> Awards, ImmutableList<PassedOver> Passed, SecondChance? Chance, long Closings)
{
    public static Cascade None { get; } = new([], [], null, 0);

    /// <summary>Thousandths of the unit whose deals were cancelled: nobody can have them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long GoneMilli { get; init; }

    /// <summary>Whether a bidder is not asked any more, because its turn is over.</summary>
    public bool HasPassed(string bidder) => Passed.Exists(passed => passed.Bidder == bidder && passed.Why != PassedOver.Unwound);

    /// <summary>Whether a bidder has an award that stands.</summary>
    public bool HasAward(string bidder) => Awards.Exists(award => award.Winner == bidder);

    /// <summary>Whether a bidder had an award of the lot and defaulted.</summary>
    public bool HasDefaulted(string bidder)
    {
        // A loop, because a query would allocate on every bid of a later attempt.
        for (var i = 0; i < Passed.Count; i++)
            if (Passed[i] is { Why: PassedOver.Defaulted } passed && passed.Bidder == bidder) return true;
        return false;
    }

    /// <summary>How many awards by priority fell.</summary>
    [JsonIgnore]
    public int PriorityFallen => Passed.Count(passed => passed.Priority is true);

    /// <summary>The number of the next end of the sale, as events and messages have it: null for the first.</summary>
    [JsonIgnore]
    public long? NextClosing => Closings == 0 ? null : Closings + 1;

    /// <summary>Thousandths of the unit in all awards that fell, as events and messages have them: null for none.</summary>
    [JsonIgnore]
    public long? FallenMilli => Passed.Sum(passed => passed.IsFallen ? passed.QuantityMilli : 0) is > 0 and var fallen ? fallen : null;
}

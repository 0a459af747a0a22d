using System.Collections.Frozen;

namespace Exchange.Contracts.Listing.V1;

/// <summary>In which formats a lot goes down a ladder, what each asks of its rung, and when rungs fit: whoever makes terms and whoever sells by them must know the same.
/// A tender has no ladder. A lot that is priced as a whole is so on every rung, and one that is priced by the unit by the unit.</summary>
public static class LadderFormats
{
    /// <summary>The most rungs of a ladder.</summary>
    public const int MostRungs = 10;

    /// <summary>1, in basis points.</summary>
    public const long Whole = 10_000;

    /// <summary>The longest time in a rung: a year.</summary>
    public const long LongestMs = 366L * 86_400_000;

    private const long MostMinor = 10_000_000_000_000;

    private static readonly Term[] All =
    [
        new("pauseMs", rung => rung.PauseMs, 0, LongestMs),
        new("incrementMinor", rung => rung.IncrementMinor, 1, MostMinor),
        new("fallBasisPoints", rung => rung.FallBasisPoints, 1, Whole - 1),
        new("fallEveryMs", rung => rung.FallEveryMs, 1, LongestMs),
        new("floorBasisPoints", rung => rung.FloorBasisPoints, 1, Whole),
        new("falls", rung => rung.Falls, 1, Whole - 1),
        new("sealedMs", rung => rung.SealedMs, 1, LongestMs),
        new("bestBidMs", rung => rung.BestBidMs, 1, LongestMs),
        new("offerMs", rung => rung.OfferMs, 1, LongestMs),
    ];

    private static readonly FrozenDictionary<string, Rules> ByName = new Dictionary<string, Rules>(StringComparer.Ordinal)
    {
        ["english"] = new(Sells.Whole, [], ["incrementMinor"]),
        ["sealed-first-price"] = new(Sells.Whole, [], []),
        ["vickrey"] = new(Sells.Whole, [], []),
        ["dutch-sealed"] = new(Sells.Whole, ["fallBasisPoints", "fallEveryMs", "falls", "sealedMs", "bestBidMs"], []),
        ["dutch"] = new(Sells.Whole | Sells.Units, ["fallBasisPoints", "fallEveryMs", "floorBasisPoints"], []),
        ["best-offer"] = new(Sells.Whole | Sells.Units, ["offerMs"], []),
        ["fixed-price"] = new(Sells.Units, [], []),
        ["pay-as-bid"] = new(Sells.Units, [], []),
        ["uniform-lowest-winning"] = new(Sells.Units, [], []),
        ["uniform-highest-losing"] = new(Sells.Units, [], []),
        ["vcg"] = new(Sells.Units, [], []),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    [Flags]
    private enum Sells
    {
        Whole = 1,
        Units = 2,
    }

    /// <summary>Whether a format can have a part in a ladder at all: as the first attempt, or as a rung.</summary>
    public static bool Has(string format) => ByName.ContainsKey(format);

    /// <summary>Whether a rung's format can sell a lot that is priced by the unit, or one that is priced as a whole.</summary>
    public static bool Suits(string format, bool inUnits) => ByName.TryGetValue(format, out var rules) && rules.Sells.HasFlag(inUnits ? Sells.Units : Sells.Whole);

    /// <summary>The first field of rungs that is missing, out of its bounds, or no business of its format, such as <c>[1].lastsMs</c>; null when they are sound.</summary>
    public static string? OutOfBounds(IReadOnlyList<LadderRung> rungs)
    {
        if (rungs.Count > MostRungs) return "";
        for (var i = 0; i < rungs.Count; i++)
            if (rungs[i] is not { } rung) return $"[{i}]";
            else if (OutOfBounds(rung) is { } field) return $"[{i}].{field}";
        return null;
    }

    /// <summary>How long rungs take one after the other, pauses included, in milliseconds.</summary>
    public static long LengthMs(IReadOnlyList<LadderRung> rungs)
    {
        var sum = 0L;
        foreach (var rung in rungs) sum += (rung.PauseMs ?? 0) + rung.LastsMs;
        return sum;
    }

    private static string? OutOfBounds(LadderRung rung)
    {
        if (rung.Format is null || !ByName.TryGetValue(rung.Format, out var rules)) return "format";
        if (rung.OpeningBasisPoints is < 1 or > Whole) return "openingBasisPoints";
        if (rung.LastsMs is < 1 or > LongestMs) return "lastsMs";
        foreach (var term in All)
        {
            var (value, needed) = (term.Value(rung), rules.Needs.Contains(term.Name));
            if (value is null ? needed : (value < term.Least || value > term.Most || !(needed || term.Name == "pauseMs" || rules.May.Contains(term.Name)))) return term.Name;
        }

        return rung.FloorBasisPoints > rung.OpeningBasisPoints ? "floorBasisPoints" : rung.Falls * rung.FallBasisPoints >= Whole ? "falls" : null;
    }

    private sealed record Rules(Sells Sells, string[] Needs, string[] May);

    private sealed record Term(string Name, Func<LadderRung, long?> Value, long Least, long Most);
}

namespace Exchange.Matching.Rings;

/// <summary>What is given, and what its giver would take for it.</summary>
/// <param name="Item">The lot that is given.</param>
/// <param name="Wants">The lots of which any one is enough.</param>
public sealed record Want(string Item, IReadOnlyList<string> Wants);

/// <summary>Who would take what from whom: the items, and for each those that its giver would take, in an order of their own by names, so that nothing that is made of them depends on the order in
/// which they were told.</summary>
public sealed class WantList
{
    private readonly int[][] _wants;

    /// <summary>Makes the list.</summary>
    /// <exception cref="ArgumentException">An item is given twice.</exception>
    public WantList(IReadOnlyCollection<Want> wants)
    {
        var sorted = wants.OrderBy(want => want.Item, StringComparer.Ordinal).ToList();
        Items = [.. sorted.Select(want => want.Item)];
        var places = new Dictionary<string, int>(sorted.Count, StringComparer.Ordinal);
        foreach (var (place, item) in Items.Index())
            if (!places.TryAdd(item, place)) throw new ArgumentException($"{item} is given twice.", nameof(wants));
        UnknownWants = sorted.Sum(want => want.Wants.Count(wanted => !places.ContainsKey(wanted)));
        _wants = [.. sorted.Select(want => want.Wants.Where(wanted => wanted != want.Item && places.ContainsKey(wanted)).Select(wanted => places[wanted]).Distinct().Order().ToArray())];
    }

    /// <summary>The items, by name.</summary>
    public IReadOnlyList<string> Items { get; }

    /// <summary>How many wants are for what nobody gives; they count for nothing.</summary>
    public int UnknownWants { get; }

    /// <summary>What the giver of an item would take, by places.</summary>
    public IReadOnlyList<int> WantsOf(int item) => _wants[item];

    /// <summary>Whether the giver of one item would take another.</summary>
    public bool Takes(int giver, int item) => Array.BinarySearch(_wants[giver], item) >= 0;
}

/// <summary>Items that change hands in rings: the giver of each takes the next one, and the giver of the last takes the first.</summary>
/// <param name="Rings">The rings, each from its first item by name, by those.</param>
/// <param name="Bound">No choice of rings of the length that was allowed moves more items than this.</param>
public sealed record RingTrade(IReadOnlyList<IReadOnlyList<string>> Rings, int Bound)
{
    /// <summary>How many items change hands.</summary>
    public int Traded => Rings.Sum(ring => ring.Count);

    /// <summary>The length of the longest ring; 0 without any.</summary>
    public int Longest => Rings.Count == 0 ? 0 : Rings.Max(ring => ring.Count);

    /// <summary>Everything that is wrong with it, in words: a ring that is too long, an item in two rings, or one that its taker does not want.</summary>
    /// <param name="wants">Who would take what.</param>
    /// <param name="maxLength">The longest ring that is allowed; 0 for any.</param>
    public IReadOnlyList<string> Faults(IReadOnlyCollection<Want> wants, int maxLength)
    {
        var (taken, faults) = (new HashSet<string>(StringComparer.Ordinal), new List<string>());
        var wanted = wants.ToDictionary(want => want.Item, want => want.Wants.ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (var ring in Rings)
        {
            if (ring.Count < 2 || (maxLength > 0 && ring.Count > maxLength)) faults.Add($"The ring of {ring[0]} has {ring.Count} items.");
            foreach (var (n, item) in ring.Index())
            {
                var next = ring[(n + 1) % ring.Count];
                if (!taken.Add(item)) faults.Add($"{item} is given twice.");
                if (!wanted.TryGetValue(item, out var takes) || !takes.Contains(next)) faults.Add($"The giver of {item} does not want {next}.");
            }
        }

        if (Traded > Bound) faults.Add($"{Traded} items change hands, and no more than {Bound} can.");
        return faults;
    }
}

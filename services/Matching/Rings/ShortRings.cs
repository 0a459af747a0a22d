namespace Exchange.Matching.Rings;

/// <summary>How much is done to find the best rings. All of it is counted and none of it timed, so that the same wants give the same rings.</summary>
/// <param name="MostRings">Of so many short rings at most one chooses. There may be more where many would take almost anything; the bound stays true.</param>
/// <param name="MostSteps">So many items at most are tried as the next one of a ring.</param>
/// <param name="MostWork">The work of the choice, in the deterministic time of OR-Tools, which is about seconds.</param>
public sealed record RingEffort(int MostRings, long MostSteps, double MostWork)
{
    /// <summary>For study: minutes, where that is needed.</summary>
    public static RingEffort Study { get; } = new(500_000, long.MaxValue, 120);

    /// <summary>Beside a fair that runs: a second or two.</summary>
    public static RingEffort Beside { get; } = new(50_000, 3_000_000, 1);
}

/// <summary>The rings of a bounded length that there are: each once, from the item of it that comes first; the short ones first, because they are what is left out last.</summary>
internal sealed class ShortRings(WantList wants, int maxLength, RingEffort effort)
{
    private long _steps;

    /// <summary>Whether <see cref="Find"/> has found all of them.</summary>
    public bool IsAll { get; private set; } = true;

    /// <summary>The rings, by places.</summary>
    public List<IReadOnlyList<int>> Find()
    {
        var found = new List<IReadOnlyList<int>>();
        for (var length = 2; length <= maxLength && IsAll; length++)
            for (var first = 0; first < wants.Items.Count && IsAll; first++) From([first], length, found);
        return found;
    }

    private void From(List<int> path, int length, List<IReadOnlyList<int>> found)
    {
        if (path.Count == length)
        {
            if (!wants.Takes(path[^1], path[0])) return;
            if (found.Count == effort.MostRings) IsAll = false;
            else found.Add([.. path]);
            return;
        }

        foreach (var item in wants.WantsOf(path[^1]))
        {
            if (++_steps > effort.MostSteps) IsAll = false;
            if (!IsAll) return;
            if (item <= path[0] || path.Contains(item)) continue;
            path.Add(item);
            From(path, length, found);
            path.RemoveAt(path.Count - 1);
        }
    }
}

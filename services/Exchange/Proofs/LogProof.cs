using System.Globalization;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;

namespace Exchange.Host.Proofs;

/// <summary>What holds of every log: its chain is whole, its streams are dense, its followers are at its end, and its views are what it says.</summary>
internal static class LogProof
{
    public const string Whole = "log whole", Followed = "followers at the end", Rebuilt = "views are the log";

    /// <summary>Reads a log from its beginning, shows every event to the witnesses, and says whether the chain is whole.</summary>
    public static async Task<Proof> Read(StoredLog stored, IReadOnlyList<Witness> witnesses, Action progress, CancellationToken cancellation)
    {
        var faults = new List<string>();
        var versions = new Dictionary<string, long>(StringComparer.Ordinal);
        var (rows, events) = (0L, 0L);
        foreach (var partition in await stored.Partitions())
        {
            await using var log = new LogTable(stored.Definition, stored.Stores.Log, partition);
            try
            {
                await foreach (var row in log.ReadVerified().WithCancellation(cancellation))
                {
                    rows++;
                    progress();
                    foreach (var happened in row.Happenings())
                    {
                        events++;
                        var before = versions.GetValueOrDefault(happened.Stream);
                        if (happened.Version != before + 1)
                            faults.Add($"{stored.Service}: {happened.Stream} has version {happened.Version} after {before} in row {row.Position}.");
                        versions[happened.Stream] = happened.Version;
                        foreach (var witness in witnesses) witness.See(happened);
                    }
                }
            }
            catch (InvalidDataException broken)
            {
                faults.Add(broken.Message);
            }
        }

        return Proof.Of($"{Whole} ({stored.Service})", faults, string.Create(CultureInfo.InvariantCulture, $"{rows:N0} rows, {events:N0} events, {versions.Count:N0} streams"));
    }

    /// <summary>Says whether projector and relay have come to the end.</summary>
    public static async Task<Proof> Followers(StoredLog stored)
    {
        var faults = new List<string>();
        var cursors = await Cursors.Of(stored.Stores.Views);
        foreach (var partition in await stored.Partitions())
        {
            await using var log = new LogTable(stored.Definition, stored.Stores.Log, partition);
            var head = await log.Head();
            foreach (var name in new[] { "projector", "relay" })
            {
                var at = cursors.FirstOrDefault(cursor => cursor.Name == name && cursor.PartitionNo == partition)?.Sequence ?? 0;
                if (at != head) faults.Add($"{stored.Service}: the {name} is at {at} of {head}.");
            }
        }

        return Proof.Of($"{Followed} ({stored.Service})", faults, "projector and relay");
    }

    /// <summary>Rebuilds a copy of the views and says whether anything changed.</summary>
    public static async Task<Proof> Rebuild(StoredLog stored)
    {
        using var scratch = new ScratchViews(stored);
        try
        {
            var differences = await Kernel.Followers.Rebuild.Run(stored.Definition, scratch.Stores, new());
            return Proof.Of($"{Rebuilt} ({stored.Service})", [.. differences.Select(Describe)], "a rebuild changes nothing");
        }
        catch (InvalidDataException impossible)
        {
            return new($"{Rebuilt} ({stored.Service})", false, "They cannot be rebuilt: " + impossible.Message);
        }
    }

    public static string Describe(Rebuild.Difference difference) =>
        $"{difference.Table} had '{Short(difference.Before)}' and has '{Short(difference.After)}' after a rebuild.";

    private static string Short(string text) => text.Length <= 200 ? text : text[..200] + "…";
}

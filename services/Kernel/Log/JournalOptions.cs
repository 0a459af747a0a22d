namespace Exchange.Kernel.Log;

/// <summary>The bounds of a journal's memory. Configuration section <c>Journal</c>.</summary>
public sealed record JournalOptions
{
    public const string Section = "Journal";

    /// <summary>How many partitions the log has; fixed once the log has rows. SQLite has one.</summary>
    public int Partitions { get; init; } = 1;

    /// <summary>How many commands may wait in front of a partition's writer; more are answered 503.</summary>
    public int WaitingCommands { get; init; } = 8192;

    /// <summary>How many commands one row of the log holds at most.</summary>
    public int BatchEntries { get; init; } = 1024;

    /// <summary>How many states are held in memory, beside those whose state rows are behind.</summary>
    public int CachedStates { get; init; } = 200_000;

    /// <summary>How many entries of recent rows are held in memory for the followers.</summary>
    public int RecentEntries { get; init; } = 50_000;

    /// <summary>How many entries may wait for the projector; beyond, commands are answered 503.</summary>
    public int UnprojectedEntries { get; init; } = 200_000;

    /// <summary>How many streams may wait for their state rows; beyond, commands are answered 503.</summary>
    public int UnsavedStates { get; init; } = 200_000;

    /// <summary>How often state rows are written: what changed since is read from the log after a crash.</summary>
    public TimeSpan SaveStates { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a node may be silent before another one may write its partitions.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(10);
}

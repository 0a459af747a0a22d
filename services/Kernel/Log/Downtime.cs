namespace Exchange.Kernel.Log;

/// <summary>A time in which nobody wrote a partition of the log, by the clock of the exchange in Unix milliseconds.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="FromAt">When it was last known to work: the writer says so every few seconds, and when it stops.</param>
/// <param name="ToAt">When it was taken up again.</param>
public sealed record Downtime(int Partition, long FromAt, long ToAt)
{
    /// <summary>The time between, or null where nothing is known of before or the clock has not gone on.</summary>
    public static Downtime? Between(int partition, long seenAt, long now) => seenAt > 0 && now > seenAt ? new(partition, seenAt, now) : null;
}

/// <summary>Reads from the views what a downtime asks for: commands that are decided before anything that is due.</summary>
public delegate Task<IReadOnlyList<Due>> RecoveryQuery(Database.ViewSession session, Downtime downtime);

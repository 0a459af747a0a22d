using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Exchange.Kernel.Telemetry;

/// <summary>The metrics and the trace source of the kernel.</summary>
public static class Measures
{
    public const string Name = "Exchange";

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> EntriesCommitted =
        Meter.CreateCounter<long>("exchange_log_entries", "{entry}", "Commands whose effects are durable in the log.");

    private static readonly Histogram<long> BatchSize =
        Meter.CreateHistogram<long>("exchange_log_batch_entries", "{entry}", "Entries of one log row.");

    private static readonly Counter<long> FollowerFaults =
        Meter.CreateCounter<long>("exchange_follower_faults", "{fault}", "Failures of a follower; it tries again.");

    private static readonly Counter<long> DeadLetters =
        Meter.CreateCounter<long>("exchange_bus_dead_letters", "{pack}", "Packs that no try could handle; each waits in an error queue for a person.");

    private static readonly Counter<long> RequestsShed =
        Meter.CreateCounter<long>("exchange_requests_shed", "{request}", "Requests that were turned away because too many came.");

    /// <summary>The source of the spans that the kernel makes.</summary>
    public static ActivitySource Source { get; } = new(Name);

    internal static void Committed(string service, int entries)
    {
        var tag = new KeyValuePair<string, object?>("service", service);
        EntriesCommitted.Add(entries, tag);
        BatchSize.Record(entries, tag);
    }

    internal static void FollowerFailed(string service, string follower) =>
        FollowerFaults.Add(1, new KeyValuePair<string, object?>("service", service), new KeyValuePair<string, object?>("follower", follower));

    internal static void Shed(bool query) => RequestsShed.Add(1, new KeyValuePair<string, object?>("kind", query ? "query" : "command"));

    internal static void DeadLettered(string service) => DeadLetters.Add(1, new KeyValuePair<string, object?>("service", service));
}

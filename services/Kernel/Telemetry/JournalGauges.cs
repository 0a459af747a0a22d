using System.Diagnostics.Metrics;
using Exchange.Kernel.Hosting;
using Exchange.Kernel.Log;
using Microsoft.Extensions.Hosting;

namespace Exchange.Kernel.Telemetry;

/// <summary>Shows how far the journals of this process have come: the log's head, the lag of each follower, and the commands that wait.</summary>
internal sealed class JournalGauges(Journals journals, IMeterFactory meters) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var meter = meters.Create(Measures.Name);
        meter.CreateObservableGauge("exchange_log_head", () => Each(partition => partition.Head), "{row}", "The last committed row of a log.");
        meter.CreateObservableGauge("exchange_views_lag", () => Each(partition => partition.Head - partition.Projected), "{row}", "Rows that are not in the views yet.");
        meter.CreateObservableGauge("exchange_relay_lag", () => Each(partition => partition.Head - partition.Relayed), "{row}", "Rows whose announcements are not delivered yet.");
        meter.CreateObservableGauge("exchange_writer_waiting", () => Each(partition => partition.Waiting), "{command}", "Commands that wait for a writer.");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private IEnumerable<Measurement<long>> Each(Func<PartitionStatus, long> value) =>
        from status in journals.All.Select(journal => journal.Status())
        from partition in status.Partitions
        select new Measurement<long>(value(partition), new("service", status.Service), new("partition", partition.Partition));
}

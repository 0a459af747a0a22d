using Exchange.Kernel.Bus;
using Exchange.Kernel.Log;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Exchange.Kernel.Hosting;

/// <summary>The journals of this process.</summary>
/// <param name="All">Each of them, in the order in which they were added.</param>
public sealed record Journals(IReadOnlyList<Journal> All);

/// <summary>How a journal is found in a process that has it.</summary>
internal sealed record JournalPlace(JournalDefinition Definition, Func<IServiceProvider, Journal> Find);

/// <summary>Starts the journals before the first request is taken, then the bus; stops them the other way round.</summary>
internal sealed partial class JournalRunner(Journals journals, ExchangeBus bus, ILogger<JournalRunner> log) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var journal in journals.All)
        {
            await journal.Start();
            LogStarted(journal.Definition.Service, journal.Head());
        }

        await bus.Start(journals.All, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => bus.Stop(cancellationToken);

    [LoggerMessage(LogLevel.Information, "{Service} has started; its log stands at {Head}")]
    private partial void LogStarted(string service, Position head);
}

using Exchange.Kernel.Database;
using Microsoft.Extensions.Logging;

namespace Exchange.Kernel.Log;

/// <summary>A service's log with its writer and its followers: what the endpoints of a service talk to.</summary>
public abstract class Journal(JournalDefinition definition, JournalHost host)
{
    /// <summary>What the service is made of.</summary>
    public JournalDefinition Definition { get; } = definition;

    /// <summary>The clock of the exchange.</summary>
    public TimeProvider Clock => host.Clock;

    /// <summary>Decides a command and answers when what it caused is durable.</summary>
    /// <param name="stream"><c>kind/id</c>.</param>
    /// <param name="command">A command of the kind.</param>
    /// <param name="sender">Who sends it, and its key.</param>
    /// <param name="cancellation">Stops the waiting, not the command.</param>
    /// <exception cref="BusyException">Too many commands wait; nothing was decided.</exception>
    public Task<Answer> Submit(string stream, object command, Sender sender, CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>The last committed state of a stream; the initial state when nothing has happened in it. Never lags.</summary>
    public ValueTask<TState> Peek<TState>(string stream)
        where TState : class => throw new NotSupportedException();

    /// <summary>A session for queries on the views.</summary>
    public Task<ViewSession> Read() => throw new NotSupportedException();

    /// <summary>Waits until the views have reached a position, a second at most. False when they have not.</summary>
    public Task<bool> WaitForViews(Position position, CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>The rows after a position, then each new one as soon as it is committed.</summary>
    public IAsyncEnumerable<LogRow> Follow(Position after, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>The last committed row.</summary>
    public Position Head(int partition = 0) => throw new NotSupportedException();
}

/// <summary>What a journal gets from its process.</summary>
/// <param name="StoresOf">The stores of a service, by its name.</param>
/// <param name="Clock">The clock of the exchange.</param>
/// <param name="Outlet">Where announcements go.</param>
/// <param name="Loggers">Makes its loggers.</param>
public sealed record JournalHost(Func<string, Stores> StoresOf, TimeProvider Clock, Bus.IOutlet Outlet, ILoggerFactory Loggers);

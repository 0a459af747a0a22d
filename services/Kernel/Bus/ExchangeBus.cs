using Exchange.Kernel.Log;

namespace Exchange.Kernel.Bus;

/// <summary>The bus as a process sees it: its journals' announcements go out, those of others come in.</summary>
public abstract class ExchangeBus : IOutlet
{
    public abstract Task Send(Announcements pack, CancellationToken cancellation);

    /// <summary>Begins to deliver to the journals of this process, which have started. Until then <see cref="Send"/> waits.</summary>
    public abstract Task Start(IReadOnlyList<Journal> journals, CancellationToken cancellation);

    /// <summary>Ends the delivery; what is under way is finished or comes again.</summary>
    public abstract Task Stop(CancellationToken cancellation);

    /// <summary>What stands in the way of delivery, or null when nothing does.</summary>
    public abstract string? Obstacle { get; }
}

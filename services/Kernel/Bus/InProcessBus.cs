using Exchange.Kernel.Log;
using MassTransit;
using MassTransit.Mediator;

namespace Exchange.Kernel.Bus;

/// <summary>The bus of a process that holds all services: a pack has been sent when every journal that hears it has handled it.</summary>
internal sealed class InProcessBus : ExchangeBus
{
    private readonly TaskCompletionSource<IMediator> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override string? Obstacle => _started.Task.IsCompleted ? null : "The services have not started yet.";

    public override async Task Send(Announcements pack, CancellationToken cancellation)
    {
        var mediator = await _started.Task.WaitAsync(cancellation);
        await mediator.Publish(pack, cancellation);
    }

    public override Task Start(IReadOnlyList<Journal> journals, CancellationToken cancellation)
    {
        _started.TrySetResult(MassTransit.Bus.Factory.CreateMediator(mediator =>
        {
            foreach (var journal in journals) mediator.Consumer(() => new AnnouncementsConsumer(journal));
        }));
        return Task.CompletedTask;
    }

    public override Task Stop(CancellationToken cancellation) => Task.CompletedTask;
}

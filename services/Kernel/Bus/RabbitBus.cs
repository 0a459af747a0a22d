using Exchange.Kernel.Hosting;
using Exchange.Kernel.Log;
using Exchange.Kernel.Problems;
using MassTransit;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace Exchange.Kernel.Bus;

/// <summary>The bus over RabbitMQ: one durable quorum queue a service, into which the broker puts the packs of every source that the service hears. The publisher declares the
/// queues of its hearers, so that a service which has never run loses nothing; a pack is sent when the broker has confirmed that its quorum holds it.</summary>
internal sealed partial class RabbitBus(BusSettings settings, Func<string, IReadOnlyList<string>> hearers, IReadOnlyList<string> speakers, ILoggerFactory loggers) : ExchangeBus
{
    /// <summary>The exchange of all packs; the routing key is the source.</summary>
    private const string Packs = "exchange-announcements";

    private const int FaultRetries = 50;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20), FirstPause = TimeSpan.FromMilliseconds(200), LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestFaultPause = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource<IBusControl> _built = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ILogger _log = loggers.CreateLogger<RabbitBus>();
    private Task _started = Task.CompletedTask;
    private bool _hasJournals = true;

    // A process without a journal hears nothing and answers without the bus; what it has to say waits.
    public override string? Obstacle => !_hasJournals ? null
        : !_built.Task.IsCompletedSuccessfully ? "The services have not started yet."
        : _built.Task.Result.CheckHealth() is { Status: not BusHealthStatus.Healthy } health ? $"The broker: {health.Description}"
        : null;

    /// <summary>The queue of a service.</summary>
    public static string QueueOf(string service) => "exchange-" + service;

    public override async Task Send(Announcements pack, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        var bus = await _built.Task.WaitAsync(patience.Token);
        if (hearers(pack.Source).Count == 0) return;
        await bus.Publish(pack, context => context.Mandatory = true, patience.Token);
    }

    public override Task Start(IReadOnlyList<Journal> journals, CancellationToken cancellation)
    {
        _hasJournals = journals.Count > 0;
        if (!_hasJournals && speakers.Count == 0) return Task.CompletedTask;

        LogContext.ConfigureCurrentLogContext(loggers);
        var bus = MassTransit.Bus.Factory.CreateUsingRabbitMq(rabbit => Configure(rabbit, journals, hearers));

        // A broker that is away holds up neither the start nor the callers: the relays wait, and the bus goes on trying.
        _started = bus.StartAsync(CancellationToken.None);
        _built.TrySetResult(bus);
        return Task.CompletedTask;
    }

    public override async Task Stop(CancellationToken cancellation)
    {
        if (!_built.Task.IsCompletedSuccessfully) return;
        try
        {
            await _built.Task.Result.StopAsync(cancellation);
            await _started.WaitAsync(cancellation);
        }
        catch (Exception unclean)
        {
            // Nothing is lost: what was not acknowledged comes again.
            LogUncleanStop(unclean);
        }
    }

    private void Configure(IRabbitMqBusFactoryConfigurator rabbit, IReadOnlyList<Journal> journals, Func<string, IReadOnlyList<string>> hearersOf)
    {
        rabbit.Host(settings.Host, settings.Port, settings.VirtualHost, host =>
        {
            host.Username(settings.User);
            host.Password(Settings.Secret(settings.PasswordFile));
            host.PublisherConfirmation = true;
            host.Heartbeat(TimeSpan.FromSeconds(10));
        });
        rabbit.UseInstrumentation(serviceName: "exchange");

        // Its own connection shows a process that only speaks whether the broker is there.
        rabbit.AutoStart = true;
        rabbit.Message<Announcements>(message => message.SetEntityName(Packs));
        rabbit.Send<Announcements>(send => send.UseRoutingKeyFormatter(context => context.Message.Source));
        rabbit.Publish<Announcements>(publish =>
        {
            publish.ExchangeType = ExchangeType.Direct;
            foreach (var source in journals.Select(journal => journal.Definition.Service).Concat(speakers))
            {
                foreach (var hearer in hearersOf(source))
                    publish.BindQueue(Packs, QueueOf(hearer), queue =>
                    {
                        queue.ExchangeType = ExchangeType.Direct;
                        queue.RoutingKey = source;
                        AsQueueOfService(queue);
                    });
            }
        });

        foreach (var journal in journals.Where(journal => journal.Definition.Hears.Count > 0))
            rabbit.ReceiveEndpoint(QueueOf(journal.Definition.Service), endpoint => Receive(endpoint, journal));
    }

    private void Receive(IRabbitMqReceiveEndpointConfigurator endpoint, Journal journal)
    {
        AsQueueOfService(endpoint);
        endpoint.ConfigureConsumeTopology = false;
        endpoint.PrefetchCount = 8;
        endpoint.ConcurrentMessageLimit = 1;

        // A fault passes, and to go on without a pack would break the order: it is tried until shortly before the broker's patience of half an hour ends.
        // Anything else is our bug, which trying again seldom mends.
        endpoint.UseMessageRetry(retry =>
        {
            retry.Handle<Exception>(Faults.IsFault);
            retry.Exponential(FaultRetries, FirstPause, LongestFaultPause, FirstPause);
        });
        endpoint.UseMessageRetry(retry =>
        {
            retry.Ignore<Exception>(Faults.IsFault);
            retry.Exponential(settings.Retries, FirstPause, LongestPause, FirstPause);
        });
        endpoint.ConfigureError(error =>
        {
            error.UseFilter(new DeadLetters(journal.Definition.Service, _log));
            error.UseFilter(new MassTransit.Middleware.ErrorTransportFilter());
        });
        endpoint.Consumer(() => new AnnouncementsConsumer(journal));
    }

    // One place, because publisher and consumer must declare the same; the broker refuses a queue that is declared otherwise than it is.
    private static void AsQueueOfService(IRabbitMqQueueConfigurator queue)
    {
        queue.SetQuorumQueue();
        queue.SingleActiveConsumer = true;
    }

    [LoggerMessage(LogLevel.Warning, "The bus did not stop cleanly")]
    private partial void LogUncleanStop(Exception exception);
}

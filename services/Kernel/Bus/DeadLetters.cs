using Exchange.Kernel.Telemetry;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace Exchange.Kernel.Bus;

/// <summary>Tells of packs that no try could handle and that go to the service's <c>_error</c> queue: a person must look.</summary>
internal sealed partial class DeadLetters(string service, ILogger log) : IFilter<ExceptionReceiveContext>
{
    public async Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next)
    {
        await next.Send(context);
        Measures.DeadLettered(service);
        LogDeadLetter(context.Exception, service, RabbitBus.QueueOf(service));
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("dead-letters");

    [LoggerMessage(LogLevel.Error, "{Service} could not handle a pack; it waits in {Queue}_error")]
    private partial void LogDeadLetter(Exception exception, string service, string queue);
}

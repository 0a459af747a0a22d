using Exchange.Kernel.Log;
using MassTransit;

namespace Exchange.Kernel.Bus;

/// <summary>Gives the packs that arrive to a journal. A service never hears itself: what it decides about its own streams it decides in one entry.</summary>
internal sealed class AnnouncementsConsumer(Journal journal) : IConsumer<Announcements>
{
    public Task Consume(ConsumeContext<Announcements> context) => context.Message.Source == journal.Definition.Service
        ? Task.CompletedTask
        : journal.Hear(context.Message, context.CancellationToken);
}

using Exchange.Kernel.Log;
using MassTransit;

namespace Exchange.Kernel.Bus;

/// <summary>Gives the packs that arrive to a journal.</summary>
internal sealed class AnnouncementsConsumer(Journal journal) : IConsumer<Announcements>
{
    public Task Consume(ConsumeContext<Announcements> context) => journal.Hears(context.Message.Source)
        ? journal.Hear(context.Message, context.CancellationToken)
        : Task.CompletedTask;
}

internal static class HearingExtensions
{
    /// <summary>Whether a journal hears anything that a source says.</summary>
    public static bool Hears(this Journal journal, string source) =>
        journal.Definition.Hears.Any(hearing => hearing.Type.StartsWith(source + ".", StringComparison.Ordinal));
}

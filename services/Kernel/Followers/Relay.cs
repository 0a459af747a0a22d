using System.Text.Json;
using Exchange.Kernel.Bus;
using Exchange.Kernel.Log;
using Exchange.Kernel.Values;
using Exchange.Kernel.Writer;
using Microsoft.Extensions.Logging;

namespace Exchange.Kernel.Followers;

/// <summary>Sends what others should hear, packed, in the order of the log; its cursor moves when the pack is safe.</summary>
internal sealed class Relay(Partition partition, IOutlet outlet, ViewWriter views, ILogger logger) : Follower(CursorName, partition, logger)
{
    public const string CursorName = "relay";

    private const int ItemsInPack = 500, RowsAtOnce = 2048;

    protected override Task<long> Advance(long after, CancellationToken stopping) => Follow(after, RowsAtOnce, (rows, happened) => Handle(after, rows, happened, stopping), stopping);

    protected override Task Resume(long cursor)
    {
        if (cursor > Partition.Relayed) Partition.Relayed = cursor;
        return Task.CompletedTask;
    }

    private async Task Handle(long after, IReadOnlyList<LogRow> rows, IReadOnlyList<Happened> happened, CancellationToken stopping)
    {
        var last = rows[^1].Position.Sequence;
        var items = Announcements(rows, happened);
        foreach (var pack in items.Chunk(ItemsInPack))
            await outlet.Send(new(Partition.Definition.Service, Partition.Number, last, pack), stopping);

        if (items.Count > 0) Partition.Announced = last;
        await views.Write(session => StateTable.Move(session, CursorName, Partition.Number, after, last), stopping);
        Partition.Relayed = last;
    }

    private List<Announcement> Announcements(IReadOnlyList<LogRow> rows, IReadOnlyList<Happened> happened)
    {
        var definition = Partition.Definition;
        var items = new List<Announcement>();
        for (var i = 0; i < happened.Count; i++)
        {
            var (cause, n) = (happened[i], 0);
            foreach (var message in definition.Announce(cause))
                items.Add(Pack(message, $"{definition.Service}-{cause.Position}-{cause.EntryIndex}-{cause.Ordinal}-{n++}", cause));
        }

        var folded = 0;
        foreach (var message in definition.Fold(happened))
            items.Add(Pack(message, $"{definition.Service}-{rows[0].Position}-{rows[^1].Position}-{folded++}", happened[^1]));
        return items;
    }

    private static Announcement Pack(object message, string id, Happened happened) => new(
        id,
        ContractName.Of(message.GetType()),
        happened.Cause.ReceivedAt.ToUnixTimeMilliseconds(),
        happened.Cause.Trace,
        JsonSerializer.SerializeToElement(message, message.GetType(), StoredJson.Options));
}

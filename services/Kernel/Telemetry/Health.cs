using System.Data.Common;
using Exchange.Kernel.Bus;
using Exchange.Kernel.Database;
using Exchange.Kernel.Hosting;
using Exchange.Kernel.Log;
using Exchange.Kernel.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Exchange.Kernel.Telemetry;

/// <summary>Whether a process lives, and whether it can do its work now. Neither needs a token: those who ask are machines, and nothing is told but what is in the way.</summary>
internal static class Health
{
    /// <summary>How many rows a follower may be behind before a process is not ready.</summary>
    private const long LargestLag = 10_000;

    [Sql("kernel")]
    private const string AnyCursor = "select cast(count(*) as bigint) from cursors where sequence < 0";

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        var health = app.MapGroup("/health").WithTags("Health").AllowAnonymous();
        health.MapGet("live", () => TypedResults.Ok(new { status = "live" }));
        health.MapGet("ready", Ready);
    }

    private static async Task<IResult> Ready(Journals journals, ExchangeBus bus)
    {
        var obstacles = new List<string>();
        foreach (var journal in journals.All) obstacles.AddRange(await Obstacles(journal));
        if (bus.Obstacle is { } obstacle) obstacles.Add(obstacle);
        return obstacles.Count == 0
            ? TypedResults.Ok(new { status = "ready" })
            : Problem.Of(StatusCodes.Status503ServiceUnavailable, "exchange.not-ready", "Something is in the way.", new Dictionary<string, object> { ["obstacles"] = obstacles });
    }

    private static async Task<IReadOnlyList<string>> Obstacles(Journal journal)
    {
        var service = journal.Definition.Service;
        try
        {
            await using var session = await journal.Read();
            await session.QuerySingle<long>(AnyCursor);
        }
        catch (DbException unreachable)
        {
            return [$"{service}: its store does not answer ({unreachable.GetType().Name})."];
        }

        return
        [
            .. journal.Status().Partitions.Where(partition => partition.Head - partition.Projected > LargestLag)
                .Select(partition => $"{service}: the views of partition {partition.Partition} are {partition.Head - partition.Projected} rows behind."),
            .. journal.Status().Partitions.Where(partition => partition.Head - partition.Relayed > LargestLag)
                .Select(partition => $"{service}: the relay of partition {partition.Partition} is {partition.Head - partition.Relayed} rows behind."),
        ];
    }
}

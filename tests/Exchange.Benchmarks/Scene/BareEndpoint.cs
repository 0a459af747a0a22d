using Exchange.Kernel.Hosting;
using Exchange.Kernel.Problems;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;
using Exchange.SystemTests.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Exchange.Benchmarks.Scene;

/// <summary>The limit of the bid path: the same server with the same middleware, token check, route, body and answer, which decides nothing and stores nothing.</summary>
public static class BareEndpoint
{
    /// <summary>The hidden command that serves it.</summary>
    public const string Command = "bare";

    /// <summary>Starts it in a process of its own.</summary>
    /// <param name="issuer">The exchange whose tokens it takes.</param>
    public static async Task<(ChildProcess Process, Uri Address)> Start(Uri issuer)
    {
        var address = new Uri($"http://127.0.0.1:{ChildProcess.FreePort()}");
        var process = ChildProcess.Start("Exchange.Benchmarks", Children.Settings(address, issuer), Command);
        return (await process.Answers(new(address, "/health/live")), address);
    }

    /// <summary>Serves until the process is stopped.</summary>
    public static async Task Serve(CancellationToken cancellation)
    {
        var builder = WebApplication.CreateBuilder();
        builder.AddKernel(_ => []);
        builder.Services.AddSingleton<Counter>();
        await using var app = builder.Build();
        app.UseKernel();
        app.MapPost("/api/matching/lots/{lot}/bids", PlaceBid).RequireAuthorization(Roles.Bidder);
        await app.StartAsync(cancellation);
        await app.WaitForShutdownAsync(cancellation);
    }

    // What the bid path does before it submits and after it is answered.
    private static async Task<IResult> PlaceBid(HttpContext http, string lot, BidRequest body, Counter counter)
    {
        if (!Id.IsValid(lot) || body.AmountMinor is not >= 1) return Problem.Of(404, "lot.unknown", "There is no such lot.");
        if (!Commands.IsKey(http.Request.Headers[Commands.IdempotencyKey].ToString())) return Commands.BadKey;
        var (amount, caller) = (body.AmountMinor.Value, http.Caller());
        var bid = new BidPlaced(caller.Enterprise, counter.Next(), caller.Subject, 1, amount, amount, amount + 1, 0);
        await Task.CompletedTask;
        http.Response.Headers[Commands.LogPosition] = "0-" + bid.Bid;
        return TypedResults.Created("/api/matching/lots/" + lot, BidAnswer.Of(lot, bid with { ClosesAt = 1_800_000_000_000 }));
    }

    private sealed class Counter
    {
        private long _last;

        public long Next() => Interlocked.Increment(ref _last);
    }
}

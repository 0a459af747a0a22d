using Dapper;
using Exchange.Benchmarks.Scene;
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
using Npgsql;

namespace Exchange.Benchmarks.Conventional;

/// <summary>What a competent team would write without a log: a minimal API over PostgreSQL with Dapper, a transaction and a row lock a bid, the same token
/// check and the same rules of an English auction. It publishes nothing and keeps no keys, so it does less than the exchange does.</summary>
public static class ConventionalAuction
{
    /// <summary>The hidden command that serves it.</summary>
    public const string Command = "conventional";

    private const string ConnectionSetting = "Conventional:ConnectionString";

    private const string Create = """
        create table lots (
            lot varchar(32) primary key, consignor varchar(64) not null, opens_at bigint not null, closes_at bigint not null, soft_close_ms bigint not null,
            increment_minor bigint not null, price_minor bigint not null, next_bid_minor bigint not null, bids bigint not null, leader varchar(64) not null);
        create table bids (
            lot varchar(32) not null, bid bigint not null, bidder varchar(64) not null, amount_minor bigint not null, received_at bigint not null, primary key (lot, bid));
        """;

    private const string InsertLot = """
        insert into lots values (@lot, 'the consignor', 0, @closes, 180000, 1, 0, 100, 0, '')
        """;

    private const string LockLot = """
        select consignor, opens_at, closes_at, soft_close_ms, increment_minor, next_bid_minor, bids, leader from lots where lot = @lot for update
        """;

    private const string StoreBid = """
        insert into bids values (@lot, @bid, @bidder, @amount, @now);
        update lots set price_minor = @amount, next_bid_minor = @next, bids = @bid, leader = @bidder, closes_at = @closes where lot = @lot
        """;

    private sealed record LotRow(string Consignor, long OpensAt, long ClosesAt, long SoftCloseMs, long IncrementMinor, long NextBidMinor, long Bids, string Leader);

    /// <summary>Makes its tables and lots, and starts it in a process of its own.</summary>
    public static async Task<(ChildProcess Process, Uri Address)> Start(PostgresServer postgres, IReadOnlyList<string> lots, Uri issuer)
    {
        await using (var connection = new NpgsqlConnection(postgres.ConnectionString))
        {
            await connection.ExecuteAsync(Create);
            var closes = TimeProvider.System.GetUtcNow().AddDays(1).ToUnixTimeMilliseconds();
            await connection.ExecuteAsync(InsertLot, lots.Select(lot => new { lot, closes }));
        }

        var address = new Uri($"http://127.0.0.1:{ChildProcess.FreePort()}");
        var settings = Children.Settings(address, issuer);
        settings[ConnectionSetting] = postgres.ConnectionString;
        var process = ChildProcess.Start("Exchange.Benchmarks", settings, Command);
        return (await process.Answers(new(address, "/health/live")), address);
    }

    /// <summary>Serves until the process is stopped.</summary>
    public static async Task Serve(CancellationToken cancellation)
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        var builder = WebApplication.CreateBuilder();
        builder.AddKernel(_ => []);
        builder.Services.AddSingleton(NpgsqlDataSource.Create(builder.Configuration[ConnectionSetting]!));
        await using var app = builder.Build();
        app.UseKernel();
        app.MapPost("/api/matching/lots/{lot}/bids", PlaceBid).RequireAuthorization(Roles.Bidder);
        await app.StartAsync(cancellation);
        await app.WaitForShutdownAsync(cancellation);
    }

    private static async Task<IResult> PlaceBid(HttpContext http, string lot, BidRequest body, NpgsqlDataSource database)
    {
        if (!Id.IsValid(lot) || body.AmountMinor is not >= 1) return Problem.Of(404, "lot.unknown", "There is no such lot.");
        if (!Commands.IsKey(http.Request.Headers[Commands.IdempotencyKey].ToString())) return Commands.BadKey;
        var (amount, bidder, now) = (body.AmountMinor.Value, http.Caller().Enterprise, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());

        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        if (await connection.QuerySingleOrDefaultAsync<LotRow>(LockLot, new { lot }, transaction) is not { } row)
            return Problem.Of(404, "lot.unknown", "There is no such lot.");
        if (Objection(row, bidder, amount, now) is { } problem) return problem;
        var (next, bid, closes) = (amount + row.IncrementMinor, row.Bids + 1, Math.Max(row.ClosesAt, now + row.SoftCloseMs));
        await connection.ExecuteAsync(StoreBid, new { lot, bid, bidder, amount, now, next, closes }, transaction);
        await transaction.CommitAsync();
        return TypedResults.Created("/api/matching/lots/" + lot, new BidAnswer(lot, bid, amount, amount, next, closes));
    }

    private static IResult? Objection(LotRow lot, string bidder, long amount, long now) =>
        now < lot.OpensAt || now >= lot.ClosesAt ? Problem.Of(409, "auction.closed", "The lot does not take bids now.")
        : bidder == lot.Consignor ? Problem.Of(409, "auction.own-lot", "Nobody bids for their own lot.")
        : bidder == lot.Leader ? Problem.Of(409, "auction.already-leading", "You lead already.")
        : amount < lot.NextBidMinor
            ? Problem.Of(409, "auction.bid-too-low", "The bid is too low.", new Dictionary<string, object> { ["nextBidMinor"] = lot.NextBidMinor })
        : null;
}

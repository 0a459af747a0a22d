using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using Exchange.Host.Proofs;
using Exchange.Host.Rehearsal;

namespace Exchange.SystemTests.Faults;

/// <summary>Clients that bid without a pause, each again with the same key until it is answered, at whichever process answers.</summary>
/// <param name="fair">Where they bid.</param>
/// <param name="addresses">The processes that they may ask.</param>
internal sealed class Crowd(LiveFair fair, params IReadOnlyList<Uri> addresses) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20), Haste = TimeSpan.FromSeconds(1), LongestWait = TimeSpan.FromMinutes(2);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = LongestWait };
    private readonly ConcurrentQueue<AcknowledgedBid> _acknowledged = new();
    private readonly long[] _next = [.. fair.Lots.Select(_ => LiveFair.OpeningMinor)];
    private readonly CancellationTokenSource _closing = new();
    private Task _bidding = Task.CompletedTask;
    private int _unavailable;

    /// <summary>Every bid that was answered 201, as its client remembers it.</summary>
    public IReadOnlyList<AcknowledgedBid> Acknowledged => [.. _acknowledged];

    /// <summary>How many times a client was told 503.</summary>
    public int Unavailable => Volatile.Read(ref _unavailable);

    /// <summary>Lets every bidder bid on every lot.</summary>
    public Crowd Open()
    {
        _bidding = Task.WhenAll(Enumerable.Range(0, fair.Lots.Count * fair.Bidders.Count).Select(client => Task.Run(() => BidOn(client))));
        return this;
    }

    /// <summary>Waits until so many further bids are answered 201.</summary>
    public Task Accepted(int more)
    {
        var goal = _acknowledged.Count + more;
        return Until(() => _acknowledged.Count >= goal, $"{more} further bids");
    }

    /// <summary>Waits until so many further requests are answered 503.</summary>
    public Task Shed(int more)
    {
        var goal = Unavailable + more;
        return Until(() => Unavailable >= goal, $"{more} further refusals to serve");
    }

    /// <summary>Sends no new bid, and waits until every one that was sent is answered.</summary>
    public async Task Close()
    {
        await _closing.CancelAsync();
        await _bidding.WaitAsync(LongestWait);
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _http.Dispose();
        await _bidding.ContinueWith(_ => { }, TaskScheduler.Default);
        _closing.Dispose();
    }

    private async Task Until(Func<bool> condition, string what)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (_bidding.IsCompleted) await _bidding;
            if (TimeProvider.System.GetElapsedTime(began) > LongestWait) throw new TimeoutException($"The crowd waited in vain for {what}.");
            await Task.Delay(Pause);
        }
    }

    private async Task BidOn(int client)
    {
        var lot = client % fair.Lots.Count;
        for (var n = 0; !_closing.IsCancellationRequested; n++)
        {
            var (amount, key) = (Volatile.Read(ref _next[lot]), $"{client}-{n}");
            var reply = await Send(client, amount, key);
            if (reply.Status == HttpStatusCode.Created)
            {
                Remember(client, amount, reply);
                if (n % 8 == 0) Compare(reply, await Send(client, amount, key));
            }
            else if (reply.Code == "auction.already-leading") await Task.Delay(Pause);
            else if (reply.Code != "auction.bid-too-low") reply.OrThrow($"A bid for lot {fair.Lots[lot]}");

            // Whoever is later knows better, mostly; who does not is told so and comes again.
            if (reply.Number("nextBidMinor") is { } next && next > Volatile.Read(ref _next[lot])) Volatile.Write(ref _next[lot], next);
        }
    }

    private void Remember(int client, long amount, Reply reply) => _acknowledged.Enqueue(new(
        fair.Lots[client % fair.Lots.Count], 0, reply.Number("bid")!.Value, amount, fair.Bidders[client / fair.Lots.Count].Enterprise, reply.Position));

    private static void Compare(Reply first, Reply second)
    {
        if (second.Status != first.Status || second.Position != first.Position || !second.Body.AsSpan().SequenceEqual(first.Body))
            throw new InvalidOperationException($"A bid at {first.Position} was answered differently when it was sent again: {(int)second.Status} at {second.Position}.");
    }

    private async Task<Reply> Send(int client, long amount, string key)
    {
        for (var address = client; ; address++)
        {
            if (await Try(addresses[address % addresses.Count], client, amount, key) is { } reply) return reply;
            await Task.Delay(Pause);
        }
    }

    // Null: nobody knows whether it was done, or the exchange asks to come again. Every fourth client waits for a process that stands still, so that
    // something is asked of it when it goes on; the others go elsewhere. A connection that dies while it is made fails as a bare socket now and then.
    private async Task<Reply?> Try(Uri address, int client, long amount, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, $"/api/matching/lots/{fair.Lots[client % fair.Lots.Count]}/bids"))
        {
            Content = JsonContent.Create(new { amountMinor = amount }),
        };
        request.Headers.Authorization = new("Bearer", fair.Bidders[client / fair.Lots.Count].Token);
        request.Headers.Add("Idempotency-Key", key);
        using var patience = new CancellationTokenSource(client % 4 == 0 ? LongestWait : Haste);
        try
        {
            using var response = await _http.SendAsync(request, patience.Token);
            if (response.StatusCode == HttpStatusCode.ServiceUnavailable) Interlocked.Increment(ref _unavailable);
            if (response.StatusCode == HttpStatusCode.ServiceUnavailable) return null;
            return new(response.StatusCode, await response.Content.ReadAsByteArrayAsync(patience.Token), Position(response), null);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or SocketException || (broken is OperationCanceledException && patience.IsCancellationRequested))
        {
            return null;
        }
    }

    private static string Position(HttpResponseMessage response) => response.Headers.TryGetValues("Log-Position", out var values) ? values.First() : "";
}

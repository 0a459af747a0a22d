using System.Text.Json;
using Exchange.Host.Serving;
using Exchange.SystemTests.Processes;
using Microsoft.AspNetCore.Builder;
using Xunit;

namespace Exchange.SystemTests.Http;

/// <summary>Live streams through the portal's gateway, as pages and programs outside see them where the services are processes of their own.</summary>
public sealed class GatewayTests : IAsyncLifetime
{
    private readonly string _public = $"http://127.0.0.1:{ChildProcess.FreePort()}";
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("exchange-gateway-");
    private OpenExchange _services = null!;
    private WebApplication _portal = null!;
    private Party _bidder = null!, _consignor = null!;
    private string _fair = "", _lot = "", _fixedPrice = "";

    public async ValueTask InitializeAsync()
    {
        _services = await OpenExchange.Start(publicAddress: _public);
        var clients = _services.Clients;
        var inside = clients.Http.BaseAddress!.ToString();
        var settings = new Dictionary<string, string?> { ["Logging:LogLevel:Default"] = "Warning", ["Identity:Authority"] = inside };
        foreach (var room in Rooms.All.Where(room => room.Service != "portal")) settings["Portal:Services:" + room.Service] = inside;
        _portal = AllInOne.Build(new(_data, _public, ["portal"], settings), out _);
        await _portal.StartAsync();

        var organizer = await clients.Register("organizer");
        (_bidder, _consignor) = (await clients.Register("bidder"), await clients.Register("consignor"));
        _fair = await clients.CreateFair(organizer, Clients.Opening, Clients.Opening.AddDays(1));
        await clients.Publish(_fair, organizer);
        _lot = await clients.EnterLot(_fair, _consignor, "english", 1_000_000);
        _fixedPrice = await clients.EnterLot(_fair, _consignor, "fixed-price", 25_000);
        await clients.MoveTo(Clients.Opening.AddMinutes(1));
    }

    public async ValueTask DisposeAsync()
    {
        using var impatience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _portal.StopAsync(impatience.Token);
        await _portal.DisposeAsync();
        await _services.DisposeAsync();
        _data.Delete(recursive: true);
    }

    [Fact]
    public async Task Boards_and_lots_are_live_through_the_public_address()
    {
        await using var board = await Viewer.Open(_public, $"/api/turnover/fairs/{_fair}/stream", _bidder.Token);
        await using var lot = await Viewer.Open(_public, $"/api/matching/lots/{_lot}/stream", _bidder.Token);
        Assert.Equal(0, (await board.Next("board")).Data.GetProperty("totals").GetProperty("turnoverMinor").GetInt64());
        Assert.Equal(0, (await lot.Next("lot")).Data.GetProperty("bids").GetInt64());

        await _services.Clients.PlaceBid(_lot, 1_000_000, _bidder);
        var bid = await lot.Next("lot", data => data.GetProperty("bids").GetInt64() == 1);
        Assert.True(bid.Data.GetProperty("youLead").GetBoolean());
        await _services.Clients.Purchase(_fixedPrice, 2_000, _bidder);
        var sold = await board.Next("board", data => data.GetProperty("totals").GetProperty("turnoverMinor").GetInt64() == 50_000);
        Assert.Equal(sold.Id, sold.Data.GetProperty("position").GetString());
    }

    [Fact]
    public async Task Who_comes_back_with_the_last_id_sees_what_came_after_it()
    {
        await using var first = await Viewer.Open(_public, $"/api/turnover/fairs/{_fair}/stream", _bidder.Token);
        var seen = await first.Next("board");
        await using var again = await Viewer.Open(_public, $"/api/turnover/fairs/{_fair}/stream", _bidder.Token, seen.Id);
        await _services.Clients.Purchase(_fixedPrice, 1_000, _bidder);
        // The board that was seen is not shown again: the first that comes is another.
        Assert.NotEqual(seen.Id, (await again.Next("board")).Id);

        await using var lot = await Viewer.Open(_public, $"/api/matching/lots/{_lot}/stream", _bidder.Token, "0-1");
        Assert.Equal(_lot, (await lot.Next("lot")).Data.GetProperty("lot").GetString());
    }

    [Fact]
    public async Task A_silent_stream_says_that_it_is_still_there()
    {
        await using var board = await Viewer.Open(_public, $"/api/turnover/fairs/{_fair}/stream", _bidder.Token);
        await using var lot = await Viewer.Open(_public, $"/api/matching/lots/{_lot}/stream", _bidder.Token);
        await Task.WhenAll(board.Heartbeat(), lot.Heartbeat());
    }

    [Fact]
    public async Task A_stream_asks_for_a_token_at_the_gateway_too()
    {
        using var http = new HttpClient { BaseAddress = new(_public) };
        using var answer = await http.GetAsync(new Uri($"/api/matching/lots/{_lot}/stream", UriKind.Relative));
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Theory]
    [InlineData(3_000_000, 202)]
    [InlineData(30_000_000, 413)]
    public async Task A_file_through_the_public_address_may_be_as_large_as_its_service_takes(int length, int status)
    {
        using var http = new HttpClient { BaseAddress = new(_public) };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/listing/lots/{_lot}/documents?name=list.txt") { Content = new ByteArrayContent([.. Enumerable.Repeat((byte)'x', length)]) };
        request.Content.Headers.ContentType = new("text/plain");
        request.Headers.Authorization = new("Bearer", _consignor.Token);
        request.Headers.Add("Idempotency-Key", "large");
        request.Headers.ExpectContinue = true;
        using var answer = await http.SendAsync(request);
        Assert.Equal(status, (int)answer.StatusCode);
    }

    /// <summary>Somebody who looks at a stream.</summary>
    private sealed class Viewer(HttpClient http, HttpResponseMessage response, StreamReader lines) : IAsyncDisposable
    {
        private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(60));

        public static async Task<Viewer> Open(string address, string path, string token, string? lastId = null)
        {
            var http = new HttpClient { BaseAddress = new(address) };
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Authorization = new("Bearer", token);
            if (lastId is not null) request.Headers.Add("Last-Event-ID", lastId);
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
            return new(http, response, new(await response.Content.ReadAsStreamAsync()));
        }

        /// <summary>The next event of a name that is such.</summary>
        public async Task<(string Id, JsonElement Data)> Next(string name, Func<JsonElement, bool>? such = null)
        {
            for (var (id, kind) = ("", ""); ;)
            {
                var line = await Line();
                if (line.StartsWith("id: ", StringComparison.Ordinal)) id = line[4..];
                if (line.StartsWith("event: ", StringComparison.Ordinal)) kind = line[7..];
                if (kind != name || !line.StartsWith("data: ", StringComparison.Ordinal)) continue;
                var data = JsonElement.Parse(line[6..]);
                if (such?.Invoke(data) ?? true) return (id, data);
            }
        }

        /// <summary>Waits for a comment that says nothing but that somebody is there.</summary>
        public async Task Heartbeat()
        {
            while (!(await Line()).StartsWith(": still here", StringComparison.Ordinal)) continue;
        }

        public ValueTask DisposeAsync()
        {
            lines.Dispose();
            response.Dispose();
            http.Dispose();
            _patience.Dispose();
            return ValueTask.CompletedTask;
        }

        private async Task<string> Line() => await lines.ReadLineAsync(_patience.Token) ?? throw new EndOfStreamException("The stream ended.");
    }
}

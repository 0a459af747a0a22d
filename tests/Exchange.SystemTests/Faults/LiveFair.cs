using System.Globalization;
using Exchange.Host.Cli;
using Exchange.Host.Proofs;
using Exchange.Host.Serving;
using Exchange.SystemTests.Http;
using Exchange.SystemTests.Processes;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Exchange.SystemTests.Faults;

/// <summary>A fair whose lots take bids, on files of its own, served by one process or by several at once.</summary>
internal sealed class LiveFair : IAsyncDisposable
{
    public const long OpeningMinor = 1_000_000;

    private const int LotCount = 8, BidderCount = 4;

    // Every process starts at the time at which the fair is open, and no clock moves while there are bids.
    private static readonly DateTimeOffset Bidding = Clients.Opening.AddMinutes(1);

    private readonly TimeSpan _lease;
    private readonly List<ChildProcess> _processes = [];
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("exchange-tests-");

    private LiveFair(TimeSpan lease) => _lease = lease;

    /// <summary>The directory of the data.</summary>
    public string Data => _data.FullName;

    /// <summary>Where the first process is, which also is the issuer of the tokens.</summary>
    public Uri Address { get; } = FreeAddress();

    public string Fair { get; private set; } = "";

    public IReadOnlyList<string> Lots { get; private set; } = [];

    public IReadOnlyList<Party> Bidders { get; private set; } = [];

    /// <summary>The process that serves <see cref="Address"/>.</summary>
    public ChildProcess First { get; private set; } = null!;

    /// <summary>Serves the exchange, registers everybody, and opens a fair.</summary>
    /// <param name="lease">How long a process may be silent before another one may write.</param>
    public static async Task<LiveFair> Open(TimeSpan lease)
    {
        var fair = new LiveFair(lease);
        fair.First = await fair.Serve(fair.Address, Clients.Morning);
        using var clients = fair.ClientsAt(fair.Address);
        var (organizer, consignor) = (await clients.Register("organizer"), await clients.Register("consignor"));
        fair.Bidders = await Many(BidderCount, () => clients.Register("bidder"));
        fair.Fair = await clients.CreateFair(organizer, Clients.Opening, Clients.Opening.AddDays(2));
        fair.Lots = await Many(LotCount, () => clients.EnterLot(fair.Fair, consignor, "english", OpeningMinor));
        await clients.Publish(fair.Fair, organizer);
        await clients.MoveTo(Bidding);
        return fair;
    }

    public static Uri FreeAddress() => new($"http://127.0.0.1:{ChildProcess.FreePort()}");

    /// <summary>Starts the first process again, on the same files.</summary>
    public async Task ServeAgain() => First = await Serve(Address);

    /// <summary>Starts a process on the files of the fair.</summary>
    public Task<ChildProcess> Serve(Uri address) => Serve(address, Bidding);

    /// <summary>Waits until the process at an address, which must write every log, has followed them all to their ends.</summary>
    public async Task Settle(Uri address)
    {
        using var clients = ClientsAt(address);
        await clients.MoveTo(Bidding.AddSeconds(1));
    }

    /// <summary>Asserts that the stored data hold every promise and bear out what the clients remember. Nobody may be serving them.</summary>
    public async Task AssertHeld(IReadOnlyList<AcknowledgedBid> bids)
    {
        var proofs = await Promises.Prove(StoredExchange.In(Data), new(Fair, bids, []), Screen.Blank, TestContext.Current.CancellationToken);
        Assert.Empty(proofs.Where(proof => !proof.Held).Select(proof => $"{proof.Promise}: {proof.Detail}"));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes) await process.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _data.Delete(recursive: true);
    }

    private Clients ClientsAt(Uri address) => new(address, File.ReadAllText(Secrets.OperatorFile(Data)).Trim());

    private async Task<ChildProcess> Serve(Uri address, DateTimeOffset now)
    {
        var url = address.ToString().TrimEnd('/');
        var process = ChildProcess.Start(
            "exchange",
            new Dictionary<string, string?>
            {
                ["Clock:Kind"] = "stepped",
                ["Clock:Start"] = now.ToString("O", CultureInfo.InvariantCulture),
                ["Journal:Lease"] = _lease.ToString("c", CultureInfo.InvariantCulture),
                ["Logging:LogLevel:Default"] = "Warning",
            },
            "serve", "--data", Data, "--url", url, "--set", $"Identity:Issuer={Address.ToString().TrimEnd('/')}", "--set", $"Identity:Authority={url}");
        _processes.Add(process);
        return await process.Answers(new(address, "/clock"));
    }

    private static async Task<IReadOnlyList<T>> Many<T>(int count, Func<Task<T>> one)
    {
        var all = new List<T>(count);
        while (all.Count < count) all.Add(await one());
        return all;
    }
}

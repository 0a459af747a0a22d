namespace Exchange.Host.Rehearsal;

/// <summary>What fair is rehearsed, and where.</summary>
public sealed record RehearsalSettings
{
    /// <summary>The turnover of Jilin province's fair of October 1989, in yuan.</summary>
    public const decimal Jilin1989 = 2_069_000_000m;

    /// <summary>A file of real stock, or null for our own.</summary>
    public FileInfo? Stock { get; init; }

    /// <summary>ISO 4217.</summary>
    public string Currency { get; init; } = "CNY";

    public int Days { get; init; } = 5;

    /// <summary>The turnover that must be reached; 0 for none.</summary>
    public long TurnoverMinor { get; init; } = (long)(Jilin1989 * 100);

    public int Bidders { get; init; } = 2000;

    public int Consignors { get; init; } = 400;

    /// <summary>How many lots; of a stock file at most so many rows.</summary>
    public int Lots { get; init; } = 20_000;

    /// <summary>About how many bids, at least.</summary>
    public int Bids { get; init; } = 300_000;

    public long Seed { get; init; } = 1;

    /// <summary>Whether bids are maxima.</summary>
    public bool Proxy { get; init; }

    /// <summary>The share of the winners who do not pay, from 0 to 1.</summary>
    public double Defaults { get; init; } = 0.03;

    /// <summary>The share of the buyers who pay in two parts, from 0 to 1.</summary>
    public double Parts { get; init; } = 0.1;

    /// <summary>The share of the deals over goods by weight or length in which another quantity is weighed than was sold, from 0 to 1.</summary>
    public double Weighed { get; init; } = 0.1;

    /// <summary>The share of the deals that are disputed, from 0 to 1.</summary>
    public double Disputes { get; init; } = 0.02;

    /// <summary>The share of the deals that both parties give up, or whose goods are never delivered, from 0 to 1.</summary>
    public double Cancellations { get; init; } = 0.01;

    /// <summary>What a bidder has to have held before its first bid on a lot, as a part of the opening price from 0 to 1; nothing when 0.</summary>
    public double Deposits { get; init; }

    /// <summary>The share of the lots that go down a ladder when they are not sold, from 0 to 1; of a stock file all or none.</summary>
    public double Ladders { get; init; } = 0.1;

    /// <summary>The share of the turnover that is to be set off against debts outside the fair before money is asked, from 0 to 1.</summary>
    public double SetOff { get; init; } = 0.2;

    /// <summary>The share of the lots whose consignors would rather barter them before the fair opens, from 0 to 1; at most 400 lots, and none where bidders have deposits held.</summary>
    public double Rings { get; init; } = 0.02;

    /// <summary>Where the report is written, or null.</summary>
    public FileInfo? Report { get; init; }

    /// <summary>Where the bank's own book is written, or null.</summary>
    public FileInfo? Bank { get; init; }

    /// <summary>Processes that run already; null to start the exchange in this process.</summary>
    public Targets? Targets { get; init; }

    /// <summary>The file with the operator's secret; null for the one in the data directory.</summary>
    public FileInfo? OperatorSecret { get; init; }

    /// <summary>The directory of the data; null for a fresh temporary one, or, with targets, when nothing can be proved from the logs.</summary>
    public DirectoryInfo? Data { get; init; }

    /// <summary>Whether a temporary directory is kept.</summary>
    public bool Keep { get; init; }

    /// <summary>How many requests are under way at once.</summary>
    public int Connections { get; init; } = 96;

    /// <summary>A step of the clock while lots close.</summary>
    public TimeSpan Step { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>When the clock of the rehearsal starts: the day before the fair opens.</summary>
    public DateTimeOffset Start { get; init; } = new(2026, 10, 7, 9, 0, 0, TimeSpan.FromHours(8));

    /// <summary>Told each phase and each time of the clock before the processes are: for who starts them again after a crash.</summary>
    public Action<string, DateTimeOffset> Progress { get; init; } = static (_, _) => { };

    /// <summary>As many requests at once as are allowed.</summary>
    public ParallelOptions AtOnce(CancellationToken cancellation) => new() { MaxDegreeOfParallelism = Connections, CancellationToken = cancellation };
}

/// <summary>Where the services are.</summary>
/// <param name="Identity">The address of Identity.</param>
/// <param name="Listing">The address of Listing.</param>
/// <param name="Matching">The address of Matching.</param>
/// <param name="Settlement">The address of Settlement.</param>
/// <param name="Turnover">The address of Turnover.</param>
public sealed record Targets(Uri Identity, Uri Listing, Uri Matching, Uri Settlement, Uri Turnover)
{
    /// <summary>Every process once.</summary>
    public IReadOnlyList<Uri> Processes { get; } = [.. new[] { Identity, Listing, Matching, Settlement, Turnover }.Distinct()];

    /// <summary>All services in one process.</summary>
    public static Targets All(Uri address) => new(address, address, address, address, address);

    /// <summary>Reads <c>URL</c> or <c>SERVICE=URL</c> …; null when there is nothing to read.</summary>
    /// <exception cref="ArgumentException">A service is missing or unknown.</exception>
    public static Targets? Parse(IReadOnlyList<string> texts)
    {
        if (texts.Count == 0) return null;
        if (texts is [var all] && !all.Contains('=', StringComparison.Ordinal)) return All(new(all));
        var named = texts.Select(text => text.Split('=', 2)).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => new Uri(pair[1]), StringComparer.Ordinal);
        Uri Of(string service) => named.GetValueOrDefault(service) ?? throw new ArgumentException($"--target names no address of {service}.");
        return new(Of("identity"), Of("listing"), Of("matching"), Of("settlement"), Of("turnover"));
    }
}

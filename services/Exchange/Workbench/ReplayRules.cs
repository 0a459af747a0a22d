using System.Text.Json;
using System.Text.Json.Serialization;
using Exchange.Contracts.Listing.V1;
using Exchange.Matching.Auctions.Formats;

namespace Exchange.Host.Workbench;

/// <summary>The file that says by which rules bids are replayed. Amounts in major units, times in seconds since the opening.</summary>
internal sealed record ReplayRules
{
    private const decimal LeastStep = 0.01m, LongestSeconds = 100_000_000_000m, HybridInterval = 300;

    // As many standing bids as a lot can have: a file may be long.
    private const long MostBids = 10_000;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { NumberHandling = JsonNumberHandling.Strict };

    private static readonly string[] Ways = ["increments", "increment", "incrementPercent"];

    [JsonIgnore]
    public ReplayFormat Format { get; private init; } = ReplayFormat.All[0];

    /// <summary>The name of a ready-made table, or a table of <see cref="Rung"/>s.</summary>
    public JsonElement? Increments { get; init; }

    public decimal? Increment { get; init; }

    public decimal? IncrementPercent { get; init; }

    /// <summary>By how much a leader improves their own bid or maximum at least.</summary>
    public decimal? OwnIncrement { get; init; }

    public bool WholeSteps { get; init; }

    /// <summary>Whether a bid is a maximum.</summary>
    public bool Proxy { get; init; } = true;

    /// <summary>The reserve of rows that do not say it.</summary>
    public decimal Reserve { get; init; }

    /// <summary>How much is offered where rows do not say it.</summary>
    public decimal? Units { get; init; }

    /// <summary>The least that one takes, unless it is all that remains.</summary>
    public decimal? MinimumTake { get; init; }

    /// <summary>Who gets what remains at the marginal price.</summary>
    public string? Ties { get; init; }

    /// <summary>Prices are whole numbers of it above the opening.</summary>
    public decimal? PriceStep { get; init; }

    /// <summary>Quantities are whole numbers of it.</summary>
    public decimal? QuantityStep { get; init; }

    /// <summary>The most that one bidder's standing bids may ask for.</summary>
    public decimal? MostQuantity { get; init; }

    /// <summary>The price from which an offer is taken at once; the asking price where it is not said.</summary>
    public decimal? AcceptFrom { get; init; }

    /// <summary>The price below which an offer is declined at once.</summary>
    public decimal? DeclineBelow { get; init; }

    /// <summary>By how much a clock falls.</summary>
    public decimal? Step { get; init; }

    /// <summary>How often a clock falls.</summary>
    public decimal? Interval { get; init; }

    /// <summary>How many times the price of a clock with sealed bids falls.</summary>
    public long Steps { get; init; } = 80;

    /// <summary>By what part of the opening it falls each time.</summary>
    public decimal Percent { get; init; } = 1;

    /// <summary>How long the others may bid sealed once the clock is stopped.</summary>
    public decimal SealedWindow { get; init; } = 600;

    /// <summary>How long whoever stopped it then has for the last bid.</summary>
    public decimal BestBidWindow { get; init; } = 300;

    /// <summary>The least price where rows do not say it: of a clock, a minor unit when 0; of sealed bids, what wins; in a tender, what counts.</summary>
    public decimal Floor { get; init; }

    /// <summary>The most that may be asked in a tender where rows do not say it; the opening where it is not said either.</summary>
    public decimal? Ceiling { get; init; }

    /// <summary>When an auction closes; after its last bid where it is not said.</summary>
    public decimal? Duration { get; init; }

    public decimal SoftClose { get; init; }

    public string? SoftCloseRule { get; init; }

    public long? MostExtensions { get; init; }

    public decimal? HardEnd { get; init; }

    /// <summary>Every amount of money in the rules, which the scale of the run must be able to hold.</summary>
    public IEnumerable<decimal> Amounts =>
    [
        LeastStep, Reserve, Floor, Ceiling ?? 0, Step ?? 0, PriceStep ?? 0, AcceptFrom ?? 0, DeclineBelow ?? 0, Increment ?? 0, OwnIncrement ?? 0,
        .. Rungs.SelectMany(rung => new[] { rung.Below ?? 0, rung.Step }),
    ];

    private List<Rung> Rungs { get; init; } = [];

    /// <summary>A line of a table of increments.</summary>
    public sealed record Rung(decimal Step, decimal? Below = null);

    /// <summary>Reads a file of rules.</summary>
    /// <exception cref="SheetException">It is no JSON, names no format, or has a setting that the format does not know.</exception>
    public static ReplayRules Read(FileInfo file)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file.FullName));
            return Of(json.RootElement);
        }
        catch (JsonException broken)
        {
            throw new SheetException($"{file.Name}: {(broken.Path is { } path ? $"{path} is not what this setting asks for" : broken.Message)}", broken);
        }
    }

    /// <summary>The terms of one auction.</summary>
    /// <param name="scale">What a minor unit is.</param>
    /// <param name="opening">The opening amount or the price of a unit.</param>
    /// <param name="reserve">The least price, 0 for none.</param>
    /// <param name="lastBidMs">When the last bid came, in milliseconds since the opening.</param>
    public SaleTerms Terms(Scale scale, decimal opening, decimal reserve, long lastBidMs) => new(
        Format.Name, scale.Minor(opening), scale.Minor(reserve), scale.Minor(Increment ?? LeastStep), Ms(SoftClose), 0, Duration is { } end ? Ms(end) : lastBidMs + 1,
        IncrementSteps: Rungs.Count == 0 ? null : [.. Rungs.Select(rung => new IncrementStep(scale.Minor(rung.Step), rung.Below is { } below ? scale.Minor(below) : null))],
        IncrementBasisPoints: IncrementPercent is { } percent ? (long)(percent * 100) : null,
        WholeSteps: WholeSteps, SoftCloseRule: SoftCloseRule, MostExtensions: MostExtensions, HardEndAt: HardEnd is { } hard ? Ms(hard) : null,
        Proxy: Format.Name == "english" && Proxy, OwnIncrementMinor: OwnIncrement is { } own ? scale.Minor(own) : null);

    /// <summary>Terms with the clock of these rules, if they have one.</summary>
    /// <param name="terms">The terms of one auction.</param>
    /// <param name="scale">What a minor unit is.</param>
    /// <param name="floor">The least price, 0 for a minor unit.</param>
    /// <param name="inParts">Whether parts are sold.</param>
    public SaleTerms Clocked(SaleTerms terms, Scale scale, decimal floor, bool inParts) => Format.Name == "dutch-sealed" ? terms with
    {
        Falls = Steps,
        FallBasisPoints = (long)(Percent * 100),
        FallEveryMs = Ms(Interval ?? HybridInterval),
        SealedMs = Ms(SealedWindow),
        BestBidMs = Ms(BestBidWindow),
    }
    : Step is not { } step ? terms : terms with
    {
        FallMinor = scale.Minor(step),
        FallEveryMs = Ms(Interval!.Value),
        FloorMinor = Math.Max(1, scale.Minor(floor)),
        Divisible = inParts,
    };

    /// <summary>Terms with what these rules say of quantities, if they say anything.</summary>
    /// <param name="terms">The terms of one auction.</param>
    /// <param name="scale">What a minor unit is.</param>
    /// <param name="isWhole">Whether every quantity is a whole number of units; what is shared in proportion is then shared in whole units, as <c>allocate</c> does.</param>
    public SaleTerms InQuantities(SaleTerms terms, Scale scale, bool isWhole) => terms with
    {
        IncrementMinor = Format.Settings.Contains("priceStep") ? scale.Minor(PriceStep ?? 0) : terms.IncrementMinor,
        MinimumTakeMilli = Milli(MinimumTake),
        QuantityStepMilli = Milli(QuantityStep) ?? (Ties == MultiUnit.ProRata && isWhole ? 1000 : null),
        MostQuantityMilli = Milli(MostQuantity),
        Ties = Ties,
        MostBids = Format.Settings.Contains("ties") ? MostBids : null,
    };

    /// <summary>Terms with what these rules say of offers, if they are of offers; each stands to the close.</summary>
    /// <param name="terms">The terms of one auction.</param>
    /// <param name="scale">What a minor unit is.</param>
    /// <param name="inParts">Whether parts are sold.</param>
    public SaleTerms ByOffers(SaleTerms terms, Scale scale, bool inParts) => Format.Name != "best-offer" ? terms : terms with
    {
        OfferMs = 366L * 86_400_000,
        AcceptFromMinor = AcceptFrom is { } accept ? scale.Minor(accept) : null,
        DeclineBelowMinor = DeclineBelow is { } decline ? scale.Minor(decline) : null,
        Divisible = inParts,
    };

    /// <summary>Seconds as whole milliseconds.</summary>
    public static long Ms(decimal seconds) => (long)(seconds * 1000);

    private static ReplayRules Of(JsonElement root)
    {
        var formats = string.Join(", ", ReplayFormat.All.Select(format => format.Name));
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("format", out var name) || name.ValueKind != JsonValueKind.String)
            throw new SheetException("The rules are a JSON object with a format: " + formats + ".");
        var format = ReplayFormat.All.FirstOrDefault(known => known.Name == name.GetString())
            ?? throw new SheetException($"There is no format '{name.GetString()}' to replay; there are {formats}.");
        if (root.EnumerateObject().FirstOrDefault(setting => setting.Name != "format" && !format.Settings.Contains(setting.Name)) is { Value.ValueKind: not JsonValueKind.Undefined } unknown)
            throw new SheetException($"The format {format.Name} has no setting '{unknown.Name}'; it has {string.Join(", ", format.Settings)}.");
        if (root.EnumerateObject().Count(setting => Ways.Contains(setting.Name)) > 1) throw new SheetException("Give the increments in one way: " + string.Join(", ", Ways) + ".");
        var rules = root.Deserialize<ReplayRules>(Options)!;
        return (rules with { Format = format, Rungs = rules.Table() }).Checked();
    }

    private ReplayRules Checked() => this switch
    {
        { IncrementPercent: { } percent } when !IsPercentage(percent) => throw new SheetException("incrementPercent is above 0, at most 100, with two decimals at most."),
        _ when !IsPercentage(Percent) => throw new SheetException("percent is above 0, at most 100, with two decimals at most."),
        { Format.Name: "dutch" } when Step is not > 0 || Interval is null => throw new SheetException("A Dutch clock needs a step above zero and an interval."),
        { Ceiling: <= 0 } => throw new SheetException("ceiling is above zero."),
        { Increment: <= 0 } => throw new SheetException("increment is above zero."),
        _ when new[] { MinimumTake ?? 1, QuantityStep ?? 1, MostQuantity ?? 1 }.Any(quantity => quantity is <= 0 or > Sheet.Most || quantity * 1000 % 1 != 0) =>
            throw new SheetException("minimumTake, quantityStep and mostQuantity are above zero, with three decimals at most."),
        { OwnIncrement: <= 0 } => throw new SheetException("ownIncrement is above zero."),
        { Units: <= 0 or > Sheet.Most } => throw new SheetException("units is above zero."),
        { Duration: null } when SoftClose != 0 || HardEnd is not null => throw new SheetException("A soft close and a hard end need a duration."),
        _ when Amounts.Any(amount => amount is < 0 or > Sheet.Most || Sheet.DecimalsOf(amount) > Sheet.MostDecimals) =>
            throw new SheetException($"Amounts are from zero to {Sheet.Most}, with {Sheet.MostDecimals} decimals at most."),
        _ when new[] { Duration ?? 1, Interval ?? 1, SoftClose, HardEnd ?? 0, SealedWindow, BestBidWindow }.Any(seconds => seconds is < 0 or > LongestSeconds)
            || new[] { Duration ?? 1, Interval ?? 1, SealedWindow, BestBidWindow }.Min() < 0.001m =>
            throw new SheetException($"Times are from zero to {LongestSeconds} seconds, a window, a duration and an interval at least 0.001."),
        _ => this,
    };

    private static long? Milli(decimal? quantity) => (long?)(quantity * 1000);

    private static bool IsPercentage(decimal percent) => percent * 100 == decimal.Truncate(percent * 100) && percent is > 0 and <= 100;

    private List<Rung> Table() => Increments switch
    {
        null => [],
        { ValueKind: JsonValueKind.String } name when IncrementTables.ReadyMade.TryGetValue(name.GetString()!, out var table) =>
            [.. table.Select(step => new Rung(step.StepMinor / 100m, step.BelowMinor / 100m))],
        { ValueKind: JsonValueKind.Array } list => list.Deserialize<List<Rung>>(Options)!,
        { } other => throw new SheetException(
            $"increments is {other.GetRawText()}, and neither a table [{{\"step\":1,\"below\":100}},{{\"step\":5}}] nor one of {string.Join(", ", IncrementTables.ReadyMade.Keys.Order())}."),
    };
}

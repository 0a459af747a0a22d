using System.Text.Json.Serialization;
using Exchange.Kernel.Deciders;

namespace Exchange.Listing.Catalogue;

/// <summary>Passes the present prices of lots on to all that follow the log, many at once. It has no rules and remembers nothing: the last that was said holds.</summary>
public sealed record Prices : IDecider<Prices, PricesCommand, PricesEvent>
{
    /// <summary>The stream of all of them.</summary>
    public const string Stream = "prices/all";

    public static Prices Initial { get; } = new();

    public static Decision<PricesEvent> Decide(Prices state, PricesCommand command, DateTimeOffset now) =>
        command is NotePrices { Lots.Count: > 0 } note ? new PricesNoted(note.Lots) : Decision<PricesEvent>.Nothing;

    public static Prices Evolve(Prices state, PricesEvent @event) => state;
}

/// <summary>What bids made of a lot.</summary>
/// <param name="Lot">Its id.</param>
/// <param name="PriceMinor">Its present price.</param>
/// <param name="ClosesAt">Unix milliseconds, late bids and all.</param>
public sealed record LotPrice(string Lot, long PriceMinor, long ClosesAt);

/// <summary>What can be said of prices.</summary>
public abstract record PricesCommand;

/// <summary>Bids moved these lots.</summary>
public sealed record NotePrices(IReadOnlyList<LotPrice> Lots) : PricesCommand;

/// <summary>What happened to prices.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(PricesNoted), "prices-noted.v1")]
public abstract record PricesEvent;

/// <summary>Bids moved these lots.</summary>
public sealed record PricesNoted(IReadOnlyList<LotPrice> Lots) : PricesEvent;

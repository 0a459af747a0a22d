using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Exchange.Kernel.Values;
using Exchange.Portal.Api;
using Exchange.Portal.SignIn;

namespace Exchange.Portal.Pages;

/// <summary>Puts together what the page of a lot shows.</summary>
public sealed class LotReader(ExchangeApi api, Fragments fragments)
{
    private const int BidsShown = 12, RememberedZones = 1000;

    private readonly ConcurrentDictionary<string, FairHead> _fairs = new(StringComparer.Ordinal);

    /// <summary>The page of a lot.</summary>
    /// <param name="http">The request.</param>
    /// <param name="lot">The lot's id.</param>
    /// <param name="frames">Makes its frame.</param>
    /// <param name="outcome">What became of the visitor's bid, or null when there was none.</param>
    public async Task<IResult> Page(HttpContext http, string lot, PageFrame frames, BidOutcome? outcome)
    {
        if (!Id.IsValid(lot)) return await PageEndpoints.Message(http, frames, StatusCodes.Status404NotFound);
        var frame = await frames.Of(http, "/lots/" + lot);
        if (outcome is BidOutcome.Checking checking) return PageEndpoints.Show<CheckingPage>(StatusCodes.Status200OK, ("Frame", frame), ("Checking", checking));
        var said = await Sale(lot, frame.Visitor, http.RequestAborted);
        if (said.OrNull is not { } sale) return await PageEndpoints.Missing(http, frames, said);
        var bids = sale.IsTaken ? [] : await Bids(lot, "", frame.Visitor.Token, http.RequestAborted);
        var details = await Details(lot, http.RequestAborted);
        return PageEndpoints.Show<LotPage>(
            outcome is BidOutcome.Refused ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK,
            ("Frame", frame), ("Fair", await Fair(sale.Fair, http.RequestAborted)), ("Sale", sale), ("Bids", bids), ("Details", details), ("Outcome", outcome),
            ("Key", Guid.NewGuid().ToString("N")), ("You", sale.YouLead ? sale.Leader : bids.FirstOrDefault(bid => bid.You)?.Bidder));
    }

    /// <summary>A change of a lot as the part of the page that all viewers share.</summary>
    public async Task<string?> Render(Event happened)
    {
        if (JsonSerializer.Deserialize<SaleShown>(happened.Data, StoredJson.Options) is not { } sale) return null;
        // The history is a view and lags by a moment; with the position it waits.
        var bids = sale.IsTaken ? [] : await Bids(sale.Lot, happened.Id, null, CancellationToken.None);
        var fair = await Fair(sale.Fair, CancellationToken.None);
        return await fragments.Render<LotPanel>(new() { ["Sale"] = sale, ["Bids"] = bids, ["Zone"] = fair.TimeZone });
    }

    private Task<Said<SaleShown>> Sale(string lot, Visitor visitor, CancellationToken cancellation) =>
        api.Get<SaleShown>("matching", "/api/matching/lots/" + lot, visitor.Token, cancellation);

    private async Task<IReadOnlyList<BidShown>> Bids(string lot, string position, string? token, CancellationToken cancellation)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"/api/matching/lots/{lot}/bids?limit={BidsShown}&position={position}");
        return (await api.Get<IReadOnlyList<BidShown>>("matching", path, token, cancellation)).OrNull ?? [];
    }

    private async Task<CatalogueLot?> Details(string lot, CancellationToken cancellation) =>
        (await api.Get<CatalogueLot>("listing", "/api/listing/lots/" + lot, null, cancellation)).OrNull;

    /// <summary>What pages need to know of a fair.</summary>
    internal async Task<FairHead> Fair(string fair, CancellationToken cancellation)
    {
        if (_fairs.TryGetValue(fair, out var known)) return known;
        if ((await api.Get<FairWithRules>("listing", "/api/listing/fairs/" + fair, null, cancellation)).OrNull is not { } shown) return new(fair, "", "UTC");
        // The rules of a published fair never change, so what was read once stays right.
        if (_fairs.Count > RememberedZones) _fairs.Clear();
        return _fairs[fair] = new(fair, shown.Rules.Name, shown.Rules.TimeZone);
    }
}

using System.Text.Json;
using Exchange.Kernel.Values;
using Exchange.Portal.Api;
using Exchange.Portal.SignIn;

namespace Exchange.Portal.Pages;

/// <summary>Puts together what the page of a call auction shows.</summary>
public sealed class CallReader(ExchangeApi api, Fragments fragments, LotReader fairs)
{
    /// <summary>The page of a call auction.</summary>
    /// <param name="http">The request.</param>
    /// <param name="auction">The call auction's id.</param>
    /// <param name="frames">Makes its frame.</param>
    /// <param name="outcome">What became of what the visitor asked for, or null when nothing was.</param>
    public async Task<IResult> Page(HttpContext http, string auction, PageFrame frames, OrderOutcome? outcome)
    {
        if (!Id.IsValid(auction)) return await PageEndpoints.Message(http, frames, StatusCodes.Status404NotFound);
        var frame = await frames.Of(http, "/call-auctions/" + auction);
        if (outcome is OrderOutcome.Checking) return PageEndpoints.Show<CallCheckingPage>(StatusCodes.Status200OK, ("Frame", frame), ("Auction", auction), ("Outcome", outcome));
        var said = await api.Get<CallShown>("matching", "/api/matching/call-auctions/" + auction, frame.Visitor.Token, http.RequestAborted);
        if (said.OrNull is not { } call) return await PageEndpoints.Missing(http, frames, said);
        return PageEndpoints.Show<CallPage>(
            outcome is OrderOutcome.Refused ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK,
            ("Frame", frame), ("Fair", await fairs.Fair(call.Fair, http.RequestAborted)), ("Call", call), ("Own", await Own(auction, frame.Visitor, http.RequestAborted)),
            ("Outcome", outcome));
    }

    /// <summary>A change of a call auction as the part of the page that all viewers share.</summary>
    public async Task<string?> Render(Event happened)
    {
        if (JsonSerializer.Deserialize<CallShown>(happened.Data, StoredJson.Options) is not { } call) return null;
        var fair = await fairs.Fair(call.Fair, CancellationToken.None);
        return await fragments.Render<CallPanel>(new() { ["Call"] = call, ["Zone"] = fair.TimeZone });
    }

    private async Task<IReadOnlyList<OrderShown>> Own(string auction, Visitor visitor, CancellationToken cancellation) => visitor.Token is { } token
        ? (await api.Get<IReadOnlyList<OrderShown>>("matching", $"/api/matching/call-auctions/{auction}/orders", token, cancellation)).OrNull ?? []
        : [];
}

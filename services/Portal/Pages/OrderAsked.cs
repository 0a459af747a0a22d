using System.Globalization;
using Exchange.Portal.Api;
using Exchange.Portal.Text;

namespace Exchange.Portal.Pages;

/// <summary>What the form of a call auction asks for, as it was written, so that it can be asked for again.</summary>
/// <param name="Auction">The call auction.</param>
/// <param name="What">buy, sell, amend or cancel.</param>
/// <param name="Order">The order's number; empty for a new one.</param>
/// <param name="Price">The price of a unit.</param>
/// <param name="Quantity">The quantity.</param>
/// <param name="Key">The key of the command.</param>
public sealed record OrderAsked(string Auction, string What, string Order, string Price, string Quantity, string Key)
{
    public static OrderAsked Of(string auction, IFormCollection form) => new(
        auction, form["what"].ToString(), form["order"].ToString(), form["price"].ToString(), form["quantity"].ToString(), form["key"].ToString());

    /// <summary>Asks Matching for it with a person's token.</summary>
    public async Task<OrderOutcome> Send(ExchangeApi api, string token, CancellationToken cancellation)
    {
        var (price, quantity) = (Figure.Parse(Price, decimals: 2), Figure.Parse(Quantity, decimals: 3));
        if (What != "cancel" && price is null) return new OrderOutcome.Refused("form.amount", Words.Of("AmountUnclear"));
        if (What != "cancel" && quantity is null) return new OrderOutcome.Refused("form.amount", Words.Of("QuantityUnclear"));
        if (Path is not { } path) return new OrderOutcome.Refused("form.stale", Words.Of("FormStale"));
        object body = What == "cancel" ? new { } : new { PriceMinor = price, QuantityMilli = quantity };
        return await api.Post<OrderShown>("matching", $"/api/matching/call-auctions/{Auction}/{path}", body, Key, token, cancellation) switch
        {
            Said<OrderShown>.Value value => new OrderOutcome.Done(What, value.Body),
            Said<OrderShown>.Refused refused => new OrderOutcome.Refused(refused.Code, refused.Detail),
            _ => new OrderOutcome.Checking(this),
        };
    }

    private string? Path => (What, long.TryParse(Order, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) switch
    {
        ("buy" or "sell", _) => What + "-orders",
        ("amend" or "cancel", true) => string.Create(CultureInfo.InvariantCulture, $"orders/{number}/{What}"),
        _ => null,
    };
}

/// <summary>What became of an order, or of a change of one.</summary>
public abstract record OrderOutcome
{
    private OrderOutcome()
    {
    }

    /// <param name="What">What was asked for.</param>
    /// <param name="Order">The order since.</param>
    public sealed record Done(string What, OrderShown Order) : OrderOutcome;

    /// <param name="Code">The problem's code.</param>
    /// <param name="Detail">What the service says.</param>
    public sealed record Refused(string Code, string Detail) : OrderOutcome;

    /// <summary>Nobody knows yet: it is asked for again under the same key.</summary>
    public sealed record Checking(OrderAsked Asked) : OrderOutcome;
}

using System.Text.Json;
using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;
using Exchange.Matching.CallAuctions;

namespace Exchange.Matching.Audits;

/// <summary>What an audit file can be about.</summary>
/// <param name="Member">The member of the file that holds its id.</param>
/// <param name="Events">The type of its events.</param>
/// <param name="Replay">Begins to decide its entries again.</param>
public sealed record AuditKind(string Member, Type Events, Func<AuditReplay> Replay)
{
    /// <summary>The sale of a lot.</summary>
    public static AuditKind Lot { get; } = new("lot", typeof(AuctionEvent), () => new LotReplay());

    public static AuditKind CallAuction { get; } = new("auction", typeof(CallAuctionEvent), () => new CallReplay());

    /// <summary>What an event belongs to; null for what has no audit.</summary>
    public static AuditKind? Of(object @event) => @event is AuctionEvent ? Lot : @event is CallAuctionEvent ? CallAuction : null;

    /// <summary>Whether an event is the first of a file.</summary>
    public static bool Begins(object @event) => @event is LotOffered or CallAuctionOpened;

    /// <summary>Whether events are part of a file: all but the publication of its head, deposits, which tell who means to bid, and answers to amendments; these decide nothing.</summary>
    public static bool Holds(IReadOnlyList<object> events) => events is not ([AuditPublished] or [CallAuditPublished] or [LotDepositEvent] or [AmendmentEvent]);

    /// <summary>An event as it is stored.</summary>
    public JsonElement Json(object @event) => JsonSerializer.SerializeToElement(@event, Events, StoredJson.Options);
}

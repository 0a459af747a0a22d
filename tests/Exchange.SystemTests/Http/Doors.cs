using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Exchange.SystemTests.Http;

/// <summary>An address at which something can be changed, with a request that would be carried out.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Route">Its pattern.</param>
/// <param name="Role">The role that may.</param>
/// <param name="Body">The least body that it takes, each field of it required; empty where it takes none.</param>
/// <param name="Unknown">What it answers where nothing has the id; empty where there is no id.</param>
internal sealed partial record Door(string Method, string Route, string Role, string Body = "", string Unknown = "")
{
    public const string Csv = "text/csv";

    public string ContentType { get; init; } = "application/json";

    /// <summary>Whether a request names itself by an Idempotency-Key.</summary>
    public bool TakesKey { get; init; } = true;

    /// <summary>Whether any token will do, because who may is a matter of the rules.</summary>
    public bool IsForAnyRole { get; init; }

    /// <summary>What it answers to a body above its limit.</summary>
    public string TooLarge { get; init; } = "413 request.too-large";

    public string Name => $"{Method} {Route}";

    /// <summary>What is tried with bodies of what is neither JSON nor CSV: none is good.</summary>
    public bool TakesBytes => !TakesJson && ContentType != Csv;

    public bool TakesJson => ContentType == "application/json";

    public JsonObject Fields => Body.Length == 0 || !TakesJson ? [] : JsonNode.Parse(Body)!.AsObject();

    /// <summary>Every changing address of every service. A test fails when one is missing.</summary>
    public static IReadOnlyList<Door> All { get; } =
    [
        new("POST", "/api/identity/enterprises", "operator",
            $$"""{"name":"Works","creditCode":"{{Clients.CreditCodeOf(9_999)}}","region":"Jilin","roles":["bidder"]}"""),
        new("POST", "/api/identity/enterprises/{id}/credentials", "operator", Unknown: "404 enterprise.unknown"),
        new("POST", "/api/identity/enterprises/{id}/people", "operator",
            """{"userName":"wang","password":"Correct-horse-7","name":"Wang","roles":["bidder"]}""", "404 enterprise.unknown"),
        new("POST", "/api/listing/fairs", "organizer",
            """
            {"name":"Fair","region":"Jilin","currency":"CNY","timeZone":"Asia/Shanghai","opensAt":1790000000000,"closesAt":1790090000000,"incrementMinor":100}
            """),
        new("POST", "/api/listing/rules", "organizer",
            """
            {"name":"Fair","region":"Jilin","currency":"CNY","timeZone":"Asia/Shanghai","opensAt":1790000000000,"closesAt":1790090000000,"incrementMinor":100}
            """)
        {
            TakesKey = false,
        },
        new("POST", "/api/listing/plan", "organizer",
            """
            {"name":"Fair","region":"Jilin","currency":"CNY","timeZone":"Asia/Shanghai","opensAt":1790000000000,"closesAt":1790090000000,"incrementMinor":100}
            """)
        {
            TakesKey = false,
        },
        new("POST", "/api/listing/fairs/{fair}/publish", "organizer", Unknown: "404 fair.unknown"),
        new("POST", "/api/listing/fairs/{fair}/copy", "organizer", """{"opensAt":1790000000000}""", "404 fair.unknown"),
        new("POST", "/api/listing/fairs/{fair}/notices", "organizer", """{"englishTitle":"Removal hours","english":"Store 3 is closed."}""", "404 fair.unknown"),
        new("POST", "/api/listing/fairs/{fair}/notices/{notice}", "organizer", """{"englishTitle":"Removal hours","english":"Store 3 is closed."}""", "404 fair.unknown"),
        new("POST", "/api/listing/lists", "organizer", """{"name":"Key enterprises","enterprises":["00000000000000000000000000000001"]}"""),
        new("POST", "/api/listing/lists/{list}", "organizer", """{"name":"Key enterprises","enterprises":["00000000000000000000000000000001"]}""", "404 list.unknown"),
        new("POST", "/api/listing/fairs/{fair}/key-enterprises", "organizer", """{"enterprises":["00000000000000000000000000000001"]}""", "404 fair.unknown"),
        new("POST", "/api/listing/fairs/{fair}/lots", "consignor", """{"title":"Plate","category":"5306","quantityMilli":1000,"openingMinor":500}""", "404 fair.unknown"),
        new("POST", "/api/listing/columns/forget", "consignor"),
        new("POST", "/api/listing/fairs/{fair}/imports", "consignor", "title,category,quantity,unit value\nPlate,5306,1,500\n", "404 fair.unknown")
        {
            ContentType = Csv,
            TooLarge = "413 import.too-large",
        },
        new("POST", "/api/listing/schemes/{scheme}", "organizer", "code,name\n01,Animals\n") { ContentType = Csv, TooLarge = "413 import.too-large" },
        new("POST", "/api/listing/fairs/{fair}/applications", "bidder", Unknown: "404 fair.unknown"),
        new("POST", "/api/listing/fairs/{fair}/admissions/answers", "organizer", """{"admit":["00000000000000000000000000000001"]}""", "404 fair.unknown"),
        new("POST", "/api/listing/fairs/{fair}/admissions/{bidder}/admit", "organizer", Unknown: "404 fair.unknown"),
        new("POST", "/api/listing/fairs/{fair}/admissions/{bidder}/reject", "organizer", """{"reason":"No trade in metals"}""", "404 fair.unknown"),
        new("POST", "/api/listing/fairs/{fair}/admissions/{bidder}/licences", "organizer", """{"category":"28"}""", "404 fair.unknown"),
        new("POST", "/api/listing/searches", "bidder", """{"name":"Bearings","query":"q=bearing"}""") { IsForAnyRole = true },
        new("POST", "/api/listing/searches/{search}/delete", "bidder", Unknown: "404 search.unknown") { IsForAnyRole = true },
        new("POST", "/api/listing/lots/{lot}/withdraw", "consignor", """{"reason":"Sold before the fair"}""", "404 lot.unknown"),
        new("POST", "/api/listing/lots/{lot}/split", "consignor", Unknown: "404 lot.unknown"),
        new("POST", "/api/listing/lots/{lot}/draft", "consignor", Unknown: "404 lot.unknown"),
        new("POST", "/api/listing/lots/bundles", "consignor", """{"lots":["00000000000000000000000000000001","00000000000000000000000000000002"],"title":"Remnants"}"""),
        new("POST", "/api/listing/fairs/{fair}/lots/copies", "consignor", """{"from":"00000000000000000000000000000001"}""", "404 fair.unknown"),
        new("POST", "/api/listing/drafts", "consignor"),
        new("POST", "/api/listing/drafts/{draft}", "consignor", Unknown: "404 draft.unknown"),
        new("POST", "/api/listing/drafts/{draft}/enter", "consignor", """{"fair":"00000000000000000000000000000001"}""", "404 draft.unknown"),
        new("POST", "/api/listing/drafts/{draft}/discard", "consignor", Unknown: "404 draft.unknown"),
        new("POST", "/api/listing/drafts/{draft}/split", "consignor", Unknown: "404 draft.unknown"),
        new("POST", "/api/listing/drafts/bundles", "consignor", """{"drafts":["00000000000000000000000000000001","00000000000000000000000000000002"],"title":"Remnants"}"""),
        new("POST", "/api/listing/lots/{lot}/amend", "consignor", Unknown: "404 lot.unknown"),
        new("POST", "/api/listing/lots/{lot}/photos", "consignor", "no photo", "404 lot.unknown") { ContentType = "image/jpeg", TooLarge = "413 media.too-large" },
        new("POST", "/api/listing/lots/{lot}/documents", "consignor", "\0", "404 lot.unknown") { ContentType = "application/pdf", TooLarge = "413 media.too-large" },
        new("POST", "/api/listing/fairs/{fair}/media", "consignor", "no archive", "404 fair.unknown") { ContentType = "application/zip", TooLarge = "413 media.too-large" },
        new("POST", "/api/listing/lots/{lot}/questions", "bidder", """{"text":"Is it complete?"}""", "404 lot.unknown"),
        new("POST", "/api/listing/lots/{lot}/questions/{number:long}/answer", "consignor", """{"text":"It is."}""", "404 lot.unknown"),
        new("POST", "/api/listing/lots/{lot}/questions/{number:long}/hide", "organizer", """{"text":"It names a person."}""", "404 lot.unknown"),
        new("POST", "/api/listing/lots/{lot}/inspections", "consignor", """{"fromAt":1777720000000,"throughAt":1777723600000,"places":3}""", "404 lot.unknown"),
        new("POST", "/api/listing/lots/{lot}/inspections/{slot:long}/withdraw", "consignor", Unknown: "404 lot.unknown"),
        new("POST", "/api/listing/lots/{lot}/inspections/{slot:long}/book", "bidder", Unknown: "404 lot.unknown"),
        new("POST", "/api/listing/lots/{lot}/inspections/{slot:long}/cancel", "bidder", Unknown: "404 lot.unknown"),
        new("POST", "/api/matching/lots/{lot}/bids", "bidder", """{"amountMinor":5000000}""", "404 auction.unknown-lot"),
        new("POST", "/api/matching/lots/{lot}/bids/{bid}/part/accept", "bidder", Unknown: "404 auction.unknown-lot"),
        new("POST", "/api/matching/lots/{lot}/bids/{bid}/part/decline", "bidder", Unknown: "404 auction.unknown-lot"),
        new("POST", "/api/matching/lots/{lot}/offers", "bidder", """{"priceMinor":5000000}""", "404 auction.unknown-lot"),
        new("POST", "/api/matching/lots/{lot}/offers/{offer}/accept", "consignor", Unknown: "404 auction.unknown-lot"),
        new("POST", "/api/matching/lots/{lot}/offers/{offer}/decline", "consignor", Unknown: "404 auction.unknown-lot"),
        new("POST", "/api/matching/lots/{lot}/offers/{offer}/counter", "consignor", """{"priceMinor":5000000}""", "404 auction.unknown-lot"),
        new("POST", "/api/matching/lots/{lot}/offers/{offer}/counter/accept", "bidder", Unknown: "404 auction.unknown-lot"),
        new("POST", "/api/matching/lots/{lot}/offers/{offer}/counter/decline", "bidder", Unknown: "404 auction.unknown-lot"),
        new("POST", "/api/matching/lots/{lot}/sealed-bids", "bidder", """{"amountMinor":5000000}""", "404 auction.unknown-lot"),
        new("POST", "/api/matching/lots/{lot}/sealed-bids/withdrawals", "bidder", Unknown: "404 auction.unknown-lot"),
        new("POST", "/api/matching/lots/{lot}/deposit/release", "bidder", Unknown: "404 auction.unknown-lot"),
        new("POST", "/api/matching/lots/{lot}/purchases", "bidder", """{"quantityMilli":1000}""", "404 auction.unknown-lot"),
        new("POST", "/api/matching/fairs/{fair}/call-auctions", "organizer",
            """{"title":"Wire rod Q195","category":"9510","unit":"TNE","tickMinor":500,"lotMilli":1000,"callsAt":1777720000000}""", "404 call-auction.unknown-fair"),
        new("POST", "/api/matching/call-auctions/{auction}/buy-orders", "bidder", """{"priceMinor":350000,"quantityMilli":5000}""", "404 call-auction.unknown"),
        new("POST", "/api/matching/call-auctions/{auction}/sell-orders", "consignor", """{"priceMinor":350000,"quantityMilli":5000}""", "404 call-auction.unknown"),
        new("POST", "/api/matching/call-auctions/{auction}/orders/{order:long}/amend", "bidder", """{"priceMinor":350000,"quantityMilli":5000}""", "404 call-auction.unknown")
        {
            IsForAnyRole = true,
        },
        new("POST", "/api/matching/call-auctions/{auction}/orders/{order:long}/cancel", "bidder", Unknown: "404 call-auction.unknown") { IsForAnyRole = true },
        new("POST", "/api/matching/lots/{lot}/wants", "consignor", """{"lots":["00000000000000000000000000000001"],"valueMinor":5000000}""", "404 auction.unknown-lot"),
        new("POST", "/api/matching/lots/{lot}/wants/withdraw", "consignor", Unknown: "404 wants.none"),
        new("POST", "/api/matching/fairs/{fair}/ring-rounds", "organizer", Unknown: "404 ring-round.unknown-fair"),
        new("POST", "/api/matching/rings/{ring}/accept", "consignor", Unknown: "404 ring.unknown"),
        new("POST", "/api/matching/rings/{ring}/decline", "consignor", Unknown: "404 ring.unknown"),
        new("POST", "/api/matching/lots/{lot}/proposals", "organizer", """{"reason":"Damaged in store"}""", "404 auction.unknown-lot"),
        new("POST", "/api/matching/lots/{lot}/proposals/{proposal}/confirm", "organizer", Unknown: "404 auction.unknown-lot"),
        new("POST", "/api/matching/lots/{lot}/second-chance/accept", "bidder", Unknown: "404 auction.unknown-lot"),
        new("POST", "/api/matching/lots/{lot}/second-chance/decline", "bidder", Unknown: "404 auction.unknown-lot"),
        new("POST", "/api/matching/lots/{lot}/priority-purchases", "bidder", Unknown: "404 auction.unknown-lot"),
        new("POST", "/api/settlement/payouts", "operator", """{"account":"consignor:0123456789abcdef0123456789abcdef:payable","amountMinor":100,"reference":"BANK-1","currency":"CNY"}"""),
        new("POST", "/api/settlement/bidders/{enterprise}/receipts", "operator", """{"amountMinor":100,"reference":"BANK-1","currency":"CNY"}"""),
        new("POST", "/api/settlement/ledger/entries/{transfer}/reversals", "operator", """{"reason":"Recorded for another bidder"}""", "404 entry.not-found"),
        new("POST", "/api/settlement/ledger/entries/{transfer}/reversals/{proposal}/confirm", "operator", Unknown: "404 reversal.no-proposal"),
        new("POST", "/api/settlement/fairs/{fair}/deposit", "bidder", Unknown: "404 deposit.not-asked"),
        new("POST", "/api/settlement/lots/{lot}/deposit", "bidder", Unknown: "404 deposit.not-asked"),
        new("POST", "/api/settlement/deals/{deal}/payments", "operator", """{"amountMinor":100,"reference":"BANK-1"}""", "404 deal.not-found"),
        new("POST", "/api/settlement/deals/{deal}/removal", "bidder", Unknown: "404 deal.not-found") { IsForAnyRole = true },
        new("POST", "/api/settlement/deals/{deal}/contract", "bidder", Unknown: "404 deal.not-found") { IsForAnyRole = true },
        new("POST", "/api/settlement/deals/{deal}/slot", "bidder", """{"fromAt":1777720000000,"throughAt":1777723600000}""", "404 deal.not-found") { IsForAnyRole = true },
        new("POST", "/api/settlement/deals/{deal}/missed-delivery", "bidder", Unknown: "404 deal.not-found") { IsForAnyRole = true },
        new("POST", "/api/settlement/deals/{deal}/handover", "consignor", "{}", "404 deal.not-found") { IsForAnyRole = true },
        new("POST", "/api/settlement/deals/{deal}/dispute", "bidder", """{"reason":"Rust"}""", "404 deal.not-found") { IsForAnyRole = true },
        new("POST", "/api/settlement/deals/{deal}/evidence", "bidder", """{"text":"Photo 1"}""", "404 deal.not-found") { IsForAnyRole = true },
        new("POST", "/api/settlement/deals/{deal}/decision", "organizer", """{"outcome":"full","reason":"The sample was right."}""", "404 deal.not-found"),
        new("POST", "/api/settlement/deals/{deal}/cancellation", "bidder", """{"reason":"Regret"}""", "404 deal.not-found") { IsForAnyRole = true },
        new("POST", "/api/settlement/deals/{deal}/cancellation/take-back", "bidder", Unknown: "404 deal.not-found") { IsForAnyRole = true },
        new("POST", "/api/settlement/debts", "bidder",
            """
            {"invoice":"I-1","debtor":"00000000000000000000000000000001","creditor":"00000000000000000000000000000002",
             "invoicedOn":"1989-01-02","dueOn":"1989-02-02","amountMinor":100,"currency":"CNY"}
            """)
        {
            IsForAnyRole = true,
        },
        new("POST", "/api/settlement/debts/import", "bidder", "invoice,debtor,creditor,invoiced_on,due_on,amount,currency\n") { ContentType = Csv, IsForAnyRole = true },
        new("POST", "/api/settlement/debts/confirmations", "bidder", """{"counterparty":"00000000000000000000000000000001"}""") { IsForAnyRole = true },
        new("POST", "/api/settlement/debts/{debt}/confirm", "bidder", Unknown: "404 debt.not-found") { IsForAnyRole = true },
        new("POST", "/api/settlement/debts/{debt}/dispute", "bidder", """{"reason":"Paid in May"}""", "404 debt.not-found") { IsForAnyRole = true },
        new("POST", "/api/settlement/debts/{debt}/security", "bidder", """{"secured":true}""", "404 debt.not-found") { IsForAnyRole = true },
        new("POST", "/api/settlement/debts/{debt}/withdraw", "bidder", Unknown: "404 debt.not-found") { IsForAnyRole = true },
        new("POST", "/api/settlement/affiliations", "organizer", """{"name":"Group","enterprises":["00000000000000000000000000000001"]}"""),
        new("POST", "/api/settlement/rounds", "organizer", """{"fair":"00000000000000000000000000000001","currency":"CNY","computeAt":1777720000000,"cutOffMs":3600000}"""),
        new("POST", "/api/settlement/rounds/{round}/cancel", "organizer", Unknown: "404 round.not-found"),
        new("POST", "/api/settlement/rounds/{round}/obligations/{leg}/withdraw", "bidder", Unknown: "404 round.not-found") { IsForAnyRole = true },
        new("PUT", "/clock", "operator", """{"now":1777600000000}""") { TakesKey = false },
    ];

    /// <summary>Addresses that take forms of pages and of OAuth, whose answers are pages and OAuth errors.</summary>
    public static IReadOnlyList<string> Forms { get; } =
    [
        "/connect/token", "/connect/authorize", "/connect/logout", "/account/login", "/account/logout", "/lots/{lot}/bids", "/lots/{lot}/second-chance", "/lots/{lot}/priority",
        "/call-auctions/{auction}/orders", "/sign-out",
    ];

    /// <summary>A route with an id in the place of each parameter, and 1 in that of each number.</summary>
    public static string Filled(string route, string id) => Placeholder().Replace(route, place => place.Value.EndsWith(":long}", StringComparison.Ordinal) ? "1" : id);

    [GeneratedRegex("""\{[^}]+\}""")]
    private static partial Regex Placeholder();
}

using System.Diagnostics;
using Exchange.Kernel.Database;
using Exchange.Kernel.Log;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;
using Exchange.Listing.Fairs;

namespace Exchange.Listing.Lots;

/// <summary>Copies a consignor's lots of another fair into one. A copy's id comes from the lot and the fair, so that no lot is copied twice into it, however often that is asked.</summary>
/// <param name="journal">The log.</param>
/// <param name="fair">The fair that gets them.</param>
/// <param name="consignor">Whose they are.</param>
/// <param name="key">The key of the request.</param>
public sealed class LotCopyStreams(ListingJournal journal, Fair fair, Caller consignor, string key)
{
    public const int Most = 1_000;

    private const int AtOnce = 100;

    [Sql("listing")]
    private const string SelectOf =
        """
        select Lot, Number
        from (
            select lot as Lot, number as Number, row_number() over (order by number) as n
            from lots
            where fair = @fair and number > @after and consignor = @consignor
                and (@all = 1 or status = 'passed-in' or (status = 'sold' and sold_milli < quantity_milli))
        ) page
        where n <= @limit
        order by n
        """;

    private readonly List<CopiedLot> _entered = [];
    private readonly List<CopyFinding> _findings = [];
    private long _unchanged;

    /// <summary>Copies those that are asked for.</summary>
    public async Task<CopiesAnswer> Run(CopiesRequest asked)
    {
        var (lots, next) = asked.Lots is { } named ? ([.. named.Distinct()], null) : await Find(asked);
        foreach (var some in lots.Chunk(AtOnce))
        {
            var waiting = new List<(Offer Offer, EnterLot Enter, Task<Answer> Answer)>();
            foreach (var lot in some)
                if (await Copied(lot, asked.From!) is var (offer, enter)) waiting.Add((offer, enter, Submit(enter)));
                else _findings.Add(new(lot, 0, "", LotRefusals.Unknown.Code, null, LotRefusals.Unknown.Detail));
            foreach (var (offer, enter, answer) in waiting) Count(offer, enter, await answer);
        }

        return new(_entered, _unchanged, _findings, next);
    }

    private async Task<(IReadOnlyList<string> Lots, long? Next)> Find(CopiesRequest asked)
    {
        await using var session = await journal.Read();
        var all = asked.Which == CopiesRequest.All ? 1L : 0;
        var rows = await session.Query<UnannouncedRow>(SelectOf, new { fair = asked.From, after = asked.After ?? 0, consignor = consignor.Enterprise, all, limit = Most + 1 });
        return rows.Count > Most ? ([.. rows.Take(Most).Select(row => row.Lot)], rows[Most - 1].Number) : ([.. rows.Select(row => row.Lot)], null);
    }

    /// <summary>A lot as it would be entered; null where it is not the consignor's or not of that fair. Of one that is sold in part what is left is copied.</summary>
    private async Task<(Offer Offer, EnterLot Enter)?> Copied(string lot, string from)
    {
        if (await journal.Peek<Lot>(Lot.Stream(lot)) is not { Offer: { } offer } found || offer.Consignor != consignor.Enterprise || offer.Fair != from) return null;
        var left = offer.Details.QuantityMilli - found.SoldMilli;
        var details = found.Status == LotStatus.Sold && left > 0 ? offer.Details with { QuantityMilli = left } : offer.Details;
        return (offer, new(Fair.LotOf(Id.From("copy", lot, fair.Id), fair.Id, details.Group), offer.Consignor, details, offer.Linked, consignor.Root, offer.Files));
    }

    private Task<Answer> Submit(EnterLot enter) => journal.Submit(Fair.Stream(fair.Id), enter, new(consignor.Subject, $"{key}/{enter.Lot}", Activity.Current?.Id));

    private void Count(Offer offer, EnterLot enter, Answer answer)
    {
        switch (answer)
        {
            // The log's own answer to what was sent before within a day says that it is there.
            case Answer.Accepted { Repeated: true }:
                _unchanged++;
                break;
            case Answer.Accepted accepted:
                _entered.Add(new(offer.Lot, enter.Lot, accepted.First<LotNumbered>()!.Number));
                break;
            case Answer.Refused { Refusal: var refusal } when refusal == LotRefusals.Unchanged:
                _unchanged++;
                break;
            case Answer.Refused { Refusal: var refusal }:
                _findings.Add(new(offer.Lot, offer.Number, offer.Details.Title, refusal.Code, refusal.Facts.TryGetValue("field", out var field) ? (string)field : null, refusal.Detail));
                break;
            default:
                throw new UnreachableException(answer.GetType().Name);
        }
    }
}

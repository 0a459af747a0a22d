using System.Globalization;
using System.Text;
using Exchange.Kernel.Values;

namespace Exchange.Host.Rehearsal;

/// <summary>What rounds of set-off came to in a rehearsal.</summary>
/// <param name="Debts">Debts outside the fair that were registered and confirmed.</param>
/// <param name="Rounds">Rounds that cleared something.</param>
/// <param name="WantedMinor">What of the deals was to be set off, in minor units.</param>
/// <param name="DealsMinor">What of them was.</param>
/// <param name="ClearedMinor">All that was cleared, debts included.</param>
public sealed record ChainReport(long Debts, long Rounds, long WantedMinor, long DealsMinor, long ClearedMinor)
{
    /// <summary>Nothing was to be set off.</summary>
    public static ChainReport None { get; } = new(0, 0, 0, 0, 0);
}

/// <summary>Chains of debt between the enterprises of a rehearsed fair (三角债): each consignor owes a mill, mills owe each other, and a mill owes each buyer, about as much as the buyer owes the
/// consignor for what it has bought. So a part of the turnover needs no money, which rounds of set-off then clear.</summary>
internal sealed class DebtChains(Targets targets, Wire wire, Tokens tokens, ClockHand clock, RehearsalSettings settings, Cast cast)
{
    private const double Margin = 1.1; // some of what is set off falls later with its deal, and of small parts fen are left
    private const int MostRounds = 6;

    // What is left of a price pays the tax that is in it and the organizer's charges.
    private const long Covered = 8, Whole = 10;

    private static readonly TimeSpan CutOff = TimeSpan.FromMinutes(1);

    /// <summary>What was cleared so far.</summary>
    public ChainReport Report { get; private set; } = ChainReport.None;

    /// <summary>Registers the debts behind some deals, and clears them.</summary>
    /// <param name="fair">The fair's id.</param>
    /// <param name="deals">Its deals; those that are to be paid take part, the largest first.</param>
    /// <param name="progress">Told how many rounds there were.</param>
    /// <param name="cancellation">Breaks it off.</param>
    public async Task Clear(string fair, IReadOnlyList<SeenDeal> deals, Action<long> progress, CancellationToken cancellation)
    {
        var wanted = new Money(deals.Sum(deal => deal.HammerMinor), settings.Currency).Share((long)(settings.SetOff * 10_000)).Minor;
        var debts = Debts(Chosen(deals, (long)(wanted * Margin)));
        await Parallel.ForEachAsync(debts.GroupBy(debt => debt.Registrar), settings.AtOnce(cancellation), async (file, stop) => await Register(file.Key, [.. file], stop));
        var confirmations = debts.Select(debt => (debt.Registrar, debt.Other)).Distinct();
        await Parallel.ForEachAsync(confirmations, settings.AtOnce(cancellation), async (pair, stop) => await Confirm(pair.Registrar, pair.Other, stop));
        await clock.Settle(cancellation);
        Report = new(debts.Count, 0, wanted, 0, 0);
        for (var round = 1; round <= MostRounds; round++)
        {
            var (ofDeals, all) = await Run(fair, round, cancellation);
            if (all == 0) break;
            Report = Report with { Rounds = round, DealsMinor = Report.DealsMinor + ofDeals, ClearedMinor = Report.ClearedMinor + all };
            progress(round);
        }
    }

    private static IEnumerable<SeenDeal> Chosen(IReadOnlyList<SeenDeal> deals, long wantedMinor)
    {
        var sum = 0L;
        var open = deals.Where(deal => deal.Stage == "awaiting-payment");
        foreach (var deal in open.OrderByDescending(deal => deal.HammerMinor).ThenBy(deal => deal.Number).ThenBy(deal => deal.Deal, StringComparer.Ordinal))
        {
            if (sum >= wantedMinor || PartOf(deal) == 0) yield break;
            sum += PartOf(deal);
            yield return deal;
        }
    }

    private static long PartOf(SeenDeal deal) => Math.Min(deal.OutstandingMinor, deal.HammerMinor) / Whole * Covered;

    // From the consignor to its mill, from that to the buyer's mill, and on to the buyer: a circle with the deal. All debts of a pair are one.
    private List<Owed> Debts(IEnumerable<SeenDeal> deals)
    {
        var places = cast.Consignors.Concat(cast.Bidders).Index().ToDictionary(actor => actor.Item.Id, actor => actor, StringComparer.Ordinal);
        var debts = new Dictionary<(string Debtor, string Creditor), Owed>();
        foreach (var deal in deals)
        {
            var (consignor, buyer) = (places[deal.Consignor], places[deal.Buyer]);
            var (near, far) = (cast.Mills[consignor.Index % cast.Mills.Count], cast.Mills[buyer.Index % cast.Mills.Count]);
            Add(new(near, consignor.Item, consignor.Item, near, PartOf(deal)));
            if (near != far) Add(new(near, far, near, far, PartOf(deal)));
            Add(new(far, buyer.Item, far, buyer.Item, PartOf(deal)));
        }

        return [.. debts.Values];

        void Add(Owed debt) => debts[(debt.Debtor.Id, debt.Creditor.Id)] =
            debts.TryGetValue((debt.Debtor.Id, debt.Creditor.Id), out var known) ? known with { AmountMinor = known.AmountMinor + debt.AmountMinor } : debt;
    }

    private async Task Register(Actor mill, IReadOnlyList<Owed> debts, CancellationToken cancellation)
    {
        var file = new StringBuilder("invoice,debtor,creditor,invoiced_on,due_on,amount,currency\n");
        foreach (var debt in debts)
            file.AppendLine(CultureInfo.InvariantCulture, $"REHEARSAL-1,{debt.Debtor.Id},{debt.Creditor.Id},2026-03-02,2026-06-30,{debt.AmountMinor / 100m:0.00},{settings.Currency}");
        var (address, body) = (new Uri(targets.Settlement, "/api/settlement/debts/import"), Encoding.UTF8.GetBytes(file.ToString()));
        var reply = await tokens.As(mill, (token, stop) => wire.Send(HttpMethod.Post, address, body, new("text/csv"), token, "debts-" + mill.Id, stop), cancellation);
        var refused = reply.OrThrow("The debts of " + mill.Name).Json().GetProperty("findings").GetArrayLength();
        if (refused > 0) throw new RehearsalException($"{refused} debts of {mill.Name} were refused: {Encoding.UTF8.GetString(reply.Body)}");
    }

    private async Task Confirm(Actor registrar, Actor other, CancellationToken cancellation)
    {
        var address = new Uri(targets.Settlement, "/api/settlement/debts/confirmations");
        (await tokens.Post(other, address, new { counterparty = registrar.Id }, $"confirm-{registrar.Id}-{other.Id}", cancellation)).OrThrow("The confirmation of " + other.Name);
    }

    // What a round set off of deals, and in all.
    private async Task<(long DealsMinor, long AllMinor)> Run(string fair, int round, CancellationToken cancellation)
    {
        var body = new { fair, currency = settings.Currency, computeAt = (clock.Now + CutOff).ToUnixTimeMilliseconds(), cutOffMs = (long)CutOff.TotalMilliseconds };
        var planned = await tokens.Post(cast.Organizer, new(targets.Settlement, "/api/settlement/rounds"), body, $"round-{fair}-{round}", cancellation);
        var id = planned.OrThrow("Planning a round of set-off").Text("round");
        await clock.MoveTo(clock.Now + CutOff, cancellation);
        await clock.MoveTo(clock.Now + CutOff + CutOff, cancellation);
        var obligations = await tokens.As(
            cast.Organizer, (token, stop) => wire.Get(new(targets.Settlement, $"/api/settlement/rounds/{id}/obligations"), token, stop), cancellation);
        var cleared = obligations.OrThrow("Reading a round of set-off").Json().EnumerateArray()
            .Select(leg => (Kind: leg.GetProperty("kind").GetString(), Minor: leg.GetProperty("setOffMinor").GetInt64())).ToList();
        return (cleared.Where(leg => leg.Kind == "deal").Sum(leg => leg.Minor), cleared.Sum(leg => leg.Minor));
    }

    /// <summary>A debt outside the fair, with who registers it and who confirms it.</summary>
    private sealed record Owed(Actor Registrar, Actor Other, Actor Debtor, Actor Creditor, long AmountMinor);
}

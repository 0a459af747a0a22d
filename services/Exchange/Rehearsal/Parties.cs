using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Exchange.Host.Rehearsal;

/// <summary>The steps that buyers, consignors and the organizer of a rehearsed fair take in their deals.</summary>
internal sealed class Parties(Targets targets, Wire wire, Tokens tokens, Cast cast)
{
    private static readonly ReadOnlyMemory<byte> Nothing = "{}"u8.ToArray();

    private readonly Dictionary<string, Actor> _enterprises = cast.Bidders.Concat(cast.Consignors).ToDictionary(actor => actor.Id, StringComparer.Ordinal);

    /// <summary>Every deal of the fair.</summary>
    public async Task<IReadOnlyList<SeenDeal>> Deals(string fair, CancellationToken cancellation)
    {
        var deals = new List<SeenDeal>();
        for (var next = $"/api/settlement/deals?fair={fair}&limit=500"; next is not null;)
        {
            var reply = await Read(next, cancellation);
            deals.AddRange(JsonSerializer.Deserialize<SeenDeal[]>(reply.OrThrow("Reading the deals").Body, Tokens.Json)!);
            next = reply.Next;
        }

        return deals;
    }

    /// <summary>Whether the buyer is one of the simulated enterprises.</summary>
    public bool IsOurs(SeenDeal deal) => _enterprises.ContainsKey(deal.Buyer);

    /// <summary>What the buyer has still to pay.</summary>
    public async Task<long> Outstanding(SeenDeal deal, CancellationToken cancellation) =>
        (await Read("/api/settlement/deals/" + deal.Deal, cancellation)).OrThrow($"Reading the deal about lot {deal.Number}").Number("outstandingMinor")!.Value;

    /// <summary>The buyer confirms the contract.</summary>
    public Task ConfirmAsBuyer(SeenDeal deal, CancellationToken cancellation) => Take(deal, "contract", deal.Buyer, Nothing, cancellation);

    /// <summary>The consignor confirms the contract.</summary>
    public Task ConfirmAsConsignor(SeenDeal deal, CancellationToken cancellation) => Take(deal, "contract", deal.Consignor, Nothing, cancellation);

    /// <summary>The buyer books when it fetches the goods.</summary>
    public Task Book(SeenDeal deal, (DateTimeOffset From, DateTimeOffset Through) slot, CancellationToken cancellation) => Take(
        deal, "slot", deal.Buyer, Body(new { fromAt = slot.From.ToUnixTimeMilliseconds(), throughAt = slot.Through.ToUnixTimeMilliseconds() }), cancellation);

    /// <summary>The buyer came in its slot in vain.</summary>
    public Task ReportMissed(SeenDeal deal, CancellationToken cancellation) => Take(deal, "missed-delivery", deal.Buyer, Nothing, cancellation);

    /// <summary>The consignor hands over what it has weighed.</summary>
    public Task HandOver(SeenDeal deal, long quantityMilli, CancellationToken cancellation) =>
        Take(deal, "handover", deal.Consignor, Body(new { quantityMilli, note = string.Create(CultureInfo.InvariantCulture, $"WB-{deal.Number:000000}") }), cancellation);

    /// <summary>The buyer accepts the goods.</summary>
    public Task Accept(SeenDeal deal, CancellationToken cancellation) => Take(deal, "removal", deal.Buyer, Nothing, cancellation);

    /// <summary>The buyer disputes the goods and shows why; the consignor has its word.</summary>
    public async Task Dispute(SeenDeal deal, CancellationToken cancellation)
    {
        var report = Encoding.UTF8.GetBytes($"验收报告 Inspection report, lot {deal.Number}");
        var sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(report));
        await Take(deal, "dispute", deal.Buyer, Body(new { reason = "锈蚀严重 Badly rusted, and not the grade of the catalogue." }), cancellation);
        await Take(deal, "evidence", deal.Buyer, Body(new { text = "验收报告 Inspection report.", sha256 }), cancellation);
        await Take(deal, "evidence", deal.Consignor, Body(new { text = "照片上已可见 It could be seen on the photographs." }), cancellation);
    }

    /// <summary>The organizer decides a dispute.</summary>
    public Task Decide(SeenDeal deal, (string Outcome, long ReductionMinor) decision, CancellationToken cancellation)
    {
        var (outcome, reduction) = decision;
        var body = Body(new { outcome, reductionMinor = reduction > 0 ? reduction : (long?)null, reason = "查验后裁定 After the goods were inspected." });
        return Take(deal, "decision", cast.Organizer, body, cancellation);
    }

    /// <summary>Both parties give the deal up.</summary>
    public async Task Cancel(SeenDeal deal, CancellationToken cancellation)
    {
        await Take(deal, "cancellation", deal.Buyer, Body(new { reason = "工程停建 Our works are stopped." }), cancellation);
        await Take(deal, "cancellation", deal.Consignor, Body(new { reason = "同意 We agree." }), cancellation);
    }

    private Task Take(SeenDeal deal, string step, string enterprise, ReadOnlyMemory<byte> body, CancellationToken cancellation) => Take(
        deal, step, _enterprises.GetValueOrDefault(enterprise) ?? throw new RehearsalException($"Lot {deal.Number} is a deal of {enterprise}, who took no part."), body, cancellation);

    private async Task Take(SeenDeal deal, string step, Actor actor, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        var address = new Uri(targets.Settlement, $"/api/settlement/deals/{deal.Deal}/{step}");
        (await tokens.As(actor, (token, stop) => wire.Post(address, body, token, $"{step}-{deal.Deal}-{actor.Id}", stop), cancellation)).OrThrow($"The {step} of lot {deal.Number}");
    }

    private Task<Reply> Read(string path, CancellationToken cancellation) =>
        tokens.AsOperator((token, stop) => wire.Get(new(targets.Settlement, path), token, stop), cancellation);

    private static ReadOnlyMemory<byte> Body<T>(T body) => JsonSerializer.SerializeToUtf8Bytes(body, Tokens.Json);
}

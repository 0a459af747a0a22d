using System.Text.Json;

namespace Exchange.Host.Rehearsal;

/// <summary>What rings of barter came to in a rehearsal.</summary>
/// <param name="Offered">Lots for which their consignors would have taken others.</param>
/// <param name="Declined">Rings that a member declined.</param>
/// <param name="Rings">Rings that were traded.</param>
/// <param name="Lots">Lots that changed hands in them.</param>
public sealed record BarterReport(long Offered, long Declined, long Rings, long Lots)
{
    /// <summary>Nothing was bartered.</summary>
    public static BarterReport None { get; } = new(0, 0, 0, 0);
}

/// <summary>Barter before the fair opens (以物易物): some consignors would take others' lots for theirs, a round of rings proposes who gives what to whom, and most of the members accept. Three lots
/// of about the same value go around; two of them would do without the third, so that a ring of two is found where that one's consignor declines.</summary>
internal sealed class Barter(Targets targets, Wire wire, Tokens tokens, ClockHand clock, RehearsalSettings settings, Cast cast)
{
    private const double Declining = 0.1;
    private const int Around = 3, MostRuns = 5; // as many as a round has
    private const long Hour = 3_600_000;
    private const long Page = 500, MostOffered = 400;

    private readonly Dictionary<string, Actor> _consignors = cast.Consignors.ToDictionary(actor => actor.Id, StringComparer.Ordinal);

    /// <summary>What came of it.</summary>
    public BarterReport Report { get; private set; } = BarterReport.None;

    /// <summary>Barters some lots, and returns those that changed hands.</summary>
    /// <param name="fair">The fair's id.</param>
    /// <param name="lots">What is for sale.</param>
    /// <param name="progress">Told how many rings were answered.</param>
    /// <param name="cancellation">Breaks it off.</param>
    public async Task<IReadOnlySet<string>> Trade(string fair, IReadOnlyList<LotFacts> lots, Action<long> progress, CancellationToken cancellation)
    {
        var offered = Offered(lots, await Owners(fair, cancellation)).ToList();
        await Parallel.ForEachAsync(offered, settings.AtOnce(cancellation), async (lot, stop) => await State(lot, stop));
        await clock.Settle(cancellation);
        var planned = await As(cast.Organizer, $"/api/matching/fairs/{fair}/ring-rounds", new { maxLength = Around, acceptMs = Hour }, "ring-round-" + fair, cancellation);
        var round = planned.OrThrow("Planning a round of rings").Text("round")!;
        await clock.Settle(cancellation);
        var declined = 0L;
        for (var run = 1; run <= MostRuns; run++)
        {
            var proposed = (await Rings(round, cancellation)).Where(ring => ring.Stage == "proposed").ToList();
            if (proposed.Count == 0) break;
            await Parallel.ForEachAsync(proposed, settings.AtOnce(cancellation), async (ring, stop) =>
            {
                if (!await Answer(ring, stop)) Interlocked.Increment(ref declined);
            });
            progress(proposed.Count);
            await clock.Settle(cancellation);
        }

        var traded = (await Rings(round, cancellation)).Where(ring => ring.Stage == "traded").ToList();
        Report = new(offered.Count, declined, traded.Count, traded.Sum(ring => ring.Legs.Count));
        return traded.SelectMany(ring => ring.Legs.Select(leg => leg.Lot)).ToHashSet(StringComparer.Ordinal);
    }

    // Threes of neighbours by value, of three consignors: each would take the next one's, and the second also the first one's.
    private IEnumerable<Wish> Offered(IReadOnlyList<LotFacts> lots, IReadOnlyDictionary<string, string> owners)
    {
        var count = (int)Math.Min(MostOffered, Math.Ceiling(lots.Count * settings.Rings));
        var drawn = lots.OrderBy(lot => Dice.For(settings.Seed, "barter", lot.Number).Unit()).ThenBy(lot => lot.Number).Take(count);
        var three = new List<LotFacts>(Around);
        foreach (var lot in drawn.OrderBy(ValueOf).ThenBy(lot => lot.Number))
        {
            if (three.Any(other => owners[other.Lot] == owners[lot.Lot])) continue;
            three.Add(lot);
            if (three.Count < Around) continue;
            for (var n = 0; n < Around; n++)
                yield return new(three[n], _consignors[owners[three[n].Lot]], n == 1 ? [three[2].Lot, three[0].Lot] : [three[(n + 1) % Around].Lot], three.Max(ValueOf));
            three.Clear();
        }
    }

    private async Task State(Wish wish, CancellationToken cancellation)
    {
        var body = new { lots = wish.Lots, valueMinor = ValueOf(wish.Lot), mostPaidMinor = wish.MostMinor };
        (await As(wish.Consignor, $"/api/matching/lots/{wish.Lot.Lot}/wants", body, "wants-" + wish.Lot.Lot, cancellation)).OrThrow($"What is wanted for lot {wish.Lot.Number}");
    }

    // Whoever declines does so whatever the others say, and then nobody needs to accept.
    private async Task<bool> Answer(SeenRing ring, CancellationToken cancellation)
    {
        var declining = ring.Legs.Where(leg => Dice.For(settings.Seed, "declines", leg.Number).Chance(Declining)).OrderBy(leg => leg.Number).FirstOrDefault();
        if (declining is not null)
        {
            (await As(_consignors[declining.Consignor], $"/api/matching/rings/{ring.Ring}/decline", new { }, "decline-" + ring.Ring, cancellation)).OrThrow("Declining a ring");
            return false;
        }

        foreach (var leg in ring.Legs)
            (await As(_consignors[leg.Consignor], $"/api/matching/rings/{ring.Ring}/accept", new { }, $"accept-{ring.Ring}-{leg.Number}", cancellation)).OrThrow("Accepting a ring");
        return true;
    }

    private async Task<IReadOnlyList<SeenRing>> Rings(string round, CancellationToken cancellation)
    {
        var rings = new List<SeenRing>();
        for (var next = $"/api/matching/ring-rounds/{round}/rings?limit={Page}"; next is not null;)
        {
            var reply = (await Read(targets.Matching, next, cancellation)).OrThrow("Reading the rings");
            foreach (var listed in reply.Json().EnumerateArray())
            {
                var ring = await Read(targets.Matching, "/api/matching/rings/" + listed.GetProperty("ring").GetString(), cancellation);
                rings.Add(JsonSerializer.Deserialize<SeenRing>(ring.OrThrow("Reading a ring").Body, Tokens.Json)!);
            }

            next = reply.Next;
        }

        return rings;
    }

    private async Task<IReadOnlyDictionary<string, string>> Owners(string fair, CancellationToken cancellation)
    {
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var next = $"/api/listing/fairs/{fair}/lots?limit={Page}"; next is not null;)
        {
            var reply = (await Read(targets.Listing, next, cancellation)).OrThrow("Reading the catalogue");
            foreach (var lot in reply.Json().EnumerateArray()) owners.Add(lot.GetProperty("lot").GetString()!, lot.GetProperty("consignor").GetString()!);
            next = reply.Next;
        }

        return owners;
    }

    private Task<Reply> Read(Uri service, string path, CancellationToken cancellation) =>
        tokens.As(cast.Organizer, (token, stop) => wire.Get(new(service, path), token, stop), cancellation);

    private Task<Reply> As<T>(Actor actor, string path, T body, string key, CancellationToken cancellation) => tokens.Post(actor, new(targets.Matching, path), body, key, cancellation);

    // What it opens at; of what is sold by the unit, all of it.
    private static long ValueOf(LotFacts lot) => lot.IsFixedPrice ? Math.Max(1, (long)((Int128)lot.OpeningMinor * lot.QuantityMilli / 1_000)) : lot.OpeningMinor;

    /// <summary>A lot, and the lots that its consignor would take for it.</summary>
    private sealed record Wish(LotFacts Lot, Actor Consignor, IReadOnlyList<string> Lots, long MostMinor);

    private sealed record SeenRing(string Ring, string Stage, IReadOnlyList<SeenLeg> Legs);

    private sealed record SeenLeg(string Lot, long Number, string Consignor);
}

using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Exchange.Matching.Auctions;

/// <summary>Where a bidder stands in one lot.</summary>
/// <param name="Number">The n of "Bidder n", from 1 in the order of first bids: all that others see until the award.</param>
/// <param name="BestMinor">The bidder's highest accepted amount.</param>
/// <param name="BestBid">The number of the bid with it, by which the earlier of two equal amounts is known.</param>
public readonly record struct Standing(int Number, long BestMinor, long BestBid);

/// <summary>The bidders of one lot. A value; written as a list in the order of their numbers, so that equal bidders give equal bytes.</summary>
[JsonConverter(typeof(AsList))]
public sealed class Bidders
{
    private readonly ImmutableDictionary<string, Standing> _standings;

    private Bidders(ImmutableDictionary<string, Standing> standings) => _standings = standings;

    public static Bidders None { get; } = new(ImmutableDictionary.Create<string, Standing>(StringComparer.Ordinal));

    public int Count => _standings.Count;

    /// <summary>Where an enterprise stands; the next number and nothing bid when it is new.</summary>
    public Standing this[string bidder] => _standings.TryGetValue(bidder, out var standing) ? standing : new(Count + 1, 0, 0);

    /// <summary>These bidders after an accepted bid.</summary>
    public Bidders After(string bidder, long amountMinor, long bid)
    {
        var standing = this[bidder];
        return new(_standings.SetItem(bidder, amountMinor > standing.BestMinor ? standing with { BestMinor = amountMinor, BestBid = bid } : standing));
    }

    /// <summary>The bidders in the order of their numbers.</summary>
    public IEnumerable<string> InOrder => _standings.OrderBy(standing => standing.Value.Number).Select(standing => standing.Key);

    /// <summary>The same bidders with other highest amounts and the numbers of the bids with them, in the order of their numbers; 0 for whom no bid is left.
    /// Without such numbers, those of before stay.</summary>
    public Bidders With(IReadOnlyList<long> bestMinor, IReadOnlyList<long>? bestBids) =>
        new(_standings.SetItems(_standings.Select(pair => KeyValuePair.Create(pair.Key, pair.Value with
        {
            BestMinor = bestMinor[pair.Value.Number - 1],
            BestBid = bestBids?[pair.Value.Number - 1] ?? pair.Value.BestBid,
        }))));

    /// <summary>The same bidders under their numbers, none of whose bids counts any more.</summary>
    public Bidders WithoutBids() => new(_standings.SetItems(_standings.Select(pair => KeyValuePair.Create(pair.Key, new Standing(pair.Value.Number, 0, 0)))));

    /// <summary>All who have a bid that counts, with where they stand: the highest amount first, of equal ones the earlier.</summary>
    public IEnumerable<KeyValuePair<string, Standing>> Ranked() => _standings
        .Where(standing => standing.Value.BestMinor > 0)
        .OrderByDescending(standing => standing.Value.BestMinor).ThenBy(standing => standing.Value.BestBid).ThenBy(standing => standing.Value.Number);

    private sealed record Row(string Bidder, long BestMinor, long BestBid);

    private sealed class AsList : JsonConverter<Bidders>
    {
        public override Bidders Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var standings = None._standings.ToBuilder();
            foreach (var row in JsonSerializer.Deserialize<Row[]>(ref reader, options) ?? [])
                standings.Add(row.Bidder, new(standings.Count + 1, row.BestMinor, row.BestBid));
            return new(standings.ToImmutable());
        }

        public override void Write(Utf8JsonWriter writer, Bidders value, JsonSerializerOptions options)
        {
            var rows = new Row[value.Count];
            foreach (var (bidder, standing) in value._standings) rows[standing.Number - 1] = new(bidder, standing.BestMinor, standing.BestBid);
            JsonSerializer.Serialize(writer, rows, options);
        }
    }
}

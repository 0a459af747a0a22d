using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Exchange.Matching.Auctions;

/// <summary>Where a bidder stands in one lot.</summary>
/// <param name="Number">The n of "Bidder n", from 1 in the order of first bids: all that others see until the award.</param>
/// <param name="BestMinor">The bidder's highest accepted amount.</param>
public readonly record struct Standing(int Number, long BestMinor);

/// <summary>The bidders of one lot. A value; written as a list in the order of their numbers, so that equal bidders give equal bytes.</summary>
[JsonConverter(typeof(AsList))]
public sealed class Bidders
{
    private readonly ImmutableDictionary<string, Standing> _standings;

    private Bidders(ImmutableDictionary<string, Standing> standings) => _standings = standings;

    public static Bidders None { get; } = new(ImmutableDictionary.Create<string, Standing>(StringComparer.Ordinal));

    public int Count => _standings.Count;

    /// <summary>Where an enterprise stands; the next number and nothing bid when it is new.</summary>
    public Standing this[string bidder] => _standings.TryGetValue(bidder, out var standing) ? standing : new(Count + 1, 0);

    /// <summary>These bidders after an accepted bid.</summary>
    public Bidders After(string bidder, long amountMinor)
    {
        var standing = this[bidder];
        return new(_standings.SetItem(bidder, standing with { BestMinor = Math.Max(standing.BestMinor, amountMinor) }));
    }

    /// <summary>The bidders in the order of their numbers.</summary>
    public IEnumerable<string> InOrder => _standings.OrderBy(standing => standing.Value.Number).Select(standing => standing.Key);

    /// <summary>The same bidders with other highest amounts, in the order of their numbers.</summary>
    public Bidders With(IReadOnlyList<long> bestMinor) =>
        new(_standings.SetItems(_standings.Select(pair => KeyValuePair.Create(pair.Key, pair.Value with { BestMinor = bestMinor[pair.Value.Number - 1] }))));

    private sealed record Row(string Bidder, long BestMinor);

    private sealed class AsList : JsonConverter<Bidders>
    {
        public override Bidders Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var standings = None._standings.ToBuilder();
            foreach (var row in JsonSerializer.Deserialize<Row[]>(ref reader, options) ?? [])
                standings.Add(row.Bidder, new(standings.Count + 1, row.BestMinor));
            return new(standings.ToImmutable());
        }

        public override void Write(Utf8JsonWriter writer, Bidders value, JsonSerializerOptions options)
        {
            var rows = new Row[value.Count];
            foreach (var (bidder, standing) in value._standings) rows[standing.Number - 1] = new(bidder, standing.BestMinor);
            JsonSerializer.Serialize(writer, rows, options);
        }
    }
}

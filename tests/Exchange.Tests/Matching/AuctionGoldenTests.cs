using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Exchange.Contracts.Matching.V1;
using Exchange.Kernel.Bus;
using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;
using Exchange.Tests.Architecture;
using Xunit;

namespace Exchange.Tests.Matching;

/// <summary>Every stored event and every message, as it is written today, beside the file that says how it was written first.</summary>
public sealed class AuctionGoldenTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly AuctionEvent[] Events =
    [
        new LotOffered(Sale.ByBids),
        new BidPlaced(Sale.Fair, 3, Sale.Smelter, 2, 15_500, 15_500, 16_000, 623_575_200_000),
        new QuantityAwarded(Id.From(Sale.LotId, "1"), Sale.ByBids.Lot, Sale.Smelter, Sale.Offered, 15_500, Sale.Settled),
        new AuctionClosed(Sale.Fair, Sale.Offered, Sale.Offered, 3),
        new AuctionWithdrawn("Burnt down"),
    ];

    private static readonly object[] Messages =
    [
        new LotsMoved([new(Sale.LotId, Sale.Fair, 15_500, 3, 623_575_200_000)]),
        new LotAwarded(
            Id.From(Sale.LotId, "1"), Sale.LotId, Sale.Fair, 7, "Scrap copper, 2 t", "7404", "Jilin", Sale.Mill, Sale.Smelter,
            Sale.Offered, "KGM", 15_500, "CNY", 623_575_200_000, Sale.Settled),
        new LotClosed(Sale.LotId, Sale.Fair, Sale.Offered, Sale.Offered, 3, 623_575_200_000),
    ];

    [Fact]
    public void Events_are_written_as_they_ever_were() => Assert.All(Events, @event =>
    {
        var json = JsonSerializer.SerializeToNode(@event, StoredJson.Options)!;
        Compare($"matching/auction.{json["type"]}.json", json);
        Assert.True(JsonNode.DeepEquals(json, JsonSerializer.SerializeToNode(json.Deserialize<AuctionEvent>(StoredJson.Options), StoredJson.Options)));
    });

    [Fact]
    public void Messages_are_written_as_they_ever_were() => Assert.All(Messages, message =>
        Compare($"contracts/{ContractName.Of(message.GetType())}.json", JsonSerializer.SerializeToNode(message, message.GetType(), StoredJson.Options)!));

    [Fact]
    public void No_event_is_forgotten() => Assert.Equal(
        typeof(AuctionEvent).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(derived => derived.DerivedType.Name).Order(),
        Events.Select(@event => @event.GetType().Name).Order());

    // A missing file is written, so that a new event needs no other tool; what is written once is never changed again.
    private static void Compare(string file, JsonNode json)
    {
        var path = Path.Combine(House.Root, "tests/Exchange.Tests/Golden", file);
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, json.ToJsonString(Indented) + "\n");
            Assert.Fail($"{file} was missing and has been written: look at it and commit it.");
        }

        Assert.Equal(File.ReadAllText(path), json.ToJsonString(Indented) + "\n");
    }
}

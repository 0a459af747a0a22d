using System.Text.Json;
using System.Text.Json.Serialization;
using Exchange.Kernel.Bus;
using Exchange.Kernel.Values;
using Exchange.Settlement.Deals;
using Exchange.Settlement.Ledger;
using Exchange.Tests.Architecture;
using Xunit;
using V1 = Exchange.Contracts.Settlement.V1;

namespace Exchange.Tests.Settlement;

/// <summary>What is stored and what is said keeps its shape: a file for each event and message. To agree to a change, delete the file and run the
/// test twice; an event's file must never change, because the log is full of them.</summary>
public sealed class SettlementGoldenTests
{
    private const string Folder = "tests/Exchange.Tests/Golden/settlement";

    private const long At = 624_506_400_000;

    private static readonly JsonSerializerOptions Indented = new(StoredJson.Options) { WriteIndented = true, NewLine = "\n" };

    private static readonly object[] Stored =
    [
        new DealOpened(Awards.Open().Terms, At),
        new ReceiptBooked("工行 2024-7781", 120_100, 120_001, 99, 120_001, At),
        new DealPaid(Awards.DealId, Awards.Fair, 120_001, "CNY", At + 1, At),
        new RemovalAccepted(Awards.Buyer, At),
        new DealSettled(Awards.DealId, Awards.Fair, 117_001, 3_000, "CNY", At),
        new DealDefaulted(Awards.DealId, Id.From("lot"), Awards.Fair, "not-removed", 120_001, "CNY", At),
        new EntryPosted(Id.From("transfer"), "receipt", Awards.DealId, "工行 2024-7781", [new("world:bank", -5, "CNY"), new(AccountCode.Escrow(Awards.DealId), 5, "CNY")], At),
        new AmountPosted(Id.From("transfer"), -5, "CNY", -10, At),
    ];

    private static readonly object[] Said =
    [
        new V1.DealPaid(Awards.DealId, Awards.Fair, 120_001, "CNY", At),
        new V1.DealSettled(Awards.DealId, Awards.Fair, 117_001, 3_000, "CNY", At),
        new V1.DealDefaulted(Awards.DealId, Id.From("lot"), Awards.Fair, "not-paid", At),
    ];

    [Fact]
    public void Stored_events_keep_their_shape()
    {
        House.IsClean(Stored.Where(@event => !Keeps(NameOf(@event), @event, @event.GetType().BaseType!)));
    }

    [Fact]
    public void Messages_keep_their_shape()
    {
        House.IsClean(Said.Where(message => !Keeps(ContractName.Of(message.GetType()), message, message.GetType())));
    }

    [Fact]
    public void Every_event_and_message_has_its_file()
    {
        var events = new[] { typeof(DealEvent), typeof(LedgerEntryEvent), typeof(AccountEvent) }
            .SelectMany(root => root.GetCustomAttributes(typeof(JsonDerivedTypeAttribute), false)).Cast<JsonDerivedTypeAttribute>().Select(derived => derived.DerivedType);
        var messages = typeof(V1.DealPaid).Assembly.GetTypes().Where(type => type.Namespace == typeof(V1.DealPaid).Namespace);
        Assert.Equal(Names(events.Concat(messages)), Names(Stored.Concat(Said).Select(sample => sample.GetType())));
    }

    private static IEnumerable<string> Names(IEnumerable<Type> types) => types.Select(type => type.FullName!).Order(StringComparer.Ordinal);

    private static string NameOf(object @event) => ((JsonDerivedTypeAttribute[])@event.GetType().BaseType!.GetCustomAttributes(typeof(JsonDerivedTypeAttribute), false))
        .Single(derived => derived.DerivedType == @event.GetType()).TypeDiscriminator!.ToString()!;

    /// <summary>False when there was no golden file; then it is written, to be read and committed.</summary>
    private static bool Keeps(string name, object sample, Type type)
    {
        var written = JsonSerializer.Serialize(sample, type, Indented) + "\n";
        var path = Path.Combine(House.Root, Folder, name + ".json");
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, written);
            return false;
        }

        var golden = File.ReadAllText(path);
        Assert.Equal(golden, written);
        Assert.Equal(golden, JsonSerializer.Serialize(JsonSerializer.Deserialize(golden, type, StoredJson.Options), type, Indented) + "\n");
        return true;
    }
}

using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Values;

namespace Exchange.Kernel.Bus;

/// <summary>What crosses the bus: the announcements of some log rows of one service, packed, in their order.</summary>
/// <param name="Source">The service that speaks.</param>
/// <param name="Partition">The partition of its log.</param>
/// <param name="LastSequence">The last log row that is covered.</param>
/// <param name="Items">The messages.</param>
public sealed record Announcements(string Source, int Partition, long LastSequence, IReadOnlyList<Announcement> Items);

/// <summary>One message, in the shape of a CloudEvents 1.0 event.</summary>
/// <param name="Id">Unique for the source and the same whenever it is sent again; the key of the commands that it causes.</param>
/// <param name="Type">The contract's name and version: <c>matching.lot-awarded.v1</c>.</param>
/// <param name="Time">When it happened, in Unix milliseconds.</param>
/// <param name="Trace">The W3C trace context of the cause, or null.</param>
/// <param name="Data">The contract record as JSON.</param>
public sealed record Announcement(string Id, string Type, long Time, string? Trace, JsonElement Data);

/// <summary>What a service does when it hears a message of one contract.</summary>
/// <param name="Type">The contract's name and version.</param>
/// <param name="Commands">The commands that the message causes. Pure.</param>
public sealed record Hearing(string Type, Func<JsonElement, IEnumerable<Also>> Commands)
{
    /// <summary>Hears a contract.</summary>
    public static Hearing Of<TMessage>(Func<TMessage, IEnumerable<Also>> commands) => new(
        ContractName.Of(typeof(TMessage)),
        json => commands(json.Deserialize<TMessage>(StoredJson.Options) ?? throw new JsonException("A message is null.")));
}

/// <summary>The name by which a contract record is known on the bus.</summary>
public static partial class ContractName
{
    private static readonly ConcurrentDictionary<Type, string> Names = new();

    /// <summary><c>Exchange.Contracts.Matching.V1.LotAwarded</c> is <c>matching.lot-awarded.v1</c>.</summary>
    public static string Of(Type contract) => Names.GetOrAdd(contract, static type =>
    {
        var parts = type.Namespace!.Split('.');
        return $"{Kebab(parts[^2])}.{Kebab(type.Name)}.{Kebab(parts[^1])}";
    });

    private static string Kebab(string name) => JsonNamingPolicy.KebabCaseLower.ConvertName(name) is var kebab && VersionDash().IsMatch(kebab)
        ? kebab.Replace("-", "", StringComparison.Ordinal)
        : kebab;

    [GeneratedRegex("^v-[0-9]+$")]
    private static partial Regex VersionDash();
}

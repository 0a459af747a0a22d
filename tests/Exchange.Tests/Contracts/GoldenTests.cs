using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Exchange.Contracts;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Values;
using Exchange.Tests.Architecture;
using Xunit;

namespace Exchange.Tests.Contracts;

public sealed partial class GoldenTests
{
    private static readonly IReadOnlyList<Type> Messages =
        [.. typeof(Hearers).Assembly.GetExportedTypes().Where(type => type.Namespace!.Split('.') is [_, _, _, ['V', ..]] && !type.IsAbstract)];

    private static readonly IReadOnlyList<(string Service, StreamKind Kind, JsonDerivedTypeAttribute Event)> Events =
    [
        .. from definition in Journals.Definitions
           from kind in definition.Streams
           from @event in Sample.Derived(kind.EventType)
           select (definition.Service, kind, @event),
    ];

    [Fact]
    public void Every_message_reads_what_it_wrote_before() => House.IsClean(Messages
        .Select(type => (Type: type, Place: Golden.Place(type)))
        .Select(message => Golden.Additive($"tests/Exchange.Tests/Golden/contracts/{message.Place.Service}.{message.Place.File}.json", message.Type, Sample.Of(message.Type)))
        .OfType<string>());

    [Fact]
    public void Every_stored_event_reads_what_it_wrote_before() => House.IsClean(Events
        .Select(stored => Golden.Additive(
            $"tests/Exchange.Tests/Golden/{stored.Service}/{stored.Event.TypeDiscriminator}.json", stored.Kind.EventType, Sample.Of(stored.Event.DerivedType)))
        .OfType<string>());

    [Fact]
    public void No_golden_file_belongs_to_nothing()
    {
        var kept = Events.Select(stored => $"tests/Exchange.Tests/Golden/{stored.Service}/{stored.Event.TypeDiscriminator}.json")
            .Concat(Messages.Select(Golden.Place).Select(place => $"tests/Exchange.Tests/Golden/contracts/{place.Service}.{place.File}.json"));
        House.IsClean(House.Files("tests/Exchange.Tests/Golden", ".json").Where(path => VersionedFile().IsMatch(path)).Except(kept));
    }

    [Fact]
    public void Every_event_type_has_a_versioned_name_and_every_name_one_type() => House.IsClean(
        from kind in Journals.Definitions.SelectMany(definition => definition.Streams)
        from type in kind.EventType.Assembly.GetTypes()
        where type.IsSubclassOf(kind.EventType) && !type.IsAbstract
        let names = Sample.Derived(kind.EventType).Where(derived => derived.DerivedType == type).Select(derived => derived.TypeDiscriminator as string).ToList()
        where names is not [{ } name] || !VersionedName().IsMatch(name)
        select $"{type}: [{string.Join(", ", names)}]");

    [Fact]
    public void An_event_has_one_name_in_its_service() =>
        House.IsClean(Events.GroupBy(stored => (stored.Service, stored.Event.TypeDiscriminator)).Where(group => group.Count() > 1).Select(group => group.Key));

    [Fact]
    public void Messages_are_sealed_records_of_plain_values() => House.IsClean(
        from type in Messages
        from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        where !type.IsSealed || type.BaseType != typeof(object) || !IsPlain(property.PropertyType)
        select $"{type.Name}.{property.Name} is {property.PropertyType.Name}");

    [Theory]
    [InlineData("""{"type":"happened.v1","text":"a","count":1}""", null)]
    [InlineData("""{"type":"happened.v1","text":"a"}""", null)]
    [InlineData("""{"type":"happened.v1","word":"a","count":1}""", "$.word is gone")]
    [InlineData("""{"type":"happened.v1","text":1,"count":1}""", "can no longer be read")]
    [InlineData("""{"type":"happened.v2","text":"a","count":1}""", "can no longer be read")]
    public void A_change_that_loses_what_was_stored_is_found(string stored, string? found)
    {
        var broken = Golden.Broken(typeof(Story), JsonNode.Parse(stored)!);
        if (found is null) Assert.Null(broken);
        else Assert.StartsWith(found, broken, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sample_fills_every_field()
    {
        var sample = Assert.IsType<Everything>(Sample.Of(typeof(Everything)));
        Assert.Equal(new Money(sample.Price.Minor, "CNY"), sample.Price);
        Assert.NotEqual(sample.First, sample.Second);
        Assert.Single(sample.Names);
        Assert.Single(sample.Shares);
        Assert.NotNull(sample.Note);
    }

    private static bool IsPlain(Type type) => type == typeof(string) || type == typeof(long) || type == typeof(bool) || Messages.Contains(type)
        || (Nullable.GetUnderlyingType(type) is { } optional && IsPlain(optional))
        || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) && IsPlain(type.GenericTypeArguments[0]));

    [GeneratedRegex("^[a-z]+(-[a-z]+)*\\.v[1-9][0-9]*$")]
    private static partial Regex VersionedName();

    [GeneratedRegex("\\.v[0-9]+\\.json$")]
    private static partial Regex VersionedFile();

    [JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
    [JsonDerivedType(typeof(Happening), "happened.v1")]
    private abstract record Story;

    private sealed record Happening(string Text, long Count) : Story;

    private sealed record Everything(Money Price, long First, long Second, IReadOnlyList<string> Names, IReadOnlyDictionary<string, long> Shares)
    {
        public string? Note { get; init; }
    }
}

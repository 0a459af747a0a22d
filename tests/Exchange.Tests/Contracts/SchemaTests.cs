using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Xml.Linq;
using Exchange.Contracts;
using Exchange.Kernel.Bus;
using Exchange.Kernel.Values;
using Exchange.Tests.Architecture;
using Xunit;

namespace Exchange.Tests.Contracts;

/// <summary>The JSON schemas of the messages, for those who hear us without our code.</summary>
public sealed class SchemaTests
{
    private static readonly Dictionary<string, string> Comments = XDocument.Load(Path.Combine(AppContext.BaseDirectory, "Exchange.Contracts.xml")).Descendants("member")
        .Where(member => member.Element("summary") is not null)
        .ToDictionary(member => member.Attribute("name")!.Value, member => Text(member.Element("summary")!));

    private static readonly IReadOnlyList<Type> Messages =
        [.. typeof(Hearers).Assembly.GetExportedTypes().Where(type => type.Namespace!.Split('.') is [_, _, _, ['V', ..]] && !type.IsAbstract)];

    [Fact]
    public void Every_message_has_its_schema_in_the_documents() => House.IsClean(Messages
        .Select(type => (Type: type, Place: Golden.Place(type)))
        .Select(message => Golden.Same($"docs/contracts/{message.Place.Service}.{message.Place.File}.schema.json", Golden.Text(Schema(message.Type))))
        .OfType<string>());

    [Fact]
    public void No_schema_belongs_to_nothing() => House.IsClean(House.Files("docs/contracts", ".json")
        .Except(Messages.Select(Golden.Place).Select(place => $"docs/contracts/{place.Service}.{place.File}.schema.json")));

    [Fact]
    public void A_schema_tells_what_is_needed_and_what_it_means()
    {
        var schema = Schema(typeof(Exchange.Contracts.Matching.V1.LotClosed));
        Assert.Contains("awardedMilli", schema["required"]!.AsArray().Select(name => (string)name!));
        Assert.Equal("integer", (string)schema["properties"]!["awardedMilli"]!["type"]!);
        Assert.StartsWith("Thousandths", (string)schema["properties"]!["awardedMilli"]!["description"]!, StringComparison.Ordinal);
    }

    private static JsonObject Schema(Type type)
    {
        StoredJson.Options.MakeReadOnly(populateMissingResolver: true);
        var schema = StoredJson.Options.GetJsonSchemaAsNode(type, new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Describe }).AsObject();
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", ContractName.Of(type));
        return schema;
    }

    private static JsonNode Describe(JsonSchemaExporterContext context, JsonNode schema)
    {
        if (schema is not JsonObject described) return schema;
        var key = context.PropertyInfo is { } property
            ? $"P:{property.DeclaringType.FullName}.{char.ToUpperInvariant(property.Name[0])}{property.Name[1..]}"
            : "T:" + context.TypeInfo.Type.FullName;
        if (Comments.GetValueOrDefault(key) is { Length: > 0 } text) described["description"] = text;
        return schema;
    }

    private static string Text(XElement element) => string.Join(' ', element.Value.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries));
}

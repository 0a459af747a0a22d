using System.Text.Json;
using System.Text.Json.Nodes;
using Exchange.Kernel.Values;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Exchange.Kernel.Hosting;

/// <summary>Bodies that an endpoint takes, by what they show: they stand as examples in its service's document.</summary>
/// <param name="ByName">The bodies, each a whole request.</param>
public sealed record BodyExamples(IReadOnlyDictionary<string, object> ByName);

/// <summary>Marks an endpoint that takes a body only to answer what would be: it takes no key, and no log position comes of it.</summary>
public sealed record ChangesNothing;

/// <summary>Examples of properties by their names, which carry their units: what is called <c>amountMinor</c> looks alike in every document.</summary>
internal sealed class ExampleFilter : ISchemaFilter
{
    private const string Id = "0199c5f0a1b27c3d8e4f5a6b7c8d9e0f";

    private static readonly (string Ending, JsonNode Value)[] Known =
    [
        ("minor", 1_250_000), ("milli", 2_500_000), ("at", 624_844_800_000), ("ms", 86_400_000), ("basispoints", 300), ("bids", 17), ("number", 42), ("bid", 18),
        ("currency", "CNY"), ("unit", "TNE"), ("timezone", "Asia/Shanghai"), ("region", "CN-22"), ("category", "steel.sections"), ("format", "english"),
        ("title", "Angle steel 50 x 50 x 5, Q235"), ("name", "Spring fair of surplus materials"), ("reference", "BOC-19891012-0042"), ("reason", "not-paid"),
        ("creditcode", "91220101MA0Y1AB234"), ("username", "li.wei"), ("leader", "Bidder 3"), ("status", "open"), ("roles", "bidder"),
    ];

    private static readonly string[] Ids = ["fair", "lot", "deal", "award", "enterprise", "consignor", "winner", "buyer", "account", "id"];

    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema.Properties is null) return;
        foreach (var (name, property) in schema.Properties)
            if (property is OpenApiSchema { Examples: null or [], Type: { } type } primitive && Of(name, type) is { } example) primitive.Examples = [example];
    }

    private static JsonNode? Of(string name, JsonSchemaType type)
    {
        var lower = name.ToLowerInvariant();
        if (type.HasFlag(JsonSchemaType.Boolean)) return true;
        if (type.HasFlag(JsonSchemaType.Array) || type.HasFlag(JsonSchemaType.Object)) return null;
        if (type.HasFlag(JsonSchemaType.String) && Ids.Contains(lower)) return Id;
        var isText = type.HasFlag(JsonSchemaType.String);
        foreach (var (ending, value) in Known)
            if (lower.EndsWith(ending, StringComparison.Ordinal) && value.GetValueKind() is System.Text.Json.JsonValueKind.String == isText) return value.DeepClone();
        return isText ? null : 1;
    }
}

/// <summary>The examples of bodies that an endpoint has as <see cref="BodyExamples"/>.</summary>
internal sealed class BodyExampleFilter : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<BodyExamples>().FirstOrDefault() is not { } bodies) return;
        foreach (var content in operation.RequestBody?.Content?.Values.OfType<OpenApiMediaType>() ?? [])
            content.Examples = bodies.ByName.ToDictionary(
                body => body.Key, IOpenApiExample (body) => new OpenApiExample { Value = JsonSerializer.SerializeToNode(body.Value, StoredJson.Options) });
    }
}

using System.Buffers;
using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Exchange.Kernel.Values;

namespace Exchange.Matching.Audits;

/// <summary>Writes events as they are stored, in the canonical form of <see cref="CanonicalJson"/> and with names in the place of enterprises, in one go: every bid goes into the chain
/// of its lot, and to write it first and to put its members into their order afterwards took longer than all the rest of that. A law holds both ways to the same bytes.</summary>
internal static class CanonicalEvents
{
    private const string Discriminator = "type";

    private static readonly JsonSerializerOptions Options = new(StoredJson.Options)
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { Arrange } },
        Converters = { new PlainText() },
    };

    private static readonly ConcurrentDictionary<Type, JsonTypeInfo> Shapes = [];

    // Text of printable ASCII is written as it is by every encoder.
    private static readonly SearchValues<char> Plain = SearchValues.Create([.. Enumerable.Range(' ', 0x7f - ' ').Select(code => (char)code).Where(c => c is not ('"' or '\\'))]);

    [ThreadStatic]
    private static AuditNames? t_names; // of the event that the thread writes, because a converter is one for all

    /// <summary>What the bytes need of their writer.</summary>
    public static JsonWriterOptions Writing { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Writes an event of a kind that has an audit.</summary>
    /// <param name="to">A writer made with <see cref="Writing"/>.</param>
    /// <param name="event">The event.</param>
    /// <param name="names">Names for its enterprises; who has none yet gets the next one.</param>
    public static void Write(Utf8JsonWriter to, object @event, AuditNames names)
    {
        t_names = names;
        JsonSerializer.Serialize(to, @event, Shapes.GetOrAdd(@event.GetType(), static type => Options.GetTypeInfo(type)));
        t_names = null;
    }

    // The members by their names, the discriminator among them.
    private static void Arrange(JsonTypeInfo shape)
    {
        if (shape.Kind != JsonTypeInfoKind.Object) return;
        if (NameOf(shape.Type) is { } name)
        {
            var type = shape.CreateJsonPropertyInfo(typeof(string), Discriminator);
            type.Get = _ => name;
            shape.Properties.Add(type);
        }

        foreach (var (place, member) in shape.Properties.OrderBy(member => member.Name, StringComparer.Ordinal).Index())
        {
            member.Order = place;
            if (member.Name == AuditNames.HiddenMember) member.CustomConverter = new Root();
            else if (AuditNames.IsEnterprise(member.Name) && Named(member.PropertyType) is { } converter) member.CustomConverter = converter;
        }
    }

    // The name stands with the type that all events of its kind derive from.
    private static string? NameOf(Type type)
    {
        for (var kind = type.BaseType; kind is not null; kind = kind.BaseType)
            foreach (var derived in kind.GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false))
                if (derived.DerivedType == type) return (string?)derived.TypeDiscriminator;
        return null;
    }

    private static JsonConverter? Named(Type type) =>
        type == typeof(string) ? new Enterprise()
        : type == typeof(IReadOnlyList<string>) ? new Enterprises()
        : type == typeof(IReadOnlyList<IReadOnlyList<string>>) ? new Groups()
        : null;

    private static void Write(Utf8JsonWriter to, string text)
    {
        if (text.AsSpan().ContainsAnyExcept(Plain)) to.WriteRawValue(CanonicalJson.Of(text), skipInputValidation: true);
        else to.WriteStringValue(text);
    }

    private abstract class OneWay<T> : JsonConverter<T>
    {
        public sealed override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException("Entries are read by the verifier.");
    }

    private sealed class PlainText : OneWay<string>
    {
        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => CanonicalEvents.Write(writer, value);
    }

    private sealed class Enterprise : OneWay<string>
    {
        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => CanonicalEvents.Write(writer, t_names!.Of(value));
    }

    private sealed class Root : OneWay<string>
    {
        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => CanonicalEvents.Write(writer, t_names!.OfRoot(value));
    }

    private sealed class Enterprises : OneWay<IReadOnlyList<string>>
    {
        public override void Write(Utf8JsonWriter writer, IReadOnlyList<string> value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            foreach (var enterprise in value) CanonicalEvents.Write(writer, t_names!.Of(enterprise));
            writer.WriteEndArray();
        }
    }

    private sealed class Groups : OneWay<IReadOnlyList<IReadOnlyList<string>>>
    {
        private static readonly Enterprises Each = new();

        public override void Write(Utf8JsonWriter writer, IReadOnlyList<IReadOnlyList<string>> value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            foreach (var group in value) Each.Write(writer, group, options);
            writer.WriteEndArray();
        }
    }
}

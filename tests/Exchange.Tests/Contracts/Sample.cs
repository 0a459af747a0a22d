using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Exchange.Kernel.Values;

namespace Exchange.Tests.Contracts;

/// <summary>Values of any record, made from its names and types alone, so that the same type always gives the same value and no two fields the same.</summary>
public static class Sample
{
    /// <summary>A value of a type.</summary>
    public static object Of(Type type) => Of(type, type.Name);

    private static object Of(Type type, string name)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner) return Of(inner, name);
        if (type == typeof(string)) return Text(name);
        if (type == typeof(bool)) return true;
        if (type == typeof(DateTimeOffset)) return new DateTimeOffset(1989, 10, 12, 9, 30, 0, TimeSpan.Zero).AddSeconds(Seed(name) % 1000);
        if (type == typeof(JsonElement)) return JsonSerializer.SerializeToElement(new { name });
        if (type.IsEnum) return Enum.GetValues(type).GetValue(Enum.GetValues(type).Length - 1)!;
        if (type.IsPrimitive || type == typeof(decimal)) return Convert.ChangeType(Seed(name) % 100 + 1, type, CultureInfo.InvariantCulture);
        if (DictionaryTypes(type) is { } pair) return Filled(type, pair, name);
        if (ElementType(type) is { } element) return Listed(type, element, name);
        return type.IsAbstract ? Of(Derived(type)[0].DerivedType, name) : Constructed(type);
    }

    /// <summary>The types of a polymorphic base, with their discriminators.</summary>
    public static IReadOnlyList<JsonDerivedTypeAttribute> Derived(Type type) => [.. type.GetCustomAttributes<JsonDerivedTypeAttribute>()];

    private static object Constructed(Type type)
    {
        var constructor = type.GetConstructors().MaxBy(candidate => candidate.GetParameters().Length)
            ?? throw new InvalidOperationException($"{type} has no public constructor.");
        var value = constructor.Invoke([.. constructor.GetParameters().Select(parameter => Of(parameter.ParameterType, parameter.Name!))]);
        foreach (var property in type.GetProperties().Where(property => property.CanWrite && IsBeside(constructor, property)))
            property.SetValue(value, Of(property.PropertyType, property.Name));
        return value;
    }

    private static bool IsBeside(ConstructorInfo constructor, PropertyInfo property) =>
        property.GetCustomAttribute<JsonIgnoreAttribute>() is null
        && !constructor.GetParameters().Any(parameter => string.Equals(parameter.Name, property.Name, StringComparison.OrdinalIgnoreCase));

    private static object Filled(Type type, (Type Key, Type Value) pair, string name)
    {
        var made = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(pair.Key, pair.Value))!;
        made.Add(Of(pair.Key, name + "Key"), Of(pair.Value, name));
        return type.IsInstanceOfType(made) ? made : Through(made, type);
    }

    private static object Listed(Type type, Type element, string name)
    {
        var made = Array.CreateInstance(element, 1);
        made.SetValue(Of(element, name), 0);
        return type.IsInstanceOfType(made) ? made : Through(made, type);
    }

    /// <summary>Immutable collections are read from JSON, which every stored type must be able to do.</summary>
    private static object Through(object made, Type type) =>
        JsonSerializer.Deserialize(JsonSerializer.Serialize(made, StoredJson.Options), type, StoredJson.Options)!;

    private static (Type Key, Type Value)? DictionaryTypes(Type type) =>
        type.GetInterfaces().Append(type).FirstOrDefault(face => face.IsGenericType
            && (face.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) || face.GetGenericTypeDefinition() == typeof(IDictionary<,>))) is { } found
            ? (found.GenericTypeArguments[0], found.GenericTypeArguments[1])
            : null;

    private static Type? ElementType(Type type) => type == typeof(ImmutableArray<>) ? type.GenericTypeArguments[0] :
        type.GetInterfaces().Append(type).FirstOrDefault(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IEnumerable<>))?.GenericTypeArguments[0];

    private static string Text(string name) => name.ToLowerInvariant() switch
    {
        "currency" => "CNY",
        "unit" => "KGM",
        "timezone" => "Asia/Shanghai",
        var lower => $"{lower}-{Seed(name) % 100}",
    };

    /// <summary>A number from a name, the same in every run.</summary>
    private static long Seed(string name) => name.Aggregate(17L, (sum, c) => ((sum * 31) + c) % 1_000_003);
}

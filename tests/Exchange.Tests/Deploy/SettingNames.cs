using System.Collections;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Exchange.Kernel.Log;
using Exchange.Tests.Architecture;

namespace Exchange.Tests.Deploy;

/// <summary>Every setting of the code, by reflection over the classes that are bound to a section.</summary>
public static class SettingNames
{
    /// <summary>The settings, as <c>Section:Key</c>; <c>*</c> stands for an index or a name.</summary>
    public static IReadOnlySet<string> All { get; } = Journals.Assemblies.Append(typeof(Journal).Assembly).Append(Assembly.Load("exchange"))
        .SelectMany(assembly => assembly.GetTypes())
        .Select(type => (Type: type, Section: type.GetField("Section", BindingFlags.Public | BindingFlags.Static)?.GetValue(null) as string))
        .Where(found => found.Section is not null)
        .SelectMany(found => Under(found.Section!, found.Type))
        .ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a setting exists.</summary>
    public static bool Knows(string name) => All.Any(known => Regex.IsMatch(name, "^" + Regex.Escape(known).Replace("\\*", "[^:]+", StringComparison.Ordinal) + "$", RegexOptions.IgnoreCase));

    /// <summary>What the code says about a setting.</summary>
    public static string Summary(string name) => Summaries.GetValueOrDefault(name[(name.LastIndexOf(':', name.EndsWith(":*", StringComparison.Ordinal) ? name.Length - 3 : name.Length - 1) + 1)..]
        .Replace(":*", "", StringComparison.Ordinal)) ?? "see the name";

    private static readonly Dictionary<string, string> Summaries = Directory.EnumerateFiles(AppContext.BaseDirectory, "*xchange*.xml")
        .SelectMany(file => XDocument.Load(file).Descendants("member"))
        .Where(member => Regex.IsMatch(member.Attribute("name")!.Value, @"^P:.*(Settings|Options|Issuer|Person)\.\w+$") && member.Element("summary") is not null)
        .GroupBy(member => member.Attribute("name")!.Value.Split('.')[^1])
        .ToDictionary(group => group.Key, group => Text(group.First().Element("summary")!));

    private static string Text(XElement summary) => Regex.Replace(
        string.Concat(summary.Nodes().Select(node => node is XElement { Name.LocalName: "see" } see ? see.Attribute("cref")!.Value.Split('.')[^1]
            : node is XElement code ? $"`{code.Value}`" : node.ToString())), @"\s+", " ").Trim();

    private static IEnumerable<string> Under(string section, Type type) => type
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.CanWrite)
        .SelectMany(property => Of($"{section}:{property.Name}", property.PropertyType));

    private static IEnumerable<string> Of(string name, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string) || type.IsValueType) return [name];
        if (typeof(IEnumerable).IsAssignableFrom(type)) return Of(name + ":*", type.GenericTypeArguments[^1]);
        return Under(name, type);
    }
}

using System.Reflection;
using System.Text.RegularExpressions;
using Exchange.Kernel.Database;
using Exchange.Kernel.Log;
using Exchange.Tests.Architecture;

namespace Exchange.Tests.Sql;

/// <summary>A statement of the code.</summary>
/// <param name="Place">The type and the constant.</param>
/// <param name="Service">The service whose schema it uses, or <c>kernel</c>.</param>
/// <param name="Text">The statement; <c>in @list</c> is written <c>in (@list)</c>, as Dapper does.</param>
public sealed record Statement(string Place, string Service, string Text);

/// <summary>All SQL of the house: the constants that are marked, and the migrations.</summary>
public static partial class SqlTexts
{
    private const BindingFlags Anywhere = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>The marked constants of the kernel and of all services.</summary>
    public static IReadOnlyList<Statement> Statements { get; } =
    [
        .. from assembly in Journals.Assemblies.Append(typeof(Journal).Assembly).Append(Assembly.Load("exchange"))
           from type in assembly.GetTypes()
           from field in type.GetFields(Anywhere)
           let mark = field.GetCustomAttribute<SqlAttribute>()
           where mark is not null
           select new Statement($"{type.FullName}.{field.Name}", mark.Service, AsDapper((string)field.GetValue(null)!)),
    ];

    /// <summary>The kernel, and the services that have SQL.</summary>
    public static IReadOnlyList<string> Services { get; } =
    [
        .. House.Services.Select(name => name.ToLowerInvariant()).Where(name => Own(name).Count > 0)
            .Union(Statements.Select(statement => statement.Service)).Append("kernel").Distinct().Order(),
    ];

    /// <summary>The statements that make a service's tables. The kernel's come first; its own table of migrations is made in code.</summary>
    public static IReadOnlyList<Statement> Schema(string service) =>
    [
        .. Statements.Where(statement => statement.Place.EndsWith("Migrations.CreateTable", StringComparison.Ordinal)),
        .. Steps("kernel", [.. Exchange.Kernel.Log.Schema.OfLog, .. Exchange.Kernel.Log.Schema.OfFollowers]),
        .. service == "kernel" ? [] : Own(service),
    ];

    /// <summary>The statements of a service's own migrations.</summary>
    public static IReadOnlyList<Statement> Own(string service) => [.. Steps(service, Migrations.Embedded(AssemblyOf(service)))];

    private static IEnumerable<Statement> Steps(string service, IEnumerable<Migration> migrations) =>
        migrations.SelectMany(migration => migration.Statements.Select((text, i) => new Statement($"{migration.Name} #{i + 1}", service, text)));

    private static Assembly AssemblyOf(string service) =>
        Journals.Assemblies.Single(assembly => assembly.GetName().Name!.Equals("Exchange." + service, StringComparison.OrdinalIgnoreCase));

    private static string AsDapper(string text) => ListParameter().Replace(text, "in ($1)");

    [GeneratedRegex(@"\bin (@\w+)")]
    private static partial Regex ListParameter();
}

namespace Exchange.Tests.Architecture;

/// <summary>A rule about what a source file may use.</summary>
/// <param name="Name">What it says.</param>
/// <param name="Covers">Whether it is about a file, by its path from the root.</param>
/// <param name="Allows">Whether a use is right.</param>
public sealed record Rule(string Name, Func<string, bool> Covers, Func<Use, bool> Allows)
{
    /// <summary>Each use that breaks the rule, for a person to read.</summary>
    public IEnumerable<string> Breaches(IEnumerable<Use> uses) =>
        uses.Where(use => Covers(use.Path) && !Allows(use)).Select(use => $"{use.Path}:{use.Line} uses {use.Type}");
}

/// <summary>The dependency rules of the house: pure ← shell ← host.</summary>
public static class Rules
{
    /// <summary>The last word of a file's name says what part it plays. These parts are shell; every other file of a noun's folder is pure.</summary>
    private static readonly string[] ShellRoles = ["Endpoints", "Examples", "Consumers", "Views", "Clock", "Module", "Journal", "Streams", "Pages", "Solver", "Store", "Codec", "Sweep"];

    private static readonly string[] DecidingServices = ["Listing", "Matching", "Settlement", "Turnover"];

    /// <summary>What a pure file may take from the log: an event with its place and cause.</summary>
    private static readonly string[] PureLogTypes = ["Happened", "Entry", "Part", "Position"];

    private static readonly string[] OutsideWorld =
    [
        "System.Data.", "System.Net.", "System.Diagnostics.Process", "System.TimeProvider", "System.Environment", "System.Threading.Tasks.",
        "System.IO.File", "System.IO.Directory", "System.IO.Path", "System.Console", "System.Random",
    ];

    /// <summary>Whether a file must be pure.</summary>
    public static bool IsPure(string path) => path.Split('/') switch
    {
        ["services", "Kernel", "Values" or "Deciders", ..] => true,
        ["services", "Contracts", ..] => true,
        ["services", "Kernel", ..] => false,
        ["services", "Listing", "Catalogue", "Engine", ..] => false,
        ["services", var service, _, .., var file] when DecidingServices.Contains(service) => !ShellRoles.Any(role => file.EndsWith(role + ".cs", StringComparison.Ordinal)),
        ["services", _, .., var file] => file.EndsWith("Refusals.cs", StringComparison.Ordinal) || file.EndsWith("Announcements.cs", StringComparison.Ordinal),
        _ => false,
    };

    public static Rule Pure { get; } = new(
        "Pure files use only System, the contracts, the values and deciders of the kernel, what happened, and other pure files",
        IsPure,
        use => use.DeclaredIn is { } file ? IsPure(file)
            : Under(use.Type, "System") ? !OutsideWorld.Any(word => use.Type.StartsWith(word, StringComparison.Ordinal))
            : Under(use.Type, "Exchange.Contracts", "Exchange.Kernel.Values", "Exchange.Kernel.Deciders")
              || (Under(use.Type, "Exchange.Kernel.Log") && PureLogTypes.Contains(use.Type.Split('.')[^1])));

    public static Rule Bus { get; } = new(
        "MassTransit stands in Kernel/Bus and in consumers and nowhere else",
        path => !path.StartsWith("services/Kernel/Bus/", StringComparison.Ordinal) && !path.EndsWith("Consumers.cs", StringComparison.Ordinal),
        use => !Under(use.Type, "MassTransit", "RabbitMQ"));

    public static Rule EntityFramework { get; } = new(
        "Entity Framework stands in Identity and nowhere else",
        path => !path.StartsWith("services/Identity/", StringComparison.Ordinal),
        use => !Under(use.Type, "Microsoft.EntityFrameworkCore", "Microsoft.AspNetCore.Identity"));

    public static Rule Drivers { get; } = new(
        "Database drivers and Dapper stand in the kernel; a service asks through a session",
        path => !path.StartsWith("services/Kernel/", StringComparison.Ordinal) && !path.StartsWith("services/Identity/", StringComparison.Ordinal),
        use => !Under(use.Type, "Dapper", "Microsoft.Data", "System.Data"));

    public static Rule SearchEngine { get; } = new(
        "Lucene stands in the catalogue's engine and nowhere else",
        path => !path.StartsWith("services/Listing/Catalogue/Engine/", StringComparison.Ordinal),
        use => !Under(use.Type, "Lucene"));

    public static Rule Strangers { get; } = new(
        "No service knows another, and the kernel knows none",
        path => !path.StartsWith("services/Exchange/", StringComparison.Ordinal),
        use => House.Services.All(other => !Under(use.Type, "Exchange." + other) || use.Path.StartsWith($"services/{other}/", StringComparison.Ordinal)));

    public static Rule Contracts { get; } = new(
        "Contracts stand on nothing",
        path => path.StartsWith("services/Contracts/", StringComparison.Ordinal),
        use => Under(use.Type, "System", "Exchange.Contracts"));

    public static IReadOnlyList<Rule> All { get; } = [Pure, Bus, EntityFramework, Drivers, SearchEngine, Strangers, Contracts];

    private static bool Under(string type, params IEnumerable<string> spaces) =>
        spaces.Any(space => type.StartsWith(space, StringComparison.Ordinal) && (type.Length == space.Length || type[space.Length] == '.'));
}

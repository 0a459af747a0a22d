using Xunit;

namespace Exchange.Tests.Architecture;

/// <summary>The repository as it lies on the disk.</summary>
public static class House
{
    private static readonly string[] NotOurs = ["bin", "obj", ".git", "TestResults", "BenchmarkDotNet.Artifacts", "data", ".vs", ".idea"];

    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>The services, by the names of their folders; <c>Exchange</c> is the host and <c>Kernel</c> and <c>Contracts</c> are what they stand on.</summary>
    public static IReadOnlyList<string> Services { get; } = ["Identity", "Listing", "Matching", "Settlement", "Turnover", "Portal"];

    /// <summary>The files under a folder with one of the endings, as paths from the root with forward slashes, in order. No build output.</summary>
    public static IReadOnlyList<string> Files(string folder, params string[] endings)
    {
        var top = Path.Combine(Root, folder);
        return !Directory.Exists(top) ? [] : [.. Walk(top)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => endings.Length == 0 || endings.Any(ending => path.EndsWith(ending, StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>The text of a file, by its path from the root.</summary>
    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Fails with every finding, a line each.</summary>
    public static void IsClean<T>(IEnumerable<T> findings)
    {
        var all = findings.ToList();
        Assert.True(all.Count == 0, string.Join('\n', [$"{all.Count} found:", .. all.Select(finding => $"{finding}")]));
    }

    private static IEnumerable<string> Walk(string folder) =>
        Directory.EnumerateFiles(folder).Concat(Directory.EnumerateDirectories(folder)
            .Where(inner => !NotOurs.Contains(Path.GetFileName(inner)))
            .SelectMany(Walk));

    private static string FindRoot(string folder) =>
        File.Exists(Path.Combine(folder, "Exchange.sln")) ? folder
            : FindRoot(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not lie in the repository."));
}

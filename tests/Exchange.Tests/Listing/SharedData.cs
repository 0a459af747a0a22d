using Xunit;

namespace Exchange.Tests.Listing;

/// <summary>Real input that the repository does not ship: in <c>EXCHANGE_SHARED_DATA</c>, or in <c>shared/data</c> beside the repository.</summary>
internal static class SharedData
{
    /// <summary>The path of a file; skips the test, with the reason, when it is not there.</summary>
    public static string Path(string file)
    {
        var path = Candidates().Select(folder => System.IO.Path.Combine(folder, file)).FirstOrDefault(File.Exists);
        Assert.SkipWhen(path is null, $"{file} is neither in EXCHANGE_SHARED_DATA nor in shared/data beside the repository.");
        return path!;
    }

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("EXCHANGE_SHARED_DATA") is { Length: > 0 } named) yield return named;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            yield return System.IO.Path.Combine(folder.FullName, "shared", "data");
    }
}

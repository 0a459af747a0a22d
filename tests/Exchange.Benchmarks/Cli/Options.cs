using System.CommandLine;
using System.Globalization;

namespace Exchange.Benchmarks.Cli;

/// <summary>Options that several commands take.</summary>
internal static class Options
{
    public static readonly Option<string> Bus = new("--bus") { Description = "inprocess or rabbitmq.", DefaultValueFactory = _ => "inprocess" };

    public static readonly Option<DirectoryInfo> Directory = new("--directory")
    {
        Description = "Where the data lie while it is measured; the disk counts. They are deleted afterwards.",
        DefaultValueFactory = _ => new(Path.GetTempPath()),
    };

    /// <summary>Any other setting of the exchange.</summary>
    public static readonly Option<string[]> Set = new("--set") { Description = "Any setting of the exchange, as NAME=VALUE: --set Journal:BatchEntries=256.", HelpName = "NAME=VALUE" };

    public static Dictionary<string, string?> Settings(ParseResult parsed) => (parsed.GetValue(Set) ?? [])
        .Select(text => text.Split('=', 2))
        .ToDictionary(pair => pair[0], pair => pair.Length > 1 ? pair[1] : null, StringComparer.OrdinalIgnoreCase);

    /// <summary>Numbers separated by commas, each 1 or more.</summary>
    public static Option<int[]> Numbers(string name, string description, params int[] standard) => new(name)
    {
        Description = description + " Separated by commas.",
        HelpName = string.Join(',', standard),
        DefaultValueFactory = _ => standard,
        CustomParser = result =>
        {
            var numbers = new List<int>();
            foreach (var text in result.Tokens.SelectMany(token => token.Value.Split(',')))
                if (int.TryParse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number) && number > 0) numbers.Add(number);
                else result.AddError($"{name}: '{text}' is no number from 1.");
            return [.. numbers];
        },
    };
}

using System.Globalization;
using System.Resources;

namespace Exchange.Portal.Text;

/// <summary>The words of the pages, in the current culture: <c>Words.resx</c> is English, <c>Words.zh.resx</c> Chinese.</summary>
public static class Words
{
    private static readonly ResourceManager Resources = new("Exchange.Portal.Text.Words", typeof(Words).Assembly);

    /// <summary>A word by its name; the name itself when there is none.</summary>
    public static string Of(string name) => Resources.GetString(name, CultureInfo.CurrentUICulture) ?? name;

    /// <summary>A word by its name, or null when there is none.</summary>
    public static string? Find(string name) => Resources.GetString(name, CultureInfo.CurrentUICulture);

    /// <summary>A sentence by its name, with its blanks filled.</summary>
    public static string Of(string name, params object[] blanks) => string.Format(CultureInfo.CurrentCulture, Of(name), blanks);

    /// <summary>A masked bidder in the words of the page: <c>Bidder 3</c> is 竞买人 3.</summary>
    public static string Bidder(string masked) => masked.StartsWith("Bidder ", StringComparison.Ordinal) ? Of("Bidder", masked["Bidder ".Length..]) : masked;
}

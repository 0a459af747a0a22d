using Exchange.Portal.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace Exchange.Portal.Pages;

/// <summary>Which statement is asked for: an account in a currency, and the days of a period, both of them in it. Days that are not said, or are none, are without bound.</summary>
/// <param name="Account">The account's code.</param>
/// <param name="Currency">ISO 4217; empty where the account has one.</param>
/// <param name="From">The first day, as in a field of a form; empty for the first of all.</param>
/// <param name="Through">The last day; empty for the last of all.</param>
/// <param name="After">The number of the last line of the page before; empty for the first page.</param>
public sealed record StatementAsked(string Account, string Currency, string From, string Through, string After)
{
    /// <summary>The time zone of its days.</summary>
    public const string Zone = "Asia/Shanghai";

    private const int PerPage = 100;

    public static StatementAsked Of(string account, HttpRequest request) =>
        new(account, Field(request, "currency"), Day(Field(request, "from")), Day(Field(request, "through")), Field(request, "after"));

    /// <summary>The page's address with another beginning.</summary>
    public string Address(string after) => QueryHelpers.AddQueryString("/statements/" + Account, Filled(("currency", Currency), ("from", From), ("through", Through), ("after", after)));

    /// <summary>The address of all its lines as a file.</summary>
    public string File(string format) =>
        QueryHelpers.AddQueryString($"/statements/{Account}/file", Filled(("format", format), ("currency", Currency), ("from", From), ("through", Through)));

    /// <summary>Where Settlement answers the sums of the period, or with a format the file.</summary>
    public string Sums(string format = "") => QueryHelpers.AddQueryString(
        $"/api/settlement/ledger/accounts/{Uri.EscapeDataString(Account)}/statement", Filled(("currency", Currency), ("format", format), ("zone", format.Length > 0 ? Zone : ""), FromAt, ThroughAt));

    /// <summary>Where Settlement answers a page of its lines.</summary>
    /// <param name="currency">The account's, where none is said.</param>
    public string Lines(string currency) => QueryHelpers.AddQueryString(
        $"/api/settlement/ledger/accounts/{Uri.EscapeDataString(Account)}/postings", Filled(("currency", currency), ("limit", $"{PerPage}"), ("after", After), FromAt, ThroughAt));

    private (string, string) FromAt => ("from", $"{Moment.StartOf(From, Zone)}");

    private (string, string) ThroughAt => ("through", $"{Moment.StartOf(Through, Zone, daysAfter: 1)}");

    private static string Day(string text) => Moment.StartOf(text, Zone) is null ? "" : text;

    private static string Field(HttpRequest request, string name) => request.Query[name].ToString().Trim();

    private static Dictionary<string, string?> Filled(params (string Name, string Value)[] fields) =>
        fields.Where(field => field.Value.Length > 0).ToDictionary(field => field.Name, string? (field) => field.Value);
}

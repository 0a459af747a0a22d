using Exchange.Portal.Pages;
using Exchange.Portal.Text;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Exchange.Tests.Portal;

/// <summary>What a page of a statement asks Settlement for.</summary>
public sealed class StatementAskedTests
{
    private const string Account = "bidder:0123456789abcdef0123456789abcdef:available", Service = "/api/settlement/ledger/accounts/bidder%3A0123456789abcdef0123456789abcdef%3Aavailable";

    // The first of May in Shanghai begins eight hours before that in Greenwich; the period ends with the end of its last day.
    private const long FirstOfMay = 1_777_564_800_000, ThirdOfMay = FirstOfMay + (2 * 86_400_000L);

    [Fact]
    public void Days_are_those_of_china_and_the_last_one_is_in_the_period()
    {
        var asked = Of("?from=2026-05-01&through=2026-05-02&currency=CNY&after=100");
        Assert.Equal($"{Service}/statement?currency=CNY&from={FirstOfMay}&through={ThirdOfMay}", asked.Sums());
        Assert.Equal($"{Service}/statement?currency=CNY&format=csv&zone=Asia%2FShanghai&from={FirstOfMay}&through={ThirdOfMay}", asked.Sums("csv"));
        Assert.Equal($"{Service}/postings?currency=CNY&limit=100&after=100&from={FirstOfMay}&through={ThirdOfMay}", asked.Lines("CNY"));
        Assert.Equal($"/statements/{Account}?currency=CNY&from=2026-05-01&through=2026-05-02&after=200", asked.Address("200"));
        Assert.Equal($"/statements/{Account}/file?format=xlsx&currency=CNY&from=2026-05-01&through=2026-05-02", asked.File("xlsx"));
    }

    [Fact]
    public void What_is_no_day_is_without_bound()
    {
        Assert.Equal($"{Service}/statement", Of("?from=yesterday&through=2026-02-30").Sums());
        Assert.Equal($"{Service}/postings?currency=USD&limit=100", Of("?from=0001-01-01").Lines("USD"));
        Assert.Null(Moment.StartOf("2026-05-01", "Nowhere/At_all"));
    }

    private static StatementAsked Of(string query) => StatementAsked.Of(Account, new DefaultHttpContext { Request = { QueryString = new(query) } }.Request);
}

using Exchange.Portal.Api;
using Exchange.Portal.SignIn;
using Exchange.Portal.Text;

namespace Exchange.Portal.Pages;

/// <summary>The statements of accounts: a party's own, any for organizers and the operator. Who may see which is Settlement's to say.</summary>
public static class StatementEndpoints
{
    private static readonly string[] Looking = ["GET", "HEAD"];

    public static void MapStatements(this IEndpointRouteBuilder pages)
    {
        pages.MapMethods("/statements", Looking, Accounts);
        pages.MapMethods("/statements/{account}", Looking, Statement);
        pages.MapGet("/statements/{account}/file", File);
    }

    private static async Task<IResult> Accounts(HttpContext http, ExchangeApi api, PageFrame frames)
    {
        // The form of those who may see any account names one.
        if (http.Request.Query["account"].ToString().Trim() is { Length: > 0 } account) return Results.LocalRedirect("/statements/" + Uri.EscapeDataString(account));
        var frame = await frames.Of(http);
        if (frame.Visitor.Token is not { } token) return Results.LocalRedirect(SignInEndpoints.Address("/statements"));
        var after = http.Request.Query["after"].ToString();
        var accounts = await api.List<AccountListed>(
            "settlement", "/api/settlement/ledger/accounts?limit=100" + (after.Length > 0 ? "&after=" + Uri.EscapeDataString(after) : ""), http.RequestAborted, token);
        return PageEndpoints.Show<StatementsPage>(200, ("Frame", frame), ("Accounts", accounts));
    }

    private static async Task<IResult> Statement(HttpContext http, string account, ExchangeApi api, PageFrame frames)
    {
        var frame = await frames.Of(http);
        var asked = StatementAsked.Of(account, http.Request);
        if (frame.Visitor.Token is not { } token) return Results.LocalRedirect(SignInEndpoints.Address(asked.Address("")));
        var said = await api.Get<StatementSums>("settlement", asked.Sums(), token, http.RequestAborted);
        if (said is Said<StatementSums>.Refused { Status: StatusCodes.Status403Forbidden })
            return PageEndpoints.Show<MessagePage>(StatusCodes.Status403Forbidden, ("Frame", frame), ("Title", Words.Of("Statement")), ("Text", Words.Of("NotYourAccount")));
        if (said.OrNull is not { } sums) return await PageEndpoints.Missing(http, frames, said);
        var lines = await api.List<StatementRow>("settlement", asked.Lines(sums.Currency), http.RequestAborted, token);
        return PageEndpoints.Show<StatementPage>(200, ("Frame", frame), ("Asked", asked), ("Sums", sums), ("Lines", lines));
    }

    // The browser has no token, and the portal no data: what Settlement writes goes through.
    private static async Task<IResult> File(HttpContext http, string account, ExchangeApi api, PageFrame frames, Visitors visitors)
    {
        var (asked, format) = (StatementAsked.Of(account, http.Request), http.Request.Query["format"].ToString());
        if ((await visitors.Of(http)).Token is not { } token) return Results.LocalRedirect(SignInEndpoints.Address(asked.Address("")));
        if (format is not ("csv" or "xlsx")) return Results.LocalRedirect(asked.Address(""));
        try
        {
            var answer = await api.Open("settlement", asked.Sums(format), token, http.RequestAborted);
            http.Response.RegisterForDispose(answer);
            if (!answer.IsSuccessStatusCode)
                return await PageEndpoints.Message(http, frames, (int)answer.StatusCode < 500 ? StatusCodes.Status404NotFound : StatusCodes.Status503ServiceUnavailable);
            return Results.Stream(
                await answer.Content.ReadAsStreamAsync(http.RequestAborted), answer.Content.Headers.ContentType?.ToString(),
                answer.Content.Headers.ContentDisposition?.FileNameStar ?? answer.Content.Headers.ContentDisposition?.FileName?.Trim('"') ?? "statement." + format);
        }
        catch (HttpRequestException)
        {
            return await PageEndpoints.Message(http, frames, StatusCodes.Status503ServiceUnavailable);
        }
    }
}

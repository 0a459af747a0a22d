using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Web;
using Exchange.Identity;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace Exchange.Tests.Identity;

public sealed partial class SignInTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    private const string Password = "correct horse battery";

    private static readonly string Verifier = Base64UrlEncoder.Encode(SHA256.HashData("a verifier of the test"u8));

    [Fact]
    public async Task The_portal_gets_a_persons_token_by_code_and_refreshes_it()
    {
        var (enterprise, userName) = await Person();
        using var browser = Browser();
        var code = await Code(browser, userName);
        using var response = await Exchange(("grant_type", "authorization_code"), ("code", code), ("redirect_uri", Callback), ("code_verifier", Verifier));
        var tokens = await IdentityHost.Json(response);
        Assert.True(response.IsSuccessStatusCode, tokens.GetRawText());
        var access = IdentityHost.Read(tokens.GetProperty("access_token").GetString()!);
        Assert.Equal((enterprise, "王小明", "bidder", "exchange"),
            (access.GetClaim("enterprise").Value, access.GetClaim("name").Value, access.GetClaim("role").Value, Assert.Single(access.Audiences)));
        Assert.False(access.TryGetClaim("stamp", out _));
        Assert.Equal(access.Subject, IdentityHost.Read(tokens.GetProperty("id_token").GetString()!).Subject);

        using var refreshed = await Exchange(("grant_type", "refresh_token"), ("refresh_token", tokens.GetProperty("refresh_token").GetString()!));
        var next = IdentityHost.Read((await IdentityHost.Json(refreshed)).GetProperty("access_token").GetString()!);
        Assert.Equal((access.Subject, enterprise), (next.Subject, next.GetClaim("enterprise").Value));
    }

    [Fact]
    public async Task A_code_is_spent_once()
    {
        var (_, userName) = await Person();
        using var browser = Browser();
        var code = await Code(browser, userName);
        using var first = await Exchange(("grant_type", "authorization_code"), ("code", code), ("redirect_uri", Callback), ("code_verifier", Verifier));
        using var second = await Exchange(("grant_type", "authorization_code"), ("code", code), ("redirect_uri", Callback), ("code_verifier", Verifier));
        Assert.True(first.IsSuccessStatusCode);
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_grant"), await IdentityHost.Fault(second));
    }

    [Fact]
    public async Task A_code_without_its_verifier_is_worth_nothing()
    {
        var (_, userName) = await Person();
        using var browser = Browser();
        var code = await Code(browser, userName);
        using var response = await Exchange(("grant_type", "authorization_code"), ("code", code), ("redirect_uri", Callback), ("code_verifier", Verifier + "x"));
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_grant"), await IdentityHost.Fault(response));
    }

    [Theory]
    [InlineData("redirect_uri", "http://localhost:1/signin-oidc")]
    [InlineData("code_challenge", null)]
    [InlineData("client_id", "nobody")]
    public async Task An_authorization_request_that_is_not_the_portals_is_refused(string parameter, string? value)
    {
        using var browser = Browser();
        using var response = await browser.GetAsync(AuthorizeUrl((parameter, value)));
        Assert.True(response.StatusCode == HttpStatusCode.BadRequest || response.Headers.Location!.Query.Contains("error=invalid_request", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Wrong_passwords_lock_the_account_even_for_the_right_one()
    {
        var (_, userName) = await Person();
        using var browser = Browser();
        for (var i = 0; i < 5; i++)
        {
            using var wrong = await SignIn(browser, userName, "not the password");
            Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        }

        using var right = await SignIn(browser, userName, Password);
        Assert.Equal(HttpStatusCode.BadRequest, right.StatusCode);
        Assert.Contains("locked for some minutes", await right.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_passwords_that_race_are_all_counted()
    {
        var (_, userName) = await Person();
        var browsers = Enumerable.Range(0, 5).Select(_ => Browser()).ToList();
        await Task.WhenAll(browsers.Select(browser => SignIn(browser, userName, "not the password")));
        using var right = await SignIn(browsers[0], userName, Password);
        Assert.Equal(HttpStatusCode.BadRequest, right.StatusCode);
        browsers.ForEach(browser => browser.Dispose());
    }

    [Fact]
    public async Task An_unknown_user_gets_the_same_page_as_a_wrong_password()
    {
        var (_, userName) = await Person();
        using var browser = Browser();
        using var wrong = await SignIn(browser, userName, "not the password");
        using var unknown = await SignIn(browser, "nobody-" + userName, "not the password");
        Assert.Equal(Varying().Replace(await wrong.Content.ReadAsStringAsync(), ""), Varying().Replace(await unknown.Content.ReadAsStringAsync(), ""));
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example")]
    public async Task A_sign_in_never_leads_elsewhere(string returnUrl)
    {
        var (_, userName) = await Person();
        using var browser = Browser();
        using var response = await SignIn(browser, userName, Password, returnUrl);
        Assert.Equal("/", response.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task A_form_that_did_not_come_from_the_page_is_refused()
    {
        var (_, userName) = await Person();
        using var browser = Browser();
        using var response = await browser.PostAsync("/account/login", new FormUrlEncodedContent([new("userName", userName), new("password", Password)]));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.DoesNotContain(response.Headers, header => header.Key == "Set-Cookie" && header.Value.Any(value => value.StartsWith("exchange-identity", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("zh-CN,zh;q=0.9,en;q=0.5", "lang=\"zh-CN\"", "用户名")]
    [InlineData("fr,en;q=0.5,zh;q=0.1", "lang=\"en\"", "User name")]
    [InlineData("fr", "lang=\"en\"", "User name")]
    public async Task The_page_speaks_the_browsers_language_and_runs_no_script(string accept, string language, string label)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/login?returnUrl=%22%3E%3Cscript%3E");
        request.Headers.Add("Accept-Language", accept);
        using var response = await host.Http.SendAsync(request);
        var page = await response.Content.ReadAsStringAsync();
        Assert.Contains(language, page, StringComparison.Ordinal);
        Assert.Contains(label, HttpUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", Assert.Single(response.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_signed_out_is_asked_again()
    {
        var (_, userName) = await Person();
        using var browser = Browser();
        await Code(browser, userName);
        using var signedIn = await browser.GetAsync(AuthorizeUrl());
        using var page = await browser.GetAsync("/account/logout");
        using var form = new FormUrlEncodedContent([new("__RequestVerificationToken", await FormToken(page))]);
        using var signOut = await browser.PostAsync("/account/logout", form);
        using var signedOut = await browser.GetAsync(AuthorizeUrl());
        Assert.StartsWith(Callback, signedIn.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.StartsWith("/account/login", signedOut.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_demo_has_a_person_for_each_role_and_seeding_twice_changes_the_password_only()
    {
        await IdentitySeed.Demo(host.Services, "first password");
        var people = await IdentitySeed.Demo(host.Services, "second password");
        Assert.Equal(["organizer", "consignor", "bidder", "operator"], people.Select(person => person.UserName));
        foreach (var person in people)
        {
            using var browser = Browser();
            using var old = await SignIn(browser, person.UserName, "first password");
            using var response = await SignIn(browser, person.UserName, "second password", "/welcome");
            Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.Redirect, "/welcome"), (old.StatusCode, response.StatusCode, response.Headers.Location!.OriginalString));
        }
    }

    private string Callback => host.Address + "/signin-oidc";

    private string AuthorizeUrl(params (string Name, string? Value)[] changes)
    {
        var query = HttpUtility.ParseQueryString("");
        query["client_id"] = "portal";
        query["response_type"] = "code";
        query["scope"] = "openid profile offline_access";
        query["redirect_uri"] = Callback;
        query["state"] = "s";
        query["code_challenge"] = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));
        query["code_challenge_method"] = "S256";
        foreach (var (name, value) in changes)
            if (value is null) query.Remove(name);
            else query[name] = value;
        return "/connect/authorize?" + query;
    }

    private HttpClient Browser() => new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new() }) { BaseAddress = new(host.Address) };

    private async Task<(string Enterprise, string UserName)> Person()
    {
        var (enterprise, _, _) = await host.Register("bidder");
        var userName = "p" + enterprise[..12];
        await host.RegisterPerson(enterprise, userName, Password, "bidder");
        return (enterprise, userName);
    }

    private async Task<string> Code(HttpClient browser, string userName)
    {
        using var asked = await browser.GetAsync(AuthorizeUrl());
        Assert.StartsWith("/account/login", asked.Headers.Location!.OriginalString, StringComparison.Ordinal);
        var returnUrl = HttpUtility.ParseQueryString(asked.Headers.Location.OriginalString.Split('?', 2)[1])["returnUrl"]!;
        using var signedIn = await SignIn(browser, userName, Password, returnUrl);
        using var answer = await browser.GetAsync(signedIn.Headers.Location);
        Assert.StartsWith(Callback, answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
        return HttpUtility.ParseQueryString(answer.Headers.Location.Query)["code"]!;
    }

    private static async Task<HttpResponseMessage> SignIn(HttpClient browser, string userName, string password, string returnUrl = "")
    {
        using var page = await browser.GetAsync("/account/login?lang=en");
        return await browser.PostAsync("/account/login?lang=en", new FormUrlEncodedContent(
            [new("__RequestVerificationToken", await FormToken(page)), new("userName", userName), new("password", password), new("returnUrl", returnUrl)]));
    }

    private static async Task<string> FormToken(HttpResponseMessage page) => TokenField().Match(await page.Content.ReadAsStringAsync()).Groups[1].Value;

    private Task<HttpResponseMessage> Exchange(params (string Name, string Value)[] form) => host.Http.PostAsync("/connect/token", new FormUrlEncodedContent(
        [new("client_id", "portal"), new("client_secret", IdentityHost.PortalSecret), .. form.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))]));

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex TokenField();

    [GeneratedRegex("nonce=\"[^\"]*\"|value=\"[^\"]*\"")]
    private static partial Regex Varying();
}

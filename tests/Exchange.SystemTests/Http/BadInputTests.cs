using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Exchange.SystemTests.Http;

/// <summary>Every changing address of every service, and everything that can be wrong with a request: each gets its problem, and nothing else happens.</summary>
public sealed class BadInputTests(SweptFair fair) : IClassFixture<SweptFair>
{
    private static readonly string[] Changing = ["POST", "PUT", "PATCH", "DELETE"];

    public static TheoryData<string, string> Attempts
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var door in Door.All)
                foreach (var attempt in Attempt.At(door)) rows.Add(door.Name, attempt.Name);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Attempts))]
    public async Task A_bad_request_gets_its_problem_and_changes_nothing(string door, string attempt)
    {
        var at = Door.All.Single(known => known.Name == door);
        var tried = Attempt.At(at).Single(known => known.Name == attempt);
        using var request = Request(at, tried);
        await fair.Refused(request, tried.Answers);
    }

    [Fact]
    public void Every_changing_address_is_tried()
    {
        var mapped = Endpoints().SelectMany(endpoint => endpoint.Methods.Intersect(Changing).Select(method => (Method: method, endpoint.Route)));
        var tried = Door.All.Select(door => (door.Method, door.Route)).Concat(Door.Forms.Select(form => (Method: "POST", Route: form)));
        Assert.Equivalent(tried.Distinct(), mapped.Distinct(), strict: true);
    }

    [Fact]
    public async Task Every_reading_address_asks_for_a_token_and_survives_any_id()
    {
        var before = fair.Exchange.Alarms.Count;
        foreach (var (_, route) in Endpoints().Where(endpoint => endpoint.Methods.Contains("GET") && endpoint.Route.StartsWith("/api/", StringComparison.Ordinal)))
        {
            using var nobody = await fair.Exchange.Clients.Http.GetAsync(new Uri(Door.Filled(route, new string('0', 32)), UriKind.Relative));
            Assert.True(nobody.StatusCode == HttpStatusCode.Unauthorized, $"{route} answers {(int)nobody.StatusCode} without a token");
            foreach (var id in new[] { "no-such-thing", "%E5%90%89", new string('a', 1_000), "'--", "%2F..%2F" })
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, Door.Filled(route, id) + "?after=%00'x&limit=-9&fair=%27&position=x&status=sold&q=%25");
                request.Headers.Authorization = fair.Passes.Header(Pass.Right, "operator");
                using var answer = await fair.Exchange.Clients.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                var fine = answer.IsSuccessStatusCode || ((int)answer.StatusCode < 500 && answer.Content.Headers.ContentType?.MediaType == "application/problem+json");
                Assert.True(fine, $"{request.RequestUri} answers {(int)answer.StatusCode} {answer.Content.Headers.ContentType}");
            }
        }

        Assert.Empty(fair.Exchange.Alarms.Skip(before));
    }

    [Fact]
    public async Task Forms_that_are_no_forms_are_turned_away_without_alarm()
    {
        var (before, standing) = (fair.Exchange.Alarms.Count, await fair.Exchange.Standing());
        const string form = "application/x-www-form-urlencoded";
        (string Body, string Type)[] tries =
        [
            ("", ""), ("", form), ("{}", "application/json"), ("a=%zz&&=", form), ("x", "multipart/form-data"), ("x", "multipart/form-data; boundary=y"),
            (string.Concat(Enumerable.Repeat("a=b&", 5_000)), form), (new string('x', 900_000), form), (new string('x', 3_000_000), form), ("a=b", form + "; charset=bogus"),
        ];
        foreach (var address in Door.Forms)
            foreach (var (body, type) in tries)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, Door.Filled(address, fair.Lots["open english"])) { Content = Content(Encoding.UTF8.GetBytes(body), type) };
                using var answer = await fair.Exchange.Clients.Http.SendAsync(request);
                Assert.True((int)answer.StatusCode < 500, $"{address} answers {(int)answer.StatusCode} to '{type}' of {body.Length}");
            }

        Assert.Equal(standing, await fair.Exchange.Standing());
        Assert.Empty(fair.Exchange.Alarms.Skip(before));
    }

    private IEnumerable<(IReadOnlyList<string> Methods, string Route)> Endpoints() => fair.Exchange.App.Services.GetRequiredService<EndpointDataSource>().Endpoints
        .OfType<RouteEndpoint>()
        .Select(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [], "/" + endpoint.RoutePattern.RawText!.Trim('/')));

    private HttpRequestMessage Request(Door door, Attempt attempt)
    {
        var body = attempt.Body ?? Encoding.UTF8.GetBytes(door.Body);
        var request = new HttpRequestMessage(new(door.Method), Path(door, attempt.Id)) { Content = Content(body, attempt.ContentType ?? (body.Length > 0 ? door.ContentType : "")) };
        request.Headers.Authorization = fair.Passes.Header(attempt.Pass, door.Role);
        if (door.TakesKey && attempt.Key.Length > 0) request.Headers.TryAddWithoutValidation("Idempotency-Key", attempt.Key);
        if (attempt.Chunked) request.Headers.TransferEncodingChunked = true;
        return request;
    }

    private string Path(Door door, string? id) => Door.Filled(door.Route, id ?? door.Route switch
    {
        var route when route.Contains("{fair}", StringComparison.Ordinal) => fair.Fairs["published"],
        var route when route.Contains("{auction}", StringComparison.Ordinal) => fair.CallAuction,
        var route when route.Contains("{ring}", StringComparison.Ordinal) => fair.Ring,
        var route when route.Contains("{id}", StringComparison.Ordinal) => fair.Bidder.Enterprise,
        var route when route.Contains("{deal}", StringComparison.Ordinal) => fair.Unpaid,
        var route when route.Contains("/purchases", StringComparison.Ordinal) => fair.Lots["open fixed-price"],
        var route when route.EndsWith("/withdraw", StringComparison.Ordinal) => fair.Lots["published english"],
        _ => fair.Lots["open english"],
    });

    private static ByteArrayContent Content(byte[] body, string type)
    {
        var content = new ByteArrayContent(body);
        if (type.Length > 0) content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return content;
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Text;
using Exchange.Kernel.Log;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Exchange.Tests.Kernel;

public sealed class EdgeProblemTests
{
    private enum Colour
    {
        Red,
        DeepBlue,
    }

    private sealed record Body(long Amount, string? Name, Colour? Colour);

    private static Task<EdgeHost> Start() => EdgeHost.Start(app =>
    {
        app.MapPost("/things", (Body body) => TypedResults.Ok(body));
        app.MapPost("/large", (Body body) => TypedResults.Ok(body)).WithMetadata(new RequestSizeLimitAttribute(3 * 1024 * 1024));
        app.MapGet("/numbers/{number}", (long number) => TypedResults.Ok(number));
        app.MapGet("/busy", IResult () => throw new BusyException("matching"));
        app.MapGet("/slow", IResult () => throw new BadHttpRequestException("Reading the request body timed out.", StatusCodes.Status408RequestTimeout));
        app.MapGet("/locked", IResult () => throw new SqliteException("locked", 5));
        app.MapGet("/wrong-sql", IResult () => throw new SqliteException("no such table: secrets", 1));
        app.MapGet("/bug", IResult () => throw new InvalidOperationException("a secret"));
    });

    [Theory]
    [InlineData("{\"amount\":", "$.amount")]
    [InlineData("not json", "$")]
    [InlineData("{\"amount\":\"12\"}", "$.amount")]
    [InlineData("{\"amount\":1.5}", "$.amount")]
    [InlineData("{\"amount\":9223372036854775808}", "$.amount")]
    [InlineData("{\"amount\":1,\"name\":7}", "$.name")]
    [InlineData("{\"amount\":1,\"unknown\":7}", "$.unknown")]
    [InlineData("{\"amount\":1,\"amount\":2}", "$.amount")]
    [InlineData("{\"amount\":1,\"colour\":1}", "$.colour")]
    [InlineData("{\"amount\":1,\"colour\":\"green\"}", "$.colour")]
    public async Task A_body_that_is_not_what_the_address_takes_is_malformed(string body, string path)
    {
        await using var host = await Start();
        var problem = await (await host.Post("/things", body)).Problem(400, "request.malformed");
        Assert.Equal(path, problem.GetProperty("path").GetString());
        Assert.DoesNotContain("System.", problem.ToString(), StringComparison.Ordinal);
        Assert.Empty(host.Log.Errors);
    }

    [Fact]
    public async Task Enumerations_are_written_and_read_in_kebab_case()
    {
        await using var host = await Start();
        var answer = await host.Post("/things", "{\"amount\":1,\"name\":\"钢材\",\"colour\":\"deep-blue\"}");
        Assert.Equal("{\"amount\":1,\"name\":\"钢材\",\"colour\":\"deep-blue\"}", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_over_a_mebibyte_is_too_large(bool chunked)
    {
        await using var host = await Start();
        await (await host.Send(HttpMethod.Post, "/things", Large(chunked), host.Issuer.Token())).Problem(413, "request.too-large");
        Assert.Empty(host.Log.Errors);
    }

    [Fact]
    public async Task An_endpoint_may_take_more_than_a_mebibyte()
    {
        await using var host = await Start();
        Assert.Equal(HttpStatusCode.OK, (await host.Send(HttpMethod.Post, "/large", Large(chunked: true), host.Issuer.Token())).StatusCode);
    }

    [Fact]
    public async Task Another_media_type_is_refused()
    {
        await using var host = await Start();
        await (await host.Send(HttpMethod.Post, "/things", new StringContent("amount=1", Encoding.UTF8, "text/plain"), host.Issuer.Token())).Problem(415, "request.media-type");
    }

    [Fact]
    public async Task A_missing_body_is_malformed()
    {
        await using var host = await Start();
        await (await host.Send(HttpMethod.Post, "/things", JsonContent.Create<object?>(null), host.Issuer.Token())).Problem(400, "request.malformed");
    }

    [Fact]
    public async Task A_part_of_the_address_that_is_no_number_is_malformed()
    {
        await using var host = await Start();
        await (await host.Send(HttpMethod.Get, "/numbers/9223372036854775808", token: host.Issuer.Token())).Problem(400, "request.malformed");
    }

    [Fact]
    public async Task An_address_where_nothing_stands_is_not_found_with_a_token_and_without()
    {
        await using var host = await Start();
        await (await host.Send(HttpMethod.Get, "/nothing")).Problem(404, "request.no-such-address");
        await (await host.Send(HttpMethod.Get, "/nothing", token: host.Issuer.Token())).Problem(404, "request.no-such-address");
    }

    [Fact]
    public async Task A_method_that_the_address_does_not_take_is_refused()
    {
        await using var host = await Start();
        await (await host.Send(HttpMethod.Delete, "/things", token: host.Issuer.Token())).Problem(405, "request.method");
    }

    [Fact]
    public async Task A_request_that_comes_too_slowly_is_no_error_of_ours()
    {
        await using var host = await Start();
        await (await host.Send(HttpMethod.Get, "/slow", token: host.Issuer.Token())).Problem(408, "request.timeout");
        Assert.Empty(host.Log.Errors);
    }

    [Theory]
    [InlineData("/busy", "exchange.busy")]
    [InlineData("/locked", "exchange.unavailable")]
    public async Task A_fault_says_when_to_try_again(string path, string code)
    {
        await using var host = await Start();
        var answer = await host.Send(HttpMethod.Get, path, token: host.Issuer.Token());
        await answer.Problem(503, code);
        Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        Assert.Empty(host.Log.Errors);
    }

    [Theory]
    [InlineData("/bug", "a secret")]
    [InlineData("/wrong-sql", "no such table")]
    public async Task A_bug_shows_nothing_but_its_trace_and_is_logged(string path, string told)
    {
        await using var host = await Start();
        var problem = await (await host.Send(HttpMethod.Get, path, token: host.Issuer.Token())).Problem(500, "exchange.bug");
        Assert.NotEqual("", problem.GetProperty("traceId").GetString());
        Assert.DoesNotContain(told, problem.ToString(), StringComparison.Ordinal);
        Assert.Contains(told, Assert.Single(host.Log.Errors), StringComparison.Ordinal);
    }

    private static HttpContent Large(bool chunked)
    {
        var bytes = Encoding.UTF8.GetBytes($"{{\"amount\":1,\"name\":\"{new string('x', 2 * 1024 * 1024)}\"}}");
        HttpContent content = chunked ? new StreamContent(new Chunks(bytes)) : new ByteArrayContent(bytes);
        content.Headers.ContentType = new("application/json");
        return content;
    }

    /// <summary>A stream that does not tell its length, so that it is sent in chunks.</summary>
    private sealed class Chunks(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}

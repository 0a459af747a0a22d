using System.Text;
using System.Text.Json;
using Exchange.Benchmarks.Load;
using Xunit;

namespace Exchange.Tests.Benchmarks;

public sealed class RawHttpTests
{
    private const string Sized = "HTTP/1.1 201 Created\r\nContent-Length: 21\r\nDate: now\r\n\r\n{\"nextBidMinor\":4711}";

    private const string Chunked =
        "HTTP/1.1 409 Conflict\r\nContent-Type: application/problem+json\r\nTransfer-Encoding: chunked\r\n\r\n15\r\n{\"nextBidMinor\":4711}\r\n0\r\n\r\n";

    private const string Empty = "HTTP/1.1 204 No Content\r\n\r\n";

    [Theory]
    [InlineData(Sized, 201)]
    [InlineData(Chunked, 409)]
    [InlineData(Empty, 204)]
    public void An_answer_is_read_once_it_is_whole_and_not_before(string text, int status)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        for (var length = 0; length < bytes.Length; length++) Assert.False(HttpAnswer.TryRead(bytes.AsSpan(0, length), out _));
        Assert.True(HttpAnswer.TryRead(bytes, out var answer));
        Assert.Equal((status, bytes.Length), (answer.Status, answer.Length));
    }

    [Fact]
    public void What_follows_an_answer_is_left_alone()
    {
        Assert.True(HttpAnswer.TryRead(Encoding.ASCII.GetBytes(Sized + Empty), out var answer));
        Assert.Equal(Sized.Length, answer.Length);
    }

    [Theory]
    [InlineData(Sized)]
    [InlineData(Chunked)]
    public void A_number_is_found_in_the_body(string text)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        Assert.True(HttpAnswer.TryRead(bytes, out var answer));
        Assert.Equal(4711, HttpAnswer.Number(bytes.AsSpan(answer.BodyStart), "\"nextBidMinor\":"u8));
        Assert.Null(HttpAnswer.Number(bytes.AsSpan(answer.BodyStart), "\"price\":"u8));
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nDate: now\r\n\r\n")]
    public void What_is_no_answer_or_has_no_length_is_an_error(string text) =>
        Assert.Throws<InvalidDataException>(() => HttpAnswer.TryRead(Encoding.ASCII.GetBytes(text), out _));

    [Theory]
    [InlineData(1)]
    [InlineData(9_999_999_999_999_999)]
    public void A_filled_template_is_a_whole_request_with_a_body_of_the_stated_length(long amount)
    {
        var template = new BidTemplate("token", 0xabc);
        template.Fill("11111111111111111111111111111111"u8, 123_456_789, 7);
        var text = Encoding.ASCII.GetString(template.Fill("0123456789abcdef0123456789abcdef"u8, amount, 0x1f).Span);
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var body = text[(end + 4)..];

        Assert.StartsWith("POST /api/matching/lots/0123456789abcdef0123456789abcdef/bids HTTP/1.1\r\n", text, StringComparison.Ordinal);
        Assert.Contains("Idempotency-Key: 00000abc000000000000001f\r\n", text, StringComparison.Ordinal);
        Assert.Contains($"Content-Length: {body.Length}\r\n", text, StringComparison.Ordinal);
        Assert.Equal(amount, JsonDocument.Parse(body).RootElement.GetProperty("amountMinor").GetInt64());
    }

    [Fact]
    public void Amounts_of_a_lot_grow_and_follow_what_the_exchange_says()
    {
        var market = new Market(["lot"], openingMinor: 100, incrementMinor: 5);
        Assert.Equal([100L, 105L], [market.NextAmount(0), market.NextAmount(0)]);
        market.Learn(0, 200);
        market.Learn(0, 150);
        Assert.Equal(200, market.NextAmount(0));
    }
}

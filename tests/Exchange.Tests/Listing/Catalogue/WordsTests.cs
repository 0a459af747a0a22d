using Exchange.Listing.Catalogue;
using Xunit;

namespace Exchange.Tests.Listing.Catalogue;

public sealed class WordsTests
{
    [Theory]
    [InlineData("深沟球轴承", "深沟 沟球 球轴 轴承 承")]
    [InlineData("阀", "阀")]
    [InlineData("Ball Bearings", "ball bearing")]
    [InlineData("6204-2RS", "62042rs 6204 2 rs")]
    [InlineData("YJV 3*120", "yjv 3120 3 120")]
    [InlineData("YJV３×１２０", "yjv3120 yjv 3 120")]
    [InlineData("M12x80", "m1280 m 12 80")]
    [InlineData("7.5kW", "7.5kw 7.5 kw")]
    [InlineData("Q235B钢板", "q235b q 235 b 钢板 板")]
    [InlineData("3,000", "3 000")]
    [InlineData("- . -", "")]
    [InlineData("boxes, batteries, gas, bus, glass", "box battery gas bus glass")]
    public void A_text_is_found_by_its_words_and_their_parts(string text, string terms) =>
        Assert.Equal(terms, string.Join(' ', Words.Tokens(text).Select(token => token.Term)));

    [Theory]
    [InlineData("軸承", "轴承")]
    [InlineData("ＹＪＶ　３×１２０", "yjv 3*120")]
    [InlineData("電纜", "电缆")]
    public void What_is_written_differently_is_compared_alike(string one, string other) => Assert.Equal(Folding.Fold(other), Folding.Fold(one));

    [Fact]
    public void Terms_stand_where_they_say()
    {
        const string text = "全新 YJV 3×120 电力电缆";
        Assert.All(Words.Tokens(text), token => Assert.Contains(token.Term, Words.Tokens(text[token.Start..token.End]).Select(inner => inner.Term)));
        Assert.Equal(text.Length, Folding.Fold(text).Length);
    }

    [Theory]
    [InlineData("100-200", 100L, 200L)]
    [InlineData("100-", 100L, null)]
    [InlineData("-200", null, 200L)]
    public void A_range_may_be_open(string text, long? from, long? to)
    {
        Assert.True(Span.TryParse(text, out var span));
        Assert.Equal(new Span(from, to), span);
        Assert.Equal(text, span.ToString());
    }

    [Theory]
    [InlineData("-")]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("2-1")]
    [InlineData("a-b")]
    [InlineData("1--2")]
    public void What_is_no_range_is_none(string text) => Assert.False(Span.TryParse(text, out _));

    [Fact]
    public void A_place_is_so_far_from_another()
    {
        var (changchun, beijing) = (new GeoPoint(43.88, 125.32), new GeoPoint(39.90, 116.40));
        Assert.InRange(changchun.MetresTo(beijing), 850_000, 870_000);
        Assert.Equal(0, changchun.MetresTo(changchun));
        Assert.InRange(new GeoPoint(0, 179.5).MetresTo(new(0, -179.5)), 111_000, 112_000);
    }
}

using CsCheck;
using Exchange.Identity.Enterprises;
using Xunit;

namespace Exchange.Tests.Identity;

public sealed class CreditCodeTests
{
    private static readonly Gen<string> Bodies =
        Gen.Select(Gen.Char[CreditCode.Alphabet].Array[2], Gen.Char["0123456789"].Array[6], Gen.Char[CreditCode.Alphabet].Array[9])
            .Select((registry, division, body) => new string([.. registry, .. division, .. body]));

    private static readonly Gen<string> Codes = Bodies.Select(CreditCode.Complete);

    /// <summary>The example of the standard's annex, and codes that well-known enterprises publish.</summary>
    [Theory]
    [InlineData("91350100M000100Y43")]
    [InlineData("914403001922038216")]
    [InlineData("9144030071526726XG")]
    [InlineData("91330100799655058B")]
    [InlineData("91110000710925462X")]
    [InlineData("91100000100003962T")]
    [InlineData("911101080896649376")]
    public void A_published_code_is_valid(string code)
    {
        Assert.True(CreditCode.IsValid(code));
        Assert.Equal(code, CreditCode.Complete(code[..17]));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("91350100M000100Y4Z")]
    [InlineData("91350100M000100Y4")]
    [InlineData("91350100M000100Y433")]
    [InlineData("91350100m000100y43")]
    [InlineData(" 1350100M000100Y43")]
    [InlineData("９1350100M000100Y43")]
    [InlineData("91350I00M000100Y43")]
    public void What_is_not_a_code_is_refused(string? text) => Assert.False(CreditCode.IsValid(text));

    [Fact]
    public void The_root_is_the_code_of_the_body_whatever_its_division_and_kind()
    {
        Assert.Equal("MA0001234", CreditCode.RootOf(CreditCode.Complete("91220000MA0001234")));
        Assert.Equal("MA0001234", CreditCode.RootOf(CreditCode.Complete("92310101MA0001234")));
    }

    [Fact]
    public void The_division_is_six_digits() => Gen.Select(Bodies, Gen.Int[2, 7], Gen.Char["ABCDEFGHJKLMNPQRTUWXY"])
        .Sample((body, place, letter) => Assert.Throws<ArgumentException>(() => CreditCode.Complete(With(body, place, letter))) is not null);

    [Fact]
    public void A_completed_code_is_valid() => Codes.Sample(CreditCode.IsValid);

    [Fact]
    public void Every_change_of_one_character_is_found() => Gen.Select(Codes, Gen.Int[0, CreditCode.Length - 1], Gen.Char[CreditCode.Alphabet])
        .Where((code, place, character) => code[place] != character)
        .Sample((code, place, character) => !CreditCode.IsValid(With(code, place, character)));

    [Fact]
    public void Every_swap_of_neighbours_is_found() => Gen.Select(Codes, Gen.Int[0, CreditCode.Length - 3])
        .Where((code, place) => code[place] != code[place + 1])
        .Sample((code, place) => !CreditCode.IsValid(With(With(code, place, code[place + 1]), place + 1, code[place])));

    private static string With(string text, int place, char character) => text[..place] + character + text[(place + 1)..];
}

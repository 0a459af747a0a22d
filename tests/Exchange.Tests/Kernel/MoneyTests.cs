using CsCheck;
using Exchange.Kernel.Values;
using Xunit;

namespace Exchange.Tests.Kernel;

public sealed class MoneyTests
{
    [Fact]
    public void Parts_of_a_split_sum_to_the_whole() =>
        Gen.Select(Gen.Long[-1_000_000_000_000, 1_000_000_000_000], Gen.Long[0, 1_000_000].Array[1, 20].Where(weights => weights.Any(w => w > 0)))
            .Sample((minor, weights) => new Money(minor, "CNY").Split(weights).Sum(part => part.Minor) == minor);

    [Fact]
    public void A_part_is_within_one_minor_unit_of_its_share() =>
        Gen.Select(Gen.Long[0, 1_000_000_000], Gen.Long[1, 1000].Array[1, 20]).Sample((minor, weights) =>
        {
            var parts = new Money(minor, "CNY").Split(weights);
            var total = weights.Sum();
            return parts.Zip(weights).All(pair => Math.Abs(pair.First.Minor - ((decimal)minor * pair.Second / total)) < 1);
        });

    [Fact]
    public void Currencies_do_not_mix() => Assert.Throws<ArgumentException>(() => new Money(1, "CNY") + new Money(1, "USD"));

    [Fact]
    public void Sums_that_do_not_fit_throw() => Assert.Throws<OverflowException>(() => new Money(long.MaxValue, "CNY") + new Money(1, "CNY"));

    [Theory]
    [InlineData(123456, "CNY", "1234.56 CNY")]
    [InlineData(-5, "CNY", "-0.05 CNY")]
    [InlineData(500, "JPY", "500 JPY")]
    public void Money_is_shown_in_major_units(long minor, string currency, string shown) => Assert.Equal(shown, new Money(minor, currency).ToString());

    [Fact]
    public void A_price_times_a_quantity_rounds_half_a_minor_unit_up() => Assert.Equal(new Money(1, "CNY"), new Money(1, "CNY").Times(new Quantity(500, "KGM")));
}

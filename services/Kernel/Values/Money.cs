using System.Globalization;

namespace Exchange.Kernel.Values;

/// <summary>An amount in whole minor units (fen, cents) of one currency. Arithmetic is checked and never mixes currencies.</summary>
/// <param name="Minor">The amount in minor units: 100 fen are one yuan.</param>
/// <param name="Currency">The ISO 4217 code, upper case.</param>
public readonly record struct Money(long Minor, string Currency) : IComparable<Money>
{
    /// <summary>Nothing, in a currency.</summary>
    public static Money Zero(string currency) => new(0, currency);

    /// <summary>The number of decimals of the currency's minor unit (ISO 4217): 2, but 0 for JPY and KRW.</summary>
    public static int Decimals(string currency) => currency is "JPY" or "KRW" ? 0 : 2;

    /// <exception cref="ArgumentException">The currencies differ.</exception>
    /// <exception cref="OverflowException">The sum does not fit.</exception>
    public static Money operator +(Money left, Money right) => new(checked(left.Minor + right.Same(left).Minor), left.Currency);

    /// <exception cref="ArgumentException">The currencies differ.</exception>
    /// <exception cref="OverflowException">The difference does not fit.</exception>
    public static Money operator -(Money left, Money right) => new(checked(left.Minor - right.Same(left).Minor), left.Currency);

    public static Money operator -(Money money) => new(checked(-money.Minor), money.Currency);

    public static bool operator <(Money left, Money right) => left.CompareTo(right) < 0;

    public static bool operator >(Money left, Money right) => left.CompareTo(right) > 0;

    public static bool operator <=(Money left, Money right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Money left, Money right) => left.CompareTo(right) >= 0;

    public int CompareTo(Money other) => Minor.CompareTo(other.Same(this).Minor);

    /// <summary>Splits the amount by weights so that the parts sum to the whole (largest remainder; earlier parts win ties).
    /// This is the one place where money is shared out.</summary>
    /// <exception cref="ArgumentException">A weight is negative, or all are zero.</exception>
    public IReadOnlyList<Money> Split(params IReadOnlyList<long> weights)
    {
        Int128 total = 0;
        foreach (var weight in weights) total += weight < 0 ? throw new ArgumentException("A weight is negative.", nameof(weights)) : weight;
        if (total == 0) throw new ArgumentException("All weights are zero.", nameof(weights));

        var sign = Minor < 0 ? -1 : 1;
        var amount = Int128.Abs(Minor);
        var parts = new long[weights.Count];
        var remainders = new (Int128 Remainder, int Index)[weights.Count];
        var left = (long)amount;
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = (long)(amount * weights[i] / total);
            remainders[i] = (amount * weights[i] % total, i);
            left -= parts[i];
        }

        Array.Sort(remainders, (a, b) => a.Remainder == b.Remainder ? a.Index.CompareTo(b.Index) : b.Remainder.CompareTo(a.Remainder));
        for (var i = 0; i < left; i++) parts[remainders[i].Index]++;
        var currency = Currency;
        return Array.ConvertAll(parts, part => new Money(sign * part, currency));
    }

    /// <summary>A share in basis points (1/10,000), to the nearest minor unit: the first part of the split.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The share is not between 0 and 10,000.</exception>
    public Money Share(long basisPoints)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(basisPoints);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(basisPoints, 10_000);
        return Split(basisPoints, 10_000 - basisPoints)[0];
    }

    /// <summary>The amount times a fraction, to the nearest minor unit; half a unit rounds away from zero. For what is no share of a whole that others get the rest of: a tax within a price, the
    /// price of another quantity.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is below zero, or its denominator is not above it.</exception>
    /// <exception cref="OverflowException">The result does not fit.</exception>
    public Money Times(Int128 numerator, Int128 denominator)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(numerator, (Int128)0);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(denominator, (Int128)0);
        var product = checked(Minor * numerator * 2);
        return new(checked((long)((product + (product < 0 ? -denominator : denominator)) / (denominator * 2))), Currency);
    }

    /// <summary>This amount as the price of one unit, times a quantity; half a minor unit rounds away from zero.</summary>
    /// <exception cref="OverflowException">The product does not fit.</exception>
    public Money Times(Quantity quantity)
    {
        var product = (Int128)Minor * quantity.Milli;
        var rounded = (product + (product < 0 ? -500 : 500)) / 1000;
        return new(checked((long)rounded), Currency);
    }

    /// <summary>The amount in major units (yuan), with the currency's decimals: 1234.50.</summary>
    public decimal Major => Decimals(Currency) == 0 ? Minor : Minor * 0.01m; // ISO 4217 knows other numbers of decimals; none of those currencies is traded in

    /// <summary>Major units with the currency's decimals and code, culture-free: <c>1234.50 CNY</c>.</summary>
    public override string ToString() => Major.ToString("F" + Decimals(Currency), CultureInfo.InvariantCulture) + " " + Currency;

    private Money Same(Money other) => Currency == other.Currency
        ? this
        : throw new ArgumentException($"{Currency} and {other.Currency} do not mix.");
}

using System.Globalization;

namespace Exchange.Kernel.Values;

/// <summary>How much of something, in thousandths of a unit of measure.</summary>
/// <param name="Milli">Thousandths of the unit: 2,500 of KGM are 2.5 kg.</param>
/// <param name="Unit">The UN/CEFACT Recommendation 20 common code, upper case: KGM, TNE, MTR, C62 (one piece).</param>
public readonly record struct Quantity(long Milli, string Unit)
{
    /// <summary>A whole number of units.</summary>
    /// <exception cref="OverflowException">The thousandths do not fit.</exception>
    public static Quantity Of(long units, string unit) => new(checked(units * 1000), unit);

    /// <exception cref="ArgumentException">The units differ.</exception>
    /// <exception cref="OverflowException">The sum does not fit.</exception>
    public static Quantity operator +(Quantity left, Quantity right) => new(checked(left.Milli + right.Same(left).Milli), left.Unit);

    /// <exception cref="ArgumentException">The units differ.</exception>
    /// <exception cref="OverflowException">The difference does not fit.</exception>
    public static Quantity operator -(Quantity left, Quantity right) => new(checked(left.Milli - right.Same(left).Milli), left.Unit);

    /// <summary>Units with up to three decimals and the unit's code, culture-free: <c>2.5 KGM</c>.</summary>
    public override string ToString() => (Milli / 1000m).ToString("0.###", CultureInfo.InvariantCulture) + " " + Unit;

    private Quantity Same(Quantity other) => Unit == other.Unit
        ? this
        : throw new ArgumentException($"{Unit} and {other.Unit} do not mix.");
}

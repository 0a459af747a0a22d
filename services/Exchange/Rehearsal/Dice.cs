namespace Exchange.Host.Rehearsal;

/// <summary>Randomness from a seed, the same on every machine and in every version of the runtime (SplitMix64, Steele, Lea and Flood 2014).</summary>
public sealed class Dice(ulong seed)
{
    private const ulong Golden = 0x9e3779b97f4a7c15;

    private ulong _state = Mix(seed + Golden);

    /// <summary>Dice of their own for a part of the work, so that what one part draws never moves what another draws.</summary>
    public static Dice For(long seed, string part, long number = 0)
    {
        var state = Mix((ulong)seed);
        foreach (var letter in part) state = Mix(state ^ letter);
        return new(Mix(state ^ (ulong)number));
    }

    /// <summary>Evenly from 0 up to, not including, 1.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A whole number from 0 up to, not including, the bound.</summary>
    public int Below(int bound) => (int)(Unit() * bound);

    /// <summary>Evenly between two bounds.</summary>
    public double Between(double low, double high) => low + (Unit() * (high - low));

    public bool Chance(double probability) => Unit() < probability;

    public T Pick<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];

    /// <summary>The standard normal distribution (Box and Muller 1958).</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Unit())) * Math.Cos(2 * Math.PI * Unit());

    /// <summary>A waiting time with a mean.</summary>
    public double Exponential(double mean) => -mean * Math.Log(1 - Unit());

    private ulong Next()
    {
        _state += Golden;
        return Mix(_state);
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
        value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
        return value ^ (value >> 31);
    }
}

namespace Exchange.Listing.Catalogue.Engine;

/// <summary>The values of a facet, each with a number that it keeps while the process runs.</summary>
internal sealed class Vocabulary
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _values = [];

    /// <summary>The number of a value, a new one where it was not known.</summary>
    public int NumberOf(string value)
    {
        lock (_gate)
        {
            if (_numbers.TryGetValue(value, out var number)) return number;
            _numbers[value] = _values.Count;
            _values.Add(value);
            return _values.Count - 1;
        }
    }

    /// <summary>Every value by its number.</summary>
    public string[] All()
    {
        lock (_gate) return [.. _values];
    }

    /// <summary>The number of a value, or -1.</summary>
    public int Find(string value)
    {
        lock (_gate) return _numbers.GetValueOrDefault(value, -1);
    }
}

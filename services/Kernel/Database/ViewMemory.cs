namespace Exchange.Kernel.Database;

/// <summary>What the views of one partition remember from batch to batch, so that they need not read again what they have written: never more than the tables say.
/// It is forgotten when a batch fails, because then the tables do not say it.</summary>
public sealed class ViewMemory
{
    private readonly Dictionary<Type, object> _held = [];

    /// <summary>A view's part of the memory, told from the others' by its type; empty at first, and again whenever all was forgotten.</summary>
    public T Of<T>()
        where T : class, new()
    {
        if (!_held.TryGetValue(typeof(T), out var held)) _held.Add(typeof(T), held = new T());
        return (T)held;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear() => _held.Clear();
}

/// <summary>Rows that a view remembers by a key, so many at most: when there are more, all are forgotten, which costs a read each and keeps no list of what is old.</summary>
/// <param name="most">How many.</param>
public abstract class RememberedRows<TRow>(int most)
    where TRow : class
{
    private readonly Dictionary<string, TRow> _rows = new(StringComparer.Ordinal);

    /// <summary>The row of each key: what is remembered, and what is read because it is not. None for a key without a row.</summary>
    /// <param name="keys">The keys, each once.</param>
    /// <param name="read">Reads rows by their keys.</param>
    public async Task<Dictionary<string, TRow>> Find(IEnumerable<string> keys, Func<IReadOnlyList<string>, Task<IReadOnlyDictionary<string, TRow>>> read)
    {
        var found = new Dictionary<string, TRow>(StringComparer.Ordinal);
        var missing = new List<string>();
        foreach (var key in keys)
            if (_rows.TryGetValue(key, out var row)) found.Add(key, row);
            else missing.Add(key);
        if (missing.Count == 0) return found;
        foreach (var (key, row) in await read(missing)) found.Add(key, row);
        return found;
    }

    /// <summary>Remembers rows as they now stand in the tables.</summary>
    public void Keep(IReadOnlyCollection<KeyValuePair<string, TRow>> rows)
    {
        if (_rows.Count + rows.Count > most) _rows.Clear();
        if (rows.Count > most) return;
        foreach (var (key, row) in rows) _rows[key] = row;
    }
}

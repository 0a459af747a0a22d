using System.Runtime.InteropServices;

namespace Exchange.Listing.Categories;

/// <summary>The scores of one title while it is read. One a thread and used again, so that a million titles allocate nothing here.</summary>
internal sealed class Tally(Guessing owner, int categories, int phrases)
{
    private readonly float[] _others = new float[categories], _best = new float[categories], _phrases = new float[phrases];
    private readonly List<int> _touched = [], _touchedPhrases = [], _units = [];

    /// <summary>Whose categories and phrases are counted.</summary>
    public Guessing Owner => owner;

    public ReadOnlySpan<int> Categories => CollectionsMarshal.AsSpan(_touched);

    public ReadOnlySpan<int> Phrases => CollectionsMarshal.AsSpan(_touchedPhrases);

    public ReadOnlySpan<float> OfPhrase => _phrases;

    /// <summary>The score of each category's best phrase.</summary>
    public ReadOnlySpan<float> OfCategory => _best;

    /// <summary>Whether the title has had a unit not yet.</summary>
    public bool First(int unit)
    {
        if (_units.Contains(unit)) return false;
        _units.Add(unit);
        return true;
    }

    public void AddPhrase(int phrase, float weight)
    {
        if (_phrases[phrase] == 0) _touchedPhrases.Add(phrase);
        _phrases[phrase] += weight;
    }

    public void Add(int category, float weight)
    {
        if (_others[category] == 0) _touched.Add(category);
        _others[category] += weight;
    }

    public void Raise(int category, float score) => _best[category] = Math.Max(_best[category], score);

    public float Total(int category) => _best[category] + _others[category];

    /// <summary>Leaves a category out from now on.</summary>
    public void Take(int category) => (_best[category], _others[category]) = (float.MinValue / 4, float.MinValue / 4);

    public void Clear()
    {
        foreach (var category in _touched) (_best[category], _others[category]) = (0, 0);
        foreach (var phrase in _touchedPhrases) _phrases[phrase] = 0;
        _touched.Clear();
        _touchedPhrases.Clear();
        _units.Clear();
    }
}

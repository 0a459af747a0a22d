using System.Globalization;

namespace Exchange.Listing.Catalogue.Engine;

/// <summary>How many of the lots that are found have each value of each facet, and each band of each measure.</summary>
internal sealed class Counts
{
    private readonly int[][] _facets;
    private readonly long[][] _bounds; // of the counted measures, where each band begins
    private readonly int[][] _bands;
    private readonly int[] _counted, _banded;

    public Counts(IReadOnlyList<string[]> values, long now)
    {
        var closing = Columns.IndexOf(CatalogueFields.Closing);
        _facets = [.. values.Select(facet => new int[facet.Length])];
        _bounds = [.. CatalogueFields.Measures.Index().Select(measure => measure.Item.Bands.Select(from => measure.Index == closing ? from + now : from).ToArray())];
        _bands = [.. _bounds.Select(bounds => new int[bounds.Length])];
        _counted = [.. CatalogueFields.Facets.Index().Where(facet => facet.Item.Counted).Select(facet => facet.Index)];
        _banded = [.. CatalogueFields.Measures.Index().Where(measure => measure.Item.Bands.Count > 0).Select(measure => measure.Index)];
    }

    /// <summary>Counts a lot that is found.</summary>
    public void Add(Columns columns, int lot)
    {
        foreach (var field in _counted) AddFacet(columns, field, lot);
        foreach (var field in _banded) AddBand(columns, field, lot);
    }

    /// <summary>Counts a lot that only one field keeps out, in that field: it says what choosing another value there would find.</summary>
    public void AddOnly(Columns columns, int field, int lot)
    {
        if (field >= _facets.Length) AddBand(columns, field - _facets.Length, lot);
        else AddFacet(columns, field, lot);
    }

    private void AddFacet(Columns columns, int field, int lot)
    {
        var (counts, value) = (_facets[field], columns.Facets[field][lot]);
        if (value < counts.Length) counts[value]++;
    }

    private void AddBand(Columns columns, int field, int lot)
    {
        var (bounds, value) = (_bounds[field], columns.Measures[field][lot]);
        for (var band = bounds.Length - 1; band >= 0; band--)
        {
            if (value < bounds[band]) continue;
            _bands[field][band]++;
            return;
        }
    }

    /// <summary>The counts by the names of the facets and measures: the most frequent values first, and bands in their order.</summary>
    /// <param name="values">The facets' values.</param>
    /// <param name="most">At most so many values of a facet.</param>
    public IReadOnlyDictionary<string, IReadOnlyList<FacetCount>> Answer(IReadOnlyList<string[]> values, int most)
    {
        var answer = new Dictionary<string, IReadOnlyList<FacetCount>>(StringComparer.Ordinal);
        foreach (var field in _counted)
        {
            var sums = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var (value, count) in _facets[field].Index())
                if (count > 0 && values[field][value].Length > 0)
                    foreach (var step in CatalogueFields.Facets[field].Path(values[field][value])) sums[step] = sums.GetValueOrDefault(step) + count;
            answer[CatalogueFields.Facets[field].Name] =
                [.. sums.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Take(most).Select(pair => new FacetCount(pair.Key, pair.Value))];
        }

        foreach (var field in _banded)
        {
            var bands = CatalogueFields.Measures[field].Bands;
            answer[CatalogueFields.Measures[field].Name] = [.. bands.Select((from, band) => new FacetCount(
                string.Create(CultureInfo.InvariantCulture, $"{from}-{(band + 1 < bands.Count ? bands[band + 1] - 1 : null)}"), _bands[field][band]))];
        }

        return answer;
    }
}

/// <summary>How many of the lots that are found have a value.</summary>
/// <param name="Value">The value, which the facet's parameter takes; of a measure, a range.</param>
/// <param name="Lots">How many.</param>
public sealed record FacetCount(string Value, int Lots);

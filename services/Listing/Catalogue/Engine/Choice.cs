namespace Exchange.Listing.Catalogue.Engine;

/// <summary>Who searches, because lots of a fair that is a draft are shown only to those who prepare it.</summary>
/// <param name="Enterprise">The caller's enterprise.</param>
/// <param name="All">Whether it is the exchange itself.</param>
public sealed record Viewer(string Enterprise, bool All)
{
    /// <summary>Somebody who prepares nothing.</summary>
    public static Viewer Anybody { get; } = new("", false);

    /// <summary>Whether a lot is there for it.</summary>
    public bool Sees(CatalogueEntry lot) =>
        All || lot.Status != CatalogueEntry.Entered || (Enterprise.Length > 0 && (lot.Consignor == Enterprise || lot.Organizer == Enterprise));
}

/// <summary>What a search asks of lots beside its words, as it is tested on columns.</summary>
internal sealed class Choice
{
    private static readonly int Status = Columns.IndexOf(CatalogueFields.Status), Consignor = Columns.IndexOf(CatalogueFields.Consignor),
        Organizer = Columns.IndexOf(CatalogueFields.Organizer), Closing = Columns.IndexOf(CatalogueFields.Closing);

    private readonly (int Field, bool[] Values)[] _facets;
    private readonly (int Field, Span[] Spans)[] _measures;
    private readonly int _entered, _enterprise;

    public Choice(CatalogueQuery query, Viewer viewer, IReadOnlyList<string[]> values, long now)
    {
        _facets = [.. CatalogueFields.Facets.Index().Where(facet => query.Chosen.ContainsKey(facet.Item.Name))
            .Select(facet => (facet.Index, Wanted(facet.Item, query.Chosen[facet.Item.Name], values[facet.Index])))];
        _measures = [.. CatalogueFields.Measures.Index().Where(measure => query.Spans.ContainsKey(measure.Item.Name))
            .Select(measure => (measure.Index, Shifted(query.Spans[measure.Item.Name], measure.Index == Closing ? now : 0)))];
        _entered = viewer.All ? -1 : Array.IndexOf(values[Status], CatalogueEntry.Entered);
        _enterprise = viewer.Enterprise.Length == 0 ? -1 : Array.IndexOf(values[Consignor], viewer.Enterprise);
        EnterpriseRuns = viewer.Enterprise.Length == 0 ? -1 : Array.IndexOf(values[Organizer], viewer.Enterprise);
    }

    /// <summary>The number of a lot's field that keeps it out.</summary>
    public const int None = -1, Many = -2;

    private int EnterpriseRuns { get; }

    /// <summary>Whether who searches may know of a lot.</summary>
    public bool Sees(Columns columns, int lot) =>
        columns.Facets[Status][lot] != _entered
        || (_enterprise >= 0 && columns.Facets[Consignor][lot] == _enterprise) || (EnterpriseRuns >= 0 && columns.Facets[Organizer][lot] == EnterpriseRuns);

    /// <summary>The one facet that a lot does not have as it is wanted, or measure after all facets; <see cref="None"/> where it is as wanted, <see cref="Many"/> where it fails twice.</summary>
    public int Fails(Columns columns, int lot)
    {
        var fails = None;
        foreach (var (field, values) in _facets)
        {
            var value = columns.Facets[field][lot];
            if (value < values.Length && values[value]) continue;
            if (fails != None) return Many;
            fails = field;
        }

        foreach (var (field, spans) in _measures)
        {
            if (Holds(spans, columns.Measures[field][lot])) continue;
            if (fails != None) return Many;
            fails = columns.Facets.Length + field;
        }

        return fails;
    }

    private static bool Holds(Span[] spans, long value)
    {
        foreach (var span in spans)
            if (span.Holds(value)) return true;
        return false;
    }

    private static bool[] Wanted(Facet facet, IReadOnlyList<string> chosen, string[] values) => [.. values.Select(value => facet.Path(value).Any(chosen.Contains))];

    private static Span[] Shifted(IReadOnlyList<Span> spans, long by) => [.. spans.Select(span => new Span(span.From + by, span.To + by))];
}

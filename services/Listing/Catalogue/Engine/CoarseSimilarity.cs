using Lucene.Net.Search.Similarities;

namespace Exchange.Listing.Catalogue.Engine;

/// <summary>Weighs matches by the rarity of their words in whole powers of two and by the shortness of the text, and not by how often they stand in it: a title that says bearing twice
/// is no better. Because the rarity is coarse, a lot's weight is the same from page to page and from node to node, though lots come and go meanwhile.</summary>
internal sealed class CoarseSimilarity : SimilarityBase
{
    private const float ShortText = 6;

    public static CoarseSimilarity Instance { get; } = new();

    public override float Score(BasicStats stats, float freq, float docLen) => ((Rarity)stats).Weight * (1 + (ShortText / (ShortText + docLen)));

    protected override BasicStats NewStats(string field, float queryBoost) => new Rarity(field, queryBoost);

    protected override void FillBasicStats(BasicStats stats, Lucene.Net.Search.CollectionStatistics collectionStats, Lucene.Net.Search.TermStatistics termStats)
    {
        base.FillBasicStats(stats, collectionStats, termStats);
        ((Rarity)stats).Steps = MathF.Max(1, MathF.Round(MathF.Log2((1 + stats.NumberOfDocuments) / (1f + stats.DocFreq))));
    }

    public override string ToString() => "coarse";

    private sealed class Rarity(string field, float boost) : BasicStats(field, boost)
    {
        public float Steps { get; set; }

        public float Weight => TotalBoost * (2 + Steps);
    }
}

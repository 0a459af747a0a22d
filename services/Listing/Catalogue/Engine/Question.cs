using Exchange.Listing.Categories;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;
using Lucene.Net.Util.Automaton;

namespace Exchange.Listing.Catalogue.Engine;

/// <summary>The words of a search as the engine asks for them.</summary>
/// <param name="Query">What finds the lots; null for every lot.</param>
/// <param name="Terms">The terms that titles are marked at.</param>
/// <param name="Meant">The text with the words that were taken in place of unknown ones; null where there are none.</param>
internal sealed record Question(Query? Query, IReadOnlySet<string> Terms, string? Meant);

/// <summary>Makes questions of texts.</summary>
/// <param name="reader">The index as it is, which says what words there are.</param>
/// <param name="exact">Whether only the very words will do.</param>
internal sealed class QuestionMaker(IndexReader reader, bool exact = false)
{
    private const int MostWords = 16, ShortestFuzzy = 4, MostSpellings = 4;
    private const float TitleWeight = 3, KindWeight = 1, WholeWeight = 4, PhraseWeight = 2, NamedWeight = 4, SpellingWeight = 0.4f;

    private readonly HashSet<string> _terms = new(StringComparer.Ordinal);
    private readonly List<(Word Word, string Spelling)> _meant = [];
    private string _text = "";

    /// <summary>The question of a text.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="loose">Whether some of the words will do.</param>
    public Question Of(string text, bool loose = false)
    {
        _text = text;
        var words = Words.Of(text).Take(MostWords).ToList();
        if (words.Count == 0) return new(text.Length == 0 ? null : new BooleanQuery(), _terms, null);
        var all = new BooleanQuery { MinimumNumberShouldMatch = loose ? Math.Max(1, words.Count / 2) : words.Count };
        foreach (var word in words) all.Add(OfWord(word, loose), loose ? Occur.SHOULD : Occur.MUST);
        if (!loose) all.MinimumNumberShouldMatch = 0;
        var found = words.Count == 1 ? all.Clauses[0].Query : OrNamed(Either(all), text, words.Count);
        return new(found, _terms, Meant(text));
    }

    /// <summary>The question for lots like another one.</summary>
    public Question Like(CatalogueEntry lot)
    {
        var alike = new BooleanQuery(disableCoord: true);
        foreach (var term in Words.Tokens(lot.Title).Select(token => token.Term).Where(term => term.Length > 1).Distinct().Take(2 * MostWords))
            alike.Add(Term(LotDocument.Title, term, TitleWeight), Occur.SHOULD);
        foreach (var kind in CatalogueFields.KindTerms(lot)) alike.Add(Term(LotDocument.Kind, kind, KindWeight), Occur.SHOULD);
        return new(alike, _terms, null);
    }

    private BooleanQuery OfWord(Word word, bool loose) => OrNamed(OfTexts(word, loose), _text[word.Start..word.End], 1);

    /// <summary>A question, or all lots of the kind that has a name.</summary>
    private BooleanQuery OrNamed(BooleanQuery found, string name, int words)
    {
        if (Materials.Named(Folding.Fold(name)) is { } kind) found.Add(Term(LotDocument.Kind, CatalogueFields.TermOf(kind), NamedWeight * words), Occur.SHOULD);
        return found;
    }

    private BooleanQuery OfTexts(Word word, bool loose) => word.Kind switch
    {
        WordKind.Han when word.Pieces is [{ Term.Length: 1 } one] => OfCharacter(one.Term),
        WordKind.Han => OfPairs(word, loose),
        WordKind.Letters => OfTerm(word, word.Pieces[0].Term),
        _ => OfDesignation(word),
    };

    // Every pair of neighbours; of long words most of them, because they are often written with something in between.
    private BooleanQuery OfPairs(Word word, bool loose)
    {
        if (word.Pieces.Count == 1) return OfTerm(word, word.Pieces[0].Term);
        var needed = loose ? Math.Max(1, word.Pieces.Count / 2) : word.Pieces.Count - (word.Pieces.Count / 3);
        return Either(Pairs(word, needed, LotDocument.Title, TitleWeight, PhraseWeight), Pairs(word, word.Pieces.Count, LotDocument.Kind, KindWeight, 0));
    }

    private BooleanQuery Pairs(Word word, int needed, string field, float weight, float phraseWeight)
    {
        var pairs = new BooleanQuery { MinimumNumberShouldMatch = exact ? word.Pieces.Count : needed };
        var phrase = new PhraseQuery { Boost = phraseWeight };
        foreach (var piece in word.Pieces)
        {
            pairs.Add(Term(field, piece.Term, weight / word.Pieces.Count), Occur.SHOULD);
            phrase.Add(new Term(field, piece.Term));
        }

        if (phraseWeight == 0) return pairs;
        return new BooleanQuery { { pairs, Occur.MUST }, { phrase, Occur.SHOULD } };
    }

    private BooleanQuery OfTerm(Word word, string term)
    {
        var found = Either(Term(LotDocument.Title, term, TitleWeight), Term(LotDocument.Kind, term, KindWeight));
        if (exact || Frequency(term) > 0 || term.Length < (word.Kind == WordKind.Han ? 2 : ShortestFuzzy)) return found;
        foreach (var (index, spelling) in Spellings(term, word.Kind).Index())
        {
            if (index == 0)
            {
                _meant.Add((word, spelling));
                OrNamed(found, spelling, 1);
            }

            found.Add(Term(LotDocument.Title, spelling, TitleWeight * SpellingWeight), Occur.SHOULD);
            found.Add(Term(LotDocument.Kind, spelling, KindWeight * SpellingWeight), Occur.SHOULD);
        }

        return found;
    }

    private BooleanQuery OfDesignation(Word word)
    {
        var pieces = new BooleanQuery();
        foreach (var piece in word.Pieces) pieces.Add(Either(Term(LotDocument.Title, piece.Term, 1), Term(LotDocument.Kind, piece.Term, 1)), Occur.MUST);
        return word.Whole.Length == 0 || word.Pieces is [{ } only] && only.Term == word.Whole
            ? Either(pieces)
            : Either(Term(LotDocument.Title, word.Whole, WholeWeight), pieces);
    }

    private BooleanQuery OfCharacter(string character)
    {
        _terms.Add(character);
        return Either(
            new PrefixQuery(new Term(LotDocument.Title, character)) { Boost = TitleWeight }, new PrefixQuery(new Term(LotDocument.Kind, character)) { Boost = KindWeight });
    }

    private TermQuery Term(string field, string term, float weight)
    {
        _terms.Add(term);
        return new(new Term(field, term)) { Boost = weight };
    }

    private static BooleanQuery Either(params ReadOnlySpan<Query> queries)
    {
        var either = new BooleanQuery(disableCoord: true);
        foreach (var query in queries) either.Add(query, Occur.SHOULD);
        return either;
    }

    private int Frequency(string term) => reader.DocFreq(new Term(LotDocument.Title, term)) + reader.DocFreq(new Term(LotDocument.Kind, term));

    // The likeliest words that differ in a letter or two, by likeness and then by how many lots have them.
    private IEnumerable<string> Spellings(string term, WordKind kind)
    {
        if (MultiFields.GetTerms(reader, LotDocument.Title) is not { } terms) return [];
        var edits = term.Length < 2 * ShortestFuzzy ? 1 : LevenshteinAutomata.MAXIMUM_SUPPORTED_DISTANCE;
        var likely = new FuzzyTermsEnum(terms, new AttributeSource(), new Term(LotDocument.Title, term), edits, kind == WordKind.Han ? 0 : 1, transpositions: true);
        var boost = likely.Attributes.AddAttribute<IBoostAttribute>();
        var found = new List<(string Term, float Likeness, int Lots)>();
        while (likely.MoveNext())
            if (likely.Term.Utf8ToString() is var other && other.Length > 1 && other.All(char.IsLetter)) found.Add((other, boost.Boost, likely.DocFreq));
        return found.OrderByDescending(item => item.Likeness).ThenByDescending(item => item.Lots).ThenBy(item => item.Term, StringComparer.Ordinal).Take(MostSpellings).Select(item => item.Term);
    }

    private string? Meant(string text)
    {
        if (_meant.Count == 0) return null;
        foreach (var (word, spelling) in _meant.OrderByDescending(item => item.Word.Start)) text = string.Concat(text.AsSpan(0, word.Start), spelling, text.AsSpan(word.End));
        return text;
    }
}

using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;

namespace Exchange.Listing.Catalogue.Engine;

/// <summary>The terms of some texts as the engine takes them. Made once and used for lot after lot.</summary>
internal sealed class TokenSource : TokenStream
{
    // No phrase goes from one text into the next.
    private const int BetweenTexts = 10;

    private readonly ICharTermAttribute _term;
    private readonly IPositionIncrementAttribute _steps;
    private readonly List<Token> _tokens = [];
    private int _next;

    public TokenSource() => (_term, _steps) = (AddAttribute<ICharTermAttribute>(), AddAttribute<IPositionIncrementAttribute>());

    /// <summary>Begins anew with the terms of other texts, and with further terms as they are.</summary>
    public TokenSource Of(IEnumerable<string> texts, params IEnumerable<string> further)
    {
        _tokens.Clear();
        foreach (var text in texts)
        {
            var first = _tokens.Count;
            _tokens.AddRange(Words.Tokens(text));
            if (first > 0 && first < _tokens.Count) _tokens[first] = _tokens[first] with { Steps = BetweenTexts };
        }

        _tokens.AddRange(further.Select(term => new Token(term, 0, 0, 1)));
        return this;
    }

    public override void Reset()
    {
        base.Reset();
        _next = 0;
    }

    public override bool IncrementToken()
    {
        if (_next == _tokens.Count) return false;
        ClearAttributes();
        var token = _tokens[_next++];
        _term.SetEmpty().Append(token.Term);
        _steps.PositionIncrement = token.Steps;
        return true;
    }
}

using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;
using Exchange.Kernel.Deciders;

namespace Exchange.Settlement.Documents;

/// <summary>The numbers of a fair's documents: stream <c>register/{fair}</c>. Each kind counts from 1 without gaps, because a number is given in the same entry of the log as its document
/// is issued.</summary>
public sealed record Register : IDecider<Register, RegisterCommand, RegisterEvent>
{
    public static Register Initial { get; } = new();

    /// <summary>The last number of each kind.</summary>
    public ImmutableSortedDictionary<string, long> Last { get; init; } = ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal);

    public static string Stream(string fair) => "register/" + fair;

    /// <summary>The command by which a step of a deal issues a document; it becomes a companion of the step's decision. Issued before, nothing happens.</summary>
    /// <param name="kind">One of <see cref="DocumentKind"/>.</param>
    /// <param name="terms">The deal's terms.</param>
    /// <param name="totalMinor">The amount that it is for; null for none.</param>
    /// <param name="amounts">How the amount comes about, in order.</param>
    /// <param name="moments">Its days, in order.</param>
    /// <param name="deliveredMilli">What was handed over by weight; null where it does not say.</param>
    /// <param name="timeZone">The IANA time zone of its days; UTC when null.</param>
    /// <param name="part">Which of several of its kind for the deal, from 1.</param>
    public static Also Issue(
        string kind, Deals.DealTerms terms, long? totalMinor, IReadOnlyList<PaperAmount> amounts, IReadOnlyList<PaperMoment> moments,
        long? deliveredMilli = null, string? timeZone = null, long part = 1)
    {
        var paper = new Paper(kind, part, PaperSubject.Of(terms), totalMinor, amounts, moments, deliveredMilli, timeZone);
        return new(Document.Stream(paper.Document()), new IssueDocument(paper));
    }

    public static Decision<RegisterEvent> Decide(Register register, RegisterCommand command, DateTimeOffset now) => command switch
    {
        GiveNumber give => new NumberGiven(give.Kind, register.Last.GetValueOrDefault(give.Kind) + 1, give.Document),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    public static Register Evolve(Register register, RegisterEvent @event) => @event switch
    {
        NumberGiven given when given.Number == register.Last.GetValueOrDefault(given.Kind) + 1 => register with { Last = register.Last.SetItem(given.Kind, given.Number) },
        _ => throw new InvalidDataException($"{@event} does not follow the last number of its kind."),
    };
}

public abstract record RegisterCommand;

/// <summary>Gives a document the next number of its kind; only what issues the document sends it, and only once.</summary>
public sealed record GiveNumber(string Kind, string Document) : RegisterCommand;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(NumberGiven), "number-given.v1")]
public abstract record RegisterEvent;

/// <summary>A document has its number.</summary>
/// <param name="Kind">One of <see cref="DocumentKind"/>.</param>
/// <param name="Number">From 1, the next one after the last.</param>
/// <param name="Document">The document's id.</param>
public sealed record NumberGiven(string Kind, long Number, string Document) : RegisterEvent;
